/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A request that is redirected goes to the addresses in the response, if the account wants it (RFC 3261 8.1.3.4). */
#include "core-util.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-status.h"

#include <string.h>

/* A request to bob@10.0.0.2, where he has moved away; there are servers at 10.0.0.3 and 10.0.0.4, too. */
typedef struct
{
  Fixture *fixture;
  Peer *old;
  Peer *third;
  Peer *fourth;
  SipgoOutgoingRequest *request;
  Outcome outcome;
  SipgoMessage *first;             /* the request as the old server has got it */
} Move;

static void
begin_at (Move *self, Fixture *fixture, const char *method, const char *uri)
{
  g_autoptr (SipgoUri) target = sipgo_uri_parse (uri, NULL);
  SipgoMessage *message = sipgo_user_agent_core_new_message (fixture->core, fixture->core->own, method, target, NULL,
                                                             NULL, NULL, 1);
  SipgoUri *next_hop = sipgo_user_agent_core_get_next_hop (fixture->core, fixture->core->own, target);

  *self = (Move) { .fixture = fixture, .old = fixture->peer };
  self->third = peer_new (fixture->environment, fixture->network, "10.0.0.3:5060");
  self->fourth = peer_new (fixture->environment, fixture->network, "10.0.0.4:5060");
  sipgo_account_add_routes (fixture->core->own, sipgo_account_get_edge (fixture->core->own), message);
  self->request = sipgo_user_agent_core_make_request (fixture->core, message, next_hop, NULL, TRUE);
  sipgo_outgoing_request_send (self->request, NULL, outcome_note, &self->outcome);
  self->first = peer_expect (self->old, method);
}

static void
begin (Move *self, Fixture *fixture, const char *method)
{
  sipgo_account_set_follow_redirects (fixture->core->own, TRUE);
  begin_at (self, fixture, method, "sip:bob@10.0.0.2:5060");
}

static void
redirect (Peer *peer, SipgoMessage *request, const char *response)
{
  peer_reply (peer, request, "%s", response);
  if (sipgo_message_method_is (request, "INVITE"))
    peer_expect (peer, "ACK");
}

static void
wait_for (Move *self)
{
  RUN_UNTIL (self->fixture->environment, self->outcome.done);
}

static void
end (Move *self)
{
  run_for (self->fixture->environment, 70000);
  g_clear_object (&self->request);
  outcome_clear (&self->outcome);
  peer_free (self->third);
  peer_free (self->fourth);
}

/* The new request has the Call-ID and the From tag of the first, the new address as its Request-URI, the next CSeq, and
 * a branch of its own. */
static void
assert_moved (Move *self, SipgoMessage *request, const char *uri, const char *cseq)
{
  g_autofree char *text = sipgo_uri_to_string (sipgo_message_get_request_uri (request));

  g_assert_cmpstr (text, ==, uri);
  assert_header (request, "CSeq", cseq);
  assert_same_header (request, self->first, "Call-ID");
  assert_same_header (request, self->first, "From");
  assert_same_header (request, self->first, "To");
  g_assert_cmpstr (sipgo_via_get_branch (sipgo_message_get_via (request)), !=,
                   sipgo_via_get_branch (sipgo_message_get_via (self->first)));
}

static void
test_moved (Fixture *fixture, gconstpointer method)
{
  g_autofree char *cseq = g_strconcat ("2 ", (const char *) method, NULL);
  SipgoMessage *request;
  Move move;

  begin (&move, fixture, method);
  redirect (move.old, move.first, "302 Moved\nContact: Bob <sip:robert@10.0.0.3:5060;method=BYE?Subject=tea>");
  request = peer_expect (move.third, method);
  assert_moved (&move, request, "sip:robert@10.0.0.3:5060", cseq);
  assert_header (request, "Subject", NULL);
  redirect (move.third, request, "486 Busy Here");
  wait_for (&move);
  g_assert_error (move.outcome.error, SIPGO_STATUS, 486);
  g_assert_cmpstr (move.outcome.error->message, ==,
                   "sip:robert@10.0.0.3:5060 answered 486 Busy Here (tried udp:10.0.0.2:5060: 302 Moved, Bob "
                   "<sip:robert@10.0.0.3:5060;method=BYE?Subject=tea>, udp:10.0.0.3:5060)");
  end (&move);
}

/* The preferred address is tried first; the next one when it cannot be reached, or refuses. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *request;
  Move move;

  begin (&move, fixture, "INVITE");
  redirect (move.old, move.first,
            "300 Choose\nContact: <sip:a@10.0.0.3:5060>;q=0.2, <mailto:bob@example.com>;q=0.9\n"
            "Contact: <sip:b@10.0.0.3:5060>;q=0.7, <sip:c@10.0.0.4:5060>, <sip:d@nowhere.example.com>;q=0.8");
  request = peer_expect (move.fourth, "INVITE");
  assert_moved (&move, request, "sip:c@10.0.0.4:5060", "2 INVITE");
  redirect (move.fourth, request, "480 Temporarily Unavailable");
  request = peer_expect (move.third, "INVITE");
  assert_moved (&move, request, "sip:b@10.0.0.3:5060", "4 INVITE");
  redirect (move.third, request, "503 Service Unavailable");
  request = peer_expect (move.third, "INVITE");
  assert_moved (&move, request, "sip:a@10.0.0.3:5060", "5 INVITE");
  redirect (move.third, request, "404 Not Found");
  wait_for (&move);
  g_assert_error (move.outcome.error, SIPGO_STATUS, 404);
  end (&move);
}

/* Addresses that a new redirection names come before those of the first. */
static void
test_nested (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *request;
  Move move;

  begin (&move, fixture, "OPTIONS");
  redirect (move.old, move.first, "302 Moved\nContact: <sip:a@10.0.0.3:5060>, <sip:b@10.0.0.4:5060>");
  request = peer_expect (move.third, "OPTIONS");
  redirect (move.third, request, "301 Moved\nContact: <sip:c@10.0.0.4:5060>");
  request = peer_expect (move.fourth, "OPTIONS");
  assert_moved (&move, request, "sip:c@10.0.0.4:5060", "3 OPTIONS");
  redirect (move.fourth, request, "404 Not Found");
  request = peer_expect (move.fourth, "OPTIONS");
  assert_moved (&move, request, "sip:b@10.0.0.4:5060", "4 OPTIONS");
  redirect (move.fourth, request, "200 OK");
  wait_for (&move);
  g_assert_no_error (move.outcome.error);
  end (&move);
}

/* Servers that redirect to each other. */
static void
test_loop (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *request;
  Move move;

  begin (&move, fixture, "INVITE");
  redirect (move.old, move.first, "302 Moved\nContact: <sip:bob@10.0.0.3:5060>");
  request = peer_expect (move.third, "INVITE");
  redirect (move.third, request, "302 Moved\nContact: <sip:bob@10.0.0.2:5060>, <sip:bob@10.0.0.3:5060>");
  wait_for (&move);
  g_assert_error (move.outcome.error, SIPGO_STATUS, 302);
  peer_expect_nothing (move.old, 40000);
  end (&move);
}

/* A server that names a new address each time. */
static void
test_chain (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *request;
  Move move;
  guint i;

  begin (&move, fixture, "OPTIONS");
  redirect (move.old, move.first, "302 Moved\nContact: <sip:0@10.0.0.3:5060>");
  for (i = 1; i <= 15; i++)
    {
      request = peer_expect (move.third, "OPTIONS");
      peer_reply (move.third, request, "302 Moved\nContact: <sip:%u@10.0.0.3:5060>", i);
    }
  wait_for (&move);
  g_assert_error (move.outcome.error, SIPGO_STATUS, 302);
  peer_expect_nothing (move.third, 40000);
  end (&move);
}

/* The proxy stays the next hop. */
static void
test_proxy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoUri) proxy = sipgo_uri_parse ("sip:10.0.0.2:5060", NULL);
  SipgoMessage *request;
  Move move;

  sipgo_account_set_follow_redirects (fixture->core->own, TRUE);
  sipgo_account_set_outbound_proxy (fixture->core->own, proxy);
  begin_at (&move, fixture, "OPTIONS", "sip:bob@example.com");
  redirect (move.old, move.first, "302 Moved\nContact: <tel:+15550100>");
  request = peer_expect (move.old, "OPTIONS");
  assert_moved (&move, request, "tel:+15550100", "2 OPTIONS");
  assert_same_header (request, move.first, "Route");
  redirect (move.old, request, "200 OK");
  wait_for (&move);
  g_assert_no_error (move.outcome.error);
  end (&move);
}

/* The server at the new address asks for a password, and the call is cancelled there. */
static void
test_later_steps (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("alice", "secret");
  SipgoMessage *request;
  Move move;

  sipgo_account_set_credentials (fixture->core->own, credentials);
  begin (&move, fixture, "INVITE");
  redirect (move.old, move.first, "302 Moved\nContact: <sip:bob@10.0.0.3:5060>");
  request = peer_expect (move.third, "INVITE");
  redirect (move.third, request, "401 Unauthorized\nWWW-Authenticate: Digest realm=\"x\", nonce=\"y\"");
  request = peer_expect (move.third, "INVITE");
  g_assert_true (sipgo_message_has (request, SIPGO_HEADER_AUTHORIZATION));
  peer_reply (move.third, request, "180 Ringing");
  run_for (fixture->environment, 100);
  g_assert_true (sipgo_outgoing_request_cancel (move.request, NULL, NULL));
  peer_reply (move.third, peer_expect (move.third, "CANCEL"), "200 OK");
  redirect (move.third, request, "487 Request Terminated");
  wait_for (&move);
  g_assert_error (move.outcome.error, SIPGO_STATUS, 487);
  end (&move);
}

/* A cancelled call is not redirected any more. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  Move move;

  begin (&move, fixture, "INVITE");
  peer_reply (move.old, move.first, "100 Trying");
  run_for (fixture->environment, 100);
  g_assert_true (sipgo_outgoing_request_cancel (move.request, NULL, NULL));
  peer_expect (move.old, "CANCEL");
  redirect (move.old, move.first, "302 Moved\nContact: <sip:bob@10.0.0.3:5060>");
  wait_for (&move);
  g_assert_error (move.outcome.error, SIPGO_STATUS, 302);
  peer_expect_nothing (move.third, 40000);
  end (&move);
}

/* Nobody else is to be asked after a 6xx (21.6). */
static void
test_global_failure (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *request;
  Move move;

  begin (&move, fixture, "OPTIONS");
  redirect (move.old, move.first, "302 Moved\nContact: <sip:a@10.0.0.3:5060>, <sip:b@10.0.0.4:5060>");
  request = peer_expect (move.third, "OPTIONS");
  redirect (move.third, request, "603 Decline");
  wait_for (&move);
  g_assert_error (move.outcome.error, SIPGO_STATUS, 603);
  peer_expect_nothing (move.fourth, 40000);
  end (&move);
}

/* --- what is not followed ----------------------------------------------------------------------------------------- */

typedef struct
{
  const char *path;
  const char *method;
  gboolean follow;
  const char *response;
} Unfollowed;

static const Unfollowed unfollowed[] = {
  { "not-asked-for", "INVITE", FALSE, "302 Moved\nContact: <sip:bob@10.0.0.3:5060>" },
  { "register", "REGISTER", TRUE, "302 Moved\nContact: <sip:10.0.0.3:5060>" },
  { "use-proxy", "OPTIONS", TRUE, "305 Use Proxy\nContact: <sip:10.0.0.3:5060>" },
  { "alternative-service", "OPTIONS", TRUE, "380 Alternative Service\nContact: <sip:10.0.0.3:5060>" },
  { "no-contact", "OPTIONS", TRUE, "302 Moved" },
  { "bad-contact", "OPTIONS", TRUE, "302 Moved\nContact: <sip:>, ;;, *" },
  { "same-address", "OPTIONS", TRUE, "302 Moved\nContact: <sip:bob@10.0.0.2:5060>;expires=3600" },
  { "rejected", "OPTIONS", TRUE, "404 Not Found\nContact: <sip:bob@10.0.0.3:5060>" },
};

static void
test_unfollowed (Fixture *fixture, gconstpointer data)
{
  const Unfollowed *row = data;
  Move move;

  sipgo_account_set_follow_redirects (fixture->core->own, row->follow);
  begin_at (&move, fixture, row->method, "sip:bob@10.0.0.2:5060");
  redirect (move.old, move.first, row->response);
  wait_for (&move);
  g_assert_error (move.outcome.error, SIPGO_STATUS, (int) g_ascii_strtoull (row->response, NULL, 10));
  peer_expect_nothing (move.third, 40000);
  end (&move);
}

/* A request to a SIPS URI stays with SIPS URIs; any other may become one. */
static void
test_secure (void)
{
  static const char text[] = "SIP/2.0 302 Moved\r\nVia: SIP/2.0/TLS a;branch=z9hG4bKa\r\nFrom: <sip:a@b>;tag=1\r\n"
                             "To: <sip:b@b>;tag=2\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n"
                             "Contact: <sip:plain@b.example>, <tel:+1555>, <sips:safe@b.example>\r\n"
                             "Content-Length: 0\r\n\r\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (SipgoMessage) response = sipgo_message_parse (bytes, NULL);
  guint is_secure;

  for (is_secure = 0; is_secure < 2; is_secure++)
    {
      g_autoptr (SipgoUri) uri = sipgo_uri_parse (is_secure ? "sips:bob@b.example" : "sip:bob@b.example", NULL);
      g_autoptr (SipgoRedirection) redirection = sipgo_redirection_new (uri, is_secure);
      SipgoUri *next;
      guint count = 0;

      sipgo_redirection_take (redirection, response);
      while ((next = sipgo_redirection_next (redirection)))
        {
          g_assert_true (sipgo_uri_is_secure (next) || !is_secure);
          sipgo_uri_unref (next);
          count++;
        }
      g_assert_cmpuint (count, ==, is_secure ? 1 : 3);
    }
}

#define ADD_WITH(path, data, function) g_test_add (path, Fixture, data, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  guint i;

  g_test_init (&argc, &argv, NULL);
  ADD_WITH ("/redirection/moved/options", "OPTIONS", test_moved);
  ADD_WITH ("/redirection/moved/invite", "INVITE", test_moved);
  ADD ("/redirection/order", test_order);
  ADD ("/redirection/nested", test_nested);
  ADD ("/redirection/loop", test_loop);
  ADD ("/redirection/chain", test_chain);
  ADD ("/redirection/proxy", test_proxy);
  ADD ("/redirection/later-steps", test_later_steps);
  ADD ("/redirection/cancelled", test_cancelled);
  ADD ("/redirection/global-failure", test_global_failure);
  for (i = 0; i < G_N_ELEMENTS (unfollowed); i++)
    {
      g_autofree char *path = g_strconcat ("/redirection/not-followed/", unfollowed[i].path, NULL);

      ADD_WITH (path, &unfollowed[i], test_unfollowed);
    }
  g_test_add_func ("/redirection/secure", test_secure);
  return g_test_run ();
}
