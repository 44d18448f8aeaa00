/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An agent that answers every call with 180 and 200, until it gets SIGTERM or SIGINT:
 *   bench-uas [--listen TRANSPORT:ADDRESS:PORT]... [--media]
 * then it says what that took. It sends no media, or silence by G.711. */
#include <libsipgo/sipgo.h>

#include <glib-unix.h>
#include <sys/resource.h>

typedef struct
{
  GMainLoop *loop;
  guint answered;
  gboolean failed;
} Bench;

static void
accepted (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;

  if (sipgo_invitation_accept_finish (SIPGO_INVITATION (object), result, NULL))
    bench->answered++;
}

static void
invited (SipgoUserAgent *agent, SipgoInvitation *invitation, gpointer user_data)
{
  sipgo_invitation_accept (invitation, NULL, NULL, accepted, user_data);
}

static void
started (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;
  SipgoUserAgent *agent = SIPGO_USER_AGENT (object);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) listeners = NULL;
  guint i;

  if (!sipgo_user_agent_start_finish (agent, result, &error))
    {
      g_printerr ("%s\n", error->message);
      bench->failed = TRUE;
      g_main_loop_quit (bench->loop);
      return;
    }
  listeners = sipgo_user_agent_get_listeners (agent);
  for (i = 0; listeners[i]; i++)
    g_print ("listening on %s\n", listeners[i]);
}

static gboolean
end (gpointer user_data)
{
  Bench *bench = user_data;

  g_main_loop_quit (bench->loop);
  return G_SOURCE_CONTINUE;
}

static double
seconds (struct timeval time)
{
  return time.tv_sec + time.tv_usec / 1e6;
}

static void
report (const Bench *bench)
{
  struct rusage usage;
  double user, kernel;

  getrusage (RUSAGE_SELF, &usage);
  user = seconds (usage.ru_utime);
  kernel = seconds (usage.ru_stime);
  g_print ("%u calls answered, %.3f s of CPU (%.3f user, %.3f system), %ld KiB of memory at most\n",
           bench->answered, user + kernel, user, kernel, usage.ru_maxrss);
}

static gboolean
parse_arguments (int *argc, char ***argv, char ***listen, gboolean *media)
{
  GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING_ARRAY, listen, "where to listen (udp:127.0.0.1:5060)",
      "TRANSPORT:ADDRESS:PORT" },
    { "media", 0, 0, G_OPTION_ARG_NONE, media, "send silence by G.711", NULL },
    { 0 },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;
  g_printerr ("%s\n", error->message);
  return FALSE;
}

static SipgoSessionDescriptionHandlerFactory *
make_factory (gboolean media)
{
  const char *codecs[] = { "PCMU", "PCMA", NULL };
  SipgoRtpHandlerFactory *factory;

  if (!media)
    return SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (sipgo_null_handler_factory_new ());
  factory = sipgo_rtp_handler_factory_new ();
  g_object_set (factory, "codecs", codecs, "source", "silence", "sink", "null", NULL);
  return SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (factory);
}

int
main (int argc, char **argv)
{
  const char *everywhere[] = { "udp:127.0.0.1:5060", NULL };
  g_autoptr (SipgoSessionDescriptionHandlerFactory) factory = NULL;
  g_autoptr (SipgoUserAgent) agent = sipgo_user_agent_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_auto (GStrv) listen = NULL;
  gboolean media = FALSE;
  Bench bench = { .loop = loop };

  if (!parse_arguments (&argc, &argv, &listen, &media))
    return 2;
  factory = make_factory (media);
  sipgo_user_agent_set_session_description_handler_factory (agent, factory);
  sipgo_user_agent_set_listen (agent, listen ? (const char *const *) listen : everywhere);
  g_signal_connect (agent, "invitation", G_CALLBACK (invited), &bench);
  g_unix_signal_add (SIGTERM, end, &bench);
  g_unix_signal_add (SIGINT, end, &bench);
  sipgo_user_agent_start (agent, NULL, started, &bench);
  g_main_loop_run (loop);
  report (&bench);
  return bench.failed;
}
