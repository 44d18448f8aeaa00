/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The decisions about a re-INVITE of ours (RFC 3261 14.1, RFC 6337), without a session. The owner records what it is
 * asked to do. */
#include "libsipgo/session/sipgo-re-invite-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-random-private.h"

#define MAX_ATTEMPTS 6
#define N_SEEDS 200

typedef struct
{
  SipgoEnvironment *environment;
  SipgoRandom *random;
  SipgoReInvite *re_invite;
  SipgoReInviteTurn turn;
  gboolean is_over;                /* the call */
  gboolean cannot_send;
  GString *log;
  GError *error;
} Owner;

/* --- the owner ---------------------------------------------------------------------------------------------------- */

static void
note (Owner *self, const char *what, SipgoBody *body)
{
  g_autofree char *text = body ? sipgo_body_get_text (body) : NULL;

  g_string_append_printf (self->log, text ? "%s(%s) " : "%s ", what, text);
}

static SipgoReInviteTurn
get_turn (gpointer owner)
{
  return ((Owner *) owner)->turn;
}

static gboolean
is_wanted (gpointer owner)
{
  return !((Owner *) owner)->is_over;
}

static void
make_offer (gpointer owner)
{
  note (owner, "make-offer", NULL);
}

static void
take_answer (gpointer owner, SipgoBody *answer)
{
  note (owner, "take-answer", answer);
}

static void
make_answer (gpointer owner, SipgoBody *offer)
{
  note (owner, "make-answer", offer);
}

static void
roll_back (gpointer owner)
{
  note (owner, "roll-back", NULL);
}

static gboolean
send_invite (gpointer owner, SipgoBody *offer, GError **error)
{
  Owner *self = owner;

  note (self, "invite", offer);
  if (self->cannot_send)
    g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "unsent");
  return !self->cannot_send;
}

static void
stop (gpointer owner)
{
  note (owner, "cancel", NULL);
}

static void
acknowledge (gpointer owner, SipgoBody *answer)
{
  note (owner, "ack", answer);
}

static void
done (gpointer owner, GError *error, gboolean must_hang_up)
{
  Owner *self = owner;

  note (self, must_hang_up ? "hang-up" : error ? "failed" : "done", NULL);
  self->error = error;
  g_clear_pointer (&self->re_invite, sipgo_re_invite_free);
}

static const SipgoReInviteFuncs funcs = {
  get_turn, is_wanted, make_offer, take_answer, make_answer, roll_back, send_invite, stop, acknowledge, done
};

static void
owner_init (Owner *self, gboolean is_caller, gboolean makes_offer, guint64 seed)
{
  *self = (Owner) { .environment = sipgo_environment_new_virtual (seed), .random = sipgo_random_new_seeded (seed),
                    .log = g_string_new (NULL) };
  self->re_invite = sipgo_re_invite_new (self->environment, self->random,
                                         (is_caller ? SIPGO_RE_INVITE_IS_CALLER : 0)
                                         | (makes_offer ? SIPGO_RE_INVITE_MAKES_OFFER : 0), &funcs, self);
}

/* No timer is left. */
static void
owner_clear (Owner *self)
{
  g_assert_null (self->re_invite);
  g_assert_cmpuint (sipgo_environment_count_timers (self->environment), ==, 0);
  g_clear_error (&self->error);
  g_string_free (self->log, TRUE);
  sipgo_random_free (self->random);
  sipgo_environment_unref (self->environment);
}

/* --- the events, as words ----------------------------------------------------------------------------------------- */

static void
describe (Owner *self, const char *text)
{
  g_autoptr (SipgoBody) body = text ? sipgo_body_new ("application/sdp", text) : NULL;

  sipgo_re_invite_described (self->re_invite, body, NULL);
}

static void
accept (Owner *self, const char *text)
{
  g_autoptr (SipgoBody) body = text ? sipgo_body_new ("application/sdp", text) : NULL;

  sipgo_re_invite_accepted (self->re_invite, body);
}

static void
happen (Owner *self, const char *event)
{
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_MEDIA, event);

  if (g_str_equal (event, "start"))
    sipgo_re_invite_start (self->re_invite);
  else if (g_str_equal (event, "described"))
    describe (self, "here");
  else if (g_str_equal (event, "understood"))
    describe (self, NULL);
  else if (g_str_equal (event, "undescribed"))
    sipgo_re_invite_described (self->re_invite, NULL, error);
  else if (g_str_equal (event, "2xx"))
    accept (self, "there");
  else if (g_str_equal (event, "2xx-bare"))
    accept (self, NULL);
  else if (g_str_equal (event, "488"))
    sipgo_re_invite_rejected (self->re_invite, 488, error);
  else if (g_str_equal (event, "491"))
    sipgo_re_invite_rejected (self->re_invite, 491, error);
  else if (g_str_equal (event, "give-up"))
    sipgo_re_invite_give_up (self->re_invite, error);
  else if (g_str_equal (event, "end"))
    sipgo_re_invite_end (self->re_invite, error);
  else if (g_str_equal (event, "over"))
    self->is_over = TRUE;
  else if (g_str_equal (event, "collide"))
    self->turn = SIPGO_RE_INVITE_COLLIDES;
  else if (g_str_equal (event, "await-ack"))
    self->turn = SIPGO_RE_INVITE_AWAITS_ACK;
  else if (g_str_equal (event, "clear"))
    self->turn = SIPGO_RE_INVITE_MAY_BEGIN;
  else if (g_str_equal (event, "ack"))
    sipgo_re_invite_resume (self->re_invite);
  else if (g_str_equal (event, "unsendable"))
    self->cannot_send = TRUE;
  else if (g_str_equal (event, "wait"))
    g_assert_true (sipgo_environment_step (self->environment));
  else
    g_error ("nobody knows the event %s", event);
}

/* --- the table ---------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *name;
  gboolean no_offer;
  const char *events;
  const char *expected;            /* what the owner is asked to do */
  const char *error;               /* NULL when the re-INVITE succeeds */
} rows[] = {
  { "plain", FALSE, "start described 2xx understood", "make-offer invite(here) ack take-answer(there) done", NULL },
  { "no-offer", TRUE, "start 2xx described", "invite make-answer(there) ack(here) done", NULL },
  { "no-offer-at-all", TRUE, "start 2xx-bare", "invite ack failed",
    "The call continues without the change: The 2xx to a re-INVITE without an offer has no offer either" },
  { "no-answer", FALSE, "start described 2xx-bare", "make-offer invite(here) ack failed",
    "The call continues without the change: The 2xx to the re-INVITE has no answer to our offer" },
  { "bad-answer", FALSE, "start described 2xx undescribed", "make-offer invite(here) ack take-answer(there) failed",
    "The call continues without the change: undescribed" },
  { "bad-offer", TRUE, "start 2xx undescribed", "invite make-answer(there) ack hang-up", "undescribed" },
  { "no-description", FALSE, "start undescribed", "make-offer failed", "undescribed" },
  { "unsent", FALSE, "unsendable start described", "make-offer invite(here) failed", "unsent" },
  { "refused", FALSE, "start described 488", "make-offer invite(here) failed", "488" },
  { "glare", FALSE, "start described 491 wait described 2xx understood",
    "make-offer invite(here) roll-back make-offer invite(here) ack take-answer(there) done", NULL },
  { "glare-given-up", FALSE, "start described give-up 491", "make-offer invite(here) cancel failed", "491" },
  { "glare-over", FALSE, "start described over 491", "make-offer invite(here) failed", "491" },
  { "given-up-waiting", FALSE, "start described 491 give-up", "make-offer invite(here) roll-back failed", "give-up" },
  { "collides", FALSE, "collide start wait clear wait described 2xx understood",
    "make-offer invite(here) ack take-answer(there) done", NULL },
  { "after-ack", FALSE, "await-ack start clear ack described 2xx understood",
    "make-offer invite(here) ack take-answer(there) done", NULL },
  { "ack-while-it-waits", FALSE, "collide start clear ack wait described 2xx understood",
    "make-offer invite(here) ack take-answer(there) done", NULL },
  { "ack-while-it-offers", FALSE, "start ack described ack 2xx ack understood",
    "make-offer invite(here) ack take-answer(there) done", NULL },
  { "given-up-offering", FALSE, "start give-up described", "make-offer failed",
    "The call ended, or the re-INVITE was cancelled, before it was sent" },
  { "given-up-sent", FALSE, "start described give-up 2xx understood",
    "make-offer invite(here) cancel ack take-answer(there) done", NULL },
  { "given-up-answering", FALSE, "start described 2xx give-up understood",
    "make-offer invite(here) ack take-answer(there) done", NULL },
  { "over-before", FALSE, "await-ack start end", "failed", "end" },
  { "over-offering", FALSE, "start over end described", "make-offer failed",
    "The call ended, or the re-INVITE was cancelled, before it was sent" },
  { "over-sent", FALSE, "start described over end", "make-offer invite(here) failed", "end" },
  { "over-answering", TRUE, "start 2xx over end described", "invite make-answer(there) ack(here) done", NULL },
};

static void
test_row (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_auto (GStrv) events = g_strsplit (rows[i].events, " ", 0);
  Owner owner;
  guint k;

  owner_init (&owner, FALSE, !rows[i].no_offer, 1);
  for (k = 0; events[k]; k++)
    happen (&owner, events[k]);
  g_string_truncate (owner.log, owner.log->len - 1);
  g_assert_cmpstr (owner.log->str, ==, rows[i].expected);
  g_assert_cmpstr (owner.error ? owner.error->message : NULL, ==, rows[i].error);
  owner_clear (&owner);
}

/* --- glare -------------------------------------------------------------------------------------------------------- */

/* The time until the retry, in ms. */
static gint64
measure_glare (gboolean is_caller, guint64 seed)
{
  Owner owner;
  gint64 begun, waited;

  owner_init (&owner, is_caller, FALSE, seed);
  happen (&owner, "start");
  begun = sipgo_environment_now (owner.environment);
  happen (&owner, "491");
  happen (&owner, "wait");
  waited = sipgo_environment_now (owner.environment) - begun;
  g_assert_cmpint (waited % SIPGO_MS (10), ==, 0);
  happen (&owner, "488");
  owner_clear (&owner);
  return waited / SIPGO_MS (1);
}

/* 14.1: 2.1 to 4 s for the owner of the Call-ID, else 0 to 2 s; random, since otherwise both would collide again. */
static void
test_delays (void)
{
  static const struct { gboolean is_caller; gint64 from, to; } sides[] = { { TRUE, 2100, 4000 }, { FALSE, 0, 2000 } };
  guint i, seed;

  for (i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      gint64 least = G_MAXINT64, most = 0;

      for (seed = 1; seed <= N_SEEDS; seed++)
        {
          gint64 delay = measure_glare (sides[i].is_caller, seed);

          least = MIN (least, delay);
          most = MAX (most, delay);
        }
      g_assert_cmpint (least, >=, sides[i].from);
      g_assert_cmpint (most, <=, sides[i].to);
      g_assert_cmpint (most - least, >, 1700);
    }
}

/* A peer that has a re-INVITE of its own in progress each time. */
static void
test_attempts (void)
{
  GString *expected = g_string_new ("invite ");
  Owner owner;
  guint i;

  owner_init (&owner, TRUE, FALSE, 1);
  happen (&owner, "start");
  for (i = 1; i < MAX_ATTEMPTS; i++)
    {
      happen (&owner, "491");
      happen (&owner, "wait");
      g_string_append (expected, "roll-back invite ");
    }
  happen (&owner, "491");
  g_string_append (expected, "failed ");
  g_assert_cmpstr (owner.log->str, ==, expected->str);
  g_assert_cmpstr (owner.error->message, ==, "491");
  g_string_free (expected, TRUE);
  owner_clear (&owner);
}

/* Meanwhile it says that a re-INVITE of the peer must be rejected. */
static void
test_under_way (void)
{
  static const struct { const char *event; gboolean under_way; } steps[] = {
    { "start", TRUE }, { "described", TRUE }, { "491", FALSE }, { "wait", TRUE }, { "described", TRUE },
    { "2xx", TRUE },
  };
  Owner owner;
  guint i;

  owner_init (&owner, FALSE, TRUE, 1);
  g_assert_false (sipgo_re_invite_is_under_way (owner.re_invite));
  for (i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      happen (&owner, steps[i].event);
      g_assert_cmpint (sipgo_re_invite_is_under_way (owner.re_invite), ==, steps[i].under_way);
    }
  happen (&owner, "understood");
  owner_clear (&owner);
}

int
main (int argc, char *argv[])
{
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/re-invite/", rows[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_row);
    }
  g_test_add_func ("/re-invite/rfc3261-14.1-delays", test_delays);
  g_test_add_func ("/re-invite/attempts", test_attempts);
  g_test_add_func ("/re-invite/under-way", test_under_way);
  return g_test_run ();
}
