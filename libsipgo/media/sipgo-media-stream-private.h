/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/media/sipgo-media-stream.h"

G_BEGIN_DECLS

/* What both sides agree on for a stream. */
typedef struct
{
  int index;                   /* of its m= line, or -1 */
  const char *mid;             /* or NULL */
  const char *codec;           /* or NULL */
  SipgoMediaDirection direction;
  SipgoMediaProtection protection;
} SipgoMediaStreamTerms;

/* Reads the figures as they are now. */
typedef void (*SipgoMediaStreamReader) (gpointer owner, SipgoMediaStatistics *statistics);

/* For the handler behind it. The owner is borrowed until the stream is closed. */
SipgoMediaStream *sipgo_media_stream_new       (SipgoMediaKind kind, SipgoMediaStreamReader reader, gpointer owner);
/* Notifies of what has changed. */
void              sipgo_media_stream_set_terms (SipgoMediaStream *self, const SipgoMediaStreamTerms *terms);
/* The call is over: nobody sends any more, and the figures stay as they are. */
void              sipgo_media_stream_close     (SipgoMediaStream *self);

G_END_DECLS
