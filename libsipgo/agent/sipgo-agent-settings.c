/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-agent-settings-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/base/sipgo-version.h"
#include "libsipgo/gst/sipgo-rtp-handler-factory.h"
#include "libsipgo/message/sipgo-name-addr-private.h"
#include "libsipgo/transport/sipgo-stun-server-private.h"

#include <string.h>

#define URN "urn:uuid:"

/* https://www.iana.org/assignments/sip-parameters: the option tags. */
static const char *const registered_tags[] = {
  "100rel", "199", "answermode", "early-session", "eventlist", "explicitsub", "from-change", "geolocation-http",
  "geolocation-sip", "gin", "gruu", "histinfo", "ice", "join", "multiple-refer", "norefersub", "nosub", "outbound",
  "path", "policy", "precondition", "pref", "privacy", "recipient-list-invite", "recipient-list-message",
  "recipient-list-subscribe", "record-aware", "replaces", "resource-priority", "sdp-anat", "sec-agree", "siprec",
  "tdialog", "timer", "trickle-ice", "uui", NULL
};

GStrv
sipgo_agent_settings_get_registered_option_tags (void)
{
  return g_strdupv ((GStrv) registered_tags);
}

void
sipgo_agent_settings_init (SipgoAgentSettings *self)
{
  self->product = g_strdup (SIPGO_DEFAULT_PRODUCT);
  self->no_answer_timeout = SIPGO_DEFAULT_NO_ANSWER_TIMEOUT;
  self->session_expires = SIPGO_DEFAULT_SESSION_EXPIRES;
  self->min_session_expires = SIPGO_LEAST_MIN_SE;
  self->keep_alive_interval = SIPGO_DEFAULT_KEEP_ALIVE_INTERVAL;
  self->graceful_shutdown = TRUE;
  self->send_initial_provisional_response = TRUE;
  self->sip_extension_100rel = SIPGO_SIP_EXTENSION_SUPPORTED;
  self->sip_extension_replaces = SIPGO_SIP_EXTENSION_SUPPORTED;
}

void
sipgo_agent_settings_clear (SipgoAgentSettings *self)
{
  g_clear_pointer (&self->listen, g_strfreev);
  g_clear_pointer (&self->stun_server, g_free);
  g_clear_pointer (&self->product, g_free);
  g_clear_pointer (&self->allow_events, g_strfreev);
  g_clear_object (&self->factory);
  g_clear_object (&self->data);
  g_clear_pointer (&self->instance_id, g_free);
  g_clear_pointer (&self->contact_params, g_strfreev);
  g_clear_pointer (&self->preloaded_route_set, g_strfreev);
  g_clear_pointer (&self->sip_extension_extra_supported, g_strfreev);
}

SipgoSessionDescriptionHandlerFactory *
sipgo_agent_settings_get_factory (SipgoAgentSettings *self)
{
  /* Made only when needed, since the factory loads GStreamer. */
  if (!self->factory)
    self->factory = SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (sipgo_rtp_handler_factory_new ());
  return self->factory;
}

/* --- the instance ------------------------------------------------------------------------------------------------- */

static const char *
skip_urn (const char *instance_id)
{
  return g_ascii_strncasecmp (instance_id, URN, strlen (URN)) == 0 ? instance_id + strlen (URN) : instance_id;
}

static gboolean
is_uuid (const char *text)
{
  static const char form[] = "00000000-0000-0000-0000-000000000000";
  guint i;

  for (i = 0; form[i] != '\0'; i++)
    if (form[i] == '-' ? text[i] != '-' : !g_ascii_isxdigit (text[i]))
      return FALSE;
  return text[i] == '\0';
}

/* A UUID of version 4 (RFC 4122), drawn from the agent's random generator. */
static char *
draw_instance_id (SipgoRandom *random)
{
  guint64 high = sipgo_random_next (random);
  guint64 low = sipgo_random_next (random);

  return g_strdup_printf (URN "%08x-%04x-4%03x-%04x-%012" G_GINT64_MODIFIER "x", (guint) (high >> 32),
                          (guint) (high >> 16) & 0xffff,
                          (guint) high & 0xfff, ((guint) (low >> 48) & 0x3fff) | 0x8000,
                          low & G_GUINT64_CONSTANT (0xffffffffffff));
}

const char *
sipgo_agent_settings_get_instance_id (SipgoAgentSettings *self, SipgoUserAgentCore *core)
{
  if (!self->instance_id)
    self->instance_id = draw_instance_id (sipgo_user_agent_core_get_random (core));
  return self->instance_id;
}

char *
sipgo_agent_settings_make_instance_id (const char *instance_id)
{
  return is_uuid (skip_urn (instance_id)) ? g_strconcat (URN, skip_urn (instance_id), NULL) : NULL;
}

/* --- checking ----------------------------------------------------------------------------------------------------- */

static gboolean
is_token (const char *text)
{
  return *text != '\0' && text[strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-.!%*_+`'~")] == '\0';
}

static gboolean
check_tag (SipgoAgentSettings *self, const char *tag, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (tag, -1);

  if (is_token (tag) && (self->allow_unknown_option_tags || g_strv_contains (registered_tags, lower)))
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
               "“%s” is not an option tag that IANA lists; correct sip-extension-extra-supported, "
               "or allow it by allow-unknown-option-tags", tag);
  return FALSE;
}

static gboolean
check_parameter (const char *parameter, GError **error)
{
  g_autofree char *text = g_strconcat ("sip:a@a.invalid;", parameter, NULL);
  g_autoptr (SipgoUri) uri = strpbrk (parameter, ";?<>\"") ? NULL : sipgo_uri_parse (text, NULL);

  if (uri)
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
               "“%s” is not a URI parameter; write each of contact-params as name or name=value", parameter);
  return FALSE;
}

static SipgoNameAddr *
read_route (const char *route, GError **error)
{
  g_autoptr (SipgoNameAddr) address = sipgo_name_addr_parse_typed (route, error);

  if (!address || sipgo_uri_get_host (sipgo_name_addr_get_uri (address)))
    return g_steal_pointer (&address);
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%s” is not the SIP URI of a proxy", route);
  return NULL;
}

static gboolean
check_route (const char *route, GError **error)
{
  g_autoptr (SipgoNameAddr) address = read_route (route, error);

  if (!address)
    g_prefix_error_literal (error, "preloaded-route-set: ");
  return address != NULL;
}

gboolean
sipgo_agent_settings_check (SipgoAgentSettings *self, GError **error)
{
  guint i;

  if (self->stun_server && !sipgo_stun_server_check (self->stun_server, error))
    return FALSE;
  for (i = 0; self->sip_extension_extra_supported && self->sip_extension_extra_supported[i]; i++)
    if (!check_tag (self, self->sip_extension_extra_supported[i], error))
      return FALSE;
  for (i = 0; self->contact_params && self->contact_params[i]; i++)
    if (!check_parameter (self->contact_params[i], error))
      return FALSE;
  for (i = 0; self->preloaded_route_set && self->preloaded_route_set[i]; i++)
    if (!check_route (self->preloaded_route_set[i], error))
      return FALSE;
  return TRUE;
}

/* --- passing the settings to the core ----------------------------------------------------------------------------- */

static void
add_to_list (GString *list, const char *tag)
{
  g_string_append_printf (list, "%s%s", list->len > 0 ? "," : "", tag);
}

static char *
end_list (GString *list)
{
  gboolean is_empty = list->len == 0;
  char *text = g_string_free (list, is_empty);

  return is_empty ? NULL : text;
}

static void
apply_tags (SipgoAgentSettings *self, SipgoUserAgentCore *core)
{
  const SipgoSipExtension stands[] = { self->sip_extension_100rel, self->sip_extension_replaces,
                                       SIPGO_SIP_EXTENSION_SUPPORTED, SIPGO_SIP_EXTENSION_SUPPORTED };
  static const char *const tags[] = { "100rel", "replaces", "from-change", "timer", NULL };
  GString *supported = g_string_new (NULL);
  GString *required = g_string_new (NULL);
  GStrv extra = self->sip_extension_extra_supported;
  guint i;

  for (i = 0; tags[i]; i++)
    {
      if (stands[i] != SIPGO_SIP_EXTENSION_UNSUPPORTED)
        add_to_list (supported, tags[i]);
      if (stands[i] == SIPGO_SIP_EXTENSION_REQUIRED)
        add_to_list (required, tags[i]);
    }
  for (i = 0; extra && extra[i]; i++)
    {
      g_autoptr (GError) error = NULL;

      /* start () fails for an unknown tag; one that is set later is left out here. */
      if (g_strv_contains (tags, extra[i]))
        continue;
      if (check_tag (self, extra[i], &error))
        add_to_list (supported, extra[i]);
      else
        sipgo_log (sipgo_user_agent_core_get_environment (core), SIPGO_LOG_DROPPED, "%s", error->message);
    }
  sipgo_core_settings_take_tags (sipgo_user_agent_core_get_settings (core), end_list (supported), end_list (required));
}

static void
apply_contact (SipgoAgentSettings *self, SipgoUserAgentCore *core)
{
  GString *parameters = g_string_new (NULL);
  char *suffix = NULL;
  guint i;

  for (i = 0; self->contact_params && self->contact_params[i]; i++)
    if (check_parameter (self->contact_params[i], NULL))
      g_string_append_printf (parameters, ";%s", self->contact_params[i]);
  if (self->instance_id_always_added)
    suffix = g_strdup_printf (";+sip.instance=\"<%s>\"", sipgo_agent_settings_get_instance_id (self, core));
  sipgo_core_settings_take_contact (sipgo_user_agent_core_get_settings (core), end_list (parameters), suffix);
}

/* The route as a loose router (RFC 3261 19.1.1); NULL when it cannot be read. */
static SipgoNameAddr *
dup_loose_route (const char *text)
{
  g_autoptr (SipgoNameAddr) route = read_route (text, NULL);
  g_autoptr (SipgoUri) uri = NULL;

  if (!route)
    return NULL;
  uri = sipgo_uri_with_parameter (sipgo_name_addr_get_uri (route), "lr", NULL);
  return sipgo_name_addr_with_uri (route, uri);
}

static void
apply_routes (SipgoAgentSettings *self, SipgoUserAgentCore *core)
{
  g_autoptr (GPtrArray) routes = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_name_addr_unref);
  guint i;

  for (i = 0; self->preloaded_route_set && self->preloaded_route_set[i]; i++)
    {
      SipgoNameAddr *route = dup_loose_route (self->preloaded_route_set[i]);

      if (route)
        g_ptr_array_add (routes, route);
    }
  sipgo_account_take_routes (sipgo_user_agent_core_get_own (core), routes->len > 0 ? g_steal_pointer (&routes) : NULL);
}

void
sipgo_agent_settings_apply_options (SipgoAgentSettings *self, SipgoUserAgentCore *core)
{
  apply_tags (self, core);
  apply_contact (self, core);
  apply_routes (self, core);
}

void
sipgo_agent_settings_apply_events (SipgoAgentSettings *self, SipgoUserAgentCore *core)
{
  g_autofree char *text = self->allow_events && self->allow_events[0] ? g_strjoinv (", ", self->allow_events) : NULL;

  sipgo_user_agent_core_set_allow_events (core, text);
}

void
sipgo_agent_settings_apply (SipgoAgentSettings *self, SipgoUserAgentCore *core)
{
  sipgo_user_agent_core_set_product (core, self->product);
  sipgo_transport_layer_set_compact_headers (sipgo_user_agent_core_get_transport (core), self->compact_headers);
  sipgo_agent_settings_apply_events (self, core);
  sipgo_agent_settings_apply_options (self, core);
}
