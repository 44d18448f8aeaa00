/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-session-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/media/sipgo-description-exchange-private.h"
#include "libsipgo/agent/sipgo-body-check-private.h"

/* A re-INVITE of the peer: its offer, our answer, the ACK (RFC 3261 14.2). */

static SipgoIncomingInviteRequest *
steal_offered (SipgoSession *self)
{
  sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (self->usage.core), &self->offered_timer);
  return g_steal_pointer (&self->offered);
}

static void
forget_offered (SipgoSession *self)
{
  g_autoptr (SipgoIncomingInviteRequest) request = steal_offered (self);
}

void
sipgo_session_stop_answering (SipgoSession *self)
{
  g_autoptr (SipgoIncomingInviteRequest) request = steal_offered (self);

  if (request)
    sipgo_incoming_request_respond_simple (SIPGO_INCOMING_REQUEST (request), 487);
}

static void
refuse_for (SipgoSession *self, guint status, const GError *error)
{
  g_autoptr (SipgoIncomingInviteRequest) request = steal_offered (self);

  sipgo_session_roll_back (self);
  sipgo_incoming_request_refuse_for (SIPGO_INCOMING_REQUEST (request), status, error);
}

static void
refuse (SipgoSession *self, guint status)
{
  refuse_for (self, status, NULL);
}

/* When the ACK has no usable answer to the offer in our 2xx, the description agreed before stays in effect. */
static void
answer_taken (SipgoSession *self, SipgoBody *body, const GError *error, gpointer user_data)
{
  if (!error)
    return;
  sipgo_log (sipgo_user_agent_core_get_environment (self->usage.core), SIPGO_LOG_STATE,
             "the re-INVITE of the peer is ignored: %s", error->message);
  sipgo_session_roll_back (self);
}

static void
acknowledged (SipgoIncomingInviteRequest *request, SipgoMessage *ack, gpointer user_data)
{
  SipgoSession *self = user_data;
  g_autoptr (SipgoBody) body = NULL;
  g_autoptr (GError) error = NULL;

  if (!sipgo_offer_answer_awaits_answer (&self->offer_answer) || sipgo_session_is_changing (self)
      || self->state != SIPGO_SESSION_STATE_ESTABLISHED)
    return;
  body = sipgo_session_find_description (self, ack);
  if (body)
    sipgo_session_take_answer (self, body, self->modifiers_re_invite, answer_taken, NULL);
  else
    {
      error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_MEDIA, "The ACK has no answer to the offer in our 2xx");
      answer_taken (self, NULL, error, NULL);
    }
}

/* No ACK for our 2xx: the session is ended by a BYE (13.3.1.4). */
static void
not_confirmed (SipgoIncomingInviteRequest *request, guint status, gpointer user_data)
{
  SipgoSession *self = user_data;

  g_clear_object (&self->unconfirmed);
  if (self->state == SIPGO_SESSION_STATE_ESTABLISHED)
    sipgo_session_send_bye (self, "SIP;cause=408;text=\"No ACK\"");
  else
    sipgo_session_release_bye (self);
}

static void
cancelled (SipgoIncomingInviteRequest *request, SipgoMessage *cancel, gpointer user_data)
{
  SipgoSession *self = user_data;

  if (self->offered == request)
    refuse (self, 487);
}

/* The Expires of the re-INVITE has run out. 13.3.1 step 1 holds for each INVITE, also for one in a dialog. */
static void
expired (gpointer user_data)
{
  refuse (user_data, 487);
}

static void
start_expiring (SipgoSession *self, SipgoMessage *message)
{
  guint32 seconds;

  if (sipgo_message_get_number (message, SIPGO_HEADER_EXPIRES, G_MAXUINT32, &seconds))
    sipgo_environment_set_timer (sipgo_user_agent_core_get_environment (self->usage.core), &self->offered_timer,
                                 SIPGO_SECONDS ((gint64) seconds), expired, self);
}

/* The re-INVITE was answered with a 2xx. */
static void
take_effect (SipgoSession *self, SipgoIncomingInviteRequest *request)
{
  forget_offered (self);
  sipgo_dialog_refresh_target (self->dialog, sipgo_incoming_request_get_message (SIPGO_INCOMING_REQUEST (request)));
  sipgo_session_await_ack (self, request);
}

/* Notifies what the re-INVITE has changed, when its 2xx was sent. A signal handler may end the call. */
static void
note_effect (SipgoSession *self, SipgoIncomingInviteRequest *request)
{
  g_autoptr (SipgoSession) hold = g_object_ref (self);

  sipgo_session_notify_timer (self);
  sipgo_session_refresh_identity (self, self->dialog, SIPGO_INCOMING_REQUEST (request)->message);
}

static void
described (SipgoSession *self, SipgoBody *body, const GError *error, gpointer user_data)
{
  g_autoptr (SipgoIncomingInviteRequest) request = user_data;

  /* A CANCEL or the end of the session has answered it already. */
  if (self->offered != request)
    return;
  if (error)
    {
      refuse_for (self, sipgo_session_refusal_of (error), error);
      return;
    }
  take_effect (self, request);
  sipgo_incoming_request_respond (SIPGO_INCOMING_REQUEST (request), 200, NULL, body, NULL);
  note_effect (self, request);
}

/* The application has answered the re-INVITE through its request object, with a body of its own choice. */
static void
answered (SipgoIncomingInviteRequest *request, guint status, gpointer user_data)
{
  SipgoSession *self = user_data;

  if (self->offered != request)
    return;
  if (status >= 300)
    {
      forget_offered (self);
      return;
    }
  take_effect (self, request);
  note_effect (self, request);
}

static SipgoSessionDescriptionHandlerOptions *
dup_options (SipgoSession *self)
{
  SipgoSessionDescriptionHandlerOptions *options;

  if (self->options_re_invite || !self->held)
    return self->options_re_invite ? g_object_ref (self->options_re_invite) : NULL;
  options = sipgo_session_description_handler_options_new ();
  sipgo_session_description_handler_options_set_hold (options, TRUE);
  return options;
}

void
sipgo_session_answer_offer (SipgoSession *self, SipgoBody *offer, SipgoDescribedFunc func, gpointer user_data)
{
  g_autoptr (SipgoSessionDescriptionHandlerOptions) options = dup_options (self);

  if (offer)
    sipgo_session_take_offer (self, offer, options, self->modifiers_re_invite, func, user_data);
  else
    sipgo_session_make_offer (self, options, self->modifiers_re_invite, func, user_data);
}

/* No handler has answered. in_time is FALSE when a handler has deferred the re-INVITE and never decided: refuse it. */
static void
undecided (SipgoIncomingRequest *request, gboolean in_time, GObject *owner)
{
  SipgoSession *self = SIPGO_SESSION (owner);
  g_autoptr (SipgoBody) offer = NULL;

  /* Cancelled meanwhile. */
  if (self->offered != SIPGO_INCOMING_INVITE_REQUEST (request))
    return;
  if (self->state != SIPGO_SESSION_STATE_ESTABLISHED)
    refuse (self, 487);
  else if (!in_time)
    refuse (self, 488);
  else
    {
      offer = sipgo_session_find_description (self, sipgo_incoming_request_get_message (request));
      sipgo_session_answer_offer (self, offer, described, g_object_ref (self->offered));
    }
}

/* One INVITE transaction at a time, ours or the peer's (14.2). Returns 0 when there is none. */
static guint
status_of_collision (SipgoSession *self)
{
  if (self->state < SIPGO_SESSION_STATE_ESTABLISHED)
    return !self->is_caller ? 500 : 491;
  if (self->state > SIPGO_SESSION_STATE_ESTABLISHED)
    return 481;
  if (sipgo_session_is_changing (self))
    return 491;
  return self->offered || sipgo_session_is_updating (self) ? 500 : 0;
}

void
sipgo_session_refuse_collision (SipgoSession *self, SipgoIncomingRequest *request, guint status)
{
  if (status == 500)
    sipgo_incoming_request_refuse_with_number (request, 500, SIPGO_HEADER_RETRY_AFTER,
                                               sipgo_random_below (sipgo_user_agent_core_get_random (self->usage.core),
                                                                   11));
  else
    sipgo_incoming_request_respond_simple (request, status);
}

static gboolean
understands (const char *content_type, gpointer user_data)
{
  SipgoSession *self = user_data;

  return content_type && (sipgo_description_exchange_has (content_type)
                          || (self->handler
                              && sipgo_session_description_handler_has_description (self->handler, content_type)));
}

guint
sipgo_session_check_change (SipgoSession *self, SipgoMessage *message)
{
  if (!sipgo_dialog_check_target (message))
    return 400;
  return sipgo_body_is_understood (sipgo_message_get_body (message), understands, self) ? 0 : 415;
}

void
sipgo_session_receive_invite (SipgoSession *self, SipgoIncomingInviteRequest *request)
{
  static const SipgoIncomingInviteFuncs funcs = {
    .cancelled = cancelled, .acknowledged = acknowledged, .not_confirmed = not_confirmed, .answered = answered,
    .accepting = sipgo_session_accepting
  };
  guint status = status_of_collision (self);

  if (status == 0 && !sipgo_offer_answer_is_settled (&self->offer_answer))
    status = 491;
  if (status == 0)
    status = sipgo_session_check_change (self, SIPGO_INCOMING_REQUEST (request)->message);
  if (status != 0)
    {
      sipgo_session_refuse_collision (self, SIPGO_INCOMING_REQUEST (request), status);
      return;
    }
  if (sipgo_session_refuse_interval (SIPGO_INCOMING_REQUEST (request), self->timer.own_minimum))
    return;
  self->offered = g_object_ref (request);
  start_expiring (self, SIPGO_INCOMING_REQUEST (request)->message);
  sipgo_incoming_invite_request_set_dialog (request, self->dialog, NULL);
  sipgo_incoming_invite_request_set_owner (request, &funcs, self);
  sipgo_incoming_request_set_undecided (SIPGO_INCOMING_REQUEST (request), undecided, self);
  sipgo_incoming_request_show (SIPGO_INCOMING_REQUEST (request), self,
                               sipgo_session_signals[SIPGO_SESSION_INVITE_RECEIVED], request);
  /* A signal handler has ended the session. */
  if (self->offered == request && self->state != SIPGO_SESSION_STATE_ESTABLISHED)
    refuse (self, 487);
}
