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
  const char *verified_name;      /* that the peer's certificate has to prove, not owned; NULL: none. A connection that
                                   * the peer has made to us proves none, and cannot be used for a name */
  guint hop;                      /* which next hop of its route it belongs to */
} SipgoTarget;

/* The protocol for a URI: over TLS if must_be_secure is TRUE or the URI is sips: (RFC 5630 3.1.3), else as its
 * transport says, or UDP. is_fixed: by transport or sips:. FALSE with error if that is not possible. */
gboolean sipgo_target_choose_protocol (SipgoUri *uri, gboolean must_be_secure, SipgoProtocol *protocol,
                                       gboolean *is_fixed, GError **error);
/* Reads a URI whose host is an IP address; verified_name points to it. FALSE if the host is a name, or if transport or
 * scheme are not supported. */
gboolean sipgo_target_from_uri (SipgoTarget *self, SipgoUri *uri, gboolean must_be_secure);
/* For who stores a target longer than its verified_name lives: */
void         sipgo_target_copy  (SipgoTarget *self, const SipgoTarget *other);
void         sipgo_target_clear (SipgoTarget *self);      /* of a copy */
SipgoTarget *sipgo_target_dup   (const SipgoTarget *self);
void         sipgo_target_free  (SipgoTarget *self);      /* of sipgo_target_dup () */

/* Compare protocol, address, verified_name and the name of the transport; protocol_is_fixed, must_be_secure and hop do
 * not matter. */
gboolean sipgo_target_equal (gconstpointer self, gconstpointer other);
guint    sipgo_target_hash  (gconstpointer self);

char *sipgo_target_to_string (const SipgoTarget *self);   /* "udp:127.0.0.1:5060" */

G_END_DECLS
