/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/net/sipgo-frame-guard-private.h"
#include "libsipgo/net/sipgo-soup-private.h"
#include "libsipgo/net/sipgo-stream-private.h"

G_BEGIN_DECLS

/* WebSockets (RFC 6455) as streams: each write () sends one message, and each received () gives one whole message. */

#define SIPGO_WEB_SOCKET_MAX_MESSAGE (1024 * 1024 + 64 * 1024)

typedef struct
{
  const char *url;                  /* ws:// or wss:// */
  const char *subprotocol;          /* that the server has to accept */
  const char *origin;               /* NULL: no Origin is sent */
  const char *const *extra_headers; /* HTTP header lines, or NULL */
  GTlsDatabase *tls_database;       /* NULL: the system's certificate authorities */
  GTlsCertificate *tls_certificate; /* our own, with its key, for servers that ask for one; or NULL */
  gboolean accept_any_certificate;  /* whatever the server's certificate is */
  gsize max_message;                /* bytes */
  guint ping_interval;              /* seconds; 0: never */
} SipgoWebSocketOptions;

/* remote is NULL if the URL has a host name. */
SipgoStream *sipgo_web_socket_connect    (SipgoEnvironment *environment, const SipgoWebSocketOptions *options,
                                          const SipgoAddress *remote, GError **error);
/* A WebSocket that a listener has accepted. guard: NULL if it is not known. */
SipgoStream *sipgo_web_socket_stream_new (SipgoEnvironment *environment, const SipgoSoup *soup,
                                          SoupWebsocketConnection *connection, SipgoFrameGuard *guard,
                                          gboolean is_secure,
                                          const SipgoAddress *local, const SipgoAddress *remote);
/* The URL for logs and errors: without user, password, query and fragment. Free the result. */
char        *sipgo_web_socket_make_name  (const char *url);
/* When the last message or pong was received: time of the environment, in microseconds. */
gint64       sipgo_web_socket_stream_get_last_heard (SipgoStream *stream);

G_END_DECLS
