/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The limits of an agent: above each, 503 with Retry-After (RFC 3261 21.5.4); below it, requests are accepted again. */
#include "tests/util/ua-util.h"

#include "libsipgo/agent/sipgo-limits.h"
#include "libsipgo/registration/sipgo-registered-contact.h"

static SipgoLimits *
limits_of (Fixture *fixture)
{
  return sipgo_user_agent_get_limits (fixture->agent);
}

/* The next final response to the last request of the peer. */
static SipgoMessage *
next_final (Fixture *fixture)
{
  Peer *peer = fixture->peer;

  for (;;)
    {
      RUN_UNTIL (fixture->environment, peer->next < peer->received->len);
      for (; peer->next < peer->received->len; peer->next++)
        {
          SipgoMessage *message = ((PeerMessage *) g_ptr_array_index (peer->received, peer->next))->message;

          if (sipgo_message_is_request (message) || sipgo_message_get_status_code (message) < 200)
            continue;
          peer->next++;
          return message;
        }
    }
}

static void
assert_refused (SipgoMessage *response)
{
  guint seconds = 0;

  g_assert_cmpuint (sipgo_message_get_status_code (response), ==, 503);
  g_assert_true (sipgo_message_get_number (response, SIPGO_HEADER_RETRY_AFTER, 60, &seconds));
  g_assert_cmpuint (seconds, >, 0);
}

static void
accept_it (SipgoUserAgent *agent, SipgoInvitation *invitation, gpointer data)
{
  sipgo_invitation_accept (invitation, NULL, NULL, NULL, NULL);
}

static void
call_agent (Fixture *fixture)
{
  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "INVITE\nTo: <sip:alice@10.0.0.1>\n" WITH_SDP);
}

/* 200: the call is accepted; 503: it is rejected. */
static guint
try_call (Fixture *fixture)
{
  SipgoMessage *response;

  call_agent (fixture);
  response = next_final (fixture);
  peer_acknowledge (fixture->peer, response);
  if (sipgo_message_get_status_code (response) != 200)
    assert_refused (response);
  run_for (fixture->environment, 10);
  return sipgo_message_get_status_code (response);
}

static void
end_calls (Fixture *fixture)
{
  GListModel *sessions = sipgo_user_agent_get_sessions (fixture->agent);

  while (g_list_model_get_n_items (sessions) > 0)
    {
      g_autoptr (SipgoSession) session = g_list_model_get_item (sessions, 0);
      SipgoMessage *bye;

      sipgo_session_end (session, NULL, NULL, NULL);
      bye = peer_expect (fixture->peer, "BYE");
      peer_reply (fixture->peer, bye, "200 OK");
      run_for (fixture->environment, 10);
    }
}

/* --- calls -------------------------------------------------------------------------------------------------------- */

static void
count_notify (SipgoLimits *limits, GParamSpec *pspec, guint *n)
{
  ++*n;
}

static void
test_calls_21_5_4 (Fixture *fixture, gconstpointer data)
{
  SipgoLimits *limits = limits_of (fixture);
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  guint n_calls = 0, n_refused = 0;

  g_signal_connect (fixture->agent, "invitation", G_CALLBACK (accept_it), NULL);
  g_signal_connect (limits, "notify::calls", G_CALLBACK (count_notify), &n_calls);
  g_signal_connect (limits, "notify::refused-calls", G_CALLBACK (count_notify), &n_refused);
  sipgo_limits_set_max_calls (limits, 2);
  g_assert_cmpuint (try_call (fixture), ==, 200);
  g_assert_cmpuint (try_call (fixture), ==, 200);
  g_assert_cmpuint (sipgo_limits_get_calls (limits), ==, 2);
  g_assert_cmpuint (try_call (fixture), ==, 503);
  g_assert_cmpuint (try_call (fixture), ==, 503);
  g_assert_cmpuint (sipgo_limits_get_refused_calls (limits), ==, 2);
  g_assert_cmpuint (fixture->n_invitations, ==, 2);
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_RESOURCES);
  g_assert_nonnull (strstr (outcome.error->message, "max-calls"));
  g_clear_object (&fixture->invitation);
  end_calls (fixture);
  g_assert_cmpuint (sipgo_limits_get_calls (limits), ==, 0);
  g_assert_cmpuint (try_call (fixture), ==, 200);
  end_calls (fixture);
  g_assert_cmpuint (n_calls, ==, 6);
  g_assert_cmpuint (n_refused, ==, 2);
}

/* A call that replaces another one (RFC 3891) does not count as a further call. */
static void
test_replacing_call (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  SipgoDialog *dialog = sipgo_session_get_dialog (session);
  g_autofree char *replaces = g_strdup_printf ("%s;to-tag=%s;from-tag=%s", sipgo_dialog_get_call_id (dialog),
                                               sipgo_dialog_get_local_tag (dialog),
                                               sipgo_dialog_get_remote_tag (dialog));

  sipgo_limits_set_max_calls (limits_of (fixture), 1);
  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "INVITE\nTo: <sip:alice@10.0.0.1>\nRequire: replaces\nReplaces: %s\n" WITH_SDP, replaces);
  peer_expect (fixture->peer, "180 INVITE");
  sipgo_invitation_reject (fixture->invitation, 486, NULL, NULL, NULL, NULL);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "486 INVITE"));
  g_clear_object (&fixture->invitation);
  end_calls (fixture);
}

/* --- media load --------------------------------------------------------------------------------------------------- */

#define LOADED_TYPE_FACTORY (loaded_factory_get_type ())
G_DECLARE_FINAL_TYPE (LoadedFactory, loaded_factory, LOADED, FACTORY, GObject)

struct _LoadedFactory
{
  GObject parent_instance;
  SipgoNullHandlerFactory *inner;
  double load;
  guint n_made;
};

static SipgoSessionDescriptionHandler *
loaded_factory_create_handler (SipgoSessionDescriptionHandlerFactory *factory, GObject *session,
                               const char *local_address)
{
  LoadedFactory *self = LOADED_FACTORY (factory);

  self->n_made++;
  SipgoSessionDescriptionHandlerFactory *inner = SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (self->inner);

  return sipgo_session_description_handler_factory_create_handler (inner, session, local_address);
}

/* A tenth of the whole load for each call without media yet. */
static double
loaded_factory_get_load (SipgoSessionDescriptionHandlerFactory *factory, guint n_more)
{
  return LOADED_FACTORY (factory)->load + 0.1 * n_more;
}

static void
loaded_factory_iface_init (SipgoSessionDescriptionHandlerFactoryInterface *iface)
{
  iface->create_handler = loaded_factory_create_handler;
  iface->get_load = loaded_factory_get_load;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (LoadedFactory, loaded_factory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_FACTORY,
                                                      loaded_factory_iface_init))

static void
loaded_factory_finalize (GObject *object)
{
  g_object_unref (LOADED_FACTORY (object)->inner);
  G_OBJECT_CLASS (loaded_factory_parent_class)->finalize (object);
}

static void
loaded_factory_class_init (LoadedFactoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = loaded_factory_finalize;
}

static void
loaded_factory_init (LoadedFactory *self)
{
  self->inner = sipgo_null_handler_factory_new ();
}

static LoadedFactory *
use_loaded_factory (Fixture *fixture)
{
  LoadedFactory *factory = g_object_new (LOADED_TYPE_FACTORY, NULL);

  sipgo_user_agent_set_session_description_handler_factory (fixture->agent,
                                                            SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (factory));
  return factory;
}

static void
test_media_load_21_5_4 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LoadedFactory) factory = use_loaded_factory (fixture);
  SipgoLimits *limits = limits_of (fixture);

  g_signal_connect (fixture->agent, "invitation", G_CALLBACK (accept_it), NULL);
  factory->load = 0.65;
  g_assert_cmpfloat (sipgo_limits_get_media_load (limits), ==, 0.65);
  g_assert_cmpuint (try_call (fixture), ==, 200);
  factory->load = 0.75;
  g_assert_cmpuint (try_call (fixture), ==, 503);
  g_assert_cmpuint (factory->n_made, ==, 1);
  sipgo_limits_set_max_media_load (limits, 1);
  g_assert_cmpuint (try_call (fixture), ==, 200);
  factory->load = 5;
  g_assert_cmpuint (try_call (fixture), ==, 503);
  sipgo_limits_set_max_media_load (limits, 0);
  g_assert_cmpuint (try_call (fixture), ==, 200);
  g_assert_cmpuint (sipgo_limits_get_refused_calls (limits), ==, 2);
  g_clear_object (&fixture->invitation);
  end_calls (fixture);
}

/* A ringing call counts, since it will have media. */
static void
test_media_load_of_ringing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LoadedFactory) factory = use_loaded_factory (fixture);
  GListModel *sessions = sipgo_user_agent_get_sessions (fixture->agent);
  guint i;

  factory->load = 0.55;
  for (i = 0; i < 2; i++)
    {
      call_agent (fixture);
      peer_expect (fixture->peer, "180 INVITE");
    }
  g_assert_cmpuint (try_call (fixture), ==, 503);
  g_assert_cmpuint (factory->n_made, ==, 0);
  g_clear_object (&fixture->invitation);
  while (g_list_model_get_n_items (sessions) > 0)
    {
      g_autoptr (SipgoSession) session = g_list_model_get_item (sessions, 0);

      sipgo_session_end (session, NULL, NULL, NULL);
      run_for (fixture->environment, 10);
    }
  run_for (fixture->environment, 40000);
  call_agent (fixture);
  peer_skip (fixture->peer);
  peer_expect (fixture->peer, "180 INVITE");
  sipgo_invitation_reject (fixture->invitation, 486, NULL, NULL, NULL, NULL);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "486 INVITE"));
}

/* --- transactions ------------------------------------------------------------------------------------------------- */

static void
send_options (Fixture *fixture)
{
  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "OPTIONS\nTo: <sip:alice@10.0.0.1>");
}

/* 200: calls are accepted; 503: they are not. */
static guint
try_options (Fixture *fixture)
{
  SipgoMessage *response;

  send_options (fixture);
  response = next_final (fixture);
  if (sipgo_message_get_status_code (response) != 200)
    assert_refused (response);
  return sipgo_message_get_status_code (response);
}

/* The answer to OPTIONS is the one that an INVITE would get. */
static void
test_options_11_2 (Fixture *fixture, gconstpointer data)
{
  SipgoLimits *limits = limits_of (fixture);

  g_signal_connect (fixture->agent, "invitation", G_CALLBACK (accept_it), NULL);
  sipgo_limits_set_max_calls (limits, 1);
  g_assert_cmpuint (try_options (fixture), ==, 200);
  g_assert_cmpuint (try_call (fixture), ==, 200);
  g_assert_cmpuint (try_options (fixture), ==, 503);
  g_assert_cmpuint (sipgo_limits_get_refused_calls (limits), ==, 0);
  g_clear_object (&fixture->invitation);
  end_calls (fixture);
  g_assert_cmpuint (try_options (fixture), ==, 200);
}

/* The calls that it has go on, and it may still call. */
static void
test_draining (Fixture *fixture, gconstpointer data)
{
  SipgoLimits *limits = limits_of (fixture);
  g_autoptr (SipgoInviter) own = NULL;
  guint n_changes = 0;

  g_signal_connect (fixture->agent, "invitation", G_CALLBACK (accept_it), NULL);
  g_signal_connect (limits, "notify::accepting-calls", G_CALLBACK (count_notify), &n_changes);
  g_assert_true (sipgo_limits_get_accepting_calls (limits));
  g_assert_cmpuint (try_call (fixture), ==, 200);
  g_object_set (limits, "accepting-calls", FALSE, NULL);
  g_object_set (limits, "accepting-calls", FALSE, NULL);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpuint (try_call (fixture), ==, 503);
  g_assert_cmpuint (try_options (fixture), ==, 503);
  g_assert_cmpuint (sipgo_limits_get_refused_calls (limits), ==, 1);
  g_assert_cmpuint (sipgo_limits_get_calls (limits), ==, 1);
  g_clear_object (&fixture->invitation);
  end_calls (fixture);
  own = establish_by_us (fixture);
  end_calls (fixture);
  g_object_set (limits, "accepting-calls", TRUE, NULL);
  g_assert_cmpuint (try_options (fixture), ==, 200);
  g_assert_cmpuint (try_call (fixture), ==, 200);
  g_clear_object (&fixture->invitation);
  end_calls (fixture);
}

static void
test_transactions_21_5_4 (Fixture *fixture, gconstpointer data)
{
  SipgoLimits *limits = limits_of (fixture);
  guint i;

  sipgo_limits_set_max_transactions (limits, 16);
  for (i = 0; i < 100; i++)
    {
      SipgoMessage *response;

      send_options (fixture);
      response = next_final (fixture);
      if (i < 14)
        g_assert_cmpuint (sipgo_message_get_status_code (response), ==, 200);
      else
        assert_refused (response);
    }
  g_assert_cmpuint (sipgo_limits_get_transactions (limits), ==, 14);
  g_assert_cmpuint (sipgo_limits_get_refused_requests (limits), ==, 86);
  /* An ACK gets no response. */
  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "ACK\nTo: <sip:alice@10.0.0.1>");
  peer_expect_nothing (fixture->peer, 100);
  run_for (fixture->environment, 33000);
  g_assert_cmpuint (sipgo_limits_get_transactions (limits), ==, 0);
  send_options (fixture);
  g_assert_cmpuint (sipgo_message_get_status_code (next_final (fixture)), ==, 200);
}

/* Requests that end something have reserved transactions. */
static void
test_transactions_reserve (Fixture *fixture, gconstpointer data)
{
  SipgoLimits *limits = limits_of (fixture);
  guint i;

  establish_by_peer (fixture);
  run_for (fixture->environment, 40000);
  sipgo_limits_set_max_transactions (limits, 16);
  {
    Peer *flooder = peer_new (fixture->environment, fixture->network, "10.0.0.3:5060");

    peer_aim (flooder, "udp:10.0.0.1:5060");
    for (i = 0; i < 30; i++)
      {
        peer_new_call (flooder);
        peer_send (flooder, "OPTIONS\nTo: <sip:alice@10.0.0.1>");
        run_for (fixture->environment, 10);
        /* A To tag of an unknown dialog gets no reserved transaction. */
        peer_new_call (flooder);
        peer_send (flooder, "BYE\nTo: <sip:alice@10.0.0.1>;tag=forged");
        run_for (fixture->environment, 10);
      }
    g_assert_cmpuint (sipgo_limits_get_transactions (limits), ==, 14);
    peer_hangs_up (fixture);
    run_for (fixture->environment, 10);
    g_assert_cmpuint (sipgo_limits_get_calls (limits), ==, 0);
    run_for (fixture->environment, 40000);
    peer_free (flooder);
  }
}

/* A CANCEL too, so that the caller does not keep ringing. */
static void
test_transactions_cancel (Fixture *fixture, gconstpointer data)
{
  SipgoLimits *limits = limits_of (fixture);

  be_called (fixture);
  sipgo_limits_set_max_transactions (limits, 1);
  g_assert_cmpuint (sipgo_limits_get_transactions (limits), ==, 1);
  sipgo_limits_set_max_transactions (limits, 2);
  peer_send (fixture->peer, "CANCEL\nTo: <sip:alice@example.com>");
  peer_expect (fixture->peer, "200 CANCEL");
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "487 INVITE"));
}

/* --- subscriptions, registered contacts --------------------------------------------------------------------------- */

static void
accept_subscription (SipgoUserAgent *agent, SipgoNotifier *notifier, gpointer data)
{
  sipgo_notifier_accept (notifier, NULL, NULL);
}

static SipgoMessage *
subscribe (Fixture *fixture)
{
  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "SUBSCRIBE\nTo: <sip:alice@10.0.0.1>\n" PEER_CONTACT "Event: presence\nExpires: 60");
  return next_final (fixture);
}

static void
answer_notify (Fixture *fixture)
{
  peer_reply (fixture->peer, peer_expect (fixture->peer, "NOTIFY"), "200 OK");
  run_for (fixture->environment, 10);
}

static void
test_subscriptions_21_5_4 (Fixture *fixture, gconstpointer data)
{
  SipgoLimits *limits = limits_of (fixture);

  g_signal_connect (fixture->agent, "subscription", G_CALLBACK (accept_subscription), NULL);
  sipgo_limits_set_max_subscriptions (limits, 1);
  g_assert_cmpuint (sipgo_message_get_status_code (subscribe (fixture)), ==, 200);
  answer_notify (fixture);
  g_assert_cmpuint (sipgo_limits_get_subscriptions (limits), ==, 1);
  assert_refused (subscribe (fixture));
  g_assert_cmpuint (sipgo_limits_get_refused_subscriptions (limits), ==, 1);
  run_for (fixture->environment, 61000);
  answer_notify (fixture);
  g_assert_cmpuint (sipgo_limits_get_subscriptions (limits), ==, 0);
  g_assert_cmpuint (sipgo_message_get_status_code (subscribe (fixture)), ==, 200);
  answer_notify (fixture);
  run_for (fixture->environment, 61000);
  answer_notify (fixture);
}

static void
accept_contact (SipgoUserAgent *agent, SipgoRegisteredContact *contact, gpointer data)
{
  sipgo_registered_contact_accept (contact, NULL, NULL);
}

static guint
register_as (Fixture *fixture, const char *name)
{
  peer_new_call (fixture->peer);
  peer_send (fixture->peer,
             "REGISTER sip:10.0.0.1\nTo: <sip:%s@10.0.0.1>\nFrom: <sip:%s@10.0.0.1>;tag=x\n"
             "Contact: <sip:%s@10.0.0.2>\nExpires: 60",
             name, name, name);
  return sipgo_message_get_status_code (next_final (fixture));
}

static void
test_registered_contacts_21_5_4 (Fixture *fixture, gconstpointer data)
{
  SipgoLimits *limits = limits_of (fixture);

  g_signal_connect (fixture->agent, "register-received", G_CALLBACK (accept_contact), NULL);
  sipgo_limits_set_max_registered_contacts (limits, 1);
  g_assert_cmpuint (register_as (fixture, "bob"), ==, 200);
  g_assert_cmpuint (sipgo_limits_get_registered_contacts (limits), ==, 1);
  g_assert_cmpuint (register_as (fixture, "carol"), ==, 503);
  g_assert_cmpuint (sipgo_limits_get_refused_registered_contacts (limits), ==, 1);
  run_for (fixture->environment, 62000);
  g_assert_cmpuint (register_as (fixture, "carol"), ==, 200);
}

/* --- connections -------------------------------------------------------------------------------------------------- */

static void
test_connections (Fixture *fixture, gconstpointer data)
{
  SipgoLimits *limits = limits_of (fixture);
  SipgoTransportLayer *transport = sipgo_user_agent_core_get_transport (sipgo_user_agent_get_core (fixture->agent));

  g_assert_cmpuint (sipgo_limits_get_max_connections (limits), ==, 4096);
  g_assert_cmpuint (sipgo_limits_get_max_handshakes (limits), ==, 1024);
  sipgo_limits_set_max_connections (limits, 7);
  g_assert_cmpuint (sipgo_transport_layer_get_connection_limits (transport)->max_connections, ==, 7);
  sipgo_limits_set_max_handshakes (limits, 3);
  g_assert_cmpuint (sipgo_limits_get_max_handshakes (limits), ==, 3);
  g_assert_cmpuint (sipgo_limits_get_connections (limits), ==, 0);
  g_assert_cmpuint (sipgo_limits_get_max_connections_per_host (limits), ==, 512);
  g_object_set (limits, "max-connections-per-host", 5, NULL);
  g_assert_cmpuint (sipgo_transport_layer_get_connection_limits (transport)->max_connections_per_host, ==, 5);
  g_assert_cmpuint (sipgo_limits_get_max_bytes_in_flight (limits), ==, 64 * 1024 * 1024);
  sipgo_limits_set_max_bytes_in_flight (limits, 1000);
  g_assert_cmpuint (sipgo_transport_layer_get_connection_limits (transport)->max_held, ==, 1000);
  g_assert_cmpuint (sipgo_limits_get_bytes_in_flight (limits), ==, 0);
}

/* Each property has the value that its functions have: none is mixed up in the tables. */
static void
test_properties (Fixture *fixture, gconstpointer data)
{
  SipgoLimits *limits = limits_of (fixture);
  guint n, i;
  g_autofree GParamSpec **all = g_object_class_list_properties (G_OBJECT_GET_CLASS (limits), &n);

  g_assert_cmpuint (n, >=, 26);
  for (i = 0; i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      if (all[i]->value_type == G_TYPE_UINT && (all[i]->flags & G_PARAM_WRITABLE))
        g_object_set (limits, all[i]->name, 1000 + i, NULL);
      g_object_get_property (G_OBJECT (limits), all[i]->name, &value);
      if (all[i]->flags & G_PARAM_WRITABLE && all[i]->value_type == G_TYPE_UINT)
        g_assert_cmpuint (g_value_get_uint (&value), ==, 1000 + i);
      else if (all[i]->value_type != G_TYPE_DOUBLE)
        g_assert_true (g_param_value_defaults (all[i], &value));
    }
  sipgo_limits_set_max_calls (limits, 1);
  sipgo_limits_set_max_trace_bytes (limits, 2);
  g_object_get (limits, "max-calls", &i, "max-trace-bytes", &n, NULL);
  g_assert_cmpuint (i, ==, 1);
  g_assert_cmpuint (n, ==, 2);
}

/* --- floods ------------------------------------------------------------------------------------------------------- */

#define FLOOD 3000

typedef struct
{
  const char *name;
  const char *request;
  const char *rest;
} Flood;

static const Flood floods[] = {
  { "INVITE", "INVITE", "To: <sip:alice@10.0.0.1>\n" WITH_SDP },
  { "REGISTER", "REGISTER sip:10.0.0.1", "To: <sip:mallory@10.0.0.1>\nContact: <sip:mallory@10.0.0.3>\nExpires: 60" },
  { "OPTIONS", "OPTIONS", "To: <sip:alice@10.0.0.1>" },
  { "SUBSCRIBE", "SUBSCRIBE",
    "To: <sip:alice@10.0.0.1>\nContact: <sip:mallory@10.0.0.3>\nEvent: presence\nExpires: 60" },
  { "MESSAGE", "MESSAGE", "To: <sip:alice@10.0.0.1>" },
};

static void
send_garbage (Peer *peer, guint n)
{
  static const char *const garbage[] = {
    "", "\n\n", "INVITE", "SIP/2.0 200 OK\n\n", "\x16\x03\x01\x02", "OPTIONS sip:alice@10.0.0.1 SIP/2.0\nVia: x\n\n",
    "INVITE sip:alice@10.0.0.1 SIP/2.0\nContent-Length: 99999999\n\n",
  };

  peer_send_raw (peer, garbage[n % G_N_ELEMENTS (garbage)]);
}

/* No ACKs and no responses are sent. Normal calls still succeed, and in the end nothing is left. */
static void
test_flood (Fixture *fixture, gconstpointer data)
{
  const Flood *flood = data;
  SipgoLimits *limits = limits_of (fixture);
  Peer *flooder = peer_new (fixture->environment, fixture->network, "10.0.0.3:5060");
  guint most = 0, i;

  g_signal_connect (fixture->agent, "invitation", G_CALLBACK (accept_it), NULL);
  g_signal_connect (fixture->agent, "subscription", G_CALLBACK (accept_subscription), NULL);
  g_signal_connect (fixture->agent, "register-received", G_CALLBACK (accept_contact), NULL);
  sipgo_limits_set_max_transactions (limits, 4000);
  sipgo_limits_set_max_calls (limits, 200);
  sipgo_limits_set_max_subscriptions (limits, 200);
  peer_aim (flooder, "udp:10.0.0.1:5060");
  for (i = 0; i < FLOOD; i++)
    {
      peer_new_call (flooder);
      if (flood)
        peer_send (flooder, "%s\nCall-ID: flood-%u\n%s", flood->request, i, flood->rest);
      else
        send_garbage (flooder, i);
      run_for (fixture->environment, 1);
      most = MAX (most, sipgo_limits_get_transactions (limits));
      if (i % 500 != 0)
        continue;
      g_assert_cmpuint (try_options (fixture), ==, sipgo_limits_get_calls (limits) < 200 ? 200 : 503);
    }
  g_assert_cmpuint (most, <=, 4000);
  g_assert_cmpuint (sipgo_limits_get_calls (limits), <=, 200);
  g_assert_cmpuint (sipgo_limits_get_subscriptions (limits), <=, 200);
  run_for (fixture->environment, 200000);
  g_clear_object (&fixture->invitation);
  g_assert_cmpuint (sipgo_limits_get_transactions (limits), ==, 0);
  g_assert_cmpuint (sipgo_limits_get_calls (limits), ==, 0);
  g_assert_cmpuint (sipgo_limits_get_subscriptions (limits), ==, 0);
  g_assert_cmpuint (sipgo_limits_get_registered_contacts (limits), ==, 0);
  g_assert_cmpuint (try_call (fixture), ==, 200);
  g_clear_object (&fixture->invitation);
  end_calls (fixture);
  peer_free (flooder);
}

int
main (int argc, char **argv)
{
  guint i;

  g_test_init (&argc, &argv, NULL);
  ADD ("/limits/calls-21.5.4", test_calls_21_5_4);
  ADD ("/limits/replacing-call", test_replacing_call);
  ADD ("/limits/media-load-21.5.4", test_media_load_21_5_4);
  ADD ("/limits/media-load-of-ringing", test_media_load_of_ringing);
  ADD ("/limits/options-11.2", test_options_11_2);
  ADD ("/limits/draining", test_draining);
  ADD ("/limits/transactions-21.5.4", test_transactions_21_5_4);
  ADD ("/limits/transactions-reserve", test_transactions_reserve);
  ADD ("/limits/transactions-cancel", test_transactions_cancel);
  ADD ("/limits/subscriptions-21.5.4", test_subscriptions_21_5_4);
  ADD ("/limits/registered-contacts-21.5.4", test_registered_contacts_21_5_4);
  ADD ("/limits/connections", test_connections);
  ADD ("/limits/properties", test_properties);
  for (i = 0; i < G_N_ELEMENTS (floods); i++)
    {
      g_autofree char *path = g_strconcat ("/limits/flood-", floods[i].name, NULL);

      g_test_add (path, Fixture, &floods[i], fixture_set_up, test_flood, fixture_tear_down);
    }
  g_test_add ("/limits/flood-garbage", Fixture, NULL, fixture_set_up, test_flood, fixture_tear_down);
  return g_test_run ();
}
