/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transaction/sipgo-server-transaction-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-text-private.h"
#include "libsipgo/transaction/sipgo-transaction-table-private.h"

/* 17.2.1: send a 100 when the owner has not answered within this time. */
#define TRYING_DELAY SIPGO_MS (200)

struct _SipgoServerTransaction
{
  gint ref_count;
  SipgoTransactionTable *table;
  gboolean is_invite;
  gboolean listed;
  SipgoTransactionState state;
  SipgoTransactionKey key;         /* of request */
  SipgoMergeKey merge_key;         /* of request; call_id is NULL inside a dialog */
  char to_tag[SIPGO_TOKEN_LENGTH + 1];
  SipgoMessage *request;
  SipgoMessage *response;          /* the last one sent */
  SipgoFlow *flow;
  SipgoTimer retransmit_timer;     /* 100 Trying, then G */
  SipgoTimer timeout_timer;        /* H, I, J or L */
  gint64 interval;
  const SipgoServerTransactionFuncs *funcs;
  gpointer user_data;
  SipgoTransaction *view;          /* held while listed, so that a signal handler keeps working without a reference */
};

static const SipgoServerTransactionFuncs no_owner = { NULL };

static SipgoEnvironment *
environment_of (SipgoServerTransaction *self)
{
  return self->table->environment;
}

static void
set_timer (SipgoServerTransaction *self, SipgoTimer *timer, gint64 delay, SipgoTimerFunc func)
{
  sipgo_environment_set_timer (environment_of (self), timer, delay, func, self);
}

static void
set_state (SipgoServerTransaction *self, SipgoTransactionState state)
{
  if (self->state == state)
    return;
  self->state = state;
  if (self->view)
    g_object_notify (G_OBJECT (self->view), "state");
}

SipgoServerTransaction *
sipgo_server_transaction_ref (SipgoServerTransaction *self)
{
  self->ref_count++;
  return self;
}

void
sipgo_server_transaction_unref (SipgoServerTransaction *self)
{
  if (--self->ref_count > 0)
    return;
  g_clear_pointer (&self->flow, sipgo_flow_unref);
  g_clear_pointer (&self->request, sipgo_message_unref);
  g_clear_pointer (&self->response, sipgo_message_unref);
  sipgo_transaction_key_clear (&self->key);
  g_free (self);
}

static SipgoMergeKey *
merge_key_of (SipgoServerTransaction *self)
{
  return self->merge_key.call_id ? &self->merge_key : NULL;
}

void
sipgo_server_transaction_terminate (SipgoServerTransaction *self)
{
  g_autoptr (SipgoServerTransaction) hold = NULL;

  if (!self->listed)
    return;
  hold = sipgo_server_transaction_ref (self);
  self->listed = FALSE;
  sipgo_environment_cancel_timer (environment_of (self), &self->retransmit_timer);
  sipgo_environment_cancel_timer (environment_of (self), &self->timeout_timer);
  sipgo_transaction_table_remove_server (self->table, &self->key, merge_key_of (self));
  sipgo_server_transaction_unref (self);
  set_state (self, SIPGO_TRANSACTION_STATE_TERMINATED);
  if (self->view)
    g_object_unref (self->view);
  if (self->funcs->ended)
    self->funcs->ended (self, self->user_data);
}

static void
timed_out (gpointer user_data)
{
  sipgo_server_transaction_terminate (user_data);
}

static void
fail (SipgoServerTransaction *self, const GError *error)
{
  g_autoptr (SipgoServerTransaction) hold = sipgo_server_transaction_ref (self);

  sipgo_server_transaction_terminate (self);
  if (self->funcs->failed)
    self->funcs->failed (self, error, self->user_data);
}

/* RFC 3581 wants the address at which the request was received, but that is not ours any more. */
void
sipgo_server_transaction_leave_lost_address (SipgoServerTransaction *self)
{
  SipgoFlow *flow = NULL;

  if (self->listed && !sipgo_flow_is_reliable (self->flow))
    flow = sipgo_transport_layer_get_reply_flow (self->table->transport, self->request, self->flow);
  if (!flow)
    return;
  sipgo_flow_unref (self->flow);
  self->flow = flow;
}

static void
send_response (SipgoServerTransaction *self)
{
  g_autoptr (GBytes) bytes = sipgo_transport_layer_serialize (self->table->transport, self->response);
  g_autoptr (SipgoFlow) flow = NULL;

  if (sipgo_flow_send (self->flow, bytes, NULL))
    return;
  flow = sipgo_transport_layer_get_reply_flow (self->table->transport, self->request, self->flow);
  if (!flow)
    return;
  sipgo_flow_unref (self->flow);
  self->flow = g_steal_pointer (&flow);
  sipgo_flow_send (self->flow, bytes, NULL);
}

static void
send_trying (gpointer user_data)
{
  SipgoServerTransaction *self = user_data;
  g_autoptr (SipgoMessage) trying = sipgo_message_new_response (self->request, 100, NULL, NULL);

  sipgo_server_transaction_respond (self, trying);
}

SipgoServerTransaction *
sipgo_server_transaction_new (SipgoTransactionTable *table, SipgoMessage *request, SipgoFlow *flow,
                              SipgoTransactionKey *key)
{
  SipgoServerTransaction *self = g_new0 (SipgoServerTransaction, 1);

  self->ref_count = 1;
  self->funcs = &no_owner;
  self->table = table;
  self->is_invite = sipgo_message_method_is (request, "INVITE");
  self->key = *key;
  key->own_text = NULL;
  sipgo_merge_key_init (&self->merge_key, request);
  self->request = sipgo_message_ref (request);
  self->flow = sipgo_flow_ref (flow);
  self->state = self->is_invite ? SIPGO_TRANSACTION_STATE_PROCEEDING : SIPGO_TRANSACTION_STATE_TRYING;
  self->listed = TRUE;
  sipgo_transaction_table_add_server (table, &self->key, merge_key_of (self), sipgo_server_transaction_ref (self));
  if (self->is_invite)
    set_timer (self, &self->retransmit_timer, TRYING_DELAY, send_trying);
  return self;
}

SipgoServerTransaction *
sipgo_server_transaction_new_ended (SipgoMessage *request, SipgoFlow *flow)
{
  SipgoServerTransaction *self = g_new0 (SipgoServerTransaction, 1);

  self->ref_count = 1;
  self->funcs = &no_owner;
  self->is_invite = sipgo_message_method_is (request, "INVITE");
  self->request = sipgo_message_ref (request);
  self->flow = sipgo_flow_ref (flow);
  self->state = SIPGO_TRANSACTION_STATE_TERMINATED;
  return self;
}

void
sipgo_server_transaction_set_owner (SipgoServerTransaction *self, const SipgoServerTransactionFuncs *funcs,
                                    gpointer user_data)
{
  self->funcs = funcs ? funcs : &no_owner;
  self->user_data = user_data;
}

void
sipgo_server_transaction_cancel (SipgoServerTransaction *self, SipgoMessage *cancel)
{
  if (self->funcs->cancelled)
    self->funcs->cancelled (self, cancel, self->user_data);
}

gpointer
sipgo_server_transaction_get_owner (SipgoServerTransaction *self)
{
  return self->user_data;
}

/* --- receiving ---------------------------------------------------------------------------------------------------- */

static void
receive_ack (SipgoServerTransaction *self, SipgoMessage *ack)
{
  g_autoptr (SipgoServerTransaction) hold = sipgo_server_transaction_ref (self);

  if (self->state != SIPGO_TRANSACTION_STATE_COMPLETED)
    return;
  sipgo_environment_cancel_timer (environment_of (self), &self->retransmit_timer);
  set_state (self, SIPGO_TRANSACTION_STATE_CONFIRMED);
  if (sipgo_flow_is_reliable (self->flow))
    sipgo_server_transaction_terminate (self);
  else
    set_timer (self, &self->timeout_timer, SIPGO_T4, timed_out);
  if (self->funcs->acknowledged)
    self->funcs->acknowledged (self, ack, self->user_data);
}

gboolean
sipgo_server_transaction_receive (SipgoServerTransaction *self, SipgoMessage *request)
{
  if (sipgo_message_method_is (request, "ACK"))
    {
      if (self->state == SIPGO_TRANSACTION_STATE_ACCEPTED)
        return FALSE;
      receive_ack (self, request);
      return TRUE;
    }
  /* RFC 6026 7.1: in the state Accepted a retransmitted INVITE is absorbed; the owner's timer repeats the 2xx. */
  if (self->response && (self->state == SIPGO_TRANSACTION_STATE_PROCEEDING
                         || self->state == SIPGO_TRANSACTION_STATE_COMPLETED))
    send_response (self);
  return TRUE;
}

/* --- answering ---------------------------------------------------------------------------------------------------- */

static void
send_again (gpointer user_data)
{
  SipgoServerTransaction *self = user_data;

  self->interval = MIN (2 * self->interval, SIPGO_T2);
  set_timer (self, &self->retransmit_timer, self->interval, send_again);
  send_response (self);
}

static void
no_ack (gpointer user_data)
{
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TIMEOUT,
                                                  "The caller did not acknowledge the final response within 32 s");

  fail (user_data, error);
}

static void
complete_invite (SipgoServerTransaction *self, guint status)
{
  sipgo_environment_cancel_timer (environment_of (self), &self->retransmit_timer);
  if (status < 300)
    {
      set_timer (self, &self->timeout_timer, SIPGO_TIMEOUT, timed_out);
      set_state (self, SIPGO_TRANSACTION_STATE_ACCEPTED);
      return;
    }
  set_timer (self, &self->timeout_timer, SIPGO_TIMEOUT, no_ack);
  if (!sipgo_flow_is_reliable (self->flow))
    {
      self->interval = SIPGO_T1;
      set_timer (self, &self->retransmit_timer, self->interval, send_again);
    }
  set_state (self, SIPGO_TRANSACTION_STATE_COMPLETED);
}

static void
complete_other (SipgoServerTransaction *self)
{
  if (sipgo_flow_is_reliable (self->flow))
    {
      sipgo_server_transaction_terminate (self);
      return;
    }
  set_timer (self, &self->timeout_timer, SIPGO_TIMEOUT, timed_out);
  set_state (self, SIPGO_TRANSACTION_STATE_COMPLETED);
}

static gboolean
may_send (SipgoServerTransaction *self, guint status)
{
  switch (self->state)
    {
    case SIPGO_TRANSACTION_STATE_TRYING:
    case SIPGO_TRANSACTION_STATE_PROCEEDING:
      return TRUE;
    case SIPGO_TRANSACTION_STATE_ACCEPTED:
      return status >= 200 && status < 300;
    default:
      return FALSE;
    }
}

void
sipgo_server_transaction_respond (SipgoServerTransaction *self, SipgoMessage *response)
{
  g_autoptr (SipgoServerTransaction) hold = sipgo_server_transaction_ref (self);
  guint status = sipgo_message_get_status_code (response);
  gboolean again = self->state == SIPGO_TRANSACTION_STATE_ACCEPTED;

  if (!may_send (self, status))
    return;
  if (response != self->response)
    {
      g_clear_pointer (&self->response, sipgo_message_unref);
      self->response = sipgo_message_ref (response);
    }
  if (status < 200)
    {
      sipgo_environment_cancel_timer (environment_of (self), &self->retransmit_timer);
      set_state (self, SIPGO_TRANSACTION_STATE_PROCEEDING);
    }
  else if (!again && self->is_invite)
    {
      complete_invite (self, status);
    }
  else if (!again)
    {
      complete_other (self);
    }
  send_response (self);
  /* The owner retransmits the 2xx, so this copy is not needed. */
  if (self->state == SIPGO_TRANSACTION_STATE_ACCEPTED)
    g_clear_pointer (&self->response, sipgo_message_unref);
}

void
sipgo_server_transaction_repeat (SipgoServerTransaction *self)
{
  if (self->state == SIPGO_TRANSACTION_STATE_PROCEEDING && self->response)
    send_response (self);
}

SipgoMessage *
sipgo_server_transaction_get_request (SipgoServerTransaction *self)
{
  return self->request;
}

SipgoFlow *
sipgo_server_transaction_get_flow (SipgoServerTransaction *self)
{
  return self->flow;
}

SipgoTransactionState
sipgo_server_transaction_get_state (SipgoServerTransaction *self)
{
  return self->state;
}

gboolean
sipgo_server_transaction_is_answered (SipgoServerTransaction *self)
{
  return self->state != SIPGO_TRANSACTION_STATE_TRYING && self->state != SIPGO_TRANSACTION_STATE_PROCEEDING;
}

guint
sipgo_server_transaction_get_status (SipgoServerTransaction *self)
{
  return self->response ? sipgo_message_get_status_code (self->response) : 0;
}

const SipgoMergeKey *
sipgo_server_transaction_get_merge_key (SipgoServerTransaction *self)
{
  return merge_key_of (self);
}

const char *
sipgo_server_transaction_get_to_tag (SipgoServerTransaction *self)
{
  if (self->to_tag[0] == '\0')
    sipgo_random_token (sipgo_environment_get_random (environment_of (self)), self->to_tag);
  return self->to_tag;
}

GList *
sipgo_server_transaction_list_timers (SipgoServerTransaction *self)
{
  const char *timeout = self->is_invite ? "H" : "J";

  if (!self->listed)
    return NULL;
  if (self->state == SIPGO_TRANSACTION_STATE_ACCEPTED)
    timeout = "L";
  else if (self->state == SIPGO_TRANSACTION_STATE_CONFIRMED)
    timeout = "I";
  return sipgo_transaction_table_list_timers (self->table, self->state == SIPGO_TRANSACTION_STATE_COMPLETED ? "G"
                                              : "100", &self->retransmit_timer, timeout, &self->timeout_timer);
}

SipgoTransaction *
sipgo_server_transaction_get_view (SipgoServerTransaction *self)
{
  return self->view;
}

void
sipgo_server_transaction_set_view (SipgoServerTransaction *self, SipgoTransaction *view)
{
  self->view = view;
  if (view && self->listed)
    g_object_ref (view);
}
