/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-outgoing-request-private.h"

#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/core/sipgo-ack-private.h"

/**
 * SipgoOutgoingInviteRequest:
 *
 * An INVITE of ours on its way: what [class@OutgoingRequest] has, with a CANCEL to end it.
 */
G_DEFINE_FINAL_TYPE (SipgoOutgoingInviteRequest, sipgo_outgoing_invite_request, SIPGO_TYPE_OUTGOING_REQUEST)

/* A called one that rings longer says so again every minute (13.3.1.1); silence for three means that he has gone. */
#define RINGING_LIMIT SIPGO_SECONDS (180)

/* 9.1: the same Request-URI, topmost Via, To, From, Call-ID, CSeq number and Route as the INVITE. */
static SipgoMessage *
make_cancel (SipgoOutgoingRequest *self)
{
  SipgoMessage *invite = sipgo_client_transaction_get_request (self->transaction);
  SipgoMessage *cancel = sipgo_message_new_request ("CANCEL", sipgo_message_get_request_uri (invite));

  sipgo_message_add (cancel, SIPGO_HEADER_MAX_FORWARDS, "70");
  sipgo_message_copy_headers (cancel, invite, SIPGO_HEADER_ROUTE);
  sipgo_message_copy_headers (cancel, invite, SIPGO_HEADER_FROM);
  sipgo_message_copy_headers (cancel, invite, SIPGO_HEADER_TO);
  sipgo_message_copy_headers (cancel, invite, SIPGO_HEADER_CALL_ID);
  sipgo_message_add_printf (cancel, SIPGO_HEADER_CSEQ, "%u CANCEL", sipgo_message_get_cseq (invite));
  if (self->cancel_reason)
    sipgo_message_add (cancel, SIPGO_HEADER_REASON, self->cancel_reason);
  sipgo_message_add_request_options (cancel, self->cancel_options, NULL);
  return cancel;
}

static void
finish_cancelled (SipgoOutgoingRequest *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The call was cancelled");

  sipgo_outgoing_request_finish_locally (self, 487, error);
}

/* No final response for 64 × T1 after the CANCEL: the INVITE counts as cancelled (9.1). */
static void
gave_up (gpointer user_data)
{
  SipgoOutgoingRequest *self = user_data;

  sipgo_outgoing_request_drop_transaction (self);
  finish_cancelled (self);
}

static void
send_cancel (SipgoOutgoingRequest *self)
{
  static const SipgoClientTransactionFuncs nobody = { NULL };
  SipgoTransactionTable *transactions = sipgo_transaction_layer_get_table (sipgo_user_agent_core_get_transaction_layer (self->core));
  SipgoTarget target = sipgo_client_transaction_get_target (self->transaction);
  g_autoptr (SipgoMessage) cancel = make_cancel (self);
  SipgoClientTransaction *transaction;

  self->cancel_sent = TRUE;
  target.protocol_is_fixed = TRUE;
  transaction = sipgo_client_transaction_new (transactions, cancel, &target, sipgo_client_transaction_get_branch (self->transaction), &nobody, NULL, NULL);
  g_clear_pointer (&transaction, sipgo_client_transaction_detach);
  sipgo_environment_set_timer (sipgo_user_agent_core_get_environment (self->core), &self->cancel_timer, SIPGO_TIMEOUT, gave_up, self);
}

void
sipgo_outgoing_invite_request_cancel_at_exit (SipgoOutgoingRequest *self)
{
  if (self->transaction && !self->cancel_sent
      && sipgo_client_transaction_get_state (self->transaction) == SIPGO_TRANSACTION_STATE_PROCEEDING)
    send_cancel (self);
}

static void
ring_too_long (gpointer user_data)
{
  SipgoOutgoingRequest *self = user_data;

  self->rang_too_long = TRUE;
  SIPGO_OUTGOING_REQUEST_GET_CLASS (self)->stop (self, NULL);
}

void
sipgo_outgoing_invite_request_limit (SipgoOutgoingRequest *self, SipgoMessage *response)
{
  gboolean first = !sipgo_timer_is_running (&self->cancel_timer);

  if (self->cancelling || (!first && sipgo_message_get_status_code (response) == 100))
    return;
  sipgo_environment_set_timer (sipgo_user_agent_core_get_environment (self->core), &self->cancel_timer, RINGING_LIMIT, ring_too_long, self);
}

static void
sipgo_outgoing_invite_request_stop (SipgoOutgoingRequest *self, const char *reason)
{
  if (!self->cancelling)
    self->cancel_reason = g_strdup (reason);
  self->cancelling = TRUE;
  if (!self->transaction)
    {
      if (self->resolving)
        g_cancellable_cancel (self->resolving);
      finish_cancelled (self);
    }
  else if (sipgo_client_transaction_get_state (self->transaction) == SIPGO_TRANSACTION_STATE_PROCEEDING && !self->cancel_sent)
    {
      send_cancel (self);
    }
}

/* More forks than any proxy makes. */
#define MAX_ACKS 32

/* --- the ACKs ------------------------------------------------------------------------------------------------------ */

static SipgoAck *
find_ack (SipgoOutgoingRequest *self, const char *dialog_id)
{
  guint i;

  for (i = 0; self->acks && i < self->acks->len; i++)
    {
      if (g_str_equal (sipgo_ack_get_dialog_id (self->acks->pdata[i]), dialog_id))
        return self->acks->pdata[i];
    }
  return NULL;
}

void
sipgo_outgoing_invite_request_acknowledge (SipgoOutgoingRequest *self, SipgoDialog *dialog, SipgoMessage *ack)
{
  /* The credentials of the INVITE are those of its ACK (22.1). */
  sipgo_message_copy_headers (ack, self->message, SIPGO_HEADER_AUTHORIZATION);
  sipgo_message_copy_headers (ack, self->message, SIPGO_HEADER_PROXY_AUTHORIZATION);
  if (!self->acks)
    self->acks = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_ack_free);
  g_ptr_array_add (self->acks, sipgo_ack_new (self->core, dialog, ack));
}

/* Another fork accepted too: one call is enough, so this one is acknowledged and ended (13.2.2.4). */
static void
end_surplus (SipgoOutgoingRequest *self, SipgoMessage *response)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoDialog) dialog = sipgo_dialog_new_client (self->message, response, &error);
  g_autoptr (SipgoOutgoingRequest) bye = NULL;

  if (!dialog || !sipgo_outgoing_request_check_security (self, dialog, &error))
    {
      sipgo_log (sipgo_user_agent_core_get_environment (self->core), SIPGO_LOG_DROPPED, "a surplus 200: %s", error->message);
      g_clear_pointer (&dialog, sipgo_dialog_unref);
      dialog = sipgo_dialog_new_client_unreachable (self->message, response);
    }
  sipgo_outgoing_invite_request_acknowledge (self, dialog, sipgo_dialog_new_ack (dialog, sipgo_message_get_cseq (self->message)));
  bye = sipgo_outgoing_request_new (self->core, sipgo_dialog_new_request (dialog, "BYE"), sipgo_dialog_get_next_hop (dialog), dialog, FALSE);
  sipgo_outgoing_request_start (bye);
}

static void
sipgo_outgoing_invite_request_accepted (SipgoOutgoingRequest *self, SipgoMessage *response)
{
  g_autofree char *id = sipgo_dialog_id_of_response (response);
  g_autofree char *first_id = sipgo_dialog_id_of_response (self->response);
  SipgoAck *ack = id ? find_ack (self, id) : NULL;

  if (ack)
    sipgo_ack_send (ack);
  else if (g_strcmp0 (id, first_id) != 0 && (!self->acks || self->acks->len < MAX_ACKS))
    end_surplus (self, response);
}

static void
sipgo_outgoing_invite_request_class_init (SipgoOutgoingInviteRequestClass *klass)
{
  SipgoOutgoingRequestClass *request_class = (SipgoOutgoingRequestClass *) klass;

  request_class->stop = sipgo_outgoing_invite_request_stop;
  request_class->accepted = sipgo_outgoing_invite_request_accepted;
}

static void
sipgo_outgoing_invite_request_init (SipgoOutgoingInviteRequest *self)
{
}
