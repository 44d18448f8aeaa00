/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/sdp/sipgo-sdp-negotiator-private.h"

G_BEGIN_DECLS

/* Event clocks that are spoken: beside opus, and beside all others. */
#define SIPGO_SDP_N_EVENT_CLOCKS 2
extern const guint sipgo_sdp_event_clocks[SIPGO_SDP_N_EVENT_CLOCKS];

/* What one offer and its answer say, agreed or on the way there: all that a later offer needs of the texts. */
typedef struct
{
  SipgoSdpAgreement agreement;
  guint8 n_lines;              /* m= lines of the descriptions */
  guint8 audio_line;           /* which of them is ours */
  gboolean feedback_profile;   /* it was offered as RTP/AVPF */
  char *time_lines;            /* of the peer's offer, for our answer; NULL: t=0 0 */
  char **other_lines;          /* the whole line for each m= line but ours, refused; NULL with one line only */
} SipgoSdpTerms;

SipgoSdpTerms *sipgo_sdp_terms_new  (void);
void           sipgo_sdp_terms_free (SipgoSdpTerms *self);

/* Reads what the peer's audio line says of where, how and which way. */
void           sipgo_sdp_terms_take_peer  (SipgoSdpTerms *self, const SipgoSdpMedia *media);
void           sipgo_sdp_terms_take_lines (SipgoSdpTerms *self, const SipgoSdp *sdp, guint audio_line);
SipgoSdpTerms *sipgo_sdp_terms_copy_lines (const SipgoSdpTerms *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoSdpTerms, sipgo_sdp_terms_free)

G_END_DECLS
