/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-inviter-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/core/sipgo-failure-private.h"

/* More forks than any proxy makes; a peer that sends more tags than this is none. */
#define MAX_EARLY_DIALOGS 32

/* What comes back to an INVITE: early dialogs and their PRACKs, the answer, the ACK. */

static SipgoSession *
session_of (SipgoInviter *self)
{
  return &self->parent_instance;
}

GListModel *
sipgo_inviter_get_modifiers (SipgoInviter *self)
{
  GListModel *modifiers = self->invite_options ? sipgo_invite_options_get_session_description_handler_modifiers (self->invite_options) : NULL;

  return modifiers ? modifiers : session_of (self)->modifiers;
}

SipgoSessionDescriptionHandlerOptions *
sipgo_inviter_get_handler_options (SipgoInviter *self)
{
  SipgoSessionDescriptionHandlerOptions *options =
    self->invite_options ? sipgo_invite_options_get_session_description_handler_options (self->invite_options) : NULL;

  return options ? options : session_of (self)->options;
}

/* --- provisional responses ---------------------------------------------------------------------------------------- */

static SipgoEarlyDialog *
find_early_dialog (SipgoInviter *self, const char *id)
{
  guint i;

  for (i = 0; id && i < self->early_dialogs->len; i++)
    {
      SipgoEarlyDialog *early = &g_array_index (self->early_dialogs, SipgoEarlyDialog, i);

      if (g_str_equal (sipgo_dialog_get_id (early->dialog), id))
        return early;
    }
  return NULL;
}

static SipgoEarlyDialog *
ensure_early_dialog (SipgoInviter *self, SipgoMessage *response)
{
  g_autofree char *id = sipgo_message_get_to_tag (response) ? sipgo_dialog_id_of_response (response) : NULL;
  SipgoEarlyDialog *known = find_early_dialog (self, id);
  SipgoEarlyDialog early = { NULL };

  if (known)
    {
      sipgo_session_refresh_identity (session_of (self), known->dialog, response);
      /* Whoever was told may have ended the call, and with it this dialog. */
      return find_early_dialog (self, id);
    }
  if (!id || self->early_dialogs->len >= MAX_EARLY_DIALOGS)
    return NULL;
  early.dialog = sipgo_dialog_new_client (self->request->message, response, NULL);
  if (!early.dialog)
    return NULL;
  g_array_append_val (self->early_dialogs, early);
  if (!session_of (self)->dialog)
    sipgo_session_take_dialog (session_of (self), early.dialog);
  return find_early_dialog (self, id);
}

static void
send_prack (SipgoInviter *self, SipgoDialog *dialog, guint32 rseq, SipgoBody *body)
{
  g_autoptr (SipgoMessage) message = sipgo_dialog_new_request (dialog, "PRACK");
  g_autoptr (SipgoOutgoingRequest) prack = NULL;

  sipgo_message_add_printf (message, SIPGO_HEADER_RACK, "%u %u INVITE", rseq, sipgo_message_get_cseq (self->request->message));
  sipgo_user_agent_core_add_product (session_of (self)->usage.core, message);
  if (body)
    sipgo_message_set_body (message, body);
  prack = sipgo_outgoing_request_new (session_of (self)->usage.core, g_steal_pointer (&message), sipgo_dialog_get_next_hop (dialog), dialog, FALSE);
  sipgo_session_dispatch (session_of (self), prack, NULL, NULL);
}

/* RFC 3262 section 4: each reliable response once, and in order. */
static gboolean
counts (SipgoEarlyDialog *early, SipgoMessage *response)
{
  guint32 rseq;

  if (!sipgo_message_has_option (response, "Require", "100rel") || !sipgo_message_get_number (response, SIPGO_HEADER_RSEQ, G_MAXUINT32, &rseq))
    return FALSE;
  if (early->has_rseq && rseq != early->rseq + 1)
    return FALSE;
  early->has_rseq = TRUE;
  early->rseq = rseq;
  return TRUE;
}

static void go_on_accepting (SipgoInviter *self);

static void
forget_answer (SipgoInviter *self)
{
  SipgoEarlyDialog *early = find_early_dialog (self, self->answered_by);

  if (early && !sipgo_inviter_withholds_offer (self))
    g_clear_pointer (&early->description, sipgo_body_unref);
  g_clear_pointer (&self->answered_by, g_free);
}

/* One that is of no use ends nothing: the 2xx, or another fork, may say better. */
static void
early_answer_taken (SipgoSession *session, SipgoBody *body, const GError *error, gpointer user_data)
{
  SipgoInviter *self = SIPGO_INVITER (session);

  self->describing = FALSE;
  if (error && session->state == SIPGO_SESSION_STATE_ESTABLISHING)
    {
      sipgo_log (sipgo_user_agent_core_get_environment (session->usage.core), SIPGO_LOG_STATE, "an early description is of no use: %s", error->message);
      forget_answer (self);
      /* Of an offer of the peer's there is nothing left to wait for. */
      if (session->offer_answer.state == SIPGO_SIGNALING_STATE_HAVE_REMOTE_OFFER)
        sipgo_session_roll_back (session);
    }
  if (self->accepted)
    go_on_accepting (self);
}

static void
set_answered_by (SipgoInviter *self, SipgoDialog *dialog)
{
  g_free (self->answered_by);
  self->answered_by = g_strdup (sipgo_dialog_get_id (dialog));
}

typedef struct
{
  SipgoDialog *dialog;
  guint32 rseq;
} PendingPrack;

static void
early_answer_made (SipgoSession *session, SipgoBody *body, const GError *error, gpointer user_data)
{
  g_autofree PendingPrack *pending = user_data;

  if (session->state != SIPGO_SESSION_STATE_TERMINATED)
    send_prack (SIPGO_INVITER (session), pending->dialog, pending->rseq, body);
  sipgo_dialog_unref (pending->dialog);
  early_answer_taken (session, NULL, error, NULL);
}

/* The INVITE went without an offer: the reliable response has it, and the PRACK takes the answer back. Of several forks
 * each makes its own, and the one that rang last has the media. */
static void
answer_in_prack (SipgoInviter *self, SipgoEarlyDialog *early, SipgoBody *offer)
{
  PendingPrack *pending = g_new (PendingPrack, 1);

  pending->dialog = sipgo_dialog_ref (early->dialog);
  pending->rseq = early->rseq;
  set_answered_by (self, early->dialog);
  self->describing = TRUE;
  sipgo_session_take_offer (session_of (self), offer, sipgo_inviter_get_handler_options (self), sipgo_inviter_get_modifiers (self), early_answer_made, pending);
}

static void
take_hint (SipgoEarlyDialog *early, SipgoBody *body)
{
  g_clear_pointer (&early->hint, sipgo_body_unref);
  early->hint = sipgo_body_ref (body);
}

static void
receive_progress (SipgoInviter *self, SipgoMessage *response)
{
  SipgoSession *session = session_of (self);
  SipgoEarlyDialog *early = ensure_early_dialog (self, response);
  g_autoptr (SipgoBody) body = sipgo_session_find_description (session, response);
  gboolean offers = early && body && !early->description && sipgo_inviter_withholds_offer (self);
  gboolean reliable;

  /* An offer that is to be answered by the PRACK comes again when the handler is done with that of another fork. */
  if (!early || (offers && self->describing))
    return;
  reliable = counts (early, response);
  if (self->stopped)
    return;
  if (reliable && body && !early->description)
    early->description = sipgo_body_ref (body);
  else if (!reliable && body && !sipgo_inviter_withholds_offer (self))
    take_hint (early, body);
  if (reliable && offers)
    {
      answer_in_prack (self, early, body);
      return;
    }
  if (reliable)
    send_prack (self, early->dialog, early->rseq, NULL);
  if (body && (reliable || self->early_media) && sipgo_offer_answer_awaits_answer (&session->offer_answer) && !self->describing)
    {
      set_answered_by (self, early->dialog);
      self->describing = TRUE;
      sipgo_session_take_answer (session, body, sipgo_inviter_get_modifiers (self), early_answer_taken, NULL);
    }
}

/* --- the 2xx ------------------------------------------------------------------------------------------------------ */

static void
acknowledge (SipgoInviter *self, SipgoBody *body)
{
  SipgoSession *session = session_of (self);
  SipgoMessage *ack = sipgo_dialog_new_ack (session->dialog, sipgo_message_get_cseq (self->request->message));

  if (body)
    sipgo_message_set_body (ack, body);
  sipgo_outgoing_invite_request_acknowledge (self->request, session->dialog, ack);
  sipgo_session_check_dialog_state (session);
}

/* Acknowledged, and of no use: the call ends with a BYE. */
static void
hang_up (SipgoInviter *self, const GError *error)
{
  SipgoSession *session = session_of (self);
  g_autoptr (SipgoFailure) failure = error ? sipgo_failure_new (488, "Not Acceptable Here", NULL, NULL, error) : NULL;

  sipgo_session_set_failure (session, failure);
  sipgo_session_send_bye (session, error ? "SIP;cause=488;text=\"No usable session description\"" : NULL);
}

void
sipgo_inviter_hang_up (SipgoInviter *self)
{
  if (!sipgo_outgoing_invite_request_is_acknowledged (self->request))
    acknowledge (self, NULL);
  hang_up (self, NULL);
}

static void
settle (SipgoInviter *self, const GError *error)
{
  self->describing = FALSE;
  /* Else it was given up meanwhile, and hung up then. */
  if (session_of (self)->state != SIPGO_SESSION_STATE_ESTABLISHING)
    return;
  if (error || self->stopped || !sipgo_inviter_succeed (self))
    hang_up (self, error);
}

static void
answer_taken (SipgoSession *session, SipgoBody *body, const GError *error, gpointer user_data)
{
  settle (SIPGO_INVITER (session), error);
}

static void
answer_made (SipgoSession *session, SipgoBody *body, const GError *error, gpointer user_data)
{
  if (session->state == SIPGO_SESSION_STATE_ESTABLISHING)
    acknowledge (SIPGO_INVITER (session), body);
  settle (SIPGO_INVITER (session), error);
}

/* Another fork than the one whose early answer is in use: our offer stands as it was, with the new answer to it. */
static void
offer_made_again (SipgoSession *session, SipgoBody *offer, const GError *error, gpointer user_data)
{
  g_autoptr (SipgoBody) answer = user_data;
  SipgoInviter *self = SIPGO_INVITER (session);

  if (error)
    settle (self, error);
  else
    sipgo_session_take_answer (session, answer, sipgo_inviter_get_modifiers (self), answer_taken, NULL);
}

/* The media is that of another fork, which answered, or made its offer, with a reliable response. */
static void
take_description_of_fork (SipgoInviter *self, SipgoBody *body)
{
  SipgoSession *session = session_of (self);
  SipgoEarlyDialog *early = find_early_dialog (self, sipgo_dialog_get_id (session->dialog));
  gboolean answered = early && early->description;

  if (!sipgo_inviter_withholds_offer (self))
    {
      acknowledge (self, NULL);
      sipgo_session_make_offer (session, sipgo_inviter_get_handler_options (self), sipgo_inviter_get_modifiers (self), offer_made_again, sipgo_body_ref (body));
      return;
    }
  /* The PRACK had the answer: what the handler makes of the offer now is for itself. */
  if (answered)
    acknowledge (self, NULL);
  sipgo_session_take_offer (session, body, sipgo_inviter_get_handler_options (self), sipgo_inviter_get_modifiers (self), answered ? answer_taken : answer_made, NULL);
}

/* What is in use came without a PRACK: a hint that does not hold. */
static gboolean
says_otherwise (SipgoInviter *self, SipgoBody *body)
{
  SipgoSession *session = session_of (self);
  g_autofree char *now = sipgo_body_dup_text (body);
  g_autofree char *before = session->offer_answer.answer ? sipgo_body_dup_text (session->offer_answer.answer) : NULL;

  return !sipgo_inviter_withholds_offer (self) && g_strcmp0 (now, before) != 0;
}

static void
take_description (SipgoInviter *self, SipgoBody *body)
{
  SipgoSession *session = session_of (self);
  gboolean other_fork = self->answered_by && !g_str_equal (self->answered_by, sipgo_dialog_get_id (session->dialog));

  self->describing = TRUE;
  if (sipgo_offer_answer_awaits_answer (&session->offer_answer) && body)
    {
      acknowledge (self, NULL);
      sipgo_session_take_answer (session, body, sipgo_inviter_get_modifiers (self), answer_taken, NULL);
    }
  else if (session->offer_answer.state == SIPGO_SIGNALING_STATE_INITIAL && body)
    {
      sipgo_session_take_offer (session, body, sipgo_inviter_get_handler_options (self), sipgo_inviter_get_modifiers (self), answer_made, NULL);
    }
  else if (session->offer_answer.has_settled && body && (other_fork || says_otherwise (self, body)))
    {
      take_description_of_fork (self, body);
    }
  else
    {
      /* What another fork has said is not this one's word. */
      g_autoptr (GError) error = session->offer_answer.has_settled && !other_fork ? NULL
        : g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_MEDIA, "The peer accepted the call without a session description");

      acknowledge (self, NULL);
      settle (self, error);
    }
}

static SipgoDialog *
confirm_dialog (SipgoInviter *self, SipgoMessage *response, GError **error)
{
  g_autofree char *id = sipgo_dialog_id_of_response (response);
  SipgoEarlyDialog *early = find_early_dialog (self, id);
  g_autoptr (SipgoDialog) dialog = early ? sipgo_dialog_ref (early->dialog) : sipgo_dialog_new_client (self->request->message, response, error);

  if (early)
    sipgo_dialog_confirm_client (dialog, response);
  if (!dialog || !sipgo_outgoing_request_check_security (self->request, dialog, error))
    return NULL;
  return g_steal_pointer (&dialog);
}

/* A 2xx that does not say where its sender is to be found, which it must (12.1.1), or by TLS alone. It is repeated until an ACK comes, and
 * whoever accepted talks to nobody: both ACK and BYE go where the INVITE went. */
static void
give_up_unreachable (SipgoInviter *self, SipgoMessage *response, const GError *error)
{
  SipgoSession *session = session_of (self);
  g_autoptr (SipgoDialog) dialog = sipgo_dialog_new_client_unreachable (self->request->message, response);
  g_autoptr (SipgoFailure) failure = sipgo_failure_new (400, "Bad Request", response, NULL, error);

  sipgo_session_take_dialog (session, dialog);
  acknowledge (self, NULL);
  sipgo_session_set_failure (session, failure);
  sipgo_session_send_bye (session, "SIP;cause=400;text=\"No usable Contact or Record-Route in the 2xx\"");
}

/* What a reliable response of its dialog has said is the last word, whether the 2xx repeats it or not (13.2.1). That a 2xx
 * leaves out what an unreliable one has said is a fault of the peer's, and common with old gateways. */
static SipgoBody *
find_description (SipgoInviter *self, SipgoMessage *response)
{
  SipgoSession *session = session_of (self);
  SipgoEarlyDialog *early = find_early_dialog (self, sipgo_dialog_get_id (session->dialog));
  SipgoBody *body;

  if (early && early->description)
    return sipgo_body_ref (early->description);
  body = sipgo_session_find_description (session, response);
  return body || !early || !early->hint ? body : sipgo_body_ref (early->hint);
}

static void
receive_accept (SipgoInviter *self, SipgoMessage *response)
{
  SipgoSession *session = session_of (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoDialog) dialog = confirm_dialog (self, response, &error);
  g_autoptr (SipgoBody) body = NULL;

  if (!dialog)
    {
      give_up_unreachable (self, response, error);
      return;
    }
  sipgo_session_take_dialog (session, dialog);
  sipgo_session_refresh_identity (session, dialog, response);
  if (self->stopped)
    {
      acknowledge (self, NULL);
      hang_up (self, NULL);
      return;
    }
  self->has_dialog = TRUE;
  body = find_description (self, response);
  if (self->describing)
    {
      self->accepted = TRUE;
      self->late_body = g_steal_pointer (&body);
      return;
    }
  take_description (self, body);
}

/* The handler is done with an early answer, behind which the 2xx waited. */
static void
go_on_accepting (SipgoInviter *self)
{
  g_autoptr (SipgoBody) body = g_steal_pointer (&self->late_body);

  self->accepted = FALSE;
  if (session_of (self)->state == SIPGO_SESSION_STATE_ESTABLISHING)
    take_description (self, body);
}

void
sipgo_inviter_receive (SipgoOutgoingRequest *request, SipgoMoment moment, SipgoMessage *response, gpointer user_data)
{
  SipgoInviter *self = user_data;
  g_autoptr (SipgoInviter) hold = g_object_ref (self);

  switch (moment)
    {
    case SIPGO_MOMENT_TRYING:
      break;
    case SIPGO_MOMENT_PROGRESS:
      receive_progress (self, response);
      break;
    case SIPGO_MOMENT_ACCEPT:
      receive_accept (self, response);
      break;
    case SIPGO_MOMENT_REDIRECT:
    case SIPGO_MOMENT_REJECT:
    default:
      sipgo_inviter_fail (self, sipgo_outgoing_request_get_failure (request));
      break;
    }
}
