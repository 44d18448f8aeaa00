/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message-private.h"

G_BEGIN_DECLS

/* What matches a message to its transaction (RFC 3261 17.1.3, 17.2.3). It points into the message that it was made of,
 * so that message must live as long as the key. */
typedef struct
{
  guint hash;
  guint port;
  SipgoSlice host;           /* of the sent-by, for server transactions; compared without case */
  SipgoSlice branch;
  const char *method;        /* INVITE for an ACK */
  char *own_text;            /* what branch points at for a peer of RFC 2543, whose branch identifies nothing */
} SipgoTransactionKey;

/* Compares branch and method; the method of a response is that of its CSeq. */
void     sipgo_transaction_key_init_client (SipgoTransactionKey *self, SipgoSlice branch, const char *method);
/* Compares branch, sent-by and method; without the magic cookie, the headers that 17.2.3 names for RFC 2543. */
void     sipgo_transaction_key_init_server (SipgoTransactionKey *self, SipgoMessage *request, const char *method);
void     sipgo_transaction_key_clear       (SipgoTransactionKey *self);
guint    sipgo_transaction_key_hash        (gconstpointer self);
gboolean sipgo_transaction_key_equal       (gconstpointer self, gconstpointer other);

/* What two copies of one request have in common that come by different paths (merged requests, 8.2.2.2). */
typedef struct
{
  guint hash;
  guint32 sequence;
  const char *call_id;       /* NULL inside a dialog, where requests are not merged */
  SipgoSlice from_tag;
  const char *method;
} SipgoMergeKey;

void     sipgo_merge_key_init  (SipgoMergeKey *self, SipgoMessage *request);
guint    sipgo_merge_key_hash  (gconstpointer self);
gboolean sipgo_merge_key_equal (gconstpointer self, gconstpointer other);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SipgoTransactionKey, sipgo_transaction_key_clear)

G_END_DECLS
