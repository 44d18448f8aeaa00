/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Offers an agent more calls than it can hold, each with media, and says what became of them:
 *   bench-overload-caller PORT [CALLS-A-SECOND]
 * Without a rate it first finds out how many calls are held at a time. */
#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HOLD_US      (5 * G_USEC_PER_SEC)
#define LOAD_US      (10 * G_USEC_PER_SEC)
#define FIND_STEPS   50
#define FIND_RATE    400.0
#define T1_US        500000
#define T2_US        4000000
#define GIVE_UP_US   (32 * G_USEC_PER_SEC)
#define STEP_MS      2
#define PROBE_US     100000
#define MAX_RECOVERY (30 * G_USEC_PER_SEC)

typedef enum { INVITED, HELD, ENDING, DONE } State;

typedef struct
{
  State state;
  gint64 begun;                /* the state */
  gint64 due;                  /* of the next retransmission */
  gint64 interval;
  gboolean provisional;
  gboolean kept;
  char *to;                    /* with its tag */
} Call;

typedef struct
{
  int fd;
  int media_fd;                /* never read: packets above the size of its buffer are dropped */
  guint port, media_port;
  GPtrArray *calls;            /* of Call; the index is the number of the call */
  GQueue open;                 /* numbers of the calls in progress */
  guint run;
  guint kept, refused, lost, held, other;
} Load;

static int
open_socket (guint *port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int buffer = 8 * 1024 * 1024;

  if (fd < 0 || bind (fd, (struct sockaddr *) &address, size) != 0
      || getsockname (fd, (struct sockaddr *) &address, &size) != 0)
    g_error ("No socket: %s", g_strerror (errno));
  setsockopt (fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer);
  *port = ntohs (address.sin_port);
  return fd;
}

static void
send_request (Load *load, guint number, const char *method, const char *branch, guint cseq)
{
  Call *call = load->calls->pdata[number];
  g_autofree char *body = g_strdup_printf ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                                           "m=audio %u RTP/AVP 0\r\n", load->media_port);
  gboolean is_invite = g_str_equal (method, "INVITE");
  g_autofree char *text = g_strdup_printf (
      "%s sip:bench@127.0.0.1:%u SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bK%u-%u-%s;rport\r\n"
      "Max-Forwards: 70\r\n"
      "From: <sip:load@127.0.0.1>;tag=%u\r\nTo: %s\r\nCall-ID: %u-%u@load\r\nCSeq: %u %s\r\n"
      "Contact: <sip:load@127.0.0.1:%u>\r\n"
      "%sContent-Length: %u\r\n\r\n%s",
      method, load->port, load->port, load->run, number, branch, number,
      call->to ? call->to : "<sip:bench@127.0.0.1>", load->run, number, cseq, method, load->port,
      is_invite ? "Content-Type: application/sdp\r\n" : "", is_invite ? (guint) strlen (body) : 0,
      is_invite ? body : "");

  (void) !send (load->fd, text, strlen (text), 0);
}

static void
enter (Call *call, State state, gint64 now)
{
  call->state = state;
  call->begun = now;
  call->interval = T1_US;
  call->due = now + T1_US;
}

static guint
begin_call (Load *load, gint64 now)
{
  Call *call = g_new0 (Call, 1);
  guint number = load->calls->len;

  g_ptr_array_add (load->calls, call);
  g_queue_push_tail (&load->open, GUINT_TO_POINTER (number));
  enter (call, INVITED, now);
  send_request (load, number, "INVITE", "i", 1);
  return number;
}

static void
take_answer (Load *load, guint number, guint status, char *to, gint64 now)
{
  Call *call = load->calls->pdata[number];

  if (status < 200)
    {
      call->provisional = TRUE;
      return;
    }
  g_free (call->to);
  call->to = g_strdup (to);
  send_request (load, number, "ACK", status < 300 ? "a" : "i", 1);
  if (call->state != INVITED)
    return;
  enter (call, status < 300 ? HELD : DONE, now);
  call->kept = status < 300;
  load->kept += status < 300;
  load->held += status < 300;
  load->refused += status == 503;
  load->other += status >= 300 && status != 503;
}

static char *
find_header (char *message, const char *name)
{
  char *start = strstr (message, name), *end;

  if (!start)
    return NULL;
  start += strlen (name);
  end = strstr (start, "\r\n");
  return end ? g_strndup (start, end - start) : NULL;
}

static void
take_message (Load *load, char *message, gint64 now)
{
  g_autofree char *id = find_header (message, "\r\nCall-ID: ");
  g_autofree char *to = find_header (message, "\r\nTo: ");
  g_autofree char *cseq = find_header (message, "\r\nCSeq: ");
  guint run, number, status;
  Call *call;

  if (!id || !to || !cseq || sscanf (id, "%u-%u@", &run, &number) != 2 || run != load->run
      || number >= load->calls->len)
    return;
  call = load->calls->pdata[number];
  if (sscanf (message, "SIP/2.0 %u", &status) != 1)
    {
      /* A BYE of the agent: the call is lost. */
      if (g_str_has_prefix (message, "BYE") && call->state == HELD)
        {
          load->lost++;
          load->held--;
          enter (call, DONE, now);
        }
      return;
    }
  if (strstr (cseq, "INVITE"))
    take_answer (load, number, status, to, now);
  else if (status >= 200 && call->state == ENDING)
    enter (call, DONE, now);
}

static void
receive_all (Load *load, gint64 now)
{
  char message[8192];
  gssize n;

  while ((n = recv (load->fd, message, sizeof message - 1, 0)) > 0)
    {
      message[n] = '\0';
      take_message (load, message, now);
    }
}

static void
repeat (Load *load, guint number, gint64 now)
{
  Call *call = load->calls->pdata[number];

  if (now - call->begun > GIVE_UP_US)
    {
      load->lost++;
      enter (call, DONE, now);
      return;
    }
  if (now < call->due || (call->state == INVITED && call->provisional))
    return;
  call->interval = MIN (2 * call->interval, T2_US);
  call->due = now + call->interval;
  send_request (load, number, call->state == INVITED ? "INVITE" : "BYE", call->state == INVITED ? "i" : "b",
                call->state == INVITED ? 1 : 2);
}

static void
look_after (Load *load, gint64 now)
{
  guint n = load->open.length;

  while (n--)
    {
      guint number = GPOINTER_TO_UINT (g_queue_pop_head (&load->open));
      Call *call = load->calls->pdata[number];

      if (call->state == HELD && now - call->begun >= HOLD_US)
        {
          load->held--;
          enter (call, ENDING, now);
          send_request (load, number, "BYE", "b", 2);
        }
      else if (call->state == INVITED || call->state == ENDING)
        {
          repeat (load, number, now);
        }
      if (call->state != DONE)
        g_queue_push_tail (&load->open, GUINT_TO_POINTER (number));
    }
}

static gint64
step (Load *load)
{
  struct pollfd fd = { load->fd, POLLIN, 0 };
  gint64 now;

  poll (&fd, 1, STEP_MS);
  now = g_get_monotonic_time ();
  receive_all (load, now);
  look_after (load, now);
  return now;
}

static void
offer (Load *load, double rate, gint64 duration)
{
  gint64 start = g_get_monotonic_time (), now = start;
  guint offered = 0;

  while (now < start + duration)
    {
      for (; offered < rate * (double) (now - start) / G_USEC_PER_SEC; offered++)
        begin_call (load, now);
      now = step (load);
    }
}

/* Until a normal call is answered; one is tried every 0.1 s. */
static double
measure_recovery (Load *load)
{
  gint64 start = g_get_monotonic_time (), now = start, next = start;
  guint first = load->calls->len, i;

  while (now < start + MAX_RECOVERY)
    {
      if (now >= next)
        {
          begin_call (load, now);
          next = now + PROBE_US;
        }
      now = step (load);
      for (i = first; i < load->calls->len; i++)
        if (((Call *) load->calls->pdata[i])->kept)
          return (double) (now - start) / G_USEC_PER_SEC;
    }
  return -1;
}

static void
reset (Load *load)
{
  while (load->open.length > 0)
    step (load);
  g_ptr_array_set_size (load->calls, 0);
  load->run++;
  load->kept = load->refused = load->lost = load->held = load->other = 0;
}

/* The average number of held calls after it has become stable. */
static double
find_rate (Load *load)
{
  guint64 sum = 0, n = 0;
  guint i;

  offer (load, FIND_RATE, HOLD_US);
  for (i = 0; i < FIND_STEPS; i++)
    {
      offer (load, FIND_RATE, HOLD_US / FIND_STEPS);
      sum += load->held;
      n++;
    }
  reset (load);
  g_print ("%u calls are held at a time\n", (guint) (sum / n));
  return (double) sum / (double) n / ((double) HOLD_US / G_USEC_PER_SEC);
}

static void
call_free (gpointer data)
{
  g_free (((Call *) data)->to);
  g_free (data);
}

int
main (int argc, char **argv)
{
  static const double factors[] = { 0.5, 1, 2, 4 };
  struct sockaddr_in server = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  Load load = { .run = (guint) g_random_int_range (1, 1000000) };
  gboolean good = TRUE;
  double rate;
  guint i;

  if (argc < 2)
    g_error ("usage: bench-overload-caller PORT [CALLS-A-SECOND]");
  server.sin_port = htons ((guint16) atoi (argv[1]));
  load.fd = open_socket (&load.port);
  load.media_fd = open_socket (&load.media_port);
  load.calls = g_ptr_array_new_with_free_func (call_free);
  if (connect (load.fd, (struct sockaddr *) &server, sizeof server) != 0)
    g_error ("No connection: %s", g_strerror (errno));
  rate = argc > 2 ? atof (argv[2]) : find_rate (&load);
  g_print ("1 x is %.0f calls/s of %d s, each with media\n", rate, (int) (HOLD_US / G_USEC_PER_SEC));
  for (i = 0; i < G_N_ELEMENTS (factors); i++)
    {
      guint offered;
      double recovery;

      offer (&load, factors[i] * rate, LOAD_US);
      offered = load.calls->len;
      recovery = measure_recovery (&load);
      while (load.open.length > 0)
        step (&load);
      g_print ("%3.1f x %6u offered %6u kept %6u refused with 503 %4u otherwise %4u lost   "
               "a normal call after %.2f s\n", factors[i],
               offered, load.kept, load.refused, load.other, load.lost, recovery);
      good = good && load.lost == 0 && recovery >= 0 && recovery < 2;
      reset (&load);
    }
  g_ptr_array_unref (load.calls);
  close (load.fd);
  close (load.media_fd);
  return good ? 0 : 1;
}
