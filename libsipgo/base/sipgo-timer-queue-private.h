/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * All timers of an agent in one binary heap: setting and cancelling cost O(log n), and the main context has one source
 * for all of them. A timer is a field of its owner, so it needs no allocation; the owner cancels it before the owner is
 * freed.
 */
typedef struct _SipgoTimerQueue SipgoTimerQueue;
typedef void (*SipgoTimerFunc) (gpointer user_data);

typedef struct
{
  gint64 due;          /* microseconds of the environment's clock */
  guint64 serial;      /* timers that are due at the same time fire in the order in which they were set */
  guint position;      /* in the heap, from 1 on; 0 if the timer is not running */
  SipgoTimerFunc func;
  gpointer user_data;
} SipgoTimer;

SipgoTimerQueue *sipgo_timer_queue_new      (void);
void             sipgo_timer_queue_free     (SipgoTimerQueue *self);

void             sipgo_timer_queue_set      (SipgoTimerQueue *self, SipgoTimer *timer, gint64 due, SipgoTimerFunc func,
                                             gpointer user_data);
void             sipgo_timer_queue_cancel   (SipgoTimerQueue *self, SipgoTimer *timer);
gint64           sipgo_timer_queue_next_due (SipgoTimerQueue *self);   /* G_MAXINT64 when no timer runs */
gboolean         sipgo_timer_queue_fire_one (SipgoTimerQueue *self, gint64 now);
guint            sipgo_timer_queue_length   (SipgoTimerQueue *self);

static inline gboolean
sipgo_timer_is_running (const SipgoTimer *timer)
{
  return timer->position != 0;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoTimerQueue, sipgo_timer_queue_free)

G_END_DECLS
