/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-stream-private.h"
#include "libsipgo/transport/sipgo-transport-layer-private.h"

G_BEGIN_DECLS

/* A flow over a connection, TCP, TLS or WebSocket: cuts the received bytes into messages, queues what the peer does not
 * take at once, and has the timeouts. */
typedef struct _SipgoConnection SipgoConnection;

typedef struct
{
  void (*parsed) (SipgoConnection *connection, SipgoParseResult *result, gpointer user_data);
  void (*sent)   (SipgoFlow *flow, GBytes *bytes, gpointer user_data);
  void (*closed) (SipgoConnection *connection, gpointer user_data);     /* before the watches of the flow are called */
  /* The bytes that it holds are more or fewer now. may_close: connections may be closed from within this call. */
  void (*held)   (SipgoConnection *connection, gssize change, gboolean may_close, gpointer user_data);
} SipgoConnectionFuncs;

/* Takes stream. is_accepted: the peer has connected to us. verified_name is what its certificate has to prove; NULL for
 * an accepted connection, and without TLS. */
SipgoConnection *sipgo_connection_new      (SipgoEnvironment *environment, SipgoStream *stream, gboolean is_accepted,
                                            const char *verified_name,
                                            const SipgoMessageLimits *limits,
                                            const SipgoConnectionLimits *connection_limits,
                                            const SipgoConnectionFuncs *funcs, gpointer user_data);
SipgoFlow       *sipgo_connection_get_flow (SipgoConnection *self);           /* transfer none */
gboolean         sipgo_connection_is_accepted (SipgoConnection *self);
/* The bytes in memory that wait for its peer: received ones of a message that is not complete, and those that it has
 * not read. */
gsize            sipgo_connection_get_held (SipgoConnection *self);
/* The protocol of a flow over the stream. */
SipgoProtocol    sipgo_connection_get_stream_protocol (const SipgoStream *stream);
/* Closes the connection. If error is not NULL, the watches of the flow are called with it. */
void             sipgo_connection_close    (SipgoConnection *self, const GError *error);

G_END_DECLS
