/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-session-private.h"

#include <string.h>

/* Requests of the peer in the dialog of a session. */

static void
receive_ack (SipgoSession *self, SipgoMessage *ack)
{
  g_autoptr (SipgoIncomingInviteRequest) request = self->unconfirmed ? g_object_ref (self->unconfirmed) : NULL;

  if (!request || !sipgo_incoming_invite_request_receive_ack (request, ack))
    return;
  if (self->unconfirmed == request)
    g_clear_object (&self->unconfirmed);
  sipgo_session_check_dialog_state (self);
  g_signal_emit (self, sipgo_session_signals[SIPGO_SESSION_ACK_RECEIVED], 0, ack);
  sipgo_session_release_bye (self);
  sipgo_session_resume_change (self);
}

void
sipgo_session_await_ack (SipgoSession *self, SipgoIncomingInviteRequest *request)
{
  if (self->unconfirmed)
    sipgo_incoming_invite_request_stop_repeating (self->unconfirmed);
  g_set_object (&self->unconfirmed, request);
  sipgo_session_check_dialog_state (self);
}

void
sipgo_session_accepting (SipgoIncomingInviteRequest *request, SipgoMessage *response, gpointer user_data)
{
  SipgoSession *self = user_data;

  sipgo_session_answer_timer (self, SIPGO_INCOMING_REQUEST (request)->message, response);
  if (!self->handler && sipgo_message_get_body (response))
    {
      g_clear_pointer (&self->own_description, sipgo_body_unref);
      self->own_description = sipgo_body_ref (sipgo_message_get_body (response));
    }
}

gboolean
sipgo_session_refuse_interval (SipgoIncomingRequest *request, guint minimum)
{
  if (!sipgo_session_timer_is_too_small (request->message, minimum))
    return FALSE;
  sipgo_incoming_request_refuse_with_number (request, 422, SIPGO_HEADER_MIN_SE, minimum);
  return TRUE;
}

static void
receive_bye (SipgoSession *self, SipgoIncomingRequest *request)
{
  g_autoptr (SipgoSession) hold = g_object_ref (self);

  g_signal_emit (self, sipgo_session_signals[SIPGO_SESSION_BYE_RECEIVED], 0, request);
  if (!sipgo_incoming_request_is_answered (request))
    sipgo_incoming_request_respond_simple (request, 200);
  sipgo_session_terminate (self, NULL);
}

static void
show (SipgoSession *self, SipgoSessionSignal signal, SipgoIncomingRequest *request)
{
  sipgo_incoming_request_show (request, self, sipgo_session_signals[signal], request);
}

/* An INFO of an Info-Package that no handler answers gets 469 Bad Info Package (RFC 6086 4.2.2). */
static void
receive_info (SipgoSession *self, SipgoIncomingRequest *request)
{
  if (sipgo_message_has_header (request->message, "Info-Package"))
    request->undecided_status = 469;
  show (self, SIPGO_SESSION_INFO_RECEIVED, request);
}

static void
receive_notify (SipgoSession *self, SipgoIncomingRequest *request)
{
  if (sipgo_session_receive_refer_notify (self, request))
    return;
  request->undecided_status = sipgo_session_has_handler (self, SIPGO_SESSION_NOTIFICATION_RECEIVED) ? 200 : 481;
  show (self, SIPGO_SESSION_NOTIFICATION_RECEIVED, request);
}

/* The status for a method that would create another usage of the dialog (RFC 5057). A 481 ends the call itself (RFC
 * 5057 5.1), except where it means the provisional response of a PRACK or the subscription of a NOTIFY. */
static guint
refusal_of (const char *method)
{
  if (g_str_equal (method, "PRACK") || g_str_equal (method, "NOTIFY"))
    return 481;
  return g_str_equal (method, "REGISTER") || g_str_equal (method, "PUBLISH") ? 405 : 403;
}

static gboolean
is_established (SipgoSession *self)
{
  return self->state == SIPGO_SESSION_STATE_ESTABLISHED || self->state == SIPGO_SESSION_STATE_TERMINATING;
}

static void
receive_established (SipgoSession *self, SipgoIncomingRequest *request, const char *method)
{
  if (g_str_equal (method, "BYE"))
    receive_bye (self, request);
  else if (g_str_equal (method, "INFO"))
    receive_info (self, request);
  else if (g_str_equal (method, "MESSAGE"))
    show (self, SIPGO_SESSION_MESSAGE_RECEIVED, request);
  else if (g_str_equal (method, "NOTIFY"))
    receive_notify (self, request);
  else if (g_str_equal (method, "REFER"))
    SIPGO_AGENT_GET_CLASS (self->usage.agent)->receive_refer (self->usage.agent, G_OBJECT (self), request);
  else if (g_str_equal (method, "OPTIONS"))
    sipgo_agent_answer_options (request, TRUE, NULL);
  else
    sipgo_incoming_request_respond_simple (request, refusal_of (method));
}

/* The call is over: the dialog remains only for the subscriptions of our REFERs (RFC 5057 4.2). */
static void
receive_afterwards (SipgoSession *self, SipgoIncomingRequest *request, const char *method)
{
  if (g_str_equal (method, "OPTIONS"))
    sipgo_agent_answer_options (request, TRUE, NULL);
  else if (!g_str_equal (method, "NOTIFY") || !sipgo_session_receive_refer_notify (self, request))
    sipgo_incoming_request_respond_simple (request, 481);
}

/* What an accepted request other than an INVITE changes. */
static void
accepted (SipgoIncomingRequest *request, GObject *owner)
{
  SipgoSession *self = SIPGO_SESSION (owner);
  SipgoSlice tag = sipgo_message_peek_from_tag (request->message);

  /* A request of another fork does not tell the identity of the peer of this dialog. */
  if (tag.data && sipgo_slice_equal (tag, self->dialog->remote_tag, strlen (self->dialog->remote_tag)))
    sipgo_session_refresh_identity (self, self->dialog, request->message);
  if (sipgo_message_method_is (request->message, "INFO"))
    sipgo_session_take_digit (self, request);
}

static void
dispatch (SipgoSession *self, SipgoIncomingRequest *request, const char *method)
{
  if (is_established (self) && !g_str_equal (method, "PRACK"))
    receive_established (self, request, method);
  else if (g_str_equal (method, "INFO") || g_str_equal (method, "MESSAGE") || g_str_equal (method, "OPTIONS"))
    receive_established (self, request, method);
  else if (g_str_equal (method, "PRACK") || g_str_equal (method, "BYE"))
    SIPGO_SESSION_GET_CLASS (self)->early_request (self, request);
  else
    sipgo_incoming_request_respond_simple (request, refusal_of (method));
}

/* A notification of a new identity may make a handler end the call, so the request is handled first. */
static void
receive_in_order (SipgoSession *self, SipgoIncomingRequest *request, const char *method)
{
  dispatch (self, request, method);
  if (!sipgo_incoming_request_is_answered (request))
    sipgo_incoming_request_set_accepted (request, NULL, accepted, self);
  else if (sipgo_server_transaction_get_status (request->transaction) < 300)
    accepted (request, G_OBJECT (self));
}

void
sipgo_session_receive (SipgoServerTransaction *transaction, SipgoMessage *message, gpointer user_data)
{
  SipgoSession *self = user_data;
  g_autoptr (SipgoSession) hold = g_object_ref (self);
  g_autoptr (SipgoIncomingRequest) request = NULL;
  const char *method = sipgo_message_get_method (message);

  if (!transaction)
    {
      receive_ack (self, message);
      return;
    }
  request = sipgo_user_agent_core_take_request (self->usage.core, transaction, 200);
  if (!sipgo_dialog_receive_request (self->dialog, message))
    sipgo_incoming_request_respond_simple (request, 500);
  else if (g_str_equal (method, "INVITE"))
    sipgo_session_receive_invite (self, SIPGO_INCOMING_INVITE_REQUEST (request));
  else if (self->state == SIPGO_SESSION_STATE_TERMINATED)
    receive_afterwards (self, request, method);
  else if (g_str_equal (method, "UPDATE"))
    sipgo_session_receive_update (self, request);
  else
    receive_in_order (self, request, method);
}
