/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-name-addr-private.h"

#include <string.h>

/* An unquoted display name: tokens, and, because many peers send them unquoted, characters outside ASCII. */
static const char *
skip_words (const char *p, const char *end)
{
  while (p < end && (sipgo_char_is (*p, SIPGO_CHAR_TOKEN | SIPGO_CHAR_LWS) || (guchar) *p >= 0x80))
    p++;
  return p;
}

/* Finds the display name and sets bracket to the "<", or to NULL when the text is an addr-spec. FALSE with fault. */
static gboolean
scan_display (const char *p, const char *end, SipgoNameAddrScan *scan, const char **bracket, SipgoFault *fault)
{
  const char *stop = p < end && *p == '"' ? sipgo_skip_quoted (p, end) : skip_words (p, end);

  if (!stop)
    return sipgo_fault (fault, p, "the closing \" of the display name");
  if (*p == '"')
    {
      scan->display = (SipgoSlice) { p, stop - p };
      stop = sipgo_skip_lws (stop, end);
      if (stop == end || *stop != '<')
        return sipgo_fault (fault, stop, "< after the display name");
    }
  else if (stop < end && *stop == '<' && stop > p)
    {
      scan->display = sipgo_slice_trim (p, stop);
    }
  *bracket = stop < end && *stop == '<' ? stop : NULL;
  return TRUE;
}

/* An addr-spec without <> ends at a semicolon and must not have "?" or "," in it (20.10). */
static const char *
end_of_bare_uri (const char *p, const char *end, SipgoFault *fault)
{
  while (p < end && *p != ';' && !sipgo_char_is (*p, SIPGO_CHAR_LWS))
    {
      if (*p == '?' || *p == ',')
        {
          sipgo_fault (fault, p, "< and > around a URI that has ? or a comma");
          return NULL;
        }
      p++;
    }
  return p;
}

gboolean
sipgo_name_addr_scan (const char *data, gsize length, SipgoNameAddrScan *scan, SipgoFault *fault)
{
  const char *end = data + length, *bracket, *p = sipgo_skip_lws (data, end);
  SipgoSlice uri;

  scan->whole = (SipgoSlice) { data, length };
  scan->display = (SipgoSlice) { NULL, 0 };
  if (p == end)
    return sipgo_fault (fault, p, "an address");
  if (!scan_display (p, end, scan, &bracket, fault))
    return FALSE;
  if (bracket)
    {
      const char *close = memchr (bracket, '>', end - bracket);

      if (!close)
        return sipgo_fault (fault, bracket, "> after the URI that begins");
      uri = sipgo_slice_trim (bracket + 1, close);
      p = close + 1;
    }
  else
    {
      const char *stop = end_of_bare_uri (p, end, fault);

      if (!stop)
        return FALSE;
      uri = (SipgoSlice) { p, stop - p };
      p = stop;
    }
  if (!sipgo_uri_scan (uri.data, uri.length, &scan->uri, fault))
    return FALSE;
  if (!sipgo_params_scan (&p, end, &scan->parameters, fault))
    return FALSE;
  p = sipgo_skip_lws (p, end);
  return p == end || sipgo_fault (fault, p, "a parameter or the end of the address");
}

gboolean
sipgo_name_addr_scan_tag (const char *data, gsize length, SipgoTagScan *self, SipgoFault *fault)
{
  SipgoNameAddrScan scan;
  guint n;

  if (!sipgo_name_addr_scan (data, length, &scan, fault))
    return FALSE;
  n = sipgo_params_scan_find (&scan.parameters, "tag", &self->tag);
  if (n > 0 && !self->tag.data)
    self->tag.data = "";
  self->is_ambiguous = n > 1;
  self->is_odd = (self->tag.length > 0 && *self->tag.data == '"') || sipgo_needs_cleaning (data, length);
  return TRUE;
}
