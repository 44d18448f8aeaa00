/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-environment-private.h"

static void
count (gpointer user_data)
{
  (*(guint *) user_data)++;
}

static gboolean
count_idle (gpointer user_data)
{
  count (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_virtual_time_jumps (void)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new_virtual (1);
  gint64 start = sipgo_environment_now (environment);
  gint64 wall = sipgo_environment_wall_time (environment);
  SipgoTimer first = { 0 }, second = { 0 };
  guint n_first = 0, n_second = 0;

  sipgo_environment_set_timer (environment, &second, SIPGO_SECONDS (32), count, &n_second);
  sipgo_environment_set_timer (environment, &first, SIPGO_MS (500), count, &n_first);
  g_assert_cmpuint (sipgo_environment_count_timers (environment), ==, 2);
  g_assert_true (sipgo_environment_step (environment));
  g_assert_cmpint (sipgo_environment_now (environment) - start, ==, SIPGO_MS (500));
  g_assert_cmpuint (n_first, ==, 1);
  g_assert_cmpuint (n_second, ==, 0);
  g_assert_true (sipgo_environment_step (environment));
  g_assert_cmpint (sipgo_environment_now (environment) - start, ==, SIPGO_SECONDS (32));
  g_assert_cmpint (sipgo_environment_wall_time (environment) - wall, ==, SIPGO_SECONDS (32));
  g_assert_cmpuint (n_second, ==, 1);
  g_assert_false (sipgo_environment_step (environment));
}

static void
test_virtual_cancel (void)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new_virtual (1);
  SipgoTimer timer = { 0 };
  guint n = 0;

  sipgo_environment_set_timer (environment, &timer, SIPGO_SECONDS (1), count, &n);
  sipgo_environment_cancel_timer (environment, &timer);
  sipgo_environment_cancel_timer (environment, &timer);
  g_assert_false (sipgo_environment_step (environment));
  g_assert_cmpuint (n, ==, 0);
}

/* Sources that are ready in the main context are dispatched before the time moves. */
static void
test_virtual_main_context_first (void)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new_virtual (1);
  g_autoptr (GSource) idle = g_idle_source_new ();
  SipgoTimer timer = { 0 };
  guint n_timer = 0, n_idle = 0;

  g_source_set_callback (idle, count_idle, &n_idle, NULL);
  g_source_attach (idle, sipgo_environment_get_context (environment));
  g_assert_true (sipgo_environment_step (environment));
  g_assert_cmpuint (n_idle, ==, 1);
  sipgo_environment_set_timer (environment, &timer, 0, count, &n_timer);
  g_assert_true (sipgo_environment_step (environment));
  g_assert_cmpuint (n_timer, ==, 1);
}

static void
test_virtual_random_repeats (void)
{
  g_autoptr (SipgoEnvironment) a = sipgo_environment_new_virtual (9);
  g_autoptr (SipgoEnvironment) b = sipgo_environment_new_virtual (9);

  g_assert_cmpuint (sipgo_random_next (sipgo_environment_get_random (a)), ==,
                    sipgo_random_next (sipgo_environment_get_random (b)));
}

static void
test_real_timers (void)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new ();
  gint64 start = g_get_monotonic_time ();
  SipgoTimer late = { 0 }, early = { 0 }, never = { 0 };
  guint n_late = 0, n_early = 0, n_never = 0;

  sipgo_environment_set_timer (environment, &late, SIPGO_MS (20), count, &n_late);
  sipgo_environment_set_timer (environment, &early, SIPGO_MS (1), count, &n_early);
  sipgo_environment_set_timer (environment, &never, SIPGO_MS (5), count, &n_never);
  sipgo_environment_cancel_timer (environment, &never);
  while (n_late == 0)
    {
      g_main_context_iteration (NULL, TRUE);
      g_assert_cmpuint (n_early, >=, n_late);
    }
  g_assert_cmpuint (n_early, ==, 1);
  g_assert_cmpuint (n_never, ==, 0);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, SIPGO_MS (20));
  g_assert_false (sipgo_environment_is_virtual (environment));
}

/* A timer that is set for an earlier time, while the source waits for a later one, still fires in time. */
static void
set_near (gpointer user_data)
{
  gpointer *data = user_data;

  sipgo_environment_set_timer (data[0], data[1], 0, count, data[2]);
}

static void
test_real_set_inside (void)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new ();
  SipgoTimer far = { 0 }, first = { 0 }, near = { 0 };
  guint n_far = 0, n_near = 0;
  gpointer data[] = { environment, &near, &n_near };

  sipgo_environment_set_timer (environment, &far, SIPGO_SECONDS (60), count, &n_far);
  sipgo_environment_set_timer (environment, &first, SIPGO_MS (1), set_near, data);
  while (n_near == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_far, ==, 0);
  sipgo_environment_cancel_timer (environment, &far);
}

/* A handler may run a main loop: the next timer fires inside it. */
static void
run_until_next (gpointer user_data)
{
  gpointer *data = user_data;
  guint *n_next = data[2];

  sipgo_environment_set_timer (data[0], data[1], SIPGO_MS (1), count, n_next);
  while (*n_next == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_real_recursion (void)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new ();
  SipgoTimer first = { 0 }, next = { 0 };
  guint n_next = 0;
  gpointer data[] = { environment, &next, &n_next };

  sipgo_environment_set_timer (environment, &first, 0, run_until_next, data);
  while (n_next == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_next, ==, 1);
}

static void
drop_environment (gpointer user_data)
{
  sipgo_environment_unref (user_data);
}

static void
test_unref_inside (void)
{
  SipgoEnvironment *environment = sipgo_environment_new ();
  SipgoTimer timer = { 0 };

  sipgo_environment_set_timer (environment, &timer, 0, drop_environment, environment);
  while (timer.position > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_thread_default_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (SipgoEnvironment) environment = NULL;
  SipgoTimer timer = { 0 };
  guint n = 0;

  g_main_context_push_thread_default (context);
  environment = sipgo_environment_new ();
  g_assert_true (sipgo_environment_get_context (environment) == context);
  sipgo_environment_set_timer (environment, &timer, 0, count, &n);
  while (n == 0)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
}

static void
test_cancellable (void)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new_virtual (1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint n = 0;
  GSource *source = sipgo_environment_watch_cancellable (environment, cancellable, count, &n);
  GSource *ended = sipgo_environment_watch_cancellable (environment, cancellable, count, &n);

  g_assert_null (sipgo_environment_watch_cancellable (environment, NULL, count, &n));
  sipgo_clear_source (&ended);
  g_assert_null (ended);
  sipgo_clear_source (&ended);
  g_assert_false (sipgo_environment_step (environment));
  g_cancellable_cancel (cancellable);
  g_assert_cmpuint (n, ==, 0);
  g_assert_true (sipgo_environment_step (environment));
  g_assert_cmpuint (n, ==, 1);
  sipgo_clear_source (&source);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/environment/real/recursion", test_real_recursion);
  g_test_add_func ("/base/environment/virtual/time-jumps", test_virtual_time_jumps);
  g_test_add_func ("/base/environment/virtual/cancel", test_virtual_cancel);
  g_test_add_func ("/base/environment/virtual/main-context-first", test_virtual_main_context_first);
  g_test_add_func ("/base/environment/virtual/random-repeats", test_virtual_random_repeats);
  g_test_add_func ("/base/environment/virtual/cancellable", test_cancellable);
  g_test_add_func ("/base/environment/real/timers", test_real_timers);
  g_test_add_func ("/base/environment/real/set-inside", test_real_set_inside);
  g_test_add_func ("/base/environment/real/unref-inside", test_unref_inside);
  g_test_add_func ("/base/environment/real/thread-default-context", test_thread_default_context);
  return g_test_run ();
}
