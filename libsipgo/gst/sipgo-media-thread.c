/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sipgo-media-thread-private.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define MAX_EVENTS   64
/* Ticks that are made up for after the thread was held up; more would only pile up at the peer. */
#define MAX_CATCH_UP 3
#define REAL_TIME_PRIORITY 5

typedef struct
{
  const SipgoMediaClientFuncs *funcs;
  gpointer client;             /* NULL once detached */
  int fds[SIPGO_PACKET_N_CHANNELS];
} Entry;

/* What epoll points to: one descriptor of an entry. */
typedef struct
{
  Entry *entry;
  SipgoPacketChannel channel;
} Watch;

typedef struct
{
  SipgoMediaFunc func;
  gpointer data;
  gboolean *done;              /* of a caller that waits */
} Command;

struct _SipgoMediaThread
{
  gint ref_count;
  GThread *thread;             /* NULL: virtual */
  GThread *owner;
  int epoll_fd;
  int timer_fd;
  int wake_fd;
  SipgoPacketHub *hub;
  SipgoEnvironment *environment;   /* whose clock steps it, or NULL */
  SipgoTimer timer;
  GAsyncQueue *commands;
  GMutex lock;
  GCond cond;

  /* media thread only */
  gboolean running;
  GPtrArray *entries;
  GPtrArray *watches;
  GPtrArray *detached;
  GstClockTime time;
};

static GMutex shared_lock;
static SipgoMediaThread *shared;

gboolean
sipgo_media_thread_is_virtual (SipgoMediaThread *self)
{
  return self->thread == NULL;
}

SipgoPacketHub *
sipgo_media_thread_get_hub (SipgoMediaThread *self)
{
  return self->hub;
}

gint64
sipgo_media_thread_now (SipgoMediaThread *self)
{
  return self->thread ? g_get_monotonic_time () : (gint64) (self->time / 1000);
}

/* --- the loop ------------------------------------------------------------------------------------------------ */

static void
watch_fd (SipgoMediaThread *self, int fd, gpointer data)
{
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = data };

  if (epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
    g_warning ("Cannot watch a socket: %s", g_strerror (errno));
}

static void
run_tick (SipgoMediaThread *self)
{
  guint phase, i;

  for (phase = 0; phase < SIPGO_MEDIA_N_PHASES; phase++)
    for (i = 0; i < self->entries->len; i++)
      {
        Entry *entry = g_ptr_array_index (self->entries, i);

        entry->funcs->tick (entry->client, phase, self->time);
      }
  self->time += SIPGO_MEDIA_TICK;
}

static void
timer_fired (SipgoMediaThread *self)
{
  guint64 n_due;

  if (read (self->timer_fd, &n_due, sizeof n_due) != sizeof n_due)
    return;
  if (n_due > MAX_CATCH_UP)
    {
      self->time += (n_due - MAX_CATCH_UP) * SIPGO_MEDIA_TICK;
      n_due = MAX_CATCH_UP;
    }
  while (n_due--)
    run_tick (self);
}

static void
run_commands (SipgoMediaThread *self)
{
  Command *command;

  while ((command = g_async_queue_try_pop (self->commands)))
    {
      command->func (command->data);
      if (command->done)
        {
          g_mutex_lock (&self->lock);
          *command->done = TRUE;
          g_cond_broadcast (&self->cond);
          g_mutex_unlock (&self->lock);
        }
      g_free (command);
    }
  g_ptr_array_set_size (self->detached, 0);
}

static void
watch_ready (Watch *watch)
{
  if (watch->entry->client)
    watch->entry->funcs->receive (watch->entry->client, watch->channel);
}

/* Only where the system allows it: without, the thread takes its turn like any other. */
static void
raise_priority (void)
{
  struct sched_param param = { .sched_priority = REAL_TIME_PRIORITY };

  if (sched_setscheduler (0, SCHED_RR | SCHED_RESET_ON_FORK, &param) != 0)
    g_debug ("The media thread runs at normal priority: %s", g_strerror (errno));
}

static gpointer
media_thread_main (gpointer data)
{
  SipgoMediaThread *self = data;
  struct epoll_event events[MAX_EVENTS];
  guint64 n_wakes;
  gboolean due;
  int n, i;

  raise_priority ();
  while (self->running)
    {
      due = FALSE;
      n = epoll_wait (self->epoll_fd, events, MAX_EVENTS, -1);
      for (i = 0; i < n; i++)
        {
          if (events[i].data.ptr == &self->timer_fd)
            due = TRUE;
          else if (events[i].data.ptr == &self->wake_fd)
            (void) !read (self->wake_fd, &n_wakes, sizeof n_wakes);
          else
            watch_ready (events[i].data.ptr);
        }
      if (due)
        timer_fired (self);
      /* Last: the events above point to watches that a command may drop. */
      run_commands (self);
    }
  return NULL;
}

/* --- commands ------------------------------------------------------------------------------------------------ */

static void
queue_command (SipgoMediaThread *self, SipgoMediaFunc func, gpointer data, gboolean *done)
{
  Command *command = g_new (Command, 1);
  guint64 one = 1;

  command->func = func;
  command->data = data;
  command->done = done;
  g_async_queue_push (self->commands, command);
  (void) !write (self->wake_fd, &one, sizeof one);
}

void
sipgo_media_thread_invoke (SipgoMediaThread *self, SipgoMediaFunc func, gpointer data)
{
  if (self->owner == g_thread_self ())
    func (data);
  else
    queue_command (self, func, data, NULL);
}

void
sipgo_media_thread_invoke_sync (SipgoMediaThread *self, SipgoMediaFunc func, gpointer data)
{
  gboolean done = FALSE;

  if (self->owner == g_thread_self ())
    {
      func (data);
      return;
    }
  queue_command (self, func, data, &done);
  g_mutex_lock (&self->lock);
  while (!done)
    g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);
}

void
sipgo_media_post (GMainContext *context, GSourceFunc func, gpointer data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_static_name (source, "sipgo media event");
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, context);
}

/* --- clients ------------------------------------------------------------------------------------------------- */

typedef struct
{
  SipgoMediaThread *self;
  Entry *entry;
  gpointer client;
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
  guint channel;

  g_ptr_array_add (self->entries, command->entry);
  if (self->environment && !sipgo_timer_is_running (&self->timer))
    sipgo_environment_set_timer (self->environment, &self->timer, SIPGO_MS (SIPGO_MEDIA_TICK_MS), simulated_tick, self);
  for (channel = 0; channel < SIPGO_PACKET_N_CHANNELS && self->thread; channel++)
    {
      Watch *watch;

      if (command->entry->fds[channel] < 0)
        continue;
      watch = g_new (Watch, 1);
      watch->entry = command->entry;
      watch->channel = channel;
      g_ptr_array_add (self->watches, watch);
      watch_fd (self, command->entry->fds[channel], watch);
    }
}

/* Does not wait. */
void
sipgo_media_thread_attach (SipgoMediaThread *self, const SipgoMediaClientFuncs *funcs, gpointer client, const int *fds)
{
  ClientCommand *command = g_new0 (ClientCommand, 1);
  Entry *entry = g_new0 (Entry, 1);

  entry->funcs = funcs;
  entry->client = client;
  memcpy (entry->fds, fds, sizeof entry->fds);
  command->self = self;
  command->entry = entry;
  sipgo_media_thread_invoke (self, attach_client, command);
}

static Entry *
take_entry (SipgoMediaThread *self, gpointer client)
{
  guint i;

  for (i = 0; i < self->entries->len; i++)
    if (((Entry *) g_ptr_array_index (self->entries, i))->client == client)
      return g_ptr_array_steal_index (self->entries, i);
  return NULL;
}

static void
drop_watches (SipgoMediaThread *self, Entry *entry)
{
  guint i = self->watches->len;

  while (i-- > 0)
    {
      Watch *watch = g_ptr_array_index (self->watches, i);

      if (watch->entry != entry)
        continue;
      epoll_ctl (self->epoll_fd, EPOLL_CTL_DEL, entry->fds[watch->channel], NULL);
      g_ptr_array_add (self->detached, g_ptr_array_steal_index_fast (self->watches, i));
    }
}

static void
detach_client (gpointer data)
{
  ClientCommand *command = data;
  Entry *entry = take_entry (command->self, command->client);

  if (!entry)
    return;
  drop_watches (command->self, entry);
  entry->client = NULL;
  g_ptr_array_add (command->self->detached, entry);
}

void
sipgo_media_thread_detach (SipgoMediaThread *self, gpointer client)
{
  ClientCommand command = { .self = self, .client = client };

  sipgo_media_thread_invoke_sync (self, detach_client, &command);
}

/* --- life ---------------------------------------------------------------------------------------------------- */

static SipgoMediaThread *
media_thread_alloc (void)
{
  SipgoMediaThread *self = g_new0 (SipgoMediaThread, 1);

  self->ref_count = 1;
  self->epoll_fd = self->timer_fd = self->wake_fd = -1;
  self->commands = g_async_queue_new ();
  self->entries = g_ptr_array_new_with_free_func (g_free);
  self->watches = g_ptr_array_new_with_free_func (g_free);
  self->detached = g_ptr_array_new_with_free_func (g_free);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  return self;
}

static SipgoMediaThread *
media_thread_new (void)
{
  SipgoMediaThread *self = media_thread_alloc ();
  struct itimerspec period = { .it_interval = { 0, SIPGO_MEDIA_TICK }, .it_value = { 0, SIPGO_MEDIA_TICK } };

  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  self->timer_fd = timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  self->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  watch_fd (self, self->timer_fd, &self->timer_fd);
  watch_fd (self, self->wake_fd, &self->wake_fd);
  timerfd_settime (self->timer_fd, 0, &period, NULL);
  self->time = gst_util_get_timestamp () + SIPGO_MEDIA_TICK;
  self->running = TRUE;
  self->thread = self->owner = g_thread_new ("sipgo-media", media_thread_main, self);
  return self;
}

SipgoMediaThread *
sipgo_media_thread_new_virtual (void)
{
  SipgoMediaThread *self = media_thread_alloc ();

  self->owner = g_thread_self ();
  self->hub = sipgo_packet_hub_new ();
  return self;
}

SipgoMediaThread *
sipgo_media_thread_new_simulated (SipgoEnvironment *environment)
{
  SipgoMediaThread *self = sipgo_media_thread_new_virtual ();

  self->environment = sipgo_environment_ref (environment);
  return self;
}

/* One for the process while anybody uses it. */
SipgoMediaThread *
sipgo_media_thread_get_shared (void)
{
  SipgoMediaThread *self;

  g_mutex_lock (&shared_lock);
  if (shared)
    self = sipgo_media_thread_ref (shared);
  else
    self = shared = media_thread_new ();
  g_mutex_unlock (&shared_lock);
  return self;
}

SipgoMediaThread *
sipgo_media_thread_ref (SipgoMediaThread *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

static void
stop_running (gpointer data)
{
  ((SipgoMediaThread *) data)->running = FALSE;
}

static void
media_thread_free (SipgoMediaThread *self)
{
  if (self->thread)
    {
      queue_command (self, stop_running, self, NULL);
      g_thread_join (self->thread);
      close (self->timer_fd);
      close (self->wake_fd);
      close (self->epoll_fd);
    }
  if (self->environment)
    sipgo_environment_cancel_timer (self->environment, &self->timer);
  g_clear_pointer (&self->environment, sipgo_environment_unref);
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->watches);
  g_ptr_array_unref (self->detached);
  g_async_queue_unref (self->commands);
  g_clear_pointer (&self->hub, sipgo_packet_hub_free);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
}

/* Not in the media thread: the last one waits for it to end. */
void
sipgo_media_thread_unref (SipgoMediaThread *self)
{
  gboolean last;

  g_mutex_lock (&shared_lock);
  last = g_atomic_int_dec_and_test (&self->ref_count);
  if (last && self == shared)
    shared = NULL;
  g_mutex_unlock (&shared_lock);
  if (last)
    media_thread_free (self);
}

static void
receive_all (SipgoMediaThread *self)
{
  guint i, channel;

  for (i = 0; i < self->entries->len; i++)
    for (channel = 0; channel < SIPGO_PACKET_N_CHANNELS; channel++)
      {
        Entry *entry = g_ptr_array_index (self->entries, i);

        entry->funcs->receive (entry->client, channel);
      }
}

void
sipgo_media_thread_step (SipgoMediaThread *self)
{
  g_assert (sipgo_media_thread_is_virtual (self));
  receive_all (self);
  run_tick (self);
  sipgo_packet_hub_advance (self->hub);
  run_commands (self);
}
