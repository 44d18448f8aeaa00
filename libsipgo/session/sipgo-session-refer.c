/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-session-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/agent/sipgo-event-private.h"

#include <string.h>

/* How long the peer may take to try the call that it was asked to make; longer than any phone rings. */
#define REFER_TIMEOUT SIPGO_SECONDS (180)

/* As many subscriptions of REFERs are remembered whose end the peer has not told. */
#define MAX_REFERS 16

/* A REFER of ours, with the subscription that it makes: that lives until a NOTIFY says that it is terminated, whether anybody
 * waits for it or not (RFC 6665 4.1.3), and whether the call goes on or not (RFC 5057 4.2). */
typedef struct
{
  SipgoSession *session;
  GTask *task;                      /* NULL when the outcome was told, or nobody waits for it any more */
  SipgoOutgoingRequest *request;
  SipgoTimer timer;                 /* from the 2xx on */
  GSource *cancel_source;
} Refer;

static guint32
number_of (Refer *self)
{
  return sipgo_message_get_cseq (self->request->message);
}

static GTask *
stop_waiting (Refer *self)
{
  sipgo_clear_source (&self->cancel_source);
  return g_steal_pointer (&self->task);
}

/* The dialog of a call that is over was kept for the last of them. */
static void
let_go (SipgoSession *session)
{
  if (!session->outlived || !g_queue_is_empty (&session->refers))
    return;
  session->outlived = FALSE;
  sipgo_user_agent_core_remove_dialog (session->usage.core, session->dialog);
  sipgo_usage_retire (&session->usage);
  g_object_unref (session);
}

/* The subscription is over. Returns the task, which the caller completes; NULL when nobody waits. The caller holds the session. */
static GTask *
finish (Refer *self)
{
  GTask *task = stop_waiting (self);
  SipgoSession *session = self->session;

  g_queue_remove (&session->refers, self);
  sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (session->usage.core), &self->timer);
  sipgo_outgoing_request_set_handler (self->request, NULL, NULL);
  g_object_unref (self->request);
  g_free (self);
  let_go (session);
  return task;
}

static void
fail (Refer *self, GError *error)
{
  g_autoptr (SipgoSession) session = g_object_ref (self->session);
  g_autoptr (GTask) task = finish (self);

  if (task)
    g_task_return_error (task, error);
  else
    g_error_free (error);
}

/* Only where nobody waits: those are the program's to count. */
static void
forget_oldest (SipgoSession *session)
{
  GList *l;

  for (l = session->refers.head; l; l = l->next)
    {
      if (((Refer *) l->data)->task)
        continue;
      finish (l->data);
      return;
    }
}

void
sipgo_session_end_refers (SipgoSession *session)
{
  g_autoptr (SipgoSession) hold = g_object_ref (session);

  while (!g_queue_is_empty (&session->refers))
    fail (g_queue_peek_head (&session->refers), g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The session or its agent was ended for good before the peer told how the transfer went"));
}

static gboolean
is_over (Refer *self)
{
  return !self->task && !sipgo_timer_is_running (&self->timer) && sipgo_outgoing_request_is_done (self->request);
}

/* The peer may have hung up because the transfer goes well, or we have: what comes of it is still told. */
void
sipgo_session_outlive (SipgoSession *session)
{
  GList *l, *next;

  for (l = session->refers.head; l; l = next)
    {
      next = l->next;
      if (is_over (l->data))
        finish (l->data);
    }
  if (!session->usage.agent || !sipgo_user_agent_check_started (session->usage.agent, NULL))
    sipgo_session_end_refers (session);
  if (g_queue_is_empty (&session->refers))
    return;
  session->outlived = TRUE;
  g_object_ref (session);
}

static void
timed_out (gpointer user_data)
{
  Refer *self = user_data;
  g_autoptr (SipgoSession) session = g_object_ref (self->session);
  g_autoptr (GTask) task = stop_waiting (self);

  /* In a call a NOTIFY may still come, and is answered well. */
  if (session->outlived)
    finish (self);
  if (task)
    g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT, "The peer accepted the transfer but did not tell within three minutes how it went");
}

static void
moment (SipgoOutgoingRequest *request, SipgoMoment moment_now, SipgoMessage *response, gpointer user_data)
{
  Refer *self = user_data;
  SipgoFailure *failure = sipgo_outgoing_request_get_failure (request);
  g_autoptr (SipgoSession) session = g_object_ref (self->session);
  g_autoptr (SipgoOutgoingRequest) hold = g_object_ref (request);

  if (moment_now < SIPGO_MOMENT_ACCEPT)
    return;
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  if (failure)
    {
      fail (self, sipgo_failure_get_error (failure));
      sipgo_session_check_gone (session, request);
      return;
    }
  sipgo_environment_set_timer (sipgo_user_agent_core_get_environment (session->usage.core), &self->timer, REFER_TIMEOUT, timed_out, self);
}

/* "SIP/2.0 200 OK" and what may follow (RFC 3420). */
static gboolean
parse_fragment (SipgoMessage *notify, guint *status, char **reason)
{
  SipgoBody *body = sipgo_message_get_body (notify);
  g_autofree char *text = body ? sipgo_body_dup_text (body) : NULL;
  char *end;

  if (!text || !sipgo_body_is_type (body, "message/sipfrag") || g_ascii_strncasecmp (text, "SIP/2.0 ", 8) != 0)
    return FALSE;
  *status = g_ascii_strtoull (text + 8, &end, 10);
  if (*status < 100 || *status > 699 || end != text + 11)
    return FALSE;
  *reason = g_strndup (end, strcspn (end, "\r\n"));
  g_strstrip (*reason);
  return TRUE;
}

static gboolean
terminates (SipgoMessage *notify)
{
  g_autofree char *state = sipgo_message_dup_value (notify, SIPGO_HEADER_SUBSCRIPTION_STATE);

  return state && g_ascii_strncasecmp (state, "terminated", strlen ("terminated")) == 0;
}

/* The REFER that the Event names by its CSeq (RFC 3515 2.4.6); with one it need not, and the oldest is meant. A number that is
 * none of ours is taken for the oldest, too, while somebody waits. */
static Refer *
find_refer (SipgoSession *session, const char *event)
{
  g_autofree char *id = sipgo_event_dup_parameter (event, "id");
  guint64 number = id ? g_ascii_strtoull (id, NULL, 10) : 0;
  GList *l;

  for (l = session->refers.head; id && l; l = l->next)
    if (number_of (l->data) == number)
      return l->data;
  for (l = session->refers.head; l; l = l->next)
    if (((Refer *) l->data)->task)
      return l->data;
  return id ? NULL : g_queue_peek_head (&session->refers);
}

/* FALSE when the NOTIFY says nothing. */
static gboolean
tell (Refer *self, SipgoMessage *notify)
{
  SipgoSession *session = self->session;
  g_autoptr (GTask) task = NULL;
  g_autofree char *reason = NULL;
  guint status = 0;

  if (!parse_fragment (notify, &status, &reason))
    return FALSE;
  g_signal_emit (session, sipgo_session_signals[SIPGO_SESSION_REFER_PROGRESS], 0, status, reason);
  /* Ended by a handler. */
  if (status < 200 || !g_queue_find (&session->refers, self))
    return TRUE;
  task = stop_waiting (self);
  if (task && status >= 300)
    g_task_return_new_error (task, SIPGO_STATUS, status, "The transfer failed: the other party answered %u %s", status, reason);
  else if (task)
    g_task_return_pointer (task, g_object_ref (self->request), g_object_unref);
  return TRUE;
}

gboolean
sipgo_session_receive_refer_notify (SipgoSession *session, SipgoIncomingRequest *request)
{
  g_autofree char *event = sipgo_message_dup_value (request->message, SIPGO_HEADER_EVENT);
  g_autofree char *package = event ? sipgo_event_dup_package (event) : NULL;
  gboolean said;
  Refer *self;

  if (!package || g_ascii_strcasecmp (package, "refer") != 0)
    return FALSE;
  self = find_refer (session, event);
  if (!self)
    return FALSE;
  sipgo_incoming_request_respond_simple (request, 200);
  said = self->task && tell (self, request->message);
  /* There are peers that say "terminated" with each NOTIFY, the first of the way included. */
  if (terminates (request->message) && g_queue_find (&session->refers, self) && !(said && self->task))
    fail (self, g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The peer ended the transfer without saying how it went"));
  return TRUE;
}

static void
cancelled (gpointer user_data)
{
  g_autoptr (GTask) task = stop_waiting (user_data);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Nobody waits for the transfer any more");
}

static void
refer_to (SipgoSession *session, SipgoNameAddr *target, SipgoRequestOptions *options, GTask *task)
{
  GError *error = NULL;
  g_autofree char *refer_to = sipgo_name_addr_to_string (target);
  g_autofree char *referred_by = NULL;
  g_autoptr (SipgoNameAddr) local = NULL;
  SipgoOutgoingRequest *request = NULL;
  Refer *self;

  if (sipgo_session_check_state (session, SIPGO_SESSION_STATE_ESTABLISHED, "transfer", &error))
    request = sipgo_session_new_request (session, "REFER", options, TRUE, &error);
  if (!request)
    {
      g_task_return_error (task, error);
      return;
    }
  local = sipgo_name_addr_new (NULL, sipgo_name_addr_get_uri (sipgo_session_get_local_identity (session)));
  referred_by = sipgo_name_addr_to_string (local);
  sipgo_message_add (request->message, SIPGO_HEADER_REFER_TO, refer_to);
  if (!sipgo_message_has (request->message, SIPGO_HEADER_REFERRED_BY))
    sipgo_message_add (request->message, SIPGO_HEADER_REFERRED_BY, referred_by);
  self = g_new0 (Refer, 1);
  self->session = session;
  self->task = g_object_ref (task);
  self->request = request;
  self->cancel_source = sipgo_environment_watch_cancellable (sipgo_user_agent_core_get_environment (session->usage.core), g_task_get_cancellable (task), cancelled, self);
  if (g_queue_get_length (&session->refers) >= MAX_REFERS)
    forget_oldest (session);
  g_queue_push_tail (&session->refers, self);
  sipgo_session_dispatch (session, request, moment, self);
}

/**
 * sipgo_session_refer:
 * @self: an established session
 * @target: whom the peer is to call: a SIP or other URI
 * @options: (nullable): headers and body
 * @cancellable: (nullable): stops waiting; the peer goes on
 * @callback: called when the peer has told how it went
 * @user_data: for @callback
 *
 * Asks the peer to call somebody else: a blind transfer (RFC 3515). It is done when the peer reports that the call was
 * answered; [signal@Session::refer-progress] tells of the way there. This call is left as it is: the peer or the
 * application ends it, and may do so at once, since both go on to tell how the transfer goes (RFC 5057 4.2). They do so for
 * three minutes, and until the agent is stopped.
 *
 * Fails when the session is not established ([error@Error] `STATE`), when the peer refused, or the call that it made
 * failed (domain [enum@Status]), when it does not tell within three minutes how that went (`TIMEOUT`), or when it ends
 * the transfer without a word, or the agent is stopped, before (`TERMINATED`).
 */
void
sipgo_session_refer (SipgoSession *self, const char *target, SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SipgoUri) uri = NULL;
  g_autoptr (SipgoNameAddr) address = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SESSION (self));
  g_return_if_fail (target != NULL);
  task = sipgo_user_agent_core_new_task (self->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_session_refer);
  uri = sipgo_uri_parse (target, &error);
  if (!uri)
    {
      g_task_return_error (task, error);
      return;
    }
  address = sipgo_name_addr_new (NULL, uri);
  refer_to (self, address, options, task);
}

/**
 * sipgo_session_refer_finish:
 * @self: a session
 * @result: what the callback got
 *
 * Takes the outcome of [method@Session.refer].
 *
 * Returns: (transfer full): the request, with its response
 */
SipgoOutgoingRequest *
sipgo_session_refer_finish (SipgoSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The other peer's address with the dialog that the new call is to replace, as it knows that dialog (RFC 3891). */
static SipgoNameAddr *
make_replacing_address (SipgoDialog *dialog)
{
  g_autofree char *replaces = g_strdup_printf ("%s;to-tag=%s;from-tag=%s", sipgo_dialog_get_call_id (dialog),
                                               sipgo_dialog_get_remote_tag (dialog), sipgo_dialog_get_local_tag (dialog));
  g_autoptr (SipgoUri) uri = sipgo_uri_with_header (sipgo_dialog_get_remote_target (dialog), "Replaces", replaces);

  return sipgo_name_addr_new (NULL, uri);
}

/**
 * sipgo_session_refer_to_session:
 * @self: an established session
 * @other: another established session, whose peer this session's peer is to be connected with
 * @options: (nullable): headers and body
 * @cancellable: (nullable): stops waiting; the peer goes on
 * @callback: called when the peer has told how it went
 * @user_data: for @callback
 *
 * Connects the peers of two sessions with one another: an attended transfer (REFER with Replaces, RFC 5589). It is done
 * when this session's peer reports that it was put in our place; @other is ended by its peer then. As with
 * [method@Session.refer] the call may end before that.
 *
 * Fails when one of the two is not established ([error@Error] `STATE`), when the peer refused, or the call that it made
 * failed (domain [enum@Status]), when it does not tell within three minutes how that went (`TIMEOUT`), or when it ends
 * the transfer without a word, or the agent is stopped, before (`TERMINATED`).
 */
void
sipgo_session_refer_to_session (SipgoSession *self, SipgoSession *other, SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SipgoNameAddr) address = NULL;

  g_return_if_fail (SIPGO_IS_SESSION (self));
  g_return_if_fail (SIPGO_IS_SESSION (other));
  task = sipgo_user_agent_core_new_task (self->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_session_refer_to_session);
  if (other == self || other->state != SIPGO_SESSION_STATE_ESTABLISHED)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE, "An attended transfer needs another call that is established");
      return;
    }
  address = make_replacing_address (other->dialog);
  refer_to (self, address, options, task);
}

/**
 * sipgo_session_refer_to_session_finish:
 * @self: a session
 * @result: what the callback got
 *
 * Takes the outcome of [method@Session.refer_to_session].
 *
 * Returns: (transfer full): the request, with its response
 */
SipgoOutgoingRequest *
sipgo_session_refer_to_session_finish (SipgoSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
