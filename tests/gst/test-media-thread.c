/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rtp-pair.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "libsipgo/gst/thread/sipgo-media-load-private.h"

/* The real media thread, blocked by a client: the code that uses it must not be blocked. */

/* --- no descriptors left ------------------------------------------------------------------------------------------ */

#define FEW_FILES 256

/* Uses all descriptors, except for this number. */
static GArray *
use_up_descriptors (guint n_left)
{
  GArray *fds = g_array_new (FALSE, FALSE, sizeof (int));
  int fd;

  while ((fd = open ("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0)
    g_array_append_val (fds, fd);
  while (n_left-- > 0)
    {
      close (g_array_index (fds, int, fds->len - 1));
      g_array_set_size (fds, fds->len - 1);
    }
  return fds;
}

static void
give_descriptors_back (GArray *fds)
{
  guint i;

  for (i = 0; i < fds->len; i++)
    close (g_array_index (fds, int, i));
  g_array_unref (fds);
}

static void
note_failed (SipgoDescriptionRequest *request, const GError *error, gpointer user_data)
{
  *(GError **) user_data = error ? g_error_copy (error) : NULL;
}

/* With that many left, a call either works or gives an error; when they are released, calls work again. */
static gboolean
try_call (guint n_left)
{
  g_autoptr (SipgoDescriptionRequest) request = NULL;
  g_autoptr (GError) error = NULL;
  GArray *fds = use_up_descriptors (n_left);
  gboolean made;
  Pair pair;
  guint i;

  pair_init (&pair, FALSE, "PCMU");
  made = pair.media[0] && pair.media[1];
  request = sipgo_description_request_new (SIPGO_DESCRIPTION_TYPE_OFFER, NULL, NULL, NULL, note_failed, &error);
  sipgo_session_description_handler_get_description (pair.handlers[1], request);
  if (!pair.media[1])
    {
      g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_RESOURCES);
      g_assert_nonnull (strstr (error->message, "RLIMIT_NOFILE"));
    }
  give_descriptors_back (fds);
  for (i = 0; i < 2; i++)
    {
      g_clear_object (&pair.handlers[i]);
      pair_make_handler (&pair, i);
      g_assert_nonnull (pair.media[i]);
    }
  pair_exchange (&pair, 0, FALSE);
  pair_clear (&pair);
  return made;
}

/* The first of all tests, because it starts the thread. */
static void
test_descriptors_used_up (void)
{
  SipgoRtpHandlerFactory *factory = sipgo_rtp_handler_factory_new ();
  struct rlimit before, few;
  guint n_left = 0;

  /* An agent has its main context and its codecs long before its calls. */
  g_main_context_iteration (NULL, FALSE);
  sipgo_rtp_handler_factory_warm_up (factory);
  g_clear_object (&factory);
  getrlimit (RLIMIT_NOFILE, &before);
  few = before;
  few.rlim_cur = FEW_FILES;
  setrlimit (RLIMIT_NOFILE, &few);
  while (!try_call (n_left))
    g_assert_cmpuint (++n_left, <, 40);
  g_assert_cmpuint (n_left, >, 4);
  setrlimit (RLIMIT_NOFILE, &before);
}

/* --- time --------------------------------------------------------------------------------------------------------- */

static gboolean
note_passed (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* The clock of the kernel must advance: ticks are due by it. */
static void
pass_time (guint ms)
{
  gboolean passed = FALSE;

  g_timeout_add (ms, note_passed, &passed);
  while (!passed)
    g_main_context_iteration (NULL, TRUE);
}

/* --- a blocked thread --------------------------------------------------------------------------------------------- */

typedef struct
{
  SipgoMediaThread *thread;
  GMutex lock;
  GCond cond;
  gboolean held;               /* in a tick, until it is released */
  gboolean release;
  gboolean detached;
  guint n_ticks;
  guint n_ticks_at_command;    /* 0: it has not run */
} Hold;

static void
hear_nothing (gpointer client, guint channel)
{
}

static void
hold_tick (gpointer client, SipgoMediaPhase phase, GstClockTime time)
{
  Hold *hold = client;

  if (phase != SIPGO_MEDIA_PHASE_SEND)
    return;
  g_mutex_lock (&hold->lock);
  hold->n_ticks++;
  hold->held = TRUE;
  g_cond_broadcast (&hold->cond);
  while (!hold->release)
    g_cond_wait (&hold->cond, &hold->lock);
  g_mutex_unlock (&hold->lock);
}

static void
hold_command (gpointer data)
{
  Hold *hold = data;

  g_mutex_lock (&hold->lock);
  hold->n_ticks_at_command = hold->n_ticks;
  g_mutex_unlock (&hold->lock);
}

static void
hold_detach (gpointer data)
{
  Hold *hold = data;

  sipgo_media_thread_detach (hold->thread, hold);
  g_mutex_lock (&hold->lock);
  hold->detached = TRUE;
  g_cond_broadcast (&hold->cond);
  g_mutex_unlock (&hold->lock);
}

static void
hold_begin (Hold *hold)
{
  static const SipgoMediaClientFuncs funcs = { hear_nothing, hold_tick };

  memset (hold, 0, sizeof *hold);
  g_mutex_init (&hold->lock);
  g_cond_init (&hold->cond);
  hold->thread = sipgo_media_thread_get_shared (NULL);
  sipgo_media_thread_attach (hold->thread, &funcs, hold);
  g_mutex_lock (&hold->lock);
  while (!hold->held)
    g_cond_wait (&hold->cond, &hold->lock);
  g_mutex_unlock (&hold->lock);
}

static void
hold_end (Hold *hold)
{
  sipgo_media_thread_invoke (hold->thread, hold_detach, hold);
  g_mutex_lock (&hold->lock);
  hold->release = TRUE;
  g_cond_broadcast (&hold->cond);
  while (!hold->detached)
    g_cond_wait (&hold->cond, &hold->lock);
  g_mutex_unlock (&hold->lock);
  sipgo_media_thread_unref (hold->thread);
  g_mutex_clear (&hold->lock);
  g_cond_clear (&hold->cond);
}

/* All operations of an agent with a call, from its creation to its end. */
static void
test_nobody_waits (void)
{
  Hold hold;
  Pair pair;
  guint i;

  hold_begin (&hold);
  pair_init (&pair, FALSE, "PCMU PCMA");
  sipgo_media_set_source (pair.media[0], "tone:440");
  pair_exchange (&pair, 0, FALSE);
  for (i = 0; i < 2; i++)
    {
      g_autoptr (SipgoMediaStatistics) statistics = sipgo_media_get_statistics (pair.media[i]);

      g_assert_cmpuint (statistics->packets_sent, ==, 0);
      g_assert_cmpfloat (statistics->round_trip_ms, <, 0);
      g_object_set (pair.media[i], "muted", TRUE, "volume", 0.5, "measure-levels", TRUE, "source", "silence", NULL);
      pair_sink_file (&pair, i, "heard.wav");
    }
  sipgo_media_send_dtmf (pair.media[0], "12", 0, 0, NULL, NULL, NULL);
  pair_exchange (&pair, 1, TRUE);
  pair_clear (&pair);
  g_assert_cmpuint (hold.n_ticks, ==, 1);
  hold_end (&hold);
  pair_iterate ();
}

/* Ticks are overdue when the thread continues: commands given meanwhile run before them. */
static void
test_commands_first (void)
{
  Hold hold;

  hold_begin (&hold);
  sipgo_media_thread_invoke (hold.thread, hold_command, &hold);
  pass_time (5 * SIPGO_MEDIA_TICK_MS);
  hold_end (&hold);
  g_assert_cmpuint (hold.n_ticks_at_command, ==, 1);
}

/* The thread of the process exists longer than the calls, and the measured cost of one call is used for the next. */
static void
test_one_thread (void)
{
  g_autoptr (SipgoMediaThread) first = sipgo_media_thread_get_shared (NULL);
  SipgoMediaThread *second;
  Pair pair;

  pair_init (&pair, FALSE, "PCMU");
  pair_exchange (&pair, 0, FALSE);
  g_assert_cmpfloat (sipgo_media_thread_get_load (first, 0), >, 0);
  g_assert_cmpfloat (sipgo_media_thread_get_load (first, 100), >, sipgo_media_thread_get_load (first, 0));
  pair_clear (&pair);
  second = sipgo_media_thread_get_shared (NULL);
  g_assert_true (first == second);
  sipgo_media_thread_unref (second);
}

/* --- priority ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  SipgoMediaThread *thread;
  gint thread_id;              /* atomic */
  gint stop;                   /* atomic */
  gint detached;               /* atomic */
} Burner;

static void
burner_detach (gpointer data)
{
  Burner *burner = data;

  sipgo_media_thread_detach (burner->thread, burner);
  g_atomic_int_set (&burner->detached, TRUE);
}

static void
burn (gpointer client, SipgoMediaPhase phase, GstClockTime time)
{
  Burner *burner = client;

  g_atomic_int_set (&burner->thread_id, (gint) syscall (SYS_gettid));
  while (!g_atomic_int_get (&burner->stop))
    ;
}

static int
get_policy (Burner *burner)
{
  return sched_getscheduler (g_atomic_int_get (&burner->thread_id)) & ~SCHED_RESET_ON_FORK;
}

/* A tick that never ends must not block a processor. */
static void
test_priority_is_taken_away (void)
{
  static const SipgoMediaClientFuncs funcs = { hear_nothing, burn };
  g_autoptr (SipgoMediaThread) thread = sipgo_media_thread_get_shared (NULL);
  Burner burner = { .thread = thread };

  sipgo_media_thread_attach (thread, &funcs, &burner);
  while (!g_atomic_int_get (&burner.thread_id))
    pass_time (1);
  if (get_policy (&burner) != SCHED_RR)
    g_test_skip ("real-time priority is not allowed here");
  while (get_policy (&burner) == SCHED_RR)
    pass_time (1);
  g_assert_cmpint (get_policy (&burner), ==, SCHED_OTHER);
  sipgo_media_thread_invoke (thread, burner_detach, &burner);
  g_atomic_int_set (&burner.stop, TRUE);
  while (!g_atomic_int_get (&burner.detached))
    pass_time (1);
}

/* --- load --------------------------------------------------------------------------------------------------------- */

/* Half a second of work. */
static void
measure (SipgoMediaLoad *load, gint64 *now, double share)
{
  gint64 busy = (gint64) (G_USEC_PER_SEC / 2 * share);

  *now += G_USEC_PER_SEC / 2 - busy;
  sipgo_media_load_add_ticks (load, 25, 25);
  sipgo_media_load_add_busy (load, *now, *now + busy);
  *now += busy;
}

static void
test_load (void)
{
  SipgoMediaLoad load = { 0 };
  gint64 now = G_USEC_PER_SEC;
  guint i;

  sipgo_media_load_reset (&load, now);
  g_assert_cmpfloat_with_epsilon (sipgo_media_load_estimate (&load, 500), 0.5, 0.01);
  load.n_calls = 400;
  sipgo_media_load_reset (&load, now);
  for (i = 0; i < 6; i++)
    measure (&load, &now, 0.2);
  g_assert_cmpfloat_with_epsilon (sipgo_media_load_estimate (&load, 0), 0.2, 0.01);
  /* They cost half of the initial assumption. */
  g_assert_cmpfloat_with_epsilon (sipgo_media_load_estimate (&load, 100), 0.255, 0.01);
  /* A call that has ended does not count any more, at once. */
  load.n_calls = 100;
  g_assert_cmpfloat_with_epsilon (sipgo_media_load_estimate (&load, 0), 0.05, 0.01);
  load.n_calls = 0;
  g_assert_cmpfloat_with_epsilon (sipgo_media_load_estimate (&load, 0), 0, 0.001);
}

/* Dropped ticks count as work, and are reported. */
static void
test_load_beyond_all (void)
{
  SipgoMediaLoad load = { .n_calls = 3000 };
  gint64 now = G_USEC_PER_SEC;

  sipgo_media_load_reset (&load, now);
  sipgo_media_load_add_ticks (&load, 50, 12);
  sipgo_media_load_add_ticks (&load, 1, 1);
  sipgo_media_load_add_busy (&load, now, now + G_USEC_PER_SEC);
  g_assert_cmpfloat_with_epsilon (sipgo_media_load_estimate (&load, 0), 51.0 / 13, 0.01);
  g_assert_cmpint (load.n_late, ==, 49);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gst/media-thread/descriptors-used-up", test_descriptors_used_up);
  g_test_add_func ("/gst/media-thread/nobody-waits", test_nobody_waits);
  g_test_add_func ("/gst/media-thread/commands-first", test_commands_first);
  g_test_add_func ("/gst/media-thread/one-thread", test_one_thread);
  g_test_add_func ("/gst/media-thread/priority-is-taken-away", test_priority_is_taken_away);
  g_test_add_func ("/gst/media-thread/load", test_load);
  g_test_add_func ("/gst/media-thread/load-beyond-all", test_load_beyond_all);
  return g_test_run ();
}
