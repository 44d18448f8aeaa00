/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The early dialogs of an INVITE (RFC 3261 12.1, RFC 3262), without a session. */
#include "libsipgo/session/sipgo-early-dialogs-private.h"

#include <string.h>

typedef struct
{
  SipgoMessage *invite;
  SipgoEarlyDialogs *dialogs;
} Fixture;

static SipgoMessage *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  SipgoMessage *message = sipgo_message_parse (bytes, &error);

  g_assert_no_error (error);
  return message;
}

static void
set_up (Fixture *self, gconstpointer user_data)
{
  self->invite = parse ("INVITE sip:bob@example.com SIP/2.0\r\n"
                        "Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n"
                        "From: <sip:a@example.com>;tag=a\r\nTo: <sip:bob@example.com>\r\nCall-ID: c\r\n"
                        "CSeq: 1 INVITE\r\nContact: <sip:a@192.0.2.1>\r\nContent-Length: 0\r\n\r\n");
}

static void
tear_down (Fixture *self, gconstpointer user_data)
{
  g_clear_pointer (&self->dialogs, g_ptr_array_unref);
  sipgo_message_unref (self->invite);
}

/* tag is the To tag, or NULL. */
static SipgoMessage *
make_ringing (const char *tag, const char *lines)
{
  g_autofree char *text = g_strdup_printf ("SIP/2.0 180 Ringing\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"
                                           "From: <sip:a@example.com>;tag=a\r\nTo: <sip:bob@example.com>%s%s\r\n"
                                           "Call-ID: c\r\nCSeq: 1 INVITE\r\nContact: <sip:bob@192.0.2.2>\r\n"
                                           "%sContent-Length: 0\r\n\r\n", tag ? ";tag=" : "", tag ? tag : "", lines);

  return parse (text);
}

static SipgoEarlyDialog *
ensure (Fixture *self, const char *tag)
{
  g_autoptr (SipgoMessage) response = make_ringing (tag, "");

  return sipgo_early_dialogs_ensure (&self->dialogs, self->invite, response);
}

static void
test_forks (Fixture *self, gconstpointer user_data)
{
  SipgoEarlyDialog *first = ensure (self, "b1"), *second = ensure (self, "b2");

  g_assert_true (first && second && first != second);
  g_assert_true (ensure (self, "b1") == first);
  g_assert_true (sipgo_early_dialogs_find (self->dialogs, sipgo_dialog_get_id (second->dialog)) == second);
  g_assert_null (sipgo_early_dialogs_find (self->dialogs, "other"));
  g_assert_null (sipgo_early_dialogs_find (self->dialogs, NULL));
}

static void
test_no_dialog (Fixture *self, gconstpointer user_data)
{
  g_assert_null (sipgo_early_dialogs_find (NULL, "c"));
  g_assert_null (ensure (self, NULL));
}

/* A dialog stays at its address in memory, however many are added later. */
static void
test_bounded (Fixture *self, gconstpointer user_data)
{
  SipgoEarlyDialog *first = ensure (self, "first");
  guint n = 1, i;

  for (i = 0; i < 100; i++)
    {
      g_autofree char *tag = g_strdup_printf ("t%u", i);

      n += ensure (self, tag) != NULL;
    }
  g_assert_cmpuint (n, ==, 32);
  g_assert_true (ensure (self, "first") == first);
}

/* RFC 3262 section 4. */
static void
test_reliable (Fixture *self, gconstpointer user_data)
{
  const struct
  {
    const char *lines;
    gboolean is_taken;
  } steps[] = {
    { "", FALSE },
    { "RSeq: 7\r\n", FALSE },
    { "Require: 100rel\r\n", FALSE },
    { "Require: 100rel\r\nRSeq: 7\r\n", TRUE },
    { "Require: 100rel\r\nRSeq: 7\r\n", FALSE },
    { "Require: 100rel\r\nRSeq: 9\r\n", FALSE },
    { "Require: 100rel\r\nRSeq: 8\r\n", TRUE },
  };
  SipgoEarlyDialog *early = ensure (self, "b1"), *other = ensure (self, "b2");
  g_autoptr (SipgoMessage) of_other = make_ringing ("b2", "Require: 100rel\r\nRSeq: 90\r\n");
  guint i;

  for (i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (SipgoMessage) response = make_ringing ("b1", steps[i].lines);

      g_assert_cmpint (sipgo_early_dialog_take_reliable (early, response), ==, steps[i].is_taken);
    }
  g_assert_cmpuint (early->rseq, ==, 8);
  g_assert_true (sipgo_early_dialog_take_reliable (other, of_other));
}

static void
test_bodies (Fixture *self, gconstpointer user_data)
{
  g_autoptr (SipgoBody) first = sipgo_body_new ("application/sdp", "v=0");
  g_autoptr (SipgoBody) second = sipgo_body_new ("application/sdp", "v=1");
  SipgoEarlyDialog *early = ensure (self, "b1");

  sipgo_early_dialog_set_hint (early, first);
  sipgo_early_dialog_set_hint (early, second);
  sipgo_early_dialog_set_description (early, first);
  g_assert_true (early->hint == second && early->description == first);
  sipgo_early_dialog_set_description (early, NULL);
  g_assert_null (early->description);
}

#define ADD(name, function) g_test_add ("/session/early-dialogs/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("forks", test_forks);
  ADD ("no-dialog", test_no_dialog);
  ADD ("bounded", test_bounded);
  ADD ("rfc3262-4-reliable", test_reliable);
  ADD ("bodies", test_bodies);
  return g_test_run ();
}
