/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-via.h"

static SipgoVia *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  SipgoVia *via = sipgo_via_parse (text, &error);

  g_assert_no_error (error);
  return via;
}

static void
test_parts (void)
{
  g_autoptr (SipgoVia) via = parse ("SIP / 2.0 / UDP first.example.com : 4000;ttl=16 ;maddr=224.2.0.1 ;"
                                    "branch=z9hG4bKa7c6a8dlze.1;rport");
  g_autoptr (SipgoVia) bare = parse ("SIP/2.0/TCP [2001:db8::9:1]");
  g_autofree char *text = sipgo_via_to_string (bare);

  g_assert_cmpstr (sipgo_via_get_transport (via), ==, "UDP");
  g_assert_cmpstr (sipgo_via_get_host (via), ==, "first.example.com");
  g_assert_cmpuint (sipgo_via_get_port (via), ==, 4000);
  g_assert_cmpstr (sipgo_via_get_branch (via), ==, "z9hG4bKa7c6a8dlze.1");
  g_assert_cmpstr (sipgo_via_get_parameter (via, "MADDR"), ==, "224.2.0.1");
  g_assert_true (sipgo_via_has_parameter (via, "rport"));
  g_assert_cmpstr (sipgo_via_get_parameter (via, "rport"), ==, "");
  g_assert_null (sipgo_via_get_parameter (via, "received"));
  g_assert_cmpstr (sipgo_via_get_host (bare), ==, "2001:db8::9:1");
  g_assert_cmpuint (sipgo_via_get_port (bare), ==, 0);
  g_assert_null (sipgo_via_get_branch (bare));
  g_assert_cmpstr (text, ==, "SIP/2.0/TCP [2001:db8::9:1]");
}

static void
test_received (void)
{
  g_autoptr (SipgoVia) bare = parse ("SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:255;branch=z9hG4bKas3");
  g_autoptr (SipgoVia) bracketed = parse ("SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKas3");

  g_assert_cmpstr (sipgo_via_get_parameter (bare, "received"), ==, "2001:db8::9:255");
  g_assert_cmpstr (sipgo_via_get_parameter (bracketed, "received"), ==, "[2001:db8::9:255]");
}

static void
test_errors (void)
{
  static const char * const texts[] = {
    "", "SIP", "SIP/2.0", "SIP/2.0/", "SIP/2.0/UDP", "SIP/2.0/UDPhost", "SIP/2.0/UDP ", "SIP/2.0/UDP a:",
    "SIP/2.0/UDP a:65536",
    "SIP/2.0/UDP a:5060x", "SIP/2.0/UDP a;", "SIP/2.0/UDP a;branch=", "SIP/2.0/UDP a;;", "SIP/2.0/UDP a b",
    "SIP/2.0/UDP a,",
    "SIP/2.0/UDP [::1", "SIP/2.0/UDP 2001:db8::1", "SIP 2.0 UDP a", "/2.0/UDP a", "SIP/2.0/UDP @a",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SipgoVia) via = sipgo_via_parse (texts[i], &error);

      g_test_message ("%s", texts[i]);
      g_assert_null (via);
      g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
    }
}

static void
test_equal (void)
{
  g_autoptr (SipgoVia) a = parse ("SIP/2.0/UDP host:5060;branch=z9hG4bK1;rport");
  g_autoptr (SipgoVia) same = parse ("SIP/2.0/udp HOST:5060;rport;branch=z9hG4bK1");
  g_autoptr (SipgoVia) port = parse ("SIP/2.0/UDP host;branch=z9hG4bK1;rport");
  g_autoptr (SipgoVia) fewer = parse ("SIP/2.0/UDP host:5060;branch=z9hG4bK1");
  g_autoptr (SipgoVia) transport = parse ("SIP/2.0/TCP host:5060;branch=z9hG4bK1;rport");
  g_autoptr (SipgoVia) ipv6 = parse ("SIP/2.0/UDP [2001:db8::1]:5060;branch=z9hG4bK1;rport");
  g_autoptr (SipgoVia) same_ipv6 = parse ("SIP/2.0/UDP [2001:DB8:0::1]:5060;branch=z9hG4bK1;rport");

  g_assert_true (sipgo_via_equal (a, same));
  g_assert_cmpuint (sipgo_via_hash (a), ==, sipgo_via_hash (same));
  g_assert_true (sipgo_via_equal (ipv6, same_ipv6));
  g_assert_cmpuint (sipgo_via_hash (ipv6), ==, sipgo_via_hash (same_ipv6));
  g_assert_false (sipgo_via_equal (a, ipv6));
  g_assert_false (sipgo_via_equal (a, port));
  g_assert_false (sipgo_via_equal (a, fewer));
  g_assert_false (sipgo_via_equal (fewer, a));
  g_assert_false (sipgo_via_equal (a, transport));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/via/parts", test_parts);
  g_test_add_func ("/message/via/received", test_received);
  g_test_add_func ("/message/via/errors", test_errors);
  g_test_add_func ("/message/via/equal", test_equal);
  return g_test_run ();
}
