/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* bench-held COUNT: an agent answers COUNT calls, one after the other, from a bare socket of the same program, which
 * keeps nothing of a call. Prints what each of the calls holds: bytes in use and resident memory, once when all are up
 * and again when their INVITE transactions have ended (64 × T1 = 32 s). No media. */
#include <libsipgo/sipgo.h>

#include <arpa/inet.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ANSWER_SECONDS      5
#define TRANSACTION_SECONDS 34

/* What the calls add: the count of malloc, and the pages of the program. */
typedef struct
{
  gsize in_use;
  gsize resident;
} Memory;

typedef struct
{
  int fd;
  guint port;
} Caller;

static const char description[] =
  "v=0\r\n"
  "o=alice 2890844526 2890844526 IN IP4 127.0.0.1\r\n"
  "s=-\r\n"
  "c=IN IP4 127.0.0.1\r\n"
  "t=0 0\r\n"
  "m=audio 49170 RTP/AVP 0 8 97 101\r\n"
  "a=rtpmap:0 PCMU/8000\r\n"
  "a=rtpmap:8 PCMA/8000\r\n"
  "a=rtpmap:97 opus/48000/2\r\n"
  "a=fmtp:97 useinbandfec=1;maxaveragebitrate=24000\r\n"
  "a=rtpmap:101 telephone-event/8000\r\n"
  "a=fmtp:101 0-16\r\n"
  "a=ptime:20\r\n"
  "a=sendrecv\r\n";

static void
invited (SipgoUserAgent *agent, SipgoInvitation *invitation, gpointer user_data)
{
  sipgo_invitation_accept (invitation, NULL, NULL, NULL, NULL);
}

static void
started (GObject *object, GAsyncResult *result, gpointer port)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) listeners = NULL;

  if (!sipgo_user_agent_start_finish (SIPGO_USER_AGENT (object), result, &error))
    g_error ("%s", error->message);
  listeners = sipgo_user_agent_get_listeners (SIPGO_USER_AGENT (object));
  *(guint *) port = atoi (strrchr (listeners[0], ':') + 1);
}

static Memory
measure (void)
{
  g_autofree char *text = NULL;
  gulong total, resident;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL)
      || sscanf (text, "%lu %lu", &total, &resident) != 2)
    g_error ("/proc/self/statm cannot be read");
  return (Memory) { mallinfo2 ().uordblks, resident * sysconf (_SC_PAGESIZE) };
}

static void
tell (const char *when, Memory before, guint n_calls)
{
  Memory now = measure ();

  g_print ("%-28s %6.0f bytes in use, %6.0f resident, a call\n", when,
           ((double) now.in_use - before.in_use) / n_calls, ((double) now.resident - before.resident) / n_calls);
}

static void
open_caller (Caller *self, guint agent_port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;

  self->fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (self->fd < 0 || bind (self->fd, (struct sockaddr *) &address, size) != 0
      || getsockname (self->fd, (struct sockaddr *) &address, &size) != 0)
    g_error ("No socket: %s", g_strerror (errno));
  self->port = ntohs (address.sin_port);
  address.sin_port = htons (agent_port);
  if (connect (self->fd, (struct sockaddr *) &address, size) != 0)
    g_error ("No socket: %s", g_strerror (errno));
}

static void
send_request (Caller *self, const char *method, guint number, const char *to, const char *body)
{
  g_autofree char *message = g_strdup_printf (
    "%s sip:bob@127.0.0.1 SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bK-%s-%u;rport\r\n"
    "Max-Forwards: 70\r\n"
    "From: \"Alice Liddell\" <sip:alice@127.0.0.1:%u>;tag=%ux%u\r\n"
    "%s\r\n"
    "Call-ID: %u-held@127.0.0.1\r\n"
    "CSeq: 1 %s\r\n"
    "Contact: <sip:alice@127.0.0.1:%u;transport=UDP>\r\n"
    "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, MESSAGE, INFO, UPDATE, PRACK\r\n"
    "Supported: replaces, 100rel, timer\r\n"
    "User-Agent: Softphone/1.0\r\n"
    "%s"
    "Content-Length: %zu\r\n"
    "\r\n"
    "%s",
    method, self->port, method, number, self->port, number, (guint) getpid (), to, number, method, self->port,
    *body ? "Content-Type: application/sdp\r\n" : "", strlen (body), body);

  if (send (self->fd, message, strlen (message), 0) < 0)
    g_error ("%s: %s", method, g_strerror (errno));
}

/* The To of the 200, with the To tag of the agent. */
static char *
wait_for_answer (Caller *self)
{
  const gint64 deadline = g_get_monotonic_time () + ANSWER_SECONDS * G_USEC_PER_SEC;
  char buffer[4096];

  while (g_get_monotonic_time () < deadline)
    {
      ssize_t length = recv (self->fd, buffer, sizeof buffer - 1, 0);
      char *to;

      if (length < 0)
        {
          g_main_context_iteration (NULL, FALSE);
          continue;
        }
      buffer[length] = '\0';
      if (!g_str_has_prefix (buffer, "SIP/2.0 2"))
        continue;
      to = strstr (buffer, "\r\nTo: ");
      return g_strndup (to + 2, strcspn (to + 2, "\r"));
    }
  g_error ("The agent does not answer");
}

static void
hold_call (Caller *self, guint number)
{
  g_autofree char *to = NULL;

  send_request (self, "INVITE", number, "To: \"Bob\" <sip:bob@127.0.0.1>", description);
  to = wait_for_answer (self);
  send_request (self, "ACK", number, to, "");
}

static gboolean
woken (gpointer is_over)
{
  *(gboolean *) is_over = TRUE;
  return G_SOURCE_REMOVE;
}

static void
run_for (guint seconds)
{
  gboolean is_over = FALSE;

  g_timeout_add_seconds (seconds, woken, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  const char *listen[] = { "udp:127.0.0.1:0", NULL };
  g_autoptr (SipgoNullHandlerFactory) factory = sipgo_null_handler_factory_new ();
  g_autoptr (SipgoUserAgent) agent = sipgo_user_agent_new ();
  guint n_calls = argc > 1 ? atoi (argv[1]) : 0, port = 0, i;
  Caller caller;
  Memory before;

  if (n_calls == 0)
    {
      g_printerr ("usage: bench-held COUNT\n");
      return 2;
    }
  g_object_set (agent, "listen", listen, "session-description-handler-factory", factory, NULL);
  g_signal_connect (agent, "invitation", G_CALLBACK (invited), NULL);
  sipgo_user_agent_start (agent, NULL, started, &port);
  while (port == 0)
    g_main_context_iteration (NULL, TRUE);
  open_caller (&caller, port);
  /* Memory that is allocated once, with the first call, is not counted. */
  hold_call (&caller, n_calls);
  run_for (1);
  before = measure ();
  for (i = 0; i < n_calls; i++)
    hold_call (&caller, i);
  run_for (1);
  tell ("all answered:", before, n_calls);
  run_for (TRANSACTION_SECONDS);
  tell ("transactions ended:", before, n_calls);
  return 0;
}
