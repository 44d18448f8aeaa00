/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-environment-private.h"

#include <time.h>

#include "libsipgo/base/sipgo-context-private.h"
#include "libsipgo/base/sipgo-error.h"

/* The start of virtual time; not 0, so that a time that was not initialised is noticed. */
#define VIRTUAL_START      SIPGO_SECONDS (1000)
#define VIRTUAL_WALL_START SIPGO_SECONDS (1000000000)

struct _SipgoEnvironment
{
  gint ref_count;
  GMainContext *context;
  GThread *thread;             /* the thread that runs the context, as far as is known */
  gboolean has_run;            /* thread is certain: it has dispatched the source */
  SipgoRandom *random;
  SipgoTimerQueue *timers;
  SipgoLoggerFactory *logger_factory;
  GSource *source;             /* NULL in virtual time */
  gint64 source_due;           /* the ready time of the source */
  gint64 virtual_now;
};

typedef struct
{
  GSource parent;
  SipgoEnvironment *environment;
} TimerSource;

/* --- the context -------------------------------------------------------------------------------------------------- */

gboolean
sipgo_environment_enter (SipgoEnvironment *self)
{
  return sipgo_context_enter (self->context);
}

void
sipgo_environment_leave (SipgoEnvironment *self, gboolean entered)
{
  sipgo_context_leave (self->context, entered);
}

/* Until the context has run for the first time, another thread may take over the agent. */
static gboolean
is_own_thread (SipgoEnvironment *self)
{
  if (!self->source || self->thread == g_thread_self () || g_main_context_is_owner (self->context))
    return TRUE;
  if (self->has_run || !g_main_context_acquire (self->context))
    return FALSE;
  g_main_context_release (self->context);
  self->thread = g_thread_self ();
  return TRUE;
}

GTask *
sipgo_environment_new_task (SipgoEnvironment *self, gpointer source_object, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  if (!is_own_thread (self))
    {
      /* The callback comes in the calling thread, and not in the agent's. */
      g_task_report_new_error (source_object, callback, user_data, sipgo_environment_new_task, SIPGO_ERROR,
                               SIPGO_ERROR_STATE,
                               "This was called from another thread than the one that runs the agent: call it from "
                               "there, for example in g_main_context_invoke ()");
      return NULL;
    }
  return sipgo_context_new_task (self->context, source_object, cancellable, callback, user_data);
}

/* --- timers ------------------------------------------------------------------------------------------------------- */

/* Changes the ready time only if the first timer is now earlier. A source that sometimes wakes too early costs less
 * than a change for each timer that is set or cancelled. */
static void
update_source (SipgoEnvironment *self)
{
  gint64 due = sipgo_timer_queue_next_due (self->timers);

  if (!self->source || due >= self->source_due)
    return;
  self->source_due = due;
  g_source_set_ready_time (self->source, due);
}

static gboolean
timer_source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  SipgoEnvironment *self = sipgo_environment_ref (((TimerSource *) source)->environment);
  gboolean entered = sipgo_environment_enter (self);
  gint64 now = g_source_get_time (source);
  gint64 due;

  self->thread = g_thread_self ();
  self->has_run = TRUE;
  while (sipgo_timer_queue_fire_one (self->timers, now))
    ;
  due = sipgo_timer_queue_next_due (self->timers);
  self->source_due = due;
  g_source_set_ready_time (source, due == G_MAXINT64 ? -1 : due);
  sipgo_environment_leave (self, entered);
  sipgo_environment_unref (self);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs timer_source_funcs = { .dispatch = timer_source_dispatch };

static SipgoEnvironment *
environment_new (SipgoRandom *random)
{
  SipgoEnvironment *self = g_new0 (SipgoEnvironment, 1);

  self->ref_count = 1;
  self->context = g_main_context_ref_thread_default ();
  self->thread = g_thread_self ();
  self->random = random;
  self->timers = sipgo_timer_queue_new ();
  self->logger_factory = sipgo_logger_factory_new ();
  return self;
}

SipgoEnvironment *
sipgo_environment_new (void)
{
  SipgoEnvironment *self = environment_new (sipgo_random_new ());

  self->source = g_source_new (&timer_source_funcs, sizeof (TimerSource));
  ((TimerSource *) self->source)->environment = self;
  self->source_due = G_MAXINT64;
  g_source_set_static_name (self->source, "sipgo timers");
  /* A signal handler that runs because of a timer may run a main loop of its own. */
  g_source_set_can_recurse (self->source, TRUE);
  g_source_attach (self->source, self->context);
  return self;
}

SipgoEnvironment *
sipgo_environment_new_virtual (guint64 seed)
{
  SipgoEnvironment *self = environment_new (sipgo_random_new_seeded (seed));

  self->virtual_now = VIRTUAL_START;
  return self;
}

SipgoEnvironment *
sipgo_environment_ref (SipgoEnvironment *self)
{
  self->ref_count++;
  return self;
}

void
sipgo_environment_unref (SipgoEnvironment *self)
{
  if (--self->ref_count > 0)
    return;
  if (self->source)
    {
      g_source_destroy (self->source);
      g_source_unref (self->source);
    }
  sipgo_timer_queue_free (self->timers);
  g_object_unref (self->logger_factory);
  sipgo_random_free (self->random);
  g_main_context_unref (self->context);
  g_free (self);
}

GMainContext *
sipgo_environment_get_context (SipgoEnvironment *self)
{
  return self->context;
}

SipgoLoggerFactory *
sipgo_environment_get_logger_factory (SipgoEnvironment *self)
{
  return self->logger_factory;
}

SipgoRandom *
sipgo_environment_get_random (SipgoEnvironment *self)
{
  return self->random;
}

gboolean
sipgo_environment_is_virtual (SipgoEnvironment *self)
{
  return self->source == NULL;
}

gint64
sipgo_environment_now (SipgoEnvironment *self)
{
  return self->source ? g_get_monotonic_time () : self->virtual_now;
}

guint
sipgo_environment_get_seconds_until (SipgoEnvironment *self, gint64 time)
{
  gint64 left = time > 0 ? time - sipgo_environment_now (self) : 0;

  return left > 0 ? (left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC : 0;
}

static gint64
read_clock (clockid_t clock)
{
  struct timespec now = { 0 };

  clock_gettime (clock, &now);
  return SIPGO_SECONDS (now.tv_sec) + now.tv_nsec / 1000;
}

gint64
sipgo_environment_get_suspended (SipgoEnvironment *self)
{
  return self->source ? read_clock (CLOCK_BOOTTIME) - read_clock (CLOCK_MONOTONIC) : 0;
}

gint64
sipgo_environment_wall_time (SipgoEnvironment *self)
{
  return self->source ? g_get_real_time () : VIRTUAL_WALL_START + self->virtual_now;
}

void
sipgo_environment_set_timer (SipgoEnvironment *self, SipgoTimer *timer, gint64 delay_us, SipgoTimerFunc func,
                             gpointer user_data)
{
  sipgo_timer_queue_set (self->timers, timer, sipgo_environment_now (self) + delay_us, func, user_data);
  update_source (self);
}

void
sipgo_environment_cancel_timer (SipgoEnvironment *self, SipgoTimer *timer)
{
  sipgo_timer_queue_cancel (self->timers, timer);
}

guint
sipgo_environment_count_timers (SipgoEnvironment *self)
{
  return sipgo_timer_queue_length (self->timers);
}

typedef struct
{
  SipgoEnvironment *environment;
  void (*func) (gpointer user_data);
  gpointer user_data;
} CancelWatch;

static void
cancel_watch_free (gpointer data)
{
  CancelWatch *watch = data;

  sipgo_environment_unref (watch->environment);
  g_free (watch);
}

static gboolean
cancelled (GCancellable *cancellable, gpointer user_data)
{
  CancelWatch *watch = user_data;
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_ref (watch->environment);
  gboolean entered = sipgo_environment_enter (environment);

  watch->func (watch->user_data);
  sipgo_environment_leave (environment, entered);
  return G_SOURCE_REMOVE;
}

GSource *
sipgo_environment_watch_cancellable (SipgoEnvironment *self, GCancellable *cancellable, void (*func) (gpointer),
                                     gpointer user_data)
{
  CancelWatch *watch;
  GSource *source;

  if (!cancellable)
    return NULL;
  watch = g_new (CancelWatch, 1);
  watch->environment = sipgo_environment_ref (self);
  watch->func = func;
  watch->user_data = user_data;
  source = g_cancellable_source_new (cancellable);
  g_source_set_static_name (source, "sipgo cancellable");
  g_source_set_callback (source, G_SOURCE_FUNC (cancelled), watch, cancel_watch_free);
  g_source_attach (source, self->context);
  return source;
}

void
sipgo_clear_source (GSource **source)
{
  if (!*source)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

gboolean
sipgo_environment_step (SipgoEnvironment *self)
{
  gboolean busy = FALSE;
  gboolean entered;
  gint64 due;

  g_assert (sipgo_environment_is_virtual (self));
  while (g_main_context_iteration (self->context, FALSE))
    busy = TRUE;
  due = sipgo_timer_queue_next_due (self->timers);
  if (due == G_MAXINT64)
    return busy;
  self->virtual_now = MAX (self->virtual_now, due);
  entered = sipgo_environment_enter (self);
  sipgo_timer_queue_fire_one (self->timers, self->virtual_now);
  sipgo_environment_leave (self, entered);
  return TRUE;
}
