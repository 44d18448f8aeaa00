/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-request-names-private.h"

#include "libsipgo/base/sipgo-error.h"

/* The CSeq number is below 2^31 (8.1.1.5). */
#define MAX_SEQUENCE (G_MAXINT32)

static char *
make_address (SipgoMessage *request, SipgoHeaderId id, const char *value, GError **error)
{
  g_autoptr (SipgoNameAddr) address = sipgo_name_addr_parse (value, error);
  g_autoptr (SipgoNameAddr) tagged = NULL;

  if (!address)
    return NULL;
  if (id == SIPGO_HEADER_FROM && !sipgo_name_addr_get_parameter (address, "tag"))
    tagged = sipgo_name_addr_with_parameter (address, "tag", sipgo_message_get_from_tag (request));
  return sipgo_name_addr_to_string (tagged ? tagged : address);
}

static char *
make_call_id (const char *value, GError **error)
{
  const char *p;

  for (p = value; g_ascii_isgraph (*p) && *p != ','; p++)
    ;
  if (p > value && *p == '\0')
    return g_strdup (value);
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
               "“%s” is not a valid Call-ID: use printable ASCII characters without spaces and commas", value);
  return NULL;
}

static char *
make_sequence (SipgoMessage *request, const char *value, GError **error)
{
  const char *method = sipgo_message_get_method (request);
  g_auto (GStrv) words = g_strsplit (value, " ", 2);
  guint64 number;

  if (words[0] && g_ascii_string_to_unsigned (words[0], 10, 0, MAX_SEQUENCE, &number, NULL)
      && (!words[1] || g_str_equal (words[1], method)))
    return g_strdup_printf ("%u %s", (guint) number, method);
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
               "“%s” is not a valid CSeq: write a number below 2147483648, as in “7 %s”", value, method);
  return NULL;
}

gboolean
sipgo_request_names_have (SipgoHeaderId id)
{
  return id == SIPGO_HEADER_FROM || id == SIPGO_HEADER_TO || id == SIPGO_HEADER_CALL_ID || id == SIPGO_HEADER_CSEQ;
}

gboolean
sipgo_request_names_set (SipgoMessage *request, SipgoHeaderId id, const char *value, GError **error)
{
  g_autofree char *text = NULL;

  if (!value || !sipgo_header_value_is_safe (value))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "%s must have a value, in one line of valid UTF-8",
                   sipgo_header_get_name (id));
      return FALSE;
    }
  if (id == SIPGO_HEADER_CALL_ID)
    text = make_call_id (value, error);
  else if (id == SIPGO_HEADER_CSEQ)
    text = make_sequence (request, value, error);
  else
    text = make_address (request, id, value, error);
  if (!text)
    return FALSE;
  sipgo_message_replace (request, id, text);
  return TRUE;
}
