/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-user-agent-core-requests-private.h"

#include "libsipgo/base/sipgo-error.h"

SipgoOutgoingRequest *
sipgo_user_agent_core_make_request (SipgoUserAgentCore *self, SipgoMessage *message, SipgoUri *next_hop,
                                    SipgoDialog *dialog, gboolean wants_contact)
{
  if (sipgo_message_method_is (message, "INVITE"))
    return sipgo_outgoing_invite_request_new (self, message, next_hop, dialog, wants_contact);
  return sipgo_outgoing_request_new (self, message, next_hop, dialog, wants_contact);
}

SipgoIncomingRequest *
sipgo_user_agent_core_take_request (SipgoUserAgentCore *self, SipgoServerTransaction *transaction,
                                    guint undecided_status)
{
  if (sipgo_message_method_is (sipgo_server_transaction_get_request (transaction), "INVITE"))
    return sipgo_incoming_invite_request_new (self, transaction, undecided_status);
  return sipgo_incoming_request_new (self, transaction, undecided_status);
}

/* Methods that the application must not send as plain requests, and what to use in their place. */
static const struct
{
  const char *method;
  gboolean always;                 /* refused outside a dialog, too */
  const char *instead;
} guided[] = {
  { "ACK", TRUE, "the library sends it automatically" },
  { "CANCEL", TRUE, "call cancel () of the request" },
  { "INVITE", TRUE, "create an Inviter, or call invite () of the session" },
  { "PRACK", TRUE, "the library sends it automatically" },
  { "BYE", FALSE, "call bye () of the session" },
  { "UPDATE", FALSE, "call update () of the session" },
};

static gboolean
check_method (const char *method, gboolean in_dialog, GError **error)
{
  guint i;

  if (!sipgo_method_is_valid (method))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%s” is not a valid method: use a token such as OPTIONS",
                   method);
      return FALSE;
    }
  for (i = 0; i < G_N_ELEMENTS (guided); i++)
    {
      if (!g_str_equal (method, guided[i].method) || !(in_dialog || guided[i].always))
        continue;
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "%s cannot be sent as a plain request: %s", method,
                   guided[i].instead);
      return FALSE;
    }
  return TRUE;
}

/**
 * sipgo_user_agent_core_request:
 * @self: the core of an agent
 * @method: the method, such as `OPTIONS`
 * @uri: the target, a SIP URI
 * @options: (nullable): headers to add and a body
 *
 * Makes a request of any method outside any dialog; [method@OutgoingRequest.send] sends it. `From` is the agent's own
 * address unless [method@OutgoingRequest.set_header] sets another one.
 *
 * Fails when @method, @uri or @options are not valid in a request.
 *
 * Returns: (transfer full): the request, not sent yet
 *
 * Since: 1.0
 */
SipgoOutgoingRequest *
sipgo_user_agent_core_request (SipgoUserAgentCore *self, const char *method, const char *uri,
                               SipgoRequestOptions *options, GError **error)
{
  g_autoptr (SipgoUri) target = NULL;
  g_autoptr (SipgoMessage) message = NULL;
  g_autoptr (SipgoUri) next_hop = NULL;
  SipgoOutgoingRequest *request;

  g_return_val_if_fail (SIPGO_IS_USER_AGENT_CORE (self), NULL);
  g_return_val_if_fail (method != NULL && uri != NULL, NULL);
  if (!check_method (method, FALSE, error))
    return NULL;
  target = sipgo_uri_parse (uri, error);
  if (!target)
    return NULL;
  message = sipgo_user_agent_core_new_message (self, self->own, method, target, NULL, NULL, NULL, 1);
  if (!sipgo_message_add_request_options (message, options, error))
    return NULL;
  next_hop = sipgo_uri_ref (sipgo_user_agent_core_get_next_hop (self, self->own,
                                                                sipgo_message_get_request_uri (message)));
  request = sipgo_outgoing_request_new (self, g_steal_pointer (&message), next_hop, NULL, FALSE);
  request->is_bare = TRUE;
  return request;
}

/**
 * sipgo_user_agent_core_request_in_dialog:
 * @self: the core of an agent
 * @dialog: one of its dialogs
 * @method: the method, such as `NOTIFY`
 * @options: (nullable): headers to add and a body
 *
 * Makes a request of any method inside a dialog, with its tags, its route set and its next CSeq number (RFC 3261,
 * 12.2.1.1); [method@OutgoingRequest.send] sends it. Requests that change the session are sent by the session only
 * ([method@Session.bye], [method@Session.invite]).
 *
 * Fails when @method or @options are not valid in a request, or when the dialog is over.
 *
 * Returns: (transfer full): the request, not sent yet
 *
 * Since: 1.0
 */
SipgoOutgoingRequest *
sipgo_user_agent_core_request_in_dialog (SipgoUserAgentCore *self, SipgoDialog *dialog, const char *method,
                                         SipgoRequestOptions *options, GError **error)
{
  g_autoptr (SipgoMessage) message = NULL;

  g_return_val_if_fail (SIPGO_IS_USER_AGENT_CORE (self), NULL);
  g_return_val_if_fail (dialog != NULL && method != NULL, NULL);
  if (!check_method (method, TRUE, error))
    return NULL;
  if (!sipgo_user_agent_core_has_dialog (self, dialog))
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED,
                           "The dialog has ended, or belongs to another agent");
      return NULL;
    }
  message = sipgo_dialog_new_request (dialog, method);
  sipgo_user_agent_core_add_product (self, message);
  if (!sipgo_message_add_request_options (message, options, error))
    return NULL;
  return sipgo_outgoing_request_new (self, g_steal_pointer (&message), sipgo_dialog_get_next_hop (dialog), dialog,
                                     FALSE);
}
