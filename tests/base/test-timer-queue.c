/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-random-private.h"
#include "libsipgo/base/sipgo-timer-queue-private.h"

#define N_TIMERS 500
#define N_OPERATIONS 50000

typedef struct
{
  SipgoTimerQueue *queue;
  SipgoTimer timers[N_TIMERS];
  GArray *fired;          /* index of each timer, as fired */
} Fixture;

static Fixture *current;

static void
note (gpointer user_data)
{
  guint index = GPOINTER_TO_UINT (user_data);

  g_array_append_val (current->fired, index);
}

static void
setup (Fixture *f, gconstpointer data)
{
  f->queue = sipgo_timer_queue_new ();
  f->fired = g_array_new (FALSE, FALSE, sizeof (guint));
  current = f;
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_array_unref (f->fired);
  sipgo_timer_queue_free (f->queue);
}

static guint
fired_at (Fixture *f, guint i)
{
  return g_array_index (f->fired, guint, i);
}

static void
test_order (Fixture *f, gconstpointer data)
{
  static const gint64 due[] = { 30, 10, 20, 5, 25 };
  static const guint expected[] = { 3, 1, 2, 4, 0 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (due); i++)
    sipgo_timer_queue_set (f->queue, &f->timers[i], due[i], note, GUINT_TO_POINTER (i));
  g_assert_cmpint (sipgo_timer_queue_next_due (f->queue), ==, 5);
  while (sipgo_timer_queue_fire_one (f->queue, 100))
    ;
  g_assert_cmpuint (f->fired->len, ==, G_N_ELEMENTS (due));
  for (i = 0; i < G_N_ELEMENTS (due); i++)
    g_assert_cmpuint (fired_at (f, i), ==, expected[i]);
  g_assert_cmpint (sipgo_timer_queue_next_due (f->queue), ==, G_MAXINT64);
}

static void
test_equal_times (Fixture *f, gconstpointer data)
{
  guint i;

  for (i = 0; i < N_TIMERS; i++)
    sipgo_timer_queue_set (f->queue, &f->timers[i], 7, note, GUINT_TO_POINTER (i));
  while (sipgo_timer_queue_fire_one (f->queue, 7))
    ;
  for (i = 0; i < N_TIMERS; i++)
    g_assert_cmpuint (fired_at (f, i), ==, i);
}

static void
test_not_before_time (Fixture *f, gconstpointer data)
{
  sipgo_timer_queue_set (f->queue, &f->timers[0], 10, note, GUINT_TO_POINTER (0));
  g_assert_false (sipgo_timer_queue_fire_one (f->queue, 9));
  g_assert_true (sipgo_timer_queue_fire_one (f->queue, 10));
  g_assert_false (sipgo_timer_queue_fire_one (f->queue, 11));
}

static void
test_set_again (Fixture *f, gconstpointer data)
{
  sipgo_timer_queue_set (f->queue, &f->timers[0], 10, note, GUINT_TO_POINTER (0));
  sipgo_timer_queue_set (f->queue, &f->timers[0], 20, note, GUINT_TO_POINTER (1));
  g_assert_cmpuint (sipgo_timer_queue_length (f->queue), ==, 1);
  g_assert_false (sipgo_timer_queue_fire_one (f->queue, 15));
  g_assert_true (sipgo_timer_queue_fire_one (f->queue, 20));
  g_assert_cmpuint (fired_at (f, 0), ==, 1);
}

static void
cancel_neighbours (gpointer user_data)
{
  guint i;

  note (user_data);
  for (i = 0; i < N_TIMERS; i++)
    sipgo_timer_queue_cancel (current->queue, &current->timers[i]);
}

static void
test_cancel_inside (Fixture *f, gconstpointer data)
{
  guint i;

  for (i = 0; i < N_TIMERS; i++)
    sipgo_timer_queue_set (f->queue, &f->timers[i], 100 + i, cancel_neighbours, GUINT_TO_POINTER (i));
  while (sipgo_timer_queue_fire_one (f->queue, 10000))
    ;
  g_assert_cmpuint (f->fired->len, ==, 1);
  g_assert_cmpuint (sipgo_timer_queue_length (f->queue), ==, 0);
}

static void
set_itself_again (gpointer user_data)
{
  guint index = GPOINTER_TO_UINT (user_data);

  note (user_data);
  if (current->fired->len < 5)
    sipgo_timer_queue_set (current->queue, &current->timers[index], 10 * (1 + current->fired->len), set_itself_again,
                           user_data);
}

static void
test_set_inside (Fixture *f, gconstpointer data)
{
  sipgo_timer_queue_set (f->queue, &f->timers[3], 10, set_itself_again, GUINT_TO_POINTER (3));
  while (sipgo_timer_queue_fire_one (f->queue, 1000))
    ;
  g_assert_cmpuint (f->fired->len, ==, 5);
}

/* --- random operations against a plain list --- */

typedef struct
{
  gboolean running[N_TIMERS];
  gint64 due[N_TIMERS];
  guint64 serial[N_TIMERS];
  guint64 next_serial;
} Model;

static int
model_first (const Model *model)
{
  int first = -1;
  int i;

  for (i = 0; i < N_TIMERS; i++)
    {
      if (!model->running[i])
        continue;
      if (first < 0 || model->due[i] < model->due[first]
          || (model->due[i] == model->due[first] && model->serial[i] < model->serial[first]))
        first = i;
    }
  return first;
}

static void
model_set (Model *model, guint i, gint64 due)
{
  model->running[i] = TRUE;
  model->due[i] = due;
  model->serial[i] = model->next_serial++;
}

static void
check_fire (Fixture *f, Model *model, gint64 now)
{
  int first = model_first (model);
  gboolean due = first >= 0 && model->due[first] <= now;

  g_assert_cmpint (sipgo_timer_queue_fire_one (f->queue, now), ==, due);
  if (!due)
    return;
  g_assert_cmpint (fired_at (f, f->fired->len - 1), ==, first);
  model->running[first] = FALSE;
}

static void
test_model (Fixture *f, gconstpointer data)
{
  g_autoptr (SipgoRandom) random = sipgo_random_new_seeded (11);
  g_autofree Model *model = g_new0 (Model, 1);
  gint64 now = 0;
  guint i;

  for (i = 0; i < N_OPERATIONS; i++)
    {
      guint timer = sipgo_random_below (random, N_TIMERS);
      int first;

      switch (sipgo_random_below (random, 4))
        {
        case 0:
        case 1:
          model_set (model, timer, now + sipgo_random_below (random, 50));
          sipgo_timer_queue_set (f->queue, &f->timers[timer], model->due[timer], note, GUINT_TO_POINTER (timer));
          break;
        case 2:
          model->running[timer] = FALSE;
          sipgo_timer_queue_cancel (f->queue, &f->timers[timer]);
          break;
        default:
          now += sipgo_random_below (random, 3);
          check_fire (f, model, now);
        }
      first = model_first (model);
      g_assert_cmpint (sipgo_timer_queue_next_due (f->queue), ==, first < 0 ? G_MAXINT64 : model->due[first]);
      g_assert_cmpint (f->timers[timer].position > 0, ==, model->running[timer]);
    }
}

static void
test_free_forgets (void)
{
  SipgoTimerQueue *queue = sipgo_timer_queue_new ();
  SipgoTimer timer = { 0 };

  sipgo_timer_queue_set (queue, &timer, 10, note, NULL);
  sipgo_timer_queue_free (queue);
  g_assert_cmpuint (timer.position, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/base/timer-queue/order", Fixture, NULL, setup, test_order, teardown);
  g_test_add ("/base/timer-queue/equal-times", Fixture, NULL, setup, test_equal_times, teardown);
  g_test_add ("/base/timer-queue/not-before-time", Fixture, NULL, setup, test_not_before_time, teardown);
  g_test_add ("/base/timer-queue/set-again", Fixture, NULL, setup, test_set_again, teardown);
  g_test_add ("/base/timer-queue/cancel-inside", Fixture, NULL, setup, test_cancel_inside, teardown);
  g_test_add ("/base/timer-queue/set-inside", Fixture, NULL, setup, test_set_inside, teardown);
  g_test_add ("/base/timer-queue/model", Fixture, NULL, setup, test_model, teardown);
  g_test_add_func ("/base/timer-queue/free-forgets", test_free_forgets);
  return g_test_run ();
}
