/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transaction/sipgo-transaction-key-private.h"
#include "libsipgo/transport/sipgo-transport-layer-private.h"

G_BEGIN_DECLS

/* The timers of RFC 3261 table 4 and RFC 6026, in microseconds. */
#define SIPGO_T1 SIPGO_MS (500)
#define SIPGO_T2 SIPGO_SECONDS (4)
#define SIPGO_T4 SIPGO_SECONDS (5)
#define SIPGO_TIMEOUT (64 * SIPGO_T1)   /* timers B, F, H, J, L, M */
#define SIPGO_TIMER_D SIPGO_SECONDS (32)

typedef struct _SipgoClientTransaction SipgoClientTransaction;
typedef struct _SipgoServerTransaction SipgoServerTransaction;

/* The transactions under way, and what they share. The table holds a reference to each. */
typedef struct
{
  SipgoEnvironment *environment;    /* borrowed */
  SipgoTransportLayer *transport;   /* borrowed */
  GHashTable *clients;              /* SipgoTransactionKey → SipgoClientTransaction */
  GHashTable *servers;              /* SipgoTransactionKey → SipgoServerTransaction */
  GHashTable *merge_keys;           /* SipgoMergeKey → the first SipgoServerTransaction with it */
} SipgoTransactionTable;

void   sipgo_transaction_table_init  (SipgoTransactionTable *self, SipgoEnvironment *environment,
                                      SipgoTransportLayer *transport);
void   sipgo_transaction_table_clear (SipgoTransactionTable *self);
guint  sipgo_transaction_table_count (SipgoTransactionTable *self);

/* The transaction owns both keys. merge_key is NULL for a request inside a dialog. */
void   sipgo_transaction_table_add_server    (SipgoTransactionTable *self, SipgoTransactionKey *key,
                                              SipgoMergeKey *merge_key, SipgoServerTransaction *transaction);
void   sipgo_transaction_table_remove_server (SipgoTransactionTable *self, SipgoTransactionKey *key,
                                              SipgoMergeKey *merge_key);

/* A SipgoTransactionTimer for each of the two that runs; the remaining time is rounded up. */
GList *sipgo_transaction_table_list_timers (SipgoTransactionTable *self, const char *first_name,
                                            const SipgoTimer *first, const char *second_name, const SipgoTimer *second);

G_END_DECLS
