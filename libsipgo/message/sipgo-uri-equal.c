/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-uri-private.h"

#include <string.h>

/* A reserved character is not equal to its escape: ";" separates parameters, "%3B" is part of a parameter (19.1.4). */
static gboolean
is_reserved (char c)
{
  return c != '\0' && strchr (";/?:@&=+$,", c) != NULL;
}

static char
next_char (const char **p, const char *end, gboolean *escaped)
{
  char c = **p;

  *escaped = c == '%' && end - *p >= 3;
  if (*escaped)
    c = g_ascii_xdigit_value ((*p)[1]) * 16 + g_ascii_xdigit_value ((*p)[2]);
  *p += *escaped ? 3 : 1;
  return c;
}

static gboolean
escaped_equal (SipgoSlice a, SipgoSlice b)
{
  const char *p = a.data, *q = b.data;
  const char *p_end = a.data + a.length, *q_end = b.data + b.length;

  while (p < p_end && q < q_end)
    {
      gboolean p_escaped, q_escaped;
      char c = next_char (&p, p_end, &p_escaped), d = next_char (&q, q_end, &q_escaped);

      if (c != d || (p_escaped != q_escaped && is_reserved (c)))
        return FALSE;
    }
  return p == p_end && q == q_end;
}

static gboolean
piece_equal (SipgoUri *a, SipgoUriPiece piece, SipgoUri *b, SipgoUriPiece other)
{
  if (piece.at == 0 || other.at == 0)
    return piece.at == other.at;
  return escaped_equal (sipgo_uri_scan_get (&a->raw, piece), sipgo_uri_scan_get (&b->raw, other));
}

/* Hashes the text in lower case and its escapes decoded, so it suits comparisons with and without regard to case. */
static guint
hash_piece (guint hash, SipgoSlice piece)
{
  const char *p = piece.data, *end = piece.data + piece.length;
  gboolean escaped;

  while (p && p < end)
    hash = hash * 33 + (guchar) g_ascii_tolower (next_char (&p, end, &escaped));
  return hash;
}

static guint
hash_number (guint hash, const char *number)
{
  for (; *number != '\0'; number++)
    if (!strchr ("-.()", *number))
      hash = hash * 33 + (guchar) g_ascii_tolower (*number);
  return hash;
}

static gboolean
value_equal (const char *a, const char *b)
{
  return g_ascii_strcasecmp (a ? a : "", b ? b : "") == 0;
}

static gboolean
counts_when_alone (const char *name)
{
  static const char * const names[] = { "user", "ttl", "method", "maddr", "transport", NULL };
  guint i;

  for (i = 0; names[i]; i++)
    if (g_ascii_strcasecmp (name, names[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
parameters_match (SipgoUri *a, SipgoUri *b)
{
  guint i;

  for (i = 0; i < a->raw.n_parameters; i++)
    {
      const SipgoParam *mine = &a->parameters[i];
      const SipgoParam *other = sipgo_params_find (b->parameters, b->raw.n_parameters, mine->name);

      if (other ? !value_equal (mine->value, other->value) : counts_when_alone (mine->name))
        return FALSE;
    }
  return TRUE;
}

static gboolean
headers_in (SipgoUri *a, SipgoUri *b)
{
  guint i;

  for (i = 0; i < a->raw.n_headers; i++)
    {
      const SipgoParam *other = sipgo_params_find (b->headers, b->raw.n_headers, a->headers[i].name);

      if (!other || strcmp (a->headers[i].value, other->value) != 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
sip_equal (SipgoUri *a, SipgoUri *b)
{
  return piece_equal (a, a->raw.user, b, b->raw.user) && piece_equal (a, a->raw.password, b, b->raw.password)
         && sipgo_host_equal (a->host, b->host) && a->raw.port == b->raw.port && parameters_match (a, b)
         && parameters_match (b, a) && a->raw.n_headers == b->raw.n_headers && headers_in (a, b) && headers_in (b, a);
}

/* Visual separators do not count in a comparison (RFC 3966, section 4). */
static gboolean
number_equal (const char *a, const char *b)
{
  for (;; a++, b++)
    {
      while (*a != '\0' && strchr ("-.()", *a))
        a++;
      while (*b != '\0' && strchr ("-.()", *b))
        b++;
      if (g_ascii_tolower (*a) != g_ascii_tolower (*b))
        return FALSE;
      if (*a == '\0')
        return TRUE;
    }
}

static gboolean
tel_parameters_in (SipgoUri *a, SipgoUri *b)
{
  guint i;

  for (i = 0; i < a->raw.n_parameters; i++)
    {
      const SipgoParam *mine = &a->parameters[i];
      const SipgoParam *other = sipgo_params_find (b->parameters, b->raw.n_parameters, mine->name);

      if (!other)
        return FALSE;
      if (mine->value && other->value && *mine->value == '+' ? !number_equal (mine->value, other->value)
                                                             : !value_equal (mine->value, other->value))
        return FALSE;
    }
  return TRUE;
}

/**
 * sipgo_uri_equal:
 * @other: another URI
 *
 * Compares two URIs by the rules of RFC 3261, section 19.1.4, of RFC 3966, section 4, and of RFC 5954, section 4.2. An
 * escape is equal to the unreserved character that it stands for, the case of hosts is ignored, and two spellings of an
 * IPv6 address are equal. A URI with a port is not equal to one without, even when it is the default port. A parameter
 * that only one of the URIs has is ignored, except `user`, `ttl`, `method`, `maddr` and `transport`.
 *
 * Returns: whether both are equal
 *
 * Since: 1.0
 */
gboolean
sipgo_uri_equal (SipgoUri *self, SipgoUri *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  if (strcmp (self->text, other->text) == 0)
    return TRUE;
  if (self->raw.kind != other->raw.kind)
    return FALSE;
  switch (self->raw.kind)
    {
    case SIPGO_URI_SIP:
    case SIPGO_URI_SIPS:
      return sip_equal (self, other);
    case SIPGO_URI_TEL:
      return number_equal (self->user, other->user) && tel_parameters_in (self, other)
             && tel_parameters_in (other, self);
    case SIPGO_URI_OPAQUE:
    default:
      return g_ascii_strcasecmp (self->scheme, other->scheme) == 0
             && strcmp (self->text + self->raw.scheme_length, other->text + other->raw.scheme_length) == 0;
    }
}

/**
 * sipgo_uri_hash:
 *
 * Computes a hash value: equal URIs have the same. It depends on scheme, user, host and port of a SIP URI, on the
 * digits of a telephone number, or on the whole text of a URI of another scheme; parameters do not count.
 *
 * Returns: a hash value for use with [method@Uri.equal]
 *
 * Since: 1.0
 */
guint
sipgo_uri_hash (SipgoUri *self)
{
  guint hash;

  g_return_val_if_fail (self != NULL, 0);

  hash = hash_piece (5381, (SipgoSlice) { self->text, self->raw.scheme_length });
  switch (self->raw.kind)
    {
    case SIPGO_URI_SIP:
    case SIPGO_URI_SIPS:
      hash = hash_piece (hash, sipgo_uri_scan_get (&self->raw, self->raw.user));
      return (hash * 33 + sipgo_host_hash (self->host)) * 33 + self->raw.port;
    case SIPGO_URI_TEL:
      return hash_number (hash, self->user);
    case SIPGO_URI_OPAQUE:
    default:
      return hash * 33 + g_str_hash (self->text + self->raw.scheme_length);
    }
}
