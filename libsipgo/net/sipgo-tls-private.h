/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/net/sipgo-handshakes-private.h"
#include "libsipgo/net/sipgo-stream-private.h"

G_BEGIN_DECLS

/* TLS 1.2 or later over the kernel's TCP, as streams. The handshake is part of connecting, on both sides. */

typedef struct
{
  const char *server_name;          /* that the server's certificate has to prove: a DNS name, which is also sent as SNI
                                     * (RFC 6066), a SIP domain (RFC 5922), or an IP address */
  GTlsDatabase *database;           /* NULL: the system's certificate authorities */
  GTlsCertificate *certificate;     /* our own, with its key, for servers that ask for one; or NULL */
  gboolean accept_any;              /* whatever the server's certificate is */
} SipgoTlsOptions;

/* Belongs to the owner of the listener, who may change it at any time. */
typedef struct
{
  GTlsCertificate *certificate;     /* with its key */
  GTlsDatabase *database;           /* to verify client certificates with; NULL: the system's certificate authorities */
  GTlsAuthenticationMode clients;   /* whether a client is asked for a certificate, or has to have one. A certificate
                                     * that is asked for and is not valid counts as none */
} SipgoTlsPolicy;

/* closed () comes with SIPGO_ERROR_CERTIFICATE if the server's certificate is not accepted. */
SipgoStream         *sipgo_tls_connect (SipgoEnvironment *environment, const SipgoTlsOptions *options,
                                        const SipgoAddress *remote, GError **error);
SipgoStreamListener *sipgo_tls_listen  (SipgoEnvironment *environment, const SipgoTlsPolicy *policy,
                                        SipgoHandshakes *handshakes, const SipgoAddress *address, GError **error);
/* Sets SIPGO_ERROR_INVALID if the policy has no certificate; listener is "tls" or "wss". */
gboolean             sipgo_tls_policy_check (const SipgoTlsPolicy *policy, const char *listener, GError **error);

/* Whether the version of a connection is 1.2 or later: GIO also speaks older ones. */
gboolean             sipgo_tls_allows (GTlsProtocolVersion version);
/* The server's side of a TLS connection over base, before its handshake. */
GIOStream           *sipgo_tls_server_new  (const SipgoTlsPolicy *policy, GIOStream *base, GError **error);
/* After the handshake: the names that the client's certificate has proved; NULL if it has none. Free the result. */
GStrv                sipgo_tls_server_dup_client_names (GTlsConnection *connection);

G_END_DECLS
