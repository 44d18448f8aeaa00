/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIPGO_DEFAULT_PORT 5060
#define SIPGO_DEFAULT_TLS_PORT 5061

typedef enum {
  SIPGO_PROTOCOL_UDP,
  SIPGO_PROTOCOL_TCP,
  SIPGO_PROTOCOL_TLS,        /* over TCP */
  SIPGO_PROTOCOL_WS,
  SIPGO_PROTOCOL_WSS,
  SIPGO_PROTOCOL_TRANSPORT,  /* the agent's own SipgoTransport, which gives its name in Via */
} SipgoProtocol;

const char *sipgo_protocol_get_name    (SipgoProtocol self);     /* "UDP", as in Via */
gboolean    sipgo_protocol_is_reliable (SipgoProtocol self);
gboolean    sipgo_protocol_is_web_socket (SipgoProtocol self);
gboolean    sipgo_protocol_name_is_secure (const char *name);    /* a name in Via: TLS, TLS-SCTP, WSS */
gboolean    sipgo_protocol_is_verified (SipgoProtocol self);     /* the server's certificate is verified */
guint       sipgo_protocol_get_default_port (SipgoProtocol self);
gboolean    sipgo_protocol_parse       (SipgoProtocol *self, const char *name);   /* any case */

G_END_DECLS
