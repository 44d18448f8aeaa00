/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-user-agent-core-private.h"

/* What every request outside a dialog begins with, and what every Contact of ours says. */

static char *
with_tag (SipgoUserAgentCore *self, SipgoNameAddr *address)
{
  char token[SIPGO_TOKEN_LENGTH + 1];
  g_autoptr (SipgoNameAddr) tagged = NULL;

  /* Chosen by the application. */
  if (sipgo_name_addr_get_parameter (address, "tag"))
    return sipgo_name_addr_to_string (address);
  sipgo_random_token (sipgo_user_agent_core_get_random (self), token);
  tagged = sipgo_name_addr_with_parameter (address, "tag", token);
  return sipgo_name_addr_to_string (tagged);
}

/* What a URI asks for on the way to its Request-URI: no method, no headers (19.1.1 table 1). */
static SipgoUri *
make_request_uri (SipgoUri *target)
{
  g_autoptr (SipgoUri) plain = sipgo_uri_without_headers (target);

  return sipgo_uri_without_parameter (plain, "method");
}

/* The proxy is a loose router, which finds the Request-URI as it is to be (8.1.2). */
static void
add_route (SipgoMessage *message, SipgoUri *proxy)
{
  g_autoptr (SipgoUri) route = NULL;
  g_autofree char *text = NULL;
  g_autofree char *value = NULL;

  route = sipgo_uri_with_parameter (proxy, "lr", NULL);
  text = sipgo_uri_to_string (route);
  value = g_strconcat ("<", text, ">", NULL);
  sipgo_message_add (message, SIPGO_HEADER_ROUTE, value);
}

static void
add_path (SipgoMessage *message, GPtrArray *path)
{
  guint i;

  for (i = 0; path && i < path->len; i++)
    {
      g_autofree char *text = sipgo_name_addr_to_string (path->pdata[i]);

      sipgo_message_add (message, SIPGO_HEADER_ROUTE, text);
    }
}

/* Who is registered with us is behind no proxy of ours. */
static void
add_preloaded_routes (SipgoUserAgentCore *self, SipgoMessage *message)
{
  GPtrArray *routes = self->settings.routes;
  GPtrArray *path;
  guint i;

  if (sipgo_transport_layer_is_bound (self->transport, sipgo_message_get_request_uri (message), &path))
    {
      add_path (message, path);
      return;
    }
  if (self->outbound_proxy)
    add_route (message, self->outbound_proxy);
  for (i = 0; routes && i < routes->len; i++)
    add_route (message, routes->pdata[i]);
}

SipgoMessage *
sipgo_user_agent_core_new_message (SipgoUserAgentCore *self, const char *method, SipgoUri *target, SipgoNameAddr *from,
                                   SipgoNameAddr *to, const char *call_id, guint32 sequence)
{
  g_autoptr (SipgoUri) request_uri = make_request_uri (target);
  g_autoptr (SipgoNameAddr) own_to = to ? sipgo_name_addr_ref (to) : sipgo_name_addr_new (NULL, request_uri);
  SipgoMessage *message = sipgo_message_new_request (method, request_uri);
  g_autofree char *from_text = with_tag (self, from ? from : self->identity);
  g_autofree char *to_text = sipgo_name_addr_to_string (own_to);
  g_autofree char *own_call_id = call_id ? NULL : sipgo_random_dup_token (sipgo_user_agent_core_get_random (self), NULL);

  sipgo_message_add (message, SIPGO_HEADER_MAX_FORWARDS, "70");
  add_preloaded_routes (self, message);
  sipgo_message_add (message, SIPGO_HEADER_FROM, from_text);
  sipgo_message_add (message, SIPGO_HEADER_TO, to_text);
  sipgo_message_add (message, SIPGO_HEADER_CALL_ID, call_id ? call_id : own_call_id);
  sipgo_message_add_printf (message, SIPGO_HEADER_CSEQ, "%u %s", sequence, method);
  sipgo_user_agent_core_add_product (self, message);
  return message;
}

void
sipgo_user_agent_core_add_product (SipgoUserAgentCore *self, SipgoMessage *message)
{
  if (self->product)
    sipgo_message_add (message, sipgo_message_is_request (message) ? SIPGO_HEADER_USER_AGENT : SIPGO_HEADER_SERVER, self->product);
}

gboolean
sipgo_message_add_extras (SipgoMessage *message, const char *const *lines, SipgoBody *body, GError **error)
{
  guint i;

  for (i = 0; lines && lines[i]; i++)
    {
      if (!sipgo_message_add_line (message, lines[i], error))
        return FALSE;
    }
  if (body)
    sipgo_message_set_body (message, body);
  return TRUE;
}

gboolean
sipgo_message_add_request_options (SipgoMessage *message, SipgoRequestOptions *options, GError **error)
{
  g_auto (GStrv) lines = NULL;

  if (!options)
    return TRUE;
  lines = sipgo_request_options_get_extra_headers (options);
  return sipgo_message_add_extras (message, (const char *const *) lines, sipgo_request_options_get_body (options), error);
}

gboolean
sipgo_request_is_secure (SipgoUri *uri, SipgoUri *next_hop)
{
  return sipgo_uri_is_secure (next_hop) || sipgo_uri_is_secure (uri);
}

/* Nothing for UDP, which a URI without it means. */
static char *
dup_contact_transport (SipgoFlow *flow)
{
  const char *protocol = sipgo_flow_get_protocol_name (flow);

  if (g_str_equal (protocol, "UDP"))
    return NULL;
  return g_ascii_strdown (g_str_equal (protocol, "WSS") ? "WS" : protocol, -1);      /* section 5.2.4 of RFC 7118 */
}

char *
sipgo_user_agent_core_make_contact (SipgoUserAgentCore *self, SipgoFlow *flow, gboolean is_secure)
{
  g_autofree char *transport = dup_contact_transport (flow);
  const char *parameters = self->settings.contact_parameters ? self->settings.contact_parameters : "";
  const char *suffix = self->settings.contact_suffix ? self->settings.contact_suffix : "";
  char *contact = g_strconcat (is_secure ? "<sips:" : "<sip:", self->contact_name, "@", sipgo_flow_get_sent_by (flow), transport ? ";transport=" : "",
                               transport ? transport : "", parameters, ">", suffix, NULL);

  if (g_strcmp0 (self->settings.last_contact, contact) != 0)
    {
      g_free (self->settings.last_contact);
      self->settings.last_contact = g_strdup (contact);
    }
  return contact;
}
