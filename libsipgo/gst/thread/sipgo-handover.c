/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/thread/sipgo-handover-private.h"

void
sipgo_handover_push (SipgoHandover *self, SipgoHandoverItem *item)
{
  do
    item->next = g_atomic_pointer_get (&self->newest);
  while (!g_atomic_pointer_compare_and_exchange (&self->newest, item->next, item));
}

SipgoHandoverItem *
sipgo_handover_take_all (SipgoHandover *self)
{
  SipgoHandoverItem *item = g_atomic_pointer_get (&self->newest) ? g_atomic_pointer_exchange (&self->newest, NULL)
                                                                 : NULL;
  SipgoHandoverItem *first = NULL;

  while (item)
    {
      SipgoHandoverItem *older = item->next;

      item->next = first;
      first = item;
      item = older;
    }
  return first;
}
