/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An agent that answers every call at once and sends it a tone, until it gets SIGTERM or SIGINT:
 *   bench-overload-server
 * It says where it listens, then each second what it has. */
#include <libsipgo/sipgo.h>

#include <glib-unix.h>
#include <sys/resource.h>

static void
invited (SipgoUserAgent *agent, SipgoInvitation *invitation, gpointer user_data)
{
  sipgo_invitation_accept (invitation, NULL, NULL, NULL, NULL);
}

static void
started (GObject *object, GAsyncResult *result, gpointer loop)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) listeners = NULL;

  if (!sipgo_user_agent_start_finish (SIPGO_USER_AGENT (object), result, &error))
    {
      g_printerr ("%s\n", error->message);
      g_main_loop_quit (loop);
      return;
    }
  listeners = sipgo_user_agent_get_listeners (SIPGO_USER_AGENT (object));
  g_print ("%s\n", listeners[0]);
}

static gboolean
tell (gpointer user_data)
{
  SipgoLimits *limits = sipgo_user_agent_get_limits (user_data);

  g_printerr ("  %u calls, load %.2f, %u transactions, refused %" G_GUINT64_FORMAT "\n",
              sipgo_limits_get_calls (limits),
              sipgo_limits_get_media_load (limits), sipgo_limits_get_transactions (limits),
              sipgo_limits_get_refused_calls (limits));
  return G_SOURCE_CONTINUE;
}

static gboolean
end (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

/* Two descriptors for each call. */
static void
raise_descriptors (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

int
main (int argc, char **argv)
{
  const char *listen[] = { "udp:127.0.0.1:0", NULL };
  const char *codecs[] = { "PCMU", NULL };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SipgoRtpHandlerFactory) factory = sipgo_rtp_handler_factory_new ();
  g_autoptr (SipgoUserAgent) agent = sipgo_user_agent_new ();

  raise_descriptors ();
  g_object_set (factory, "codecs", codecs, "source", "tone:440", "port-min", 10000, "port-max", 60000, NULL);
  g_object_set (agent, "listen", listen, "session-description-handler-factory", factory, NULL);
  g_signal_connect (agent, "invitation", G_CALLBACK (invited), NULL);
  sipgo_user_agent_start (agent, NULL, started, loop);
  if (argc > 1)
    g_timeout_add_seconds (1, tell, agent);
  g_unix_signal_add (SIGTERM, end, loop);
  g_unix_signal_add (SIGINT, end, loop);
  g_main_loop_run (loop);
  return 0;
}
