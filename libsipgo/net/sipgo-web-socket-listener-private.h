/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/net/sipgo-stream-private.h"

G_BEGIN_DECLS

/* What a listener lets in; its owner's, and may change. */
typedef struct
{
  const char *subprotocol;          /* that clients have to speak */
  GTlsCertificate *certificate;     /* for wss */
  GStrv origins;                    /* NULL: none, or one whose host is the server's */
  guint max_handshakes;             /* under way at a time, on all listeners together */
  guint max_handshakes_per_host;
  gint64 handshake_timeout_us;
} SipgoWebSocketPolicy;

/* The handshakes of the listeners that share it; their owner's, and lives longer. */
typedef struct
{
  guint n_under_way;
  guint64 n_refused;                /* connections for which there was no room */
} SipgoHandshakeCounts;

/* is_secure: over TLS (wss), which takes a certificate. */
SipgoStreamListener *sipgo_web_socket_listen (SipgoEnvironment *environment, const SipgoWebSocketPolicy *policy,
                                              SipgoHandshakeCounts *counts, gboolean is_secure,
                                              const SipgoAddress *address,
                                              GError **error);

G_END_DECLS
