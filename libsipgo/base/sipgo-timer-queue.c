/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-timer-queue-private.h"

struct _SipgoTimerQueue
{
  GPtrArray *heap;     /* SipgoTimer, not owned; the element at index i has position i + 1 */
  guint64 next_serial;
};

SipgoTimerQueue *
sipgo_timer_queue_new (void)
{
  SipgoTimerQueue *self = g_new0 (SipgoTimerQueue, 1);

  self->heap = g_ptr_array_new ();
  return self;
}

void
sipgo_timer_queue_free (SipgoTimerQueue *self)
{
  guint i;

  for (i = 0; i < self->heap->len; i++)
    ((SipgoTimer *) g_ptr_array_index (self->heap, i))->position = 0;
  g_ptr_array_unref (self->heap);
  g_free (self);
}

static SipgoTimer *
timer_at (SipgoTimerQueue *self, guint position)
{
  return g_ptr_array_index (self->heap, position - 1);
}

static void
put (SipgoTimerQueue *self, SipgoTimer *timer, guint position)
{
  g_ptr_array_index (self->heap, position - 1) = timer;
  timer->position = position;
}

static gboolean
is_before (const SipgoTimer *a, const SipgoTimer *b)
{
  return a->due < b->due || (a->due == b->due && a->serial < b->serial);
}

static void
move_up (SipgoTimerQueue *self, SipgoTimer *timer, guint position)
{
  while (position > 1 && is_before (timer, timer_at (self, position / 2)))
    {
      put (self, timer_at (self, position / 2), position);
      position /= 2;
    }
  put (self, timer, position);
}

static void
move_down (SipgoTimerQueue *self, SipgoTimer *timer, guint position)
{
  guint child;

  while ((child = 2 * position) <= self->heap->len)
    {
      if (child < self->heap->len && is_before (timer_at (self, child + 1), timer_at (self, child)))
        child++;
      if (!is_before (timer_at (self, child), timer))
        break;
      put (self, timer_at (self, child), position);
      position = child;
    }
  put (self, timer, position);
}

void
sipgo_timer_queue_set (SipgoTimerQueue *self, SipgoTimer *timer, gint64 due, SipgoTimerFunc func, gpointer user_data)
{
  sipgo_timer_queue_cancel (self, timer);
  timer->due = due;
  timer->serial = self->next_serial++;
  timer->func = func;
  timer->user_data = user_data;
  g_ptr_array_add (self->heap, timer);
  move_up (self, timer, self->heap->len);
}

void
sipgo_timer_queue_cancel (SipgoTimerQueue *self, SipgoTimer *timer)
{
  guint position = timer->position;
  SipgoTimer *last;

  if (position == 0)
    return;
  last = timer_at (self, self->heap->len);
  g_ptr_array_set_size (self->heap, self->heap->len - 1);
  timer->position = 0;
  if (last == timer)
    return;
  if (position > 1 && is_before (last, timer_at (self, position / 2)))
    move_up (self, last, position);
  else
    move_down (self, last, position);
}

gint64
sipgo_timer_queue_next_due (SipgoTimerQueue *self)
{
  return self->heap->len > 0 ? timer_at (self, 1)->due : G_MAXINT64;
}

guint
sipgo_timer_queue_length (SipgoTimerQueue *self)
{
  return self->heap->len;
}

/* Returns whether a timer was due. The function of the timer may set the timer again, or free it. */
gboolean
sipgo_timer_queue_fire_one (SipgoTimerQueue *self, gint64 now)
{
  SipgoTimer *timer;

  if (sipgo_timer_queue_next_due (self) > now)
    return FALSE;
  timer = timer_at (self, 1);
  sipgo_timer_queue_cancel (self, timer);
  timer->func (timer->user_data);
  return TRUE;
}
