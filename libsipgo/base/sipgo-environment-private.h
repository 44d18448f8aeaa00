/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "libsipgo/base/sipgo-logger-factory.h"
#include "libsipgo/base/sipgo-random-private.h"
#include "libsipgo/base/sipgo-timer-queue-private.h"

G_BEGIN_DECLS

/*
 * The clock and the dice of an agent. Nothing above base/ asks the system for the time, waits, or draws a number by
 * itself. In production: the monotonic clock, the system's random bytes, one GSource for all timers in the main
 * context that was the thread default when the environment was made. In a test: virtual time that jumps from timer to
 * timer, and seeded numbers, so that a run repeats itself.
 */
typedef struct _SipgoEnvironment SipgoEnvironment;

SipgoEnvironment *sipgo_environment_new          (void);
SipgoEnvironment *sipgo_environment_new_virtual  (guint64 seed);
SipgoEnvironment *sipgo_environment_ref          (SipgoEnvironment *self);
void              sipgo_environment_unref        (SipgoEnvironment *self);

GMainContext     *sipgo_environment_get_context  (SipgoEnvironment *self);
SipgoRandom      *sipgo_environment_get_random   (SipgoEnvironment *self);
SipgoLoggerFactory *sipgo_environment_get_logger_factory (SipgoEnvironment *self);
gint64            sipgo_environment_now          (SipgoEnvironment *self);   /* microseconds, monotonic */
/* In seconds, rounded up; 0 when the time is over, or 0 itself: none is set. */
guint             sipgo_environment_get_seconds_until (SipgoEnvironment *self, gint64 time);
gint64            sipgo_environment_wall_time    (SipgoEnvironment *self);   /* microseconds since 1970 */

void              sipgo_environment_set_timer    (SipgoEnvironment *self, SipgoTimer *timer, gint64 delay_us,
                                                  SipgoTimerFunc func, gpointer user_data);
void              sipgo_environment_cancel_timer (SipgoEnvironment *self, SipgoTimer *timer);
guint             sipgo_environment_count_timers (SipgoEnvironment *self);

/* As sipgo_context_enter () and its like, of the environment's context. */
gboolean          sipgo_environment_enter        (SipgoEnvironment *self);
void              sipgo_environment_leave        (SipgoEnvironment *self, gboolean entered);
/* NULL when this is called from another thread than the context's: the task has failed with SIPGO_ERROR_STATE then, and
 * nothing else may be done. */
GTask            *sipgo_environment_new_task     (SipgoEnvironment *self, gpointer source_object,
                                                  GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);

/* Calls func from the main loop once the cancellable is cancelled. NULL without a cancellable; else the source, which
 * the caller ends with sipgo_clear_source (). */
GSource          *sipgo_environment_watch_cancellable (SipgoEnvironment *self, GCancellable *cancellable,
                                                       void (*func) (gpointer), gpointer user_data);
void              sipgo_clear_source             (GSource **source);

/* Virtual time only: runs whatever is ready in the main context, then jumps to the next timer and fires it.
 * Returns whether there was anything to do. */
gboolean          sipgo_environment_step         (SipgoEnvironment *self);
gboolean          sipgo_environment_is_virtual   (SipgoEnvironment *self);

#define SIPGO_MS(ms)      ((gint64) (ms) * 1000)
#define SIPGO_SECONDS(s)  ((gint64) (s) * G_USEC_PER_SEC)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoEnvironment, sipgo_environment_unref)

G_END_DECLS
