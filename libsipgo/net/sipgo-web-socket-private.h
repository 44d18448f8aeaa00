/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/net/sipgo-stream-private.h"

G_BEGIN_DECLS

/* WebSockets (RFC 6455) as streams of whole messages: each write is one frame, and each call of received () brings one
 * message. */

#define SIPGO_WEB_SOCKET_MAX_MESSAGE (1024 * 1024 + 64 * 1024)

typedef struct
{
  const char *url;                  /* ws:// or wss:// */
  const char *subprotocol;          /* that both ends have to speak */
  const char *origin;               /* NULL: none */
  const char *const *extra_headers; /* NULL, or lines */
  GTlsDatabase *tls_database;       /* NULL: the system's authorities */
  gsize max_message;                /* bytes */
  guint ping_interval;              /* seconds; 0: never */
} SipgoWebSocketOptions;

/* remote: NULL where the URL has a name. */
SipgoStream *sipgo_web_socket_connect    (SipgoEnvironment *environment, const SipgoWebSocketOptions *options,
                                          const SipgoAddress *remote, GError **error);
/* One that has come in. */
SipgoStream *sipgo_web_socket_stream_new (SipgoEnvironment *environment, SoupWebsocketConnection *connection,
                                          gboolean is_secure, const SipgoAddress *local, const SipgoAddress *remote);
/* The URL as it may be shown: without user, password and query; free it. */
char        *sipgo_web_socket_make_name  (const char *url);
/* When the last message or pong came. */
gint64       sipgo_web_socket_stream_get_last_heard (SipgoStream *stream);

G_END_DECLS
