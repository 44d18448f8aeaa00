/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <netinet/in.h>

#include "libsipgo/message/sipgo-uri.h"

G_BEGIN_DECLS

/* An IP address and a port as the sockets want them; a plain value. */
typedef struct
{
  union
  {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
  };
} SipgoAddress;

#define SIPGO_ADDRESS_TEXT_LENGTH 64
#define SIPGO_DEFAULT_PORT 5060

gboolean    sipgo_address_parse      (SipgoAddress *self, const char *host, guint port);   /* numeric; IPv6 with or without [] */
socklen_t   sipgo_address_get_size   (const SipgoAddress *self);
guint       sipgo_address_get_port   (const SipgoAddress *self);
void        sipgo_address_set_port   (SipgoAddress *self, guint port);
gboolean    sipgo_address_is_ipv6    (const SipgoAddress *self);
gboolean    sipgo_address_is_any     (const SipgoAddress *self);
gboolean    sipgo_address_equal      (const SipgoAddress *self, const SipgoAddress *other);   /* port included */
gboolean    sipgo_address_equal_host (const SipgoAddress *self, const SipgoAddress *other);
guint       sipgo_address_hash       (const SipgoAddress *self);
/* The host alone, IPv6 without brackets; both return their buffer. */
const char *sipgo_address_format_host (const SipgoAddress *self, char text[SIPGO_ADDRESS_TEXT_LENGTH]);
/* host:port as in a URI or Via, IPv6 in brackets. */
const char *sipgo_address_format      (const SipgoAddress *self, char text[SIPGO_ADDRESS_TEXT_LENGTH]);

typedef enum {
  SIPGO_PROTOCOL_UDP,
  SIPGO_PROTOCOL_TCP,
  SIPGO_PROTOCOL_WS,
  SIPGO_PROTOCOL_WSS,
  SIPGO_PROTOCOL_ROAD,       /* the agent's own SipgoTransport, which has a name of its own */
} SipgoProtocol;

const char *sipgo_protocol_get_name    (SipgoProtocol self);     /* "UDP", as in Via */
gboolean    sipgo_protocol_is_reliable (SipgoProtocol self);
gboolean    sipgo_protocol_is_web_socket (SipgoProtocol self);
gboolean    sipgo_protocol_name_is_secure (const char *name);    /* of a Via: TLS, WSS and their like */
guint       sipgo_protocol_get_default_port (SipgoProtocol self);
gboolean    sipgo_protocol_parse       (SipgoProtocol *self, const char *name);   /* any case */

/* One place that a request may be sent to (RFC 3263). */
typedef struct
{
  SipgoProtocol protocol;
  gboolean protocol_is_fixed;     /* named by the URI: no change to TCP because of the message's size */
  SipgoAddress address;
  const char *road;               /* with SIPGO_PROTOCOL_ROAD: its name, interned */
  gboolean must_be_secure;        /* asked for by sips: nothing goes there in clear */
} SipgoTarget;

/* A URI whose host is a number needs no resolver; FALSE where it does, or where its transport or scheme is not ours. */
gboolean sipgo_target_from_uri (SipgoTarget *self, SipgoUri *uri);

/* The same place: protocol, address, and name of the road; whether the protocol is fixed is no part of it. */
gboolean sipgo_target_equal (gconstpointer self, gconstpointer other);
guint    sipgo_target_hash  (gconstpointer self);

char *sipgo_target_to_string (const SipgoTarget *self);   /* "udp:127.0.0.1:5060" */

G_END_DECLS
