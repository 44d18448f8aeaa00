/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-name-addr-private.h"

static SipgoNameAddr *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  SipgoNameAddr *addr = sipgo_name_addr_parse (text, &error);

  g_assert_no_error (error);
  return addr;
}

static void
assert_parts (const char *text, const char *display, const char *uri, const char *tag)
{
  g_autoptr (SipgoNameAddr) addr = parse (text);
  g_autofree char *uri_text = sipgo_uri_to_string (sipgo_name_addr_get_uri (addr));
  g_autofree char *again = sipgo_name_addr_to_string (addr);

  g_assert_cmpstr (sipgo_name_addr_get_display_name (addr), ==, display);
  g_assert_cmpstr (uri_text, ==, uri);
  g_assert_cmpstr (sipgo_name_addr_get_parameter (addr, "tag"), ==, tag);
  g_assert_cmpstr (again, ==, text);
}

static void
test_forms (void)
{
  assert_parts ("\"A. G. \\\"Bell\\\\\" <sip:a@b;x>;tag=1", "A. G. \"Bell\\", "sip:a@b;x", "1");
  assert_parts ("Anonymous <sip:c8oqz84zk7z@privacy.org>;tag=hyh8", "Anonymous", "sip:c8oqz84zk7z@privacy.org", "hyh8");
  assert_parts ("two words<sip:a@b>", "two words", "sip:a@b", NULL);
  assert_parts ("sip:+12125551212@server.phone2net.com;tag=887s", NULL, "sip:+12125551212@server.phone2net.com",
                "887s");
  assert_parts ("<sip:a@b>", NULL, "sip:a@b", NULL);
  assert_parts ("\"\" <sip:a@b> ; TAG = x ;lr", NULL, "sip:a@b", "x");
  assert_parts ("Jürgen <sip:j@b>", "Jürgen", "sip:j@b", NULL);
  assert_parts ("< sip:a@b >", NULL, "sip:a@b", NULL);
  assert_parts ("<tel:+1-2;a=b>;tag=z", NULL, "tel:+1-2;a=b", "z");
  assert_parts ("\"<sip:x@y>;tag=no\" <sip:a@b>;tag=yes", "<sip:x@y>;tag=no", "sip:a@b", "yes");
}

static void
test_parameters (void)
{
  g_autoptr (SipgoNameAddr) addr = parse ("<sip:a@b>;expires=60;+sip.instance=\"<urn:uuid:1>\";audio;q=0.5");
  g_auto (GStrv) names = sipgo_name_addr_get_parameter_names (addr);

  g_assert_cmpuint (g_strv_length (names), ==, 4);
  g_assert_cmpstr (names[1], ==, "+sip.instance");
  g_assert_cmpstr (sipgo_name_addr_get_parameter (addr, "+SIP.instance"), ==, "<urn:uuid:1>");
  g_assert_cmpstr (sipgo_name_addr_get_parameter (addr, "audio"), ==, "");
  g_assert_true (sipgo_name_addr_has_parameter (addr, "AUDIO"));
  g_assert_false (sipgo_name_addr_has_parameter (addr, "video"));
  g_assert_null (sipgo_name_addr_get_parameter (addr, "video"));
}

static void
test_with_parameter (void)
{
  g_autoptr (SipgoNameAddr) addr = parse ("\"A\" <sip:a@b;tag=uri>;tag=1;x=\"q;r\"");
  g_autoptr (SipgoNameAddr) other = sipgo_name_addr_with_parameter (addr, "Tag", "2");
  g_autoptr (SipgoNameAddr) quoted = sipgo_name_addr_with_parameter (addr, "y", "a \"b\"");
  g_autoptr (SipgoNameAddr) flag = sipgo_name_addr_with_parameter (addr, "z", NULL);
  g_autofree char *other_text = sipgo_name_addr_to_string (other);
  g_autofree char *quoted_text = sipgo_name_addr_to_string (quoted);
  g_autofree char *flag_text = sipgo_name_addr_to_string (flag);

  g_assert_cmpstr (other_text, ==, "\"A\" <sip:a@b;tag=uri>;x=\"q;r\";Tag=2");
  g_assert_cmpstr (quoted_text, ==, "\"A\" <sip:a@b;tag=uri>;tag=1;x=\"q;r\";y=\"a \\\"b\\\"\"");
  g_assert_cmpstr (sipgo_name_addr_get_parameter (quoted, "y"), ==, "a \"b\"");
  g_assert_cmpstr (flag_text, ==, "\"A\" <sip:a@b;tag=uri>;tag=1;x=\"q;r\";z");
}

static void
test_without_parameter (void)
{
  g_autoptr (SipgoNameAddr) addr = parse ("\"A\" <sip:a@b;tag=uri>;tag=1;x=\"q;r\"");
  g_autoptr (SipgoNameAddr) other = sipgo_name_addr_without_parameter (addr, "Tag");
  g_autoptr (SipgoNameAddr) same = sipgo_name_addr_without_parameter (addr, "y");
  g_autoptr (SipgoNameAddr) none = sipgo_name_addr_without_parameter (other, "x");
  g_autofree char *other_text = sipgo_name_addr_to_string (other);
  g_autofree char *none_text = sipgo_name_addr_to_string (none);

  g_assert_cmpstr (other_text, ==, "\"A\" <sip:a@b;tag=uri>;x=\"q;r\"");
  g_assert_true (same == addr);
  g_assert_cmpstr (none_text, ==, "\"A\" <sip:a@b;tag=uri>");
}

static void
test_new (void)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_new ("sip", "a", "b", 0, NULL);
  g_autoptr (SipgoNameAddr) named = sipgo_name_addr_new ("A \"B\"", uri);
  g_autoptr (SipgoNameAddr) bare = sipgo_name_addr_new (NULL, uri);
  g_autofree char *named_text = sipgo_name_addr_to_string (named);
  g_autofree char *bare_text = sipgo_name_addr_to_string (bare);

  g_assert_cmpstr (named_text, ==, "\"A \\\"B\\\"\" <sip:a@b>");
  g_assert_cmpstr (sipgo_name_addr_get_display_name (named), ==, "A \"B\"");
  g_assert_cmpstr (bare_text, ==, "<sip:a@b>");
}

static void
test_with_uri (void)
{
  static const struct
  {
    const char *text, *expected;
  } cases[] = {
    { "sip:a@b", "<sip:c@d;lr>" },
    { "sip:a@b;q=0.5;tag=1", "<sip:c@d;lr>;q=0.5;tag=1" },
    { "\"A \\\"B\\\"\" <sip:a@b;x>;q=\"r;s\"", "\"A \\\"B\\\"\" <sip:c@d;lr>;q=\"r;s\"" },
    { "Alice <sip:a@b>", "\"Alice\" <sip:c@d;lr>" },
  };
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:c@d;lr", NULL);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SipgoNameAddr) address = sipgo_name_addr_parse (cases[i].text, NULL);
      g_autoptr (SipgoNameAddr) other = sipgo_name_addr_with_uri (address, uri);
      g_autofree char *text = sipgo_name_addr_to_string (other);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

/* What people type, and how it is read. */
static void
test_typed (void)
{
  static const struct
  {
    const char *text;
    const char *address;      /* NULL: refused */
  } cases[] = {
    { "sip:carol@example.com", "<sip:carol@example.com>" },
    { "sip:carol@example.com;transport=tcp", "<sip:carol@example.com;transport=tcp>" },
    { "tel:+1-201-555-0123", "<tel:+1-201-555-0123>" },
    { "\"Carol\" <sip:c@example.com;lr>;q=0.5", "\"Carol\" <sip:c@example.com;lr>;q=0.5" },
    { "Carol <sip:carol@example.com>", "Carol <sip:carol@example.com>" },
    { "carol", NULL },
    { "Carol <carol>", NULL },
    { "sip:carol@example.com\r\nX: y", NULL },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SipgoNameAddr) address = sipgo_name_addr_parse_typed (cases[i].text, &error);
      g_autofree char *text = address ? sipgo_name_addr_to_string (address) : NULL;

      g_assert_cmpstr (text, ==, cases[i].address);
      if (!text)
        g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
    }
}

static void
test_target (void)
{
  static const struct
  {
    const char *text;
    const char *uri;          /* NULL: refused */
    const char *display_name;
  } cases[] = {
    { "sip:carol@example.com;transport=tcp", "sip:carol@example.com;transport=tcp", NULL },
    { "\"Carol\" <sip:carol@example.com;lr>;q=0.5", "sip:carol@example.com;lr", "Carol" },
    { "<sip:carol@example.com>", "sip:carol@example.com", NULL },
    { "carol", NULL, NULL },
    { "Carol <carol>", NULL, NULL },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *display_name = NULL;
      g_autoptr (SipgoUri) uri = sipgo_name_addr_parse_target (cases[i].text, &display_name, &error);
      g_autofree char *text = uri ? sipgo_uri_to_string (uri) : NULL;

      g_assert_cmpstr (text, ==, cases[i].uri);
      g_assert_cmpstr (display_name, ==, cases[i].display_name);
      if (!text)
        g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
    }
}

static void
test_errors (void)
{
  static const char * const texts[] = {
    "", "  ", "\"A <sip:a@b>", "\"A\" sip:a@b", "<sip:a@b", "<sip:a@b>;", "<sip:a@b>;;tag=1", "<sip:a@b>;tag=",
    "<sip:a@b>;tag=\"x", "sip:a@b?x=y", "sip:a,b@c", "<sip:@b>", "<>", "<sip:a@b>x", "Bell, A <sip:a@b>",
    "<sip:a@b>;t@g=1",
    "<sip:a b@c>", "<sip:a@b><sip:c@d>",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SipgoNameAddr) addr = sipgo_name_addr_parse (texts[i], &error);

      g_test_message ("%s", texts[i]);
      g_assert_null (addr);
      g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
    }
}

/* Whatever the input is, every string that a getter returns is valid UTF-8. */
static void
test_not_utf8 (void)
{
  g_autoptr (SipgoNameAddr) addr = parse ("\"caf\xe9\" <sip:a@b>;x=\"\xff\"");
  g_autofree char *text = sipgo_name_addr_to_string (addr);

  g_assert_cmpstr (sipgo_name_addr_get_display_name (addr), ==, "caf\xef\xbf\xbd");
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_true (g_utf8_validate (sipgo_name_addr_get_parameter (addr, "x"), -1, NULL));
}

static void
test_equal (void)
{
  g_autoptr (SipgoNameAddr) a = parse ("\"A\" <sip:a@b>;tag=1;x=2");
  g_autoptr (SipgoNameAddr) name = parse ("<sip:a@B>;tag=1");
  g_autoptr (SipgoNameAddr) tag = parse ("<sip:a@b>;tag=2;x=2");
  g_autoptr (SipgoNameAddr) no_tag = parse ("<sip:a@b>;x=2");
  g_autoptr (SipgoNameAddr) value = parse ("<sip:a@b>;tag=1;x=3");
  g_autoptr (SipgoNameAddr) uri = parse ("<sip:c@b>;tag=1;x=2");

  g_assert_true (sipgo_name_addr_equal (a, a));
  g_assert_true (sipgo_name_addr_equal (a, name));
  g_assert_false (sipgo_name_addr_equal (a, tag));
  g_assert_false (sipgo_name_addr_equal (a, no_tag));
  g_assert_false (sipgo_name_addr_equal (no_tag, a));
  g_assert_false (sipgo_name_addr_equal (a, value));
  g_assert_false (sipgo_name_addr_equal (a, uri));
}

static void
test_has_host (void)
{
  g_autoptr (SipgoNameAddr) anonymous = parse ("<sip:anonymous@Anonymous.Invalid>;tag=1");
  g_autoptr (SipgoNameAddr) longer = parse ("<sip:anonymous@anonymous.invalid.example>");
  g_autoptr (SipgoNameAddr) tel = parse ("<tel:+1234>");

  g_assert_true (sipgo_name_addr_has_host (anonymous, "anonymous.invalid"));
  g_assert_false (sipgo_name_addr_has_host (longer, "anonymous.invalid"));
  g_assert_false (sipgo_name_addr_has_host (tel, "anonymous.invalid"));
}

static void
test_texts (void)
{
  g_autoptr (SipgoNameAddr) addr = sipgo_name_addr_parse ("<sip:a@b>;q=1;expires=7", NULL);
  g_autoptr (SipgoNameAddr) with = sipgo_name_addr_with_parameter (addr, "expires", "60");
  g_autofree char *written = sipgo_name_addr_dup_with_parameter (addr, "expires", "60");
  g_autofree char *expected = sipgo_name_addr_to_string (with);

  g_assert_cmpstr (written, ==, expected);
  g_assert_cmpstr (written, ==, "<sip:a@b>;q=1;expires=60");
  g_assert_true (sipgo_name_addr_is_text (with, (SipgoSlice) { written, strlen (written) }));
  g_assert_false (sipgo_name_addr_is_text (addr, (SipgoSlice) { written, strlen (written) }));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/name-addr/forms", test_forms);
  g_test_add_func ("/message/name-addr/parameters", test_parameters);
  g_test_add_func ("/message/name-addr/with-parameter", test_with_parameter);
  g_test_add_func ("/message/name-addr/without-parameter", test_without_parameter);
  g_test_add_func ("/message/name-addr/new", test_new);
  g_test_add_func ("/message/name-addr/with-uri", test_with_uri);
  g_test_add_func ("/message/name-addr/typed", test_typed);
  g_test_add_func ("/message/name-addr/target", test_target);
  g_test_add_func ("/message/name-addr/errors", test_errors);
  g_test_add_func ("/message/name-addr/not-utf8", test_not_utf8);
  g_test_add_func ("/message/name-addr/equal", test_equal);
  g_test_add_func ("/message/name-addr/has-host", test_has_host);
  g_test_add_func ("/message/name-addr/texts", test_texts);
  return g_test_run ();
}
