/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/registration/sipgo-registered-contact-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/sipgo-registration-enum-types.h"

/**
 * SipgoRegisteredContact:
 *
 * A client that registers with us by a REGISTER (RFC 3261 10.3), emitted by [signal@UserAgent::register-received].
 * Once accepted, it is one of [property@UserAgent:registered-contacts] until the client unregisters, it expires, or the
 * WebSocket over which the client is reached is closed. Call the URI of [property@RegisteredContact:contact].
 *
 * The library answers later REGISTERs of the client, refreshes as well as the end, while they come over the same
 * connection, or from the same address and port. A REGISTER that comes another way is a new registered contact, which
 * takes over the contacts that it names once it is accepted.
 *
 * ```c
 * static void
 * contact_came (SipgoUserAgent *agent, SipgoRegisteredContact *contact, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *
 *   if (!sipgo_registered_contact_accept (contact, NULL, &error))
 *     g_printerr ("Not accepted: %s\n", error->message);
 * }
 *
 * static void
 * be_registrar (SipgoUserAgent *agent)
 * {
 *   g_signal_connect (agent, "register-received", G_CALLBACK (contact_came), NULL);
 * }
 * ```
 *
 * ```python
 * agent.connect("register-received", lambda agent, contact: contact.accept())
 *
 * for contact in agent.registered_contacts:
 *     await Sipgo.Inviter.new_for_uri(agent, contact.contact.uri).invite()
 * ```
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (SipgoRegisteredContact, sipgo_registered_contact, SIPGO_TYPE_USAGE)

enum
{
  PROP_0,
  PROP_USER_AGENT,
  PROP_REQUEST,
  PROP_ADDRESS_OF_RECORD,
  PROP_CONTACT,
  PROP_CONTACTS,
  PROP_STATE,
  PROP_EXPIRES,
  PROP_END_REASON,
  PROP_MIN_EXPIRES,
  PROP_MAX_EXPIRES,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static SipgoFlow *
flow_of (SipgoIncomingRequest *request)
{
  return sipgo_server_transaction_get_flow (request->transaction);
}

static SipgoEnvironment *
environment_of (SipgoRegisteredContact *self)
{
  return sipgo_user_agent_core_get_environment (self->usage.core);
}

/* A client whose address has changed also names its old contact, to remove it. */
static void
take_contact (SipgoRegisteredContact *self, GPtrArray *bindings)
{
  SipgoBinding *best = NULL;
  guint i;

  for (i = 0; i < bindings->len; i++)
    {
      SipgoBinding *binding = bindings->pdata[i];

      if (!best || (best->seconds == 0 && binding->seconds > 0))
        best = binding;
    }
  if (!best)
    return;
  g_clear_pointer (&self->contact, sipgo_name_addr_unref);
  self->contact = sipgo_name_addr_ref (best->contact);
}

/* The URI of To without parameters, in canonical form (10.3, step 5). */
SipgoUri *
sipgo_registered_contact_read_aor (SipgoIncomingRequest *request)
{
  SipgoUri *to = sipgo_name_addr_get_uri (sipgo_message_get_to (request->message));
  const char *scheme = sipgo_uri_get_scheme (to);
  g_autofree char *host = sipgo_uri_get_host (to) ? g_ascii_strdown (sipgo_uri_get_host (to), -1) : NULL;

  if (!host || (g_ascii_strcasecmp (scheme, "sip") != 0 && g_ascii_strcasecmp (scheme, "sips") != 0))
    return NULL;
  return sipgo_uri_new (scheme, sipgo_uri_get_user (to), host, sipgo_uri_get_port (to), NULL);
}

SipgoFlow *
sipgo_registered_contact_get_flow (SipgoRegisteredContact *self)
{
  return flow_of (self->request);
}

static void end (SipgoRegisteredContact *self, const char *reason);

static void
flow_failed (SipgoFlow *flow, const GError *error, gpointer user_data)
{
  end (user_data, "disconnected");
}

static gboolean
lives_by_its_flow (SipgoRegisteredContact *self)
{
  SipgoFlow *flow = flow_of (self->request);

  if (self->wish.path)
    return FALSE;
  return sipgo_protocol_is_web_socket (sipgo_flow_get_protocol (flow))
         || (sipgo_flow_is_reliable (flow) && sipgo_binding_wish_is_outbound (&self->wish));
}

/* A browser can register nowhere else, and is reached over its WebSocket only: accept it when no handler decides. */
gboolean
sipgo_registered_contact_is_taken (SipgoServerTransaction *transaction)
{
  return sipgo_protocol_is_web_socket (sipgo_flow_get_protocol (sipgo_server_transaction_get_flow (transaction)));
}

/* in_time is FALSE when a handler has deferred it and never decided: refuse it, since the handler may have wanted a
 * password. */
static void
undecided (SipgoIncomingRequest *request, gboolean in_time, GObject *owner)
{
  SipgoRegisteredContact *self = SIPGO_REGISTERED_CONTACT (owner);

  if (self->usage.agent && in_time && sipgo_registered_contact_is_taken (request->transaction))
    {
      self->funcs->apply (self, NULL, NULL);
      return;
    }
  sipgo_incoming_request_respond_simple (request, 403);
  /* NULL after dispose (). */
  if (self->usage.core)
    end (self, "rejected");
}

guint
sipgo_registered_contact_new (SipgoAgent *agent, const SipgoRegistrarFuncs *funcs, SipgoRegistrar *registrar,
                              SipgoIncomingRequest *request, SipgoUri *aor, SipgoRegisteredContact **contact)
{
  g_autoptr (SipgoRegisteredContact) self = g_object_new (SIPGO_TYPE_REGISTERED_CONTACT, NULL);
  guint refusal;

  refusal = sipgo_binding_wish_read (&self->wish, request->message);
  if (refusal)
    return refusal;
  sipgo_usage_set_up (&self->usage, agent);
  self->funcs = funcs;
  self->registrar = registrar;
  self->request = g_object_ref (request);
  self->key = sipgo_uri_to_string (aor);
  self->aor = sipgo_uri_ref (aor);
  take_contact (self, self->wish.bindings);
  if (lives_by_its_flow (self))
    sipgo_flow_watch_start (&self->watch, flow_of (request), flow_failed, self);
  sipgo_incoming_request_set_undecided (request, undecided, self);
  *contact = g_steal_pointer (&self);
  return 0;
}

/* --- refresh and expiry ------------------------------------------------------------------------------------------- */

gboolean
sipgo_registered_contact_is_of (SipgoRegisteredContact *self, SipgoIncomingRequest *request)
{
  SipgoFlow *mine = flow_of (self->request), *other = flow_of (request);

  return g_str_equal (sipgo_message_get_call_id (self->request->message), sipgo_message_get_call_id (request->message))
         && g_strcmp0 (self->request->authenticated_username, request->authenticated_username) == 0
         && (mine == other || (!sipgo_flow_is_reliable (mine)
                               && sipgo_flow_get_protocol (mine) == sipgo_flow_get_protocol (other)
                               && sipgo_address_equal (sipgo_flow_get_remote (mine), sipgo_flow_get_remote (other))));
}

void
sipgo_registered_contact_refresh (SipgoRegisteredContact *self, SipgoIncomingRequest *request)
{
  g_autoptr (SipgoRegisteredContact) hold = g_object_ref (self);
  guint refusal = sipgo_binding_wish_read (&self->wish, request->message);

  if (refusal)
    {
      sipgo_incoming_request_respond_simple (request, refusal);
      return;
    }
  g_set_object (&self->request, request);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REQUEST]);
  self->funcs->apply (self, NULL, NULL);
}

guint
sipgo_registered_contact_left (SipgoRegisteredContact *self, const SipgoBinding *binding)
{
  return sipgo_environment_get_seconds_until (environment_of (self), binding->expires_at);
}

static void
expired (gpointer user_data)
{
  SipgoRegisteredContact *self = user_data;
  guint i = self->bindings->len;

  while (i-- > 0)
    {
      if (sipgo_registered_contact_left (self, self->bindings->pdata[i]) == 0)
        g_ptr_array_remove_index (self->bindings, i);
    }
  sipgo_registered_contact_update (self, "expired");
}

static void
plan_expiry (SipgoRegisteredContact *self)
{
  gint64 next = G_MAXINT64;
  guint i;

  for (i = 0; i < self->bindings->len; i++)
    next = MIN (next, ((SipgoBinding *) self->bindings->pdata[i])->expires_at);
  sipgo_environment_set_timer (environment_of (self), &self->expiry_timer,
                               MAX (next - sipgo_environment_now (environment_of (self)), 0), expired, self);
}

void
sipgo_registered_contact_update (SipgoRegisteredContact *self, const char *reason)
{
  g_autoptr (SipgoRegisteredContact) hold = g_object_ref (self);
  const gboolean is_new = self->state == SIPGO_REGISTERED_CONTACT_STATE_INITIAL;

  if (self->bindings->len == 0)
    {
      end (self, reason);
      return;
    }
  take_contact (self, self->bindings);
  plan_expiry (self);
  if (is_new)
    {
      self->state = SIPGO_REGISTERED_CONTACT_STATE_ACTIVE;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXPIRES]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONTACTS]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONTACT]);
}

static void
end (SipgoRegisteredContact *self, const char *reason)
{
  g_autoptr (SipgoRegisteredContact) hold = g_object_ref (self);
  g_autoptr (SipgoAgent) agent = NULL;

  if (self->state == SIPGO_REGISTERED_CONTACT_STATE_TERMINATED)
    return;
  agent = self->usage.agent ? g_object_ref (self->usage.agent) : NULL;
  sipgo_flow_watch_stop (&self->watch);
  sipgo_environment_cancel_timer (environment_of (self), &self->expiry_timer);
  g_ptr_array_set_size (self->bindings, 0);
  self->end_reason = g_strdup (reason);
  self->state = SIPGO_REGISTERED_CONTACT_STATE_TERMINATED;
  if (agent)
    self->funcs->remove (self->registrar, self);
  sipgo_usage_forget_agent (&self->usage);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_END_REASON]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXPIRES]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONTACTS]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_USER_AGENT]);
}

/* --- the answer --------------------------------------------------------------------------------------------------- */

static gboolean
check_undecided (SipgoRegisteredContact *self, GError **error)
{
  if (self->usage.agent && self->state == SIPGO_REGISTERED_CONTACT_STATE_INITIAL
      && !sipgo_incoming_request_is_answered (self->request))
    return sipgo_agent_check_started (self->usage.agent, error);
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
                       self->end_reason ? "The registered contact is over: its client is gone"
                                        : "The REGISTER has its final response already");
  return FALSE;
}

/**
 * sipgo_registered_contact_accept:
 * @self: a registered contact that was not answered yet
 * @options: (nullable): status code (200 by default) and headers
 *
 * Accepts the REGISTER: changes the contacts as the client asks, and answers with all contacts of its
 * address-of-record.
 *
 * Fails when the REGISTER was answered before; when it asks for less than [property@RegisteredContact:min-expires] and
 * gets 423; when it is out of order by its CSeq and gets 500; or when there are too many contacts and it gets 503.
 *
 * Returns: %TRUE when the response was sent
 *
 * Since: 1.0
 */
gboolean
sipgo_registered_contact_accept (SipgoRegisteredContact *self, SipgoResponseOptions *options, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERED_CONTACT (self), FALSE);
  if (!check_undecided (self, error) || !sipgo_response_options_check_status (options, 200, 299, error))
    return FALSE;
  self->is_trusted = TRUE;
  return self->funcs->apply (self, options, error);
}

/**
 * sipgo_registered_contact_reject:
 * @self: a registered contact that was not answered yet
 * @options: (nullable): status code (403 by default) and headers
 *
 * Rejects the REGISTER. To ask for a password, answer 401 with a challenge (`WWW-Authenticate`) among the extra
 * headers: the client sends another REGISTER with its credentials in the header `Authorization`.
 *
 * Fails when the REGISTER was answered before.
 *
 * Returns: %TRUE when the response was sent
 *
 * Since: 1.0
 */
gboolean
sipgo_registered_contact_reject (SipgoRegisteredContact *self, SipgoResponseOptions *options, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERED_CONTACT (self), FALSE);
  if (!check_undecided (self, error) || !sipgo_response_options_check_status (options, 300, 699, error)
      || !sipgo_incoming_request_respond (self->request, 403, options, NULL, error))
    return FALSE;
  end (self, "rejected");
  return TRUE;
}

/**
 * sipgo_registered_contact_defer:
 * @self: a registered contact in a handler of [signal@UserAgent::register-received]
 *
 * Defers the decision, as [method@IncomingRequest.defer] does.
 *
 * Fails when it is not called in a handler of that signal, or the REGISTER was answered ([error@Error] `STATE`).
 *
 * Returns: %TRUE when it waits
 *
 * Since: 1.0
 */
gboolean
sipgo_registered_contact_defer (SipgoRegisteredContact *self, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERED_CONTACT (self), FALSE);
  return sipgo_incoming_request_defer (self->request, error);
}

/**
 * sipgo_registered_contact_proceed:
 * @self: a registered contact that was deferred
 *
 * Takes one [method@RegisteredContact.defer] back. After the last one, the default of
 * [signal@UserAgent::register-received] applies, unless the REGISTER was answered.
 *
 * Fails when the REGISTER was not deferred, or the time to answer it is over ([error@Error] `STATE`).
 *
 * Returns: %TRUE when a defer was taken back
 *
 * Since: 1.0
 */
gboolean
sipgo_registered_contact_proceed (SipgoRegisteredContact *self, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERED_CONTACT (self), FALSE);
  return sipgo_incoming_request_proceed (self->request, error);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_registered_contact_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoRegisteredContact *self = SIPGO_REGISTERED_CONTACT (object);

  switch (id)
    {
    case PROP_USER_AGENT:
      g_value_set_object (value, self->usage.agent);
      break;
    case PROP_REQUEST:
      g_value_set_object (value, self->request);
      break;
    case PROP_ADDRESS_OF_RECORD:
      g_value_set_boxed (value, self->aor);
      break;
    case PROP_CONTACT:
      g_value_set_boxed (value, self->contact);
      break;
    case PROP_CONTACTS:
      g_value_take_boxed (value, sipgo_registered_contact_get_contacts (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_EXPIRES:
      g_value_set_uint (value, sipgo_registered_contact_get_expires (self));
      break;
    case PROP_END_REASON:
      g_value_set_string (value, self->end_reason);
      break;
    case PROP_MIN_EXPIRES:
      g_value_set_uint (value, self->min_expires);
      break;
    case PROP_MAX_EXPIRES:
      g_value_set_uint (value, self->max_expires);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_registered_contact_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoRegisteredContact *self = SIPGO_REGISTERED_CONTACT (object);

  switch (id)
    {
    case PROP_MIN_EXPIRES:
      sipgo_registered_contact_set_min_expires (self, g_value_get_uint (value));
      break;
    case PROP_MAX_EXPIRES:
      sipgo_registered_contact_set_max_expires (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_registered_contact_terminate (SipgoUsage *usage)
{
  end (SIPGO_REGISTERED_CONTACT (usage), "stopped");
}

static void
sipgo_registered_contact_finalize (GObject *object)
{
  SipgoRegisteredContact *self = SIPGO_REGISTERED_CONTACT (object);

  sipgo_flow_watch_stop (&self->watch);
  g_clear_object (&self->request);
  g_clear_pointer (&self->aor, sipgo_uri_unref);
  g_clear_pointer (&self->contact, sipgo_name_addr_unref);
  sipgo_binding_wish_clear (&self->wish);
  g_ptr_array_unref (self->bindings);
  g_free (self->key);
  g_free (self->end_reason);
  G_OBJECT_CLASS (sipgo_registered_contact_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoRegisteredContact:user-agent: (type SipgoUserAgent)
   *
   * The agent that received the REGISTER; %NULL after the end of the registered contact.
   *
   * Since: 1.0
   */
  props[PROP_USER_AGENT] = g_param_spec_object ("user-agent", NULL, NULL, SIPGO_TYPE_AGENT, readable);
  /**
   * SipgoRegisteredContact:request:
   *
   * The client's last REGISTER.
   *
   * Since: 1.0
   */
  props[PROP_REQUEST] = g_param_spec_object ("request", NULL, NULL, SIPGO_TYPE_INCOMING_REQUEST, readable);
  /**
   * SipgoRegisteredContact:address-of-record:
   *
   * The address-of-record that is registered. It is a claim of the client: ask for a password to verify it.
   *
   * Since: 1.0
   */
  props[PROP_ADDRESS_OF_RECORD] = g_param_spec_boxed ("address-of-record", NULL, NULL, SIPGO_TYPE_URI, readable);
  /**
   * SipgoRegisteredContact:contact:
   *
   * Where the client is reached: the best of its contacts; after the end, the last that it had. %NULL when the REGISTER
   * has none, since it only queries or removes contacts.
   *
   * Since: 1.0
   */
  props[PROP_CONTACT] = g_param_spec_boxed ("contact", NULL, NULL, SIPGO_TYPE_NAME_ADDR, readable);
  /**
   * SipgoRegisteredContact:contacts:
   *
   * All contacts as values of the Contact header, the best first: those in the REGISTER; once it is accepted, those
   * that are bound.
   *
   * Since: 1.0
   */
  props[PROP_CONTACTS] = g_param_spec_boxed ("contacts", NULL, NULL, G_TYPE_STRV, readable);
  /**
   * SipgoRegisteredContact:state:
   *
   * The state of the registered contact.
   *
   * Since: 1.0
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SIPGO_TYPE_REGISTERED_CONTACT_STATE,
                                         SIPGO_REGISTERED_CONTACT_STATE_INITIAL, readable);
  /**
   * SipgoRegisteredContact:expires:
   *
   * The time that is asked for in seconds, 0 to unregister; once it is accepted, the time that is left.
   *
   * Since: 1.0
   */
  props[PROP_EXPIRES] = g_param_spec_uint ("expires", NULL, NULL, 0, G_MAXUINT, 0, readable);
  /**
   * SipgoRegisteredContact:end-reason:
   *
   * Why it ended: `unregistered`, `expired`, `disconnected`, `replaced` by another one of the same contacts,
   * `rejected`, or `stopped` with the agent; %NULL while it lives.
   *
   * Since: 1.0
   */
  props[PROP_END_REASON] = g_param_spec_string ("end-reason", NULL, NULL, NULL, readable);
  /**
   * SipgoRegisteredContact:min-expires:
   *
   * The shortest time that is accepted, in seconds: a REGISTER for less gets 423 with this as Min-Expires. 0, the
   * default, accepts any time; an hour or more is always accepted (RFC 3261 10.2.8).
   *
   * Since: 1.0
   */
  props[PROP_MIN_EXPIRES] = g_param_spec_uint ("min-expires", NULL, NULL, 0, G_MAXUINT, 0, writable);
  /**
   * SipgoRegisteredContact:max-expires:
   *
   * The longest time that is granted, in seconds; 0, the default, grants what is asked for, up to a week.
   *
   * Since: 1.0
   */
  props[PROP_MAX_EXPIRES] = g_param_spec_uint ("max-expires", NULL, NULL, 0, G_MAXUINT, 0, writable);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_registered_contact_class_init (SipgoRegisteredContactClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sipgo_registered_contact_get_property;
  object_class->set_property = sipgo_registered_contact_set_property;
  object_class->finalize = sipgo_registered_contact_finalize;
  ((SipgoUsageClass *) klass)->terminate = sipgo_registered_contact_terminate;
  install_properties (object_class);
}

static void
sipgo_registered_contact_init (SipgoRegisteredContact *self)
{
  self->bindings = sipgo_bindings_new ();
}

/* --- the accessors ------------------------------------------------------------------------------------------------ */

/**
 * sipgo_registered_contact_get_user_agent:
 * @self: a registered contact
 *
 * The agent that received the REGISTER.
 *
 * Returns: (transfer none) (nullable): the agent, or %NULL after the end of the registered contact
 *
 * Since: 1.0
 */
SipgoUserAgent *
sipgo_registered_contact_get_user_agent (SipgoRegisteredContact *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERED_CONTACT (self), NULL);
  return (SipgoUserAgent *) self->usage.agent;
}

/**
 * sipgo_registered_contact_get_request:
 * @self: a registered contact
 *
 * The client's last REGISTER.
 *
 * Returns: (transfer none): the request
 *
 * Since: 1.0
 */
SipgoIncomingRequest *
sipgo_registered_contact_get_request (SipgoRegisteredContact *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERED_CONTACT (self), NULL);
  return self->request;
}

/**
 * sipgo_registered_contact_get_address_of_record:
 * @self: a registered contact
 *
 * The address-of-record.
 *
 * Returns: (transfer none): the URI
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_registered_contact_get_address_of_record (SipgoRegisteredContact *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERED_CONTACT (self), NULL);
  return self->aor;
}

/**
 * sipgo_registered_contact_get_contact:
 * @self: a registered contact
 *
 * Where the client is reached.
 *
 * Returns: (transfer none) (nullable): the best of its contacts; %NULL when it has none
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_registered_contact_get_contact (SipgoRegisteredContact *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERED_CONTACT (self), NULL);
  return self->contact;
}

/**
 * sipgo_registered_contact_get_contacts:
 * @self: a registered contact
 *
 * All contacts.
 *
 * Returns: (transfer full): values of the Contact header, the best first
 *
 * Since: 1.0
 */
GStrv
sipgo_registered_contact_get_contacts (SipgoRegisteredContact *self)
{
  GPtrArray *bindings, *contacts;
  guint i;

  g_return_val_if_fail (SIPGO_IS_REGISTERED_CONTACT (self), NULL);
  bindings = self->state == SIPGO_REGISTERED_CONTACT_STATE_INITIAL ? self->wish.bindings : self->bindings;
  contacts = g_ptr_array_new ();
  for (i = 0; i < bindings->len; i++)
    g_ptr_array_add (contacts, sipgo_name_addr_to_string (((SipgoBinding *) bindings->pdata[i])->contact));
  g_ptr_array_add (contacts, NULL);
  return (GStrv) g_ptr_array_free (contacts, FALSE);
}

/**
 * sipgo_registered_contact_get_state:
 * @self: a registered contact
 *
 * The state of the registered contact.
 *
 * Returns: the state
 *
 * Since: 1.0
 */
SipgoRegisteredContactState
sipgo_registered_contact_get_state (SipgoRegisteredContact *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERED_CONTACT (self), SIPGO_REGISTERED_CONTACT_STATE_TERMINATED);
  return self->state;
}

/**
 * sipgo_registered_contact_get_expires:
 * @self: a registered contact
 *
 * The time that is asked for; once it is accepted, the time that is left.
 *
 * Returns: seconds
 *
 * Since: 1.0
 */
guint
sipgo_registered_contact_get_expires (SipgoRegisteredContact *self)
{
  guint left = 0, i;

  g_return_val_if_fail (SIPGO_IS_REGISTERED_CONTACT (self), 0);
  if (self->state == SIPGO_REGISTERED_CONTACT_STATE_INITIAL)
    return sipgo_binding_wish_get_seconds (&self->wish);
  for (i = 0; i < self->bindings->len; i++)
    left = MAX (left, sipgo_registered_contact_left (self, self->bindings->pdata[i]));
  return left;
}

/**
 * sipgo_registered_contact_get_end_reason:
 * @self: a registered contact
 *
 * Why it ended.
 *
 * Returns: (nullable): a word, or %NULL while it lives
 *
 * Since: 1.0
 */
const char *
sipgo_registered_contact_get_end_reason (SipgoRegisteredContact *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERED_CONTACT (self), NULL);
  return self->end_reason;
}

/**
 * sipgo_registered_contact_get_min_expires:
 * @self: a registered contact
 *
 * The shortest time that is accepted.
 *
 * Returns: seconds; 0 for no limit
 *
 * Since: 1.0
 */
guint
sipgo_registered_contact_get_min_expires (SipgoRegisteredContact *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERED_CONTACT (self), 0);
  return self->min_expires;
}

/**
 * sipgo_registered_contact_set_min_expires:
 * @self: a registered contact
 * @seconds: the shortest time; 0 for no limit
 *
 * Sets [property@RegisteredContact:min-expires].
 *
 * Since: 1.0
 */
void
sipgo_registered_contact_set_min_expires (SipgoRegisteredContact *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_REGISTERED_CONTACT (self));
  if (self->min_expires == seconds)
    return;
  self->min_expires = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MIN_EXPIRES]);
}

/**
 * sipgo_registered_contact_get_max_expires:
 * @self: a registered contact
 *
 * The longest time that is granted.
 *
 * Returns: seconds; 0 for no limit
 *
 * Since: 1.0
 */
guint
sipgo_registered_contact_get_max_expires (SipgoRegisteredContact *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERED_CONTACT (self), 0);
  return self->max_expires;
}

/**
 * sipgo_registered_contact_set_max_expires:
 * @self: a registered contact
 * @seconds: the longest time; 0 for no limit
 *
 * Sets [property@RegisteredContact:max-expires].
 *
 * Since: 1.0
 */
void
sipgo_registered_contact_set_max_expires (SipgoRegisteredContact *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_REGISTERED_CONTACT (self));
  if (self->max_expires == seconds)
    return;
  self->max_expires = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MAX_EXPIRES]);
}
