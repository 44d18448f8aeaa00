/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transaction/sipgo-transaction-layer-private.h"

#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/transaction/sipgo-client-transaction-private.h"
#include "libsipgo/transaction/sipgo-server-transaction-private.h"
#include "libsipgo/transport/sipgo-stateless-response-private.h"

struct _SipgoTransactionLayer
{
  SipgoTransactionTable table;
  SipgoRequestFunc request_func;
  SipgoPreferredFunc preferred_func;
  gpointer user_data;
  guint max;                     /* 0: no limit */
  guint64 n_refused;
};

static void
receive_response (SipgoTransactionLayer *self, SipgoMessage *response)
{
  SipgoSlice branch = sipgo_message_peek_via (response)->branch;
  SipgoClientTransaction *transaction = NULL;

  if (branch.data)
    {
      SipgoTransactionKey key;

      sipgo_transaction_key_init_client (&key, branch, sipgo_message_get_cseq_method (response));
      transaction = g_hash_table_lookup (self->table.clients, &key);
    }
  if (transaction)
    sipgo_client_transaction_receive (transaction, response);
  else
    sipgo_log (self->table.environment, SIPGO_LOG_DROPPED, "a response %u that belongs to no transaction",
               sipgo_message_get_status_code (response));
}

/* One in so many places is reserved for requests inside dialogs and subscriptions. */
#define RESERVE 8

static gboolean
has_room (SipgoTransactionLayer *self, SipgoMessage *request)
{
  guint n = sipgo_transaction_layer_count (self);

  if (self->max == 0 || n < self->max - self->max / RESERVE)
    return TRUE;
  return n < self->max && self->preferred_func && self->preferred_func (request, self->user_data);
}

/* Answers statelessly, so that a flood of requests takes no memory (21.5.4). */
static void
refuse (SipgoTransactionLayer *self, SipgoMessage *request, SipgoFlow *flow)
{
  g_autoptr (SipgoMessage) response = sipgo_stateless_response_new_unavailable (request);
  g_autoptr (GBytes) bytes = sipgo_transport_layer_serialize (self->table.transport, response);

  self->n_refused++;
  sipgo_flow_send (flow, bytes, NULL);
}

static void
receive_request (SipgoTransactionLayer *self, SipgoMessage *request, SipgoFlow *flow)
{
  gboolean is_ack = sipgo_message_method_is (request, "ACK");
  g_auto (SipgoTransactionKey) key = { 0 };
  SipgoServerTransaction *transaction;

  sipgo_transaction_key_init_server (&key, request, is_ack ? "INVITE" : sipgo_message_get_method (request));
  transaction = g_hash_table_lookup (self->table.servers, &key);
  if (transaction && sipgo_server_transaction_receive (transaction, request))
    return;
  if (is_ack)
    {
      if (self->request_func)
        self->request_func (NULL, request, flow, self->user_data);
      return;
    }
  if (!self->request_func)
    return;
  if (!has_room (self, request))
    {
      refuse (self, request, flow);
      return;
    }
  transaction = sipgo_server_transaction_new (&self->table, request, flow, &key);
  self->request_func (transaction, request, flow, self->user_data);
  sipgo_server_transaction_unref (transaction);
}

static void
receive (SipgoMessage *message, SipgoFlow *flow, gpointer user_data)
{
  if (sipgo_message_is_request (message))
    receive_request (user_data, message, flow);
  else
    receive_response (user_data, message);
}

SipgoTransactionLayer *
sipgo_transaction_layer_new (SipgoEnvironment *environment, SipgoTransportLayer *transport)
{
  SipgoTransactionLayer *self = g_new0 (SipgoTransactionLayer, 1);

  sipgo_transaction_table_init (&self->table, environment, transport);
  sipgo_transport_layer_set_handler (transport, receive, self);
  return self;
}

void
sipgo_transaction_layer_clear (SipgoTransactionLayer *self)
{
  g_autoptr (GList) clients = g_hash_table_get_values (self->table.clients);
  g_autoptr (GList) servers = g_hash_table_get_values (self->table.servers);
  GList *l;

  /* A callback at the end of one transaction may end others. */
  g_list_foreach (clients, (GFunc) (void (*) (void)) sipgo_client_transaction_ref, NULL);
  g_list_foreach (servers, (GFunc) (void (*) (void)) sipgo_server_transaction_ref, NULL);
  for (l = clients; l; l = l->next)
    {
      sipgo_client_transaction_terminate (l->data);
      sipgo_client_transaction_unref (l->data);
    }
  for (l = servers; l; l = l->next)
    {
      sipgo_server_transaction_terminate (l->data);
      sipgo_server_transaction_unref (l->data);
    }
}

void
sipgo_transaction_layer_free (SipgoTransactionLayer *self)
{
  sipgo_transport_layer_set_handler (self->table.transport, NULL, NULL);
  sipgo_transaction_layer_clear (self);
  sipgo_transaction_table_clear (&self->table);
  g_free (self);
}

void
sipgo_transaction_layer_set_handler (SipgoTransactionLayer *self, SipgoRequestFunc func, gpointer user_data)
{
  self->request_func = func;
  self->user_data = user_data;
}

SipgoTransactionTable *
sipgo_transaction_layer_get_table (SipgoTransactionLayer *self)
{
  return &self->table;
}

void
sipgo_transaction_layer_set_limit (SipgoTransactionLayer *self, guint max, SipgoPreferredFunc preferred_func)
{
  self->max = max;
  self->preferred_func = preferred_func;
}

guint64
sipgo_transaction_layer_get_refused (SipgoTransactionLayer *self)
{
  return self->n_refused;
}

guint
sipgo_transaction_layer_count (SipgoTransactionLayer *self)
{
  return sipgo_transaction_table_count (&self->table);
}

SipgoServerTransaction *
sipgo_transaction_layer_find_cancelled (SipgoTransactionLayer *self, SipgoMessage *cancel)
{
  g_auto (SipgoTransactionKey) key = { 0 };

  sipgo_transaction_key_init_server (&key, cancel, "INVITE");
  return g_hash_table_lookup (self->table.servers, &key);
}

gboolean
sipgo_transaction_layer_is_merged (SipgoTransactionLayer *self, SipgoServerTransaction *transaction)
{
  const SipgoMergeKey *merge_key = sipgo_server_transaction_get_merge_key (transaction);
  SipgoServerTransaction *first = merge_key ? g_hash_table_lookup (self->table.merge_keys, merge_key) : NULL;

  return first && first != transaction;
}
