/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-uri-private.h"

#include <string.h>

/* Characters that the grammar allows in a user part only %-escaped. Gateways and intercoms send them unescaped. Before
 * the @ they are not ambiguous, so they are accepted. */
static gboolean
is_unescaped (char c)
{
  return c != '\0' && strchr ("#[]{}|^`\\", c);
}

static SipgoUriPiece
piece (const SipgoUriScan *scan, const char *start, const char *end)
{
  return (SipgoUriPiece) { start - scan->text, end - start };
}

static const char *
skip_user (const char *p, const char *at, SipgoUriScan *scan, SipgoFault *fault)
{
  const char *stop = sipgo_skip_escaped (p, at, SIPGO_CHAR_USER, fault);

  while (stop && stop < at && is_unescaped (*stop))
    {
      scan->must_escape = TRUE;
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
  scan->user = piece (scan, p, stop);
  if (stop < at && *stop == ':')
    {
      p = stop + 1;
      stop = sipgo_skip_escaped (p, at, SIPGO_CHAR_PASSWORD, fault);
      if (!stop)
        return FALSE;
      scan->password = piece (scan, p, stop);
    }
  return stop == at || sipgo_fault (fault, stop, "@, or a character that is allowed without %-escape,");
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
      sipgo_fault (fault, p, "a parameter name after ;");
      return NULL;
    }
  if (stop == end || *stop != '=')
    return stop;
  p = stop + 1;
  stop = sipgo_skip_escaped (p, end, SIPGO_CHAR_PARAM, fault);
  if (stop == p)
    {
      sipgo_fault (fault, p, "a parameter value after =");
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
    scan->parameters = piece (scan, start, *p);
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
    scan->headers = piece (scan, start, *p);
  return TRUE;
}

static gboolean
scan_sip (const char *p, const char *end, SipgoUriScan *scan, SipgoFault *fault)
{
  const char *at = memchr (p, '@', end - p);
  SipgoSlice host;

  if (at && !scan_userinfo (p, at, scan, fault))
    return FALSE;
  if (at)
    p = at + 1;
  if (!sipgo_scan_host_port (&p, end, FALSE, &host, &scan->port, fault))
    return FALSE;
  scan->host = piece (scan, host.data, host.data + host.length);
  if (!scan_parameters (&p, end, scan, fault) || !scan_headers (&p, end, scan, fault))
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
  scan->user = piece (scan, start, p);
  if (!scan_parameters (&p, end, scan, fault))
    return FALSE;
  return p == end || sipgo_fault (fault, p, "a digit, a parameter or the end of the URI");
}

static gboolean
scan_opaque (const char *p, const char *end, SipgoFault *fault)
{
  const char *stop = sipgo_skip_class (p, end, SIPGO_CHAR_OPAQUE);

  if (p == end)
    return sipgo_fault (fault, p, "text after the scheme");
  return stop == end || sipgo_fault (fault, stop, "a character that is allowed in a URI");
}

static SipgoUriKind
kind_of_scheme (SipgoSlice scheme)
{
  if (sipgo_slice_is_word (scheme, "sip", 3))
    return SIPGO_URI_SIP;
  if (sipgo_slice_is_word (scheme, "sips", 4))
    return SIPGO_URI_SIPS;
  return sipgo_slice_is_word (scheme, "tel", 3) ? SIPGO_URI_TEL : SIPGO_URI_OPAQUE;
}

gboolean
sipgo_uri_scan (const char *data, gsize length, SipgoUriScan *scan, SipgoFault *fault)
{
  const char *end = data + length;
  const char *p = sipgo_skip_class (data, end, SIPGO_CHAR_SCHEME);

  memset (scan, 0, sizeof *scan);
  if (p == data || p == end || *p != ':' || !sipgo_char_is (*data, SIPGO_CHAR_ALPHA))
    return sipgo_fault (fault, p > data && !sipgo_char_is (*data, SIPGO_CHAR_ALPHA) ? data : p,
                        "a scheme such as sip:");
  scan->text = data;
  scan->length = length;
  scan->scheme_length = p - data;
  scan->kind = kind_of_scheme ((SipgoSlice) { data, scan->scheme_length });
  scan->has_escapes = memchr (p, '%', length - scan->scheme_length) != NULL;
  p++;
  if (scan->kind == SIPGO_URI_OPAQUE)
    return scan_opaque (p, end, fault);
  return scan->kind == SIPGO_URI_TEL ? scan_tel (p, end, scan, fault) : scan_sip (p, end, scan, fault);
}

/* NUL-terminates the piece in the copy; returns NULL for an absent piece. */
static char *
cut (char *copy, SipgoUriPiece piece_of_text)
{
  if (piece_of_text.at == 0)
    return NULL;
  copy[piece_of_text.at + piece_of_text.length] = '\0';
  return copy + piece_of_text.at;
}

static void
cut_pairs (char *p, char separator, SipgoParam *pairs, guint n_pairs, gboolean has_escapes)
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
      if (has_escapes)
        sipgo_unescape (p);
      if (has_escapes && equals)
        sipgo_unescape (equals);
      p = next;
    }
}

/* Parses the URI again with the characters escaped that must be escaped in the user part (19.1.2). */
static SipgoUri *
new_repaired (const SipgoUriScan *scan)
{
  g_autoptr (GString) text = g_string_sized_new (scan->length + 16);
  SipgoSlice user = sipgo_uri_scan_get (scan, scan->user);
  const char *p;
  SipgoFault fault;

  for (p = scan->text; p < scan->text + scan->length; p++)
    {
      if (p >= user.data && p < user.data + user.length && is_unescaped (*p))
        g_string_append_printf (text, "%%%02X", (guint) (guchar) *p);
      else
        g_string_append_c (text, *p);
    }
  return sipgo_uri_parse_slice (text->str, text->len, &fault);
}

void
sipgo_uri_init (SipgoUri *self, const SipgoUriScan *scan, SipgoParam *pairs, char *text, char *copy, gint *ref_count,
                gpointer block)
{
  self->ref_count = ref_count;
  self->block = block;
  self->parameters = pairs;
  self->headers = pairs + scan->n_parameters;
  memcpy (text, scan->text, scan->length);
  text[scan->length] = copy[scan->length] = '\0';

  self->text = text;
  self->raw = *scan;
  self->raw.text = text;
  copy[scan->scheme_length] = '\0';
  self->scheme = copy;
  self->user = cut (copy, scan->user);
  self->password = cut (copy, scan->password);
  self->host = cut (copy, scan->host);
  if (scan->n_parameters > 0)
    cut_pairs (cut (copy, scan->parameters), ';', self->parameters, scan->n_parameters, scan->has_escapes);
  if (scan->n_headers > 0)
    cut_pairs (cut (copy, scan->headers), '&', self->headers, scan->n_headers, scan->has_escapes);
  if (self->user && scan->has_escapes && scan->kind != SIPGO_URI_TEL)
    sipgo_unescape ((char *) self->user);
  if (self->password && scan->has_escapes)
    sipgo_unescape ((char *) self->password);
}

static SipgoUri *
new_as_scanned (const SipgoUriScan *scan)
{
  gsize n_pairs = scan->n_parameters + scan->n_headers;
  SipgoUri *self = g_malloc (sizeof *self + n_pairs * sizeof (SipgoParam) + 2 * (scan->length + 1));
  SipgoParam *pairs = (SipgoParam *) (self + 1);
  char *text = (char *) (pairs + n_pairs), *copy = text + scan->length + 1;

  self->own_ref_count = 1;
  memcpy (copy, scan->text, scan->length);
  sipgo_uri_init (self, scan, pairs, text, copy, &self->own_ref_count, self);
  return self;
}

SipgoUri *
sipgo_uri_new_from_scan (const SipgoUriScan *scan)
{
  if (scan->must_escape)
    return new_repaired (scan);
  return new_as_scanned (scan);
}

SipgoUri *
sipgo_uri_parse_slice (const char *data, gsize length, SipgoFault *fault)
{
  SipgoUriScan scan;

  return sipgo_uri_scan (data, length, &scan, fault) ? sipgo_uri_new_from_scan (&scan) : NULL;
}
