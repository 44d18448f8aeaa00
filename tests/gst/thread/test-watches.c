/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <sys/socket.h>
#include <unistd.h>

#include "libsipgo/gst/thread/sipgo-media-thread-private.h"

/* A client of the real media thread that watches descriptors, as many as it likes and while it lives. */

#define N_SOCKETS 5

typedef struct
{
  SipgoMediaThread *thread;
  int fds[N_SOCKETS][2];       /* the thread reads from the first, the test writes to the second */
  GMutex lock;
  GCond cond;
  guint n_heard[N_SOCKETS];
  guint drop;                  /* a channel that the client stops watching when it hears of channel 0 */
  guint n_commands;
} Client;

static void
client_receive (gpointer data, guint channel)
{
  Client *client = data;
  char octet;

  g_assert_cmpint (read (client->fds[channel][0], &octet, 1), ==, 1);
  if (channel == 0 && client->drop > 0)
    sipgo_media_thread_unwatch (client->thread, client, client->drop);
  g_mutex_lock (&client->lock);
  client->n_heard[channel]++;
  g_cond_broadcast (&client->cond);
  g_mutex_unlock (&client->lock);
}

static void
client_tick (gpointer data, SipgoMediaPhase phase, GstClockTime time)
{
}

static const SipgoMediaClientFuncs client_funcs = { client_receive, client_tick };

static void
count_command (gpointer data)
{
  Client *client = data;

  g_mutex_lock (&client->lock);
  client->n_commands++;
  g_cond_broadcast (&client->cond);
  g_mutex_unlock (&client->lock);
}

/* All that was asked for before has been done. */
static void
settle (Client *client)
{
  guint n = client->n_commands + 1;

  sipgo_media_thread_invoke (client->thread, count_command, client);
  g_mutex_lock (&client->lock);
  while (client->n_commands < n)
    g_cond_wait (&client->cond, &client->lock);
  g_mutex_unlock (&client->lock);
}

static void
detach (gpointer data)
{
  sipgo_media_thread_detach (((Client *) data)->thread, data);
}

static void
unwatch_last (gpointer data)
{
  sipgo_media_thread_unwatch (((Client *) data)->thread, data, N_SOCKETS - 1);
}

static void
client_init (Client *client)
{
  guint i;

  memset (client, 0, sizeof *client);
  g_mutex_init (&client->lock);
  g_cond_init (&client->cond);
  client->thread = sipgo_media_thread_get_shared (NULL);
  for (i = 0; i < N_SOCKETS; i++)
    g_assert_cmpint (socketpair (AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, client->fds[i]), ==, 0);
  sipgo_media_thread_attach (client->thread, &client_funcs, client);
}

static void
client_clear (Client *client)
{
  guint i;

  sipgo_media_thread_invoke (client->thread, detach, client);
  settle (client);
  for (i = 0; i < N_SOCKETS; i++)
    {
      close (client->fds[i][0]);
      close (client->fds[i][1]);
    }
  sipgo_media_thread_unref (client->thread);
  g_mutex_clear (&client->lock);
  g_cond_clear (&client->cond);
}

static void
client_watch (Client *client, guint channel)
{
  sipgo_media_thread_watch (client->thread, client, client->fds[channel][0], channel);
}

static void
say (Client *client, guint channel)
{
  g_assert_cmpint (write (client->fds[channel][1], "x", 1), ==, 1);
}

static void
wait_heard (Client *client, guint channel, guint n)
{
  g_mutex_lock (&client->lock);
  while (client->n_heard[channel] < n)
    g_cond_wait (&client->cond, &client->lock);
  g_mutex_unlock (&client->lock);
}

static void
test_many (void)
{
  Client client;
  guint i;

  client_init (&client);
  for (i = 0; i < N_SOCKETS; i++)
    client_watch (&client, i);
  for (i = 0; i < N_SOCKETS; i++)
    say (&client, i);
  for (i = 0; i < N_SOCKETS; i++)
    wait_heard (&client, i, 1);
  client_clear (&client);
}

/* One more while others are heard; one that is watched no longer is not heard, and the others are. */
static void
test_come_and_go (void)
{
  Client client;

  client_init (&client);
  client_watch (&client, 1);
  client_watch (&client, N_SOCKETS - 1);
  say (&client, 1);
  wait_heard (&client, 1, 1);
  client_watch (&client, 2);
  say (&client, 2);
  wait_heard (&client, 2, 1);
  sipgo_media_thread_invoke (client.thread, unwatch_last, &client);
  settle (&client);
  say (&client, N_SOCKETS - 1);
  say (&client, 1);
  wait_heard (&client, 1, 2);
  settle (&client);
  g_assert_cmpuint (client.n_heard[N_SOCKETS - 1], ==, 0);
  client_watch (&client, N_SOCKETS - 1);
  wait_heard (&client, N_SOCKETS - 1, 1);
  client_clear (&client);
}

/* The event of the one that goes may be in the same wake of the thread. */
static void
test_gone_in_the_same_wake (void)
{
  Client client;

  client_init (&client);
  client.drop = 1;
  client_watch (&client, 0);
  client_watch (&client, 1);
  say (&client, 1);
  wait_heard (&client, 1, 1);
  say (&client, 0);
  wait_heard (&client, 0, 1);
  say (&client, 1);
  say (&client, 0);
  wait_heard (&client, 0, 2);
  settle (&client);
  g_assert_cmpuint (client.n_heard[1], ==, 1);
  client_clear (&client);
}

/* A virtual thread has nothing to poll: it asks before each tick. */
typedef struct
{
  SipgoMediaThread *thread;
  guint n_asked[2];
} Asked;

static void
asked_receive (gpointer data, guint channel)
{
  Asked *asked = data;

  asked->n_asked[channel]++;
  if (asked->n_asked[1] == 2)
    sipgo_media_thread_unwatch (asked->thread, asked, 1);
}

static void
test_virtual (void)
{
  static const SipgoMediaClientFuncs funcs = { asked_receive, client_tick };
  g_autoptr (SipgoMediaThread) thread = sipgo_media_thread_new_virtual ();
  Asked asked = { .thread = thread };
  guint i;

  sipgo_media_thread_attach (thread, &funcs, &asked);
  sipgo_media_thread_watch (thread, &asked, -1, 0);
  sipgo_media_thread_watch (thread, &asked, -1, 1);
  for (i = 0; i < 4; i++)
    sipgo_media_thread_step (thread);
  g_assert_cmpuint (asked.n_asked[0], ==, 4);
  g_assert_cmpuint (asked.n_asked[1], ==, 2);
  sipgo_media_thread_detach (thread, &asked);
  sipgo_media_thread_step (thread);
  g_assert_cmpuint (asked.n_asked[0], ==, 4);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_test_add_func ("/gst/thread/watches/many", test_many);
  g_test_add_func ("/gst/thread/watches/come-and-go", test_come_and_go);
  g_test_add_func ("/gst/thread/watches/gone-in-the-same-wake", test_gone_in_the_same_wake);
  g_test_add_func ("/gst/thread/watches/virtual", test_virtual);
  return g_test_run ();
}
