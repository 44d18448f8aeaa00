/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/util/ua-util.h"

#include "libsipgo/gst/sipgo-rtp-handler-factory-private.h"

#include <string.h>

/* --- the agent ---------------------------------------------------------------------------------------------------- */

static void
take_invitation (SipgoUserAgent *agent, SipgoInvitation *invitation, gpointer user_data)
{
  Fixture *self = user_data;

  self->n_invitations++;
  g_set_object (&self->invitation, invitation);
}

SipgoUserAgent *
fixture_new_agent (Fixture *self, const char *listener)
{
  const char *listen[] = { listener, NULL };
  SipgoUserAgent *agent = sipgo_user_agent_new_simulated (self->environment, self->network);
  g_autoptr (SipgoNullHandlerFactory) factory = sipgo_null_handler_factory_new ();
  Outcome outcome = { FALSE };

  sipgo_user_agent_set_session_description_handler_factory (agent, SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (factory));
  sipgo_user_agent_set_listen (agent, listen);
  sipgo_user_agent_start (agent, NULL, note_start, &outcome);
  WAIT_OK (self, &outcome);
  return agent;
}

void
fixture_set_up (Fixture *self, gconstpointer data)
{
  const SipgoFaults faults = { .delay_us = SIPGO_MS (1) };

  self->environment = sipgo_environment_new_virtual (1);
  self->network = sipgo_simulated_network_new (self->environment);
  sipgo_simulated_network_set_faults (self->network, &faults);
  self->agent = fixture_new_agent (self, "udp:10.0.0.1:5060");
  g_signal_connect (self->agent, "invitation", G_CALLBACK (take_invitation), self);
  self->peer = peer_new (self->environment, self->network, "10.0.0.2:5060");
  peer_aim (self->peer, "udp:10.0.0.1:5060");
}

void
fixture_use_rtp (Fixture *self)
{
  g_autoptr (SipgoNet) net = sipgo_simulated_network_add_host (self->network);
  g_autoptr (SipgoRtpHandlerFactory) factory = sipgo_rtp_handler_factory_new ();
  const char *codecs[] = { "PCMU", NULL };

  sipgo_rtp_handler_factory_set_codecs (factory, codecs);
  sipgo_rtp_handler_factory_set_environment (factory, self->environment, net);
  sipgo_user_agent_set_session_description_handler_factory (self->agent,
                                                            SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (factory));
}

void
fixture_wait (Fixture *self, guint ms)
{
  gint64 end = sipgo_environment_now (self->environment) + SIPGO_MS (ms);

  while (sipgo_environment_now (self->environment) < end && sipgo_environment_step (self->environment))
    ;
}

void
settle (Fixture *self)
{
  while (g_main_context_iteration (sipgo_environment_get_context (self->environment), FALSE))
    ;
}

void
fixture_tear_down_agent (Fixture *self, SipgoUserAgent *agent)
{
  SipgoUserAgentCore *core = sipgo_user_agent_get_core (agent);
  Outcome outcome = { FALSE };

  if (sipgo_user_agent_get_state (agent) == SIPGO_USER_AGENT_STATE_STARTED)
    {
      sipgo_user_agent_stop (agent, NULL, note_stop, &outcome);
      WAIT_OK (self, &outcome);
    }
  g_assert_cmpuint (g_list_model_get_n_items (sipgo_user_agent_get_sessions (agent)), ==, 0);
  g_assert_cmpuint (sipgo_transaction_layer_count (sipgo_user_agent_core_get_transaction_layer (core)), ==, 0);
  g_assert_cmpuint (sipgo_user_agent_core_count_dialogs (core), ==, 0);
  while (sipgo_environment_step (self->environment))
    ;
  g_assert_finalize_object (agent);
}

void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->invitation);
  fixture_tear_down_agent (self, self->agent);
  peer_free (self->peer);
  g_assert_cmpuint (sipgo_environment_count_timers (self->environment), ==, 0);
  sipgo_simulated_network_unref (self->network);
  sipgo_environment_unref (self->environment);
}

/* --- outcomes ----------------------------------------------------------------------------------------------------- */

void
outcome_clear (Outcome *self)
{
  g_clear_error (&self->error);
}

void
outcome_note (Outcome *self, gboolean succeeded)
{
  g_assert_false (self->done);
  self->done = TRUE;
  self->context = g_main_context_get_thread_default ();
  g_assert_cmpint (succeeded, ==, self->error == NULL);
}

NOTE_BOOLEAN (start, SipgoUserAgent, sipgo_user_agent_start_finish)
NOTE_BOOLEAN (stop, SipgoUserAgent, sipgo_user_agent_stop_finish)
NOTE_OBJECT (invite, SipgoInviter, sipgo_inviter_invite_finish)
NOTE_BOOLEAN (cancel, SipgoInviter, sipgo_inviter_cancel_finish)
NOTE_BOOLEAN (accept, SipgoInvitation, sipgo_invitation_accept_finish)
NOTE_BOOLEAN (progress, SipgoInvitation, sipgo_invitation_progress_finish)
NOTE_BOOLEAN (reject, SipgoInvitation, sipgo_invitation_reject_finish)
NOTE_OBJECT (bye, SipgoSession, sipgo_session_bye_finish)
NOTE_BOOLEAN (end, SipgoSession, sipgo_session_end_finish)
NOTE_BOOLEAN (wait, SipgoSession, sipgo_session_wait_for_state_finish)
NOTE_OBJECT (info, SipgoSession, sipgo_session_info_finish)
NOTE_OBJECT (message, SipgoSession, sipgo_session_message_finish)
NOTE_OBJECT (re_invite, SipgoSession, sipgo_session_invite_finish)
NOTE_BOOLEAN (hold, SipgoSession, sipgo_session_hold_finish)
NOTE_BOOLEAN (unhold, SipgoSession, sipgo_session_unhold_finish)
NOTE_OBJECT (refer, SipgoSession, sipgo_session_refer_finish)
NOTE_OBJECT (refer_to_session, SipgoSession, sipgo_session_refer_to_session_finish)
NOTE_OBJECT (register, SipgoRegisterer, sipgo_registerer_register_finish)
NOTE_OBJECT (unregister, SipgoRegisterer, sipgo_registerer_unregister_finish)
NOTE_BOOLEAN (registerer_end, SipgoRegisterer, sipgo_registerer_end_finish)
NOTE_OBJECT (subscribe, SipgoSubscriber, sipgo_subscriber_subscribe_finish)
NOTE_BOOLEAN (unsubscribe, SipgoSubscriber, sipgo_subscriber_unsubscribe_finish)
NOTE_OBJECT (notification, SipgoNotifier, sipgo_notifier_send_notification_finish)
NOTE_OBJECT (publish, SipgoPublisher, sipgo_publisher_publish_finish)
NOTE_OBJECT (unpublish, SipgoPublisher, sipgo_publisher_unpublish_finish)
NOTE_OBJECT (messager, SipgoMessager, sipgo_messager_message_finish)

void
defer_and_keep_request (gpointer source, SipgoIncomingRequest *request, SipgoIncomingRequest **kept)
{
  g_assert_true (sipgo_incoming_request_defer (request, NULL));
  g_set_object (kept, request);
}

static void
log_state (SipgoSession *session, GParamSpec *pspec, GString *log)
{
  g_string_append_printf (log, "%d ", sipgo_session_get_state (session));
}

static void
free_log (gpointer data, GClosure *closure)
{
  g_string_free (data, TRUE);
}

GString *
log_states (SipgoSession *session)
{
  GString *log = g_string_new (NULL);

  g_signal_connect_data (session, "notify::state", G_CALLBACK (log_state), log, free_log, 0);
  return log;
}

/* --- calls -------------------------------------------------------------------------------------------------------- */

SipgoInviter *
make_inviter (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  SipgoInviter *inviter = sipgo_inviter_new (self->agent, "sip:bob@10.0.0.2:5060", &error);

  g_assert_no_error (error);
  return inviter;
}

SipgoMessage *
call_peer (Fixture *self, SipgoInviter *inviter, Outcome *outcome)
{
  peer_mark (self->peer);
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, outcome);
  return peer_expect (self->peer, "INVITE");
}

SipgoInviter *
establish_by_us (Fixture *self)
{
  SipgoInviter *inviter = make_inviter (self);
  Outcome outcome = { FALSE };

  peer_reply (self->peer, call_peer (self, inviter, &outcome), "200 OK\n" WITH_SDP);
  peer_expect (self->peer, "ACK");
  WAIT_OK (self, &outcome);
  return inviter;
}

void
be_called (Fixture *self)
{
  peer_mark (self->peer);
  peer_send (self->peer, "INVITE\n" WITH_SDP);
  peer_expect (self->peer, "180 INVITE");
  g_assert_nonnull (self->invitation);
}

SipgoSession *
establish_by_peer (Fixture *self)
{
  Outcome outcome = { FALSE };

  be_called (self);
  sipgo_invitation_accept (self->invitation, NULL, NULL, note_accept, &outcome);
  peer_acknowledge (self->peer, peer_expect (self->peer, "200 INVITE"));
  WAIT_OK (self, &outcome);
  run_for (self->environment, 10);
  return SIPGO_SESSION (self->invitation);
}

void
peer_hangs_up (Fixture *self)
{
  peer_send (self->peer, "BYE");
  peer_expect (self->peer, "200 BYE");
}

void
assert_has_text (SipgoBody *body, const char *text)
{
  g_autofree char *found = NULL;

  g_assert_nonnull (body);
  found = sipgo_body_get_text (body);
  if (!strstr (found, text))
    g_error ("no %s in:\n%s", text, found);
}

void
assert_peer_port (SipgoBody *body, const char *port)
{
  g_autofree char *line = g_strdup_printf ("m=audio %s ", port);

  assert_has_text (body, line);
}

void
assert_established (gpointer session)
{
  g_assert_cmpint (sipgo_session_get_state (session), ==, SIPGO_SESSION_STATE_ESTABLISHED);
}

/* --- the slow handler --------------------------------------------------------------------------------------------- */

static void
take_request (SlowHandler *self, SipgoDescriptionRequest *request, gboolean get)
{
  g_assert_null (self->pending);
  g_string_append (self->log, get ? "get " : "set ");
  self->pending = g_object_ref (request);
  self->pending_get = get;
  if (self->quick)
    slow_handler_go (self);
}

static gboolean
slow_handler_has_description (SipgoSessionDescriptionHandler *handler, const char *content_type)
{
  return sipgo_session_description_handler_has_description (SLOW_HANDLER (handler)->inner, content_type);
}

static void
slow_handler_get_description (SipgoSessionDescriptionHandler *handler, SipgoDescriptionRequest *request)
{
  take_request (SLOW_HANDLER (handler), request, TRUE);
}

static void
slow_handler_set_description (SipgoSessionDescriptionHandler *handler, SipgoDescriptionRequest *request)
{
  take_request (SLOW_HANDLER (handler), request, FALSE);
}

static void
slow_handler_rollback_description (SipgoSessionDescriptionHandler *handler)
{
  SLOW_HANDLER (handler)->n_roll_backs++;
  sipgo_session_description_handler_rollback_description (SLOW_HANDLER (handler)->inner);
}

static void
slow_handler_close (SipgoSessionDescriptionHandler *handler)
{
  SLOW_HANDLER (handler)->n_closes++;
}

static void
slow_handler_iface_init (SipgoSessionDescriptionHandlerInterface *iface)
{
  iface->has_description = slow_handler_has_description;
  iface->get_description = slow_handler_get_description;
  iface->set_description = slow_handler_set_description;
  iface->rollback_description = slow_handler_rollback_description;
  iface->close = slow_handler_close;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SlowHandler, slow_handler, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER, slow_handler_iface_init))

static void
slow_handler_finalize (GObject *object)
{
  SlowHandler *self = SLOW_HANDLER (object);

  g_clear_object (&self->pending);
  g_object_unref (self->inner);
  g_string_free (self->log, TRUE);
  G_OBJECT_CLASS (slow_handler_parent_class)->finalize (object);
}

static void
slow_handler_class_init (SlowHandlerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slow_handler_finalize;
}

static void
slow_handler_init (SlowHandler *self)
{
  self->log = g_string_new (NULL);
}

void
slow_handler_go (SlowHandler *self)
{
  g_autoptr (SipgoDescriptionRequest) request = g_steal_pointer (&self->pending);

  g_assert_nonnull (request);
  if (self->pending_get)
    sipgo_session_description_handler_get_description (self->inner, request);
  else
    sipgo_session_description_handler_set_description (self->inner, request);
}

void
slow_handler_fail_with (SlowHandler *self, SipgoError code)
{
  g_autoptr (SipgoDescriptionRequest) request = g_steal_pointer (&self->pending);
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, code, "The microphone is gone");

  sipgo_description_request_fail (request, error);
}

void
slow_handler_fail (SlowHandler *self)
{
  slow_handler_fail_with (self, SIPGO_ERROR_MEDIA);
}

static SipgoSessionDescriptionHandler *
slow_factory_create_handler (SipgoSessionDescriptionHandlerFactory *factory, GObject *session,
                             const char *local_address)
{
  SlowFactory *self = SLOW_FACTORY (factory);

  g_assert_true (SIPGO_IS_SESSION (session));
  g_assert_cmpstr (local_address, ==, self->local_address);
  g_clear_object (&self->handler);
  self->handler = g_object_new (SLOW_TYPE_HANDLER, NULL);
  self->handler->inner = SIPGO_SESSION_DESCRIPTION_HANDLER (sipgo_null_handler_new (local_address, 7000));
  self->n_handlers++;
  return SIPGO_SESSION_DESCRIPTION_HANDLER (g_object_ref (self->handler));
}

static void
slow_factory_iface_init (SipgoSessionDescriptionHandlerFactoryInterface *iface)
{
  iface->create_handler = slow_factory_create_handler;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SlowFactory, slow_factory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_FACTORY,
                                                      slow_factory_iface_init))

static void
slow_factory_finalize (GObject *object)
{
  g_clear_object (&SLOW_FACTORY (object)->handler);
  G_OBJECT_CLASS (slow_factory_parent_class)->finalize (object);
}

static void
slow_factory_class_init (SlowFactoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slow_factory_finalize;
}

static void
slow_factory_init (SlowFactory *self)
{
  self->local_address = "10.0.0.1";
}

SlowFactory *
use_slow_factory (Fixture *self)
{
  SlowFactory *factory = g_object_new (SLOW_TYPE_FACTORY, NULL);

  sipgo_user_agent_set_session_description_handler_factory (self->agent,
                                                            SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (factory));
  return factory;
}

SipgoMessage *
call_peer_slowly (Fixture *self, SlowFactory *factory, SipgoInviter *inviter, Outcome *outcome)
{
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, outcome);
  WAIT_PENDING (self, factory);
  factory->handler->quick = TRUE;
  slow_handler_go (factory->handler);
  return peer_expect (self->peer, "INVITE");
}
