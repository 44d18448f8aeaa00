/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/registration/sipgo-registerer-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/sipgo-agent-enum-types.h"
#include "libsipgo/base/sipgo-log-private.h"

#define DEFAULT_EXPIRES 600

/* A registration is refreshed when this part of its time is over, in hundredths, or sooner by up to the jitter, so that a
 * thousand phones that were switched on together do not come back together. */
#define DEFAULT_REFRESH_FREQUENCY 99
#define DEFAULT_JITTER 15

/**
 * SipgoRegisterer:
 *
 * Tells a registrar where the agent is to be found (section 10), and tells it again in time. The registrar is that of the
 * agent's own URI unless [property@Registerer:registrar] names another.
 *
 * ```c
 * static void
 * registered (GObject *registerer, GAsyncResult *result, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *   g_autoptr (SipgoOutgoingRequest) request = NULL;
 *
 *   request = sipgo_registerer_register_finish (SIPGO_REGISTERER (registerer), result, &error);
 *   if (!request)
 *     g_printerr ("Not registered: %s\n", error->message);
 * }
 *
 * static void
 * register_agent (SipgoUserAgent *agent)
 * {
 *   g_autoptr (SipgoRegisterer) registerer = sipgo_registerer_new (agent);
 *
 *   sipgo_registerer_register (registerer, NULL, NULL, registered, NULL);
 * }
 * ```
 *
 * ```python
 * registerer = Sipgo.Registerer.new(agent, expires=600)
 * registerer.connect("notify::state", lambda registerer, _property: print(registerer.state))
 * await registerer.register()                         # refreshed by itself from here on
 * await registerer.unregister()
 * ```
 */
G_DEFINE_FINAL_TYPE (SipgoRegisterer, sipgo_registerer, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_USER_AGENT,
  PROP_STATE,
  PROP_REGISTRAR,
  PROP_EXPIRES,
  PROP_GRANTED_EXPIRES,
  PROP_CONTACTS,
  PROP_FAILURE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static guint outgoing_request_signal;

static SipgoEnvironment *
environment_of (SipgoRegisterer *self)
{
  return sipgo_user_agent_core_get_environment (self->core);
}

gboolean
sipgo_registerer_announce (SipgoRegisterer *self, SipgoOutgoingRequest *request, GError **error)
{
  gboolean was_ending = self->ending;

  if (!sipgo_user_agent_announce (&self->agent, self, outgoing_request_signal, &self->announcing, request, error))
    return FALSE;
  if (!self->ending || was_ending || self->asked == 0)
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "A handler of outgoing-request has ended the registration");
  return FALSE;
}

void
sipgo_registerer_set_granted (SipgoRegisterer *self, guint seconds)
{
  if (self->granted == seconds)
    return;
  self->granted = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GRANTED_EXPIRES]);
}

void
sipgo_registerer_set_state (SipgoRegisterer *self, SipgoRegistererState state)
{
  g_autoptr (SipgoRegisterer) hold = g_object_ref (self);

  if (state != SIPGO_REGISTERER_STATE_REGISTERED)
    sipgo_registerer_set_granted (self, 0);
  if (self->state == state || self->state == SIPGO_REGISTERER_STATE_TERMINATED)
    return;
  self->state = state;
  sipgo_log_state (sipgo_user_agent_core_get_environment (self->core), "registration", NULL, SIPGO_TYPE_REGISTERER_STATE, state);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

/* --- the agent's end ---------------------------------------------------------------------------------------------- */

gboolean
sipgo_registerer_leave (SipgoRegisterer *self)
{
  if (self->state == SIPGO_REGISTERER_STATE_REGISTERED && !self->request && !self->announcing)
    sipgo_registerer_send (self, 0, FALSE, NULL);
  return self->request != NULL;
}

static void
complete_end_tasks (SipgoRegisterer *self)
{
  GSList *tasks = g_steal_pointer (&self->end_tasks);
  GSList *l;

  for (l = tasks; l; l = l->next)
    {
      g_task_return_boolean (l->data, TRUE);
      g_object_unref (l->data);
    }
  g_slist_free (tasks);
}

void
sipgo_registerer_terminate (SipgoRegisterer *self)
{
  g_autoptr (SipgoRegisterer) hold = g_object_ref (self);

  sipgo_environment_cancel_timer (environment_of (self), &self->refresh_timer);
  sipgo_registerer_drop_waiting (self, "The agent was stopped before the REGISTER was sent");
  if (self->request)
    sipgo_outgoing_request_abandon (self->request);
  sipgo_environment_cancel_timer (environment_of (self), &self->refresh_timer);
  self->agent = NULL;
  sipgo_registerer_set_kept (self, FALSE);
  sipgo_registerer_set_state (self, SIPGO_REGISTERER_STATE_TERMINATED);
  complete_end_tasks (self);
}

/* --- its end ------------------------------------------------------------------------------------------------------ */

void
sipgo_registerer_go_on_ending (SipgoRegisterer *self)
{
  SipgoUserAgent *agent = self->agent;

  /* What the registrar has can be taken back when the handlers are through with this. */
  if (self->announcing && self->state == SIPGO_REGISTERER_STATE_REGISTERED)
    return;
  if (!self->ending || !agent || sipgo_registerer_leave (self))
    return;
  sipgo_user_agent_remove_registerer (agent, self);
  sipgo_registerer_terminate (self);
}

/**
 * sipgo_registerer_end:
 * @self: a registration
 * @cancellable: (nullable): makes the outcome a cancelled one; the registration ends all the same
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Ends the registration for good: what is under way is waited for, a registrar that knows us is told to forget us, and
 * nothing can be registered any more. Without this a registration lives on, whoever has let go of the object.
 *
 * Fails only when it was cancelled.
 */
void
sipgo_registerer_end (SipgoRegisterer *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (SipgoRegisterer) hold = NULL;
  GTask *task;

  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  hold = g_object_ref (self);
  task = sipgo_user_agent_core_new_task (self->core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_registerer_end);
  self->end_tasks = g_slist_append (self->end_tasks, task);
  self->ending = TRUE;
  if (self->state == SIPGO_REGISTERER_STATE_TERMINATED)
    complete_end_tasks (self);
  else
    sipgo_registerer_go_on_ending (self);
}

/**
 * sipgo_registerer_end_finish:
 * @self: a registration
 * @result: what the callback got
 *
 * Takes the outcome of [method@Registerer.end].
 *
 * Returns: %TRUE when it is over
 */
gboolean
sipgo_registerer_end_finish (SipgoRegisterer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
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
    case PROP_GRANTED_EXPIRES:
      g_value_set_uint (value, self->granted);
      break;
    case PROP_CONTACTS:
      g_value_set_boxed (value, self->contacts);
      break;
    case PROP_FAILURE:
      g_value_set_boxed (value, self->failure);
      break;
    default:
      if (sipgo_registerer_get_option (self, id, value))
        break;
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
      if (sipgo_registerer_set_option (self, id, value))
        break;
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_registerer_dispose (GObject *object)
{
  SipgoRegisterer *self = SIPGO_REGISTERER (object);

  if (self->agent)
    {
      sipgo_user_agent_remove_registerer (self->agent, self);
      sipgo_registerer_terminate (self);
    }
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
  sipgo_registerer_clear_options (self);
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
   * Where the REGISTER is sent; %NULL, the default, for the host of the agent's own URI.
   */
  props[PROP_REGISTRAR] = g_param_spec_boxed ("registrar", NULL, NULL, SIPGO_TYPE_URI, writable);
  /**
   * SipgoRegisterer:expires:
   *
   * For how long to register, in seconds. It stays as it was set: a registrar that wants it longer (423) is asked for
   * that from there on, and [property@Registerer:granted-expires] says what came of it. It is refreshed in time. 600 by
   * default.
   */
  props[PROP_EXPIRES] = g_param_spec_uint ("expires", NULL, NULL, 1, SIPGO_MAX_EXPIRES, DEFAULT_EXPIRES, writable);
  /**
   * SipgoRegisterer:granted-expires:
   *
   * For how long the registrar has us, in seconds from its last answer on; 0 while it is not registered.
   */
  props[PROP_GRANTED_EXPIRES] = g_param_spec_uint ("granted-expires", NULL, NULL, 0, SIPGO_MAX_EXPIRES, 0, readable);
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
  sipgo_registerer_install_options (object_class);
  /**
   * SipgoRegisterer::outgoing-request:
   * @self: the registration
   * @request: the REGISTER
   *
   * A REGISTER is about to be sent, a refresh as well: the moment for handlers of its signals, and for
   * [method@OutgoingRequest.set_header].
   */
  outgoing_request_signal = g_signal_new ("outgoing-request", SIPGO_TYPE_REGISTERER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, SIPGO_TYPE_OUTGOING_REQUEST);
}

static void
sipgo_registerer_init (SipgoRegisterer *self)
{
  self->expires = DEFAULT_EXPIRES;
  self->refresh_frequency = DEFAULT_REFRESH_FREQUENCY;
  self->jitter = DEFAULT_JITTER;
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
