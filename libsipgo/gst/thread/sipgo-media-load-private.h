/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * How busy the media thread is: the share of the time, by the wall clock, between its waking and its next sleep. The
 * media thread measures, any thread may read.
 */
typedef struct
{
  gint n_calls;              /* atomic: calls that have media or will have them soon */
  gint load;                 /* atomic: busy share of the time, in millionths */
  gint measured_calls;       /* atomic: n_calls while load was measured */
  gint n_late;               /* atomic: ticks that ran too late */

  /* media thread only */
  gint64 window_start;       /* microseconds */
  gint64 busy;               /* microseconds in the window */
  guint n_due;               /* ticks that were due in the window */
  guint n_run;
  gint start_calls;
} SipgoMediaLoad;

void   sipgo_media_load_reset     (SipgoMediaLoad *self, gint64 now);
/* The thread was busy from one moment to the other. */
void   sipgo_media_load_add_busy  (SipgoMediaLoad *self, gint64 from, gint64 to);
void   sipgo_media_load_add_ticks (SipgoMediaLoad *self, guint n_due, guint n_run);
/* The load with n_more calls more than now; 1 is all of the time. */
double sipgo_media_load_estimate  (SipgoMediaLoad *self, guint n_more);

G_END_DECLS
