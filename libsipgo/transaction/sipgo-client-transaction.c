/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transaction/sipgo-client-transaction-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/transaction/sipgo-transaction-table-private.h"

/* A request larger than this must not go over UDP when the path's MTU is not known (18.1.1). */
#define MAX_DATAGRAM_REQUEST 1300
/* How long a request that is sent over TCP for its size waits for the connection: many providers have UDP only, and
 * firewalls that drop what belongs to TCP. The first two SYN are sent by then. */
#define TCP_PATIENCE SIPGO_SECONDS (3)

struct _SipgoClientTransaction
{
  gint ref_count;
  SipgoTransactionTable *table;
  gboolean is_invite;
  gboolean listed;                 /* in the table, which holds a reference */
  gboolean may_fall_back;          /* TCP was chosen only because of the size of the request */
  SipgoTransactionState state;
  SipgoTransactionKey key;         /* of branch and request */
  char *branch;
  SipgoMessage *request;           /* with our Via */
  SipgoMessage *ack;               /* to a final response other than 2xx */
  SipgoTarget target;
  SipgoFlow *flow;
  SipgoFlowWatch watch;
  SipgoTimer retransmit_timer;     /* A or E */
  SipgoTimer timeout_timer;        /* B or F, then D, K or M */
  gint64 interval;
  GError *failure;                 /* to be reported from the main loop */
  SipgoClientTransactionFuncs funcs;
  gpointer user_data;
  SipgoTransaction *view;          /* held while listed, so that a signal handler keeps working without a reference */
};

static void send_request (SipgoClientTransaction *self);

static SipgoEnvironment *
environment_of (SipgoClientTransaction *self)
{
  return self->table->environment;
}

static SipgoTargetMemory *
memory_of (SipgoClientTransaction *self)
{
  return sipgo_transport_layer_get_memory (self->table->transport);
}

static void
set_timer (SipgoClientTransaction *self, SipgoTimer *timer, gint64 delay, SipgoTimerFunc func)
{
  sipgo_environment_set_timer (environment_of (self), timer, delay, func, self);
}

static void
set_state (SipgoClientTransaction *self, SipgoTransactionState state)
{
  if (self->state == state)
    return;
  self->state = state;
  if (self->view)
    g_object_notify (G_OBJECT (self->view), "state");
}

static void
cancel_timers (SipgoClientTransaction *self)
{
  sipgo_environment_cancel_timer (environment_of (self), &self->retransmit_timer);
  sipgo_environment_cancel_timer (environment_of (self), &self->timeout_timer);
}

SipgoClientTransaction *
sipgo_client_transaction_ref (SipgoClientTransaction *self)
{
  self->ref_count++;
  return self;
}

void
sipgo_client_transaction_unref (SipgoClientTransaction *self)
{
  if (--self->ref_count > 0)
    return;
  sipgo_flow_watch_stop (&self->watch);
  g_clear_pointer (&self->flow, sipgo_flow_unref);
  g_clear_pointer (&self->request, sipgo_message_unref);
  g_clear_pointer (&self->ack, sipgo_message_unref);
  g_clear_error (&self->failure);
  sipgo_target_clear (&self->target);
  g_free (self->branch);
  g_free (self);
}

void
sipgo_client_transaction_detach (SipgoClientTransaction *self)
{
  self->funcs = (SipgoClientTransactionFuncs) { NULL };
  sipgo_client_transaction_unref (self);
}

void
sipgo_client_transaction_terminate (SipgoClientTransaction *self)
{
  g_autoptr (SipgoClientTransaction) hold = NULL;

  if (!self->listed)
    return;
  hold = sipgo_client_transaction_ref (self);
  self->listed = FALSE;
  cancel_timers (self);
  sipgo_flow_watch_stop (&self->watch);
  g_hash_table_remove (self->table->clients, &self->key);
  sipgo_client_transaction_unref (self);
  set_state (self, SIPGO_TRANSACTION_STATE_TERMINATED);
  if (self->view)
    g_object_unref (self->view);
  if (self->funcs.ended)
    self->funcs.ended (self, self->user_data);
}

static void
timed_out (gpointer user_data)
{
  sipgo_client_transaction_terminate (user_data);
}

static void
report_failure (gpointer user_data)
{
  g_autoptr (SipgoClientTransaction) self = sipgo_client_transaction_ref (user_data);
  g_autoptr (GError) error = g_steal_pointer (&self->failure);

  set_state (self, SIPGO_TRANSACTION_STATE_TERMINATED);
  if (self->funcs.failed)
    self->funcs.failed (self, error, self->user_data);
  sipgo_client_transaction_terminate (self);
}

gboolean
sipgo_client_transaction_is_unanswered (SipgoClientTransaction *self)
{
  return self->state == SIPGO_TRANSACTION_STATE_CALLING || self->state == SIPGO_TRANSACTION_STATE_TRYING;
}

static gboolean
is_waiting (SipgoClientTransaction *self)
{
  return sipgo_client_transaction_is_unanswered (self) || self->state == SIPGO_TRANSACTION_STATE_PROCEEDING;
}

/* Reported from the main loop, so that no owner is called back from within its own call. */
static void
fail_later (SipgoClientTransaction *self, const GError *error)
{
  if (self->failure || !self->listed)
    return;
  if (sipgo_client_transaction_is_unanswered (self))
    sipgo_target_memory_add_failure (memory_of (self), &self->target, 0);
  self->failure = g_error_copy (error);
  sipgo_flow_watch_stop (&self->watch);
  sipgo_environment_cancel_timer (environment_of (self), &self->retransmit_timer);
  set_timer (self, &self->timeout_timer, 0, report_failure);
}

static void
no_answer (gpointer user_data)
{
  SipgoClientTransaction *self = user_data;
  g_autofree char *target = sipgo_target_to_string (&self->target);
  g_autoptr (GError) error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_TIMEOUT, "%s did not answer within 32 seconds",
                                          target);

  fail_later (self, error);
}

/* --- sending ------------------------------------------------------------------------------------------------------ */

static void
send_again (gpointer user_data)
{
  SipgoClientTransaction *self = user_data;

  self->interval *= 2;
  if (!self->is_invite)
    self->interval = self->state == SIPGO_TRANSACTION_STATE_PROCEEDING ? SIPGO_T2 : MIN (self->interval, SIPGO_T2);
  set_timer (self, &self->retransmit_timer, self->interval, send_again);
  send_request (self);
}

/* A CANCEL has the Via of its INVITE (RFC 3261 9.1), also when our address has changed. */
static char *
make_via (SipgoClientTransaction *self)
{
  SipgoClientTransaction *invite = NULL;
  SipgoTransactionKey key;

  if (sipgo_message_method_is (self->request, "CANCEL"))
    {
      sipgo_transaction_key_init_client (&key, (SipgoSlice) { self->branch, strlen (self->branch) }, "INVITE");
      invite = g_hash_table_lookup (self->table->clients, &key);
    }
  return invite ? sipgo_message_get_header (invite->request, "Via") : sipgo_flow_make_via (self->flow, self->branch);
}

static gboolean
use_flow (SipgoClientTransaction *self, const SipgoTarget *target, GError **error)
{
  g_autoptr (SipgoFlow) flow = sipgo_transport_layer_get_flow (self->table->transport, target, error);
  g_autofree char *via = NULL;
  SipgoTarget copy;

  if (!flow)
    return FALSE;
  sipgo_target_copy (&copy, target);
  sipgo_target_clear (&self->target);
  self->target = copy;
  g_clear_pointer (&self->flow, sipgo_flow_unref);
  self->flow = g_steal_pointer (&flow);
  via = make_via (self);
  sipgo_message_replace (self->request, SIPGO_HEADER_VIA, via);
  return TRUE;
}

/* 18.1.1: when TCP, chosen because of the size, fails, the request goes over UDP. */
static gboolean
fall_back_to_udp (SipgoClientTransaction *self)
{
  SipgoTarget target = self->target;

  if (!self->may_fall_back || !sipgo_client_transaction_is_unanswered (self))
    return FALSE;
  self->may_fall_back = FALSE;
  sipgo_target_memory_add_failure (memory_of (self), &target, 0);
  target.protocol = SIPGO_PROTOCOL_UDP;
  sipgo_flow_watch_stop (&self->watch);
  if (!use_flow (self, &target, NULL))
    return FALSE;
  send_request (self);
  self->interval = SIPGO_T1;
  set_timer (self, &self->retransmit_timer, self->interval, send_again);
  return TRUE;
}

/* Whether the request would be sent from another address now. */
static gboolean
has_moved (SipgoClientTransaction *self)
{
  g_autoptr (SipgoFlow) flow = sipgo_transport_layer_get_flow (self->table->transport, &self->target, NULL);
  g_autofree char *sent = sipgo_message_get_header (self->request, "Via");
  g_autofree char *via = flow == self->flow ? make_via (self) : NULL;

  return g_strcmp0 (via, sent) != 0;
}

static void
answer_is_lost (gpointer user_data)
{
  SipgoClientTransaction *self = user_data;
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE,
                                                  "The network of this machine has changed, and an answer to the old "
                                                  "address has not come");

  if (has_moved (self))
    fail_later (self, error);
}

/* Nothing is sent while an INVITE is proceeding, so a call that rings lasts when our address changes: it may be back in
 * time for the answer, since a 2xx is repeated for 32 s (RFC 3261 13.3.1.4). */
static gboolean
outlasts_move (SipgoClientTransaction *self)
{
  if (!self->is_invite || self->state != SIPGO_TRANSACTION_STATE_PROCEEDING || sipgo_flow_is_reliable (self->flow)
      || !has_moved (self))
    return FALSE;
  set_timer (self, &self->timeout_timer, SIPGO_TIMEOUT, answer_is_lost);
  return TRUE;
}

static void
flow_failed (SipgoFlow *flow, const GError *error, gpointer user_data)
{
  SipgoClientTransaction *self = user_data;

  if (outlasts_move (self))
    return;
  if (is_waiting (self) && !fall_back_to_udp (self))
    fail_later (self, error);
}

static void
send_request (SipgoClientTransaction *self)
{
  g_autoptr (GBytes) bytes = sipgo_transport_layer_serialize (self->table->transport, self->request);
  g_autoptr (GError) error = NULL;

  if (!self->watch.flow)
    sipgo_flow_watch_start (&self->watch, self->flow, flow_failed, self);
  if (!sipgo_flow_send (self->flow, bytes, &error) && !fall_back_to_udp (self))
    fail_later (self, error);
}

static gboolean
choose_flow (SipgoClientTransaction *self, const SipgoTarget *target, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  SipgoTarget tcp = *target;

  if (!use_flow (self, target, error))
    return FALSE;
  if (target->protocol != SIPGO_PROTOCOL_UDP || target->protocol_is_fixed)
    return TRUE;
  bytes = sipgo_transport_layer_serialize (self->table->transport, self->request);
  if (g_bytes_get_size (bytes) <= MAX_DATAGRAM_REQUEST)
    return TRUE;
  tcp.protocol = SIPGO_PROTOCOL_TCP;
  /* Do not wait for TCP again at a target where it has failed lately. */
  if (!sipgo_target_memory_is_avoided (memory_of (self), &tcp))
    self->may_fall_back = use_flow (self, &tcp, NULL);
  if (self->may_fall_back)
    sipgo_flow_limit_connecting (self->flow, TCP_PATIENCE);
  return TRUE;
}

SipgoClientTransaction *
sipgo_client_transaction_new (SipgoTransactionTable *table, SipgoMessage *request, const SipgoTarget *target,
                              const char *branch,
                              const SipgoClientTransactionFuncs *funcs, gpointer user_data, GError **error)
{
  g_autoptr (SipgoClientTransaction) self = g_new0 (SipgoClientTransaction, 1);

  self->ref_count = 1;
  self->table = table;
  self->is_invite = sipgo_message_method_is (request, "INVITE");
  self->branch = branch ? g_strdup (branch)
                        : sipgo_random_dup_token (sipgo_environment_get_random (table->environment), "z9hG4bK");
  sipgo_transaction_key_init_client (&self->key, (SipgoSlice) { self->branch, strlen (self->branch) },
                                     sipgo_message_get_method (request));
  self->request = sipgo_message_ref (request);
  self->funcs = *funcs;
  self->user_data = user_data;
  self->state = self->is_invite ? SIPGO_TRANSACTION_STATE_CALLING : SIPGO_TRANSACTION_STATE_TRYING;
  sipgo_message_remove (request, SIPGO_HEADER_VIA);
  sipgo_message_prepend (request, SIPGO_HEADER_VIA, "");
  if (!choose_flow (self, target, error))
    return NULL;

  self->listed = TRUE;
  g_hash_table_insert (table->clients, &self->key, sipgo_client_transaction_ref (self));
  set_timer (self, &self->timeout_timer, SIPGO_TIMEOUT, no_answer);
  self->interval = SIPGO_T1;
  if (!sipgo_flow_is_reliable (self->flow))
    set_timer (self, &self->retransmit_timer, self->interval, send_again);
  send_request (self);
  return g_steal_pointer (&self);
}

/* --- receiving ---------------------------------------------------------------------------------------------------- */

/* 17.1.1.3: Request-URI, topmost Via, From, Call-ID, CSeq number and Route are those of the request, To that of the
 * response. */
static SipgoMessage *
make_ack (SipgoClientTransaction *self, SipgoMessage *response)
{
  SipgoMessage *ack = sipgo_message_new_request ("ACK", sipgo_message_get_request_uri (self->request));

  sipgo_message_copy_headers (ack, self->request, SIPGO_HEADER_VIA);
  sipgo_message_add (ack, SIPGO_HEADER_MAX_FORWARDS, "70");
  sipgo_message_copy_headers (ack, self->request, SIPGO_HEADER_ROUTE);
  sipgo_message_copy_headers (ack, self->request, SIPGO_HEADER_FROM);
  sipgo_message_copy_headers (ack, response, SIPGO_HEADER_TO);
  sipgo_message_copy_headers (ack, self->request, SIPGO_HEADER_CALL_ID);
  sipgo_message_add_printf (ack, SIPGO_HEADER_CSEQ, "%u ACK", sipgo_message_get_cseq (self->request));
  return ack;
}

static void
send_ack (SipgoClientTransaction *self)
{
  g_autoptr (GBytes) bytes = sipgo_transport_layer_serialize (self->table->transport, self->ack);

  sipgo_flow_send (self->flow, bytes, NULL);
}

/* Waits for retransmissions of the final response: Timers D, K and M. With a delay of 0 the transaction terminates from
 * the main loop, after the owner has got the response. */
static void
linger (SipgoClientTransaction *self, SipgoTransactionState state, gint64 delay)
{
  sipgo_environment_cancel_timer (environment_of (self), &self->retransmit_timer);
  sipgo_flow_watch_stop (&self->watch);
  set_timer (self, &self->timeout_timer, delay, timed_out);
  set_state (self, state);
}

static void
receive_final (SipgoClientTransaction *self, SipgoMessage *response)
{
  gboolean reliable = sipgo_flow_is_reliable (self->flow);

  sipgo_flow_learn (self->flow, response);
  if (!self->is_invite)
    {
      linger (self, SIPGO_TRANSACTION_STATE_COMPLETED, reliable ? 0 : SIPGO_T4);
    }
  else if (sipgo_message_get_status_code (response) < 300)
    {
      linger (self, SIPGO_TRANSACTION_STATE_ACCEPTED, SIPGO_TIMEOUT);
    }
  else
    {
      self->ack = make_ack (self, response);
      send_ack (self);
      linger (self, SIPGO_TRANSACTION_STATE_COMPLETED, reliable ? 0 : SIPGO_TIMER_D);
    }
}

/* TRUE when the owner is to get the response. */
static gboolean
advance (SipgoClientTransaction *self, SipgoMessage *response)
{
  guint status = sipgo_message_get_status_code (response);

  switch (self->state)
    {
    case SIPGO_TRANSACTION_STATE_CALLING:
    case SIPGO_TRANSACTION_STATE_TRYING:
    case SIPGO_TRANSACTION_STATE_PROCEEDING:
      if (status >= 200)
        {
          receive_final (self, response);
          return TRUE;
        }
      if (self->is_invite)
        {
          /* 17.1.1.2: a provisional response stops Timers A and B; how long it may ring is the owner's decision. */
          cancel_timers (self);
        }
      set_state (self, SIPGO_TRANSACTION_STATE_PROCEEDING);
      return TRUE;

    case SIPGO_TRANSACTION_STATE_ACCEPTED:
      return status >= 200 && status < 300;

    case SIPGO_TRANSACTION_STATE_COMPLETED:
      if (self->ack && status >= 300)
        send_ack (self);
      return FALSE;

    case SIPGO_TRANSACTION_STATE_CONFIRMED:
    case SIPGO_TRANSACTION_STATE_TERMINATED:
    default:
      return FALSE;
    }
}

void
sipgo_client_transaction_receive (SipgoClientTransaction *self, SipgoMessage *response)
{
  g_autoptr (SipgoClientTransaction) hold = sipgo_client_transaction_ref (self);

  if (self->failure)
    return;
  if (!advance (self, response))
    return;
  /* RFC 3263 4.3: a server that answers 503 counts as failed; the owner notes for how long. */
  if (sipgo_message_get_status_code (response) != 503)
    sipgo_target_memory_add_success (memory_of (self), &self->target);
  if (self->funcs.response)
    self->funcs.response (self, response, self->user_data);
}

SipgoMessage *
sipgo_client_transaction_get_request (SipgoClientTransaction *self)
{
  return self->request;
}

const char *
sipgo_client_transaction_get_branch (SipgoClientTransaction *self)
{
  return self->branch;
}

SipgoFlow *
sipgo_client_transaction_get_flow (SipgoClientTransaction *self)
{
  return self->flow;
}

SipgoTarget
sipgo_client_transaction_get_target (SipgoClientTransaction *self)
{
  return self->target;
}

SipgoTransactionState
sipgo_client_transaction_get_state (SipgoClientTransaction *self)
{
  return self->state;
}

GList *
sipgo_client_transaction_list_timers (SipgoClientTransaction *self)
{
  const char *timeout = self->is_invite ? "B" : "F";

  if (!self->listed)
    return NULL;
  if (self->state == SIPGO_TRANSACTION_STATE_ACCEPTED)
    timeout = "M";
  else if (self->state == SIPGO_TRANSACTION_STATE_COMPLETED)
    timeout = self->is_invite ? "D" : "K";
  return sipgo_transaction_table_list_timers (self->table, self->is_invite ? "A" : "E", &self->retransmit_timer,
                                              timeout, &self->timeout_timer);
}

SipgoTransaction *
sipgo_client_transaction_get_view (SipgoClientTransaction *self)
{
  return self->view;
}

void
sipgo_client_transaction_set_view (SipgoClientTransaction *self, SipgoTransaction *view)
{
  self->view = view;
  if (view && self->listed)
    g_object_ref (view);
}
