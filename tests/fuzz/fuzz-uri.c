/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A URI, an address and a Via: a value that is parsed can be written, and parses to an equal value again. */
#include "fuzz.h"
#include "libsipgo/message/sipgo-name-addr.h"
#include "libsipgo/message/sipgo-via.h"

static void
try_uri (const char *text)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse (text, NULL);
  g_autofree char *written = NULL;
  g_autoptr (SipgoUri) again = NULL;
  g_auto (GStrv) names = NULL;
  g_autoptr (SipgoUri) bare = NULL;

  if (!uri)
    return;
  written = sipgo_uri_to_string (uri);
  again = sipgo_uri_parse (written, NULL);
  g_assert_true (sipgo_uri_equal (uri, again));
  names = sipgo_uri_get_parameter_names (uri);
  bare = sipgo_uri_without_headers (uri);
  g_assert_true (!sipgo_uri_get_user (uri) || g_utf8_validate (sipgo_uri_get_user (uri), -1, NULL));
  if (sipgo_uri_get_host (uri))
    {
      g_autoptr (SipgoUri) user = sipgo_uri_with_user (uri, "a b");
      g_autoptr (SipgoUri) parameter = sipgo_uri_with_parameter (uri, "x;", "y z");
      g_autoptr (SipgoUri) header = sipgo_uri_with_header (uri, "Subject", "a&b");

      g_assert_cmpstr (sipgo_uri_get_user (user), ==, "a b");
      g_assert_cmpstr (sipgo_uri_get_parameter (parameter, "x;"), ==, "y z");
      g_assert_nonnull (sipgo_uri_get_header (header, "subject"));
    }
}

static void
try_name_addr (const char *text)
{
  g_autoptr (SipgoNameAddr) addr = sipgo_name_addr_parse (text, NULL);
  g_autofree char *written = NULL;
  g_autoptr (SipgoNameAddr) again = NULL;

  if (!addr)
    return;
  written = sipgo_name_addr_to_string (addr);
  again = sipgo_name_addr_parse (written, NULL);
  g_assert_true (sipgo_name_addr_equal (addr, again));
}

static void
try_via (const char *text)
{
  g_autoptr (SipgoVia) via = sipgo_via_parse (text, NULL);
  g_autofree char *written = NULL;
  g_autoptr (SipgoVia) again = NULL;

  if (!via)
    return;
  written = sipgo_via_to_string (via);
  again = sipgo_via_parse (written, NULL);
  g_assert_true (sipgo_via_equal (via, again));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  try_uri (text);
  try_name_addr (text);
  try_via (text);
  return 0;
}
