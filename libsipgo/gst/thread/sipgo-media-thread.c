/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/thread/sipgo-media-thread-private.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "libsipgo/base/sipgo-descriptors-private.h"
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/gst/thread/sipgo-handover-private.h"
#include "libsipgo/gst/thread/sipgo-media-load-private.h"
#include "libsipgo/gst/thread/sipgo-real-time-private.h"

#define MAX_EVENTS   64
/* When the thread was late, at most this many ticks run at once and the rest are dropped: the peer could not use such a
 * burst of packets. */
#define MAX_CATCH_UP 3

typedef struct _Entry Entry;
typedef struct _Watch Watch;

/* One descriptor of an entry; the data of its epoll event. */
struct _Watch
{
  Watch *next;
  Entry *entry;                /* NULL once unwatched */
  guint channel;
  int fd;
};

struct _Entry
{
  const SipgoMediaClientFuncs *funcs;
  gpointer client;             /* NULL once detached */
  Watch *watches;
};

typedef struct
{
  SipgoHandoverItem item;
  SipgoMediaFunc func;
  gpointer data;
} Command;

struct _SipgoMediaThread
{
  gint ref_count;
  GThread *thread;             /* NULL: virtual */
  int epoll_fd;
  int timer_fd;
  int wake_fd;
  SipgoEnvironment *environment;   /* its clock steps a simulated thread; else NULL */
  SipgoTimer timer;
  SipgoHandover commands;      /* of Command */
  SipgoMediaLoad load;

  /* media thread only */
  SipgoRealTime *real_time;    /* NULL if the system does not allow it */
  GPtrArray *entries;
  guint n_detached;            /* entries to be freed */
  guint n_unwatched;           /* watches to be freed */
  GstClockTime time;
};

/* The media thread of the process. It is never ended, and sleeps while there are no calls. */
static GMutex shared_lock;
static SipgoMediaThread *shared;

gboolean
sipgo_media_thread_is_virtual (SipgoMediaThread *self)
{
  return self->thread == NULL;
}

gint64
sipgo_media_thread_now (SipgoMediaThread *self)
{
  return self->thread ? g_get_monotonic_time () : (gint64) (self->time / 1000);
}

void
sipgo_media_thread_add_calls (SipgoMediaThread *self, int n)
{
  g_atomic_int_add (&self->load.n_calls, n);
}

double
sipgo_media_thread_get_load (SipgoMediaThread *self, guint n_more)
{
  return sipgo_media_load_estimate (&self->load, n_more);
}

/* --- the loop ----------------------------------------------------------------------------------------------------- */

static gboolean
poll_fd (SipgoMediaThread *self, int fd, gpointer data)
{
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = data };

  return epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* An entry that is detached during the tick stays in the array until sweep (). */
static void
run_tick (SipgoMediaThread *self)
{
  guint phase, i;

  for (phase = 0; phase < SIPGO_MEDIA_N_PHASES; phase++)
    for (i = 0; i < self->entries->len; i++)
      {
        Entry *entry = g_ptr_array_index (self->entries, i);

        if (entry->client)
          entry->funcs->tick (entry->client, phase, self->time);
      }
  self->time += SIPGO_MEDIA_TICK;
}

/* The timer runs only while there are clients. */
static void
set_ticking (SipgoMediaThread *self, gboolean ticking)
{
  struct itimerspec period = { { 0, ticking ? SIPGO_MEDIA_TICK : 0 }, { 0, ticking ? SIPGO_MEDIA_TICK : 0 } };

  timerfd_settime (self->timer_fd, 0, &period, NULL);
  if (ticking)
    self->time = gst_util_get_timestamp () + SIPGO_MEDIA_TICK;
  if (self->real_time)
    sipgo_real_time_set_active (self->real_time, ticking);
  sipgo_media_load_reset (&self->load, g_get_monotonic_time ());
}

static void
free_watches (Entry *self, gboolean all)
{
  Watch **place = &self->watches;
  Watch *watch;

  while ((watch = *place))
    {
      if (all || !watch->entry)
        {
          *place = watch->next;
          g_free (watch);
        }
      else
        place = &watch->next;
    }
}

static void
entry_free (gpointer data)
{
  free_watches (data, TRUE);
  g_free (data);
}

/* Not to be called while epoll events are being handled: they point to watches. */
static void
sweep (SipgoMediaThread *self)
{
  guint i;

  for (i = 0; self->n_unwatched > 0 && i < self->entries->len; i++)
    free_watches (g_ptr_array_index (self->entries, i), FALSE);
  self->n_unwatched = 0;
  if (self->n_detached == 0)
    return;
  for (i = self->entries->len; i-- > 0;)
    if (!((Entry *) g_ptr_array_index (self->entries, i))->client)
      g_ptr_array_remove_index (self->entries, i);
  self->n_detached = 0;
  if (self->thread && self->entries->len == 0)
    set_ticking (self, FALSE);
}

static void
run_commands (SipgoMediaThread *self)
{
  SipgoHandoverItem *item = sipgo_handover_take_all (&self->commands);

  while (item)
    {
      Command *command = (Command *) item;

      item = item->next;
      command->func (command->data);
      g_free (command);
    }
  sweep (self);
}

/* Commands run before each tick, so that calls can be ended however late the thread is. */
static void
timer_fired (SipgoMediaThread *self)
{
  guint64 n_due;
  guint n_run;

  if (read (self->timer_fd, &n_due, sizeof n_due) != sizeof n_due)
    return;
  n_run = (guint) MIN (n_due, MAX_CATCH_UP);
  self->time += (n_due - n_run) * SIPGO_MEDIA_TICK;
  sipgo_media_load_add_ticks (&self->load, (guint) MIN (n_due, G_MAXINT), n_run);
  while (n_run--)
    {
      run_commands (self);
      run_tick (self);
    }
}

static void
watch_ready (Watch *watch)
{
  if (watch->entry && watch->entry->client)
    watch->entry->funcs->receive (watch->entry->client, watch->channel);
}

/* TRUE if a tick is due. */
static gboolean
take_events (SipgoMediaThread *self, const struct epoll_event *events, int n)
{
  guint64 n_wakes;
  gboolean due = FALSE;
  int i;

  for (i = 0; i < n; i++)
    {
      if (events[i].data.ptr == &self->timer_fd)
        due = TRUE;
      else if (events[i].data.ptr == &self->wake_fd)
        (void) !read (self->wake_fd, &n_wakes, sizeof n_wakes);
      else
        watch_ready (events[i].data.ptr);
    }
  return due;
}

static gpointer
media_thread_main (gpointer data)
{
  SipgoMediaThread *self = data;
  struct epoll_event events[MAX_EVENTS];

  self->real_time = sipgo_real_time_new ();
  for (;;)
    {
      int n = epoll_wait (self->epoll_fd, events, MAX_EVENTS, -1);
      gint64 woken = g_get_monotonic_time ();

      if (take_events (self, events, n))
        timer_fired (self);
      run_commands (self);
      if (self->entries->len > 0)
        sipgo_media_load_add_busy (&self->load, woken, g_get_monotonic_time ());
    }
  return NULL;
}

/* --- commands ----------------------------------------------------------------------------------------------------- */

/* For a virtual media thread any caller is the media thread. */
static gboolean
is_own_thread (SipgoMediaThread *self)
{
  return !self->thread || self->thread == g_thread_self ();
}

void
sipgo_media_thread_invoke (SipgoMediaThread *self, SipgoMediaFunc func, gpointer data)
{
  guint64 one = 1;
  Command *command;

  if (is_own_thread (self))
    {
      func (data);
      return;
    }
  command = g_new (Command, 1);
  command->func = func;
  command->data = data;
  sipgo_handover_push (&self->commands, &command->item);
  (void) !write (self->wake_fd, &one, sizeof one);
}

/* --- clients ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  SipgoMediaThread *self;
  gpointer client;
  const SipgoMediaClientFuncs *funcs;
  int fd;
  guint channel;
} ClientCommand;

static void
simulated_tick (gpointer data)
{
  SipgoMediaThread *self = data;

  sipgo_media_thread_step (self);
  if (self->entries->len > 0)
    sipgo_environment_set_timer (self->environment, &self->timer, SIPGO_MS (SIPGO_MEDIA_TICK_MS), simulated_tick, self);
}

static void
attach_client (gpointer data)
{
  g_autofree ClientCommand *command = data;
  SipgoMediaThread *self = command->self;
  Entry *entry = g_new0 (Entry, 1);

  entry->funcs = command->funcs;
  entry->client = command->client;
  g_ptr_array_add (self->entries, entry);
  if (self->environment && !sipgo_timer_is_running (&self->timer))
    sipgo_environment_set_timer (self->environment, &self->timer, SIPGO_MS (SIPGO_MEDIA_TICK_MS), simulated_tick, self);
  if (self->thread && self->entries->len == 1)
    set_ticking (self, TRUE);
}

void
sipgo_media_thread_attach (SipgoMediaThread *self, const SipgoMediaClientFuncs *funcs, gpointer client)
{
  ClientCommand *command = g_new0 (ClientCommand, 1);

  *command = (ClientCommand) { .self = self, .client = client, .funcs = funcs };
  sipgo_media_thread_invoke (self, attach_client, command);
}

static Entry *
find_entry (SipgoMediaThread *self, gpointer client)
{
  guint i;

  for (i = 0; i < self->entries->len; i++)
    if (((Entry *) g_ptr_array_index (self->entries, i))->client == client)
      return g_ptr_array_index (self->entries, i);
  return NULL;
}

/* If the kernel does not watch the descriptor, nothing will be received from it. */
static void
watch_descriptor (gpointer data)
{
  g_autofree ClientCommand *command = data;
  SipgoMediaThread *self = command->self;
  Entry *entry = find_entry (self, command->client);
  Watch *watch;

  if (!entry)
    return;
  watch = g_new (Watch, 1);
  *watch = (Watch) { entry->watches, entry, command->channel, command->fd };
  entry->watches = watch;
  if (self->thread && watch->fd >= 0 && !poll_fd (self, watch->fd, watch))
    g_warning ("A call will receive no media, because its socket cannot be watched: %s", g_strerror (errno));
}

void
sipgo_media_thread_watch (SipgoMediaThread *self, gpointer client, int fd, guint channel)
{
  ClientCommand *command = g_new0 (ClientCommand, 1);

  *command = (ClientCommand) { .self = self, .client = client, .fd = fd, .channel = channel };
  sipgo_media_thread_invoke (self, watch_descriptor, command);
}

static void
stop_polling (SipgoMediaThread *self, const Watch *watch)
{
  if (self->thread && watch->fd >= 0)
    epoll_ctl (self->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
}

void
sipgo_media_thread_unwatch (SipgoMediaThread *self, gpointer client, guint channel)
{
  Entry *entry;
  Watch *watch;

  g_assert (is_own_thread (self));
  entry = find_entry (self, client);
  for (watch = entry ? entry->watches : NULL; watch; watch = watch->next)
    if (watch->entry && watch->channel == channel)
      {
        stop_polling (self, watch);
        watch->entry = NULL;
        self->n_unwatched++;
      }
}

void
sipgo_media_thread_detach (SipgoMediaThread *self, gpointer client)
{
  Entry *entry;
  const Watch *watch;

  g_assert (is_own_thread (self));
  entry = find_entry (self, client);
  if (!entry)
    return;
  entry->client = NULL;
  self->n_detached++;
  for (watch = entry->watches; watch; watch = watch->next)
    if (watch->entry)
      stop_polling (self, watch);
}

/* --- life --------------------------------------------------------------------------------------------------------- */

static SipgoMediaThread *
media_thread_alloc (void)
{
  SipgoMediaThread *self = g_new0 (SipgoMediaThread, 1);

  self->ref_count = 1;
  self->epoll_fd = self->timer_fd = self->wake_fd = -1;
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  return self;
}

static gboolean
open_descriptors (SipgoMediaThread *self, GError **error)
{
  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  if (self->epoll_fd >= 0)
    self->timer_fd = timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  if (self->timer_fd >= 0)
    self->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (self->wake_fd >= 0 && poll_fd (self, self->timer_fd, &self->timer_fd) &&
      poll_fd (self, self->wake_fd, &self->wake_fd))
    return TRUE;
  sipgo_set_descriptor_error (error, errno, "The media thread cannot be started");
  return FALSE;
}

static SipgoMediaThread *
media_thread_new (GError **error)
{
  g_autoptr (SipgoMediaThread) self = media_thread_alloc ();
  g_autoptr (GError) reason = NULL;
  GThread *thread;

  if (!open_descriptors (self, error))
    return NULL;
  thread = g_thread_try_new ("sipgo-media", media_thread_main, self, &reason);
  if (!thread)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_RESOURCES, "The media thread cannot be started: %s",
                   reason->message);
      return NULL;
    }
  self->thread = thread;
  return g_steal_pointer (&self);
}

SipgoMediaThread *
sipgo_media_thread_new_virtual (void)
{
  return media_thread_alloc ();
}

SipgoMediaThread *
sipgo_media_thread_new_simulated (SipgoEnvironment *environment)
{
  SipgoMediaThread *self = sipgo_media_thread_new_virtual ();

  self->environment = sipgo_environment_ref (environment);
  return self;
}

SipgoMediaThread *
sipgo_media_thread_get_shared (GError **error)
{
  SipgoMediaThread *self;

  g_mutex_lock (&shared_lock);
  if (!shared)
    shared = media_thread_new (error);
  self = shared ? sipgo_media_thread_ref (shared) : NULL;
  g_mutex_unlock (&shared_lock);
  return self;
}

double
sipgo_media_thread_get_shared_load (guint n_more)
{
  double load;

  g_mutex_lock (&shared_lock);
  load = shared ? sipgo_media_thread_get_load (shared, n_more) : 0;
  g_mutex_unlock (&shared_lock);
  return load;
}

SipgoMediaThread *
sipgo_media_thread_ref (SipgoMediaThread *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

static void
close_descriptor (int fd)
{
  if (fd >= 0)
    close (fd);
}

/* Only for a virtual media thread, or one that could not be started: the shared one is never freed. */
static void
media_thread_free (SipgoMediaThread *self)
{
  close_descriptor (self->timer_fd);
  close_descriptor (self->wake_fd);
  close_descriptor (self->epoll_fd);
  if (self->environment)
    sipgo_environment_cancel_timer (self->environment, &self->timer);
  g_clear_pointer (&self->environment, sipgo_environment_unref);
  g_ptr_array_unref (self->entries);
  g_free (self);
}

void
sipgo_media_thread_unref (SipgoMediaThread *self)
{
  if (g_atomic_int_dec_and_test (&self->ref_count))
    media_thread_free (self);
}

static void
receive_all (SipgoMediaThread *self)
{
  Watch *watch;
  guint i;

  for (i = 0; i < self->entries->len; i++)
    for (watch = ((Entry *) g_ptr_array_index (self->entries, i))->watches; watch; watch = watch->next)
      watch_ready (watch);
}

void
sipgo_media_thread_stall (SipgoMediaThread *self, guint n_ticks)
{
  g_assert (sipgo_media_thread_is_virtual (self));
  self->time += n_ticks * SIPGO_MEDIA_TICK;
}

void
sipgo_media_thread_step (SipgoMediaThread *self)
{
  g_assert (sipgo_media_thread_is_virtual (self));
  receive_all (self);
  run_tick (self);
  run_commands (self);
}
