/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "libsipgo/base/sipgo-logger-factory.h"
#include "libsipgo/base/sipgo-random-private.h"
#include "libsipgo/base/sipgo-timer-queue-private.h"

G_BEGIN_DECLS

/*
 * The clock, the timers and the random numbers of an agent. No code above base/ asks the system for time or random
 * numbers. In production: the monotonic clock, the system's random bytes, and one GSource for all timers, in the main
 * context that was the thread's default when the environment was made. In tests: virtual time that jumps to the next
 * timer, and random numbers from a seed, so that a run can be repeated.
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
/* The seconds until time, rounded up; 0 if time has passed, or is 0, which means not set. */
guint             sipgo_environment_get_seconds_until (SipgoEnvironment *self, gint64 time);
/* How long the machine was suspended since its start, in microseconds; the monotonic clock stands still meanwhile. */
gint64            sipgo_environment_get_suspended (SipgoEnvironment *self);
gint64            sipgo_environment_wall_time    (SipgoEnvironment *self);   /* microseconds since 1970 */

void              sipgo_environment_set_timer    (SipgoEnvironment *self, SipgoTimer *timer, gint64 delay_us,
                                                  SipgoTimerFunc func, gpointer user_data);
void              sipgo_environment_cancel_timer (SipgoEnvironment *self, SipgoTimer *timer);
guint             sipgo_environment_count_timers (SipgoEnvironment *self);

/* sipgo_context_enter () and sipgo_context_leave () for the environment's context. */
gboolean          sipgo_environment_enter        (SipgoEnvironment *self);
void              sipgo_environment_leave        (SipgoEnvironment *self, gboolean entered);
/* NULL if this is called from another thread than the context's: the operation has then failed with SIPGO_ERROR_STATE,
 * and the caller returns at once. */
GTask            *sipgo_environment_new_task     (SipgoEnvironment *self, gpointer source_object,
                                                  GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);

/* Calls func from the main loop when the cancellable is cancelled. Returns the source, which the caller ends by
 * sipgo_clear_source (); NULL without a cancellable. */
GSource          *sipgo_environment_watch_cancellable (SipgoEnvironment *self, GCancellable *cancellable,
                                                       void (*func) (gpointer), gpointer user_data);
void              sipgo_clear_source             (GSource **source);

/* Virtual time only: dispatches what is ready in the main context, then jumps to the next timer and fires it. Returns
 * whether there was anything to do. */
gboolean          sipgo_environment_step         (SipgoEnvironment *self);
gboolean          sipgo_environment_is_virtual   (SipgoEnvironment *self);

#define SIPGO_MS(ms)      ((gint64) (ms) * 1000)
#define SIPGO_SECONDS(s)  ((gint64) (s) * G_USEC_PER_SEC)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoEnvironment, sipgo_environment_unref)

G_END_DECLS
