/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-message-private.h"

#include <string.h>

#include "libsipgo/message/sipgo-uri-private.h"

static const char * const methods[] = { "INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "REGISTER", "PRACK", "UPDATE",
                                        "INFO", "MESSAGE", "NOTIFY", "SUBSCRIBE", "REFER", "PUBLISH" };

/* The usual methods need no memory of the arena. */
const char *
sipgo_method_intern (SipgoArena *arena, const char *method, gsize length)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (methods); i++)
    if (methods[i][0] == *method && strncmp (methods[i], method, length) == 0 && methods[i][length] == '\0')
      return methods[i];
  return sipgo_arena_add (arena, method, length);
}

static gboolean
is_sip (const char *p, const char *end)
{
  return end - p >= 4 && g_ascii_strncasecmp (p, "SIP/", 4) == 0;
}

/* Returns 0 for SIP/2.0, 505 for another version, 400 when the text is not a SIP version. */
static guint
check_version (const char *p, const char *end, SipgoFault *fault)
{
  const char *major, *minor;

  if (end - p == 7 && is_sip (p, end) && memcmp (p + 4, "2.0", 3) == 0)
    return 0;
  sipgo_fault (fault, p, "SIP/2.0");
  if (!is_sip (p, end))
    return 400;
  major = sipgo_skip_class (p + 4, end, SIPGO_CHAR_DIGIT);
  if (major == p + 4 || major == end || *major != '.')
    return 400;
  minor = sipgo_skip_class (major + 1, end, SIPGO_CHAR_DIGIT);
  return minor > major + 1 && minor == end ? 505 : 400;
}

static guint
read_status_line (SipgoMessage *self, const char *line, const char *end, SipgoFault *fault)
{
  const char *space = memchr (line, ' ', end - line);
  guint32 code;

  self->is_request = FALSE;
  if (!space)
    return sipgo_fault (fault, end, "a status code"), 400;
  if (end - space < 4 || !sipgo_parse_number (space + 1, 3, 699, &code) || code < 100
      || (space + 4 < end && space[4] != ' '))
    return sipgo_fault (fault, space + 1, "a status code from 100 to 699"), 400;
  self->status_code = code;
  if (space + 4 < end)
    {
      g_autofree char *clean = NULL;
      const char *reason = space + 5;

      if (sipgo_needs_cleaning (reason, end - reason))
        clean = sipgo_dup_clean (reason, end - reason);
      self->reason = clean ? sipgo_arena_add (&self->arena, clean, strlen (clean))
                           : sipgo_arena_add (&self->arena, reason, end - reason);
    }
  return check_version (line, space, fault);
}

static guint
read_request_line (SipgoMessage *self, const char *line, const char *end, SipgoFault *fault)
{
  const char *space = sipgo_skip_class (line, end, SIPGO_CHAR_TOKEN), *uri, *uri_end;
  SipgoUriScan scan;
  guint status;

  self->is_request = TRUE;
  if (space == line || space == end || *space != ' ')
    return sipgo_fault (fault, space, "a method and a space"), 400;
  self->method = sipgo_method_intern (&self->arena, line, space - line);
  uri = space + 1;
  uri_end = memrchr (uri, ' ', end - uri);
  if (!uri_end)
    return sipgo_fault (fault, end, "a Request-URI, a space and SIP/2.0"), 400;
  status = check_version (uri_end + 1, end, fault);
  if (status != 0)
    return status;
  self->uri_text = (SipgoSlice) { uri, uri_end - uri };
  if (!sipgo_uri_scan (uri, uri_end - uri, &scan, fault))
    return 400;
  self->known |= SIPGO_KNOWN_URI;
  self->request_uri = sipgo_uri_new_from_scan (&scan);
  if (scan.n_headers > 0)
    return sipgo_fault (fault, scan.text + scan.headers.at - 1, "a Request-URI without headers"), 400;
  return 0;
}

guint
sipgo_message_read_start_line (SipgoMessage *self, const char *line, const char *end, SipgoFault *fault)
{
  return is_sip (line, end) ? read_status_line (self, line, end, fault) : read_request_line (self, line, end, fault);
}
