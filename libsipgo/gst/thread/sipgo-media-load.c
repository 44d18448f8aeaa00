/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/thread/sipgo-media-load-private.h"

#define WINDOW         (G_USEC_PER_SEC / 2)
#define SCALE          1e6
#define MAX_LOAD       100.0
/* The assumed cost of a call, as a share of the thread's time, until enough calls have been measured. A call of PCMU
 * costs 0.0007 to 0.0012. */
#define ASSUMED_COST   0.001
#define ASSUMED_WEIGHT 50      /* the assumption has the weight of this many measured calls */

void
sipgo_media_load_reset (SipgoMediaLoad *self, gint64 now)
{
  self->window_start = now;
  self->busy = 0;
  self->n_due = self->n_run = 0;
  self->start_calls = g_atomic_int_get (&self->n_calls);
}

/* The load is the mean of the new window and the old load. Dropped ticks count as if they had run. */
static void
close_window (SipgoMediaLoad *self, gint64 now)
{
  double share = (double) self->busy / (double) (now - self->window_start);
  double before = g_atomic_int_get (&self->load) / SCALE;
  gint mean_calls = (self->start_calls + g_atomic_int_get (&self->n_calls)) / 2;

  if (self->n_run > 0)
    share *= (double) self->n_due / self->n_run;
  share = MIN (share, MAX_LOAD);
  if (before > 0)
    share = (share + before) / 2;
  g_atomic_int_set (&self->load, (gint) (share * SCALE));
  g_atomic_int_set (&self->measured_calls, mean_calls);
  sipgo_media_load_reset (self, now);
}

void
sipgo_media_load_add_busy (SipgoMediaLoad *self, gint64 from, gint64 to)
{
  self->busy += to - from;
  if (to - self->window_start >= WINDOW)
    close_window (self, to);
}

void
sipgo_media_load_add_ticks (SipgoMediaLoad *self, guint n_due, guint n_run)
{
  self->n_due += n_due;
  self->n_run += n_run;
  if (n_due > 1)
    g_atomic_int_add (&self->n_late, (gint) n_due - 1);
}

/* Adds or takes away the calls that have begun or ended since the measurement, so that they count at once. The cost of
 * one call is the mean of the measured calls. */
double
sipgo_media_load_estimate (SipgoMediaLoad *self, guint n_more)
{
  double load = g_atomic_int_get (&self->load) / SCALE;
  int measured = g_atomic_int_get (&self->measured_calls);
  int calls = g_atomic_int_get (&self->n_calls);
  double cost = (load + ASSUMED_COST * ASSUMED_WEIGHT) / (MAX (measured, 0) + ASSUMED_WEIGHT);

  if (calls < measured)
    return load * calls / measured + cost * n_more;
  return load + cost * (calls - measured + (double) n_more);
}
