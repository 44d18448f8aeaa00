/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <netinet/in.h>

G_BEGIN_DECLS

/* An IP address and a port in the form that sockets use. A plain value, to be copied. */
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

gboolean    sipgo_address_parse      (SipgoAddress *self, const char *host,
                                      guint port);   /* numeric; IPv6 with or without [] */
socklen_t   sipgo_address_get_size   (const SipgoAddress *self);
guint       sipgo_address_get_port   (const SipgoAddress *self);
void        sipgo_address_set_port   (SipgoAddress *self, guint port);
gboolean    sipgo_address_is_ipv6    (const SipgoAddress *self);
/* The IP address in network byte order; length: 4 or 16. */
const guint8 *sipgo_address_get_bytes (const SipgoAddress *self, gsize *length);
gboolean    sipgo_address_is_any     (const SipgoAddress *self);
gboolean    sipgo_address_is_loopback (const SipgoAddress *self);
gboolean    sipgo_address_is_link_local (const SipgoAddress *self);
/* Whether one of them, SipgoAddress, has the same host. */
gboolean    sipgo_address_is_listed  (const SipgoAddress *self, GArray *addresses);
/* Loopback, link-local, and the networks of RFC 1918 and RFC 4193: not reached through a NAT. */
gboolean    sipgo_address_is_private (const SipgoAddress *self);
gboolean    sipgo_address_equal      (const SipgoAddress *self, const SipgoAddress *other);   /* port included */
gboolean    sipgo_address_equal_host (const SipgoAddress *self, const SipgoAddress *other);
guint       sipgo_address_hash       (const SipgoAddress *self);
/* The host only, IPv6 without brackets. Both functions return text. */
const char *sipgo_address_format_host (const SipgoAddress *self, char text[SIPGO_ADDRESS_TEXT_LENGTH]);
/* host:port as in a URI or Via, IPv6 in brackets. */
const char *sipgo_address_format      (const SipgoAddress *self, char text[SIPGO_ADDRESS_TEXT_LENGTH]);

/* FALSE for zeroed memory. */
static inline gboolean
sipgo_address_is_set (const SipgoAddress *self)
{
  return self->any.sa_family != AF_UNSPEC;
}

G_END_DECLS
