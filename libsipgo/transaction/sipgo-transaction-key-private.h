/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message-private.h"

G_BEGIN_DECLS

/* By what a message finds its transaction (RFC 3261 17.1.3, 17.2.3). It points into the texts that it was made of:
 * whoever keeps it keeps them. */
typedef struct
{
  guint hash;
  guint port;
  SipgoSlice host;           /* of the sent-by, for server transactions; any case */
  SipgoSlice branch;
  const char *method;        /* an ACK stands under INVITE */
  char *own_text;            /* what branch points at for a peer of RFC 2543, whose branch names no transaction */
} SipgoTransactionKey;

/* branch and method; of a response its CSeq method */
void     sipgo_transaction_key_init_client (SipgoTransactionKey *self, SipgoSlice branch, const char *method);
/* branch, sent-by and method; without the magic cookie the headers that 17.2.3 compares for RFC 2543 */
void     sipgo_transaction_key_init_server (SipgoTransactionKey *self, SipgoMessage *request, const char *method);
void     sipgo_transaction_key_clear       (SipgoTransactionKey *self);
guint    sipgo_transaction_key_hash        (gconstpointer self);
gboolean sipgo_transaction_key_equal       (gconstpointer self, gconstpointer other);

/* What the same request has that comes by two ways (8.2.2.2). */
typedef struct
{
  guint hash;
  guint32 sequence;
  const char *call_id;       /* NULL: it is inside a dialog, and no other one is the same */
  SipgoSlice from_tag;
  const char *method;
} SipgoMergeKey;

void     sipgo_merge_key_init  (SipgoMergeKey *self, SipgoMessage *request);
guint    sipgo_merge_key_hash  (gconstpointer self);
gboolean sipgo_merge_key_equal (gconstpointer self, gconstpointer other);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SipgoTransactionKey, sipgo_transaction_key_clear)

G_END_DECLS
