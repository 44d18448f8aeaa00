/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-agent-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/base/sipgo-logger-factory-private.h"
#include "libsipgo/base/sipgo-wait-private.h"
#include "libsipgo/gst/sipgo-rtp-handler-factory-private.h"
#include "libsipgo/net/sipgo-native-net-private.h"
#include "libsipgo/sipgo-agent-enum-types.h"
#include "libsipgo/transport/sipgo-web-socket-transport.h"

#include <stdlib.h>
#include <unistd.h>

/* How long stop () waits for answers of the peers, such as those to BYE. */
#define STOP_PATIENCE SIPGO_SECONDS (4)

G_DEFINE_ABSTRACT_TYPE (SipgoAgent, sipgo_agent, G_TYPE_OBJECT)

static SipgoEnvironment *
environment_of (SipgoAgent *self)
{
  return sipgo_user_agent_core_get_environment (self->core);
}

/* --- the started agents of the process ---------------------------------------------------------------------------- */

static GMutex started_lock;
static GPtrArray *started;         /* SipgoAgent, a reference each; NULL until the first one */

/* At exit, the interpreter of a script is gone already: do not call a transport that is written in the script. */
static gboolean
can_send_at_exit (SipgoAgent *self)
{
  return self->kept_by == getpid () && (!self->own.transport || SIPGO_IS_WEB_SOCKET_TRANSPORT (self->own.transport));
}

static void
hang_up (SipgoAgent *self)
{
  SipgoEnvironment *environment = environment_of (self);
  GMainContext *context = sipgo_environment_get_context (environment);

  if (!g_main_context_acquire (context))
    return;
  sipgo_logger_factory_fall_silent (sipgo_environment_get_logger_factory (environment));
  sipgo_usage_list_hang_up_at_exit (&self->usages);
  g_main_context_release (context);
}

/* An atexit () handler: sends one message to each peer, such as a BYE, and waits for no answer; no callback may run any
 * more. Skips agents whose main context another thread still runs, and those that belong to the parent of a fork. */
static void
hang_up_at_exit (void)
{
  guint i;

  /* Other threads may still start and stop agents. */
  g_mutex_lock (&started_lock);
  for (i = 0; i < started->len; i++)
    if (can_send_at_exit (started->pdata[i]))
      hang_up (started->pdata[i]);
  g_mutex_unlock (&started_lock);
}

/* A started agent holds a reference to itself until stop (), since it listens. */
static void
keep (SipgoAgent *self)
{
  if (self->kept_by)
    return;
  self->kept_by = getpid ();
  g_mutex_lock (&started_lock);
  if (!started)
    {
      started = g_ptr_array_new_with_free_func (g_object_unref);
      atexit (hang_up_at_exit);
    }
  g_ptr_array_add (started, g_object_ref (self));
  g_mutex_unlock (&started_lock);
}

static void
let_go (SipgoAgent *self)
{
  g_autoptr (SipgoAgent) hold = NULL;
  guint index;

  if (!self->kept_by)
    return;
  hold = g_object_ref (self);
  self->kept_by = 0;
  g_mutex_lock (&started_lock);
  if (g_ptr_array_find (started, self, &index))
    g_ptr_array_remove_index_fast (started, index);
  g_mutex_unlock (&started_lock);
}

/* --- starting and stopping ---------------------------------------------------------------------------------------- */

static void
log_configuration (SipgoAgent *self)
{
  SipgoLoggerFactory *factory = sipgo_environment_get_logger_factory (environment_of (self));
  SipgoAccount *own = sipgo_user_agent_core_get_own (self->core);
  g_autofree char *address = NULL;
  g_auto (GStrv) listeners = NULL;
  g_autofree char *listeners_text = NULL;
  g_autofree char *line = NULL;

  if (!sipgo_logger_factory_is_heard (factory, SIPGO_LOG_LEVEL_LOG))
    return;
  /* The address-of-record only, since the URI may have a password. */
  address = sipgo_uri_get_aor (sipgo_name_addr_get_uri (sipgo_account_get_identity (own)));
  listeners = sipgo_transport_layer_get_listeners (sipgo_user_agent_core_get_transport (self->core));
  listeners_text = g_strjoinv (", ", listeners);
  line = g_strdup_printf ("started as %s, listening at %s, %s credentials, product %s", address,
                          listeners[0] ? listeners_text : "no address",
                          sipgo_account_get_credentials (own) ? "with" : "without", self->settings.product);
  sipgo_logger_factory_tell (factory, SIPGO_LOG_LEVEL_LOG, "configuration", NULL, line);
}

/* What the agent sends from now on goes over the new network; then its usages tell their peers. Without any network
 * they wait until one is back. */
static void
network_changed (SipgoNetworkChange change, gpointer owner)
{
  g_autoptr (SipgoAgent) self = g_object_ref (SIPGO_AGENT (owner));
  const char *local = self->network.local;
  gboolean is_available = sipgo_network_watch_is_available (&self->network);
  gboolean listeners_changed;

  sipgo_log (environment_of (self), SIPGO_LOG_STATE, "the network has changed: %s", local ? local : "no address");
  sipgo_recorder_add_note (sipgo_user_agent_core_get_recorder (self->core), 0, NULL, "the network has changed: %s",
                           local ? local : "no address");
  listeners_changed = sipgo_transport_layer_renew (sipgo_user_agent_core_get_transport (self->core),
                                                   (change & SIPGO_NETWORK_IS_NEW) != 0);
  /* An address that has come in addition changes nothing for a connection to a server. */
  if (self->own.transport && is_available && change != SIPGO_NETWORK_CHANGED)
    sipgo_agent_transport_follow_network (self, change);
  else if (self->stun.server && is_available)
    sipgo_agent_stun_follow_network (self, change);
  else if (!self->own.transport && is_available)
    sipgo_usage_list_follow_network (&self->usages, change);
  if (listeners_changed || (change & SIPGO_NETWORK_HAS_MOVED) != 0)
    SIPGO_AGENT_GET_CLASS (self)->network_changed (self, listeners_changed);
}

static void
set_state (SipgoAgent *self, SipgoUserAgentState state)
{
  g_autoptr (SipgoAgent) hold = g_object_ref (self);
  gboolean had_network = sipgo_network_watch_is_available (&self->network);

  self->state = state;
  if (state == SIPGO_USER_AGENT_STATE_STARTED)
    sipgo_network_watch_start (&self->network, environment_of (self),
                               sipgo_transport_layer_get_net (sipgo_user_agent_core_get_transport (self->core)),
                               network_changed, self);
  else
    sipgo_network_watch_stop (&self->network);
  if (state == SIPGO_USER_AGENT_STATE_STARTED)
    keep (self);
  else
    let_go (self);
  sipgo_log_state (environment_of (self), "agent", NULL, SIPGO_TYPE_USER_AGENT_STATE, state);
  sipgo_recorder_add_state (sipgo_user_agent_core_get_recorder (self->core), 0, "agent", SIPGO_TYPE_USER_AGENT_STATE,
                            state);
  SIPGO_AGENT_GET_CLASS (self)->state_changed (self);
  if (had_network != sipgo_network_watch_is_available (&self->network))
    SIPGO_AGENT_GET_CLASS (self)->network_changed (self, FALSE);
  if (state == SIPGO_USER_AGENT_STATE_STARTED)
    log_configuration (self);
}

SipgoTrace *
sipgo_agent_get_trace (SipgoAgent *self)
{
  if (!self->trace && self->core)
    self->trace = sipgo_trace_new (sipgo_user_agent_core_get_recorder (self->core));
  return self->trace;
}

gboolean
sipgo_agent_check_started (SipgoAgent *self, GError **error)
{
  if (self->state == SIPGO_USER_AGENT_STATE_STARTED && !self->stop_task)
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
                       self->stop_task ? "The agent is being stopped"
                                       : "The agent is not started; call start() first");
  return FALSE;
}

static gboolean
bind_listeners (SipgoAgent *self, GError **error)
{
  SipgoTransportLayer *transport = sipgo_user_agent_core_get_transport (self->core);
  guint i;

  for (i = 0; self->settings.listen && self->settings.listen[i]; i++)
    {
      if (!sipgo_transport_layer_listen (transport, self->settings.listen[i], error))
        {
          sipgo_transport_layer_close (transport);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_media (SipgoAgent *self, GError **error)
{
  SipgoSessionDescriptionHandlerFactory *factory = sipgo_agent_settings_get_factory (&self->settings);

  return !SIPGO_IS_RTP_HANDLER_FACTORY (factory)
         || sipgo_rtp_handler_factory_check (SIPGO_RTP_HANDLER_FACTORY (factory), error);
}

/* The first use of a codec takes up to 0.3 s: load it at the start and not while a call is answered. */
static void
warm_up_media (SipgoAgent *self)
{
  SipgoSessionDescriptionHandlerFactory *factory = sipgo_agent_settings_get_factory (&self->settings);

  if (SIPGO_IS_RTP_HANDLER_FACTORY (factory))
    sipgo_rtp_handler_factory_warm_up (SIPGO_RTP_HANDLER_FACTORY (factory));
}

void
sipgo_agent_start (SipgoAgent *self, GTask *task)
{
  GError *error = NULL;

  if (self->stop_task || self->own.closing)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE,
                               "The agent is being stopped; wait for the end of stop() before starting it again");
      return;
    }
  if (self->own.start_task || self->stun.start_task)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE, "The agent is being started already");
      return;
    }
  if (self->state == SIPGO_USER_AGENT_STATE_STOPPED)
    {
      if (!sipgo_agent_settings_check (&self->settings, &error)
          || !sipgo_user_agent_core_check_accounts (self->core, &error) || !check_media (self, &error)
          || !bind_listeners (self, &error))
        {
          g_task_return_error (task, error);
          return;
        }
      warm_up_media (self);
      if (self->own.transport)
        {
          sipgo_agent_transport_open (self, task);
          return;
        }
      if (self->settings.stun_server)
        {
          sipgo_agent_stun_start (self, task);
          return;
        }
      set_state (self, SIPGO_USER_AGENT_STATE_STARTED);
    }
  g_task_return_boolean (task, TRUE);
}

static void
abandon_start (SipgoAgent *self)
{
  sipgo_agent_stun_stop (self);
  sipgo_transport_layer_close (sipgo_user_agent_core_get_transport (self->core));
}

void
sipgo_agent_finish_start (SipgoAgent *self, GTask *task)
{
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    abandon_start (self);
  else
    set_state (self, SIPGO_USER_AGENT_STATE_STARTED);
  g_task_return_boolean (task, TRUE);
}

void
sipgo_agent_become_started (SipgoAgent *self)
{
  if (self->state == SIPGO_USER_AGENT_STATE_STOPPED)
    set_state (self, SIPGO_USER_AGENT_STATE_STARTED);
}

/* All usages have left, or the time for that is over: terminates those that are left. */
static void
finish_stop (gpointer user_data)
{
  SipgoAgent *self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->stop_task);

  /* First, so that handlers which hear of the end of a usage cannot begin anything new. */
  self->state = SIPGO_USER_AGENT_STATE_STOPPED;
  sipgo_environment_cancel_timer (environment_of (self), &self->stop_timer);
  sipgo_environment_cancel_timer (environment_of (self), &self->leave_timer);
  sipgo_usage_list_terminate (&self->usages);
  /* Requests that have arrived and were deferred during stop (). */
  sipgo_incoming_request_decide_all (self->core);
  sipgo_agent_stun_stop (self);
  sipgo_user_agent_core_close (self->core);
  if (self->own.transport)
    sipgo_agent_transport_close (self, task);
  else
    sipgo_agent_become_stopped (self, task);
}

void
sipgo_agent_become_stopped (SipgoAgent *self, GTask *task)
{
  set_state (self, SIPGO_USER_AGENT_STATE_STOPPED);
  g_task_return_boolean (task, TRUE);
}

static void
sipgo_agent_check_stopped (SipgoAgent *self)
{
  if (!self->stop_task || self->usages.n_leaving > 0 || sipgo_usage_list_leave (&self->usages))
    return;
  /* From the main loop, since the caller may still handle the message that arrived last. */
  sipgo_environment_set_timer (environment_of (self), &self->stop_timer, 0, finish_stop, self);
}

static void
look_again (gpointer user_data)
{
  SipgoAgent *self = user_data;

  sipgo_usage_list_leave (&self->usages);
  sipgo_agent_check_stopped (self);
}

static void
sipgo_agent_look_again (SipgoAgent *self)
{
  if (self->stop_task)
    sipgo_environment_set_timer (environment_of (self), &self->leave_timer, 0, look_again, self);
}

void
sipgo_agent_stop (SipgoAgent *self, GTask *task)
{
  if (self->stop_task || self->own.closing)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE, "The agent is being stopped already");
      return;
    }
  if (self->state == SIPGO_USER_AGENT_STATE_STOPPED && self->own.start_task)
    {
      sipgo_agent_transport_close (self, task);
      return;
    }
  if (self->stun.start_task)
    {
      g_autoptr (GTask) start_task = g_steal_pointer (&self->stun.start_task);

      abandon_start (self);
      g_task_return_new_error (start_task, SIPGO_ERROR, SIPGO_ERROR_STATE,
                               "The agent was stopped while it was being started");
    }
  if (self->state == SIPGO_USER_AGENT_STATE_STOPPED)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  sipgo_wait_begin (environment_of (self), &self->stop_task, task);
  sipgo_incoming_request_decide_all (self->core);
  if (!self->settings.graceful_shutdown)
    {
      sipgo_environment_set_timer (environment_of (self), &self->stop_timer, 0, finish_stop, self);
      return;
    }
  sipgo_environment_set_timer (environment_of (self), &self->stop_timer, STOP_PATIENCE, finish_stop, self);
  sipgo_agent_check_stopped (self);
}

/* --- OPTIONS ------------------------------------------------------------------------------------------------------ */

void
sipgo_agent_answer_options (SipgoIncomingRequest *request, gboolean in_time, GObject *owner)
{
  SipgoUserAgentCore *core = request->core;
  g_autoptr (SipgoMessage) response = sipgo_incoming_request_make_response (request, 200, NULL, NULL, NULL);

  sipgo_message_add (response, SIPGO_HEADER_ALLOW,
                     sipgo_core_settings_get_allow (&core->settings, request->transaction));
  sipgo_message_add (response, SIPGO_HEADER_ACCEPT, "application/sdp");
  sipgo_message_add (response, SIPGO_HEADER_ACCEPT_ENCODING, "identity");
  if (sipgo_user_agent_core_get_allow_events (core))
    sipgo_message_add (response, SIPGO_HEADER_ALLOW_EVENTS, sipgo_user_agent_core_get_allow_events (core));
  sipgo_user_agent_core_add_supported (core, response);
  sipgo_incoming_request_send_response (request, response);
}

static void
receive (SipgoServerTransaction *transaction, gpointer user_data)
{
  g_autoptr (SipgoAgent) self = g_object_ref (SIPGO_AGENT (user_data));
  g_autoptr (SipgoIncomingRequest) request = sipgo_user_agent_core_take_request (self->core, transaction, 480);

  if (sipgo_agent_check_started (self, NULL))
    sipgo_authenticator_receive (self->authenticator, request);
  else
    sipgo_incoming_request_respond_simple (request, 480);
}

static gboolean
takes_register (SipgoServerTransaction *transaction, gpointer user_data)
{
  SipgoAgent *self = SIPGO_AGENT (user_data);

  return SIPGO_AGENT_GET_CLASS (self)->takes_register (self, transaction);
}

static gboolean
ask_password (SipgoPasswordRequest *request, gpointer user_data)
{
  SipgoAgent *self = SIPGO_AGENT (user_data);

  return SIPGO_AGENT_GET_CLASS (self)->ask_password (self, request);
}

static void
leave_core (SipgoAgent *self)
{
  sipgo_user_agent_core_set_handler (self->core, NULL, NULL);
  sipgo_core_settings_set_registrar (&self->core->settings, NULL, NULL);
  sipgo_user_agent_core_set_ask_password (self->core, NULL, NULL);
}

void
sipgo_agent_use_core (SipgoAgent *self, SipgoUserAgentCore *core)
{
  if (self->core)
    leave_core (self);
  g_set_object (&self->core, core);
  sipgo_user_agent_core_set_handler (core, receive, self);
  sipgo_core_settings_set_registrar (&core->settings, takes_register, self);
  sipgo_user_agent_core_set_ask_password (core, ask_password, self);
  sipgo_account_ensure_contact_user (sipgo_user_agent_core_get_own (core), sipgo_user_agent_core_get_random (core));
  sipgo_agent_settings_apply (&self->settings, core);
  sipgo_agent_transport_apply (self);
  sipgo_limits_set_agent (self->limits, self);
  sipgo_authenticator_set_agent (self->authenticator, self);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_agent_dispose (GObject *object)
{
  SipgoAgent *self = SIPGO_AGENT (object);

  let_go (self);
  sipgo_usage_list_drop (&self->usages);
  if (self->core)
    {
      sipgo_network_watch_stop (&self->network);
      sipgo_environment_cancel_timer (environment_of (self), &self->stop_timer);
      sipgo_environment_cancel_timer (environment_of (self), &self->leave_timer);
      leave_core (self);
      sipgo_agent_stun_stop (self);
      sipgo_user_agent_core_close (self->core);
    }
  sipgo_agent_transport_drop (self);
  sipgo_limits_set_agent (self->limits, NULL);
  sipgo_authenticator_set_agent (self->authenticator, NULL);
  g_clear_object (&self->core);
  g_clear_object (&self->settings.factory);
  G_OBJECT_CLASS (sipgo_agent_parent_class)->dispose (object);
}

static void
sipgo_agent_finalize (GObject *object)
{
  SipgoAgent *self = SIPGO_AGENT (object);

  g_clear_object (&self->limits);
  g_clear_object (&self->authenticator);
  g_clear_object (&self->trace);
  sipgo_agent_settings_clear (&self->settings);
  sipgo_agent_transport_clear (&self->own);
  G_OBJECT_CLASS (sipgo_agent_parent_class)->finalize (object);
}

static void
sipgo_agent_class_init (SipgoAgentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sipgo_agent_dispose;
  object_class->finalize = sipgo_agent_finalize;
  klass->check_stopped = sipgo_agent_check_stopped;
  klass->look_again = sipgo_agent_look_again;
}

static void
sipgo_agent_init (SipgoAgent *self)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new ();
  g_autoptr (SipgoNet) net = sipgo_native_net_new (environment);
  g_autoptr (SipgoUserAgentCore) core = sipgo_user_agent_core_new (environment, net);

  self->limits = g_object_new (SIPGO_TYPE_LIMITS, NULL);
  self->authenticator = g_object_new (SIPGO_TYPE_AUTHENTICATOR, NULL);
  sipgo_agent_settings_init (&self->settings);
  sipgo_agent_transport_init (&self->own);
  sipgo_agent_use_core (self, core);
}
