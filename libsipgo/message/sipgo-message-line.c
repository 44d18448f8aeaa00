/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-message-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"

static gboolean
is_our_own (SipgoHeaderId id)
{
  switch (id)
    {
    case SIPGO_HEADER_VIA:
    case SIPGO_HEADER_CALL_ID:
    case SIPGO_HEADER_CSEQ:
    case SIPGO_HEADER_FROM:
    case SIPGO_HEADER_TO:
    case SIPGO_HEADER_CONTENT_LENGTH:
    case SIPGO_HEADER_MAX_FORWARDS:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
has_control_characters (const char *text)
{
  for (; *text != '\0'; text++)
    if (((guchar) *text < 0x20 && *text != '\t') || *text == 0x7f)
      return TRUE;
  return FALSE;
}

static gboolean
check_line (const char *line, SipgoSlice *name, GError **error)
{
  const char *colon = strchr (line, ':');
  SipgoHeaderId id;

  if (!g_utf8_validate (line, -1, NULL) || has_control_characters (line))
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                           "An extra header has a line break, a control character or invalid UTF-8: give each header "
                           "as a string of its own, in one line");
      return FALSE;
    }
  *name = colon ? sipgo_slice_trim (line, colon) : (SipgoSlice) { line, 0 };
  if (name->length == 0 || sipgo_skip_class (name->data, colon, SIPGO_CHAR_TOKEN) != name->data + name->length)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                   "“%s” is not a header: write name, colon and value, as in “Subject: lunch”", line);
      return FALSE;
    }
  id = sipgo_header_id_from_name (name->data, name->length);
  if (!is_our_own (id))
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
               "The extra header “%s” cannot be added, because the library writes %s itself: leave it out", line,
               sipgo_header_get_name (id));
  return FALSE;
}

gboolean
sipgo_message_add_line (SipgoMessage *self, const char *line, GError **error)
{
  g_autofree char *name_text = NULL, *value_text = NULL;
  SipgoSlice name, value;

  if (!check_line (line, &name, error))
    return FALSE;
  value = sipgo_slice_trim (strchr (line, ':') + 1, line + strlen (line));
  name_text = g_strndup (name.data, name.length);
  value_text = g_strndup (value.data, value.length);
  sipgo_message_add_named (self, name_text, value_text);
  return TRUE;
}

gboolean
sipgo_message_set_named (SipgoMessage *self, const char *name, const char *value, GError **error)
{
  g_autofree char *line = g_strconcat (name, ": ", value ? value : "", NULL);
  SipgoSlice checked;

  if (!check_line (line, &checked, error))
    return FALSE;
  if (checked.length != strlen (name))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%s” is not a valid header name", name);
      return FALSE;
    }
  sipgo_message_remove_named (self, name);
  if (value)
    sipgo_message_add_named (self, name, value);
  return TRUE;
}
