/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-stream-private.h"
#include "libsipgo/transport/sipgo-udp-private.h"

G_BEGIN_DECLS

/* One address that we receive at. */
typedef struct
{
  SipgoProtocol protocol;
  gboolean asked_for;              /* by the application; else made for something to be sent */
  SipgoUdp *udp;                   /* one of the two */
  SipgoStreamListener *stream_listener;
} SipgoListener;

const SipgoAddress *sipgo_listener_get_local (const SipgoListener *self);
void                sipgo_listener_free      (SipgoListener *self);
/* "udp:127.0.0.1:5060": without a port the protocol's own. */
gboolean            sipgo_listener_parse     (const char *text, SipgoProtocol *protocol, SipgoAddress *address,
                                              GError **error);
char               *sipgo_listener_to_string (const SipgoListener *self);
/* Whether a packet from the listener's address may get to remote: a socket bound to the loopback address reaches
 * nothing else. */
gboolean            sipgo_listener_reaches   (const SipgoListener *self, SipgoProtocol protocol,
                                              const SipgoAddress *remote);
/* Whether host and port, as they stand in a Via, may mean this listener. */
gboolean            sipgo_listener_is_named  (const SipgoListener *self, const char *host, guint port);

G_END_DECLS
