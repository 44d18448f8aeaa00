/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-uri.h"
#include "libsipgo/net/sipgo-address-private.h"
#include "libsipgo/transport/sipgo-protocol-private.h"

G_BEGIN_DECLS

/* One place that a request may be sent to (RFC 3263). */
typedef struct
{
  SipgoProtocol protocol;
  gboolean protocol_is_fixed;     /* named by the URI: no change to TCP because of the message's size */
  SipgoAddress address;
  const char *transport_name;     /* with SIPGO_PROTOCOL_TRANSPORT: interned */
  gboolean must_be_secure;        /* asked for by sips: nothing goes there in clear */
  gboolean is_verified;           /* its certificate has to name it: no connection that it has made to us will do */
} SipgoTarget;

/* A URI whose host is a number needs no resolver; FALSE where it does, or where its transport or scheme is not ours. */
gboolean sipgo_target_from_uri (SipgoTarget *self, SipgoUri *uri);

/* The same place: protocol, address, whether it is verified, and name of the transport; whether the protocol is fixed
 * is no part of it. */
gboolean sipgo_target_equal (gconstpointer self, gconstpointer other);
guint    sipgo_target_hash  (gconstpointer self);

char *sipgo_target_to_string (const SipgoTarget *self);   /* "udp:127.0.0.1:5060" */

G_END_DECLS
