/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which connection a request may use; dummy streams replace those of the network. */
#include "libsipgo/transport/sipgo-connections-private.h"

#define PEER "192.0.2.7"
#define PORT 5062

typedef struct
{
  SipgoEnvironment *environment;
  SipgoMessageLimits limits;
  SipgoConnectionLimits connection_limits;
  SipgoConnections *connections;
} Fixture;

static gssize
empty_write (SipgoStream *stream, const char *data, gsize length, GError **error)
{
  return length;
}

static void
empty_finish (SipgoStream *stream)
{
}

static void
empty_free (SipgoStream *stream)
{
  g_free (stream);
}

static SipgoStream *
empty_stream_new (gboolean is_framed, gboolean is_secure)
{
  static const SipgoStreamClass klass = { empty_write, empty_finish, empty_free };
  SipgoStream *stream = g_new0 (SipgoStream, 1);

  stream->klass = &klass;
  stream->is_framed = is_framed;
  stream->is_secure = is_secure;
  sipgo_address_parse (&stream->local, "192.0.2.1", 49152);
  sipgo_address_parse (&stream->remote, PEER, PORT);
  return stream;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  static const SipgoConnectionsFuncs funcs = { NULL };

  self->environment = sipgo_environment_new_virtual (1);
  self->limits = sipgo_limits_default;
  self->connection_limits = (SipgoConnectionLimits) {
    .connect_timeout_us = SIPGO_SECONDS (10), .first_message_timeout_us = SIPGO_SECONDS (32),
                          .idle_timeout_us = SIPGO_SECONDS (3600),
    .max_connections = 8, .max_connections_per_host = 4, .max_queue = 1024,
  };
  self->connections = sipgo_connections_new (self->environment, &self->limits, &self->connection_limits, &funcs, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  sipgo_connections_free (self->connections);
  sipgo_environment_unref (self->environment);
}

/* By a URI with the address of the peer and the transport. */
static SipgoFlow *
find (Fixture *self, const char *transport)
{
  g_autofree char *text = g_strdup_printf ("sip:%s:%u;transport=%s", PEER, PORT, transport);
  g_autoptr (SipgoUri) uri = sipgo_uri_parse (text, NULL);
  SipgoTarget target;

  g_assert_true (sipgo_target_from_uri (&target, uri, FALSE));
  return sipgo_connections_find (self->connections, &target);
}

/* Each protocol has its own connection to the address; a request for one is never sent over another. */
static void
test_protocols (Fixture *self, gconstpointer data)
{
  SipgoFlow *web_socket = sipgo_connections_add (self->connections, empty_stream_new (TRUE, FALSE), NULL);
  SipgoFlow *tcp;

  g_assert_true (find (self, "ws") == web_socket);
  g_assert_null (find (self, "tcp"));
  g_assert_null (find (self, "wss"));
  tcp = sipgo_connections_add (self->connections, empty_stream_new (FALSE, FALSE), NULL);
  g_assert_true (find (self, "tcp") == tcp);
  g_assert_true (find (self, "ws") == web_socket);
}

/* Only the server side of a TLS connection has shown a certificate. A peer that has connected to us gets responses over
 * its connection, but no request for a server whose certificate must be verified, even if the port is the same. */
static void
test_unverified (Fixture *self, gconstpointer data)
{
  SipgoTarget peer;
  SipgoFlow *ours;

  g_assert_true (sipgo_connections_accept (self->connections, empty_stream_new (TRUE, TRUE)));
  g_assert_null (find (self, "wss"));
  ours = sipgo_connections_add (self->connections, empty_stream_new (TRUE, TRUE), PEER);
  g_assert_true (find (self, "wss") == ours);
  g_assert_true (sipgo_connections_accept (self->connections, empty_stream_new (TRUE, TRUE)));
  g_assert_true (find (self, "wss") == ours);
  peer = (SipgoTarget) { .protocol = SIPGO_PROTOCOL_WSS };
  sipgo_address_parse (&peer.address, PEER, PORT);
  g_assert_nonnull (sipgo_connections_find (self->connections, &peer));
  g_assert_true (sipgo_connections_find (self->connections, &peer) != ours);
}

/* Two domains may have one address. A connection whose server has proved one of them is not used for the other. */
static void
test_names (Fixture *self, gconstpointer data)
{
  SipgoTarget target = { .protocol = SIPGO_PROTOCOL_TLS };
  SipgoFlow *one, *two;

  sipgo_address_parse (&target.address, PEER, PORT);
  one = sipgo_connections_add (self->connections, empty_stream_new (FALSE, TRUE), "one.example");
  two = sipgo_connections_add (self->connections, empty_stream_new (FALSE, TRUE), "two.example");
  g_assert_null (sipgo_connections_find (self->connections, &target));
  target.verified_name = "One.Example";
  g_assert_true (sipgo_connections_find (self->connections, &target) == one);
  target.verified_name = "two.example";
  g_assert_true (sipgo_connections_find (self->connections, &target) == two);
  target.verified_name = "three.example";
  g_assert_null (sipgo_connections_find (self->connections, &target));
  g_assert_null (find (self, "tls"));
  g_assert_null (find (self, "tcp"));
}

#define ADD(name, func) g_test_add ("/transport/connections/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("protocols", test_protocols);
  ADD ("unverified", test_unverified);
  ADD ("names", test_names);
  return g_test_run ();
}
