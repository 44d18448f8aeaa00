/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/events/sipgo-messager.h"

#include "libsipgo/agent/sipgo-client-private.h"

/**
 * SipgoMessager:
 *
 * Sends instant messages (MESSAGE, RFC 3428) to one target, outside any call. One messager can send any number of them.
 * In a call, use [method@Session.message].
 *
 * ```c
 * static void
 * sent (GObject *messager, GAsyncResult *result, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *   g_autoptr (SipgoOutgoingRequest) request = NULL;
 *
 *   request = sipgo_messager_message_finish (SIPGO_MESSAGER (messager), result, &error);
 *   if (!request)
 *     g_printerr ("Not delivered: %s\n", error->message);
 * }
 *
 * static void
 * say (SipgoMessager *messager, const char *text)
 * {
 *   g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", text);
 *   g_autoptr (SipgoRequestOptions) options = sipgo_request_options_new ();
 *
 *   sipgo_request_options_set_body (options, body);
 *   sipgo_messager_message (messager, options, NULL, sent, NULL);
 * }
 * ```
 *
 * ```python
 * messager = Sipgo.Messager.new(agent, "sip:bob@example.com")
 * await messager.message(body="tea?")
 * ```
 *
 * Since: 1.0
 */
struct _SipgoMessager
{
  SipgoClient parent_instance;
};

struct _SipgoMessagerClass
{
  SipgoClientClass parent_class;
};

G_DEFINE_FINAL_TYPE (SipgoMessager, sipgo_messager, SIPGO_TYPE_CLIENT)

/* One pending MESSAGE. */
typedef struct
{
  SipgoMessager *self;
  SipgoOutgoingRequest *request;
  GTask *task;
  GSource *cancel_source;
} Sending;

static void
sending_free (Sending *sending)
{
  sipgo_clear_source (&sending->cancel_source);
  g_object_unref (sending->request);
  g_object_unref (sending->task);
  g_object_unref (sending->self);
  g_free (sending);
}

static void
moment (SipgoOutgoingRequest *request, SipgoMoment moment_now, SipgoMessage *response, gpointer user_data)
{
  Sending *sending = user_data;
  SipgoFailure *failure = sipgo_outgoing_request_get_failure (request);

  if (moment_now < SIPGO_MOMENT_ACCEPT)
    return;
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  sipgo_client_set_failure (SIPGO_CLIENT (sending->self), failure);
  if (failure)
    g_task_return_error (sending->task, sipgo_failure_get_error (failure));
  else
    g_task_return_pointer (sending->task, g_object_ref (request), g_object_unref);
  sending_free (sending);
}

static void
cancelled (gpointer user_data)
{
  Sending *sending = user_data;

  sipgo_outgoing_request_forget (sending->request);
}

static void
send_message (SipgoMessager *self, SipgoRequestOptions *options, GTask *task)
{
  SipgoClient *client = SIPGO_CLIENT (self);
  SipgoOutgoingRequest *request = NULL;
  GError *error = NULL;
  Sending *sending;

  if (sipgo_client_check_started (client, &error))
    request = sipgo_client_new_request (client, sipgo_client_new_message (client, "MESSAGE", NULL, 1), NULL, FALSE,
                                        options, &error);
  if (!request)
    {
      g_task_return_error (task, error);
      return;
    }
  sending = g_new0 (Sending, 1);
  sending->self = g_object_ref (self);
  sending->request = request;
  sending->task = g_object_ref (task);
  sending->cancel_source = sipgo_environment_watch_cancellable (sipgo_usage_get_environment (&client->usage),
                                                                g_task_get_cancellable (task), cancelled, sending);
  sipgo_outgoing_request_set_handler (request, moment, sending);
  sipgo_outgoing_request_start (request);
}

static void
sipgo_messager_class_init (SipgoMessagerClass *klass)
{
}

static void
sipgo_messager_init (SipgoMessager *self)
{
}

/**
 * sipgo_messager_new:
 * @agent: the agent that sends
 * @target: the recipient: a SIP URI, or a name-addr, whose display name goes into [property@Client:remote-identity]
 *
 * Makes a messager for @target; nothing is sent before [method@Messager.message].
 *
 * Fails when @target is not a URI that a request can be sent to.
 *
 * Returns: (transfer full): the messager
 *
 * Since: 1.0
 */
SipgoMessager *
sipgo_messager_new (SipgoUserAgent *agent, const char *target, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_AGENT (agent), NULL);
  g_return_val_if_fail (target != NULL, NULL);
  return sipgo_client_new (SIPGO_TYPE_MESSAGER, SIPGO_AGENT (agent), target, error);
}

/**
 * sipgo_messager_new_for_uri:
 * @agent: the agent that sends
 * @target: the recipient
 *
 * Makes a messager for @target; nothing is sent before [method@Messager.message].
 *
 * Fails when no request can be sent to a URI with the scheme of @target.
 *
 * Returns: (transfer full): the messager
 *
 * Since: 1.0
 */
SipgoMessager *
sipgo_messager_new_for_uri (SipgoUserAgent *agent, SipgoUri *target, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_AGENT (agent), NULL);
  g_return_val_if_fail (target != NULL, NULL);
  return sipgo_client_new_for_uri (SIPGO_TYPE_MESSAGER, SIPGO_AGENT (agent), target, error);
}

/**
 * sipgo_messager_message:
 * @self: a messager
 * @options: (nullable): headers, and the body, which is the message
 * @cancellable: (nullable): stops waiting for the answer
 * @callback: called when the final response is there
 * @user_data: for @callback
 *
 * Sends a MESSAGE.
 *
 * Fails when the agent is not started ([error@Error] `STATE`), the peer rejected the request (domain [enum@Status]), or
 * could not be reached (domain [error@Error]).
 *
 * Since: 1.0
 */
void
sipgo_messager_message (SipgoMessager *self, SipgoRequestOptions *options, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_MESSAGER (self));
  task = sipgo_user_agent_core_new_task (SIPGO_USAGE (self)->core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_messager_message);
  send_message (self, options, task);
}

/**
 * sipgo_messager_message_finish:
 * @self: a messager
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Messager.message].
 *
 * Returns: (transfer full): the request, with its response
 *
 * Since: 1.0
 */
SipgoOutgoingRequest *
sipgo_messager_message_finish (SipgoMessager *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
