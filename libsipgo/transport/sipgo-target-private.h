/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-uri.h"
#include "libsipgo/net/sipgo-address-private.h"
#include "libsipgo/transport/sipgo-protocol-private.h"

G_BEGIN_DECLS

/* One transport and address that a request may be sent to (RFC 3263). */
typedef struct
{
  SipgoProtocol protocol;
  gboolean protocol_is_fixed;     /* by the URI: a large request does not change to TCP (RFC 3261 18.1.1) */
  SipgoAddress address;
  const char *transport_name;     /* interned; with SIPGO_PROTOCOL_TRANSPORT only */
  gboolean must_be_secure;        /* the URI is sips: only TLS may be used */
  gboolean is_verified;           /* the peer's certificate has to name it: a connection that the peer has made to us
                                   * cannot be used */
} SipgoTarget;

/* Reads a URI whose host is an IP address. FALSE if the host is a name, or if transport or scheme are not supported. */
gboolean sipgo_target_from_uri (SipgoTarget *self, SipgoUri *uri);

/* Compare protocol, address, is_verified and the name of the transport; protocol_is_fixed and must_be_secure do not
 * matter. */
gboolean sipgo_target_equal (gconstpointer self, gconstpointer other);
guint    sipgo_target_hash  (gconstpointer self);

char *sipgo_target_to_string (const SipgoTarget *self);   /* "udp:127.0.0.1:5060" */

G_END_DECLS
