/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The session timer (RFC 4028) without a session: its negotiation as UAC and UAS, and its times, in virtual time. */
#include "libsipgo/session/sipgo-session-timer-private.h"

#include <string.h>

typedef struct
{
  SipgoEnvironment *environment;
  SipgoSessionTimer timer;
  gint64 start;
  GString *log;                    /* "refresh@900 expired@1768 ": in seconds */
} Fixture;

static void
note (Fixture *self, const char *what)
{
  g_string_append_printf (self->log, "%s@%" G_GINT64_FORMAT " ", what,
                          (sipgo_environment_now (self->environment) - self->start) / G_USEC_PER_SEC);
}

static void
refresh (gpointer owner)
{
  note (owner, "refresh");
}

static void
expired (gpointer owner)
{
  note (owner, "expired");
}

static const SipgoSessionTimerFuncs funcs = { .refresh = refresh, .expired = expired };

static void
init (Fixture *self, guint wish, guint minimum)
{
  sipgo_session_timer_stop (&self->timer);
  sipgo_session_timer_init (&self->timer, self->environment, wish, minimum, &funcs, self);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->environment = sipgo_environment_new_virtual (7);
  self->start = sipgo_environment_now (self->environment);
  self->log = g_string_new (NULL);
  init (self, 1800, 90);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  sipgo_session_timer_stop (&self->timer);
  g_assert_cmpuint (sipgo_environment_count_timers (self->environment), ==, 0);
  sipgo_environment_unref (self->environment);
  g_string_free (self->log, TRUE);
}

/* Runs until nothing is left to do, and compares what was called since the start, in seconds. */
static void
assert_calls (Fixture *self, const char *calls)
{
  while (sipgo_environment_step (self->environment));
  g_assert_cmpstr (self->log->str, ==, calls);
}

static SipgoMessage *
parse (const char *start_line, const char *headers)
{
  g_autofree char *text = g_strdup_printf ("%s\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n"
                                           "From: <sip:a@example.com>;tag=a\r\nTo: <sip:b@example.com>;tag=b\r\n"
                                           "Call-ID: c\r\nCSeq: 1 INVITE\r\n%sContent-Length: 0\r\n\r\n",
                                           start_line, headers);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  SipgoMessage *message = sipgo_message_parse (bytes, &error);

  g_assert_no_error (error);
  return message;
}

static SipgoMessage *
make_invite (const char *headers)
{
  return parse ("INVITE sip:b@example.com SIP/2.0", headers);
}

static void
take_response (Fixture *self, const char *headers)
{
  g_autoptr (SipgoMessage) response = parse ("SIP/2.0 200 OK", headers);

  sipgo_session_timer_take_response (&self->timer, response);
}

static void
take_request (Fixture *self, const char *headers)
{
  g_autoptr (SipgoMessage) request = make_invite (headers);
  g_autoptr (SipgoMessage) response = parse ("SIP/2.0 200 OK", "");

  sipgo_session_timer_answer (&self->timer, request, response);
}

/* The values of Session-Expires and Min-SE, or "-". */
static char *
describe (SipgoMessage *message, SipgoHeaderId other)
{
  g_autofree char *expires = sipgo_message_dup_value (message, SIPGO_HEADER_SESSION_EXPIRES);
  g_autofree char *second = sipgo_message_dup_value (message, other);

  return g_strconcat (expires ? expires : "-", " ", second ? second : "-", NULL);
}

static void
assert_request (Fixture *self, const char *expected)
{
  g_autoptr (SipgoMessage) invite = make_invite ("");
  g_autofree char *text = NULL;

  sipgo_session_timer_add_to_request (&self->timer, invite);
  text = describe (invite, SIPGO_HEADER_MIN_SE);
  g_assert_cmpstr (text, ==, expected);
}

/* --- the UAC ------------------------------------------------------------------------------------------------------ */

static void
test_request (Fixture *self, gconstpointer data)
{
  assert_request (self, "1800 -");
  init (self, 0, 90);
  assert_request (self, "- -");
  /* A minimum is said even when we ask for no timer: the peer may ask. */
  init (self, 0, 120);
  assert_request (self, "- 120");
  init (self, 100, 120);
  assert_request (self, "120 120");
}

/* The roles stay what they are (7.4), and the interval in force is asked for again. */
static void
test_later_request (Fixture *self, gconstpointer data)
{
  take_response (self, "Session-Expires: 600;refresher=uac\r\n");
  assert_request (self, "600;refresher=uac -");
  take_response (self, "Session-Expires: 600;refresher=uas\r\n");
  assert_request (self, "600;refresher=uas -");
  take_response (self, "");
  assert_request (self, "1800 -");
}

static void
test_own_header (Fixture *self, gconstpointer data)
{
  g_autoptr (SipgoMessage) invite = make_invite ("Session-Expires: 300\r\n");
  g_autofree char *text = NULL;

  sipgo_session_timer_add_to_request (&self->timer, invite);
  text = describe (invite, SIPGO_HEADER_MIN_SE);
  g_assert_cmpstr (text, ==, "300 -");
}

static const struct
{
  const char *headers;
  guint interval;
  gboolean is_refresher;
} responses[] = {
  { "Session-Expires: 1800;refresher=uac\r\nRequire: timer\r\n", 1800, TRUE },
  { "Session-Expires: 1200;refresher=uas\r\nRequire: timer\r\n", 1200, FALSE },
  { "x: 1200 ; x=y ; Refresher = UAS\r\n", 1200, FALSE },
  /* Without the parameter somebody has to refresh. */
  { "Session-Expires: 1800\r\n", 1800, TRUE },
  { "Session-Expires: 1800;refresher=nobody\r\n", 1800, TRUE },
  { "Session-Expires: 4294967295;refresher=uac\r\n", G_MAXUINT32, TRUE },
  /* Too short, against the Min-SE of the request. */
  { "Session-Expires: 60;refresher=uac\r\n", 60, TRUE },
  { "Session-Expires: 1;refresher=uac\r\n", 20, TRUE },
  /* No session timer. */
  { "", 0, FALSE },
  { "Supported: timer\r\n", 0, FALSE },
  { "Session-Expires: 0;refresher=uac\r\n", 0, FALSE },
  { "Session-Expires: soon\r\n", 0, FALSE },
  { "Session-Expires: 99999999999999999999\r\n", 0, FALSE },
};

static void
test_responses (Fixture *self, gconstpointer data)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (responses); i++)
    {
      take_response (self, responses[i].headers);
      g_test_message ("%s", responses[i].headers);
      g_assert_cmpuint (self->timer.interval, ==, responses[i].interval);
      g_assert_cmpint (self->timer.is_refresher, ==, responses[i].is_refresher);
      g_assert_cmpuint (sipgo_environment_count_timers (self->environment), ==, responses[i].interval > 0);
    }
}

/* --- 422 to our request ------------------------------------------------------------------------------------------- */

static gboolean
is_sent_again (Fixture *self, SipgoMessage *invite, const char *headers)
{
  g_autoptr (SipgoMessage) response = parse ("SIP/2.0 422 Session Interval Too Small", headers);

  return sipgo_session_timer_take_too_small (&self->timer, response, invite);
}

static void
test_too_small (Fixture *self, gconstpointer data)
{
  g_autoptr (SipgoMessage) invite = make_invite ("");
  g_autofree char *text = NULL;

  sipgo_session_timer_add_to_request (&self->timer, invite);
  g_assert_true (is_sent_again (self, invite, "Min-SE: 3600\r\n"));
  text = describe (invite, SIPGO_HEADER_MIN_SE);
  g_assert_cmpstr (text, ==, "3600 3600");
  g_assert_cmpuint (sipgo_message_count (invite, SIPGO_HEADER_SESSION_EXPIRES), ==, 1);
  g_assert_cmpuint (sipgo_message_count (invite, SIPGO_HEADER_MIN_SE), ==, 1);
  /* Each proxy of the path may have a minimum of its own, but not without end. */
  g_assert_true (is_sent_again (self, invite, "Min-SE: 4000\r\n"));
  g_assert_false (is_sent_again (self, invite, "Min-SE: 5000\r\n"));
}

/* The refresh asks for the minimum as well, and keeps the roles. */
static void
test_too_small_kept (Fixture *self, gconstpointer data)
{
  g_autoptr (SipgoMessage) invite = make_invite ("");

  take_response (self, "Session-Expires: 600;refresher=uas\r\n");
  sipgo_session_timer_add_to_request (&self->timer, invite);
  g_assert_true (is_sent_again (self, invite, "Min-SE: 700\r\n"));
  assert_request (self, "700;refresher=uas 700");
  take_response (self, "Session-Expires: 900;refresher=uas\r\n");
  assert_request (self, "900;refresher=uas 700");
  /* What we accept from the peer is another matter. */
  g_assert_cmpuint (self->timer.own_minimum, ==, 90);
}

static void
test_too_small_refused (Fixture *self, gconstpointer data)
{
  g_autoptr (SipgoMessage) invite = make_invite ("");
  g_autoptr (SipgoMessage) other = parse ("SIP/2.0 423 Interval Too Brief", "Min-SE: 3600\r\n");

  g_assert_false (is_sent_again (self, invite, "Min-SE: 3600\r\n"));
  sipgo_session_timer_add_to_request (&self->timer, invite);
  g_assert_false (sipgo_session_timer_take_too_small (&self->timer, other, invite));
  init (self, 1800, 90);
  g_assert_false (is_sent_again (self, invite, "Min-SE: 1800\r\n"));
  g_assert_false (is_sent_again (self, invite, ""));
  init (self, 1800, 90);
  g_assert_false (is_sent_again (self, invite, "Min-SE: much\r\n"));
  assert_request (self, "1800 -");
}

/* --- the UAS ------------------------------------------------------------------------------------------------------ */

/* Table 2 of RFC 4028, and what the request leaves to us. */
static const struct
{
  guint wish;
  const char *headers;
  const char *answer;              /* Session-Expires and Require */
} requests[] = {
  { 1800, "Supported: timer\r\nSession-Expires: 600\r\n", "600;refresher=uac timer" },
  { 1800, "Supported: timer\r\nSession-Expires: 600;refresher=uac\r\n", "600;refresher=uac timer" },
  { 1800, "Supported: timer\r\nSession-Expires: 600;refresher=uas\r\n", "600;refresher=uas timer" },
  { 1800, "Require: timer\r\nSession-Expires: 600;refresher=uas\r\n", "600;refresher=uas timer" },
  { 1800, "k: 100rel, TIMER\r\nx: 3600\r\n", "3600;refresher=uac timer" },
  /* A proxy has added the Session-Expires. */
  { 1800, "Session-Expires: 600\r\n", "600;refresher=uas -" },
  { 1800, "Session-Expires: 600;refresher=uac\r\n", "600;refresher=uas -" },
  /* We ask. */
  { 1800, "Supported: timer\r\n", "1800;refresher=uac timer" },
  { 1800, "Supported: timer\r\nMin-SE: 2000\r\n", "2000;refresher=uac timer" },
  { 1800, "Supported: timer\r\nSession-Expires: soon\r\n", "1800;refresher=uac timer" },
  { 100, "Supported: timer\r\nMin-SE: 20\r\n", "120;refresher=uac timer" },
  /* Nobody asks. */
  { 0, "Supported: timer\r\n", "- -" },
  { 1800, "", "- -" },
  { 1800, "Supported: 100rel\r\n", "- -" },
  /* The peer asks, and we do not. */
  { 0, "Supported: timer\r\nSession-Expires: 600\r\n", "600;refresher=uac timer" },
};

static void
test_requests (Fixture *self, gconstpointer data)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (SipgoMessage) request = make_invite (requests[i].headers);
      g_autoptr (SipgoMessage) response = parse ("SIP/2.0 200 OK", "");
      g_autofree char *text = NULL;

      init (self, requests[i].wish, 120);
      sipgo_session_timer_answer (&self->timer, request, response);
      text = describe (response, SIPGO_HEADER_REQUIRE);
      g_test_message ("%s", requests[i].headers);
      g_assert_cmpstr (text, ==, requests[i].answer);
      g_assert_cmpuint (self->timer.interval, ==, strtoul (text, NULL, 10));
      g_assert_cmpint (self->timer.is_refresher, ==, strstr (text, "uas") != NULL);
    }
}

/* The application has written the header of the 2xx itself. */
static void
test_own_answer (Fixture *self, gconstpointer data)
{
  g_autoptr (SipgoMessage) request = make_invite ("Supported: timer\r\nSession-Expires: 600;refresher=uac\r\n");
  g_autoptr (SipgoMessage) response = parse ("SIP/2.0 200 OK", "Session-Expires: 500;refresher=uas\r\n");
  g_autofree char *text = NULL;

  sipgo_session_timer_answer (&self->timer, request, response);
  text = describe (response, SIPGO_HEADER_REQUIRE);
  g_assert_cmpstr (text, ==, "500;refresher=uas -");
  g_assert_cmpuint (sipgo_message_count (response, SIPGO_HEADER_SESSION_EXPIRES), ==, 1);
  g_assert_cmpuint (self->timer.interval, ==, 500);
  g_assert_true (self->timer.is_refresher);
}

/* A request of the peer that leaves the choice to us does not change it. */
static void
test_roles_stay (Fixture *self, gconstpointer data)
{
  take_request (self, "Supported: timer\r\nSession-Expires: 600;refresher=uas\r\n");
  take_request (self, "Supported: timer\r\nSession-Expires: 500\r\n");
  g_assert_cmpuint (self->timer.interval, ==, 500);
  g_assert_true (self->timer.is_refresher);
  take_request (self, "Supported: timer\r\n");
  g_assert_cmpuint (self->timer.interval, ==, 500);
  g_assert_true (self->timer.is_refresher);
  take_request (self, "Supported: timer\r\nSession-Expires: 500;refresher=uac\r\n");
  g_assert_false (self->timer.is_refresher);
  take_request (self, "");
  g_assert_cmpuint (self->timer.interval, ==, 0);
  assert_calls (self, "");
}

static const struct
{
  const char *headers;
  gboolean is_too_small;
} intervals[] = {
  { "Supported: timer\r\nSession-Expires: 119\r\n", TRUE },
  { "Require: timer\r\nSession-Expires: 1;refresher=uac\r\n", TRUE },
  { "Supported: timer\r\nSession-Expires: 120\r\n", FALSE },
  { "Supported: timer\r\n", FALSE },
  { "Supported: timer\r\nSession-Expires: soon\r\n", FALSE },
  /* A UAC that does not know the 422. */
  { "Session-Expires: 119\r\n", FALSE },
};

static void
test_request_too_small (Fixture *self, gconstpointer data)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (intervals); i++)
    {
      g_autoptr (SipgoMessage) request = make_invite (intervals[i].headers);

      g_assert_cmpint (sipgo_session_timer_is_too_small (request, 120), ==, intervals[i].is_too_small);
    }
}

/* --- the times ---------------------------------------------------------------------------------------------------- */

static void
test_refresher (Fixture *self, gconstpointer data)
{
  take_response (self, "Session-Expires: 1800;refresher=uac\r\n");
  assert_calls (self, "refresh@900 expired@1768 ");
}

static void
test_not_refresher (Fixture *self, gconstpointer data)
{
  take_response (self, "Session-Expires: 1800;refresher=uas\r\n");
  assert_calls (self, "expired@1768 ");
}

/* A third of a short interval is less than 32 seconds. */
static void
test_short (Fixture *self, gconstpointer data)
{
  take_request (self, "Supported: timer\r\nSession-Expires: 90;refresher=uas\r\n");
  assert_calls (self, "refresh@45 expired@60 ");
}

static void
test_refreshed (Fixture *self, gconstpointer data)
{
  take_response (self, "Session-Expires: 1800;refresher=uac\r\n");
  while (self->log->len == 0)
    sipgo_environment_step (self->environment);
  take_response (self, "Session-Expires: 600;refresher=uac\r\n");
  assert_calls (self, "refresh@900 refresh@1200 expired@1468 ");
}

static void
test_turned_off (Fixture *self, gconstpointer data)
{
  take_response (self, "Session-Expires: 1800;refresher=uac\r\n");
  take_response (self, "");
  assert_calls (self, "");
}

static void
test_stopped (Fixture *self, gconstpointer data)
{
  take_response (self, "Session-Expires: 1800;refresher=uac\r\n");
  sipgo_session_timer_stop (&self->timer);
  assert_calls (self, "");
  g_assert_cmpuint (self->timer.interval, ==, 1800);
}

/* A refresh that fails is tried again after half of the time that is left, while this is ten seconds or more. */
static void
test_try_again (Fixture *self, gconstpointer data)
{
  take_response (self, "Session-Expires: 1800;refresher=uac\r\n");
  /* None was due. */
  sipgo_session_timer_try_again (&self->timer);
  while (self->log->len == 0 || !g_str_has_suffix (self->log->str, "expired@1768 "))
    {
      gsize before = self->log->len;

      g_assert_true (sipgo_environment_step (self->environment));
      if (self->log->len > before)
        sipgo_session_timer_try_again (&self->timer);
    }
  assert_calls (self, "refresh@900 refresh@1334 refresh@1551 refresh@1659 refresh@1713 refresh@1740 refresh@1754 "
                      "refresh@1764 expired@1768 ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add ("/session-timer/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("request", test_request);
  ADD ("later-request", test_later_request);
  ADD ("own-header", test_own_header);
  ADD ("responses", test_responses);
  ADD ("too-small", test_too_small);
  ADD ("too-small-kept", test_too_small_kept);
  ADD ("too-small-refused", test_too_small_refused);
  ADD ("requests", test_requests);
  ADD ("own-answer", test_own_answer);
  ADD ("roles-stay", test_roles_stay);
  ADD ("request-too-small", test_request_too_small);
  ADD ("refresher", test_refresher);
  ADD ("not-refresher", test_not_refresher);
  ADD ("short", test_short);
  ADD ("refreshed", test_refreshed);
  ADD ("turned-off", test_turned_off);
  ADD ("stopped", test_stopped);
  ADD ("try-again", test_try_again);
  return g_test_run ();
}
