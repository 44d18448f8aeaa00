/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/net/sipgo-handshakes-private.h"
#include "libsipgo/net/sipgo-stream-private.h"
#include "libsipgo/net/sipgo-tls-private.h"

G_BEGIN_DECLS

/* Which clients a listener accepts. Belongs to the owner of the listener, who may change it at any time. */
typedef struct
{
  const char *subprotocol;          /* that clients have to offer */
  GStrv origins;                    /* accepted Origins; NULL: only one with the server's own host, or no Origin */
  gint64 handshake_timeout_us;
} SipgoWebSocketPolicy;

/* tls: over TLS (wss); NULL: without (ws). Policies and handshakes have to live longer than the listener. */
SipgoStreamListener *sipgo_web_socket_listen (SipgoEnvironment *environment, const SipgoWebSocketPolicy *policy,
                                              const SipgoTlsPolicy *tls, SipgoHandshakes *handshakes,
                                              const SipgoAddress *address, GError **error);

G_END_DECLS
