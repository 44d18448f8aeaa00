/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/rtp/sipgo-statistics-board-private.h"

#define N_ROUNDS 200000

static void
write_round (SipgoStatisticsBoard *board, guint64 n)
{
  SipgoMediaStatistics *statistics = sipgo_statistics_board_begin (board);

  statistics->packets_sent = n;
  statistics->packets_received = 2 * n;
  statistics->octets_received = 3 * n;
  sipgo_statistics_board_publish (board);
}

static void
test_newest (void)
{
  SipgoStatisticsBoard board;
  SipgoMediaStatistics read;

  sipgo_statistics_board_init (&board);
  sipgo_statistics_board_read (&board, &read);
  g_assert_cmpuint (read.packets_sent, ==, 0);
  g_assert_cmpfloat (read.round_trip_ms, <, 0);
  write_round (&board, 1);
  write_round (&board, 2);
  sipgo_statistics_board_read (&board, &read);
  g_assert_cmpuint (read.packets_sent, ==, 2);
  /* Nothing new: the same values again. */
  sipgo_statistics_board_read (&board, &read);
  g_assert_cmpuint (read.packets_sent, ==, 2);
  /* Values that are not published yet are not visible. */
  sipgo_statistics_board_begin (&board)->packets_sent = 99;
  sipgo_statistics_board_read (&board, &read);
  g_assert_cmpuint (read.packets_sent, ==, 2);
}

static gpointer
write_all (gpointer board)
{
  guint64 i;

  for (i = 1; i <= N_ROUNDS; i++)
    write_round (board, i);
  return NULL;
}

/* The values of one reading belong together, and never decrease. */
static void
test_threads (void)
{
  SipgoStatisticsBoard board;
  SipgoMediaStatistics read = { 0 };
  guint64 last = 0;
  GThread *thread;

  sipgo_statistics_board_init (&board);
  thread = g_thread_new ("writer", write_all, &board);
  while (last < N_ROUNDS)
    {
      sipgo_statistics_board_read (&board, &read);
      g_assert_cmpuint (read.packets_sent, >=, last);
      g_assert_cmpuint (read.packets_received, ==, 2 * read.packets_sent);
      g_assert_cmpuint (read.octets_received, ==, 3 * read.packets_sent);
      last = read.packets_sent;
    }
  g_thread_join (thread);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gst/rtp/statistics-board/newest", test_newest);
  g_test_add_func ("/gst/rtp/statistics-board/threads", test_threads);
  return g_test_run ();
}
