/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/transaction/sipgo-client-transaction-private.h"
#include "libsipgo/transaction/sipgo-server-transaction-private.h"
#include "libsipgo/transaction/sipgo-transaction-table-private.h"
#include "libsipgo/transport/sipgo-stateless-response-private.h"

struct _SipgoTransactionLayer
{
  SipgoEnvironment *environment;
  SipgoTransportLayer *transport;
  GHashTable *clients;           /* key → SipgoClientTransaction; a reference is held */
  GHashTable *servers;           /* key → SipgoServerTransaction; a reference is held */
  GHashTable *merge_keys;        /* Call-ID, From tag and CSeq → the first SipgoServerTransaction with them */
  SipgoRequestFunc request_func;
  SipgoPreferredFunc preferred_func;
  gpointer user_data;
  guint max;                     /* 0: none */
  guint64 n_refused;
};

static void
receive_response (SipgoTransactionLayer *self, SipgoMessage *response)
{
  const char *branch = sipgo_via_get_branch (sipgo_message_get_via (response));
  SipgoClientTransaction *transaction = NULL;

  if (branch)
    {
      g_autofree char *key = sipgo_transaction_client_key (branch, sipgo_message_get_cseq_method (response));

      transaction = g_hash_table_lookup (self->clients, key);
    }
  if (transaction)
    sipgo_client_transaction_receive (transaction, response);
  else
    sipgo_log (self->environment, SIPGO_LOG_DROPPED, "a response %u that belongs to no transaction", sipgo_message_get_status_code (response));
}

/* One in so many places is kept for what belongs to something that there is already. */
#define RESERVE 8

static gboolean
has_room (SipgoTransactionLayer *self, SipgoMessage *request)
{
  guint n = sipgo_transaction_layer_count (self);

  if (self->max == 0 || n < self->max - self->max / RESERVE)
    return TRUE;
  return n < self->max && self->preferred_func && self->preferred_func (request, self->user_data);
}

/* Without a transaction: a flood that makes none needs no memory (21.5.4). */
static void
refuse (SipgoTransactionLayer *self, SipgoMessage *request, SipgoFlow *flow)
{
  g_autoptr (SipgoMessage) response = sipgo_stateless_response_new_unavailable (request);
  g_autoptr (GBytes) bytes = sipgo_message_serialize (response);

  self->n_refused++;
  sipgo_flow_send (flow, bytes, NULL);
}

static void
receive_request (SipgoTransactionLayer *self, SipgoMessage *request, SipgoFlow *flow)
{
  gboolean is_ack = sipgo_message_method_is (request, "ACK");
  g_autofree char *key = sipgo_transaction_server_key (request, is_ack ? "INVITE" : sipgo_message_get_method (request));
  SipgoServerTransaction *transaction = g_hash_table_lookup (self->servers, key);

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
  transaction = sipgo_server_transaction_new (self, request, flow, g_steal_pointer (&key));
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

  self->environment = environment;
  self->transport = transport;
  self->clients = g_hash_table_new (g_str_hash, g_str_equal);
  self->servers = g_hash_table_new (g_str_hash, g_str_equal);
  self->merge_keys = g_hash_table_new (g_str_hash, g_str_equal);
  sipgo_transport_layer_set_handler (transport, receive, self);
  return self;
}

void
sipgo_transaction_layer_clear (SipgoTransactionLayer *self)
{
  g_autoptr (GList) clients = g_hash_table_get_values (self->clients);
  g_autoptr (GList) servers = g_hash_table_get_values (self->servers);
  GList *l;

  /* What is told of the end of one may end others. */
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
  sipgo_transport_layer_set_handler (self->transport, NULL, NULL);
  sipgo_transaction_layer_clear (self);
  g_hash_table_unref (self->clients);
  g_hash_table_unref (self->servers);
  g_hash_table_unref (self->merge_keys);
  g_free (self);
}

void
sipgo_transaction_layer_set_handler (SipgoTransactionLayer *self, SipgoRequestFunc func, gpointer user_data)
{
  self->request_func = func;
  self->user_data = user_data;
}

SipgoEnvironment *
sipgo_transaction_layer_get_environment (SipgoTransactionLayer *self)
{
  return self->environment;
}

SipgoTransportLayer *
sipgo_transaction_layer_get_transport (SipgoTransactionLayer *self)
{
  return self->transport;
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
  return g_hash_table_size (self->clients) + g_hash_table_size (self->servers);
}

GHashTable *
sipgo_transaction_layer_get_clients (SipgoTransactionLayer *self)
{
  return self->clients;
}

GHashTable *
sipgo_transaction_layer_get_servers (SipgoTransactionLayer *self)
{
  return self->servers;
}

static GList *
prepend_timer (GList *list, const char *name, const SipgoTimer *timer, gint64 now)
{
  SipgoTransactionTimer said = { .name = name };

  if (!sipgo_timer_is_running (timer))
    return list;
  said.remaining_ms = (MAX (timer->due - now, 0) + 999) / 1000;
  return g_list_prepend (list, sipgo_transaction_timer_copy (&said));
}

GList *
sipgo_transaction_layer_list_timers (SipgoTransactionLayer *self, const char *first_name, const SipgoTimer *first,
                                     const char *second_name, const SipgoTimer *second)
{
  gint64 now = sipgo_environment_now (self->environment);

  return prepend_timer (prepend_timer (NULL, second_name, second, now), first_name, first, now);
}

SipgoServerTransaction *
sipgo_transaction_layer_find_cancelled (SipgoTransactionLayer *self, SipgoMessage *cancel)
{
  g_autofree char *key = sipgo_transaction_server_key (cancel, "INVITE");

  return g_hash_table_lookup (self->servers, key);
}

gboolean
sipgo_transaction_layer_is_merged (SipgoTransactionLayer *self, SipgoServerTransaction *transaction)
{
  const char *merge_key = sipgo_server_transaction_get_merge_key (transaction);
  SipgoServerTransaction *first = merge_key ? g_hash_table_lookup (self->merge_keys, merge_key) : NULL;

  return first && first != transaction;
}

void
sipgo_transaction_layer_add_client (SipgoTransactionLayer *self, const char *key, SipgoClientTransaction *transaction)
{
  g_hash_table_insert (self->clients, (gpointer) key, sipgo_client_transaction_ref (transaction));
}

void
sipgo_transaction_layer_remove_client (SipgoTransactionLayer *self, const char *key)
{
  SipgoClientTransaction *transaction = g_hash_table_lookup (self->clients, key);

  if (g_hash_table_remove (self->clients, key))
    sipgo_client_transaction_unref (transaction);
}

void
sipgo_transaction_layer_add_server (SipgoTransactionLayer *self, const char *key, const char *merge_key, SipgoServerTransaction *transaction)
{
  g_hash_table_insert (self->servers, (gpointer) key, sipgo_server_transaction_ref (transaction));
  if (merge_key && !g_hash_table_contains (self->merge_keys, merge_key))
    g_hash_table_insert (self->merge_keys, (gpointer) merge_key, transaction);
}

void
sipgo_transaction_layer_remove_server (SipgoTransactionLayer *self, const char *key, const char *merge_key, SipgoServerTransaction *transaction)
{
  if (merge_key && g_hash_table_lookup (self->merge_keys, merge_key) == transaction)
    g_hash_table_remove (self->merge_keys, merge_key);
  if (g_hash_table_remove (self->servers, key))
    sipgo_server_transaction_unref (transaction);
}
