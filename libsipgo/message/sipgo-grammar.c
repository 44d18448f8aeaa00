/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-grammar-private.h"

#include <gio/gio.h>
#include <string.h>

#include "libsipgo/base/sipgo-error.h"

#define T SIPGO_CHAR_TOKEN
#define W SIPGO_CHAR_WORD
#define U SIPGO_CHAR_USER
#define P SIPGO_CHAR_PASSWORD
#define R SIPGO_CHAR_PARAM
#define H SIPGO_CHAR_HEADER
#define N SIPGO_CHAR_HOST
#define O SIPGO_CHAR_OPAQUE
#define V SIPGO_CHAR_VALUE
#define F SIPGO_CHAR_PHONE
#define S SIPGO_CHAR_SCHEME
#define UNRESERVED (U | P | R | H | O)
#define LETTER (T | W | UNRESERVED | N | V | S | SIPGO_CHAR_ALPHA)

const guint16 sipgo_char_classes[256] = {
  ['\t'] = SIPGO_CHAR_LWS,
  [' '] = SIPGO_CHAR_LWS,
  ['!'] = T | W | UNRESERVED | V,
  ['"'] = W,
  ['#'] = O | F,
  ['$'] = U | P | R | H | O,
  ['%'] = T | W | O | V,
  ['&'] = U | P | R | O,
  ['\''] = T | W | UNRESERVED | V,
  ['('] = W | UNRESERVED | F,
  [')'] = W | UNRESERVED | F,
  ['*'] = T | W | UNRESERVED | V | F,
  ['+'] = T | W | U | P | R | H | O | V | S,
  [','] = U | P | O,
  ['-'] = T | W | UNRESERVED | N | V | S | F | SIPGO_CHAR_INNER,
  ['.'] = T | W | UNRESERVED | N | V | S | F | SIPGO_CHAR_INNER,
  ['/'] = W | U | R | H | O,
  ['0' ... '9'] = T | W | UNRESERVED | N | V | S | F | SIPGO_CHAR_DIGIT | SIPGO_CHAR_HEX,
  [':'] = W | R | H | O | V,
  [';'] = U | O,
  ['<'] = W,
  ['='] = U | P | O | V,
  ['>'] = W,
  ['?'] = W | U | H | O,
  ['@'] = O,
  ['A' ... 'F'] = LETTER | F | SIPGO_CHAR_HEX,
  ['G' ... 'Z'] = LETTER,
  ['['] = W | R | H | O | V,
  ['\\'] = W,
  [']'] = W | R | H | O | V,
  ['^'] = O,
  ['_'] = T | W | UNRESERVED | N | V,
  ['`'] = T | W | V,
  ['a' ... 'f'] = LETTER | F | SIPGO_CHAR_HEX,
  ['g' ... 'z'] = LETTER,
  ['{'] = W,
  ['|'] = O,
  ['}'] = W,
  ['~'] = T | W | UNRESERVED | V,
};

gboolean
sipgo_slice_equal_nocase (SipgoSlice slice, const char *text)
{
  return strlen (text) == slice.length && g_ascii_strncasecmp (slice.data, text, slice.length) == 0;
}

SipgoSlice
sipgo_slice_trim (const char *start, const char *end)
{
  SipgoSlice slice;

  start = sipgo_skip_lws (start, end);
  while (end > start && sipgo_char_is (end[-1], SIPGO_CHAR_LWS))
    end--;
  slice.data = start;
  slice.length = end - start;
  return slice;
}

const char *
sipgo_skip_quoted (const char *p, const char *end)
{
  for (p++; p < end; p++)
    {
      if (*p == '"')
        return p + 1;
      if (*p == '\\')
        p++;
      if (p < end && (*p == '\r' || *p == '\n'))
        return NULL;
    }
  return NULL;
}

const char *
sipgo_skip_escaped (const char *p, const char *end, guint class, SipgoFault *fault)
{
  for (;;)
    {
      p = sipgo_skip_class (p, end, class);
      if (p == end || *p != '%')
        return p;
      if (end - p < 3 || !sipgo_char_is (p[1], SIPGO_CHAR_HEX) || !sipgo_char_is (p[2], SIPGO_CHAR_HEX))
        {
          sipgo_fault (fault, p, "two hexadecimal digits after %");
          return NULL;
        }
      p += 3;
    }
}

static GInetAddress *
parse_ipv6 (const char *host)
{
  return strchr (host, ':') ? g_inet_address_new_from_string (host) : NULL;
}

gboolean
sipgo_host_equal (const char *host, const char *other)
{
  g_autoptr (GInetAddress) a = NULL;
  g_autoptr (GInetAddress) b = NULL;

  if (g_ascii_strcasecmp (host, other) == 0)
    return TRUE;
  a = parse_ipv6 (host);
  b = a ? parse_ipv6 (other) : NULL;
  return b && g_inet_address_equal (a, b);
}

gboolean
sipgo_host_is (SipgoSlice host, const char *other)
{
  g_autofree char *text = NULL;

  if (sipgo_slice_equal_nocase (host, other))
    return TRUE;
  if (!memchr (host.data, ':', host.length))
    return FALSE;
  text = g_strndup (host.data, host.length);
  return sipgo_host_equal (text, other);
}

guint
sipgo_host_hash (const char *host)
{
  g_autoptr (GInetAddress) address = parse_ipv6 (host);
  g_autofree char *text = address ? g_inet_address_to_string (address) : g_ascii_strdown (host, -1);

  return g_str_hash (text);
}

gboolean
sipgo_scan_number (const char **p, const char *end, guint32 maximum, guint32 *number)
{
  const char *q;
  guint64 value = 0;
  guint digit;

  for (q = *p; q < end && (digit = (guchar) *q - '0') <= 9; q++)
    {
      /* A value above maximum is not multiplied any more, so it stays too large and cannot wrap around. */
      if (value <= maximum)
        value = value * 10 + digit;
    }
  if (q == *p || value > maximum)
    return FALSE;
  *number = value;
  *p = q;
  return TRUE;
}

gboolean
sipgo_parse_number (const char *data, gsize length, guint32 maximum, guint32 *number)
{
  const char *p = data;

  return sipgo_scan_number (&p, data + length, maximum, number) && p == data + length;
}

/* Four numbers up to 255, of at most three digits each; NULL when the text does not begin with an IPv4 address. */
static const char *
skip_ipv4 (const char *p, const char *end)
{
  guint n_numbers;

  for (n_numbers = 1;; n_numbers++)
    {
      const char *start = p;
      guint number = 0, digit;

      for (; p < end && (digit = (guchar) *p - '0') <= 9; p++)
        number = number * 10 + digit;
      if (p == start || p - start > 3 || number > 255)
        return NULL;
      if (n_numbers == 4)
        return p;
      if (p == end || *p++ != '.')
        return NULL;
    }
}

/* No label may be empty, or begin or end with a hyphen. */
static gboolean
has_good_labels (SipgoSlice host)
{
  char before = '.';
  gsize i;

  for (i = 0; i < host.length; i++)
    {
      char c = host.data[i];

      if ((before == '.' && (c == '.' || c == '-')) || (before == '-' && c == '.'))
        return FALSE;
      before = c;
    }
  return before != '-';
}

/* A host of digits and dots only must be an IPv4 address. The labels are checked only when the name has two of "." and
 * "-" in a row, or one of them at an end: other names have no bad label. */
static gboolean
scan_hostname (const char **p, const char *end, SipgoSlice *host)
{
  const char *start = *p, *q;
  guint seen = 0, before = SIPGO_CHAR_INNER, doubled = 0;

  if (start < end && sipgo_char_is (*start, SIPGO_CHAR_DIGIT))
    {
      q = skip_ipv4 (start, end);
      if (q && (q == end || !sipgo_char_is (*q, SIPGO_CHAR_HOST)))
        {
          *host = (SipgoSlice) { start, q - start };
          *p = q;
          return TRUE;
        }
    }
  for (q = start; q < end; q++)
    {
      guint classes = sipgo_char_classes[(guchar) *q];

      if (!(classes & SIPGO_CHAR_HOST))
        break;
      seen |= classes;
      doubled |= classes & before;
      before = classes;
    }
  *p = q;
  *host = (SipgoSlice) { start, q - start };
  if (q == start || !(seen & SIPGO_CHAR_ALPHA))
    return FALSE;
  return !((doubled | before) & SIPGO_CHAR_INNER) || has_good_labels (*host);
}

static gboolean
is_ipv6 (SipgoSlice host)
{
  char text[64];
  gsize i;

  if (host.length >= sizeof text)
    return FALSE;
  for (i = 0; i < host.length; i++)
    {
      if (!sipgo_char_is (host.data[i], SIPGO_CHAR_HEX) && host.data[i] != ':' && host.data[i] != '.')
        return FALSE;
      text[i] = host.data[i];
    }
  text[i] = '\0';
  return strchr (text, ':') != NULL && g_hostname_is_ip_address (text);
}

static gboolean
scan_host (const char **p, const char *end, SipgoSlice *host, SipgoFault *fault)
{
  const char *start = *p, *stop;

  if (start < end && *start == '[')
    {
      stop = memchr (start, ']', end - start);
      host->data = start + 1;
      host->length = stop ? stop - start - 1 : 0;
      if (!stop || !is_ipv6 (*host))
        return sipgo_fault (fault, start, "an IPv6 address in square brackets");
      *p = stop + 1;
      return TRUE;
    }
  return scan_hostname (p, end, host) || sipgo_fault (fault, start, "a host name or address");
}

gboolean
sipgo_scan_host_port (const char **p, const char *end, gboolean lws, SipgoSlice *host, guint *port, SipgoFault *fault)
{
  const char *colon, *digits;

  *port = 0;
  if (!scan_host (p, end, host, fault))
    return FALSE;
  colon = lws ? sipgo_skip_lws (*p, end) : *p;
  if (colon == end || *colon != ':')
    return TRUE;
  digits = lws ? sipgo_skip_lws (colon + 1, end) : colon + 1;
  *p = digits;
  return sipgo_scan_number (p, end, G_MAXUINT16, port)
         || sipgo_fault (fault, digits, "a port number from 0 to 65535");
}

gboolean
sipgo_list_next (const char **p, const char *end, SipgoSlice *element)
{
  const char *start, *q;

  while (*p < end && (**p == ',' || sipgo_char_is (**p, SIPGO_CHAR_LWS)))
    (*p)++;
  if (*p == end)
    return FALSE;
  start = *p;
  for (q = start; q < end && *q != ','; q++)
    {
      const char *close = NULL;

      if (*q == '"')
        close = sipgo_skip_quoted (q, end);
      else if (*q == '<' && (close = memchr (q, '>', end - q)))
        close++;
      else
        continue;
      q = (close ? close : end) - 1;
    }
  *element = sipgo_slice_trim (start, q);
  *p = q;
  return TRUE;
}

void
sipgo_unescape (char *text)
{
  char *in = strchr (text, '%'), *out;
  g_autofree char *original = NULL;

  if (!in)
    return;
  original = g_strdup (text);
  for (out = in; *in != '\0'; in++)
    {
      int value = *in == '%' && in[1] != '\0' ? g_ascii_xdigit_value (in[1]) * 16 + g_ascii_xdigit_value (in[2]) : 0;

      if (value > 0)
        in += 2;
      *out++ = value > 0 ? (char) value : *in;
    }
  *out = '\0';
  if (!g_utf8_validate (text, -1, NULL))
    memcpy (text, original, strlen (original) + 1);
}

void
sipgo_unquote (char *text)
{
  char *in = text, *out = text;

  if (*in != '"')
    return;
  for (in++; *in != '\0' && *in != '"'; in++)
    {
      if (*in == '\\' && in[1] != '\0')
        in++;
      *out++ = *in;
    }
  *out = '\0';
}

void
sipgo_append_escaped (GString *string, const char *text, guint class)
{
  for (; *text != '\0'; text++)
    {
      if (sipgo_char_is (*text, class))
        g_string_append_c (string, *text);
      else
        g_string_append_printf (string, "%%%02X", (guchar) *text);
    }
}

void
sipgo_append_quoted (GString *string, const char *text)
{
  g_string_append_c (string, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        g_string_append_c (string, '\\');
      g_string_append_c (string, *text == '\r' || *text == '\n' ? ' ' : *text);
    }
  g_string_append_c (string, '"');
}

static gboolean
needs_cleaning_slowly (const char *data, gsize length)
{
  return memchr (data, '\r', length) || memchr (data, '\n', length) || !g_utf8_validate_len (data, length, NULL);
}

/* Checks eight bytes at a time, since nearly every text is ASCII. TRUE: all bytes are ASCII and at least lowest. FALSE:
 * unknown. */
static gboolean
is_ascii_from (const char *data, gsize length, guchar lowest)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  gsize i;

  for (i = 0; i + 8 <= length; i += 8)
    {
      guint64 bytes;

      memcpy (&bytes, data + i, sizeof bytes);
      if (((bytes - ones * lowest) | bytes) & (ones * 0x80))
        return FALSE;
    }
  for (; i < length; i++)
    if ((guchar) data[i] < lowest || (guchar) data[i] >= 0x80)
      return FALSE;
  return TRUE;
}

gboolean
sipgo_needs_cleaning (const char *data, gsize length)
{
  return !is_ascii_from (data, length, ' ') && needs_cleaning_slowly (data, length);
}

char *
sipgo_dup_valid (const char *data, gsize length)
{
  return is_ascii_from (data, length, 1) ? g_strndup (data, length) : g_utf8_make_valid (data, length);
}

char *
sipgo_dup_clean (const char *data, gsize length)
{
  char *text, *p;

  if (!sipgo_needs_cleaning (data, length))
    return g_strndup (data, length);
  text = g_utf8_make_valid (data, length);
  for (p = text; *p != '\0'; p++)
    if (*p == '\r' || *p == '\n')
      *p = ' ';
  return text;
}

void
sipgo_fault_to_error (const SipgoFault *fault, const char *what, const char *text, GError **error)
{
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%s” is not a valid %s: expected %s at byte %" G_GSIZE_FORMAT,
               text, what, fault->expected, (gsize) (fault->at - text));
}
