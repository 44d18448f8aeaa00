/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What connections and calls cost the one that is called, over one transport:
 *   bench-secure called TRANSPORT ADDRESS:PORT CERTIFICATE
 *   bench-secure caller TRANSPORT ADDRESS:PORT GROUP CONNECTIONS CALLS AUTHORITIES
 * The first is an agent that answers until it is ended. The second calls it, or another program, and says what the
 * process group GROUP has used meanwhile: milliseconds of CPU and KiB a connection, milliseconds a call. Each
 * connection is made by another agent, with an OPTIONS; all stay open. The calls are made one after the other over one
 * connection, and have no media. */
#include <libsipgo/sipgo.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_CONNECTIONS 20000

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

  if (!sipgo_user_agent_start_finish (SIPGO_USER_AGENT (object), result, &error))
    g_error ("%s", error->message);
  g_print ("listening\n");
}

static void
be_called (const char *transport, const char *address, const char *certificate_path)
{
  g_autofree char *listener = g_strconcat (transport, ":", address, NULL);
  const char *listen[] = { listener, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (certificate_path, &error);
  g_autoptr (SipgoNullHandlerFactory) factory = sipgo_null_handler_factory_new ();
  g_autoptr (SipgoUserAgent) agent = sipgo_user_agent_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  if (!certificate)
    g_error ("%s", error->message);
  sipgo_limits_set_max_connections (sipgo_user_agent_get_limits (agent), MAX_CONNECTIONS);
  g_object_set (agent, "listen", listen, "tls-certificate", certificate, "session-description-handler-factory", factory,
                NULL);
  g_signal_connect (agent, "invitation", G_CALLBACK (invited), NULL);
  sipgo_user_agent_start (agent, NULL, listening, NULL);
  g_main_loop_run (loop);
}

/* --- what it has used --------------------------------------------------------------------------------------------- */

typedef struct
{
  double seconds;      /* of CPU */
  double kilobytes;    /* of memory, shared pages counted by their share */
} Usage;

/* Adds what a process has used, if it belongs to the group. */
static void
add_usage (Usage *usage, const char *pid, int group)
{
  g_autofree char *stat_path = g_strconcat ("/proc/", pid, "/stat", NULL);
  g_autofree char *memory_path = g_strconcat ("/proc/", pid, "/smaps_rollup", NULL);
  g_autofree char *stat = NULL;
  g_autofree char *memory = NULL;
  g_auto (GStrv) fields = NULL;
  const char *share;

  if (!g_file_get_contents (stat_path, &stat, NULL, NULL))
    return;
  /* The fields are counted from the one behind the name, the third of proc(5): 5 is the group, 14 and 15 the times. */
  fields = g_strsplit (strrchr (stat, ')') + 2, " ", 16);
  if (atoi (fields[2]) != group || !g_file_get_contents (memory_path, &memory, NULL, NULL))
    return;
  usage->seconds += (g_ascii_strtod (fields[11], NULL) + g_ascii_strtod (fields[12], NULL)) / sysconf (_SC_CLK_TCK);
  share = strstr (memory, "\nPss:");
  if (share)
    usage->kilobytes += g_ascii_strtod (share + strlen ("\nPss:"), NULL);
}

static Usage
measure (int group)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc", 0, NULL);
  Usage usage = { 0 };
  const char *name;

  while ((name = g_dir_read_name (folder)))
    {
      if (g_ascii_isdigit (*name))
        add_usage (&usage, name, group);
    }
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
run (const char *transport, const char *address, int group, guint n_connections, guint n_calls,
     const char *authorities_path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) authorities = g_tls_file_database_new (authorities_path, &error);
  g_autoptr (GPtrArray) agents = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *uri = g_strdup_printf ("sip:bob@%s;transport=%s", address, transport);
  Usage before, connected, called;
  guint i;

  if (!authorities)
    g_error ("%s", error->message);
  /* What is loaded at the first connection does not count. */
  g_ptr_array_add (agents, caller_new (authorities));
  ask (agents->pdata[0], uri);
  if (n_calls > 0)
    call (agents->pdata[0], uri);
  before = measure (group);
  for (i = 0; i < n_connections; i++)
    {
      g_ptr_array_add (agents, caller_new (authorities));
      ask (agents->pdata[i + 1], uri);
    }
  connected = measure (group);
  for (i = 0; i < n_calls; i++)
    call (agents->pdata[0], uri);
  called = measure (group);
  g_print ("%.3f %.1f %.3f\n", (connected.seconds - before.seconds) * 1000 / MAX (n_connections, 1),
           (connected.kilobytes - before.kilobytes) / MAX (n_connections, 1),
           (called.seconds - connected.seconds) * 1000 / MAX (n_calls, 1));
}

int
main (int argc, char **argv)
{
  if (argc == 5 && strcmp (argv[1], "called") == 0)
    be_called (argv[2], argv[3], argv[4]);
  else if (argc == 8 && strcmp (argv[1], "caller") == 0)
    run (argv[2], argv[3], atoi (argv[4]), atoi (argv[5]), atoi (argv[6]), argv[7]);
  else
    {
      g_printerr ("bench-secure called TRANSPORT ADDRESS:PORT CERTIFICATE\n"
                  "bench-secure caller TRANSPORT ADDRESS:PORT GROUP CONNECTIONS CALLS AUTHORITIES\n");
      return 2;
    }
  return 0;
}
