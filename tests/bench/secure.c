/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What connections and calls cost the agent that is called, over one transport:
 *   bench-secure TRANSPORT CONNECTIONS CALLS CERTIFICATE AUTHORITIES
 * The called agent is a process of its own. Each connection is made by another agent, with an OPTIONS; all stay open.
 * The calls are made one after the other over one connection, and have no media. */
#include <libsipgo/sipgo.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- the called agent --------------------------------------------------------------------------------------------- */

static void
invited (SipgoUserAgent *agent, SipgoInvitation *invitation, gpointer user_data)
{
  sipgo_invitation_accept (invitation, NULL, NULL, NULL, NULL);
}

static void
listening (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) listeners = NULL;
  int fd = GPOINTER_TO_INT (user_data);

  if (!sipgo_user_agent_start_finish (SIPGO_USER_AGENT (object), result, &error))
    g_error ("%s", error->message);
  listeners = sipgo_user_agent_get_listeners (SIPGO_USER_AGENT (object));
  if (write (fd, listeners[0], strlen (listeners[0])) < 0)
    g_error ("nobody reads the address");
  close (fd);
}

static void
be_called (const char *transport, const char *certificate_path, int fd)
{
  g_autofree char *listener = g_strconcat (transport, ":127.0.0.1:0", NULL);
  const char *listen[] = { listener, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (certificate_path, &error);
  g_autoptr (SipgoNullHandlerFactory) factory = sipgo_null_handler_factory_new ();
  g_autoptr (SipgoUserAgent) agent = sipgo_user_agent_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_object_set (agent, "listen", listen, "tls-certificate", certificate, "session-description-handler-factory", factory,
                NULL);
  g_signal_connect (agent, "invitation", G_CALLBACK (invited), NULL);
  sipgo_user_agent_start (agent, NULL, listening, GINT_TO_POINTER (fd));
  g_main_loop_run (loop);
}

/* --- what it has used --------------------------------------------------------------------------------------------- */

typedef struct
{
  double seconds;      /* of CPU */
  double kilobytes;    /* resident */
} Usage;

static Usage
measure (pid_t pid)
{
  g_autofree char *stat_path = g_strdup_printf ("/proc/%d/stat", (int) pid);
  g_autofree char *memory_path = g_strdup_printf ("/proc/%d/statm", (int) pid);
  g_autofree char *stat = NULL;
  g_autofree char *memory = NULL;
  g_auto (GStrv) fields = NULL;
  const long page = sysconf (_SC_PAGESIZE) / 1024;
  Usage usage = { 0 };

  if (!g_file_get_contents (stat_path, &stat, NULL, NULL) || !g_file_get_contents (memory_path, &memory, NULL, NULL))
    g_error ("the called agent has ended");
  /* The fields 14 and 15 are counted from the one behind the name, the third. */
  fields = g_strsplit (strrchr (stat, ')') + 2, " ", 16);
  usage.seconds = (g_ascii_strtod (fields[11], NULL) + g_ascii_strtod (fields[12], NULL)) / sysconf (_SC_CLK_TCK);
  usage.kilobytes = g_ascii_strtod (strchr (memory, ' '), NULL) * page;
  return usage;
}

/* --- the callers -------------------------------------------------------------------------------------------------- */

typedef struct
{
  gboolean done;
  GError *error;
} Wait;

#define WAIT(wait) \
  G_STMT_START { \
    while (!(wait).done) \
      g_main_context_iteration (NULL, TRUE); \
    if ((wait).error) \
      g_error ("%s", (wait).error->message); \
  } G_STMT_END

#define NOTE(name, type, finish, free_result) \
  static void \
  name (GObject *object, GAsyncResult *result, gpointer user_data) \
  { \
    Wait *wait = user_data; \
    free_result (finish ((type *) object, result, &wait->error)); \
    wait->done = TRUE; \
  }

#define UNUSED(value) ((void) (value))

static void
drop_object (gpointer object)
{
  g_clear_object (&object);
}

static void
drop_message (SipgoMessage *message)
{
  g_clear_pointer (&message, sipgo_message_unref);
}

NOTE (started, SipgoUserAgent, sipgo_user_agent_start_finish, UNUSED)
NOTE (answered, SipgoOutgoingRequest, sipgo_outgoing_request_send_finish, drop_message)
NOTE (established, SipgoInviter, sipgo_inviter_invite_finish, drop_object)
NOTE (ended, SipgoSession, sipgo_session_end_finish, UNUSED)

static SipgoUserAgent *
caller_new (GTlsDatabase *authorities)
{
  g_autoptr (SipgoNullHandlerFactory) factory = sipgo_null_handler_factory_new ();
  SipgoUserAgent *agent = sipgo_user_agent_new ();
  Wait wait = { FALSE };

  g_object_set (agent, "tls-database", authorities, "session-description-handler-factory", factory, NULL);
  sipgo_user_agent_start (agent, NULL, started, &wait);
  WAIT (wait);
  return agent;
}

static void
ask (SipgoUserAgent *agent, const char *uri)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoOutgoingRequest) request = sipgo_user_agent_core_request (sipgo_user_agent_get_core (agent),
                                                                            "OPTIONS", uri, NULL, &error);
  Wait wait = { FALSE };

  if (!request)
    g_error ("%s", error->message);
  sipgo_outgoing_request_send (request, NULL, answered, &wait);
  WAIT (wait);
}

static void
call (SipgoUserAgent *agent, const char *uri)
{
  g_autoptr (SipgoInviter) inviter = sipgo_inviter_new (agent, uri, NULL);
  Wait invited_wait = { FALSE }, ended_wait = { FALSE };

  sipgo_inviter_invite (inviter, NULL, NULL, established, &invited_wait);
  WAIT (invited_wait);
  sipgo_session_end (SIPGO_SESSION (inviter), NULL, ended, &ended_wait);
  WAIT (ended_wait);
}

static void
run (const char *transport, guint n_connections, guint n_calls, const char *authorities_path, int fd, pid_t pid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) authorities = g_tls_file_database_new (authorities_path, &error);
  g_autoptr (GPtrArray) agents = g_ptr_array_new_with_free_func (g_object_unref);
  char listener[128] = "";
  g_autofree char *uri = NULL;
  Usage before, connected, called;
  guint i;

  if (!authorities)
    g_error ("%s", error->message);
  if (read (fd, listener, sizeof listener - 1) <= 0)
    g_error ("the called agent does not listen");
  uri = g_strdup_printf ("sip:bob@%s;transport=%s", strchr (listener, ':') + 1, transport);
  /* What is loaded at the first connection does not count. */
  g_ptr_array_add (agents, caller_new (authorities));
  call (agents->pdata[0], uri);
  before = measure (pid);
  for (i = 0; i < n_connections; i++)
    {
      g_ptr_array_add (agents, caller_new (authorities));
      ask (agents->pdata[i + 1], uri);
    }
  connected = measure (pid);
  for (i = 0; i < n_calls; i++)
    call (agents->pdata[0], uri);
  called = measure (pid);
  g_print ("%-4s %8.3f ms of CPU and %6.1f KiB a connection, %8.3f ms of CPU a call\n", transport,
           (connected.seconds - before.seconds) * 1000 / n_connections,
           (connected.kilobytes - before.kilobytes) / n_connections,
           (called.seconds - connected.seconds) * 1000 / n_calls);
}

int
main (int argc, char **argv)
{
  int ends[2];
  pid_t pid;

  if (argc != 6 || pipe (ends) != 0)
    {
      g_printerr ("bench-secure TRANSPORT CONNECTIONS CALLS CERTIFICATE AUTHORITIES\n");
      return 2;
    }
  pid = fork ();
  if (pid == 0)
    {
      prctl (PR_SET_PDEATHSIG, SIGTERM);
      be_called (argv[1], argv[4], ends[1]);
      return 0;
    }
  run (argv[1], atoi (argv[2]), atoi (argv[3]), argv[5], ends[0], pid);
  kill (pid, SIGTERM);
  waitpid (pid, NULL, 0);
  return 0;
}
