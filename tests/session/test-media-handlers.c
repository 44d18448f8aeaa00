/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Handlers of all signals of media, in virtual time: each signal with each action, at both ends of a call. */
#include "tests/util/ua-util.h"

#include "libsipgo/gst/sipgo-rtp-handler-factory-private.h"
#include "libsipgo/media/sipgo-media.h"

typedef struct
{
  SipgoEnvironment *environment;
  SipgoSimulatedNetwork *network;
  SipgoUserAgent *agents[2];
  SipgoSession *sessions[2];       /* dropped by the action */
  SipgoMedia *media[2];
  guint end;                       /* the side whose handler runs the action */
  const char *signal;
  void (*deed) (gpointer call);
  guint n_done;
} Call;

/* --- the actions -------------------------------------------------------------------------------------------------- */

static void
do_end (gpointer data)
{
  Call *call = data;

  if (call->sessions[call->end])
    sipgo_session_end (call->sessions[call->end], NULL, NULL, NULL);
}

static void
do_bye (gpointer data)
{
  Call *call = data;

  if (call->sessions[call->end])
    sipgo_session_bye (call->sessions[call->end], NULL, NULL, NULL, NULL);
}

static void
do_reject (gpointer data)
{
  Call *call = data;

  if (call->end == 1 && call->sessions[1])
    sipgo_invitation_reject (SIPGO_INVITATION (call->sessions[1]), 486, NULL, NULL, NULL, NULL);
  else
    do_end (call);
}

static void
do_dispose (gpointer data)
{
  Call *call = data;

  if (call->sessions[call->end])
    g_object_run_dispose (G_OBJECT (call->sessions[call->end]));
}

static void
do_dispose_media (gpointer data)
{
  Call *call = data;

  if (call->media[call->end])
    g_object_run_dispose (G_OBJECT (call->media[call->end]));
}

static void
do_let_go (gpointer data)
{
  Call *call = data;

  g_clear_object (&call->media[call->end]);
  g_clear_object (&call->sessions[call->end]);
}

static void
do_let_go_and_end (gpointer data)
{
  Call *call = data;

  do_end (call);
  do_let_go (call);
}

static void
do_stop (gpointer data)
{
  Call *call = data;

  sipgo_user_agent_stop (call->agents[call->end], NULL, NULL, NULL);
}

static void
do_set_roads (gpointer data)
{
  Call *call = data;

  if (call->media[call->end])
    g_object_set (call->media[call->end], "source", "tone:300", "sink", "null", "muted", FALSE, NULL);
}

static void
do_set_nonsense (gpointer data)
{
  Call *call = data;

  if (call->media[call->end])
    g_object_set (call->media[call->end], "source", "file:/nowhere", "sink", "file:/nowhere/x.wav", NULL);
}

static void
do_use_it (gpointer data)
{
  Call *call = data;
  SipgoMedia *media = call->media[call->end];

  if (!media)
    return;
  sipgo_media_play_file (media, "/nowhere", NULL, NULL, NULL);
  sipgo_media_send_dtmf (media, "12", 0, 0, NULL, NULL, NULL);
  sipgo_media_statistics_free (sipgo_media_get_statistics (media));
  sipgo_media_record_file (media, "/nowhere/x.wav", NULL);
  sipgo_media_stop_recording (media);
}

static const struct
{
  const char *name;
  void (*deed) (gpointer call);
} deeds[] = {
  { "end", do_end }, { "bye", do_bye }, { "reject", do_reject }, { "dispose", do_dispose },
  { "dispose-media", do_dispose_media },
  { "let-go", do_let_go }, { "let-go-and-end", do_let_go_and_end }, { "stop", do_stop }, { "set-roads", do_set_roads },
  { "set-nonsense", do_set_nonsense }, { "use-it", do_use_it },
};

/* --- signals ------------------------------------------------------------------------------------------------------ */

static const char *const media_signals[] = {
  "error", "dtmf", "notify::codec", "notify::sending", "notify::receiving", "notify::muted", "notify::volume",
  "notify::source", "notify::sink", "notify::hold-source", "notify::measure-levels", "notify::input-level",
  "notify::output-level",
  NULL
};
static const char *const session_signals[] = { "notify::media", "notify::session-description-handler", NULL };

static void
do_it (Call *call)
{
  if (call->n_done++ == 0)
    call->deed (call);
}

static void
watch_media (Call *call, guint end)
{
  SipgoMedia *media = sipgo_session_get_media (call->sessions[end]);

  if (!media || media == call->media[end])
    return;
  g_set_object (&call->media[end], media);
  if (end == call->end && g_strv_contains (media_signals, call->signal))
    g_signal_connect_swapped (media, call->signal, G_CALLBACK (do_it), call);
  sipgo_media_set_measure_levels (media, TRUE);
}

static void
media_changed (SipgoSession *session, GParamSpec *pspec, Call *call)
{
  guint end = session == call->sessions[1];

  if (session == call->sessions[end])
    watch_media (call, end);
}

static void
watch_session (Call *call, guint end)
{
  SipgoSession *session = call->sessions[end];

  g_signal_connect (session, "notify::media", G_CALLBACK (media_changed), call);
  if (end == call->end && g_strv_contains (session_signals, call->signal))
    g_signal_connect_swapped (session, call->signal, G_CALLBACK (do_it), call);
}

static void
called (SipgoUserAgent *agent, SipgoInvitation *invitation, Call *call)
{
  g_set_object (&call->sessions[1], SIPGO_SESSION (invitation));
  watch_session (call, 1);
  sipgo_invitation_accept (invitation, NULL, NULL, NULL, NULL);
}

/* --- a call ------------------------------------------------------------------------------------------------------- */

static SipgoUserAgent *
new_agent (Call *call, const char *listener, SipgoRtpHandlerFactory *factory)
{
  const char *listen[] = { listener, NULL };
  SipgoUserAgent *agent = sipgo_user_agent_new_simulated (call->environment, call->network);

  sipgo_user_agent_set_session_description_handler_factory (agent, SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (factory));
  sipgo_user_agent_set_listen (agent, listen);
  sipgo_user_agent_start (agent, NULL, NULL, NULL);
  return agent;
}

/* All operations of a call that its media report. */
static void
go_through (Call *call)
{
  guint i;

  run_for (call->environment, 300);
  for (i = 0; i < 2; i++)
    {
      g_autoptr (SipgoMedia) media = call->media[i] ? g_object_ref (call->media[i]) : NULL;

      if (!media)
        continue;
      g_object_set (media, "muted", TRUE, "volume", 0.5, "source", "bogus", "sink", "bogus", "hold-source", "bogus",
                    NULL);
      sipgo_media_send_dtmf (media, "5", 0, 0, NULL, NULL, NULL);
    }
  run_for (call->environment, 600);
  for (i = 0; i < 2; i++)
    if (call->sessions[i] && sipgo_session_get_state (call->sessions[i]) == SIPGO_SESSION_STATE_ESTABLISHED)
      sipgo_session_hold (call->sessions[i], NULL, NULL, NULL);
  run_for (call->environment, 600);
  if (call->sessions[0])
    sipgo_session_end (call->sessions[0], NULL, NULL, NULL);
  run_for (call->environment, 100);
}

static void
clear (Call *call)
{
  guint i;

  for (i = 0; i < 2; i++)
    {
      if (call->media[i])
        g_signal_handlers_disconnect_by_data (call->media[i], call);
      if (call->sessions[i])
        g_signal_handlers_disconnect_by_data (call->sessions[i], call);
      g_clear_object (&call->media[i]);
      g_clear_object (&call->sessions[i]);
      sipgo_user_agent_stop (call->agents[i], NULL, NULL, NULL);
    }
  while (sipgo_environment_step (call->environment))
    ;
  for (i = 0; i < 2; i++)
    g_assert_finalize_object (call->agents[i]);
  g_assert_cmpuint (sipgo_environment_count_timers (call->environment), ==, 0);
  sipgo_simulated_network_unref (call->network);
  sipgo_environment_unref (call->environment);
}

static void
run_call (Call *call)
{
  SipgoRtpHandlerFactory *factory = sipgo_rtp_handler_factory_new ();
  const char *codecs[] = { "PCMU", NULL };
  g_autoptr (SipgoNet) net = NULL;
  SipgoInviter *inviter;

  call->environment = sipgo_environment_new_virtual (1);
  call->network = sipgo_simulated_network_new (call->environment);
  g_object_set (factory, "codecs", codecs, "source", "tone:440", NULL);
  call->agents[0] = new_agent (call, "udp:10.0.0.1:5060", factory);
  call->agents[1] = new_agent (call, "udp:10.0.0.2:5060", factory);
  net = sipgo_simulated_network_add_host (call->network);
  sipgo_rtp_handler_factory_set_environment (factory, call->environment, net);
  g_object_unref (factory);
  g_signal_connect (call->agents[1], "invitation", G_CALLBACK (called), call);
  inviter = sipgo_inviter_new (call->agents[0], "sip:bob@10.0.0.2:5060", NULL);
  call->sessions[0] = SIPGO_SESSION (inviter);
  watch_session (call, 0);
  sipgo_inviter_invite (inviter, NULL, NULL, NULL, NULL);
  go_through (call);
  clear (call);
}

/* Each signal with every action, at both ends. */
static void
test_signal (gconstpointer data)
{
  guint i, end;

  for (end = 0; end < 2; end++)
    for (i = 0; i < G_N_ELEMENTS (deeds); i++)
      {
        Call call = { .signal = data, .deed = deeds[i].deed, .end = end };

        g_test_message ("%s, at end %u", deeds[i].name, end);
        run_call (&call);
        g_assert_cmpuint (call.n_done, >, 0);
      }
}

/* --- errors without a handler ------------------------------------------------------------------------------------- */

static void
note_line (SipgoLoggerFactory *factory, SipgoLogLevel level, const char *category, const char *label,
           const char *content, GString *lines)
{
  if (level == SIPGO_LOG_LEVEL_WARN && g_str_equal (category, "media"))
    g_string_append_printf (lines, "%s\n", content);
}

static void
set_source (SipgoUserAgent *agent, SipgoInvitation *invitation, gpointer name)
{
  sipgo_invitation_accept (invitation, NULL, NULL, NULL, NULL);
  g_object_set (sipgo_session_get_media (SIPGO_SESSION (invitation)), "source", name, NULL);
}

/* The text of the error says what can be set. */
static void
test_logged (void)
{
  static const struct { const char *source; const char *told; } table[] = {
    { "bogus", "microphone, silence, echo, tone:HERTZ or file:PATH" }, { "tone:x", "tone:440" },
    { "file:/nowhere.wav", "“/nowhere.wav”" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      Fixture fixture = { 0 };
      g_autoptr (SipgoRtpHandlerFactory) factory = sipgo_rtp_handler_factory_new ();
      g_autoptr (GString) lines = g_string_new (NULL);
      g_autoptr (SipgoNet) net = NULL;
      SipgoLoggerFactory *log;

      fixture_set_up (&fixture, NULL);
      net = sipgo_simulated_network_add_host (fixture.network);
      sipgo_rtp_handler_factory_set_environment (factory, fixture.environment, net);
      sipgo_user_agent_set_session_description_handler_factory (fixture.agent,
                                                                SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (factory));
      log = sipgo_user_agent_get_logger_factory (fixture.agent);
      g_signal_connect (log, "logged", G_CALLBACK (note_line), lines);
      g_signal_connect (fixture.agent, "invitation", G_CALLBACK (set_source), (gpointer) table[i].source);
      be_called (&fixture);
      peer_acknowledge (fixture.peer, peer_expect (fixture.peer, "200 INVITE"));
      run_for (fixture.environment, 100);
      g_test_message ("%s", lines->str);
      g_assert_nonnull (strstr (lines->str, table[i].told));
      peer_hangs_up (&fixture);
      run_for (fixture.environment, 100);
      fixture_tear_down (&fixture, NULL);
    }
}

int
main (int argc, char **argv)
{
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; media_signals[i]; i++)
    {
      g_autofree char *path = g_strconcat ("/media-handlers/", media_signals[i], NULL);

      g_test_add_data_func (path, media_signals[i], test_signal);
    }
  for (i = 0; session_signals[i]; i++)
    {
      g_autofree char *path = g_strconcat ("/media-handlers/session-", session_signals[i], NULL);

      g_test_add_data_func (path, session_signals[i], test_signal);
    }
  g_test_add_func ("/media-handlers/logged", test_logged);
  return g_test_run ();
}
