/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-stream-private.h"
#include "libsipgo/transport/sipgo-transport-layer-private.h"

G_BEGIN_DECLS

/* A connection: bytes cut into messages, a queue for what the peer does not take at once, and the time-outs. */
typedef struct _SipgoConnection SipgoConnection;

typedef struct
{
  void (*parsed) (SipgoConnection *connection, SipgoParseResult *result, gpointer user_data);
  void (*sent)   (SipgoFlow *flow, GBytes *bytes, gpointer user_data);
  void (*closed) (SipgoConnection *connection, gpointer user_data);     /* before the watches are told */
} SipgoConnectionFuncs;

/* Takes stream. is_connected: it came in; else it is being made. */
SipgoConnection *sipgo_connection_new      (SipgoEnvironment *environment, SipgoStream *stream, gboolean is_connected,
                                            const SipgoMessageLimits *limits,
                                            const SipgoConnectionLimits *connection_limits,
                                            const SipgoConnectionFuncs *funcs, gpointer user_data);
SipgoFlow       *sipgo_connection_get_flow (SipgoConnection *self);           /* borrowed */
/* What a flow over it is called. */
SipgoProtocol    sipgo_connection_get_stream_protocol (const SipgoStream *stream);
/* NULL error: nobody is told. */
void             sipgo_connection_close    (SipgoConnection *self, const GError *error);

G_END_DECLS
