/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The names in the subjectAltName of an X.509 certificate (RFC 5280 4.2.1.6). GIO does not show URIs, which RFC 5922
 * uses for SIP domains. */
typedef struct
{
  GPtrArray *sip_domains;      /* the host of each URI "sip:example.com" */
  GPtrArray *dns_names;
  GPtrArray *addresses;        /* as text */
} SipgoSan;

/* data: the certificate in DER. FALSE if it is not well-formed; there are no names then. Without a subjectAltName the
 * lists are empty. */
gboolean sipgo_san_read      (SipgoSan *self, const guint8 *data, gsize length);
void     sipgo_san_clear     (SipgoSan *self);
/* Whether the certificate is for a SIP domain (RFC 5922 7.1, 7.2): upper and lower case are the same, and there are no
 * wildcards. */
gboolean sipgo_san_has_sip_domain (const SipgoSan *self, const char *domain);
/* "a.example, b.example"; NULL if there is no name. Free the result. */
char    *sipgo_san_to_string (const SipgoSan *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SipgoSan, sipgo_san_clear)

G_END_DECLS
