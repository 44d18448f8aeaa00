/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-uri-private.h"

#include <string.h>

/* What belongs escaped in a user part, and comes plain from gateways and intercoms: before the @ it can mean nothing else. */
static gboolean
is_slip (char c)
{
  return c != '\0' && strchr ("#[]{}|^`\\", c);
}

static const char *
skip_user (const char *p, const char *at, SipgoUriScan *scan, SipgoFault *fault)
{
  const char *stop = sipgo_skip_escaped (p, at, SIPGO_CHAR_USER, fault);

  while (stop && stop < at && is_slip (*stop))
    {
      scan->has_slips = TRUE;
      stop = sipgo_skip_escaped (stop + 1, at, SIPGO_CHAR_USER, fault);
    }
  return stop;
}

/* user [ ":" password ] "@" */
static gboolean
scan_userinfo (const char *p, const char *at, SipgoUriScan *scan, SipgoFault *fault)
{
  const char *stop = skip_user (p, at, scan, fault);

  if (!stop)
    return FALSE;
  if (stop == p)
    return sipgo_fault (fault, p, "a user name before @");
  scan->user = (SipgoSlice) { p, stop - p };
  if (stop < at && *stop == ':')
    {
      p = stop + 1;
      stop = sipgo_skip_escaped (p, at, SIPGO_CHAR_PASSWORD, fault);
      if (!stop)
        return FALSE;
      scan->password = (SipgoSlice) { p, stop - p };
    }
  return stop == at || sipgo_fault (fault, stop, "@, or a character that needs no %-escape,");
}

/* name [ "=" value ], both of paramchar */
static const char *
scan_parameter (const char *p, const char *end, SipgoFault *fault)
{
  const char *stop = sipgo_skip_escaped (p, end, SIPGO_CHAR_PARAM, fault);

  if (!stop)
    return NULL;
  if (stop == p)
    {
      sipgo_fault (fault, p, "the name of a parameter after ;");
      return NULL;
    }
  if (stop == end || *stop != '=')
    return stop;
  p = stop + 1;
  stop = sipgo_skip_escaped (p, end, SIPGO_CHAR_PARAM, fault);
  if (stop == p)
    {
      sipgo_fault (fault, p, "the value of a parameter after =");
      return NULL;
    }
  return stop;
}

static gboolean
scan_parameters (const char **p, const char *end, SipgoUriScan *scan, SipgoFault *fault)
{
  const char *start = *p + 1;

  while (*p < end && **p == ';')
    {
      *p = scan_parameter (*p + 1, end, fault);
      if (!*p)
        return FALSE;
      scan->n_parameters++;
    }
  if (scan->n_parameters > 0)
    scan->parameters = (SipgoSlice) { start, *p - start };
  return TRUE;
}

static gboolean
scan_headers (const char **p, const char *end, SipgoUriScan *scan, SipgoFault *fault)
{
  const char *start = *p + 1;

  while (*p < end && **p == (scan->n_headers == 0 ? '?' : '&'))
    {
      const char *name = *p + 1;
      const char *equals = sipgo_skip_escaped (name, end, SIPGO_CHAR_HEADER, fault);

      if (!equals)
        return FALSE;
      if (equals == name || equals == end || *equals != '=')
        return sipgo_fault (fault, equals, "a header as name=value");
      *p = sipgo_skip_escaped (equals + 1, end, SIPGO_CHAR_HEADER, fault);
      if (!*p)
        return FALSE;
      scan->n_headers++;
    }
  if (scan->n_headers > 0)
    scan->headers = (SipgoSlice) { start, *p - start };
  return TRUE;
}

static gboolean
scan_sip (const char *p, const char *end, SipgoUriScan *scan, SipgoFault *fault)
{
  const char *at = memchr (p, '@', end - p);

  if (at && !scan_userinfo (p, at, scan, fault))
    return FALSE;
  if (at)
    p = at + 1;
  if (!sipgo_scan_host_port (&p, end, FALSE, &scan->host, &scan->port, fault) || !scan_parameters (&p, end, scan, fault)
      || !scan_headers (&p, end, scan, fault))
    return FALSE;
  return p == end || sipgo_fault (fault, p, scan->n_headers > 0 ? "& and another header, or the end of the URI,"
                                                                : "a parameter, a header or the end of the URI");
}

static gboolean
scan_tel (const char *p, const char *end, SipgoUriScan *scan, SipgoFault *fault)
{
  const char *start = p;
  guint n_digits = 0;

  if (p < end && *p == '+')
    p++;
  for (; p < end && sipgo_char_is (*p, SIPGO_CHAR_PHONE); p++)
    n_digits += sipgo_char_is (*p, SIPGO_CHAR_HEX) || *p == '*' || *p == '#';
  if (n_digits == 0)
    return sipgo_fault (fault, p, "a telephone number");
  scan->user = (SipgoSlice) { start, p - start };
  if (!scan_parameters (&p, end, scan, fault))
    return FALSE;
  return p == end || sipgo_fault (fault, p, "a digit, a parameter or the end of the URI");
}

static gboolean
scan_opaque (const char *p, const char *end, SipgoFault *fault)
{
  const char *stop = sipgo_skip_class (p, end, SIPGO_CHAR_OPAQUE);

  if (p == end)
    return sipgo_fault (fault, p, "something behind the scheme");
  return stop == end || sipgo_fault (fault, stop, "a character that may be in a URI");
}

static gboolean
is_scheme (SipgoSlice scheme, const char *name, gsize length)
{
  gsize i;

  if (scheme.length != length)
    return FALSE;
  for (i = 0; i < length; i++)
    if ((scheme.data[i] | 0x20) != name[i])
      return FALSE;
  return TRUE;
}

static SipgoUriKind
kind_of_scheme (SipgoSlice scheme)
{
  if (is_scheme (scheme, "sip", 3))
    return SIPGO_URI_SIP;
  if (is_scheme (scheme, "sips", 4))
    return SIPGO_URI_SIPS;
  return is_scheme (scheme, "tel", 3) ? SIPGO_URI_TEL : SIPGO_URI_OPAQUE;
}

gboolean
sipgo_uri_scan (const char *data, gsize length, SipgoUriScan *scan, SipgoFault *fault)
{
  const char *end = data + length;
  const char *p = sipgo_skip_class (data, end, SIPGO_CHAR_SCHEME);

  memset (scan, 0, sizeof *scan);
  if (p == data || p == end || *p != ':' || !sipgo_char_is (*data, SIPGO_CHAR_ALPHA))
    return sipgo_fault (fault, p > data && !sipgo_char_is (*data, SIPGO_CHAR_ALPHA) ? data : p, "a scheme such as sip:");
  scan->whole = (SipgoSlice) { data, length };
  scan->scheme = (SipgoSlice) { data, p - data };
  scan->kind = kind_of_scheme (scan->scheme);
  p++;
  if (scan->kind == SIPGO_URI_OPAQUE)
    return scan_opaque (p, end, fault);
  return scan->kind == SIPGO_URI_TEL ? scan_tel (p, end, scan, fault) : scan_sip (p, end, scan, fault);
}

/* The place in the cut copy, terminated, of a piece of the text. */
static char *
cut (char *copy, const char *text, SipgoSlice piece)
{
  char *start;

  if (!piece.data)
    return NULL;
  start = copy + (piece.data - text);
  start[piece.length] = '\0';
  return start;
}

static void
cut_pairs (char *p, char separator, SipgoParam *pairs, guint n_pairs)
{
  guint i;

  for (i = 0; i < n_pairs; i++)
    {
      char *next = strchr (p, separator);
      char *equals;

      if (next)
        *next++ = '\0';
      equals = strchr (p, '=');
      if (equals)
        *equals++ = '\0';
      pairs[i].name = p;
      pairs[i].value = equals;
      sipgo_unescape (p);
      if (equals)
        sipgo_unescape (equals);
      p = next;
    }
}

static SipgoSlice
moved (SipgoSlice piece, const char *from, const char *to)
{
  return piece.data ? (SipgoSlice) { to + (piece.data - from), piece.length } : piece;
}

/* The same parts in a copy of the text. */
void
sipgo_uri_scan_move (SipgoUriScan *scan, const char *to)
{
  const char *from = scan->whole.data;

  scan->scheme = moved (scan->scheme, from, to);
  scan->user = moved (scan->user, from, to);
  scan->password = moved (scan->password, from, to);
  scan->host = moved (scan->host, from, to);
  scan->parameters = moved (scan->parameters, from, to);
  scan->headers = moved (scan->headers, from, to);
  scan->whole.data = to;
}

/* As it should have been written (19.1.2). */
static SipgoUri *
new_repaired (const SipgoUriScan *scan)
{
  g_autoptr (GString) text = g_string_sized_new (scan->whole.length + 16);
  const char *user_end = scan->user.data + scan->user.length;
  const char *p;
  SipgoFault fault;

  for (p = scan->whole.data; p < scan->whole.data + scan->whole.length; p++)
    {
      if (p >= scan->user.data && p < user_end && is_slip (*p))
        g_string_append_printf (text, "%%%02X", (guint) (guchar) *p);
      else
        g_string_append_c (text, *p);
    }
  return sipgo_uri_parse_slice (text->str, text->len, &fault);
}

static SipgoUri *
new_as_scanned (const SipgoUriScan *scan)
{
  gsize length = scan->whole.length;
  gsize n_pairs = scan->n_parameters + scan->n_headers;
  SipgoUri *self = g_malloc (sizeof *self + n_pairs * sizeof (SipgoParam) + 2 * (length + 1));
  char *text, *copy;

  self->ref_count = 1;
  self->parameters = (SipgoParam *) (self + 1);
  self->headers = self->parameters + scan->n_parameters;
  text = (char *) (self->parameters + n_pairs);
  copy = text + length + 1;
  memcpy (text, scan->whole.data, length);
  memcpy (copy, scan->whole.data, length);
  text[length] = copy[length] = '\0';

  self->text = text;
  self->raw = *scan;
  sipgo_uri_scan_move (&self->raw, text);
  self->scheme = cut (copy, text, self->raw.scheme);
  self->user = cut (copy, text, self->raw.user);
  self->password = cut (copy, text, self->raw.password);
  self->host = cut (copy, text, self->raw.host);
  if (scan->parameters.data)
    cut_pairs (cut (copy, text, self->raw.parameters), ';', self->parameters, scan->n_parameters);
  if (scan->headers.data)
    cut_pairs (cut (copy, text, self->raw.headers), '&', self->headers, scan->n_headers);
  if (self->user && scan->kind != SIPGO_URI_TEL)
    sipgo_unescape ((char *) self->user);
  if (self->password)
    sipgo_unescape ((char *) self->password);
  return self;
}

SipgoUri *
sipgo_uri_new_from_scan (const SipgoUriScan *scan)
{
  if (scan->has_slips)
    return new_repaired (scan);
  return new_as_scanned (scan);
}

SipgoUri *
sipgo_uri_parse_slice (const char *data, gsize length, SipgoFault *fault)
{
  SipgoUriScan scan;

  return sipgo_uri_scan (data, length, &scan, fault) ? sipgo_uri_new_from_scan (&scan) : NULL;
}
