/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-session-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-status.h"

#include <string.h>

/* How long the peer may take to try the call that it was asked to make; longer than any phone rings. */
#define REFER_TIMEOUT SIPGO_SECONDS (180)

/* As many subscriptions of REFERs are remembered whose end the peer has not told. */
#define MAX_USAGES 16

/* A REFER of ours, from the request to the NOTIFY that says how it ended (RFC 3515). */
typedef struct
{
  SipgoSession *session;
  GTask *task;
  SipgoOutgoingRequest *request;
  SipgoTimer timer;
  GSource *cancel_source;
} Refer;

/* The subscription that a REFER makes lives until a NOTIFY says that it is terminated, whether anybody waits for that or
 * not (RFC 6665 4.1.3): its NOTIFYs are answered with 200. */
static void
add_usage (SipgoSession *session, guint32 sequence)
{
  g_queue_push_tail (&session->refer_usages, GUINT_TO_POINTER (sequence));
  if (g_queue_get_length (&session->refer_usages) > MAX_USAGES)
    g_queue_pop_head (&session->refer_usages);
}

static GTask *
finish (Refer *self)
{
  GTask *task = g_steal_pointer (&self->task);
  SipgoSession *session = self->session;

  session->refers = g_slist_remove (session->refers, self);
  sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (session->core), &self->timer);
  sipgo_clear_source (&self->cancel_source);
  sipgo_outgoing_request_set_handler (self->request, NULL, NULL);
  g_object_unref (self->request);
  g_free (self);
  return task;
}

static void
fail (Refer *self, GError *error)
{
  g_autoptr (GTask) task = finish (self);

  g_task_return_error (task, error);
}

static void
succeed (Refer *self)
{
  g_autoptr (SipgoOutgoingRequest) request = g_object_ref (self->request);
  g_autoptr (GTask) task = finish (self);

  g_task_return_pointer (task, g_steal_pointer (&request), g_object_unref);
}

void
sipgo_session_stop_refers (SipgoSession *session)
{
  while (session->refers)
    fail (session->refers->data, g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The call ended before the peer told how the transfer went"));
}

static void
timed_out (gpointer user_data)
{
  fail (user_data, g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TIMEOUT, "The peer accepted the transfer but did not tell within three minutes how it went"));
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
      g_queue_remove (&session->refer_usages, GUINT_TO_POINTER (sipgo_message_get_cseq (request->message)));
      fail (self, sipgo_failure_get_error (failure));
      sipgo_session_check_gone (session, request);
      return;
    }
  /* A challenge has given it another number. */
  if (!g_queue_find (&session->refer_usages, GUINT_TO_POINTER (sipgo_message_get_cseq (request->message))))
    add_usage (session, sipgo_message_get_cseq (request->message));
  sipgo_environment_set_timer (sipgo_user_agent_core_get_environment (session->core), &self->timer, REFER_TIMEOUT, timed_out, self);
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
is_over (SipgoMessage *notify)
{
  g_autofree char *state = sipgo_message_dup_value (notify, SIPGO_HEADER_SUBSCRIPTION_STATE);

  return state && g_ascii_strncasecmp (state, "terminated", strlen ("terminated")) == 0;
}

/* The REFER that the Event names by its CSeq (RFC 3515 2.4.6); with one it need not, and the oldest is meant. 0: none. */
static guint32
find_usage (SipgoSession *session, const char *event)
{
  const char *id = strstr (event, "id=");
  gpointer sequence = GUINT_TO_POINTER ((guint32) (id ? g_ascii_strtoull (id + 3, NULL, 10) : 0));

  if (id && g_queue_find (&session->refer_usages, sequence))
    return GPOINTER_TO_UINT (sequence);
  if (session->refers)
    return sipgo_message_get_cseq (((Refer *) g_slist_last (session->refers)->data)->request->message);
  return id ? 0 : GPOINTER_TO_UINT (g_queue_peek_head (&session->refer_usages));
}

/* NULL where nobody waits for it any more. */
static Refer *
find_refer (SipgoSession *session, guint32 sequence)
{
  GSList *l;

  for (l = session->refers; l; l = l->next)
    {
      if (sipgo_message_get_cseq (((Refer *) l->data)->request->message) == sequence)
        return l->data;
    }
  return NULL;
}

static void
tell (Refer *self, SipgoMessage *notify)
{
  g_autoptr (SipgoSession) session = g_object_ref (self->session);
  g_autofree char *reason = NULL;
  guint status = 0;

  if (!parse_fragment (notify, &status, &reason))
    {
      if (is_over (notify))
        fail (self, g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The peer ended the transfer without saying how it went"));
      return;
    }
  g_signal_emit (session, sipgo_session_signals[SIPGO_SESSION_REFER_PROGRESS], 0, status, reason);
  /* Ended by a handler. */
  if (!g_slist_find (session->refers, self))
    return;
  if (status >= 300)
    fail (self, g_error_new (SIPGO_STATUS, status, "The transfer failed: the other party answered %u %s", status, reason));
  else if (status >= 200)
    succeed (self);
}

gboolean
sipgo_session_receive_refer_notify (SipgoSession *session, SipgoIncomingRequest *request)
{
  g_autofree char *event = sipgo_message_dup_value (request->message, SIPGO_HEADER_EVENT);
  guint32 usage;
  Refer *self;

  if (!event || g_ascii_strncasecmp (event, "refer", strlen ("refer")) != 0)
    return FALSE;
  usage = find_usage (session, event);
  if (usage == 0)
    return FALSE;
  sipgo_incoming_request_respond_simple (request, 200);
  if (is_over (request->message))
    g_queue_remove (&session->refer_usages, GUINT_TO_POINTER (usage));
  self = find_refer (session, usage);
  if (self)
    tell (self, request->message);
  return TRUE;
}

static void
cancelled (gpointer user_data)
{
  fail (user_data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Nobody waits for the transfer any more"));
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
  self->cancel_source = sipgo_environment_watch_cancellable (sipgo_user_agent_core_get_environment (session->core), g_task_get_cancellable (task), cancelled, self);
  session->refers = g_slist_prepend (session->refers, self);
  add_usage (session, sipgo_message_get_cseq (request->message));
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
 * application ends it.
 *
 * Fails when the session is not established ([error@Error] `STATE`), when the peer refused, or the call that it made
 * failed (domain [enum@Status]), or when it does not tell how that went: for three minutes (`TIMEOUT`), or because the
 * call has ended (`TERMINATED`).
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
  task = sipgo_user_agent_core_new_task (self->core, self, cancellable, callback, user_data);
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
 * when this session's peer reports that it was put in our place; @other is ended by its peer then.
 *
 * Fails when one of the two is not established ([error@Error] `STATE`), when the peer refused, or the call that it made
 * failed (domain [enum@Status]), or when it does not tell how that went: for three minutes (`TIMEOUT`), or because the
 * call has ended (`TERMINATED`).
 */
void
sipgo_session_refer_to_session (SipgoSession *self, SipgoSession *other, SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SipgoNameAddr) address = NULL;

  g_return_if_fail (SIPGO_IS_SESSION (self));
  g_return_if_fail (SIPGO_IS_SESSION (other));
  task = sipgo_user_agent_core_new_task (self->core, self, cancellable, callback, user_data);
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
