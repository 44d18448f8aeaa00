/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the certificate of a peer proves (RFC 5922), and why it is not accepted. */

/* Whether the certificate is for the name, which is a SIP domain, a host or an IP address (RFC 5922 7.2). GIO would
 * also accept wildcards, and does not know URIs. */
gboolean sipgo_certificate_is_for         (GTlsCertificate *certificate, const char *name);
/* The names that count (RFC 5922 7.1), and the IP addresses. NULL if there are none. */
GStrv    sipgo_certificate_dup_identities (GTlsCertificate *certificate);
/* A new reference to database; NULL stands for the system's certificate authorities, here and below. */
GTlsDatabase *sipgo_certificate_dup_database (GTlsDatabase *database);
/* The faults of the certificate of a server. GIO does not look for them when it resumes a session of this process,
 * which may have been begun with another database, or without checks. */
GTlsCertificateFlags sipgo_certificate_verify (GTlsCertificate *certificate, GTlsDatabase *database,
                                               GSocketConnectable *identity);
/* SIPGO_ERROR_CERTIFICATE: the checks that have failed. flags of GIO, with G_TLS_CERTIFICATE_BAD_IDENTITY for a
 * certificate that is not for name; peer is for the message. */
GError  *sipgo_certificate_explain        (GTlsCertificate *certificate, GTlsCertificateFlags flags, const char *name,
                                           const char *peer);
/* The error for a peer that has ended the handshake, or the connection after it, because we have sent no certificate,
 * or one that it does not accept; NULL if reason is not that. asked: it has asked for one, and nothing has come since;
 * then reason may be NULL. */
GError  *sipgo_certificate_explain_own    (const GError *reason, gboolean asked, const char *peer);

G_END_DECLS
