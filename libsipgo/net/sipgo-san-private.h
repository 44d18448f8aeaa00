/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The names in an X.509 certificate: those of its subjectAltName (RFC 5280 4.2.1.6), and the common name of its
 * subject. GIO does not show URIs, which RFC 5922 uses for SIP domains. */
typedef struct
{
  GPtrArray *sip_domains;      /* the host of each URI "sip:example.com" */
  GPtrArray *dns_names;
  GPtrArray *addresses;        /* as text */
  gboolean has_san;
  char *common_name;           /* the last one; NULL if there is none, or if it is not a host name */
} SipgoSan;

/* data: the certificate in DER. FALSE if it is not well-formed; there are no names then. */
gboolean sipgo_san_read      (SipgoSan *self, const guint8 *data, gsize length);
void     sipgo_san_clear     (SipgoSan *self);
/* Whether the certificate is for the name, which is a domain, a host or an IP address: if it has SIP domains, these
 * count, else the DNS names; the common name counts if there is no subjectAltName (RFC 5922 7.1). Upper and
 * lower case are the same, and a wildcard matches nothing (7.2). */
gboolean sipgo_san_is_for         (const SipgoSan *self, const char *name);
/* The names that sipgo_san_is_for () compares with, without wildcards; NULL if there are none. */
GStrv    sipgo_san_dup_identities (const SipgoSan *self);
/* All names, "a.example, b.example"; NULL if there is no name. Free the result. */
char    *sipgo_san_to_string (const SipgoSan *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SipgoSan, sipgo_san_clear)

G_END_DECLS
