/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-grammar-private.h"
#include "libsipgo/message/sipgo-header-private.h"

G_BEGIN_DECLS

/* One header line of a message or of a part of a multipart body, folds included (RFC 3261 7.3.1). */
typedef struct
{
  SipgoSlice name;           /* empty when the line has no name and colon */
  SipgoHeaderId id;
  SipgoSlice value;          /* without the white space around it; still folded */
  gboolean folded;
} SipgoHeaderLine;

typedef enum {
  SIPGO_LINE_HEADER,
  SIPGO_LINE_EMPTY,          /* the end of the headers */
  SIPGO_LINE_UNFINISHED,     /* the bytes end within the line */
} SipgoLineKind;

static inline gboolean
sipgo_is_space (char c)
{
  return c == ' ' || c == '\t';
}

/* The comparison with the space comes first: it is enough for nearly every character. */
static inline gboolean
sipgo_is_space_or_break (char c)
{
  return (guchar) c <= ' ' && (sipgo_is_space (c) || c == '\r' || c == '\n');
}

/* Reads one line and moves p past it. */
SipgoLineKind sipgo_header_line_next (const char **p, const char *end, SipgoHeaderLine *line);

G_END_DECLS
