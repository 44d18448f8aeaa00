/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-inviter-private.h"

#include "libsipgo/agent/sipgo-limits-private.h"
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/core/sipgo-failure-private.h"
#include "libsipgo/message/sipgo-name-addr-private.h"
#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/session/sipgo-cancel-options-private.h"
#include "libsipgo/session/sipgo-early-dialogs-private.h"
#include "libsipgo/session/sipgo-session-private.h"

#include <string.h>

struct _SipgoInviter
{
  SipgoSession parent_instance;

  SipgoUri *target;
  char *replaces;                   /* header values from the target URI or the referral */
  char *referred_by;
  gboolean early_media;
  gboolean anonymous;
  gboolean without_description;
  SipgoNameAddr *own_local;         /* set by the application; NULL for the agent's address */
  SipgoNameAddr *own_remote;        /* set by the application; NULL for the target */
  SipgoInviteOptions *invite_options;
  SipgoOutgoingRequest *request;
  SipgoEarlyDialogs *early_dialogs;
  GPtrArray *standbys;              /* SipgoStandby of targets that have not answered in time; NULL for none */
  char *answered_by;                /* the id of the early dialog whose description is in use */
  guint n_pracks;                   /* of ours without a final response */

  GTask *task;                      /* of invite () */
  GSource *cancel_source;
  SipgoTimer expiry_timer;          /* the Expires of the INVITE */
  gboolean is_shown;                /* request-created was emitted */
  gboolean describing;              /* the handler works on an offer or answer */
  SipgoBody *late_body;             /* the description of a 2xx that arrived while the handler worked on an early one */
  gboolean accepted;                /* that 2xx has arrived */
  gboolean stopped;                 /* cancelled before the 2xx was handled */
  gboolean has_dialog;              /* the 2xx was handled: a BYE can end the call */
};

struct _SipgoInviterClass
{
  SipgoSessionClass parent_class;
};

/**
 * SipgoInviter:
 *
 * A call that we make. [method@Inviter.invite] sends the INVITE and completes when the call was answered;
 * [method@Inviter.cancel] ends it before.
 *
 * ```c
 * static void
 * invited (GObject *call, GAsyncResult *result, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *   g_autoptr (SipgoOutgoingInviteRequest) request = NULL;
 *
 *   request = sipgo_inviter_invite_finish (SIPGO_INVITER (call), result, &error);
 *   if (request)
 *     g_print ("Answered\n");
 *   else if (g_error_matches (error, SIPGO_STATUS, SIPGO_STATUS_BUSY_HERE))
 *     g_print ("Busy\n");
 *   else
 *     g_printerr ("No call: %s\n", error->message);
 * }
 *
 * static void
 * call_bob (SipgoUserAgent *agent)
 * {
 *   g_autoptr (GError) error = NULL;
 *   g_autoptr (SipgoInviter) call = sipgo_inviter_new (agent, "sip:bob@example.com", &error);
 *
 *   if (call)
 *     sipgo_inviter_invite (call, NULL, NULL, invited, NULL);
 *   else
 *     g_printerr ("No call: %s\n", error->message);
 * }
 * ```
 *
 * ```python
 * call = Sipgo.Inviter.new(agent, "sip:bob@example.com")
 * try:
 *     await call.invite(extra_headers=["Subject: tea"])
 *     await call.media.play_file("hello.wav")
 *     await call.bye()
 * except GLib.Error as error:
 *     print("busy" if error.matches(Sipgo.Status, Sipgo.Status.BUSY_HERE) else error.message)
 * ```
 *
 * ```js
 * const call = Sipgo.Inviter.new(agent, 'sip:bob@example.com');
 * try {
 *     await call.invite({extraHeaders: ['Subject: tea']});
 *     await call.media.play_file('hello.wav');
 *     await call.bye();
 * } catch (error) {
 *     print(error.matches(Sipgo.Status, Sipgo.Status.BUSY_HERE) ? 'busy' : error.message);
 * }
 * ```
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (SipgoInviter, sipgo_inviter, SIPGO_TYPE_SESSION)

enum
{
  PROP_0,
  PROP_TARGET,
  PROP_REQUEST,
  PROP_EARLY_MEDIA,
  PROP_ANONYMOUS,
  PROP_WITHOUT_DESCRIPTION,
  PROP_EXTRA_HEADERS,
  PROP_ACCOUNT,
  PROP_LOCAL_IDENTITY,
  PROP_REMOTE_IDENTITY,
  PROP_BODY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static SipgoSession *
session_of (SipgoInviter *self)
{
  return &self->parent_instance;
}

static SipgoEnvironment *
environment_of (SipgoInviter *self)
{
  return sipgo_user_agent_core_get_environment (session_of (self)->usage.core);
}

static GListModel *
get_modifiers (SipgoInviter *self)
{
  GListModel *modifiers = self->invite_options
                          ? sipgo_invite_options_get_session_description_handler_modifiers (self->invite_options)
                          : NULL;

  return modifiers ? modifiers : session_of (self)->modifiers;
}

static SipgoSessionDescriptionHandlerOptions *
get_handler_options (SipgoInviter *self)
{
  SipgoSessionDescriptionHandlerOptions *options =
    self->invite_options ? sipgo_invite_options_get_session_description_handler_options (self->invite_options) : NULL;

  return options ? options : session_of (self)->options;
}

/* --- the result --------------------------------------------------------------------------------------------------- */

static GTask *
steal_task (SipgoInviter *self)
{
  sipgo_clear_source (&self->cancel_source);
  return g_steal_pointer (&self->task);
}

static void
stop_waiting (SipgoInviter *self, GError *error)
{
  g_autoptr (GTask) task = steal_task (self);

  if (!task)
    {
      g_error_free (error);
      return;
    }
  /* Else GTask replaces the error by a plain G_IO_ERROR_CANCELLED. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_return_error (task, error);
}

static void
fail (SipgoInviter *self, SipgoFailure *failure)
{
  sipgo_session_terminate (session_of (self), failure);
}

static void
fail_with_error (SipgoInviter *self, guint status, const GError *error)
{
  g_autoptr (SipgoFailure) failure = sipgo_failure_new (status, sipgo_status_get_phrase (status), NULL, NULL, error);

  fail (self, failure);
}

/* FALSE when the cancellable was cancelled just before: the caller ends the call by a BYE. */
static gboolean
succeed (SipgoInviter *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->task && g_cancellable_is_cancelled (g_task_get_cancellable (self->task)))
    {
      self->stopped = TRUE;
      return FALSE;
    }
  sipgo_session_take_timer (session_of (self), self->request->response);
  sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (session_of (self)->usage.core),
                                  &self->expiry_timer);
  sipgo_session_establish (session_of (self), sipgo_outgoing_request_get_flow (self->request),
                           get_handler_options (self), get_modifiers (self));
  task = steal_task (self);
  if (!task)
    return TRUE;
  /* The call is established: a later cancel must not change the result. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_return_pointer (task, g_object_ref (self->request), g_object_unref);
  return TRUE;
}

/* --- identities --------------------------------------------------------------------------------------------------- */

static SipgoNameAddr *
dup_local (SipgoInviter *self)
{
  g_autoptr (SipgoUri) nobody = NULL;

  if (self->own_local)
    return sipgo_name_addr_ref (self->own_local);
  if (!self->anonymous)
    return sipgo_name_addr_ref (sipgo_account_get_identity (session_of (self)->usage.account));
  nobody = sipgo_uri_new ("sip", "anonymous", "anonymous.invalid", 0, NULL);
  return sipgo_name_addr_new ("Anonymous", nobody);
}

static void
update_local (SipgoInviter *self)
{
  SipgoNameAddr *old = session_of (self)->local;

  /* The call is over and the agent is gone: the identity stays as it was. */
  if (!session_of (self)->usage.agent)
    return;
  session_of (self)->local = dup_local (self);
  g_clear_pointer (&old, sipgo_name_addr_unref);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOCAL_IDENTITY]);
}

/* P-Preferred-Identity tells the trusted proxy who calls; Privacy: id asks it not to pass that on (RFC 3323, RFC 3325
 * section 6). */
static void
add_privacy (SipgoInviter *self, SipgoMessage *invite)
{
  SipgoAccount *account = session_of (self)->usage.account;
  g_autofree char *text = NULL;

  sipgo_message_add (invite, SIPGO_HEADER_PRIVACY, "id");
  if (!sipgo_account_get_uri (account))
    return;
  text = sipgo_name_addr_to_string (sipgo_account_get_identity (account));
  sipgo_message_add_named (invite, "P-Preferred-Identity", text);
}

static gboolean
add_headers (SipgoInviter *self, SipgoMessage *invite, GError **error)
{
  if (self->anonymous)
    add_privacy (self, invite);
  return sipgo_message_add_extras (invite, (const char *const *) session_of (self)->usage.extra_headers, NULL, error);
}

static gboolean
withholds_offer (SipgoInviter *self)
{
  SipgoInviteOptions *options = self->invite_options;

  return self->without_description
         || (options && (sipgo_invite_options_get_without_description (options)
                         || sipgo_request_options_get_body ((SipgoRequestOptions *) options)));
}

/* --- CANCEL ------------------------------------------------------------------------------------------------------- */

static gboolean
check_cancel (SipgoInviter *self, SipgoCancelOptions *options, char **reason, GError **error)
{
  g_autoptr (SipgoMessage) trial = sipgo_message_new_request ("CANCEL", self->target);

  return sipgo_message_add_request_options (trial, (SipgoRequestOptions *) options, error)
         && (!options || sipgo_cancel_options_make_reason (options, reason, error));
}

/* --- provisional responses ---------------------------------------------------------------------------------------- */

static SipgoEarlyDialog *
ensure_early_dialog (SipgoInviter *self, SipgoMessage *response)
{
  SipgoSession *session = session_of (self);
  SipgoEarlyDialog *early = sipgo_early_dialogs_ensure (&self->early_dialogs, self->request->message, response);

  if (early)
    sipgo_outgoing_request_keep_flow (self->request, early->dialog, response);
  if (early && !session->dialog)
    sipgo_session_take_dialog (session, early->dialog);
  else if (early)
    sipgo_session_refresh_identity (session, early->dialog, response);
  return early;
}

static void
prack_moment (SipgoOutgoingRequest *request, SipgoMoment moment, SipgoMessage *response, gpointer user_data)
{
  g_autoptr (SipgoInviter) self = NULL;

  if (moment < SIPGO_MOMENT_ACCEPT)
    return;
  self = user_data;
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  self->n_pracks--;
  sipgo_session_resume_change (session_of (self));
}

static void
send_prack (SipgoInviter *self, SipgoDialog *dialog, guint32 rseq, SipgoBody *body)
{
  g_autoptr (SipgoMessage) message = sipgo_dialog_new_request (dialog, "PRACK");
  g_autoptr (SipgoOutgoingRequest) prack = NULL;

  sipgo_message_add_printf (message, SIPGO_HEADER_RACK, "%u %u INVITE", rseq,
                            sipgo_message_get_cseq (self->request->message));
  sipgo_user_agent_core_add_product (session_of (self)->usage.core, message);
  if (body)
    sipgo_message_set_body (message, body);
  prack = sipgo_outgoing_request_new (session_of (self)->usage.core, g_steal_pointer (&message),
                                      sipgo_dialog_get_next_hop (dialog), dialog, FALSE);
  sipgo_usage_adopt (&session_of (self)->usage, prack);
  self->n_pracks++;
  sipgo_session_dispatch (session_of (self), prack, prack_moment, g_object_ref (self));
}

static void go_on_accepting (SipgoInviter *self);

static void
forget_answer (SipgoInviter *self)
{
  SipgoEarlyDialog *early = sipgo_early_dialogs_find (self->early_dialogs, self->answered_by);

  if (early && !withholds_offer (self))
    sipgo_early_dialog_set_description (early, NULL);
  g_clear_pointer (&self->answered_by, g_free);
}

/* A failure does not end the call: the 2xx or another fork may bring a description that can be used. */
static void
early_answer_taken (SipgoSession *session, SipgoBody *body, const GError *error, gpointer user_data)
{
  SipgoInviter *self = SIPGO_INVITER (session);

  self->describing = FALSE;
  if (error && session->state == SIPGO_SESSION_STATE_ESTABLISHING)
    {
      sipgo_log (sipgo_user_agent_core_get_environment (session->usage.core), SIPGO_LOG_STATE,
                 "the session description of a provisional response cannot be used: %s", error->message);
      forget_answer (self);
      /* The PRACK goes out without an answer, so the peer's offer is withdrawn. */
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

/* The INVITE had no offer: the reliable provisional response brings it, and the PRACK carries our answer. Each fork
 * makes an offer of its own, and the media go to the fork that did so last. */
static void
answer_in_prack (SipgoInviter *self, SipgoEarlyDialog *early, SipgoBody *offer)
{
  PendingPrack *pending = g_new (PendingPrack, 1);

  pending->dialog = sipgo_dialog_ref (early->dialog);
  pending->rseq = early->rseq;
  session_of (self)->offer_answer.is_tentative = early->dialog != session_of (self)->dialog;
  set_answered_by (self, early->dialog);
  self->describing = TRUE;
  sipgo_session_take_offer (session_of (self), offer, get_handler_options (self), get_modifiers (self),
                            early_answer_made, pending);
}

static void
receive_progress (SipgoInviter *self, SipgoMessage *response)
{
  SipgoSession *session = session_of (self);
  SipgoEarlyDialog *early = ensure_early_dialog (self, response);
  g_autoptr (SipgoBody) body = sipgo_session_find_description (session, response);
  gboolean offers = early && body && !early->description && withholds_offer (self);
  gboolean reliable;

  /* While the handler works on the offer of another fork, ignore this one: the peer repeats it until the PRACK. */
  if (!early || (offers && self->describing))
    return;
  session->peer_updates = sipgo_message_has_element (response, SIPGO_HEADER_ALLOW, "UPDATE");
  reliable = sipgo_early_dialog_take_reliable (early, response);
  if (self->stopped)
    return;
  if (reliable && body && !early->description)
    sipgo_early_dialog_set_description (early, body);
  else if (!reliable && body && !withholds_offer (self))
    sipgo_early_dialog_set_hint (early, body);
  if (reliable && offers)
    {
      answer_in_prack (self, early, body);
      return;
    }
  if (reliable)
    send_prack (self, early->dialog, early->rseq, NULL);
  if (body && reliable && early->dialog == session->dialog)
    session->offer_answer.is_tentative = FALSE;
  if (body && (reliable || self->early_media) && sipgo_offer_answer_awaits_answer (&session->offer_answer)
      && !self->describing && !sipgo_session_is_changing (session))
    {
      session->offer_answer.is_tentative = !reliable || early->dialog != session->dialog;
      set_answered_by (self, early->dialog);
      self->describing = TRUE;
      sipgo_session_take_answer (session, body, get_modifiers (self), early_answer_taken, NULL);
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

/* The 2xx was acknowledged, but its description cannot be used or the call was cancelled: end it by a BYE. */
static void
hang_up (SipgoInviter *self, const GError *error)
{
  SipgoSession *session = session_of (self);
  g_autoptr (SipgoFailure) failure = error ? sipgo_failure_new (488, "Not Acceptable Here", NULL, NULL, error) : NULL;

  sipgo_session_set_failure (session, failure);
  sipgo_session_send_bye (session, error ? "SIP;cause=488;text=\"No usable session description\"" : NULL);
}

static void
hang_up_accepted (SipgoInviter *self)
{
  if (!sipgo_outgoing_invite_request_is_acknowledged (self->request))
    acknowledge (self, NULL);
  hang_up (self, NULL);
}

static void
settle (SipgoInviter *self, const GError *error)
{
  self->describing = FALSE;
  /* In any other state the call was cancelled meanwhile, and a BYE was sent. */
  if (session_of (self)->state != SIPGO_SESSION_STATE_ESTABLISHING)
    return;
  if (error || self->stopped || !succeed (self))
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

/* The 2xx is not of the fork whose early answer is in use: our offer was made again, so that the handler can take the
 * new answer to it. */
static void
offer_made_again (SipgoSession *session, SipgoBody *offer, const GError *error, gpointer user_data)
{
  g_autoptr (SipgoBody) answer = user_data;
  SipgoInviter *self = SIPGO_INVITER (session);

  if (error)
    settle (self, error);
  else
    sipgo_session_take_answer (session, answer, get_modifiers (self), answer_taken, NULL);
}

/* The media in use are those of another fork, or of an unreliable response that the 2xx contradicts. */
static void
take_description_of_fork (SipgoInviter *self, SipgoBody *body)
{
  SipgoSession *session = session_of (self);
  SipgoEarlyDialog *early = sipgo_early_dialogs_find (self->early_dialogs, sipgo_dialog_get_id (session->dialog));
  gboolean answered = early && early->description;

  if (!withholds_offer (self))
    {
      acknowledge (self, NULL);
      sipgo_session_make_offer (session, get_handler_options (self), get_modifiers (self), offer_made_again,
                                sipgo_body_ref (body));
      return;
    }
  /* The PRACK has carried the answer to this fork: the answer that the handler makes now is not sent. */
  if (answered)
    acknowledge (self, NULL);
  sipgo_session_take_offer (session, body, get_handler_options (self), get_modifiers (self),
                            answered ? answer_taken : answer_made, NULL);
}

/* TRUE when the answer in the 2xx differs from the one in use, which came in an unreliable provisional response. */
static gboolean
changes_answer (SipgoInviter *self, SipgoBody *body)
{
  SipgoOfferAnswer *offer_answer = &session_of (self)->offer_answer;

  return !withholds_offer (self) && !offer_answer->is_renewed
         && !sipgo_session_is_same_text (body, offer_answer->answer);
}

static void
take_description (SipgoInviter *self, SipgoBody *body)
{
  SipgoSession *session = session_of (self);
  gboolean other_fork = self->answered_by && !g_str_equal (self->answered_by, sipgo_dialog_get_id (session->dialog));

  self->describing = TRUE;
  if (sipgo_offer_answer_awaits_answer (&session->offer_answer) && body && !sipgo_session_is_changing (session))
    {
      acknowledge (self, NULL);
      sipgo_session_take_answer (session, body, get_modifiers (self), answer_taken, NULL);
    }
  else if (session->offer_answer.state == SIPGO_SIGNALING_STATE_INITIAL && body)
    {
      sipgo_session_take_offer (session, body, get_handler_options (self), get_modifiers (self), answer_made, NULL);
    }
  else if (session->offer_answer.has_settled && body && (other_fork || changes_answer (self, body)))
    {
      take_description_of_fork (self, body);
    }
  else
    {
      /* The answer of another fork does not hold for this one. */
      g_autoptr (GError) error = session->offer_answer.has_settled && !other_fork ? NULL
        : g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_MEDIA,
                               "The peer accepted the call, but its 2xx has no session description");

      acknowledge (self, NULL);
      settle (self, error);
    }
}

static SipgoDialog *
confirm_dialog (SipgoInviter *self, SipgoMessage *response, GError **error)
{
  g_autofree char *id = sipgo_dialog_id_of_response (response);
  SipgoEarlyDialog *early = sipgo_early_dialogs_find (self->early_dialogs, id);
  g_autoptr (SipgoDialog) dialog = early ? sipgo_dialog_ref (early->dialog)
                                         : sipgo_dialog_new_client (self->request->message, response, error);

  if (early)
    sipgo_dialog_confirm_client (dialog, response);
  if (!dialog || !sipgo_outgoing_request_check_security (self->request, dialog, error))
    return NULL;
  sipgo_outgoing_request_keep_flow (self->request, dialog, response);
  return g_steal_pointer (&dialog);
}

/* A 2xx without a usable Contact (12.1.1), or whose Contact or Record-Route would leave TLS. The peer repeats it until
 * it gets an ACK and believes in the call, so ACK and BYE are sent to where the INVITE went. */
static void
give_up_unreachable (SipgoInviter *self, SipgoMessage *response, const GError *error)
{
  SipgoSession *session = session_of (self);
  g_autoptr (SipgoDialog) dialog = sipgo_dialog_new_client_unreachable (self->request->message, response);
  g_autoptr (SipgoFailure) failure = sipgo_failure_new (400, "Bad Request", response, NULL, error);

  sipgo_outgoing_request_keep_flow (self->request, dialog, response);
  sipgo_session_take_dialog (session, dialog);
  acknowledge (self, NULL);
  sipgo_session_set_failure (session, failure);
  sipgo_session_send_bye (session, "SIP;cause=400;text=\"No usable Contact or Record-Route in the 2xx\"");
}

/* The description of a reliable provisional response is final, whether or not the 2xx repeats it (13.2.1). A 2xx that
 * omits the answer of an unreliable one breaks RFC 3261, but is common with old gateways: use that answer. */
static SipgoBody *
find_description (SipgoInviter *self, SipgoMessage *response)
{
  SipgoSession *session = session_of (self);
  SipgoEarlyDialog *early = sipgo_early_dialogs_find (self->early_dialogs, sipgo_dialog_get_id (session->dialog));
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
  /* Our UPDATE was sent to another fork. */
  if (session->dialog != dialog)
    sipgo_session_stop_change (session);
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
  if (self->describing || session->describing)
    {
      self->accepted = TRUE;
      self->late_body = g_steal_pointer (&body);
      return;
    }
  take_description (self, body);
}

/* The handler has finished the early description; the 2xx has waited for that. */
static void
go_on_accepting (SipgoInviter *self)
{
  g_autoptr (SipgoBody) body = g_steal_pointer (&self->late_body);

  self->accepted = FALSE;
  if (session_of (self)->state == SIPGO_SESSION_STATE_ESTABLISHING)
    take_description (self, body);
}

static void
receive (SipgoOutgoingRequest *request, SipgoMoment moment, SipgoMessage *response, gpointer user_data)
{
  SipgoInviter *self = user_data;
  g_autoptr (SipgoInviter) hold = g_object_ref (self);

  /* One target has answered, and the request goes back to no other. */
  g_clear_pointer (&self->standbys, g_ptr_array_unref);
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
      fail (self, sipgo_outgoing_request_get_failure (request));
      break;
    }
}

/* --- the INVITE --------------------------------------------------------------------------------------------------- */

/* Headers of the INVITE that come from the target URI or the referral. */
static void
add_inherited_headers (SipgoInviter *self, SipgoMessage *message)
{
  if (self->replaces)
    sipgo_message_add (message, SIPGO_HEADER_REPLACES, self->replaces);
  if (self->referred_by)
    sipgo_message_add (message, SIPGO_HEADER_REFERRED_BY, self->referred_by);
}

static SipgoOutgoingRequest *
make_request (SipgoInviter *self, GError **error)
{
  SipgoUserAgentCore *core = session_of (self)->usage.core;
  SipgoUsage *usage = &session_of (self)->usage;
  g_autoptr (SipgoMessage) message = sipgo_user_agent_core_new_message (core, usage->account, "INVITE", self->target,
                                                                        session_of (self)->local, self->own_remote,
                                                                        NULL, 1);
  SipgoUri *request_uri = sipgo_message_get_request_uri (message);
  g_autoptr (SipgoUri) next_hop = sipgo_uri_ref (sipgo_user_agent_core_get_next_hop (core, usage->account,
                                                                                     request_uri));

  sipgo_message_add (message, SIPGO_HEADER_ALLOW, SIPGO_ALLOW);
  sipgo_user_agent_core_add_supported (core, message);
  sipgo_user_agent_core_add_required (core, message);
  add_inherited_headers (self, message);
  if (!add_headers (self, message, error))
    return NULL;
  if (!sipgo_message_add_request_options (message, (SipgoRequestOptions *) self->invite_options, error))
    return NULL;
  sipgo_session_timer_add_to_request (&session_of (self)->timer, message);
  return sipgo_usage_adopt (usage, sipgo_outgoing_invite_request_new (core, g_steal_pointer (&message), next_hop, NULL,
                                                                      TRUE));
}

static gboolean
amend (SipgoOutgoingRequest *request, SipgoMessage *response, SipgoMessage *next, gpointer user_data)
{
  return sipgo_session_timer_take_too_small (&session_of (user_data)->timer, response, next);
}

static void stop (SipgoInviter *self, const char *reason);

static void
fail_cancelled (SipgoInviter *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The call was cancelled");

  fail_with_error (self, 487, error);
}

/* The INVITE was not accepted within its Expires (13.2.1). */
static void
expired (gpointer user_data)
{
  SipgoInviter *self = user_data;
  g_autoptr (SipgoInviter) hold = g_object_ref (self);

  /* There is a final response already, or the call was cancelled. */
  if (sipgo_outgoing_request_is_done (self->request) || session_of (self)->state != SIPGO_SESSION_STATE_ESTABLISHING)
    return;
  stop (self, NULL);
  stop_waiting (self, g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TIMEOUT,
                                           "The call was not answered within the Expires of the INVITE"));
}

static void
limit (SipgoInviter *self)
{
  guint32 seconds;

  if (sipgo_message_get_number (self->request->message, SIPGO_HEADER_EXPIRES, G_MAXUINT32, &seconds))
    sipgo_environment_set_timer (environment_of (self), &self->expiry_timer, SIPGO_SECONDS ((gint64) seconds), expired,
                                 self);
}

/* The INVITE is complete. request-created is emitted once, for the first target. */
static void
send_invite (SipgoInviter *self, SipgoBody *offer)
{
  SipgoSession *session = session_of (self);

  if (offer)
    {
      sipgo_message_set_body (self->request->message, offer);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BODY]);
      /* A signal handler may have ended the session. */
      if (session->state != SIPGO_SESSION_STATE_ESTABLISHING)
        return;
    }
  if (!self->is_shown)
    {
      self->is_shown = TRUE;
      limit (self);
      g_signal_emit (self, sipgo_session_signals[SIPGO_SESSION_REQUEST_CREATED], 0, self->request);
    }
  if (session->state == SIPGO_SESSION_STATE_ESTABLISHING)
    sipgo_outgoing_request_prepared (self->request, NULL);
}

static void
offer_made (SipgoSession *session, SipgoBody *offer, const GError *error, gpointer user_data)
{
  SipgoInviter *self = SIPGO_INVITER (session);
  /* FALSE: the INVITE has gone back to an earlier target meanwhile. */
  gboolean is_wanted = self->describing;

  self->describing = FALSE;
  if (session->state != SIPGO_SESSION_STATE_ESTABLISHING || !is_wanted)
    return;
  if (error)
    fail_with_error (self, sipgo_session_refusal_of (error), error);
  else
    send_invite (self, offer);
}

static void
put_handler_by (SipgoInviter *self)
{
  SipgoStandby *standby = sipgo_session_remove_handler (session_of (self));

  if (!standby)
    return;
  if (!self->standbys)
    self->standbys = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_standby_free);
  g_ptr_array_add (self->standbys, standby);
}

/* The target that is reached from this local address has answered after all, while another one was tried. */
static gboolean
go_back (SipgoOutgoingRequest *request, const char *local_host, gpointer user_data)
{
  SipgoInviter *self = user_data;
  SipgoSession *session = session_of (self);
  g_autoptr (SipgoInviter) hold = g_object_ref (self);
  SipgoStandby *standby = sipgo_standby_take (self->standbys, local_host);

  if (!standby)
    return FALSE;
  self->describing = FALSE;
  put_handler_by (self);
  /* A signal handler may have ended the session. */
  if (session->state != SIPGO_SESSION_STATE_ESTABLISHING)
    {
      sipgo_standby_free (standby);
      return FALSE;
    }
  sipgo_session_restore_handler (session, standby);
  return session->state == SIPGO_SESSION_STATE_ESTABLISHING;
}

/* Makes the offer for the local address from which the next target is reached. A handler belongs to one local address;
 * what the previous target has offered or answered early belongs to the previous handler. */
static void
prepare (SipgoOutgoingRequest *request, const char *local_host, gpointer user_data)
{
  SipgoInviter *self = user_data;
  SipgoSession *session = session_of (self);
  g_autoptr (SipgoInviter) hold = g_object_ref (self);
  g_autoptr (GError) error = NULL;
  SipgoStandby *standby;

  g_clear_pointer (&self->answered_by, g_free);
  put_handler_by (self);
  /* A signal handler may have ended the session. */
  if (session->state != SIPGO_SESSION_STATE_ESTABLISHING)
    return;
  standby = sipgo_standby_take (self->standbys, local_host);
  if (standby)
    {
      g_autoptr (SipgoBody) offer = standby->offer ? sipgo_body_ref (standby->offer) : NULL;

      sipgo_session_restore_handler (session, standby);
      send_invite (self, offer);
      return;
    }
  if (!sipgo_session_ensure_handler (session, local_host, &error))
    {
      fail_with_error (self, 503, error);
      return;
    }
  if (session->state != SIPGO_SESSION_STATE_ESTABLISHING)
    return;
  if (withholds_offer (self))
    {
      send_invite (self, NULL);
      return;
    }
  self->describing = TRUE;
  sipgo_session_make_offer (session, get_handler_options (self), get_modifiers (self), offer_made, NULL);
}

static void
begin (SipgoInviter *self)
{
  SipgoSession *session = session_of (self);
  g_autoptr (GError) error = NULL;

  sipgo_session_join (session);
  /* A signal handler may have ended the session. */
  sipgo_session_set_state (session, SIPGO_SESSION_STATE_ESTABLISHING);
  if (session->state != SIPGO_SESSION_STATE_ESTABLISHING)
    return;
  self->request = make_request (self, &error);
  if (!self->request)
    {
      fail_with_error (self, 400, error);
      return;
    }
  sipgo_usage_call_id_changed (&session->usage);
  /* Before the notification, whose handler may cancel the call at once. */
  sipgo_outgoing_request_set_handler (self->request, receive, self);
  sipgo_outgoing_request_set_amend (self->request, amend);
  sipgo_outgoing_request_set_prepare (self->request, prepare, go_back, self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REQUEST]);
  if (sipgo_inviter_get_body (self))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BODY]);
  if (session->state == SIPGO_SESSION_STATE_ESTABLISHING)
    sipgo_outgoing_request_start (self->request);
}

/* Ends a call that is not established: drops an INVITE that was not sent, sends CANCEL, or BYE after a 2xx. */
static void
stop (SipgoInviter *self, const char *reason)
{
  SipgoSession *session = session_of (self);

  self->stopped = TRUE;
  if (!self->request || !sipgo_outgoing_request_is_sent (self->request))
    {
      fail_cancelled (self);
      return;
    }
  if (session->state != SIPGO_SESSION_STATE_ESTABLISHING)
    return;
  if (sipgo_outgoing_request_is_done (self->request))
    {
      /* Without a dialog there is nothing to end by a BYE yet: receive_accept () does it when a 2xx has arrived. */
      if (self->has_dialog)
        hang_up_accepted (self);
      return;
    }
  sipgo_session_set_state (session, SIPGO_SESSION_STATE_TERMINATING);
  SIPGO_OUTGOING_REQUEST_GET_CLASS (self->request)->stop (self->request, reason);
}

/* The task returns at once. The CANCEL follows the first provisional response (9.1); when a 2xx arrives instead, it
 * gets ACK and BYE. */
static void
cancelled (gpointer user_data)
{
  SipgoInviter *self = user_data;
  g_autoptr (SipgoInviter) hold = g_object_ref (self);

  stop (self, NULL);
  stop_waiting (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The call was cancelled"));
}

/* Stops the INVITE, and fails the task of invite () with the error that ended the session. */
static void
sipgo_inviter_terminated (SipgoSession *session)
{
  SipgoInviter *self = SIPGO_INVITER (session);
  g_autoptr (GTask) task = steal_task (self);

  sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (session->usage.core), &self->expiry_timer);
  g_clear_pointer (&self->standbys, g_ptr_array_unref);
  if (self->request && !sipgo_outgoing_request_is_done (self->request))
    {
      sipgo_outgoing_request_set_handler (self->request, NULL, NULL);
      SIPGO_OUTGOING_REQUEST_GET_CLASS (self->request)->stop (self->request, NULL);
    }
  if (task)
    g_task_return_error (task, sipgo_session_make_ended_error (session));
}

/* --- virtual functions of SipgoSession ---------------------------------------------------------------------------- */

static void
sipgo_inviter_end (SipgoSession *session)
{
  switch (session->state)
    {
    case SIPGO_SESSION_STATE_INITIAL:
      sipgo_session_terminate (session, NULL);
      break;
    case SIPGO_SESSION_STATE_ESTABLISHING:
      stop (SIPGO_INVITER (session), NULL);
      break;
    default:
      ((SipgoSessionClass *) sipgo_inviter_parent_class)->end (session);
    }
}

static gboolean
sipgo_inviter_awaits_ack (SipgoSession *session)
{
  SipgoInviter *self = SIPGO_INVITER (session);

  return self->request && !sipgo_outgoing_invite_request_is_acknowledged (self->request)
         && !sipgo_dialog_is_early (session->dialog);
}

static gboolean
sipgo_inviter_awaits_prack (SipgoSession *session)
{
  return SIPGO_INVITER (session)->n_pracks > 0;
}

static void
sipgo_inviter_resume (SipgoSession *session)
{
  SipgoInviter *self = SIPGO_INVITER (session);

  if (self->accepted && !self->describing && !session->describing)
    go_on_accepting (self);
}

/* The peer may send BYE while our handler still works on its answer. */
static void
sipgo_inviter_early_request (SipgoSession *session, SipgoIncomingRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (!sipgo_message_method_is (request->message, "BYE"))
    {
      ((SipgoSessionClass *) sipgo_inviter_parent_class)->early_request (session, request);
      return;
    }
  sipgo_incoming_request_respond_simple (request, 200);
  error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The peer sent a BYE right after its 2xx");
  fail_with_error (SIPGO_INVITER (session), 487, error);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static gboolean
get_option (SipgoInviter *self, guint id, GValue *value)
{
  switch (id)
    {
    case PROP_ANONYMOUS:
      g_value_set_boolean (value, self->anonymous);
      return TRUE;
    case PROP_WITHOUT_DESCRIPTION:
      g_value_set_boolean (value, self->without_description);
      return TRUE;
    case PROP_EXTRA_HEADERS:
      g_value_set_boxed (value, session_of (self)->usage.extra_headers);
      return TRUE;
    case PROP_ACCOUNT:
      g_value_set_object (value, session_of (self)->usage.account);
      return TRUE;
    case PROP_LOCAL_IDENTITY:
      g_value_set_boxed (value, sipgo_session_get_local_identity (session_of (self)));
      return TRUE;
    case PROP_REMOTE_IDENTITY:
      g_value_set_boxed (value, sipgo_session_get_remote_identity (session_of (self)));
      return TRUE;
    case PROP_BODY:
      g_value_set_boxed (value, sipgo_inviter_get_body (self));
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
set_option (SipgoInviter *self, guint id, const GValue *value)
{
  switch (id)
    {
    case PROP_ANONYMOUS:
      sipgo_inviter_set_anonymous (self, g_value_get_boolean (value));
      return TRUE;
    case PROP_WITHOUT_DESCRIPTION:
      sipgo_inviter_set_without_description (self, g_value_get_boolean (value));
      return TRUE;
    case PROP_EXTRA_HEADERS:
      sipgo_inviter_set_extra_headers (self, (const char *const *) g_value_get_boxed (value));
      return TRUE;
    case PROP_ACCOUNT:
      sipgo_inviter_set_account (self, g_value_get_object (value));
      return TRUE;
    case PROP_LOCAL_IDENTITY:
      sipgo_inviter_set_local_identity (self, g_value_get_boxed (value));
      return TRUE;
    case PROP_REMOTE_IDENTITY:
      sipgo_inviter_set_remote_identity (self, g_value_get_boxed (value));
      return TRUE;
    default:
      return FALSE;
    }
}

static void
sipgo_inviter_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoInviter *self = SIPGO_INVITER (object);

  switch (id)
    {
    case PROP_TARGET:
      g_value_set_boxed (value, self->target);
      break;
    case PROP_REQUEST:
      g_value_set_object (value, self->request);
      break;
    case PROP_EARLY_MEDIA:
      g_value_set_boolean (value, self->early_media);
      break;
    default:
      if (!get_option (self, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_inviter_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_EARLY_MEDIA)
    sipgo_inviter_set_early_media (SIPGO_INVITER (object), g_value_get_boolean (value));
  else if (!set_option (SIPGO_INVITER (object), id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
sipgo_inviter_finalize (GObject *object)
{
  SipgoInviter *self = SIPGO_INVITER (object);

  if (self->request)
    sipgo_outgoing_request_set_handler (self->request, NULL, NULL);
  g_clear_object (&self->request);
  g_clear_object (&self->invite_options);
  g_clear_pointer (&self->target, sipgo_uri_unref);
  g_clear_pointer (&self->early_dialogs, g_ptr_array_unref);
  g_clear_pointer (&self->standbys, g_ptr_array_unref);
  g_clear_pointer (&self->late_body, sipgo_body_unref);
  g_free (self->answered_by);
  g_free (self->replaces);
  g_free (self->referred_by);
  g_clear_pointer (&session_of (self)->usage.extra_headers, g_strfreev);
  g_clear_pointer (&self->own_local, sipgo_name_addr_unref);
  g_clear_pointer (&self->own_remote, sipgo_name_addr_unref);
  G_OBJECT_CLASS (sipgo_inviter_parent_class)->finalize (object);
}

static const char *
sipgo_inviter_get_call_id (SipgoUsage *usage)
{
  SipgoInviter *self = (SipgoInviter *) usage;

  return self->request ? sipgo_message_get_call_id (self->request->message) : NULL;
}

static void
sipgo_inviter_hang_up_at_exit (SipgoUsage *usage)
{
  SipgoSession *session = SIPGO_SESSION (usage);
  SipgoInviter *self = SIPGO_INVITER (session);

  if (session->state < SIPGO_SESSION_STATE_ESTABLISHED && self->request)
    sipgo_outgoing_invite_request_cancel_at_exit (self->request);
  ((SipgoUsageClass *) sipgo_inviter_parent_class)->hang_up_at_exit (usage);
}

static void
install_options (void)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoInviter:anonymous:
   *
   * Whether to hide from the callee who calls (RFC 3323): From and Contact are anonymous, P-Preferred-Identity tells
   * our identity to the network alone, and `Privacy: id` asks it not to pass that on. %FALSE by default.
   *
   * Since: 1.0
   */
  props[PROP_ANONYMOUS] = g_param_spec_boolean ("anonymous", NULL, NULL, FALSE, flags);
  /**
   * SipgoInviter:without-description:
   *
   * Whether the INVITE is sent without an offer, so that the peer makes the offer. %FALSE by default.
   *
   * Since: 1.0
   */
  props[PROP_WITHOUT_DESCRIPTION] = g_param_spec_boolean ("without-description", NULL, NULL, FALSE, flags);
  /**
   * SipgoInviter:extra-headers:
   *
   * Header lines of the INVITE, each as `Name: value`, before those of its options. None by default.
   *
   * Since: 1.0
   */
  props[PROP_EXTRA_HEADERS] = g_param_spec_boxed ("extra-headers", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * SipgoInviter:account:
   *
   * The account of the agent that makes the call; the agent's own by default, which %NULL sets again.
   *
   * Since: 1.0
   */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, SIPGO_TYPE_ACCOUNT, flags);
  /**
   * SipgoInviter:local-identity:
   *
   * Our name and address: the From of the INVITE. It may be set before the call is sent, even with a tag, and takes
   * precedence over [property@Inviter:anonymous]. The agent's own address by default.
   *
   * Since: 1.0
   */
  props[PROP_LOCAL_IDENTITY] = g_param_spec_boxed ("local-identity", NULL, NULL, SIPGO_TYPE_NAME_ADDR, flags);
  /**
   * SipgoInviter:remote-identity:
   *
   * The name and address of the peer. It may be set before the call is sent, to make the To of the INVITE differ from
   * the target. The target by default.
   *
   * Since: 1.0
   */
  props[PROP_REMOTE_IDENTITY] = g_param_spec_boxed ("remote-identity", NULL, NULL, SIPGO_TYPE_NAME_ADDR, flags);
  /**
   * SipgoInviter:body:
   *
   * The body of the INVITE; %NULL before it is sent, and when it has none.
   *
   * Since: 1.0
   */
  props[PROP_BODY] = g_param_spec_boxed ("body", NULL, NULL, SIPGO_TYPE_BODY,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
sipgo_inviter_class_init (SipgoInviterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SipgoSessionClass *session_class = (SipgoSessionClass *) klass;

  object_class->get_property = sipgo_inviter_get_property;
  object_class->set_property = sipgo_inviter_set_property;
  object_class->finalize = sipgo_inviter_finalize;
  session_class->end = sipgo_inviter_end;
  ((SipgoUsageClass *) klass)->hang_up_at_exit = sipgo_inviter_hang_up_at_exit;
  ((SipgoUsageClass *) klass)->get_call_id = sipgo_inviter_get_call_id;
  session_class->terminated = sipgo_inviter_terminated;
  session_class->awaits_ack = sipgo_inviter_awaits_ack;
  session_class->early_request = sipgo_inviter_early_request;
  session_class->awaits_prack = sipgo_inviter_awaits_prack;
  session_class->resume = sipgo_inviter_resume;

  /**
   * SipgoInviter:target:
   *
   * The URI that is called.
   *
   * Since: 1.0
   */
  props[PROP_TARGET] = g_param_spec_boxed ("target", NULL, NULL, SIPGO_TYPE_URI,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * SipgoInviter:request:
   *
   * The INVITE; %NULL before [method@Inviter.invite]. It has its body once [signal@Session::request-created] is
   * emitted, and its Contact once it is sent.
   *
   * Since: 1.0
   */
  props[PROP_REQUEST] = g_param_spec_object ("request", NULL, NULL, SIPGO_TYPE_OUTGOING_INVITE_REQUEST,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * SipgoInviter:early-media:
   *
   * Whether early media starts with the session description of an unreliable provisional response, before the call is
   * answered. %FALSE by default, since the 2xx may change such a description. Those of reliable provisional responses
   * (RFC 3262) are always used.
   *
   * Since: 1.0
   */
  props[PROP_EARLY_MEDIA] = g_param_spec_boolean ("early-media", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  install_options ();
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_inviter_init (SipgoInviter *self)
{
}

void
sipgo_inviter_set_referred_by (SipgoInviter *self, const char *referred_by)
{
  g_free (self->referred_by);
  self->referred_by = g_strdup (referred_by);
}

/**
 * sipgo_inviter_new:
 * @agent: the agent that calls
 * @target: the SIP URI to call, such as `sip:bob@example.com`; or a name-addr, such as `"Bob" <sip:bob@example.com>`,
 *   whose display name goes into [property@Inviter:remote-identity], and whose parameters are not used
 *
 * Makes a call; nothing is sent before [method@Inviter.invite].
 *
 * Fails when @target is not a URI that can be called.
 *
 * Returns: (transfer full): the call
 *
 * Since: 1.0
 */
SipgoInviter *
sipgo_inviter_new (SipgoUserAgent *agent, const char *target, GError **error)
{
  g_autofree char *display_name = NULL;
  g_autoptr (SipgoUri) uri = NULL;
  g_autoptr (SipgoNameAddr) named = NULL;
  SipgoInviter *self;

  g_return_val_if_fail (SIPGO_IS_AGENT (agent), NULL);
  g_return_val_if_fail (target != NULL, NULL);
  uri = sipgo_name_addr_parse_target (target, &display_name, error);
  self = uri ? sipgo_inviter_new_for_uri (agent, uri, error) : NULL;
  if (!self || !display_name)
    return self;
  named = sipgo_name_addr_new (display_name, self->target);
  sipgo_inviter_set_remote_identity (self, named);
  return self;
}

/**
 * sipgo_inviter_new_for_uri:
 * @agent: the agent that calls
 * @target: the URI to call
 *
 * Makes a call; nothing is sent before [method@Inviter.invite]. A Replaces header in @target (RFC 3891) is copied into
 * the INVITE.
 *
 * Fails when @target has a scheme that cannot be called.
 *
 * Returns: (transfer full): the call
 *
 * Since: 1.0
 */
SipgoInviter *
sipgo_inviter_new_for_uri (SipgoUserAgent *agent, SipgoUri *target, GError **error)
{
  SipgoInviter *self;
  const char *replaces;

  g_return_val_if_fail (SIPGO_IS_AGENT (agent), NULL);
  g_return_val_if_fail (target != NULL, NULL);
  if (!sipgo_user_agent_core_check_target (SIPGO_AGENT (agent)->core, target, error))
    return NULL;
  self = g_object_new (SIPGO_TYPE_INVITER, NULL);
  sipgo_session_set_up (session_of (self), SIPGO_AGENT (agent));
  session_of (self)->is_caller = TRUE;
  replaces = sipgo_uri_get_header (target, "Replaces");
  self->replaces = replaces && sipgo_header_value_is_safe (replaces) ? g_strdup (replaces) : NULL;
  self->target = sipgo_uri_without_headers (target);
  session_of (self)->local = dup_local (self);
  session_of (self)->remote = sipgo_name_addr_new (NULL, self->target);
  return self;
}

/**
 * sipgo_inviter_get_target:
 * @self: a call
 *
 * The URI that is called.
 *
 * Returns: (transfer none): the URI
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_inviter_get_target (SipgoInviter *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITER (self), NULL);
  return self->target;
}

/**
 * sipgo_inviter_get_request:
 * @self: a call
 *
 * The INVITE, see [property@Inviter:request].
 *
 * Returns: (transfer none) (nullable): the request, or %NULL before [method@Inviter.invite]
 *
 * Since: 1.0
 */
SipgoOutgoingInviteRequest *
sipgo_inviter_get_request (SipgoInviter *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITER (self), NULL);
  return (SipgoOutgoingInviteRequest *) self->request;
}

/**
 * sipgo_inviter_get_early_media:
 * @self: a call
 *
 * Whether early media starts with the session description of an unreliable provisional response.
 *
 * Returns: %TRUE when it does
 *
 * Since: 1.0
 */
gboolean
sipgo_inviter_get_early_media (SipgoInviter *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITER (self), FALSE);
  return self->early_media;
}

/**
 * sipgo_inviter_set_early_media:
 * @self: a call
 * @early_media: %TRUE to use the descriptions of unreliable provisional responses
 *
 * Sets [property@Inviter:early-media].
 *
 * Since: 1.0
 */
void
sipgo_inviter_set_early_media (SipgoInviter *self, gboolean early_media)
{
  g_return_if_fail (SIPGO_IS_INVITER (self));
  if (self->early_media == early_media)
    return;
  self->early_media = early_media;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EARLY_MEDIA]);
}

/**
 * sipgo_inviter_get_body:
 * @self: a call
 *
 * The body of the INVITE.
 *
 * Returns: (transfer none) (nullable): the body, or %NULL before it is sent and when it has none
 *
 * Since: 1.0
 */
SipgoBody *
sipgo_inviter_get_body (SipgoInviter *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITER (self), NULL);
  return self->request ? sipgo_message_get_body (self->request->message) : NULL;
}

/**
 * sipgo_inviter_get_anonymous:
 * @self: a call
 *
 * Whether to hide from the callee who calls.
 *
 * Returns: %TRUE when the call is anonymous
 *
 * Since: 1.0
 */
gboolean
sipgo_inviter_get_anonymous (SipgoInviter *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITER (self), FALSE);
  return self->anonymous;
}

/**
 * sipgo_inviter_set_anonymous:
 * @self: a call that was not sent yet
 * @anonymous: %TRUE to hide who calls
 *
 * Sets [property@Inviter:anonymous].
 *
 * Since: 1.0
 */
void
sipgo_inviter_set_anonymous (SipgoInviter *self, gboolean anonymous)
{
  g_return_if_fail (SIPGO_IS_INVITER (self));
  if (self->anonymous == anonymous)
    return;
  self->anonymous = anonymous;
  update_local (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ANONYMOUS]);
}

/**
 * sipgo_inviter_get_without_description:
 * @self: a call
 *
 * Whether the INVITE is sent without an offer.
 *
 * Returns: %TRUE when it does
 *
 * Since: 1.0
 */
gboolean
sipgo_inviter_get_without_description (SipgoInviter *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITER (self), FALSE);
  return self->without_description;
}

/**
 * sipgo_inviter_set_without_description:
 * @self: a call that was not sent yet
 * @without_description: %TRUE to leave the offer to the peer
 *
 * Sets [property@Inviter:without-description].
 *
 * Since: 1.0
 */
void
sipgo_inviter_set_without_description (SipgoInviter *self, gboolean without_description)
{
  g_return_if_fail (SIPGO_IS_INVITER (self));
  if (self->without_description == without_description)
    return;
  self->without_description = without_description;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WITHOUT_DESCRIPTION]);
}

/**
 * sipgo_inviter_get_extra_headers:
 * @self: a call
 *
 * Header lines of the INVITE.
 *
 * Returns: (transfer full) (nullable): a copy of the lines, or %NULL
 *
 * Since: 1.0
 */
GStrv
sipgo_inviter_get_extra_headers (SipgoInviter *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITER (self), NULL);
  return g_strdupv (session_of (self)->usage.extra_headers);
}

/**
 * sipgo_inviter_set_extra_headers:
 * @self: a call that was not sent yet
 * @extra_headers: (nullable) (array zero-terminated=1): lines, each as `Name: value`
 *
 * Sets [property@Inviter:extra-headers].
 *
 * Since: 1.0
 */
void
sipgo_inviter_set_extra_headers (SipgoInviter *self, const char *const *extra_headers)
{
  g_return_if_fail (SIPGO_IS_INVITER (self));
  g_strfreev (session_of (self)->usage.extra_headers);
  session_of (self)->usage.extra_headers = g_strdupv ((GStrv) extra_headers);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXTRA_HEADERS]);
}

/**
 * sipgo_inviter_set_account:
 * @self: a call that was not sent yet
 * @account: (nullable): an account of the agent, or %NULL for its own
 *
 * Sets [property@Inviter:account].
 *
 * Since: 1.0
 */
void
sipgo_inviter_set_account (SipgoInviter *self, SipgoAccount *account)
{
  g_return_if_fail (SIPGO_IS_INVITER (self));
  g_return_if_fail (!account || SIPGO_IS_ACCOUNT (account));
  g_return_if_fail (!self->request);
  if (!sipgo_usage_set_account (&session_of (self)->usage, account))
    return;
  update_local (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCOUNT]);
}

/**
 * sipgo_inviter_set_local_identity:
 * @self: a call that was not sent yet
 * @identity: (nullable): name and address of From, maybe with a tag; %NULL for the agent's own address
 *
 * Sets [property@Inviter:local-identity].
 *
 * Since: 1.0
 */
void
sipgo_inviter_set_local_identity (SipgoInviter *self, SipgoNameAddr *identity)
{
  g_return_if_fail (SIPGO_IS_INVITER (self));
  g_clear_pointer (&self->own_local, sipgo_name_addr_unref);
  self->own_local = identity ? sipgo_name_addr_ref (identity) : NULL;
  update_local (self);
}

/**
 * sipgo_inviter_set_remote_identity:
 * @self: a call that was not sent yet
 * @identity: (nullable): name and address of To; %NULL for the target
 *
 * Sets [property@Inviter:remote-identity].
 *
 * Since: 1.0
 */
void
sipgo_inviter_set_remote_identity (SipgoInviter *self, SipgoNameAddr *identity)
{
  SipgoSession *session;

  g_return_if_fail (SIPGO_IS_INVITER (self));
  session = session_of (self);
  g_clear_pointer (&self->own_remote, sipgo_name_addr_unref);
  self->own_remote = identity ? sipgo_name_addr_ref (identity) : NULL;
  g_clear_pointer (&session->remote, sipgo_name_addr_unref);
  session->remote = identity ? sipgo_name_addr_ref (identity) : sipgo_name_addr_new (NULL, self->target);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REMOTE_IDENTITY]);
}

/* --- the methods -------------------------------------------------------------------------------------------------- */

/**
 * sipgo_inviter_invite:
 * @self: a call
 * @options: (nullable): headers, modifiers, options for the session description handler
 * @cancellable: (nullable): cancels the call. The operation ends at once; a CANCEL is sent after the first provisional
 *   response, or a BYE when a 2xx arrives instead
 * @callback: called when the call was answered and acknowledged, or failed
 * @user_data: for @callback
 *
 * Sends the INVITE. It completes when the peer has answered with a 2xx and we have sent the ACK. On an established call
 * it sends a re-INVITE, exactly as [method@Session.invite] does: `invite()` in a script is this method. An `Expires`
 * among the extra headers limits the time, in seconds, that the peer has to answer: after it the call is cancelled, and
 * the error is [error@Error] `TIMEOUT` (RFC 3261 13.2.1).
 *
 * Fails when the agent is not started, or the INVITE was sent already or the call is over ([error@Error] `STATE`), when
 * there are too many calls ([property@Limits:max-calls], `RESOURCES`), when the peer rejected the call (domain
 * [enum@Status]), or could not be reached or its answer not be understood (domain [error@Error]).
 *
 * Since: 1.0
 */
void
sipgo_inviter_invite (SipgoInviter *self, SipgoInviteOptions *options, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_INVITER (self));
  if (session_of (self)->state == SIPGO_SESSION_STATE_ESTABLISHED)
    {
      sipgo_session_invite (session_of (self), options, cancellable, callback, user_data);
      return;
    }
  task = sipgo_user_agent_core_new_task (session_of (self)->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_inviter_invite);
  if (!sipgo_session_check_state (session_of (self), SIPGO_SESSION_STATE_INITIAL, "start", &error)
      || !sipgo_agent_check_started (session_of (self)->usage.agent, &error)
      || !sipgo_limits_check_own_call (session_of (self)->usage.agent->limits, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->task = g_steal_pointer (&task);
  self->invite_options = options ? g_object_ref (options) : NULL;
  self->cancel_source = sipgo_environment_watch_cancellable (environment_of (self), cancellable, cancelled, self);
  begin (self);
}

/**
 * sipgo_inviter_invite_finish:
 * @self: a call
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Inviter.invite].
 *
 * Returns: (transfer full): the request, with its response
 *
 * Since: 1.0
 */
SipgoOutgoingInviteRequest *
sipgo_inviter_invite_finish (SipgoInviter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sipgo_inviter_cancel:
 * @self: a call that is not established yet
 * @options: (nullable): the status and phrase of a Reason header (RFC 3326), further headers
 * @cancellable: (nullable): stops waiting; the call is cancelled all the same
 * @callback: called when the call is over
 * @user_data: for @callback
 *
 * Cancels a call that was not answered yet, by a CANCEL (RFC 3261 section 9.1). When a 2xx arrives all the same, it is
 * acknowledged and followed by a BYE.
 *
 * Fails when the call was established already ([error@Error] `STATE`).
 *
 * Since: 1.0
 */
void
sipgo_inviter_cancel (SipgoInviter *self, SipgoCancelOptions *options, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  SipgoSession *session;
  g_autoptr (GTask) task = NULL;
  g_autofree char *reason = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_INVITER (self));
  session = session_of (self);
  task = sipgo_user_agent_core_new_task (session_of (self)->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_inviter_cancel);
  if (session->state == SIPGO_SESSION_STATE_ESTABLISHED)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE,
                               "The call is established and cannot be cancelled; end it by bye");
      return;
    }
  if (!check_cancel (self, options, &reason, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->request)
    sipgo_outgoing_invite_request_set_cancel_options (self->request, (SipgoRequestOptions *) options);
  if (session->state == SIPGO_SESSION_STATE_ESTABLISHING)
    stop (self, reason);
  else
    SIPGO_SESSION_GET_CLASS (session)->end (session);
  sipgo_session_complete_at_end (session, task);
}

/**
 * sipgo_inviter_cancel_finish:
 * @self: a call
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Inviter.cancel].
 *
 * Returns: %TRUE when the call is over
 *
 * Since: 1.0
 */
gboolean
sipgo_inviter_cancel_finish (SipgoInviter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
