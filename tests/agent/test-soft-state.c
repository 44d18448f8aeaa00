/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Soft state (RFC 3903 section 2) in virtual time: its refresh, its retry after a failure, and its expiry. */
#include "libsipgo/agent/sipgo-soft-state-private.h"

#include "libsipgo/message/sipgo-message-private.h"

#include <string.h>

typedef struct
{
  SipgoEnvironment *environment;
  SipgoSoftState state;
  guint n_refreshed, n_expired;
} Fixture;

static void
refreshed (gpointer owner)
{
  ((Fixture *) owner)->n_refreshed++;
}

static void
expired (gpointer owner)
{
  Fixture *fixture = owner;

  fixture->n_expired++;
  sipgo_soft_state_grant (&fixture->state, 0);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->environment = sipgo_environment_new_virtual (7);
  sipgo_soft_state_init (&fixture->state, fixture->environment, refreshed, expired, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  sipgo_soft_state_stop (&fixture->state);
  g_assert_cmpuint (sipgo_environment_count_timers (fixture->environment), ==, 0);
  sipgo_environment_unref (fixture->environment);
}

/* The seconds until the next timer fires. */
static gint64
step (Fixture *fixture)
{
  gint64 before = sipgo_environment_now (fixture->environment);

  while (sipgo_environment_now (fixture->environment) == before && sipgo_environment_step (fixture->environment));
  return (sipgo_environment_now (fixture->environment) - before) / G_USEC_PER_SEC;
}

static SipgoMessage *
make_response (guint status, const char *headers)
{
  g_autofree char *text = g_strdup_printf ("SIP/2.0 %u Reason\r\nVia: SIP/2.0/UDP a.invalid;branch=z9hG4bKa\r\n"
                                           "From: <sip:a@a.invalid>;tag=a\r\n"
                                           "To: <sip:b@b.invalid>;tag=b\r\nCall-ID: a\r\nCSeq: 1 PUBLISH\r\n"
                                           "%sContent-Length: 0\r\n\r\n",
                                           status, headers);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  SipgoMessage *response = sipgo_message_parse (bytes, &error);

  g_assert_no_error (error);
  return response;
}

static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  gint64 waited;

  sipgo_soft_state_grant (&fixture->state, 1000);
  sipgo_soft_state_plan_refresh (&fixture->state);
  g_assert_cmpuint (sipgo_soft_state_get_seconds_left (&fixture->state), ==, 1000);
  g_assert_cmpuint (sipgo_soft_state_get_refresh_seconds (&fixture->state), >=, 800);
  waited = step (fixture);
  g_assert_cmpint (waited, >=, 800);
  g_assert_cmpint (waited, <=, 950);
  g_assert_cmpuint (fixture->n_refreshed, ==, 1);
  g_assert_cmpuint (sipgo_soft_state_get_refresh_seconds (&fixture->state), ==, 0);
  /* Not refreshed: expired. */
  g_assert_cmpint (waited + step (fixture), <=, 1000);
  g_assert_cmpuint (fixture->n_expired, ==, 1);
  g_assert_cmpuint (sipgo_soft_state_get_seconds_left (&fixture->state), ==, 0);
}

/* Even for a very short grant, requests are at least half a second apart. */
static void
test_soonest (Fixture *fixture, gconstpointer data)
{
  gint64 before = sipgo_environment_now (fixture->environment);

  sipgo_soft_state_grant (&fixture->state, 1);
  sipgo_soft_state_refresh_after (&fixture->state, 0.1);
  step (fixture);
  g_assert_cmpint (sipgo_environment_now (fixture->environment) - before, ==, SIPGO_MS (500));
  g_assert_cmpuint (fixture->n_refreshed, ==, 1);
}

static void
test_retry (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint asked;
    gint64 waited;
  } retries[] = { { 0, 30 }, { 0, 60 }, { 7, 7 }, { 0, 240 }, { 0, 480 }, { 0, 600 }, { 0, 600 } };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (retries); i++)
    {
      sipgo_soft_state_retry_in (&fixture->state, retries[i].asked);
      g_assert_cmpint (step (fixture), ==, retries[i].waited);
      g_assert_cmpuint (fixture->n_refreshed, ==, i + 1);
    }
  /* A grant in between starts the delays of retries again. */
  sipgo_soft_state_grant (&fixture->state, 3600);
  sipgo_soft_state_plan_refresh (&fixture->state);
  sipgo_soft_state_retry_in (&fixture->state, 0);
  g_assert_cmpint (step (fixture), ==, 30);
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  sipgo_soft_state_grant (&fixture->state, 60);
  sipgo_soft_state_plan_refresh (&fixture->state);
  sipgo_soft_state_stop (&fixture->state);
  g_assert_false (sipgo_environment_step (fixture->environment));
  g_assert_cmpuint (fixture->n_refreshed + fixture->n_expired, ==, 0);
  g_assert_cmpuint (fixture->state.granted, ==, 0);
}

static void
test_minimum (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint status;
    const char *headers;
    guint asked, minimum;            /* minimum 0: the response has no Min-Expires */
  } responses[] = {
    { 423, "Min-Expires: 1800\r\n", 600, 1800 },
    { 423, "", 600, 0 },
    { 423, "Min-Expires: 600\r\n", 600, 0 },
    { 423, "Min-Expires: soon\r\n", 600, 0 },
    { 423, "Min-Expires: 1800\r\n", 0, 0 },
    { 503, "Min-Expires: 1800\r\n", 600, 0 },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (responses); i++)
    {
      g_autoptr (SipgoMessage) response = make_response (responses[i].status, responses[i].headers);
      guint seconds = 0;

      fixture->state.asked = responses[i].asked;
      fixture->state.n_too_brief = 0;
      fixture->state.minimum = 0;
      g_assert_cmpint (sipgo_soft_state_take_minimum (&fixture->state, response, &seconds), ==,
                       responses[i].minimum > 0);
      g_assert_cmpuint (seconds, ==, responses[i].minimum);
      g_assert_cmpuint (sipgo_soft_state_get_wish (&fixture->state, 600), ==, MAX (600, responses[i].minimum));
      g_assert_cmpuint (sipgo_soft_state_get_wish (&fixture->state, 0), ==, 0);
    }
}

/* A peer that requires a longer time in each response is followed a limited number of times. */
static void
test_minimum_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoMessage) response = make_response (423, "Min-Expires: 100000\r\n");
  guint n_followed = 0, seconds;

  fixture->state.asked = 600;
  while (n_followed < 10 && sipgo_soft_state_take_minimum (&fixture->state, response, &seconds))
    n_followed++;
  g_assert_cmpuint (n_followed, ==, 2);
}

static void
test_granted (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *headers;
    guint granted;
  } responses[] = { { "Expires: 60\r\n", 60 }, { "Expires: 6000\r\n", 600 }, { "", 600 }, { "Expires: soon\r\n", 600 },
                    { "Expires: 0\r\n", 0 } };
  guint i;

  fixture->state.asked = 600;
  for (i = 0; i < G_N_ELEMENTS (responses); i++)
    {
      g_autoptr (SipgoMessage) response = make_response (200, responses[i].headers);

      g_assert_cmpuint (sipgo_soft_state_read_granted (&fixture->state, response), ==, responses[i].granted);
    }
}

static void
test_retry_after (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoMessage) none = make_response (503, "");
  g_autoptr (SipgoMessage) zero = make_response (503, "Retry-After: 0\r\n");
  g_autoptr (SipgoMessage) some = make_response (503, "Retry-After: 18 (maintenance)\r\n");

  g_assert_cmpuint (sipgo_soft_state_read_retry_after (NULL), ==, 0);
  g_assert_cmpuint (sipgo_soft_state_read_retry_after (none), ==, 0);
  g_assert_cmpuint (sipgo_soft_state_read_retry_after (zero), ==, 1);
  g_assert_cmpuint (sipgo_soft_state_read_retry_after (some), ==, 18);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/soft-state/refresh", test_refresh },
    { "/soft-state/soonest", test_soonest },
    { "/soft-state/retry", test_retry },
    { "/soft-state/stop", test_stop },
    { "/soft-state/minimum", test_minimum },
    { "/soft-state/minimum/again", test_minimum_again },
    { "/soft-state/granted", test_granted },
    { "/soft-state/retry-after", test_retry_after },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
