/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/trace/sipgo-trace-record-private.h"

G_BEGIN_DECLS

/* The columns of a ladder: the agent, then its peers in the order in which they appear; and a row for each record. */
typedef struct
{
  GPtrArray *peers;            /* text; the last one stands for several if there are too many */
  GArray *rows;                /* SipgoTraceRow, one for each record */
} SipgoTraceColumns;

typedef struct
{
  SipgoTraceRecord *record;    /* not owned */
  guint column;                /* of the peer, from 1 on; 0: no message */
  guint repeats;               /* how many times this message has been sent or received before */
} SipgoTraceRow;

SipgoTraceColumns *sipgo_trace_columns_new   (GPtrArray *records);
void               sipgo_trace_columns_free  (SipgoTraceColumns *self);
/* "again: INVITE sip:bob@example.com" */
char              *sipgo_trace_row_dup_label (const SipgoTraceRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoTraceColumns, sipgo_trace_columns_free)

G_END_DECLS
