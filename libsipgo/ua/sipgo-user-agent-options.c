/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-user-agent-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/sipgo-ua-enum-types.h"

#include <string.h>

#define URN "urn:uuid:"

/* How an agent presents itself: extensions, Contact, routes. */

/* https://www.iana.org/assignments/sip-parameters: the option tags. */
static const char *const registered_tags[] = {
  "100rel", "199", "answermode", "early-session", "eventlist", "explicitsub", "from-change", "geolocation-http",
  "geolocation-sip", "gin", "gruu", "histinfo", "ice", "join", "multiple-refer", "norefersub", "nosub", "outbound",
  "path", "policy", "precondition", "pref", "privacy", "recipient-list-invite", "recipient-list-message",
  "recipient-list-subscribe", "record-aware", "replaces", "resource-priority", "sdp-anat", "sec-agree", "siprec",
  "tdialog", "timer", "trickle-ice", "uui", NULL
};

/**
 * sipgo_user_agent_get_registered_option_tags:
 *
 * The option tags of SIP that IANA lists: what [property@UserAgent:sip-extension-extra-supported] may name.
 *
 * Returns: (transfer full) (array zero-terminated=1): the tags
 */
GStrv
sipgo_user_agent_get_registered_option_tags (void)
{
  return g_strdupv ((GStrv) registered_tags);
}

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

/* Version 4 of RFC 4122, drawn from the agent's own dice. */
static char *
make_instance_id (SipgoRandom *random)
{
  guint64 high = sipgo_random_next (random);
  guint64 low = sipgo_random_next (random);

  return g_strdup_printf (URN "%08x-%04x-4%03x-%04x-%012" G_GINT64_MODIFIER "x", (guint) (high >> 32), (guint) (high >> 16) & 0xffff,
                          (guint) high & 0xfff, ((guint) (low >> 48) & 0x3fff) | 0x8000, low & G_GUINT64_CONSTANT (0xffffffffffff));
}

/* --- checking ----------------------------------------------------------------------------------------------------- */

static gboolean
is_token (const char *text)
{
  return *text != '\0' && text[strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-.!%*_+`'~")] == '\0';
}

static gboolean
check_tag (SipgoUserAgent *self, const char *tag, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (tag, -1);

  if (is_token (tag) && (self->options.hack_allow_unregistered_option_tags || g_strv_contains (registered_tags, lower)))
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "\"%s\" is no option tag that IANA lists; correct sip-extension-extra-supported, "
               "or allow it by hack-allow-unregistered-option-tags", tag);
  return FALSE;
}

static gboolean
check_parameter (const char *parameter, GError **error)
{
  g_autofree char *text = g_strconcat ("sip:a@a.invalid;", parameter, NULL);
  g_autoptr (SipgoUri) uri = strpbrk (parameter, ";?<>\"") ? NULL : sipgo_uri_parse (text, NULL);

  if (uri)
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "\"%s\" is no URI parameter; contact-params wants each as name or name=value", parameter);
  return FALSE;
}

static gboolean
check_route (const char *route, GError **error)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse (route, error);

  if (!uri)
    g_prefix_error_literal (error, "preloaded-route-set: ");
  return uri != NULL;
}

gboolean
sipgo_user_agent_check_options (SipgoUserAgent *self, GError **error)
{
  guint i;

  for (i = 0; self->options.sip_extension_extra_supported && self->options.sip_extension_extra_supported[i]; i++)
    if (!check_tag (self, self->options.sip_extension_extra_supported[i], error))
      return FALSE;
  for (i = 0; self->options.contact_params && self->options.contact_params[i]; i++)
    if (!check_parameter (self->options.contact_params[i], error))
      return FALSE;
  for (i = 0; self->options.preloaded_route_set && self->options.preloaded_route_set[i]; i++)
    if (!check_route (self->options.preloaded_route_set[i], error))
      return FALSE;
  return TRUE;
}

/* --- telling the core --------------------------------------------------------------------------------------------- */

static void
add_to_list (GString *list, const char *tag)
{
  g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", tag);
}

static char *
end_list (GString *list)
{
  gboolean is_empty = list->len == 0;
  char *text = g_string_free (list, is_empty);

  return is_empty ? NULL : text;
}

static void
apply_tags (SipgoUserAgent *self, SipgoCoreSettings *settings)
{
  const SipgoSipExtension stands[] = { self->options.sip_extension_100rel, self->options.sip_extension_replaces };
  static const char *const tags[] = { "100rel", "replaces" };
  GString *supported = g_string_new (NULL);
  GString *required = g_string_new (NULL);
  GStrv extra = self->options.sip_extension_extra_supported;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      if (stands[i] != SIPGO_SIP_EXTENSION_UNSUPPORTED)
        add_to_list (supported, tags[i]);
      if (stands[i] == SIPGO_SIP_EXTENSION_REQUIRED)
        add_to_list (required, tags[i]);
    }
  for (i = 0; extra && extra[i]; i++)
    {
      g_autoptr (GError) error = NULL;

      /* Told to the caller of start (); one that is set later is left out. */
      if (g_strv_contains (tags, extra[i]))
        continue;
      if (check_tag (self, extra[i], &error))
        add_to_list (supported, extra[i]);
      else
        sipgo_log (sipgo_user_agent_core_get_environment (self->core), SIPGO_LOG_DROPPED, "%s", error->message);
    }
  sipgo_core_settings_take_tags (settings, end_list (supported), end_list (required));
}

static void
apply_contact (SipgoUserAgent *self, SipgoCoreSettings *settings)
{
  GString *parameters = g_string_new (NULL);
  char *suffix = NULL;
  guint i;

  for (i = 0; self->options.contact_params && self->options.contact_params[i]; i++)
    if (check_parameter (self->options.contact_params[i], NULL))
      g_string_append_printf (parameters, ";%s", self->options.contact_params[i]);
  if (self->options.instance_id_always_added)
    suffix = g_strdup_printf (";+sip.instance=\"<%s>\"", sipgo_user_agent_get_instance_id (self));
  sipgo_core_settings_take_contact (settings, end_list (parameters), suffix);
}

static void
apply_routes (SipgoUserAgent *self, SipgoCoreSettings *settings)
{
  g_autoptr (GPtrArray) routes = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_uri_unref);
  guint i;

  for (i = 0; self->options.preloaded_route_set && self->options.preloaded_route_set[i]; i++)
    {
      SipgoUri *uri = sipgo_uri_parse (self->options.preloaded_route_set[i], NULL);

      if (uri)
        g_ptr_array_add (routes, uri);
    }
  sipgo_core_settings_take_routes (settings, routes->len > 0 ? g_steal_pointer (&routes) : NULL);
}

void
sipgo_user_agent_apply_options (SipgoUserAgent *self)
{
  SipgoCoreSettings *settings = sipgo_user_agent_core_get_settings (self->core);

  apply_tags (self, settings);
  apply_contact (self, settings);
  apply_routes (self, settings);
}

/**
 * sipgo_user_agent_get_instance_id:
 * @self: an agent
 *
 * What tells this agent from all others (RFC 5626 section 4.1). One is made when none was set.
 *
 * Returns: a URN, such as `urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6`
 */
const char *
sipgo_user_agent_get_instance_id (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  if (!self->options.instance_id)
    self->options.instance_id = make_instance_id (sipgo_user_agent_core_get_random (self->core));
  return self->options.instance_id;
}

/**
 * sipgo_user_agent_set_instance_id:
 * @self: an agent
 * @instance_id: (nullable): a UUID, with or without `urn:uuid:` before it; %NULL for a random one
 *
 * Sets [property@UserAgent:instance-id].
 */
void
sipgo_user_agent_set_instance_id (SipgoUserAgent *self, const char *instance_id)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_return_if_fail (!instance_id || is_uuid (skip_urn (instance_id)));
  g_free (self->options.instance_id);
  self->options.instance_id = instance_id ? g_strconcat (URN, skip_urn (instance_id), NULL) : NULL;
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "instance-id");
}

/**
 * sipgo_user_agent_get_instance_id_always_added:
 * @self: an agent
 *
 * Whether every Contact of ours carries the instance.
 *
 * Returns: %TRUE when it does
 */
gboolean
sipgo_user_agent_get_instance_id_always_added (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return self->options.instance_id_always_added;
}

/**
 * sipgo_user_agent_set_instance_id_always_added:
 * @self: an agent
 * @instance_id_always_added: %TRUE for every Contact, %FALSE for that of a registration with a flow
 *
 * Sets [property@UserAgent:instance-id-always-added].
 */
void
sipgo_user_agent_set_instance_id_always_added (SipgoUserAgent *self, gboolean instance_id_always_added)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->options.instance_id_always_added == instance_id_always_added)
    return;
  self->options.instance_id_always_added = instance_id_always_added;
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "instance-id-always-added");
}

/**
 * sipgo_user_agent_get_graceful_shutdown:
 * @self: an agent
 *
 * Whether a stop ends calls and registrations before it closes the sockets.
 *
 * Returns: %TRUE when it does
 */
gboolean
sipgo_user_agent_get_graceful_shutdown (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return self->options.graceful_shutdown;
}

/**
 * sipgo_user_agent_set_graceful_shutdown:
 * @self: an agent
 * @graceful_shutdown: %FALSE to leave all as it is
 *
 * Sets [property@UserAgent:graceful-shutdown].
 */
void
sipgo_user_agent_set_graceful_shutdown (SipgoUserAgent *self, gboolean graceful_shutdown)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->options.graceful_shutdown == graceful_shutdown)
    return;
  self->options.graceful_shutdown = graceful_shutdown;
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "graceful-shutdown");
}

/**
 * sipgo_user_agent_get_contact_params:
 * @self: an agent
 *
 * The URI parameters of our Contact.
 *
 * Returns: (transfer full) (nullable): each as `name` or `name=value`
 */
GStrv
sipgo_user_agent_get_contact_params (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return g_strdupv (self->options.contact_params);
}

/**
 * sipgo_user_agent_set_contact_params:
 * @self: an agent
 * @contact_params: (nullable) (array zero-terminated=1): each as `name` or `name=value`
 *
 * Sets [property@UserAgent:contact-params].
 */
void
sipgo_user_agent_set_contact_params (SipgoUserAgent *self, const char *const *contact_params)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_strfreev (self->options.contact_params);
  self->options.contact_params = g_strdupv ((GStrv) contact_params);
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "contact-params");
}

/**
 * sipgo_user_agent_get_preloaded_route_set:
 * @self: an agent
 *
 * The proxies that every request outside a call goes through.
 *
 * Returns: (transfer full) (nullable): URIs of proxies, the first one first
 */
GStrv
sipgo_user_agent_get_preloaded_route_set (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return g_strdupv (self->options.preloaded_route_set);
}

/**
 * sipgo_user_agent_set_preloaded_route_set:
 * @self: an agent
 * @preloaded_route_set: (nullable) (array zero-terminated=1): URIs of proxies, the first one first
 *
 * Sets [property@UserAgent:preloaded-route-set].
 */
void
sipgo_user_agent_set_preloaded_route_set (SipgoUserAgent *self, const char *const *preloaded_route_set)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_strfreev (self->options.preloaded_route_set);
  self->options.preloaded_route_set = g_strdupv ((GStrv) preloaded_route_set);
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "preloaded-route-set");
}

/**
 * sipgo_user_agent_get_send_initial_provisional_response:
 * @self: an agent
 *
 * Whether an invitation is answered with 180 before the application sees it.
 *
 * Returns: %TRUE when it is
 */
gboolean
sipgo_user_agent_get_send_initial_provisional_response (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return self->options.send_initial_provisional_response;
}

/**
 * sipgo_user_agent_set_send_initial_provisional_response:
 * @self: an agent
 * @send_initial_provisional_response: %FALSE to leave that to the application
 *
 * Sets [property@UserAgent:send-initial-provisional-response].
 */
void
sipgo_user_agent_set_send_initial_provisional_response (SipgoUserAgent *self, gboolean send_initial_provisional_response)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->options.send_initial_provisional_response == send_initial_provisional_response)
    return;
  self->options.send_initial_provisional_response = send_initial_provisional_response;
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "send-initial-provisional-response");
}

/**
 * sipgo_user_agent_get_sip_extension_100rel:
 * @self: an agent
 *
 * How the agent stands to reliable provisional responses (RFC 3262).
 *
 * Returns: the setting
 */
SipgoSipExtension
sipgo_user_agent_get_sip_extension_100rel (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), SIPGO_SIP_EXTENSION_UNSUPPORTED);
  return self->options.sip_extension_100rel;
}

/**
 * sipgo_user_agent_set_sip_extension_100rel:
 * @self: an agent
 * @sip_extension_100rel: the new value
 *
 * Sets [property@UserAgent:sip-extension-100rel].
 */
void
sipgo_user_agent_set_sip_extension_100rel (SipgoUserAgent *self, SipgoSipExtension sip_extension_100rel)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->options.sip_extension_100rel == sip_extension_100rel)
    return;
  self->options.sip_extension_100rel = sip_extension_100rel;
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "sip-extension-100rel");
}

/**
 * sipgo_user_agent_get_sip_extension_replaces:
 * @self: an agent
 *
 * How the agent stands to calls that replace another (RFC 3891).
 *
 * Returns: the setting
 */
SipgoSipExtension
sipgo_user_agent_get_sip_extension_replaces (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), SIPGO_SIP_EXTENSION_UNSUPPORTED);
  return self->options.sip_extension_replaces;
}

/**
 * sipgo_user_agent_set_sip_extension_replaces:
 * @self: an agent
 * @sip_extension_replaces: the new value
 *
 * Sets [property@UserAgent:sip-extension-replaces].
 */
void
sipgo_user_agent_set_sip_extension_replaces (SipgoUserAgent *self, SipgoSipExtension sip_extension_replaces)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->options.sip_extension_replaces == sip_extension_replaces)
    return;
  self->options.sip_extension_replaces = sip_extension_replaces;
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "sip-extension-replaces");
}

/**
 * sipgo_user_agent_get_sip_extension_extra_supported:
 * @self: an agent
 *
 * The option tags that Supported names beyond our own.
 *
 * Returns: (transfer full) (nullable): option tags
 */
GStrv
sipgo_user_agent_get_sip_extension_extra_supported (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return g_strdupv (self->options.sip_extension_extra_supported);
}

/**
 * sipgo_user_agent_set_sip_extension_extra_supported:
 * @self: an agent
 * @sip_extension_extra_supported: (nullable) (array zero-terminated=1): option tags that the application itself sees to
 *
 * Sets [property@UserAgent:sip-extension-extra-supported].
 */
void
sipgo_user_agent_set_sip_extension_extra_supported (SipgoUserAgent *self, const char *const *sip_extension_extra_supported)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_strfreev (self->options.sip_extension_extra_supported);
  self->options.sip_extension_extra_supported = g_strdupv ((GStrv) sip_extension_extra_supported);
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "sip-extension-extra-supported");
}

/**
 * sipgo_user_agent_get_hack_allow_unregistered_option_tags:
 * @self: an agent
 *
 * Whether option tags that IANA does not list may be named.
 *
 * Returns: %TRUE when they may
 */
gboolean
sipgo_user_agent_get_hack_allow_unregistered_option_tags (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return self->options.hack_allow_unregistered_option_tags;
}

/**
 * sipgo_user_agent_set_hack_allow_unregistered_option_tags:
 * @self: an agent
 * @hack_allow_unregistered_option_tags: %TRUE for tags of a private network
 *
 * Sets [property@UserAgent:hack-allow-unregistered-option-tags].
 */
void
sipgo_user_agent_set_hack_allow_unregistered_option_tags (SipgoUserAgent *self, gboolean hack_allow_unregistered_option_tags)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->options.hack_allow_unregistered_option_tags == hack_allow_unregistered_option_tags)
    return;
  self->options.hack_allow_unregistered_option_tags = hack_allow_unregistered_option_tags;
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "hack-allow-unregistered-option-tags");
}

/**
 * sipgo_user_agent_get_data:
 * @self: an agent
 *
 * What the application put here.
 *
 * Returns: (transfer none) (nullable): the object, or %NULL
 */
GObject *
sipgo_user_agent_get_data (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->options.data;
}

/**
 * sipgo_user_agent_set_data:
 * @self: an agent
 * @data: (nullable): anything of the application's
 *
 * Sets [property@UserAgent:data].
 */
void
sipgo_user_agent_set_data (SipgoUserAgent *self, GObject *data)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (!g_set_object (&self->options.data, data))
    return;
  g_object_notify (G_OBJECT (self), "data");
}

/**
 * sipgo_user_agent_get_contact:
 * @self: an agent
 *
 * Where we said last that we are to be found. It depends on the way that a message takes.
 *
 * Returns: (transfer full) (nullable): a Contact value, or %NULL before a message with one was sent
 */
SipgoNameAddr *
sipgo_user_agent_get_contact (SipgoUserAgent *self)
{
  const char *contact;

  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  contact = sipgo_user_agent_core_get_settings (self->core)->last_contact;
  return contact ? sipgo_name_addr_parse (contact, NULL) : NULL;
}
