/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/registration/sipgo-register-form-private.h"

#include "libsipgo/base/sipgo-error.h"

#include <string.h>

void
sipgo_register_form_clear (SipgoRegisterForm *self)
{
  g_clear_pointer (&self->registrar, sipgo_uri_unref);
  g_clear_pointer (&self->local, sipgo_name_addr_unref);
  g_clear_pointer (&self->remote, sipgo_name_addr_unref);
  g_clear_pointer (&self->contact_params, g_strfreev);
}

/* --- who is registered, and where --------------------------------------------------------------------------------- */

SipgoNameAddr *
sipgo_register_form_get_record (SipgoRegisterForm *self, SipgoUsage *usage)
{
  if (self->remote)
    return self->remote;
  return self->local ? self->local : sipgo_account_get_identity (usage->account);
}

/* An address-of-record has a domain (10.3), which a tel URI (RFC 3966) has not. */
static gboolean
check_address_of_record (SipgoNameAddr *record, GError **error)
{
  g_autofree char *text = NULL;

  if (sipgo_uri_get_host (sipgo_name_addr_get_uri (record)))
    return TRUE;
  text = sipgo_uri_to_string (sipgo_name_addr_get_uri (record));
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
               "%s cannot be registered, since it has no domain: set the agent's uri, or the registerer's "
               "local-identity or remote-identity, as sip:user@domain", text);
  return FALSE;
}

/* The Request-URI is the domain alone (10.2). A transport or maddr parameter of the address-of-record holds for the
 * next hop, so that the REGISTER is not sent less securely than asked. */
static SipgoUri *
dup_registrar (SipgoRegisterForm *self, SipgoUsage *usage, SipgoNameAddr *record, SipgoUri *domain)
{
  static const char *const names[] = { "transport", "maddr" };
  g_autoptr (SipgoUri) registrar = sipgo_uri_ref (domain);
  SipgoUri *given = self->registrar ? self->registrar : sipgo_account_get_registrar (usage->account);
  guint i;

  if (given)
    return sipgo_uri_ref (given);
  for (i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = sipgo_uri_get_parameter (sipgo_name_addr_get_uri (record), names[i]);
      SipgoUri *with_parameter;

      if (!value)
        continue;
      with_parameter = sipgo_uri_with_parameter (registrar, names[i], value);
      sipgo_uri_unref (registrar);
      registrar = with_parameter;
    }
  return g_steal_pointer (&registrar);
}

/* --- the Contact -------------------------------------------------------------------------------------------------- */

static gboolean
has_instance (SipgoUsage *usage, SipgoRegistration *registration)
{
  return registration->reg_id > 0 || usage->agent->settings.instance_id_always_added;
}

static char *
make_contact_suffix (SipgoRegisterForm *self, SipgoUsage *usage, SipgoRegistration *registration)
{
  GString *suffix = g_string_new (NULL);
  SipgoAgentSettings *settings = &usage->agent->settings;
  guint i;

  if (registration->reg_id > 0)
    g_string_append_printf (suffix, ";reg-id=%u", registration->reg_id);
  if (registration->reg_id > 0 && !settings->instance_id_always_added)
    g_string_append_printf (suffix, ";+sip.instance=\"<%s>\"",
                            sipgo_agent_settings_get_instance_id (settings, usage->core));
  for (i = 0; self->contact_params && self->contact_params[i]; i++)
    g_string_append_printf (suffix, ";%s", self->contact_params[i]);
  return g_string_free (suffix, FALSE);
}

/* Checks that a Contact with these parameters can be parsed. */
static gboolean
check_contact_suffix (const char *suffix, GError **error)
{
  g_autofree char *text = g_strconcat ("<sip:a@a.invalid>", suffix, NULL);
  g_autoptr (SipgoNameAddr) contact = sipgo_header_value_is_safe (suffix) ? sipgo_name_addr_parse (text, NULL) : NULL;
  g_autofree char *read = contact ? sipgo_name_addr_to_string (contact) : NULL;

  if (read && !strchr (suffix, ','))
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
               "“%s” are not parameters of a Contact; correct extra-contact-header-params", suffix);
  return FALSE;
}

/* --- the REGISTER ------------------------------------------------------------------------------------------------- */

static SipgoMessage *
make_message (SipgoRegisterForm *self, SipgoUsage *usage, SipgoRegistration *registration, SipgoUri *domain,
              gboolean requires_outbound)
{
  SipgoNameAddr *record = sipgo_register_form_get_record (self, usage);
  SipgoMessage *message;

  message = sipgo_user_agent_core_new_message_over (usage->core, usage->account, registration->edge, "REGISTER", domain,
                                                    self->local ? self->local : record, record, registration->call_id,
                                                    ++registration->sequence);
  sipgo_message_add_printf (message, SIPGO_HEADER_EXPIRES, "%u", registration->binding.asked);
  sipgo_message_add (message, SIPGO_HEADER_ALLOW, SIPGO_ALLOW);
  if (registration->all)
    sipgo_message_add (message, SIPGO_HEADER_CONTACT, "*");
  /* RFC 5626 section 4.2.1 */
  if (registration->reg_id > 0)
    sipgo_message_add (message, SIPGO_HEADER_SUPPORTED, "path, outbound");
  /* The registrar makes a GRUU for an instance (RFC 5627 4.1). */
  if (has_instance (usage, registration) && sipgo_account_get_gruu (usage->account) != SIPGO_GRUU_NONE)
    sipgo_message_add (message, SIPGO_HEADER_SUPPORTED, "gruu");
  if (requires_outbound)
    sipgo_message_add (message, SIPGO_HEADER_REQUIRE, "outbound");
  return message;
}

SipgoOutgoingRequest *
sipgo_register_form_fill_in (SipgoRegisterForm *self, SipgoUsage *usage, SipgoRegistration *registration,
                             SipgoRequestOptions *options, gboolean requires_outbound, GError **error)
{
  SipgoNameAddr *record = sipgo_register_form_get_record (self, usage);
  SipgoUri *address = sipgo_name_addr_get_uri (record);
  g_autoptr (SipgoMessage) message = NULL;
  g_autoptr (SipgoUri) domain = NULL;
  g_autoptr (SipgoUri) registrar = NULL;
  g_autofree char *suffix = make_contact_suffix (self, usage, registration);
  SipgoOutgoingRequest *request;
  SipgoUri *next_hop;

  if (!check_address_of_record (record, error))
    return NULL;
  domain = sipgo_uri_new (sipgo_uri_get_scheme (address), NULL, sipgo_uri_get_host (address),
                          sipgo_uri_get_port (address), NULL);
  message = make_message (self, usage, registration, domain, requires_outbound);
  if (!check_contact_suffix (suffix, error)
      || !sipgo_message_add_extras (message, (const char *const *) usage->extra_headers, NULL, error)
      || !sipgo_message_add_request_options (message, options, error))
    return NULL;
  /* The outbound proxy takes precedence over the registrar. */
  registrar = dup_registrar (self, usage, record, domain);
  next_hop = sipgo_account_get_next_hop (usage->account, registration->edge, registrar);
  request = sipgo_outgoing_request_new (usage->core, g_steal_pointer (&message), next_hop, NULL, !registration->all);
  request->contact.suffix = g_steal_pointer (&suffix);
  /* The same REGISTER removes a binding with another address (10.2.2). With outbound the registrar replaces the one
   * that has the reg-id (RFC 5626 6). */
  if (!registration->is_outbound)
    request->contact.former = g_strdup (registration->bound_contact);
  return sipgo_usage_adopt (usage, request);
}
