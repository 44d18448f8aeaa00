/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transaction/sipgo-transaction-table-private.h"

#include "libsipgo/transaction/sipgo-transaction-timer.h"

void
sipgo_transaction_table_init (SipgoTransactionTable *self, SipgoEnvironment *environment,
                              SipgoTransportLayer *transport)
{
  self->environment = environment;
  self->transport = transport;
  self->clients = g_hash_table_new (sipgo_transaction_key_hash, sipgo_transaction_key_equal);
  self->servers = g_hash_table_new (sipgo_transaction_key_hash, sipgo_transaction_key_equal);
  self->merge_keys = g_hash_table_new (sipgo_merge_key_hash, sipgo_merge_key_equal);
}

void
sipgo_transaction_table_clear (SipgoTransactionTable *self)
{
  g_clear_pointer (&self->clients, g_hash_table_unref);
  g_clear_pointer (&self->servers, g_hash_table_unref);
  g_clear_pointer (&self->merge_keys, g_hash_table_unref);
}

guint
sipgo_transaction_table_count (SipgoTransactionTable *self)
{
  return g_hash_table_size (self->clients) + g_hash_table_size (self->servers);
}

void
sipgo_transaction_table_add_server (SipgoTransactionTable *self, SipgoTransactionKey *key, SipgoMergeKey *merge_key,
                                    SipgoServerTransaction *transaction)
{
  g_hash_table_insert (self->servers, key, transaction);
  if (merge_key && !g_hash_table_contains (self->merge_keys, merge_key))
    g_hash_table_insert (self->merge_keys, merge_key, transaction);
}

void
sipgo_transaction_table_remove_server (SipgoTransactionTable *self, SipgoTransactionKey *key, SipgoMergeKey *merge_key)
{
  SipgoServerTransaction *transaction = g_hash_table_lookup (self->servers, key);

  if (merge_key && g_hash_table_lookup (self->merge_keys, merge_key) == transaction)
    g_hash_table_remove (self->merge_keys, merge_key);
  g_hash_table_remove (self->servers, key);
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
sipgo_transaction_table_list_timers (SipgoTransactionTable *self, const char *first_name, const SipgoTimer *first,
                                     const char *second_name, const SipgoTimer *second)
{
  gint64 now = sipgo_environment_now (self->environment);

  return prepend_timer (prepend_timer (NULL, second_name, second, now), first_name, first, now);
}
