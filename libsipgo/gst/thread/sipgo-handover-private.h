/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What passes from any threads to one, without a lock: no thread ever waits for another. Zeroed is empty. */
typedef struct _SipgoHandoverItem SipgoHandoverItem;

/* The first member of what is handed over. */
struct _SipgoHandoverItem
{
  SipgoHandoverItem *next;
};

typedef struct
{
  SipgoHandoverItem *newest;   /* atomic */
} SipgoHandover;

void               sipgo_handover_push     (SipgoHandover *self, SipgoHandoverItem *item);
/* All that there is, the oldest first; NULL: nothing. */
SipgoHandoverItem *sipgo_handover_take_all (SipgoHandover *self);

G_END_DECLS
