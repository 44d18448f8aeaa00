/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-stream-private.h"
#include "libsipgo/transport/sipgo-udp-private.h"

G_BEGIN_DECLS

/* An address that the transport layer listens on. */
typedef struct
{
  SipgoProtocol protocol;
  gboolean asked_for;              /* by the application; FALSE if it was made to send a request */
  /* Its address is not one of this machine now. The socket stays open, and is of use again when the address is back. */
  gboolean is_absent;
  gboolean has_left;               /* absent since the last change of the network */
  gboolean is_stand_in;            /* for one that is absent, at another address; freed when it is absent itself */
  SipgoUdp *udp;                   /* either this one or the next is set */
  SipgoStreamListener *stream_listener;
} SipgoListener;

const SipgoAddress *sipgo_listener_get_local (const SipgoListener *self);
void                sipgo_listener_free      (SipgoListener *self);
/* Reads "udp:127.0.0.1:5060". Without a port the default port of the protocol is used. */
gboolean            sipgo_listener_parse     (const char *text, SipgoProtocol *protocol, SipgoAddress *address,
                                              GError **error);
char               *sipgo_listener_to_string (const SipgoListener *self);
/* Whether packets from the listener's address can reach remote: protocol and family are the same, and a listener on a
 * loopback address reaches loopback addresses only. */
gboolean            sipgo_listener_reaches   (const SipgoListener *self, SipgoProtocol protocol,
                                              const SipgoAddress *remote);
/* Whether host and port of a Via sent-by may be this listener. */
gboolean            sipgo_listener_is_named  (const SipgoListener *self, const char *host, guint port);

G_END_DECLS
