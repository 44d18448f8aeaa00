/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/transport/sipgo-listener-private.h"
#include "libsipgo/transport/sipgo-target-private.h"

static void
test_target (void)
{
  SipgoTarget target = { SIPGO_PROTOCOL_TCP };
  g_autofree char *text = NULL;
  SipgoProtocol protocol;

  sipgo_address_parse (&target.address, "::1", 5070);
  text = sipgo_target_to_string (&target);
  g_assert_cmpstr (text, ==, "tcp:[::1]:5070");
  g_assert_true (sipgo_protocol_parse (&protocol, "Tcp"));
  g_assert_cmpint (protocol, ==, SIPGO_PROTOCOL_TCP);
  g_assert_false (sipgo_protocol_parse (&protocol, "sctp"));
  g_assert_cmpstr (sipgo_protocol_get_name (SIPGO_PROTOCOL_UDP), ==, "UDP");
}

/* A copy has a name of its own, and is the same target. Names differ by more than upper and lower case. */
static void
test_verified_name (void)
{
  g_autofree char *name = g_strdup ("sip.example.com");
  SipgoTarget target = { .protocol = SIPGO_PROTOCOL_TLS, .verified_name = name };
  SipgoTarget other = { .protocol = SIPGO_PROTOCOL_TLS };
  SipgoTarget copy;
  SipgoTarget *second = sipgo_target_dup (&target);

  sipgo_target_copy (&copy, &target);
  g_assert_true (sipgo_target_equal (&copy, &target));
  g_assert_cmpuint (sipgo_target_hash (&copy), ==, sipgo_target_hash (&target));
  name[0] = 'x';
  g_assert_cmpstr (copy.verified_name, ==, "sip.example.com");
  g_assert_false (sipgo_target_equal (&copy, &target));
  g_assert_true (sipgo_target_equal (&copy, second));
  g_assert_false (sipgo_target_equal (&copy, &other));
  other.verified_name = "SIP.example.com";
  g_assert_true (sipgo_target_equal (&copy, &other));
  sipgo_target_clear (&copy);
  sipgo_target_free (second);
}

static const struct
{
  const char *uri;
  gboolean must_be_secure;
  const char *target;              /* NULL: not possible */
} protocols[] = {
  { "sip:192.0.2.1", FALSE, "udp:192.0.2.1:5060" },
  { "sip:192.0.2.1;transport=tcp", FALSE, "tcp:192.0.2.1:5060" },
  { "sip:192.0.2.1;transport=tls", FALSE, "tls:192.0.2.1:5061" },
  { "sip:192.0.2.1", TRUE, "tls:192.0.2.1:5061" },
  { "sip:192.0.2.1;transport=udp", TRUE, NULL },
  { "sip:192.0.2.1;transport=tcp", TRUE, "tls:192.0.2.1:5061" },
  { "sip:192.0.2.1:5060;transport=ws", TRUE, "wss:192.0.2.1:5060" },
  { "sips:192.0.2.1", FALSE, "tls:192.0.2.1:5061" },
  { "sips:192.0.2.1;transport=tls", FALSE, "tls:192.0.2.1:5061" },
  { "sips:192.0.2.1;transport=wss", FALSE, "wss:192.0.2.1:443" },
  { "sips:192.0.2.1;transport=udp", FALSE, NULL },
  { "sips:192.0.2.1;transport=sctp", FALSE, NULL },
  { "sips:example.com", FALSE, NULL },
};

static void
test_protocols (void)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autoptr (SipgoUri) uri = sipgo_uri_parse (protocols[i].uri, NULL);
      g_autofree char *text = NULL;
      SipgoTarget target;

      if (sipgo_target_from_uri (&target, uri, protocols[i].must_be_secure))
        text = sipgo_target_to_string (&target);
      g_assert_cmpstr (text, ==, protocols[i].target);
      if (text)
        g_assert_cmpstr (target.verified_name, ==, sipgo_protocol_is_verified (target.protocol) ? "192.0.2.1" : NULL);
    }
}

static const struct
{
  const char *text;
  int code;                /* -1: parsed */
  const char *formatted;
} listeners[] = {
  { "udp:127.0.0.1:5070", -1, "127.0.0.1:5070" },
  { "udp:127.0.0.1", -1, "127.0.0.1:5060" },
  { "TCP:[::1]:0", -1, "[::1]:0" },
  { "tcp:[::]", -1, "[::]:5060" },
  { "udp:", SIPGO_ERROR_INVALID },
  { "udp", SIPGO_ERROR_INVALID },
  { "", SIPGO_ERROR_INVALID },
  { "udp:127.0.0.1:", SIPGO_ERROR_INVALID },
  { "udp:127.0.0.1:65536", SIPGO_ERROR_INVALID },
  { "udp:127.0.0.1:-1", SIPGO_ERROR_INVALID },
  { "udp:127.0.0.1:5060x", SIPGO_ERROR_INVALID },
  { "udp:[::1]5060", SIPGO_ERROR_INVALID },
  { "udp:[::1", SIPGO_ERROR_INVALID },
  { "udp:localhost:5060", SIPGO_ERROR_INVALID },
  { "sctp:127.0.0.1:5060", SIPGO_ERROR_INVALID },
  { "tls:127.0.0.1", -1, "127.0.0.1:5061" },
  { "Tls:[::]:5070", -1, "[::]:5070" },
};

static void
test_listener (void)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];
  guint i;

  for (i = 0; i < G_N_ELEMENTS (listeners); i++)
    {
      g_autoptr (GError) error = NULL;
      SipgoProtocol protocol;
      SipgoAddress address;
      gboolean parsed = sipgo_listener_parse (listeners[i].text, &protocol, &address, &error);

      g_test_message ("\"%s\"", listeners[i].text);
      if (listeners[i].code < 0)
        {
          g_assert_no_error (error);
          g_assert_true (parsed);
          g_assert_cmpstr (sipgo_address_format (&address, text), ==, listeners[i].formatted);
        }
      else
        {
          g_assert_false (parsed);
          g_assert_error (error, SIPGO_ERROR, listeners[i].code);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transport/target/text", test_target);
  g_test_add_func ("/transport/target/verified-name", test_verified_name);
  g_test_add_func ("/transport/target/protocols", test_protocols);
  g_test_add_func ("/transport/target/listener", test_listener);
  return g_test_run ();
}
