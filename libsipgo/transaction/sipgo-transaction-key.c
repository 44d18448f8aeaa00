/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transaction/sipgo-transaction-table-private.h"

#include "libsipgo/base/sipgo-text-private.h"

#include <string.h>

#define MAGIC_COOKIE "z9hG4bK"

char *
sipgo_transaction_client_key (const char *branch, const char *method)
{
  return g_strconcat (branch, " ", method, NULL);
}

/* A peer of the days before the cookie: the fields that 17.2.3 compares, in a row. */
static char *
rfc2543_key (SipgoMessage *request, SipgoVia *via, const char *method)
{
  g_autofree char *uri = sipgo_uri_to_string (sipgo_message_get_request_uri (request));
  g_autofree char *via_text = sipgo_via_to_string (via);
  const char *from_tag = sipgo_message_get_from_tag (request);

  return g_strdup_printf ("%s|%s|%s|%u|%s|%s", uri, from_tag ? from_tag : "", sipgo_message_get_call_id (request),
                          sipgo_message_get_cseq (request), via_text, method);
}

char *
sipgo_transaction_server_key (SipgoMessage *request, const char *method)
{
  SipgoVia *via = sipgo_message_get_via (request);
  const char *branch = sipgo_via_get_branch (via), *host = sipgo_via_get_host (via);
  char port[SIPGO_UINT_DIGITS + 1];
  char *key, *p;

  if (!branch || strncmp (branch, MAGIC_COOKIE, strlen (MAGIC_COOKIE)) != 0)
    return rfc2543_key (request, via, method);
  *sipgo_put_uint (port, sipgo_via_get_port (via)) = '\0';
  key = g_strconcat (host, ":", port, " ", branch, " ", method, NULL);
  for (p = key; *p != ' '; p++)
    *p = g_ascii_tolower (*p);
  return key;
}
