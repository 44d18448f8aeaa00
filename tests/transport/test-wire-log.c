/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/transport/sipgo-wire-log-private.h"

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
  { "To: <sip:alice:secret@example.com>", "To: <sip:alice:***@example.com>" },
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
      g_autofree char *shown = sipgo_wire_log_dup_text (cases[i].data, strlen (cases[i].data));

      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

static void
test_nul (void)
{
  g_autofree char *shown = sipgo_wire_log_dup_text ("a\0b", 3);

  g_assert_cmpstr (shown, ==, "a\\x00b");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transport/wire-log/text", test_text);
  g_test_add_func ("/transport/wire-log/nul", test_nul);
  return g_test_run ();
}
