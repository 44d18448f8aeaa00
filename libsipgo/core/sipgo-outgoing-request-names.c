/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-outgoing-request-private.h"

#include "libsipgo/base/sipgo-error.h"

/* From, To, Call-ID and CSeq of a request that belongs to nothing else. Those of any other are what its answers, and the
 * requests that follow, are found by. */

/* 8.1.1.5 */
#define MAX_SEQUENCE (G_MAXINT32)

static char *
make_address (SipgoOutgoingRequest *self, SipgoHeaderId id, const char *value, GError **error)
{
  g_autoptr (SipgoNameAddr) address = sipgo_name_addr_parse (value, error);
  g_autoptr (SipgoNameAddr) tagged = NULL;

  if (!address)
    return NULL;
  if (id == SIPGO_HEADER_FROM && !sipgo_name_addr_get_parameter (address, "tag"))
    tagged = sipgo_name_addr_with_parameter (address, "tag", sipgo_message_get_from_tag (self->message));
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
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%s” is no Call-ID: it takes letters, digits and signs, and no blanks", value);
  return NULL;
}

static char *
make_sequence (SipgoOutgoingRequest *self, const char *value, GError **error)
{
  const char *method = sipgo_message_get_method (self->message);
  g_auto (GStrv) words = g_strsplit (value, " ", 2);
  guint64 number;

  if (words[0] && g_ascii_string_to_unsigned (words[0], 10, 0, MAX_SEQUENCE, &number, NULL) && (!words[1] || g_str_equal (words[1], method)))
    return g_strdup_printf ("%u %s", (guint) number, method);
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%s” is no CSeq: write a number below 2147483648, as in “7 %s”", value, method);
  return NULL;
}

gboolean
sipgo_outgoing_request_is_name (SipgoOutgoingRequest *self, SipgoHeaderId id)
{
  return self->is_bare && (id == SIPGO_HEADER_FROM || id == SIPGO_HEADER_TO || id == SIPGO_HEADER_CALL_ID || id == SIPGO_HEADER_CSEQ);
}

gboolean
sipgo_outgoing_request_set_name (SipgoOutgoingRequest *self, SipgoHeaderId id, const char *value, GError **error)
{
  g_autofree char *text = NULL;

  if (!value || !sipgo_header_value_is_safe (value))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "%s needs a value in one line", sipgo_header_get_name (id));
      return FALSE;
    }
  if (id == SIPGO_HEADER_CALL_ID)
    text = make_call_id (value, error);
  else if (id == SIPGO_HEADER_CSEQ)
    text = make_sequence (self, value, error);
  else
    text = make_address (self, id, value, error);
  if (!text)
    return FALSE;
  sipgo_message_replace (self->message, id, text);
  return TRUE;
}
