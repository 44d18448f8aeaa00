/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-registerer-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/core/sipgo-outgoing-request-private.h"
#include "libsipgo/sipgo-ua-enum-types.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"

#define DEFAULT_EXPIRES 600
#define MAX_EXPIRES (7 * 24 * 3600)

/* A registration is refreshed when this part of its time is over, a little sooner or later so that a thousand phones that
 * were switched on together do not come back together. */
#define REFRESH_PART 0.80
#define REFRESH_SPREAD 0.15

/* After a failed refresh: tried again after this time, twice as long each time, up to the limit. */
#define RETRY_FIRST SIPGO_SECONDS (30)
#define RETRY_LIMIT SIPGO_SECONDS (600)

/* Answers with 423 in a row before it is given up: a registrar that is never content. */
#define MAX_TOO_BRIEF 2

/**
 * SipgoRegisterer:
 *
 * Tells a registrar where the agent is to be found (section 10), and tells it again in time. The registrar is that of the
 * agent's own URI unless [property@Registerer:registrar] names another.
 */
struct _SipgoRegisterer
{
  GObject parent_instance;

  SipgoUserAgent *agent;            /* not owned; cleared by its end */
  SipgoUserAgentCore *core;
  SipgoRegistererState state;
  SipgoUri *registrar;
  guint expires;
  char *call_id;
  guint32 sequence;
  GStrv contacts;                   /* that the registrar has for us */
  SipgoFailure *failure;

  SipgoOutgoingRequest *request;    /* under way */
  guint asked;                      /* seconds asked for by it */
  guint n_too_brief;
  SipgoRequestOptions *options;
  GTask *task;
  GSource *cancel_source;
  SipgoTimer refresh_timer;
  gint64 retry_delay;
  gboolean kept;                    /* registered once, and to stay so: refreshed, tried again, and alive whoever lets go of it */
};

G_DEFINE_FINAL_TYPE (SipgoRegisterer, sipgo_registerer, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_USER_AGENT,
  PROP_STATE,
  PROP_REGISTRAR,
  PROP_EXPIRES,
  PROP_CONTACTS,
  PROP_FAILURE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static gboolean send_register (SipgoRegisterer *self, guint expires, GError **error);

static SipgoEnvironment *
environment_of (SipgoRegisterer *self)
{
  return sipgo_user_agent_core_get_environment (self->core);
}

static void
set_state (SipgoRegisterer *self, SipgoRegistererState state)
{
  if (self->state == state || self->state == SIPGO_REGISTERER_STATE_TERMINATED)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
set_failure (SipgoRegisterer *self, SipgoFailure *failure)
{
  if (!self->failure && !failure)
    return;
  g_clear_pointer (&self->failure, sipgo_failure_unref);
  self->failure = failure ? sipgo_failure_ref (failure) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FAILURE]);
}

static void
set_kept (SipgoRegisterer *self, gboolean kept)
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

static void
refresh (gpointer user_data)
{
  SipgoRegisterer *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!self->request && self->agent && !send_register (self, self->expires, &error))
    sipgo_log (SIPGO_LOG_STATE, "the registration was not refreshed: %s", error->message);
}

static void
schedule (SipgoRegisterer *self, gint64 delay)
{
  sipgo_environment_set_timer (environment_of (self), &self->refresh_timer, delay, refresh, self);
}

static void
schedule_refresh (SipgoRegisterer *self, guint granted)
{
  double part = REFRESH_PART + REFRESH_SPREAD * sipgo_random_unit (sipgo_user_agent_core_get_random (self->core));

  self->retry_delay = RETRY_FIRST;
  schedule (self, MAX (SIPGO_SECONDS (1), (gint64) (SIPGO_SECONDS (granted) * part)));
}

/* A refresh that failed is tried again; a first registration that failed is the caller's business. */
static void
schedule_retry (SipgoRegisterer *self, SipgoMessage *response)
{
  guint32 seconds;
  gint64 delay = self->retry_delay;

  if (sipgo_message_get_number (response, SIPGO_HEADER_RETRY_AFTER, MAX_EXPIRES, &seconds))
    delay = SIPGO_SECONDS (MAX (seconds, 1));
  self->retry_delay = MIN (2 * self->retry_delay, RETRY_LIMIT);
  schedule (self, delay);
}

/* --- what comes back ---------------------------------------------------------------------------------------------- */

static void
complete_task (SipgoRegisterer *self, SipgoOutgoingRequest *request, SipgoFailure *failure)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  sipgo_clear_source (&self->cancel_source);
  if (!task)
    return;
  if (failure)
    g_task_return_error (task, sipgo_failure_get_error (failure));
  else
    g_task_return_pointer (task, g_object_ref (request), g_object_unref);
}

static gboolean
parse_seconds (const char *text, guint *seconds)
{
  guint64 value;

  if (!text || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &value, NULL))
    return FALSE;
  *seconds = MIN (value, MAX_EXPIRES);
  return TRUE;
}

/* 10.2.4: the time of our own Contact among those that the registrar lists, else of the Expires header. */
static guint
find_granted (SipgoRegisterer *self, SipgoMessage *request, SipgoMessage *response, GPtrArray *contacts)
{
  SipgoNameAddr *own = sipgo_message_get_contact (request);
  guint32 seconds = self->asked;
  guint i, granted;

  for (i = 0; own && contacts && i < contacts->len; i++)
    {
      if (sipgo_uri_equal (sipgo_name_addr_get_uri (contacts->pdata[i]), sipgo_name_addr_get_uri (own))
          && parse_seconds (sipgo_name_addr_get_parameter (contacts->pdata[i], "expires"), &granted))
        return granted;
    }
  sipgo_message_get_number (response, SIPGO_HEADER_EXPIRES, MAX_EXPIRES, &seconds);
  return seconds;
}

static void
take_contacts (SipgoRegisterer *self, GPtrArray *contacts)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint i;

  for (i = 0; contacts && i < contacts->len; i++)
    {
      g_autofree char *text = sipgo_name_addr_to_string (contacts->pdata[i]);

      g_strv_builder_add (builder, text);
    }
  g_strfreev (self->contacts);
  self->contacts = g_strv_builder_end (builder);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONTACTS]);
}

static void
accepted (SipgoRegisterer *self, SipgoOutgoingRequest *request, SipgoMessage *response)
{
  g_autoptr (GPtrArray) contacts = sipgo_message_dup_name_addrs (response, SIPGO_HEADER_CONTACT, NULL);
  guint granted = self->asked > 0 ? find_granted (self, request->message, response, contacts) : 0;

  self->n_too_brief = 0;
  set_failure (self, NULL);
  take_contacts (self, contacts);
  set_kept (self, granted > 0);
  if (granted > 0)
    schedule_refresh (self, granted);
  set_state (self, granted > 0 ? SIPGO_REGISTERER_STATE_REGISTERED : SIPGO_REGISTERER_STATE_UNREGISTERED);
  complete_task (self, request, NULL);
}

/* 10.2.8: the registrar wants longer times. */
static gboolean
try_longer (SipgoRegisterer *self, SipgoMessage *response)
{
  guint32 minimum;

  if (sipgo_message_get_status_code (response) != 423 || self->asked == 0 || ++self->n_too_brief > MAX_TOO_BRIEF)
    return FALSE;
  if (!sipgo_message_get_number (response, SIPGO_HEADER_MIN_EXPIRES, MAX_EXPIRES, &minimum) || minimum <= self->asked)
    return FALSE;
  return send_register (self, minimum, NULL);
}

static void
rejected (SipgoRegisterer *self, SipgoOutgoingRequest *request, SipgoMessage *response)
{
  SipgoFailure *failure = sipgo_outgoing_request_get_failure (request);

  if (try_longer (self, response))
    return;
  set_failure (self, failure);
  if (self->asked == 0)
    set_kept (self, FALSE);
  if (self->kept)
    schedule_retry (self, response);
  set_state (self, SIPGO_REGISTERER_STATE_UNREGISTERED);
  complete_task (self, request, failure);
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
  if (moment_now == SIPGO_MOMENT_ACCEPT)
    accepted (self, request, response);
  else
    rejected (self, request, response);
  if (self->agent)
    sipgo_user_agent_check_stopped (self->agent);
}

/* --- the way out -------------------------------------------------------------------------------------------------- */

static SipgoUri *
dup_registrar (SipgoRegisterer *self, SipgoUri *address)
{
  if (self->registrar)
    return sipgo_uri_ref (self->registrar);
  return sipgo_uri_ref (sipgo_user_agent_core_get_next_hop (self->core, address));
}

static gboolean
send_register (SipgoRegisterer *self, guint expires, GError **error)
{
  g_autoptr (SipgoNameAddr) identity = sipgo_user_agent_dup_identity (self->agent);
  SipgoUri *address = sipgo_name_addr_get_uri (identity);
  g_autoptr (SipgoUri) next_hop = dup_registrar (self, address);
  g_autoptr (SipgoUri) domain = sipgo_uri_new (sipgo_uri_get_scheme (address), NULL, sipgo_uri_get_host (address), sipgo_uri_get_port (address));
  g_autoptr (SipgoMessage) message = sipgo_user_agent_core_new_message (self->core, "REGISTER", domain, identity, identity, self->call_id, ++self->sequence);

  self->asked = expires;
  sipgo_message_add_printf (message, SIPGO_HEADER_EXPIRES, "%u", expires);
  sipgo_message_add (message, SIPGO_HEADER_ALLOW, SIPGO_ALLOW);
  if (!sipgo_message_add_request_options (message, self->options, error))
    return FALSE;
  sipgo_environment_cancel_timer (environment_of (self), &self->refresh_timer);
  self->request = sipgo_outgoing_request_new (self->core, g_steal_pointer (&message), next_hop, NULL, TRUE);
  sipgo_outgoing_request_set_handler (self->request, moment, self);
  sipgo_outgoing_request_start (self->request);
  return TRUE;
}

static void
cancelled (gpointer user_data)
{
  SipgoRegisterer *self = user_data;

  if (self->request)
    sipgo_outgoing_request_abandon (self->request);
}

static void
begin (SipgoRegisterer *self, guint expires, SipgoRequestOptions *options, GTask *task)
{
  GError *error = NULL;

  if (!self->agent || self->state == SIPGO_REGISTERER_STATE_TERMINATED)
    g_set_error_literal (&error, SIPGO_ERROR, SIPGO_ERROR_STATE, "The agent was stopped; make a new registerer once it is started again");
  else if (self->request)
    g_set_error_literal (&error, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING, "A REGISTER is under way; wait for its answer before the next");
  else if (sipgo_user_agent_check_started (self->agent, &error))
    {
      g_set_object (&self->options, options);
      self->n_too_brief = 0;
      if (send_register (self, expires, &error))
        {
          self->task = g_object_ref (task);
          self->cancel_source = sipgo_environment_watch_cancellable (environment_of (self), g_task_get_cancellable (task), cancelled, self);
          return;
        }
    }
  g_task_return_error (task, error);
}

gboolean
sipgo_registerer_leave (SipgoRegisterer *self)
{
  if (self->state == SIPGO_REGISTERER_STATE_REGISTERED && !self->request)
    send_register (self, 0, NULL);
  return self->request != NULL;
}

void
sipgo_registerer_terminate (SipgoRegisterer *self)
{
  g_autoptr (SipgoRegisterer) hold = g_object_ref (self);

  sipgo_environment_cancel_timer (environment_of (self), &self->refresh_timer);
  if (self->request)
    sipgo_outgoing_request_abandon (self->request);
  sipgo_environment_cancel_timer (environment_of (self), &self->refresh_timer);
  self->agent = NULL;
  set_kept (self, FALSE);
  set_state (self, SIPGO_REGISTERER_STATE_TERMINATED);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_registerer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoRegisterer *self = SIPGO_REGISTERER (object);

  switch (id)
    {
    case PROP_USER_AGENT:
      g_value_set_object (value, self->agent);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_REGISTRAR:
      g_value_set_boxed (value, self->registrar);
      break;
    case PROP_EXPIRES:
      g_value_set_uint (value, self->expires);
      break;
    case PROP_CONTACTS:
      g_value_set_boxed (value, self->contacts);
      break;
    case PROP_FAILURE:
      g_value_set_boxed (value, self->failure);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_registerer_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoRegisterer *self = SIPGO_REGISTERER (object);

  switch (id)
    {
    case PROP_REGISTRAR:
      sipgo_registerer_set_registrar (self, g_value_get_boxed (value));
      break;
    case PROP_EXPIRES:
      sipgo_registerer_set_expires (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_registerer_dispose (GObject *object)
{
  SipgoRegisterer *self = SIPGO_REGISTERER (object);

  if (self->core)
    sipgo_environment_cancel_timer (environment_of (self), &self->refresh_timer);
  sipgo_clear_source (&self->cancel_source);
  if (self->request)
    sipgo_outgoing_request_set_handler (self->request, NULL, NULL);
  g_clear_object (&self->request);
  if (self->agent)
    sipgo_user_agent_remove_registerer (self->agent, self);
  self->agent = NULL;
  g_clear_object (&self->core);
  G_OBJECT_CLASS (sipgo_registerer_parent_class)->dispose (object);
}

static void
sipgo_registerer_finalize (GObject *object)
{
  SipgoRegisterer *self = SIPGO_REGISTERER (object);

  g_clear_object (&self->options);
  g_clear_pointer (&self->registrar, sipgo_uri_unref);
  g_clear_pointer (&self->failure, sipgo_failure_unref);
  g_strfreev (self->contacts);
  g_free (self->call_id);
  G_OBJECT_CLASS (sipgo_registerer_parent_class)->finalize (object);
}

static void
sipgo_registerer_class_init (SipgoRegistererClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sipgo_registerer_get_property;
  object_class->set_property = sipgo_registerer_set_property;
  object_class->dispose = sipgo_registerer_dispose;
  object_class->finalize = sipgo_registerer_finalize;

  /**
   * SipgoRegisterer:user-agent:
   *
   * The agent that is registered; %NULL after its end.
   */
  props[PROP_USER_AGENT] = g_param_spec_object ("user-agent", NULL, NULL, SIPGO_TYPE_USER_AGENT, readable);
  /**
   * SipgoRegisterer:state:
   *
   * Where the registration stands.
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SIPGO_TYPE_REGISTERER_STATE, SIPGO_REGISTERER_STATE_INITIAL, readable);
  /**
   * SipgoRegisterer:registrar:
   *
   * Where the REGISTER is sent; %NULL for the host of the agent's own URI.
   */
  props[PROP_REGISTRAR] = g_param_spec_boxed ("registrar", NULL, NULL, SIPGO_TYPE_URI, writable);
  /**
   * SipgoRegisterer:expires:
   *
   * For how long to register, in seconds; the registrar may make it shorter. It is refreshed in time.
   */
  props[PROP_EXPIRES] = g_param_spec_uint ("expires", NULL, NULL, 1, MAX_EXPIRES, DEFAULT_EXPIRES, writable);
  /**
   * SipgoRegisterer:contacts:
   *
   * All addresses that the registrar has for us, as its last answer listed them.
   */
  props[PROP_CONTACTS] = g_param_spec_boxed ("contacts", NULL, NULL, G_TYPE_STRV, readable);
  /**
   * SipgoRegisterer:failure:
   *
   * Why the last REGISTER failed; %NULL when it did not.
   */
  props[PROP_FAILURE] = g_param_spec_boxed ("failure", NULL, NULL, SIPGO_TYPE_FAILURE, readable);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_registerer_init (SipgoRegisterer *self)
{
  self->expires = DEFAULT_EXPIRES;
  self->retry_delay = RETRY_FIRST;
}

/**
 * sipgo_registerer_new:
 * @agent: the agent to register
 *
 * Makes a registration of the agent's own URI; nothing is sent before [method@Registerer.register].
 *
 * Returns: (transfer full): the registration
 */
SipgoRegisterer *
sipgo_registerer_new (SipgoUserAgent *agent)
{
  SipgoRegisterer *self;

  g_return_val_if_fail (SIPGO_IS_USER_AGENT (agent), NULL);
  self = g_object_new (SIPGO_TYPE_REGISTERER, NULL);
  self->agent = agent;
  self->core = g_object_ref (sipgo_user_agent_get_core (agent));
  self->call_id = sipgo_random_dup_token (sipgo_user_agent_core_get_random (self->core), NULL);
  sipgo_user_agent_add_registerer (agent, self);
  return self;
}

/**
 * sipgo_registerer_register:
 * @self: a registration
 * @options: (nullable): headers to add
 * @cancellable: (nullable): gives up
 * @callback: called when the registrar has answered
 * @user_data: for @callback
 *
 * Registers. From then on it is refreshed by itself, until [method@Registerer.unregister] or the end of the agent.
 */
void
sipgo_registerer_register (SipgoRegisterer *self, SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sipgo_registerer_register);
  begin (self, self->expires, options, task);
}

/**
 * sipgo_registerer_register_finish:
 * @self: a registration
 * @result: what the callback got
 * @error: set when the registrar refused (domain [enum@Status]) or could not be reached (domain [error@Error])
 *
 * Takes the outcome of [method@Registerer.register].
 *
 * Returns: (transfer full): the request, with its response
 */
SipgoOutgoingRequest *
sipgo_registerer_register_finish (SipgoRegisterer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sipgo_registerer_unregister:
 * @self: a registration
 * @options: (nullable): headers to add
 * @cancellable: (nullable): gives up
 * @callback: called when the registrar has answered
 * @user_data: for @callback
 *
 * Takes the agent's address back from the registrar.
 */
void
sipgo_registerer_unregister (SipgoRegisterer *self, SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sipgo_registerer_unregister);
  begin (self, 0, options, task);
}

/**
 * sipgo_registerer_unregister_finish:
 * @self: a registration
 * @result: what the callback got
 * @error: set when the registrar refused or could not be reached
 *
 * Takes the outcome of [method@Registerer.unregister].
 *
 * Returns: (transfer full): the request, with its response
 */
SipgoOutgoingRequest *
sipgo_registerer_unregister_finish (SipgoRegisterer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sipgo_registerer_get_user_agent:
 * @self: a registration
 *
 * The agent that is registered.
 *
 * Returns: (transfer none) (nullable): the agent, or %NULL after its end
 */
SipgoUserAgent *
sipgo_registerer_get_user_agent (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return self->agent;
}

/**
 * sipgo_registerer_get_state:
 * @self: a registration
 *
 * Where the registration stands.
 *
 * Returns: the state
 */
SipgoRegistererState
sipgo_registerer_get_state (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), SIPGO_REGISTERER_STATE_TERMINATED);
  return self->state;
}

/**
 * sipgo_registerer_get_registrar:
 * @self: a registration
 *
 * Where the REGISTER is sent.
 *
 * Returns: (transfer none) (nullable): the URI, or %NULL for the host of the agent's own
 */
SipgoUri *
sipgo_registerer_get_registrar (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return self->registrar;
}

/**
 * sipgo_registerer_set_registrar:
 * @self: a registration
 * @registrar: (nullable): where to send the REGISTER, such as a proxy; %NULL for the host of the agent's own URI
 *
 * Sets [property@Registerer:registrar].
 */
void
sipgo_registerer_set_registrar (SipgoRegisterer *self, SipgoUri *registrar)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  if (self->registrar == registrar)
    return;
  g_clear_pointer (&self->registrar, sipgo_uri_unref);
  self->registrar = registrar ? sipgo_uri_ref (registrar) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REGISTRAR]);
}

/**
 * sipgo_registerer_get_expires:
 * @self: a registration
 *
 * For how long it registers.
 *
 * Returns: seconds
 */
guint
sipgo_registerer_get_expires (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), 0);
  return self->expires;
}

/**
 * sipgo_registerer_set_expires:
 * @self: a registration
 * @seconds: for how long, from 1 to 604800
 *
 * Sets [property@Registerer:expires]; it counts from the next REGISTER on.
 */
void
sipgo_registerer_set_expires (SipgoRegisterer *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  g_return_if_fail (seconds >= 1 && seconds <= MAX_EXPIRES);
  if (self->expires == seconds)
    return;
  self->expires = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXPIRES]);
}

/**
 * sipgo_registerer_get_contacts:
 * @self: a registration
 *
 * All addresses that the registrar has for us.
 *
 * Returns: (transfer full) (nullable): Contact values, or %NULL before its first answer
 */
GStrv
sipgo_registerer_get_contacts (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return g_strdupv (self->contacts);
}

/**
 * sipgo_registerer_get_failure:
 * @self: a registration
 *
 * Why the last REGISTER failed.
 *
 * Returns: (transfer none) (nullable): the failure, or %NULL
 */
SipgoFailure *
sipgo_registerer_get_failure (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return self->failure;
}
