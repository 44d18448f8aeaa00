/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-request-check-private.h"

#include "libsipgo/core/sipgo-user-agent-core-private.h"

/* Methods that this user agent answers, and those that it knows by name only: 405 for these, 501 for all others. */
static const char *const methods[] = { "ACK", "BYE", "CANCEL", "INFO", "INVITE", "MESSAGE", "NOTIFY", "OPTIONS", "PRACK", "PUBLISH", "REFER", "REGISTER", "SUBSCRIBE", NULL };
static const char *const other_methods[] = { "UPDATE", NULL };

static SipgoMessage *
make_response (SipgoServerTransaction *transaction, guint status)
{
  return sipgo_message_new_response (sipgo_server_transaction_get_request (transaction), status, NULL, sipgo_server_transaction_get_to_tag (transaction));
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
check_method (SipgoServerTransaction *transaction, SipgoMessage *request)
{
  const char *method = sipgo_message_get_method (request);

  if (g_strv_contains (methods, method))
    return TRUE;
  refuse_with (transaction, g_strv_contains (other_methods, method) ? 405 : 501, SIPGO_HEADER_ALLOW, SIPGO_ALLOW);
  return FALSE;
}

static gboolean
check_scheme (SipgoServerTransaction *transaction, SipgoMessage *request)
{
  const char *scheme = sipgo_uri_get_scheme (sipgo_message_get_request_uri (request));

  if (g_ascii_strcasecmp (scheme, "sip") == 0 || g_ascii_strcasecmp (scheme, "sips") == 0 || g_ascii_strcasecmp (scheme, "tel") == 0)
    return TRUE;
  sipgo_request_check_refuse (transaction, 416);
  return FALSE;
}

/* RFC 5630: what is asked of a SIPS URI is not done in clear. */
static gboolean
check_security (SipgoServerTransaction *transaction, SipgoMessage *request)
{
  SipgoFlow *flow = sipgo_server_transaction_get_flow (transaction);
  g_autofree char *warning = NULL;

  if (!sipgo_uri_is_secure (sipgo_message_get_request_uri (request)) || sipgo_flow_is_secure (flow))
    return TRUE;
  warning = g_strdup_printf ("380 %s \"SIPS Not Allowed\"", sipgo_flow_get_sent_by (flow));
  refuse_with (transaction, 480, SIPGO_HEADER_WARNING, warning);
  return FALSE;
}

/* Every option tag that Require names has to be one of ours; the answer names all that are not (8.2.2.3). */
static gboolean
check_require (SipgoServerTransaction *transaction, SipgoMessage *request, SipgoCoreSettings *settings)
{
  g_auto (GStrv) tags = sipgo_message_dup_list (request, SIPGO_HEADER_REQUIRE);
  g_autoptr (GString) unsupported = g_string_new (NULL);
  guint i;

  for (i = 0; tags && tags[i]; i++)
    {
      if (tags[i][0] == '\0' || sipgo_core_settings_supports (settings, tags[i]))
        continue;
      g_string_append_printf (unsupported, "%s%s", unsupported->len ? ", " : "", tags[i]);
    }
  if (unsupported->len == 0)
    return TRUE;
  refuse_with (transaction, 420, SIPGO_HEADER_UNSUPPORTED, unsupported->str);
  return FALSE;
}

/* We decode no content coding but the plain one (8.2.3). */
static gboolean
check_encoding (SipgoServerTransaction *transaction, SipgoMessage *request)
{
  g_autofree char *encoding = sipgo_message_dup_value (request, SIPGO_HEADER_CONTENT_ENCODING);

  if (!encoding || g_ascii_strcasecmp (encoding, "identity") == 0 || encoding[0] == '\0')
    return TRUE;
  refuse_with (transaction, 415, SIPGO_HEADER_ACCEPT_ENCODING, "identity");
  return FALSE;
}

static gboolean
takes_descriptions (const char *range)
{
  gsize length = strcspn (range, "; \t");

  return strncmp (range, "*/*", length) == 0 || g_ascii_strncasecmp (range, "application/*", length) == 0
         || g_ascii_strncasecmp (range, "application/sdp", length) == 0;
}

/* A caller who takes no session description in a response cannot be answered (20.1). */
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
  return check_method (transaction, request) && check_scheme (transaction, request) && check_security (transaction, request)
         && check_require (transaction, request, settings)
         && check_encoding (transaction, request) && check_accept (transaction, request);
}
