/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * How busy the media thread is, measured by the wall clock: from when it wakes until it sleeps again. The thread
 * measures, anybody may read.
 */
typedef struct
{
  gint n_calls;              /* atomic: those that have media or will have them soon */
  gint load;                 /* atomic: millionths of the time */
  gint measured_calls;       /* atomic: how many there were when that was measured */
  gint n_late;               /* atomic: ticks that came too late */

  /* media thread only */
  gint64 window_start;       /* microseconds */
  gint64 busy;               /* of the window */
  guint n_due;               /* ticks that should have run in it */
  guint n_run;
  gint start_calls;
} SipgoMediaLoad;

void   sipgo_media_load_reset     (SipgoMediaLoad *self, gint64 now);
/* The thread was busy from one moment to the other. */
void   sipgo_media_load_add_busy  (SipgoMediaLoad *self, gint64 from, gint64 to);
void   sipgo_media_load_add_ticks (SipgoMediaLoad *self, guint n_due, guint n_run);
/* What it would be with n more calls than there are. */
double sipgo_media_load_estimate  (SipgoMediaLoad *self, guint n_more);

G_END_DECLS
