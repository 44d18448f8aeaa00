/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/registration/sipgo-registerer-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"

#include <string.h>

/* The REGISTER of a registration, what comes back, and when it is sent again. */

static SipgoEnvironment *
environment_of (SipgoRegisterer *self)
{
  return sipgo_user_agent_core_get_environment (self->core);
}

static void
set_failure (SipgoRegisterer *self, SipgoFailure *failure)
{
  if (!self->failure && !failure)
    return;
  g_clear_pointer (&self->failure, sipgo_failure_unref);
  self->failure = failure ? sipgo_failure_ref (failure) : NULL;
  g_object_notify (G_OBJECT (self), "failure");
}

static void
set_retry_after (SipgoRegisterer *self, SipgoMessage *response)
{
  guint32 seconds = 0;

  if (response && sipgo_message_get_number (response, SIPGO_HEADER_RETRY_AFTER, SIPGO_MAX_EXPIRES, &seconds))
    seconds = MAX (seconds, 1);
  if (self->retry_after == seconds)
    return;
  self->retry_after = seconds;
  g_object_notify (G_OBJECT (self), "retry-after");
}

void
sipgo_registerer_set_kept (SipgoRegisterer *self, gboolean kept)
{
  if (self->kept == kept)
    return;
  self->kept = kept;
  if (kept)
    g_object_ref (self);
  else
    g_object_unref (self);
}

/* --- refreshing --------------------------------------------------------------------------------------------------- */

static void schedule_retry (SipgoRegisterer *self);

static void
refresh (gpointer user_data)
{
  /* A handler may drop the agent, and with it who holds us. */
  g_autoptr (SipgoRegisterer) self = g_object_ref (SIPGO_REGISTERER (user_data));
  g_autoptr (GError) error = NULL;

  if (self->request || !self->agent)
    return;
  self->n_too_brief = 0;
  if (sipgo_registerer_send (self, sipgo_expires_choose (self->expires, self->minimum), FALSE, &error))
    return;
  sipgo_log (environment_of (self), SIPGO_LOG_STATE, "the registration was not refreshed: %s", error->message);
  /* The registrar's time runs out all the same. */
  if (self->kept)
    schedule_retry (self);
  sipgo_registerer_go_on_ending (self);
}

static void
schedule (SipgoRegisterer *self, gint64 delay)
{
  sipgo_environment_set_timer (environment_of (self), &self->refresh_timer, delay, refresh, self);
}

static void
schedule_refresh (SipgoRegisterer *self, guint granted)
{
  double random = sipgo_random_unit (sipgo_user_agent_core_get_random (self->core));
  double part = (self->refresh_frequency - self->jitter * random) / 100;

  self->retry_delay = SIPGO_RETRY_FIRST;
  schedule (self, MAX (SIPGO_REFRESH_SOONEST, (gint64) (SIPGO_SECONDS (granted) * part)));
}

/* A refresh that failed is tried again; a first registration that failed is the caller's business. */
static void
schedule_retry (SipgoRegisterer *self)
{
  gint64 delay = self->retry_after > 0 ? SIPGO_SECONDS (self->retry_after) : MAX (self->retry_delay, SIPGO_RETRY_FIRST);

  self->retry_delay = MIN (2 * MAX (self->retry_delay, SIPGO_RETRY_FIRST), SIPGO_RETRY_LIMIT);
  schedule (self, delay);
}

static gboolean
parse_seconds (const char *text, guint *seconds)
{
  guint64 value;

  if (!text || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &value, NULL))
    return FALSE;
  *seconds = MIN (value, SIPGO_MAX_EXPIRES);
  return TRUE;
}

/* --- the binding that is ours ------------------------------------------------------------------------------------ */

static gboolean
is_same_contact (SipgoNameAddr *own, SipgoNameAddr *binding, SipgoMessage *response)
{
  return sipgo_uri_equal (sipgo_name_addr_get_uri (binding), sipgo_name_addr_get_uri (own));
}

static gboolean
has_same_parameter (SipgoNameAddr *a, SipgoNameAddr *b, const char *name)
{
  return g_strcmp0 (sipgo_name_addr_get_parameter (a, name), sipgo_name_addr_get_parameter (b, name)) == 0;
}

/* RFC 5626 6: the instance and its flow, whatever the address has become. */
static gboolean
is_same_instance (SipgoNameAddr *own, SipgoNameAddr *binding, SipgoMessage *response)
{
  return sipgo_name_addr_get_parameter (own, "+sip.instance") && has_same_parameter (own, binding, "+sip.instance")
         && has_same_parameter (own, binding, "reg-id");
}

static gboolean
is_same_user (SipgoNameAddr *own, SipgoNameAddr *binding, SipgoMessage *response)
{
  return g_strcmp0 (sipgo_uri_get_user (sipgo_name_addr_get_uri (own)), sipgo_uri_get_user (sipgo_name_addr_get_uri (binding))) == 0;
}

/* RFC 3581: the address that the REGISTER came from, as the registrar has seen it. */
static gboolean
is_seen_address (SipgoNameAddr *own, SipgoNameAddr *binding, SipgoMessage *response)
{
  SipgoVia *via = sipgo_message_get_via (response);
  const char *host = via ? sipgo_via_get_parameter (via, "received") : NULL;
  const char *port = via ? sipgo_via_get_parameter (via, "rport") : NULL;
  SipgoUri *uri = sipgo_name_addr_get_uri (binding);
  guint uri_port = sipgo_uri_get_port (uri);

  if (!host || !port || g_strcmp0 (sipgo_uri_get_host (uri), host) != 0 || !is_same_user (own, binding, response))
    return FALSE;
  return g_ascii_strtoull (port, NULL, 10) == (uri_port > 0 ? uri_port : SIPGO_DEFAULT_PORT);
}

static gboolean
is_any (SipgoNameAddr *own, SipgoNameAddr *binding, SipgoMessage *response)
{
  return TRUE;
}

/* The binding of our Contact in the list of a registrar, which may have rewritten it. Of what is less than sure only the
 * one binding that can be ours is taken. */
static SipgoNameAddr *
find_own_binding (SipgoNameAddr *own, SipgoMessage *response, GPtrArray *contacts)
{
  static const struct
  {
    gboolean (*matches) (SipgoNameAddr *own, SipgoNameAddr *binding, SipgoMessage *response);
    gboolean is_sure;
  } steps[] = { { is_same_contact, TRUE }, { is_same_instance, TRUE }, { is_seen_address, TRUE },
                { is_same_user, FALSE }, { is_any, FALSE } };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      SipgoNameAddr *found = NULL;
      guint n_found = 0;

      for (j = 0; j < contacts->len; j++)
        {
          if (!steps[i].matches (own, contacts->pdata[j], response))
            continue;
          n_found++;
          found = found ? found : contacts->pdata[j];
        }
      if (n_found == 1 || (n_found > 0 && steps[i].is_sure))
        return found;
    }
  return NULL;
}

/* 10.2.4: the time of our own binding, else that of the Expires header, else what was asked for. */
static guint
find_granted (SipgoRegisterer *self, SipgoMessage *request, SipgoMessage *response, GPtrArray *contacts)
{
  SipgoNameAddr *own = sipgo_message_get_contact (request);
  SipgoNameAddr *binding = own ? find_own_binding (own, response, contacts) : NULL;
  guint32 seconds = self->asked;
  guint granted;

  if (binding && parse_seconds (sipgo_name_addr_get_parameter (binding, "expires"), &granted))
    return granted;
  sipgo_message_get_number (response, SIPGO_HEADER_EXPIRES, SIPGO_MAX_EXPIRES, &seconds);
  return seconds;
}

static void
take_contacts (SipgoRegisterer *self, GPtrArray *contacts)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint i;

  for (i = 0; i < contacts->len; i++)
    {
      g_autofree char *text = sipgo_name_addr_to_string (contacts->pdata[i]);

      g_strv_builder_add (builder, text);
    }
  g_strfreev (self->contacts);
  self->contacts = g_strv_builder_end (builder);
  g_object_notify (G_OBJECT (self), "contacts");
}

static void
accepted (SipgoRegisterer *self, SipgoOutgoingRequest *request, SipgoMessage *response)
{
  g_autoptr (GPtrArray) contacts = sipgo_message_dup_readable_name_addrs (response, SIPGO_HEADER_CONTACT);
  guint granted = self->asked > 0 ? find_granted (self, request->message, response, contacts) : 0;

  self->n_too_brief = 0;
  set_failure (self, NULL);
  set_retry_after (self, NULL);
  take_contacts (self, contacts);
  sipgo_registerer_set_kept (self, granted > 0);
  if (granted > 0)
    schedule_refresh (self, granted);
  sipgo_registerer_set_granted (self, granted);
  sipgo_registerer_set_state (self, granted > 0 ? SIPGO_REGISTERER_STATE_REGISTERED : SIPGO_REGISTERER_STATE_UNREGISTERED);
  sipgo_registerer_complete (self, request, NULL);
}

static gboolean
try_longer (SipgoRegisterer *self, SipgoMessage *response)
{
  guint seconds;

  if (!sipgo_expires_read_minimum (response, self->asked, &self->n_too_brief, &seconds))
    return FALSE;
  /* From here on: the next refresh would be too brief again. */
  self->minimum = seconds;
  return sipgo_registerer_send (self, seconds, FALSE, NULL);
}

static void
rejected (SipgoRegisterer *self, SipgoOutgoingRequest *request, SipgoMessage *response)
{
  SipgoFailure *failure = sipgo_outgoing_request_get_failure (request);

  if (try_longer (self, response))
    return;
  set_failure (self, failure);
  set_retry_after (self, response);
  if (self->asked == 0)
    sipgo_registerer_set_kept (self, FALSE);
  if (self->kept)
    schedule_retry (self);
  sipgo_registerer_set_state (self, SIPGO_REGISTERER_STATE_UNREGISTERED);
  sipgo_registerer_complete (self, request, failure);
}

static void
moment (SipgoOutgoingRequest *request, SipgoMoment moment_now, SipgoMessage *response, gpointer user_data)
{
  g_autoptr (SipgoRegisterer) self = NULL;
  g_autoptr (SipgoOutgoingRequest) hold = NULL;

  if (moment_now < SIPGO_MOMENT_ACCEPT)
    return;
  self = g_object_ref (SIPGO_REGISTERER (user_data));
  hold = g_steal_pointer (&self->request);
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  /* A challenge has cost a number of its own (22.2). */
  self->sequence = MAX (self->sequence, sipgo_message_get_cseq (request->message));
  /* A handler may register or unregister: not in the midst of this. */
  g_object_freeze_notify (G_OBJECT (self));
  if (moment_now == SIPGO_MOMENT_ACCEPT)
    accepted (self, request, response);
  else
    rejected (self, request, response);
  g_object_thaw_notify (G_OBJECT (self));
  sipgo_registerer_go_on (self);
  if (!self->request)
    sipgo_registerer_go_on_ending (self);
  if (self->agent)
    sipgo_user_agent_check_stopped (self->agent);
}

/* --- the way out -------------------------------------------------------------------------------------------------- */

/* Whose registration it is: To, and From unless somebody registers it for him (10.2). */
static SipgoNameAddr *
dup_address_of_record (SipgoRegisterer *self)
{
  if (self->own_remote)
    return sipgo_name_addr_ref (self->own_remote);
  return self->own_local ? sipgo_name_addr_ref (self->own_local) : sipgo_user_agent_dup_identity (self->agent);
}

/* 10.3: what is registered has a domain, as addresses of telephone numbers (RFC 3966) have not. */
static gboolean
check_address_of_record (SipgoRegisterer *self, GError **error)
{
  g_autoptr (SipgoNameAddr) record = dup_address_of_record (self);
  g_autofree char *text = NULL;

  if (sipgo_uri_get_host (sipgo_name_addr_get_uri (record)))
    return TRUE;
  text = sipgo_uri_to_string (sipgo_name_addr_get_uri (record));
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
               "%s cannot be registered, for it names no domain: give the agent's uri, or the registerer's local-identity or remote-identity, "
               "as sip:user@domain", text);
  return FALSE;
}

/* The Request-URI is the domain alone (10.2). Where the address of record says by which transport, or to which maddr, its
 * domain is reached, the REGISTER goes that way, never less secure than asked. */
static SipgoUri *
dup_registrar (SipgoRegisterer *self, SipgoUri *domain)
{
  static const char *const names[] = { "transport", "maddr" };
  g_autoptr (SipgoNameAddr) record = dup_address_of_record (self);
  g_autoptr (SipgoUri) registrar = sipgo_uri_ref (domain);
  guint i;

  if (self->registrar)
    return sipgo_uri_ref (self->registrar);
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

/* A proxy of the agent's comes before the registrar. */
static SipgoUri *
dup_next_hop (SipgoRegisterer *self, SipgoUri *domain)
{
  g_autoptr (SipgoUri) registrar = dup_registrar (self, domain);

  return sipgo_uri_ref (sipgo_user_agent_core_get_next_hop (self->core, registrar));
}

static SipgoMessage *
make_message (SipgoRegisterer *self, guint expires)
{
  g_autoptr (SipgoNameAddr) record = dup_address_of_record (self);
  g_autoptr (SipgoNameAddr) from = self->own_local ? sipgo_name_addr_ref (self->own_local) : sipgo_name_addr_ref (record);
  SipgoUri *address = sipgo_name_addr_get_uri (record);
  g_autoptr (SipgoUri) domain = sipgo_uri_new (sipgo_uri_get_scheme (address), NULL, sipgo_uri_get_host (address), sipgo_uri_get_port (address));
  SipgoMessage *message = sipgo_user_agent_core_new_message (self->core, "REGISTER", domain, from, record, self->call_id, ++self->sequence);

  sipgo_message_add_printf (message, SIPGO_HEADER_EXPIRES, "%u", expires);
  sipgo_message_add (message, SIPGO_HEADER_ALLOW, SIPGO_ALLOW);
  if (self->all)
    sipgo_message_add (message, SIPGO_HEADER_CONTACT, "*");
  /* RFC 5626 section 4.2.1 */
  if (self->reg_id > 0)
    sipgo_message_add (message, SIPGO_HEADER_SUPPORTED, "path, outbound");
  return message;
}

static char *
make_contact_suffix (SipgoRegisterer *self)
{
  GString *suffix = g_string_new (NULL);
  guint i;

  if (self->reg_id > 0)
    g_string_append_printf (suffix, ";reg-id=%u", self->reg_id);
  if (self->reg_id > 0 && !sipgo_user_agent_get_instance_id_always_added (self->agent))
    g_string_append_printf (suffix, ";+sip.instance=\"<%s>\"", sipgo_user_agent_get_instance_id (self->agent));
  for (i = 0; self->extra_contact_params && self->extra_contact_params[i]; i++)
    g_string_append_printf (suffix, ";%s", self->extra_contact_params[i]);
  return g_string_free (suffix, FALSE);
}

/* What the application wrote has to make a Contact with everything else in it. */
static gboolean
check_contact_suffix (const char *suffix, GError **error)
{
  g_autofree char *text = g_strconcat ("<sip:a@a.invalid>", suffix, NULL);
  g_autoptr (SipgoNameAddr) contact = sipgo_header_value_is_safe (suffix) ? sipgo_name_addr_parse (text, NULL) : NULL;
  g_autofree char *read = contact ? sipgo_name_addr_to_string (contact) : NULL;

  if (read && !strchr (suffix, ','))
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "extra-contact-header-params are no parameters of a Contact: “%s”", suffix);
  return FALSE;
}

static gboolean
prepare (SipgoRegisterer *self, guint expires, SipgoMessage **message, char **suffix, GError **error)
{
  g_autoptr (SipgoMessage) made = NULL;

  if (!check_address_of_record (self, error))
    return FALSE;
  made = make_message (self, expires);
  *suffix = make_contact_suffix (self);
  if (!check_contact_suffix (*suffix, error) || !sipgo_message_add_extras (made, (const char *const *) self->extra_headers, NULL, error)
      || !sipgo_message_add_request_options (made, self->options, error))
    return FALSE;
  *message = g_steal_pointer (&made);
  return TRUE;
}

gboolean
sipgo_registerer_send (SipgoRegisterer *self, guint expires, gboolean all, GError **error)
{
  g_autofree char *suffix = NULL;
  g_autoptr (SipgoUri) next_hop = NULL;
  g_autoptr (SipgoOutgoingRequest) request = NULL;
  SipgoMessage *message;

  self->asked = expires;
  self->all = all;
  if (!prepare (self, expires, &message, &suffix, error))
    return FALSE;
  next_hop = dup_next_hop (self, sipgo_message_get_request_uri (message));
  request = sipgo_outgoing_request_new (self->core, message, next_hop, NULL, !all);
  sipgo_outgoing_request_set_contact_suffix (request, suffix);
  if (!sipgo_registerer_announce (self, request, error))
    return FALSE;
  sipgo_environment_cancel_timer (environment_of (self), &self->refresh_timer);
  self->request = g_steal_pointer (&request);
  sipgo_outgoing_request_set_handler (self->request, moment, self);
  sipgo_outgoing_request_start (self->request);
  return TRUE;
}
