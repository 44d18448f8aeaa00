/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names of a certificate, which comes from a peer that is not trusted yet. */
#include "libsipgo/net/sipgo-san-private.h"

#include <gio/gio.h>
#include <string.h>

static GByteArray *
read_certificate (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("SIPGO_TEST_DATA"), "tls", name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, &error);
  GByteArray *data = NULL;

  g_assert_no_error (error);
  g_object_get (certificate, "certificate", &data, NULL);
  return data;
}

static void
check_names (const char *name, const char *expected)
{
  g_autoptr (GByteArray) data = read_certificate (name);
  g_auto (SipgoSan) san = { NULL };
  g_autofree char *text = NULL;

  g_assert_true (sipgo_san_read (&san, data->data, data->len));
  text = sipgo_san_to_string (&san);
  g_assert_cmpstr (text, ==, expected);
}

/* Of the URIs only sip: without a user counts (RFC 5922 7.1). */
static void
test_names (void)
{
  check_names ("server.pem", "sip.example.com, localhost, 127.0.0.1, ::1");
  check_names ("domain.pem", "example.com, node7.example.net");
  check_names ("authority.pem", NULL);
  check_names ("wildcard.pem", "*.example.com");
  check_names ("common-name.pem", "cn.example.com");
}

static void
test_sip_domain (void)
{
  static const char *const others[] = { "sips.example.com", "user.example.com", "node7.example.net", "xexample.com",
                                        "example.co", "a.example.com", "*", "" };
  g_autoptr (GByteArray) data = read_certificate ("domain.pem");
  g_auto (SipgoSan) san = { NULL };
  guint i;

  g_assert_true (sipgo_san_read (&san, data->data, data->len));
  g_assert_true (sipgo_san_is_for (&san, "example.com"));
  g_assert_true (sipgo_san_is_for (&san, "Example.COM"));
  for (i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (sipgo_san_is_for (&san, others[i]));
}

static void
check_identities (const char *certificate, const char *expected)
{
  g_autoptr (GByteArray) data = read_certificate (certificate);
  g_auto (SipgoSan) san = { NULL };
  g_auto (GStrv) names = NULL;
  g_autofree char *text = NULL;
  guint i;

  g_assert_true (sipgo_san_read (&san, data->data, data->len));
  names = sipgo_san_dup_identities (&san);
  text = names ? g_strjoinv (" ", names) : NULL;
  g_assert_cmpstr (text, ==, expected);
  for (i = 0; names && names[i]; i++)
    g_assert_true (sipgo_san_is_for (&san, names[i]));
}

/* SIP domains come before DNS names, which count only without them; the common name counts only without a
 * subjectAltName (RFC 5922 7.1). */
static void
test_identities (void)
{
  check_identities ("server.pem", "sip.example.com localhost 127.0.0.1 ::1");
  check_identities ("domain.pem", "example.com");
  check_identities ("client.pem", "client.example.com");
  check_identities ("common-name.pem", "cn.example.com");
  check_identities ("wildcard.pem", NULL);
  check_identities ("authority.pem", NULL);
}

static void
test_wildcard (void)
{
  static const char *const names[] = { "a.example.com", "*.example.com", "example.com", "*" };
  g_autoptr (GByteArray) data = read_certificate ("wildcard.pem");
  g_auto (SipgoSan) san = { NULL };
  guint i;

  g_assert_true (sipgo_san_read (&san, data->data, data->len));
  for (i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_false (sipgo_san_is_for (&san, names[i]));
}

/* A copy of exactly length bytes, so that a sanitizer sees each read behind them. */
static gboolean
read_copy (const guint8 *data, gsize length)
{
  g_autofree guint8 *copy = length > 0 ? g_memdup2 (data, length) : NULL;
  g_auto (SipgoSan) san = { NULL };
  gboolean read = sipgo_san_read (&san, copy, length);

  g_assert_true (read || san.sip_domains->len + san.dns_names->len + san.addresses->len == 0);
  return read;
}

static void
test_cut (void)
{
  g_autoptr (GByteArray) data = read_certificate ("domain.pem");
  gsize length;

  for (length = 0; length < data->len; length++)
    g_assert_false (read_copy (data->data, length));
  g_assert_true (read_copy (data->data, data->len));
}

static void
test_changed_bytes (void)
{
  g_autoptr (GByteArray) data = read_certificate ("domain.pem");
  guint i, value;

  for (i = 0; i < data->len; i++)
    {
      guint8 original = data->data[i];

      for (value = 0; value < 256; value++)
        {
          data->data[i] = value;
          read_copy (data->data, data->len);
        }
      data->data[i] = original;
    }
}

/* A certificate that has nothing but a subjectAltName; each name is tag, length and value. */
static GByteArray *
make_certificate (const guint8 *names, guint8 length)
{
  const guint8 head[] = { 0x30, length + 17, 0x30, length + 15, 0xa3, length + 13, 0x30, length + 11, 0x30, length + 9,
                          0x06, 3, 0x55, 0x1d, 0x11, 0x04, length + 2, 0x30, length };
  GByteArray *data = g_byte_array_new ();

  g_byte_array_append (data, head, sizeof head);
  return g_byte_array_append (data, names, length);
}

static void
check_made (const char *names, guint8 length, gboolean is_read, const char *expected)
{
  g_autoptr (GByteArray) data = make_certificate ((const guint8 *) names, length);
  g_auto (SipgoSan) san = { NULL };
  g_autofree char *text = NULL;

  g_assert_cmpint (sipgo_san_read (&san, data->data, data->len), ==, is_read);
  text = sipgo_san_to_string (&san);
  g_assert_cmpstr (text, ==, expected);
}

#define CHECK(names, is_read, expected) check_made (names, sizeof (names) - 1, is_read, expected)

static void
test_hostile_names (void)
{
  CHECK ("\x82\x03" "a.b", TRUE, "a.b");
  CHECK ("\x86\x07" "sip:a.b", TRUE, "a.b");
  CHECK ("\x86\x07" "SIP:a.b", TRUE, "a.b");
  /* A zero byte in a name has once let a.b pass for "a.b\0.evil". */
  CHECK ("\x82\x05" "a.b\0c", TRUE, NULL);
  CHECK ("\x86\x09" "sip:a.b\0c", TRUE, NULL);
  CHECK ("\x86\x0c" "sip:a.b:5061", TRUE, NULL);
  CHECK ("\x86\x0d" "sip:a.b;lr=on", TRUE, NULL);
  CHECK ("\x86\x09" "sip:a@b.c", TRUE, NULL);
  CHECK ("\x86\x04" "sip:", TRUE, NULL);
  CHECK ("\x86\x00", TRUE, NULL);
  CHECK ("\x82\x00", TRUE, NULL);
  CHECK ("\x82\x05" "a b\r\n", TRUE, NULL);
  CHECK ("\x87\x04" "\x0a\x00\x00\x01", TRUE, "10.0.0.1");
  CHECK ("\x87\x05" "\x0a\x00\x00\x01\x02", TRUE, NULL);
  CHECK ("\x87\x00", TRUE, NULL);
  /* Lengths that DER does not allow, or that are behind the end. */
  CHECK ("\x82\x04" "a.b", FALSE, NULL);
  CHECK ("\x82\x80" "a.b", FALSE, NULL);
  CHECK ("\x82\x81\x03" "a.b", FALSE, NULL);
  CHECK ("\x82\x82\x00\x03" "a.b", FALSE, NULL);
  CHECK ("\x82\x84\xff\xff\xff\xff" "a.b", FALSE, NULL);
  CHECK ("\x82\xff" "a.b", FALSE, NULL);
  CHECK ("\x82", FALSE, NULL);
  CHECK ("\x9f\x82\x03" "a.b", FALSE, NULL);
  /* A name that was read before the fault does not stay. */
  CHECK ("\x82\x03" "a.b" "\x82\x04" "a", FALSE, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/san/names", test_names);
  g_test_add_func ("/net/san/sip-domain", test_sip_domain);
  g_test_add_func ("/net/san/identities", test_identities);
  g_test_add_func ("/net/san/wildcard", test_wildcard);
  g_test_add_func ("/net/san/cut", test_cut);
  g_test_add_func ("/net/san/changed-bytes", test_changed_bytes);
  g_test_add_func ("/net/san/hostile-names", test_hostile_names);
  return g_test_run ();
}
