/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-uri.h"

static SipgoUri *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  SipgoUri *uri = sipgo_uri_parse (text, &error);

  g_assert_no_error (error);
  return uri;
}

static void
assert_text (SipgoUri *uri, const char *expected)
{
  g_autofree char *text = sipgo_uri_to_string (uri);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_parts (void)
{
  g_autoptr (SipgoUri) uri = parse ("SIPS:al%20ice:se%3Acret@Example.COM:5061;transport=tcp;lr;"
                                    "a%3Bb=c%20d?Subject=a%20b&X=");
  g_auto (GStrv) parameters = sipgo_uri_get_parameter_names (uri);
  g_auto (GStrv) headers = sipgo_uri_get_header_names (uri);

  g_assert_cmpstr (sipgo_uri_get_scheme (uri), ==, "SIPS");
  g_assert_true (sipgo_uri_is_secure (uri));
  g_assert_cmpstr (sipgo_uri_get_user (uri), ==, "al ice");
  g_assert_cmpstr (sipgo_uri_get_password (uri), ==, "se:cret");
  g_assert_cmpstr (sipgo_uri_get_host (uri), ==, "Example.COM");
  g_assert_cmpuint (sipgo_uri_get_port (uri), ==, 5061);
  g_assert_cmpstr (sipgo_uri_get_parameter (uri, "Transport"), ==, "tcp");
  g_assert_true (sipgo_uri_has_parameter (uri, "lr"));
  g_assert_cmpstr (sipgo_uri_get_parameter (uri, "lr"), ==, "");
  g_assert_cmpstr (sipgo_uri_get_parameter (uri, "a;b"), ==, "c d");
  g_assert_null (sipgo_uri_get_parameter (uri, "maddr"));
  g_assert_cmpuint (g_strv_length (parameters), ==, 3);
  g_assert_cmpstr (sipgo_uri_get_header (uri, "subject"), ==, "a b");
  g_assert_cmpstr (sipgo_uri_get_header (uri, "x"), ==, "");
  g_assert_cmpuint (g_strv_length (headers), ==, 2);
}

static void
test_no_parts (void)
{
  g_autoptr (SipgoUri) uri = parse ("sip:example.com");
  g_auto (GStrv) parameters = sipgo_uri_get_parameter_names (uri);

  g_assert_null (sipgo_uri_get_user (uri));
  g_assert_null (sipgo_uri_get_password (uri));
  g_assert_cmpuint (sipgo_uri_get_port (uri), ==, 0);
  g_assert_false (sipgo_uri_is_secure (uri));
  g_assert_cmpuint (g_strv_length (parameters), ==, 0);
  g_assert_null (sipgo_uri_get_header (uri, "Subject"));
}

static void
test_other_schemes (void)
{
  g_autoptr (SipgoUri) tel = parse ("tel:+1-201-555-0123;phone-context=example.com");
  g_autoptr (SipgoUri) urn = parse ("urn:service:sos");

  g_assert_cmpstr (sipgo_uri_get_user (tel), ==, "+1-201-555-0123");
  g_assert_null (sipgo_uri_get_host (tel));
  g_assert_cmpstr (sipgo_uri_get_parameter (tel, "phone-context"), ==, "example.com");
  g_assert_cmpstr (sipgo_uri_get_scheme (urn), ==, "urn");
  g_assert_null (sipgo_uri_get_user (urn));
  assert_text (urn, "urn:service:sos");
}

/* Escapes that do not decode to text are not decoded. */
static void
test_odd_escapes (void)
{
  g_autoptr (SipgoUri) nul = parse ("sip:null-%00-null@example.com");
  g_autoptr (SipgoUri) latin = parse ("sip:caf%E9@example.com");
  g_autoptr (SipgoUri) utf8 = parse ("sip:caf%C3%A9@example.com");

  g_assert_cmpstr (sipgo_uri_get_user (nul), ==, "null-%00-null");
  g_assert_cmpstr (sipgo_uri_get_user (latin), ==, "caf%E9");
  g_assert_cmpstr (sipgo_uri_get_user (utf8), ==, "café");
}

static void
test_ipv6 (void)
{
  g_autoptr (SipgoUri) uri = parse ("sip:bob@[2001:db8::1]:5070;lr");
  g_autoptr (SipgoUri) made = sipgo_uri_new ("sip", "bob", "2001:db8::1", 5070, NULL);
  g_autoptr (SipgoUri) bracketed = sipgo_uri_new ("sip", "bob", "[2001:db8::1]", 5070, NULL);

  g_assert_cmpstr (sipgo_uri_get_host (uri), ==, "2001:db8::1");
  g_assert_cmpuint (sipgo_uri_get_port (uri), ==, 5070);
  assert_text (made, "sip:bob@[2001:db8::1]:5070");
  g_assert_true (sipgo_uri_equal (made, bracketed));
}

static void
test_errors (void)
{
  static const struct
  {
    const char *text;
    guint at;
    const char *expected;
  } cases[] = {
    { "", 0, "a scheme" },
    { "alice", 5, "a scheme" },
    { "1sip:alice@a", 0, "a scheme" },
    { "sip:", 4, "a host name or address" },
    { "sip:@example.com", 4, "a user name" },
    { "sip:alice@", 10, "a host name or address" },
    { "sip:alice@example.com:70000", 22, "a port number" },
    { "sip:alice@example.com:", 22, "a port number" },
    { "sip:al%2@example.com", 6, "two hexadecimal digits" },
    { "sip:al<ice@example.com", 6, "%-escape" },
    { "sip:al ice@example.com", 6, "%-escape" },
    { "sip:alice@example.com;", 22, "a parameter name" },
    { "sip:alice@example.com;a=", 24, "a parameter value" },
    { "sip:alice@example.com?subject", 29, "a header as name=value" },
    { "sip:alice@256.1.1.1", 10, "a host name or address" },
    { "sip:alice@1.2.3", 10, "a host name or address" },
    { "sip:alice@a..b", 10, "a host name or address" },
    { "sip:alice@-a.b", 10, "a host name or address" },
    { "sip:alice@[::1", 10, "an IPv6 address" },
    { "sip:alice@[1:2:3:::4]", 10, "an IPv6 address" },
    { "sip:alice@example.com x", 21, "a parameter, a header or the end" },
    { "tel:", 4, "a telephone number" },
    { "tel:12x", 6, "a digit" },
    { "urn:", 4, "text after the scheme" },
    { "urn:a b", 5, "a character" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *where = g_strdup_printf ("at byte %u", cases[i].at);
      g_autoptr (SipgoUri) uri = sipgo_uri_parse (cases[i].text, &error);

      g_assert_null (uri);
      g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
      g_test_message ("%s", error->message);
      g_assert_nonnull (g_strstr_len (error->message, -1, cases[i].expected));
      g_assert_true (g_str_has_suffix (error->message, where));
    }
}

static void
test_accepted (void)
{
  static const char * const texts[] = {
    "sip:3com.com",   "sip:a@4f3a2b1c9d0e", "sip:a@under_score.example",    "sip:a@xn--bcher-kva.example.",
    "sip:a@10.0.0.1", "sip:a@h;x=[::1]/:&+$", "sip:a;b=c?d,e/f@h",          "sip:user:@h",
    "sip:a@h?a=b&c=", "sip:%61@h:0",        "tel:*21#;phone-context=+1",    "mailto:a@b?x=y#z",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (SipgoUri) uri = parse (texts[i]);

      assert_text (uri, texts[i]);
    }
}

static void
test_new (void)
{
  g_autoptr (SipgoUri) sip = sipgo_uri_new ("sip", "a b@c", "example.com", 0, NULL);
  g_autoptr (SipgoUri) host = sipgo_uri_new ("sips", NULL, "example.com", 5061, NULL);
  g_autoptr (SipgoUri) tel = sipgo_uri_new ("tel", "+123", NULL, 0, NULL);

  assert_text (sip, "sip:a%20b%40c@example.com");
  assert_text (host, "sips:example.com:5061");
  assert_text (tel, "tel:+123");
}

static void
test_new_errors (void)
{
  static const struct
  {
    const char *scheme, *user, *host;
    guint port;
  } cases[] = {
    { "sip", "alice", "exa mple.com", 0 },
    { "sip", "alice", "", 0 },
    { "sip", "alice", NULL, 0 },
    { "sip", "alice", "example.com;lr", 0 },
    { "sip", "alice", "example.com?a=b", 0 },
    { "sip", "alice", "example.com:5060", 0 },
    { "sip", NULL, "alice@example.com", 0 },
    { "sip", "alice", "example.com", 65536 },
    { "no scheme", "alice", "example.com", 0 },
    { "tel", NULL, NULL, 0 },
    { "tel", "not a number", NULL, 0 },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sipgo_uri_new (cases[i].scheme, cases[i].user, cases[i].host, cases[i].port, &error));
      g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
    }
}

static void
test_copies (void)
{
  g_autoptr (SipgoUri) uri = parse ("sip:a%3Bb:pw@[::1]:5060;lr;transport=udp;x=%20?S=1");
  g_autoptr (SipgoUri) user = sipgo_uri_with_user (uri, "bob smith");
  g_autoptr (SipgoUri) no_user = sipgo_uri_with_user (uri, NULL);
  g_autoptr (SipgoUri) changed = sipgo_uri_with_parameter (uri, "Transport", "tcp");
  g_autoptr (SipgoUri) flag = sipgo_uri_with_parameter (uri, "gr", NULL);
  g_autoptr (SipgoUri) less = sipgo_uri_without_parameter (uri, "LR");
  g_autoptr (SipgoUri) same = sipgo_uri_without_parameter (uri, "none");
  g_autoptr (SipgoUri) header = sipgo_uri_with_header (uri, "Replaces", "id;to-tag=1");
  g_autoptr (SipgoUri) bare = sipgo_uri_without_headers (uri);

  assert_text (user, "sip:bob%20smith@[::1]:5060;lr;transport=udp;x=%20?S=1");
  assert_text (no_user, "sip:[::1]:5060;lr;transport=udp;x=%20?S=1");
  assert_text (changed, "sip:a%3Bb:pw@[::1]:5060;lr;x=%20;Transport=tcp?S=1");
  assert_text (flag, "sip:a%3Bb:pw@[::1]:5060;lr;transport=udp;x=%20;gr?S=1");
  assert_text (less, "sip:a%3Bb:pw@[::1]:5060;transport=udp;x=%20?S=1");
  g_assert_true (same == uri);
  assert_text (header, "sip:a%3Bb:pw@[::1]:5060;lr;transport=udp;x=%20?S=1&Replaces=id%3Bto-tag%3D1");
  g_assert_cmpstr (sipgo_uri_get_header (header, "replaces"), ==, "id;to-tag=1");
  assert_text (bare, "sip:a%3Bb:pw@[::1]:5060;lr;transport=udp;x=%20");
}

/* The examples of 19.1.4 and a few of RFC 3966 and RFC 5954. */
static void
test_equal (void)
{
  static const char * const same[][2] = {
    { "sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp" },
    { "sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5" },
    { "sip:carol@chicago.com;security=on", "sip:carol@chicago.com;newparam=5" },
    { "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
      "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com" },
    { "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
      "sip:alice@atlanta.com?priority=urgent&subject=project%20x" },
    { "tel:+1-201-555-0123", "TEL:+1(201)5550123" },
    { "tel:911;phone-context=+1-201", "tel:911;phone-context=+1201" },
    { "urn:service:sos", "URN:service:sos" },
    { "sip:bob@[2001:db8::9:1]", "sip:bob@[2001:DB8::9:01]" },
    { "sip:bob@[2001:db8::9:1]:5060", "SIP:bob@[2001:db8:0:0:0:0:9:1]:5060" },
    { "sip:[::ffff:192.0.2.128]", "sip:[::ffff:c000:280]" },
  };
  static const char * const different[][2] = {
    { "SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP" },
    { "sip:bob@biloxi.com", "sip:bob@biloxi.com:5060" },
    { "sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp" },
    { "sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp" },
    { "sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting" },
    { "sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4" },
    { "sip:bob@biloxi.com", "sips:bob@biloxi.com" },
    { "sip:a;b@h", "sip:a%3Bb@h" },
    { "sip:a@h", "sip:h" },
    { "sip:a@h", "sip:a:p@h" },
    { "sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off" },
    { "tel:+12015550123", "tel:12015550123" },
    { "tel:+12015550123", "tel:+12015550123;ext=1" },
    { "urn:service:sos", "urn:service:SOS" },
    { "sip:bob@[2001:db8::9:1]", "sip:bob@[2001:db8::9:10]" },
    { "sip:bob@[::ffff:192.0.2.128]", "sip:bob@192.0.2.128" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (same) + G_N_ELEMENTS (different); i++)
    {
      gboolean expected = i < G_N_ELEMENTS (same);
      const char * const *pair = expected ? same[i] : different[i - G_N_ELEMENTS (same)];
      g_autoptr (SipgoUri) a = parse (pair[0]);
      g_autoptr (SipgoUri) b = parse (pair[1]);

      g_test_message ("%s, %s", pair[0], pair[1]);
      g_assert_true (sipgo_uri_equal (a, b) == expected);
      g_assert_true (sipgo_uri_equal (b, a) == expected);
      g_assert_true (sipgo_uri_equal (a, a));
      if (expected)
        g_assert_cmpuint (sipgo_uri_hash (a), ==, sipgo_uri_hash (b));
    }
}

/* Characters that gateways and intercoms send unescaped before the @ are accepted and written escaped; others are
 * not. */
static void
test_rfc3261_19_1_2_slips (void)
{
  static const struct { const char *text, *written, *user; } cases[] = {
    { "sip:*21#5@h", "sip:*21%235@h", "*21#5" }, { "sip:#@h", "sip:%23@h", "#" },
    { "sip:a#b#c:pw@h;x=y", "sip:a%23b%23c:pw@h;x=y", "a#b#c" },
    { "sip:%23#@h", "sip:%23%23@h", "##" }, { "sips:[1]@h:5061", "sips:%5B1%5D@h:5061", "[1]" },
    { "sip:{a|b}@h", "sip:%7Ba%7Cb%7D@h", "{a|b}" },
    { "sip:a^b`c\\d@h?X=y", "sip:a%5Eb%60c%5Cd@h?X=y", "a^b`c\\d" },
  };
  static const char *const bad[] = { "sip:a b@h", "sip:a\"b@h", "sip:a<b@h", "sip:a@b@h", "sip:h#x", "sip:u@h#x",
                                     "sip:u@h;a#b=c", "sip:%4@h", "sip:u:p#w@h", "sip:@h" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SipgoUri) uri = sipgo_uri_parse (cases[i].text, &error);
      g_autoptr (SipgoUri) written = sipgo_uri_parse (cases[i].written, NULL);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = sipgo_uri_to_string (uri);
      g_assert_cmpstr (text, ==, cases[i].written);
      g_assert_cmpstr (sipgo_uri_get_user (uri), ==, cases[i].user);
      g_assert_true (sipgo_uri_equal (uri, written));
    }
  for (i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (sipgo_uri_parse (bad[i], NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/uri/rfc3261-19.1.2/slips", test_rfc3261_19_1_2_slips);
  g_test_add_func ("/message/uri/parts", test_parts);
  g_test_add_func ("/message/uri/no-parts", test_no_parts);
  g_test_add_func ("/message/uri/other-schemes", test_other_schemes);
  g_test_add_func ("/message/uri/odd-escapes", test_odd_escapes);
  g_test_add_func ("/message/uri/ipv6", test_ipv6);
  g_test_add_func ("/message/uri/errors", test_errors);
  g_test_add_func ("/message/uri/accepted", test_accepted);
  g_test_add_func ("/message/uri/new", test_new);
  g_test_add_func ("/message/uri/new-errors", test_new_errors);
  g_test_add_func ("/message/uri/copies", test_copies);
  g_test_add_func ("/message/uri/equal", test_equal);
  return g_test_run ();
}
