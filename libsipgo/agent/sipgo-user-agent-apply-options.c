/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-user-agent-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"

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
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%s” is no option tag that IANA lists; correct sip-extension-extra-supported, "
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
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%s” is no URI parameter; contact-params wants each as name or name=value", parameter);
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
  const SipgoSipExtension stands[] = { self->options.sip_extension_100rel, self->options.sip_extension_replaces, SIPGO_SIP_EXTENSION_SUPPORTED };
  static const char *const tags[] = { "100rel", "replaces", "from-change" };
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
