/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/message/sipgo-secrets-private.h"

static const struct
{
  const char *data;
  const char *shown;
} cases[] = {
  { "OPTIONS sip:a SIP/2.0\r\n\r\n", "OPTIONS sip:a SIP/2.0\n\n" },
  { "Authorization: Digest username=\"a\", response=\"6629fae4\", nc=00000001\r\n",
    "Authorization: Digest username=\"a\", response=\"***\", nc=00000001\n" },
  { "authorization:Digest RESPONSE = \"6629\"", "authorization:Digest RESPONSE = \"***\"" },
  { "Proxy-Authorization: Digest response=\"6629", "Proxy-Authorization: Digest response=\"***" },
  { "Authorization: Digest response=6629,nc=1", "Authorization: Digest response=***,nc=1" },
  { "Authorization: Basic c2VjcmV0\r\nTo: a", "Authorization: Basic ***\nTo: a" },
  { "Authorization: Bearer abc.def\r\n", "Authorization: Bearer ***\n" },
  { "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3|2^20|1:4\r\n",
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:***|2^20|1:4\n" },
  { "Authentication-Info: rspauth=\"6629\", cnonce=\"c\"", "Authentication-Info: rspauth=\"***\", cnonce=\"c\"" },
  { "Refer-To: <sip:a@b?Authorization=Digest%20response%3D%226629%22>",
    "Refer-To: <sip:a@b?Authorization=Digest%20response%3D%22***%22>" },
  { "s=-\r\nk=clear:secret word\r\n", "s=-\nk=clear:***\n" },
  { "a=ice-ufrag:8hhY\r\na=ice-pwd:asd88fgpdd777uzjYhagZg\r\n", "a=ice-ufrag:8hhY\na=ice-pwd:***\n" },
  { "To: <sip:alice:secret@example.com>", "To: <sip:alice:***@example.com>" },
  { "Content-Type: application/dtmf-relay\r\n\r\nSignal=5\r\nDuration=160",
    "Content-Type: application/dtmf-relay\n\nSignal=***\nDuration=160" },
  { "\r\n\r\nsignal = 1234\r\n", "\n\nsignal = ***\n" },
  { "c: application/dtmf\r\nl: 4\r\n\r\n1234\r\n", "c: application/dtmf\nl: 4\n\n***\n" },
  { "Content-Type: application/dtmf;a=b\n\n#", "Content-Type: application/dtmf;a=b\n\n***" },
  { "Accept: application/dtmf\r\nTo: a", "Accept: application/dtmf\nTo: a" },
  { "To: <sip:alice@example.com>", "To: <sip:alice@example.com>" },
  { "\x1b[31m\x01 \xc3\xa4 \xff", "\\x1b[31m\\x01 \xc3\xa4 \xef\xbf\xbd" },
  { "", "" },
};

static void
test_text (void)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = sipgo_secrets_dup_text (cases[i].data, strlen (cases[i].data));

      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

static void
test_nul (void)
{
  g_autofree char *shown = sipgo_secrets_dup_text ("a\0b", 3);

  g_assert_cmpstr (shown, ==, "a\\x00b");
}

/* Content-Length and the places of all else stay as they are. */
static void
test_length (void)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (cases[i].data, strlen (cases[i].data));
      g_autoptr (GBytes) masked = sipgo_secrets_mask (bytes);
      gsize length;
      const char *data = g_bytes_get_data (masked, &length);
      gsize j;

      g_assert_cmpuint (length, ==, strlen (cases[i].data));
      g_assert_cmpint (strstr (cases[i].shown, "***") == NULL, ==, g_bytes_equal (bytes, masked));
      if (length == 0)
        continue;
      for (j = 0; j < length; j++)
        g_assert_true (data[j] == '*' || data[j] == cases[i].data[j]);
      g_assert_null (g_strstr_len (data, length, "secret"));
      g_assert_null (g_strstr_len (data, length, "6629"));
    }
}

/* A peer cannot make the search slow. */
static void
test_hostile (void)
{
  static const char *const seeds[] = { "sip:", "response=\"", "response ", "inline:", "authorization:\r\n ", "sip:a:" };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (seeds); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *shown = NULL;
      gint64 start = g_get_monotonic_time ();

      for (j = 0; j < 16384; j++)
        g_string_append (text, seeds[i]);
      shown = sipgo_secrets_dup_text (text->str, text->len);
      g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * G_USEC_PER_SEC);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/secrets/text", test_text);
  g_test_add_func ("/message/secrets/nul", test_nul);
  g_test_add_func ("/message/secrets/length", test_length);
  g_test_add_func ("/message/secrets/hostile", test_hostile);
  return g_test_run ();
}
