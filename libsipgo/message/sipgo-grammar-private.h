/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes inside the buffer of a message; not NUL-terminated. */
typedef struct
{
  const char *data;
  gsize length;
} SipgoSlice;

/* The place where a text breaks the grammar, and what was expected there: words that follow "expected" in an error. */
typedef struct
{
  const char *at;
  const char *expected;
} SipgoFault;

/* The character classes of RFC 3261, section 25.1. */
enum
{
  SIPGO_CHAR_TOKEN = 1 << 0,
  SIPGO_CHAR_WORD = 1 << 1,
  SIPGO_CHAR_USER = 1 << 2,        /* unreserved and user-unreserved, without escapes */
  SIPGO_CHAR_PASSWORD = 1 << 3,
  SIPGO_CHAR_PARAM = 1 << 4,       /* paramchar */
  SIPGO_CHAR_HEADER = 1 << 5,      /* hnv-unreserved */
  SIPGO_CHAR_HOST = 1 << 6,
  SIPGO_CHAR_DIGIT = 1 << 7,
  SIPGO_CHAR_HEX = 1 << 8,
  SIPGO_CHAR_ALPHA = 1 << 9,
  SIPGO_CHAR_LWS = 1 << 10,
  SIPGO_CHAR_SCHEME = 1 << 11,
  SIPGO_CHAR_OPAQUE = 1 << 12,     /* allowed in a URI of any scheme */
  SIPGO_CHAR_VALUE = 1 << 13,      /* an unquoted parameter value: a token, a host, and the = of base64 */
  SIPGO_CHAR_PHONE = 1 << 14,      /* phonedigit-hex and visual separators of RFC 3966 */
  SIPGO_CHAR_INNER = 1 << 15,      /* allowed inside a label of a host name, but not at its start or end */
};

extern const guint16 sipgo_char_classes[256];

static inline gboolean
sipgo_char_is (char c, guint class)
{
  return (sipgo_char_classes[(guchar) c] & class) != 0;
}

static inline const char *
sipgo_skip_class (const char *p, const char *end, guint class)
{
  while (p < end && sipgo_char_is (*p, class))
    p++;
  return p;
}

static inline const char *
sipgo_skip_lws (const char *p, const char *end)
{
  return sipgo_skip_class (p, end, SIPGO_CHAR_LWS);
}

static inline gboolean
sipgo_fault (SipgoFault *fault, const char *at, const char *expected)
{
  fault->at = at;
  fault->expected = expected;
  return FALSE;
}

static inline gboolean
sipgo_slice_equal (SipgoSlice slice, const char *text, gsize length)
{
  gsize i;

  if (slice.length != length)
    return FALSE;
  for (i = 0; i < length; i++)
    if (slice.data[i] != text[i])
      return FALSE;
  return TRUE;
}

/* Compares and ignores case; word is in lower case. */
static inline gboolean
sipgo_slice_is_word (SipgoSlice slice, const char *word, gsize length)
{
  gsize i;

  if (slice.length != length)
    return FALSE;
  for (i = 0; i < length; i++)
    if ((slice.data[i] | 0x20) != word[i])
      return FALSE;
  return TRUE;
}

gboolean    sipgo_slice_equal_nocase  (SipgoSlice slice, const char *text);
SipgoSlice  sipgo_slice_trim          (const char *start, const char *end);

/* Skips a quoted string; NULL when the closing quote is missing. */
const char *sipgo_skip_quoted         (const char *p, const char *end);
/* Skips characters of a class and %-escapes; NULL with fault at a malformed escape. */
const char *sipgo_skip_escaped        (const char *p, const char *end, guint class, SipgoFault *fault);
/* host [ ":" port ]; host is without the brackets of an IPv6 address. lws: white space around the colon is allowed. */
gboolean    sipgo_scan_host_port      (const char **p, const char *end, gboolean lws, SipgoSlice *host, guint *port,
                                       SipgoFault *fault);
/* Compares and ignores case; two spellings of one IPv6 address are equal (RFC 5954 4.2). */
gboolean    sipgo_host_equal          (const char *host, const char *other);
/* As sipgo_host_equal (), for a slice. */
gboolean    sipgo_host_is             (SipgoSlice host, const char *other);
guint       sipgo_host_hash           (const char *host);
/* Digits only, at most maximum; no sign, no wrap-around. */
gboolean    sipgo_parse_number        (const char *data, gsize length, guint32 maximum, guint32 *number);
/* As sipgo_parse_number (), but reads the digits at *p and moves *p behind them. */
gboolean    sipgo_scan_number         (const char **p, const char *end, guint32 maximum, guint32 *number);
/* The next element of a comma-separated list; commas in quoted strings and in <> do not separate. FALSE at the end. */
gboolean    sipgo_list_next           (const char **p, const char *end, SipgoSlice *element);

/* Both work in place on NUL-terminated text, which never grows. */
void        sipgo_unescape            (char *text);      /* decodes %-escapes, unless the result would not be text */
void        sipgo_unquote             (char *text);      /* removes the quotes and backslashes of a quoted string */

void        sipgo_append_escaped      (GString *string, const char *text, guint class);
void        sipgo_append_quoted       (GString *string, const char *text);

gboolean    sipgo_needs_cleaning      (const char *data, gsize length);   /* holds NUL, CR, LF or invalid UTF-8 */
char       *sipgo_dup_clean           (const char *data, gsize length);   /* valid UTF-8 in one line */
char       *sipgo_dup_valid           (const char *data, gsize length);   /* valid UTF-8, lines kept */

void        sipgo_fault_to_error      (const SipgoFault *fault, const char *what, const char *text, GError **error);

G_END_DECLS
