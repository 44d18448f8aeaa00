/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-certificate-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/net/sipgo-san-private.h"

static void
read_names (GTlsCertificate *certificate, SipgoSan *san)
{
  g_autoptr (GByteArray) data = NULL;

  g_object_get (certificate, "certificate", &data, NULL);
  sipgo_san_read (san, data ? data->data : NULL, data ? data->len : 0);
}

gboolean
sipgo_certificate_is_for (GTlsCertificate *certificate, const char *name)
{
  g_auto (SipgoSan) san = { NULL };

  read_names (certificate, &san);
  return sipgo_san_is_for (&san, name);
}

GStrv
sipgo_certificate_dup_identities (GTlsCertificate *certificate)
{
  g_auto (SipgoSan) san = { NULL };

  read_names (certificate, &san);
  return sipgo_san_dup_identities (&san);
}

GTlsDatabase *
sipgo_certificate_dup_database (GTlsDatabase *database)
{
  return database ? g_object_ref (database) : g_tls_backend_get_default_database (g_tls_backend_get_default ());
}

GTlsCertificateFlags
sipgo_certificate_verify (GTlsCertificate *certificate, GTlsDatabase *database, GSocketConnectable *identity)
{
  g_autoptr (GTlsDatabase) used = sipgo_certificate_dup_database (database);
  g_autoptr (GError) error = NULL;
  GTlsCertificateFlags flags = g_tls_database_verify_chain (used, certificate,
                                                            G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, identity, NULL,
                                                            G_TLS_DATABASE_VERIFY_NONE, NULL, &error);

  return error ? G_TLS_CERTIFICATE_GENERIC_ERROR : flags;
}

static void
add_reason (GString *reasons, const char *text)
{
  g_string_append_printf (reasons, "%s%s", reasons->len > 0 ? "; " : "", text);
}

static void
add_name_reason (GString *reasons, GTlsCertificate *certificate, const char *name)
{
  g_auto (SipgoSan) san = { NULL };
  g_autofree char *names = NULL;
  g_autofree char *text = NULL;

  read_names (certificate, &san);
  names = sipgo_san_to_string (&san);
  text = g_strdup_printf ("it is for %s, not for %s", names ? names : "no host or SIP domain", name);
  add_reason (reasons, text);
}

/* GIO has one flag for both. */
static gboolean
is_self_signed (GTlsCertificate *certificate)
{
  g_autofree char *subject = g_tls_certificate_get_subject_name (certificate);
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (certificate);

  return subject && !g_tls_certificate_get_issuer (certificate) && g_strcmp0 (subject, issuer) == 0;
}

static void
add_time_reason (GString *reasons, GTlsCertificateFlags flags, GTlsCertificate *certificate)
{
  gboolean is_over = (flags & G_TLS_CERTIFICATE_EXPIRED) != 0;
  g_autoptr (GDateTime) date = is_over ? g_tls_certificate_get_not_valid_after (certificate)
                                       : g_tls_certificate_get_not_valid_before (certificate);
  g_autofree char *date_text = date ? g_date_time_format_iso8601 (date) : g_strdup ("an unknown time");
  g_autofree char *text = g_strdup_printf (is_over ? "it has expired at %s" : "it is not valid before %s", date_text);

  add_reason (reasons, text);
}

/* "The certificate of 192.0.2.1:5061 is not accepted: it is for a.example, b.example, not for sip.example.com" */
GError *
sipgo_certificate_explain (GTlsCertificate *certificate, GTlsCertificateFlags flags, const char *name, const char *peer)
{
  g_autoptr (GString) reasons = g_string_new (NULL);

  if (flags & G_TLS_CERTIFICATE_BAD_IDENTITY && name)
    add_name_reason (reasons, certificate, name);
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA && is_self_signed (certificate))
    add_reason (reasons, "it is self-signed (to accept it, set tls-database to a database that has it)");
  else if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    add_reason (reasons, "the authority that has signed it is not known here (set tls-database to a database that has "
                         "this authority)");
  if (flags & G_TLS_CERTIFICATE_REVOKED)
    add_reason (reasons, "it has been revoked");
  if (flags & (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED))
    add_time_reason (reasons, flags, certificate);
  if (flags & G_TLS_CERTIFICATE_INSECURE)
    add_reason (reasons, "it is signed by a method that is not secure any more");
  if (reasons->len == 0)
    add_reason (reasons, "it could not be verified");
  return g_error_new (SIPGO_ERROR, SIPGO_ERROR_CERTIFICATE, "The certificate of %s is not accepted: %s", peer,
                      reasons->str);
}

/* GIO has an error for a missing certificate, else only the name of the alert (RFC 8446 6.2), perhaps translated. */
static gboolean
is_about_certificate (const GError *reason)
{
  static const char *const alerts[] = { "Certificate is required", "Certificate is bad", "Certificate was revoked",
                                        "Certificate is expired", "Unknown certificate", "CA is unknown",
                                        "Certificate is not supported" };
  guint i;

  if (reason->domain != G_TLS_ERROR)
    return FALSE;
  for (i = 0; i < G_N_ELEMENTS (alerts); i++)
    {
      if (strstr (reason->message, alerts[i]) || strstr (reason->message, g_dgettext ("gnutls30", alerts[i])))
        return TRUE;
    }
  return reason->code == G_TLS_ERROR_CERTIFICATE_REQUIRED;
}

GError *
sipgo_certificate_explain_own (const GError *reason, gboolean asked, const char *peer)
{
  if (!asked && !is_about_certificate (reason))
    return NULL;
  return g_error_new (SIPGO_ERROR, SIPGO_ERROR_CERTIFICATE,
                      "%s requires a client certificate that it accepts: set the agent's tls-certificate to one (%s)",
                      peer, reason ? reason->message : "it has asked for one and ended the connection");
}
