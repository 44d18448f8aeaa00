/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A body with a local address is written for the target that is tried next (RFC 3263 4.3), and written again if the
 * next target is reached from another local address. */
#include "core-util.h"

#include "libsipgo/base/sipgo-error.h"

#include <string.h>

#define NAME "sip:bob@two.example.com:5060"

typedef struct
{
  Fixture *fixture;
  SipgoOutgoingRequest *request;
  Outcome outcome;
  GString *asked;                  /* the addresses, each followed by a space */
  guint n_writes;                  /* the number of bodies written at once; the others when write () is called */
} Writer;

static void
write_body (Writer *self, const char *host)
{
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", host);

  sipgo_outgoing_request_prepared (self->request, body);
}

static void
prepare (SipgoOutgoingRequest *request, const char *local_host, gpointer user_data)
{
  Writer *self = user_data;

  g_string_append_printf (self->asked, "%s ", local_host);
  if (self->n_writes == 0)
    return;
  self->n_writes--;
  write_body (self, local_host);
}

static void
begin (Writer *self, Fixture *fixture, const char *method, const char *first_address, guint n_writes)
{
  g_autoptr (SipgoUri) target = sipgo_uri_parse (NAME, NULL);
  SipgoMessage *message = sipgo_user_agent_core_new_message (fixture->core, fixture->core->own, method, target, NULL,
                                                             NULL, NULL, 1);

  if (first_address)
    sipgo_simulated_network_add_name (fixture->network, "two.example.com", first_address);
  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.2");
  *self = (Writer) { .fixture = fixture, .asked = g_string_new (NULL), .n_writes = n_writes };
  self->request = sipgo_user_agent_core_make_request (fixture->core, message, target, NULL, TRUE);
  sipgo_outgoing_request_set_prepare (self->request, prepare, NULL, self);
  peer_mark (fixture->peer);
  sipgo_outgoing_request_send (self->request, NULL, outcome_note, &self->outcome);
}

static void
end (Writer *self)
{
  RUN_UNTIL (self->fixture->environment, self->outcome.done);
  g_clear_object (&self->request);
  g_string_free (self->asked, TRUE);
  outcome_clear (&self->outcome);
}

static void
assert_body (SipgoMessage *message, const char *expected)
{
  SipgoBody *body = sipgo_message_get_body (message);
  gsize length;
  const char *data = g_bytes_get_data (sipgo_body_get_bytes (body), &length);

  g_assert_cmpmem (data, length, expected, strlen (expected));
}

/* The second server does not get the local address that leads to the first, which is down. */
static void
test_each_target (Fixture *fixture, gconstpointer method)
{
  Writer writer;
  SipgoMessage *request;

  begin (&writer, fixture, method, "fd00::9", G_MAXUINT);
  request = peer_expect_at (fixture->peer, method, g_str_equal (method, "INVITE") ? 1000 : 4000);
  g_assert_cmpstr (writer.asked->str, ==, "fd00::1 10.0.0.1 ");
  assert_body (request, "10.0.0.1");
  assert_header (request, "Contact", "<sip:alice@10.0.0.1:5060>");
  peer_reply (fixture->peer, request, "486 Busy Here");
  end (&writer);
}

/* The same after a 503; the first server got its own. */
static void
test_each_answer (Fixture *fixture, gconstpointer data)
{
  Peer *first = peer_new (fixture->environment, fixture->network, "[fd00::9]:5060");
  Writer writer;
  SipgoMessage *request;
  g_autofree char *contact = NULL;

  begin (&writer, fixture, "OPTIONS", "fd00::9", G_MAXUINT);
  request = peer_expect (first, "OPTIONS");
  assert_body (request, "fd00::1");
  contact = sipgo_message_get_header (request, "Contact");
  g_assert_true (g_str_has_prefix (contact, "<sip:alice@[fd00::1]:"));
  peer_reply (first, request, "503 Service Unavailable");
  request = peer_expect (fixture->peer, "OPTIONS");
  assert_body (request, "10.0.0.1");
  peer_reply (fixture->peer, request, "200 OK");
  RUN_UNTIL (fixture->environment, writer.outcome.done);
  g_assert_no_error (writer.outcome.error);
  end (&writer);
  peer_free (first);
}

/* A target that is reached from the same address gets the same body, and the owner is not asked again. */
static void
test_same_address (Fixture *fixture, gconstpointer data)
{
  Writer writer;
  SipgoMessage *request;

  begin (&writer, fixture, "OPTIONS", "10.0.0.9", 1);
  request = peer_expect_at (fixture->peer, "OPTIONS", 4000);
  g_assert_cmpstr (writer.asked->str, ==, "10.0.0.1 ");
  assert_body (request, "10.0.0.1");
  peer_reply (fixture->peer, request, "200 OK");
  end (&writer);
}

/* The request is sent after the body is written, which may take time; until then it may be changed. */
static void
test_later (Fixture *fixture, gconstpointer data)
{
  Writer writer;
  SipgoMessage *request;

  begin (&writer, fixture, "OPTIONS", NULL, 0);
  peer_expect_nothing (fixture->peer, 40000);
  g_assert_cmpstr (writer.asked->str, ==, "10.0.0.1 ");
  g_assert_true (sipgo_outgoing_request_set_header (writer.request, "Subject", "late", NULL));
  write_body (&writer, "late");
  request = peer_expect (fixture->peer, "OPTIONS");
  assert_header (request, "Subject", "late");
  assert_body (request, "late");
  g_assert_false (sipgo_outgoing_request_set_header (writer.request, "Subject", "too late", NULL));
  /* A second call has no effect. */
  write_body (&writer, "again");
  peer_reply (fixture->peer, request, "200 OK");
  end (&writer);
  peer_expect_nothing (fixture->peer, 40000);
}

/* Ended meanwhile: a body written after that is not sent. */
static void
test_ended_meanwhile (Fixture *fixture, gconstpointer method)
{
  Writer writer;

  begin (&writer, fixture, method, NULL, 0);
  RUN_UNTIL (fixture->environment, writer.asked->len > 0);
  g_assert_true (sipgo_outgoing_request_cancel (writer.request, NULL, NULL));
  write_body (&writer, "nobody");
  RUN_UNTIL (fixture->environment, writer.outcome.done);
  g_assert_error (writer.outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  end (&writer);
  peer_expect_nothing (fixture->peer, 40000);
}

static void
refuse (SipgoOutgoingRequest *request, const char *local_host, gpointer user_data)
{
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_MEDIA, "no ports");

  sipgo_outgoing_request_finish_locally (request, 488, error);
}

/* If the owner cannot write the body, the request fails, and no other target is tried. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  Writer writer;

  begin (&writer, fixture, "OPTIONS", "fd00::9", 0);
  sipgo_outgoing_request_set_prepare (writer.request, refuse, NULL, NULL);
  RUN_UNTIL (fixture->environment, writer.outcome.done);
  g_assert_error (writer.outcome.error, SIPGO_ERROR, SIPGO_ERROR_MEDIA);
  end (&writer);
  peer_expect_nothing (fixture->peer, 40000);
}

#define ADD_WITH(path, data, function) g_test_add (path, Fixture, data, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_WITH ("/prepare/each-target/options", "OPTIONS", test_each_target);
  ADD_WITH ("/prepare/each-target/invite", "INVITE", test_each_target);
  ADD ("/prepare/each-answer", test_each_answer);
  ADD ("/prepare/same-address", test_same_address);
  ADD ("/prepare/later", test_later);
  ADD_WITH ("/prepare/ended-meanwhile/options", "OPTIONS", test_ended_meanwhile);
  ADD_WITH ("/prepare/ended-meanwhile/invite", "INVITE", test_ended_meanwhile);
  ADD ("/prepare/refused", test_refused);
  return g_test_run ();
}
