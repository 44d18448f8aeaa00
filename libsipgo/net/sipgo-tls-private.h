/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/net/sipgo-stream-private.h"

G_BEGIN_DECLS

/* TLS 1.2 or later over the kernel's TCP, as streams. The handshake is part of connecting, on both sides. */

typedef struct
{
  const char *server_name;          /* that the server's certificate has to prove: a DNS name, which is also sent as SNI
                                     * (RFC 6066), a SIP domain (RFC 5922), or an IP address */
  GTlsDatabase *database;           /* NULL: the system's certificate authorities */
  GTlsCertificate *certificate;     /* our own, with its key, for servers that ask for one; or NULL */
} SipgoTlsOptions;

/* Belongs to the owner of the listener, who may change it at any time. */
typedef struct
{
  GTlsCertificate *certificate;     /* with its key */
} SipgoTlsPolicy;

/* closed () comes with SIPGO_ERROR_CERTIFICATE if the server's certificate is not accepted. */
SipgoStream         *sipgo_tls_connect (SipgoEnvironment *environment, const SipgoTlsOptions *options,
                                        const SipgoAddress *remote, GError **error);
SipgoStreamListener *sipgo_tls_listen  (SipgoEnvironment *environment, const SipgoTlsPolicy *policy,
                                        const SipgoAddress *address, GError **error);
/* Sets SIPGO_ERROR_INVALID if the policy has no certificate. */
gboolean             sipgo_tls_policy_check (const SipgoTlsPolicy *policy, GError **error);

G_END_DECLS
