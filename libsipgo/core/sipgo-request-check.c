/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-request-check-private.h"

#include <string.h>

/* Any other method gets 501. */
static const char *const methods[] = { "ACK", "BYE", "CANCEL", "INFO", "INVITE", "MESSAGE", "NOTIFY", "OPTIONS",
                                       "PRACK", "PUBLISH", "REFER", "REGISTER", "SUBSCRIBE", "UPDATE", NULL };

static SipgoMessage *
make_response (SipgoServerTransaction *transaction, guint status)
{
  return sipgo_message_new_response (sipgo_server_transaction_get_request (transaction), status, NULL,
                                     sipgo_server_transaction_get_to_tag (transaction));
}

void
sipgo_request_check_refuse (SipgoServerTransaction *transaction, guint status)
{
  g_autoptr (SipgoMessage) response = make_response (transaction, status);

  sipgo_server_transaction_respond (transaction, response);
}

static void
refuse_with (SipgoServerTransaction *transaction, guint status, SipgoHeaderId id, const char *value)
{
  g_autoptr (SipgoMessage) response = make_response (transaction, status);

  sipgo_message_add (response, id, value);
  sipgo_server_transaction_respond (transaction, response);
}

static gboolean
check_method (SipgoServerTransaction *transaction, SipgoMessage *request, SipgoCoreSettings *settings)
{
  const char *method = sipgo_message_get_method (request);

  if (g_strv_contains (methods, method))
    return TRUE;
  refuse_with (transaction, 501, SIPGO_HEADER_ALLOW,
               sipgo_core_settings_get_allow (settings, transaction));
  return FALSE;
}

static gboolean
check_scheme (SipgoServerTransaction *transaction, SipgoMessage *request)
{
  const char *scheme = sipgo_uri_get_scheme (sipgo_message_get_request_uri (request));

  if (g_ascii_strcasecmp (scheme, "sip") == 0 || g_ascii_strcasecmp (scheme, "sips") == 0
      || g_ascii_strcasecmp (scheme, "tel") == 0)
    return TRUE;
  sipgo_request_check_refuse (transaction, 416);
  return FALSE;
}

/* Whether requests inside the dialog of this request must be sent over TLS (12.2.1.1). */
static gboolean
wants_secure_dialog (SipgoMessage *request)
{
  if (!sipgo_message_method_is (request, "INVITE") && !sipgo_message_method_is (request, "SUBSCRIBE")
      && !sipgo_message_method_is (request, "REFER"))
    return FALSE;
  if (sipgo_message_has_secure_contact (request))
    return TRUE;
  if (!sipgo_message_peek_to_tag (request).data && sipgo_message_has (request, SIPGO_HEADER_RECORD_ROUTE))
    {
      g_autoptr (GPtrArray) routes = sipgo_message_dup_readable_name_addrs (request, SIPGO_HEADER_RECORD_ROUTE);

      return routes->len > 0 && sipgo_uri_is_secure (sipgo_name_addr_get_uri (routes->pdata[0]));
    }
  return FALSE;
}

/* Without TLS, refuse a request to a SIPS URI, and a dialog in which later requests would need TLS (RFC 5630). */
static gboolean
check_security (SipgoServerTransaction *transaction, SipgoMessage *request)
{
  SipgoFlow *flow = sipgo_server_transaction_get_flow (transaction);
  g_autofree char *warning = NULL;

  if (sipgo_flow_is_secure (flow) || (!sipgo_uri_is_secure (sipgo_message_get_request_uri (request))
                                      && !wants_secure_dialog (request)))
    return TRUE;
  warning = g_strdup_printf ("380 %s \"SIPS Not Allowed\"", sipgo_flow_get_sent_by (flow));
  refuse_with (transaction, 480, SIPGO_HEADER_WARNING, warning);
  return FALSE;
}

/* A registrar of ours keeps the flow of a REGISTER (RFC 5626 6); in other requests nothing is to be done for that. */
static gboolean
supports (SipgoCoreSettings *settings, SipgoMessage *request, const char *tag)
{
  if (sipgo_core_settings_supports (settings, tag))
    return TRUE;
  return g_ascii_strcasecmp (tag, "outbound") == 0 && sipgo_message_method_is (request, "REGISTER");
}

/* Every option tag in Require must be supported; the 420 lists all that are not in Unsupported (8.2.2.3). */
static gboolean
check_require (SipgoServerTransaction *transaction, SipgoMessage *request, SipgoCoreSettings *settings)
{
  g_auto (GStrv) tags = NULL;
  g_autoptr (GString) unsupported = NULL;
  guint i;

  if (!sipgo_message_has (request, SIPGO_HEADER_REQUIRE))
    return TRUE;
  tags = sipgo_message_dup_list (request, SIPGO_HEADER_REQUIRE);
  unsupported = g_string_new (NULL);
  for (i = 0; tags && tags[i]; i++)
    {
      if (tags[i][0] == '\0' || supports (settings, request, tags[i]))
        continue;
      g_string_append_printf (unsupported, "%s%s", unsupported->len ? ", " : "", tags[i]);
    }
  if (unsupported->len == 0)
    return TRUE;
  refuse_with (transaction, 420, SIPGO_HEADER_UNSUPPORTED, unsupported->str);
  return FALSE;
}

/* The known disposition types: those of RFC 3261 20.11, of RFC 2183, and those that only an application reads. */
static gboolean
knows_disposition (const char *disposition)
{
  static const char *const known[] = { "session", "render", "icon", "alert", "inline", "attachment", "signal",
                                       "info-package", "aib", "by-reference", "recipient-list" };
  gsize length = strcspn (disposition, "; \t");
  guint i;

  for (i = 0; i < G_N_ELEMENTS (known); i++)
    if (length == strlen (known[i]) && g_ascii_strncasecmp (disposition, known[i], length) == 0)
      return TRUE;
  return FALSE;
}

/* The default of the handling parameter is "required" (20.11). */
static gboolean
is_optional (const char *disposition)
{
  const char *handling = disposition ? strcasestr (disposition, "handling") : NULL;

  if (!handling)
    return FALSE;
  handling += strlen ("handling");
  handling += strspn (handling, " \t=");
  return g_ascii_strncasecmp (handling, "optional", strlen ("optional")) == 0;
}

/* The only supported content coding is identity; the disposition type must be known (8.2.3). A BYE is never refused for
 * its body, since it must end the call. */
static gboolean
check_body (SipgoServerTransaction *transaction, SipgoMessage *request)
{
  g_autofree char *disposition = sipgo_message_dup_value (request, SIPGO_HEADER_CONTENT_DISPOSITION);

  if (is_optional (disposition) || sipgo_message_method_is (request, "BYE"))
    return TRUE;
  if (sipgo_message_is_encoded (request))
    {
      refuse_with (transaction, 415, SIPGO_HEADER_ACCEPT_ENCODING, "identity");
      return FALSE;
    }
  if (!disposition || disposition[0] == '\0' || knows_disposition (disposition) || !sipgo_message_get_body (request))
    return TRUE;
  refuse_with (transaction, 415, SIPGO_HEADER_ACCEPT, sipgo_message_method_is (request, "INVITE") ? "application/sdp"
                                                                                                  : "*/*");
  return FALSE;
}

/* "q=0", "q=0.0" …: the media type is not acceptable. */
static gboolean
is_excluded (const char *parameters)
{
  g_auto (GStrv) each = g_strsplit (parameters, ";", 16);
  guint i;

  for (i = 0; each[i]; i++)
    {
      const char *text = g_strstrip (each[i]);

      if (g_ascii_strncasecmp (text, "q=", 2) == 0 && g_ascii_strtod (text + 2, NULL) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
takes_descriptions (const char *range)
{
  static const char *const types[] = { "*/*", "application/*", "application/sdp" };
  gsize length = strcspn (range, "; \t");
  guint i;

  for (i = 0; i < G_N_ELEMENTS (types); i++)
    if (length == strlen (types[i]) && g_ascii_strncasecmp (range, types[i], length) == 0)
      return !is_excluded (range + length);
  return FALSE;
}

/* An INVITE whose Accept excludes application/sdp gets 406: no answer could be sent. An empty Accept excludes every
 * type (20.1). */
static gboolean
check_accept (SipgoServerTransaction *transaction, SipgoMessage *request)
{
  g_auto (GStrv) ranges = NULL;
  guint i;

  if (!sipgo_message_has (request, SIPGO_HEADER_ACCEPT) || !sipgo_message_method_is (request, "INVITE"))
    return TRUE;
  ranges = sipgo_message_dup_list (request, SIPGO_HEADER_ACCEPT);
  for (i = 0; ranges && ranges[i]; i++)
    if (takes_descriptions (ranges[i]))
      return TRUE;
  sipgo_request_check_refuse (transaction, 406);
  return FALSE;
}

gboolean
sipgo_request_check (SipgoServerTransaction *transaction, SipgoMessage *request, SipgoCoreSettings *settings)
{
  return check_method (transaction, request, settings) && check_scheme (transaction, request)
         && check_security (transaction, request)
         && check_require (transaction, request, settings)
         && check_body (transaction, request) && check_accept (transaction, request);
}
