/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/net/sipgo-stream-private.h"

G_BEGIN_DECLS

/* Which clients a listener accepts. Belongs to the owner of the listener, who may change it at any time. */
typedef struct
{
  const char *subprotocol;          /* that clients have to offer */
  GTlsCertificate *certificate;     /* for wss */
  GStrv origins;                    /* accepted Origins; NULL: only one with the server's own host, or no Origin */
  guint max_handshakes;             /* at the same time, on all listeners together */
  guint max_handshakes_per_host;
  gint64 handshake_timeout_us;
} SipgoWebSocketPolicy;

/* Counts the handshakes of several listeners. Belongs to their owner and has to live longer. */
typedef struct
{
  guint n_under_way;
  guint64 n_refused;                /* connections above the limits */
} SipgoHandshakeCounts;

/* is_secure: over TLS (wss), which needs a certificate in the policy. */
SipgoStreamListener *sipgo_web_socket_listen (SipgoEnvironment *environment, const SipgoWebSocketPolicy *policy,
                                              SipgoHandshakeCounts *counts, gboolean is_secure,
                                              const SipgoAddress *address,
                                              GError **error);

G_END_DECLS
