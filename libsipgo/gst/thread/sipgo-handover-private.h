/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A lock-free queue with any number of writers and one reader: no thread ever waits. All bytes zero is empty. */
typedef struct _SipgoHandoverItem SipgoHandoverItem;

/* Has to be the first member of an element of the queue. */
struct _SipgoHandoverItem
{
  SipgoHandoverItem *next;
};

typedef struct
{
  SipgoHandoverItem *newest;   /* atomic */
} SipgoHandover;

void               sipgo_handover_push     (SipgoHandover *self, SipgoHandoverItem *item);
/* Takes all elements: a list, the oldest first; NULL when the queue is empty. */
SipgoHandoverItem *sipgo_handover_take_all (SipgoHandover *self);

G_END_DECLS
