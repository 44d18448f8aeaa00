/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/media/sipgo-media-stream.h"

G_BEGIN_DECLS

/* What offer and answer have agreed on for a stream. */
typedef struct
{
  int index;                   /* of its m= line, or -1 */
  const char *mid;             /* or NULL */
  const char *codec;           /* or NULL */
  SipgoMediaDirection direction;
  SipgoMediaProtection protection;
} SipgoMediaStreamTerms;

/* Fills in the present statistics. */
typedef void (*SipgoMediaStreamReader) (gpointer owner, SipgoMediaStatistics *statistics);

/* For the handler of the session. Until it is closed, the stream calls reader with owner, and holds no reference to
 * it. */
SipgoMediaStream *sipgo_media_stream_new       (SipgoMediaKind kind, SipgoMediaStreamReader reader, gpointer owner);
/* Notifies of the properties that change. */
void              sipgo_media_stream_set_terms (SipgoMediaStream *self, const SipgoMediaStreamTerms *terms);
/* The call is over: the direction becomes inactive, and the statistics keep their last values. */
void              sipgo_media_stream_close     (SipgoMediaStream *self);

G_END_DECLS
