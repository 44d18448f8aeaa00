/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/thread/sipgo-real-time-private.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <time.h>

#define PRIORITY  5
#define PERIOD    G_USEC_PER_SEC
/* Shares of a period: above TOO_MUCH the priority is taken away, below ROOM for ROOM_TIME it is given back. */
#define TOO_MUCH  0.85
#define ROOM      0.50
#define ROOM_TIME (5 * G_USEC_PER_SEC)
/* The kernel kills a real-time thread that runs for longer than RLIMIT_RTTIME without sleeping, so the watchdog looks
 * several times within that time. */
#define LOOKS_WITHIN_LIMIT 4
#define LEAST_LIMIT        (G_USEC_PER_SEC / 10)

struct _SipgoRealTime
{
  pthread_t thread;
  clockid_t clock;             /* of the thread's own CPU time */
  gint64 period;
  GMutex lock;
  GCond cond;
  gboolean active;             /* under the lock */

  /* watchdog only */
  gboolean lowered;
  gint64 roomy;                /* for how long the share has been below ROOM, in microseconds */
  gint64 last_wall;
  gint64 last_used;
};

/* SCHED_RESET_ON_FORK: child processes do not inherit the priority. */
static gboolean
set_priority (pthread_t thread, int priority)
{
  struct sched_param param = { .sched_priority = priority };
  int code = pthread_setschedparam (thread, (priority > 0 ? SCHED_RR : SCHED_OTHER) | SCHED_RESET_ON_FORK, &param);

  if (code != 0)
    g_debug ("The media thread's priority cannot be set to %d: %s", priority, g_strerror (code));
  return code == 0;
}

static gint64
read_used (SipgoRealTime *self)
{
  struct timespec used;

  clock_gettime (self->clock, &used);
  return (gint64) used.tv_sec * G_USEC_PER_SEC + used.tv_nsec / 1000;
}

static void
judge (SipgoRealTime *self, double share)
{
  if (!self->lowered && share > TOO_MUCH)
    {
      g_message ("The media thread was busy for %.0f %% of the time: it goes on at normal priority", share * 100);
      self->lowered = set_priority (self->thread, 0);
      self->roomy = 0;
    }
  else if (self->lowered)
    {
      self->roomy = share < ROOM ? self->roomy + self->period : 0;
      if (self->roomy >= ROOM_TIME)
        self->lowered = !set_priority (self->thread, PRIORITY);
    }
}

static void
look (SipgoRealTime *self)
{
  gint64 wall = g_get_monotonic_time ();
  gint64 used = read_used (self);

  if (wall - self->last_wall >= self->period / 2)
    judge (self, (double) (used - self->last_used) / (double) (wall - self->last_wall));
  self->last_wall = wall;
  self->last_used = used;
}

static gpointer
watchdog_main (gpointer data)
{
  SipgoRealTime *self = data;

  set_priority (pthread_self (), PRIORITY + 1);
  g_mutex_lock (&self->lock);
  for (;;)
    {
      gint64 end;

      while (!self->active)
        g_cond_wait (&self->cond, &self->lock);
      self->last_wall = g_get_monotonic_time ();
      self->last_used = read_used (self);
      end = self->last_wall + self->period;
      while (self->active)
        {
          if (g_cond_wait_until (&self->cond, &self->lock, end))
            continue;
          look (self);
          end = self->last_wall + self->period;
        }
    }
  return NULL;
}

/* FALSE if RLIMIT_RTTIME is too short for the watchdog to act in time. */
static gboolean
choose_period (SipgoRealTime *self)
{
  struct rlimit limit;

  self->period = PERIOD;
  if (getrlimit (RLIMIT_RTTIME, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return TRUE;
  self->period = MIN (PERIOD, (gint64) (limit.rlim_cur / LOOKS_WITHIN_LIMIT));
  return limit.rlim_cur >= LEAST_LIMIT;
}

SipgoRealTime *
sipgo_real_time_new (void)
{
  g_autofree SipgoRealTime *self = g_new0 (SipgoRealTime, 1);
  GThread *watchdog;

  self->thread = pthread_self ();
  if (!choose_period (self) || pthread_getcpuclockid (self->thread, &self->clock) != 0 ||
      !set_priority (self->thread, PRIORITY))
    return NULL;
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  watchdog = g_thread_try_new ("sipgo-watchdog", watchdog_main, self, NULL);
  if (!watchdog)
    {
      set_priority (self->thread, 0);
      return NULL;
    }
  g_thread_unref (watchdog);
  return g_steal_pointer (&self);
}

void
sipgo_real_time_set_active (SipgoRealTime *self, gboolean active)
{
  g_mutex_lock (&self->lock);
  self->active = active;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}
