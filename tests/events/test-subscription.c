/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One subscription (RFC 6665 4.1) without a subscriber: the calls of its owner. */
#include "libsipgo/events/sipgo-subscription-private.h"
#include "tests/util/ua-util.h"

#define EVENT "Event: presence\n"
#define ACTIVE "NOTIFY\n" PEER_CONTACT EVENT "Subscription-State: active;expires=60\n"

typedef struct
{
  SipgoSubscription subscription;
  GObject *owner;
  SipgoUserAgentCore *core;
  GString *log;
} Subject;

static Subject *
subject_of (gpointer owner)
{
  return g_object_get_data (owner, "subject");
}

static void
note (gpointer owner, const char *word)
{
  g_string_append_printf (subject_of (owner)->log, "%s ", word);
}

static void
answered (gpointer owner, SipgoOutgoingRequest *request, SipgoMessage *response, gboolean is_accepted)
{
  g_assert_null (subject_of (owner)->subscription.request);
  note (owner, is_accepted ? "accepted" : "rejected");
}

static void
notified (gpointer owner, SipgoIncomingRequest *notify, const SipgoSubscriptionStatus *status)
{
  note (owner, status->state == SIPGO_SUBSCRIPTION_STATE_ACTIVE ? "active" : "other");
  sipgo_incoming_request_respond_simple (notify, 200);
}

static void
first_notified (gpointer owner, SipgoIncomingRequest *notify, const SipgoSubscriptionStatus *status)
{
  Subject *self = subject_of (owner);
  gboolean is_first = !self->subscription.dialog;

  note (owner, is_first ? "first" : "fork");
  sipgo_subscription_stop_timer_n (&self->subscription);
  if (is_first)
    g_assert_true (sipgo_subscription_make_dialog (&self->subscription, notify->message));
  sipgo_incoming_request_respond_simple (notify, is_first ? 200 : 481);
}

static void
dialog_changed (gpointer owner)
{
  note (owner, subject_of (owner)->subscription.dialog ? "dialog" : "no-dialog");
}

static void
timed_out (gpointer owner)
{
  note (owner, "timer-n");
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

static const SipgoSubscriptionFuncs funcs = {
  .answered = answered,
  .notified = notified,
  .first_notified = first_notified,
  .dialog_changed = dialog_changed,
  .timed_out = timed_out,
};

static SipgoOutgoingRequest *
make_request (Subject *self, const char *expires)
{
  const char *headers[] = { "Event: presence", expires, NULL };
  g_autoptr (SipgoRequestOptions) options = g_object_new (SIPGO_TYPE_REQUEST_OPTIONS, "extra-headers", headers, NULL);
  g_autoptr (GError) error = NULL;
  SipgoOutgoingRequest *request;

  if (self->subscription.dialog)
    request = sipgo_user_agent_core_request_in_dialog (self->core, self->subscription.dialog, "SUBSCRIBE", options,
                                                       &error);
  else
    request = sipgo_user_agent_core_request (self->core, "SUBSCRIBE", "sip:bob@10.0.0.2:5060", options, &error);
  g_assert_no_error (error);
  return request;
}

static void
subject_init (Subject *self, Fixture *fixture)
{
  self->owner = g_object_new (G_TYPE_OBJECT, NULL);
  self->core = sipgo_user_agent_get_core (fixture->agent);
  self->log = g_string_new (NULL);
  g_object_set_data (self->owner, "subject", self);
  sipgo_subscription_init (&self->subscription, self->core, "presence", refresh, expired, &funcs, self->owner);
  sipgo_subscription_begin (&self->subscription, make_request (self, "Expires: 60"), 60);
}

static void
subject_clear (Subject *self)
{
  sipgo_subscription_end (&self->subscription);
  sipgo_subscription_clear (&self->subscription);
  g_object_unref (self->owner);
  g_string_free (self->log, TRUE);
}

#define assert_told(self, words) \
  G_STMT_START { g_assert_cmpstr ((self)->log->str, ==, words); g_string_truncate ((self)->log, 0); } G_STMT_END

static void
establish (Fixture *fixture, Subject *self)
{
  subject_init (self, fixture);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "SUBSCRIBE"), "200 OK\n" PEER_CONTACT "Expires: 60");
  run_for (fixture->environment, 10);
  assert_told (self, "accepted ");
  peer_send (fixture->peer, ACTIVE);
  peer_expect (fixture->peer, "200 NOTIFY");
  assert_told (self, "first dialog ");
}

/* The NOTIFY creates the dialog, also before the response. */
static void
test_notify_first (Fixture *fixture, gconstpointer data)
{
  Subject self = { 0 };
  SipgoMessage *subscribe;

  subject_init (&self, fixture);
  subscribe = peer_expect (fixture->peer, "SUBSCRIBE");
  peer_send (fixture->peer, ACTIVE);
  peer_expect (fixture->peer, "200 NOTIFY");
  peer_reply (fixture->peer, subscribe, "200 OK\n" PEER_CONTACT "Expires: 60");
  run_for (fixture->environment, 10);
  assert_told (&self, "first dialog accepted ");
  subject_clear (&self);
}

static void
test_in_dialog (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *request, *answer, *told;
  } steps[] = {
    { ACTIVE, "200 NOTIFY", "active " },
    { "NOTIFY\n" EVENT "Subscription-State: what\n", "489 NOTIFY", "" },
    { "NOTIFY\nEvent: dialog\nSubscription-State: active\n", "489 NOTIFY", "" },
    { "NOTIFY\nSubscription-State: active\n", "489 NOTIFY", "" },
    { "OPTIONS\n", "200 OPTIONS", "" },
    { "BYE\n", "405 BYE", "" },
  };
  Subject self = { 0 };
  guint i;

  establish (fixture, &self);
  for (i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      peer_send (fixture->peer, "%s", steps[i].request);
      peer_expect (fixture->peer, steps[i].answer);
      assert_told (&self, steps[i].told);
    }
  sipgo_subscription_refresh (&self.subscription, make_request (&self, "Expires: 60"), 60);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "SUBSCRIBE"), "481 Gone");
  run_for (fixture->environment, 10);
  assert_told (&self, "rejected ");
  subject_clear (&self);
}

/* RFC 6665 4.1.2.4: Timer N runs from the SUBSCRIBE on, but is reported only after the final response. */
static void
test_timer_n (Fixture *fixture, gconstpointer data)
{
  Subject self = { 0 };
  SipgoMessage *subscribe;

  subject_init (&self, fixture);
  subscribe = peer_expect (fixture->peer, "SUBSCRIBE");
  peer_reply (fixture->peer, subscribe, "100 Trying");
  run_for (fixture->environment, 20000);
  peer_reply (fixture->peer, subscribe, "200 OK\n" PEER_CONTACT "Expires: 60");
  run_for (fixture->environment, 10);
  assert_told (&self, "accepted ");
  run_for (fixture->environment, 11900);
  assert_told (&self, "");
  run_for (fixture->environment, 200);
  assert_told (&self, "timer-n ");
  subject_clear (&self);
}

/* Other notifiers are reported for 32 seconds; after that their NOTIFYs get 481. */
static void
test_forks (Fixture *fixture, gconstpointer data)
{
  Subject self = { 0 };

  establish (fixture, &self);
  peer_set_tag (fixture->peer, "other");
  peer_send (fixture->peer, ACTIVE);
  peer_expect (fixture->peer, "481 NOTIFY");
  assert_told (&self, "fork ");
  peer_expect_nothing (fixture->peer, 32000);
  peer_set_tag (fixture->peer, "late");
  peer_send (fixture->peer, ACTIVE);
  peer_expect (fixture->peer, "481 NOTIFY");
  assert_told (&self, "");
  subject_clear (&self);
}

/* After it is freed, a late response is not reported, and NOTIFYs are not matched any more. */
static void
test_end (Fixture *fixture, gconstpointer data)
{
  Subject self = { 0 };
  SipgoMessage *subscribe;

  establish (fixture, &self);
  sipgo_subscription_refresh (&self.subscription, make_request (&self, "Expires: 60"), 60);
  subscribe = peer_expect (fixture->peer, "SUBSCRIBE");
  sipgo_subscription_end (&self.subscription);
  assert_told (&self, "no-dialog ");
  peer_reply (fixture->peer, subscribe, "200 OK\n" PEER_CONTACT "Expires: 60");
  peer_send (fixture->peer, ACTIVE);
  peer_expect (fixture->peer, "481 NOTIFY");
  run_for (fixture->environment, 100000);
  assert_told (&self, "");
  subject_clear (&self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/events/subscription/notify-first", test_notify_first);
  ADD ("/events/subscription/in-dialog", test_in_dialog);
  ADD ("/events/subscription/rfc6665-4.1.2.4-timer-n", test_timer_n);
  ADD ("/events/subscription/forks", test_forks);
  ADD ("/events/subscription/end", test_end);
  return g_test_run ();
}
