/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/thread/sipgo-handover-private.h"

#define N_THREADS 3
#define N_ITEMS   20000

typedef struct
{
  SipgoHandoverItem item;
  guint from;
  guint number;
} Item;

typedef struct
{
  SipgoHandover *handover;
  guint number;
} Giver;

static Item *
item_new (guint from, guint number)
{
  Item *item = g_new0 (Item, 1);

  item->from = from;
  item->number = number;
  return item;
}

static void
test_order (void)
{
  SipgoHandover handover = { NULL };
  SipgoHandoverItem *item;
  guint i;

  g_assert_null (sipgo_handover_take_all (&handover));
  for (i = 0; i < 3; i++)
    sipgo_handover_push (&handover, &item_new (0, i)->item);
  item = sipgo_handover_take_all (&handover);
  for (i = 0; i < 3; i++)
    {
      g_autofree Item *taken = (Item *) item;

      g_assert_cmpuint (taken->number, ==, i);
      item = item->next;
    }
  g_assert_null (item);
  g_assert_null (sipgo_handover_take_all (&handover));
}

static gpointer
give (gpointer data)
{
  Giver *giver = data;
  guint i;

  for (i = 0; i < N_ITEMS; i++)
    sipgo_handover_push (giver->handover, &item_new (giver->number, i)->item);
  return NULL;
}

/* Nothing is lost, and what one thread gives comes in its order. */
static void
test_threads (void)
{
  SipgoHandover handover = { NULL };
  GThread *threads[N_THREADS];
  Giver givers[N_THREADS];
  guint next[N_THREADS] = { 0 };
  guint n = 0;
  guint i;

  for (i = 0; i < N_THREADS; i++)
    {
      givers[i] = (Giver) { &handover, i };
      threads[i] = g_thread_new ("giver", give, &givers[i]);
    }
  while (n < N_THREADS * N_ITEMS)
    {
      SipgoHandoverItem *item = sipgo_handover_take_all (&handover);

      while (item)
        {
          g_autofree Item *taken = (Item *) item;

          item = item->next;
          g_assert_cmpuint (taken->number, ==, next[taken->from]++);
          n++;
        }
    }
  for (i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_null (sipgo_handover_take_all (&handover));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gst/thread/handover/order", test_order);
  g_test_add_func ("/gst/thread/handover/threads", test_threads);
  return g_test_run ();
}
