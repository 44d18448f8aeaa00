/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-arena-private.h"
#include "libsipgo/message/sipgo-message-private.h"
#include "libsipgo/message/sipgo-parser-private.h"

G_BEGIN_DECLS

#define SIPGO_N_INLINE_ROWS 24
#define SIPGO_N_INLINE_BYTES 128

/* One header line. Folded lines were joined on the way in: a value is one line, but for what a hostile peer put in. */
typedef struct
{
  const char *name;          /* as it came; NULL in a message of our own when the id says it */
  const char *value;
  guint32 value_length;
  guint32 name_length : 24;
  guint32 id : 8;
} SipgoHeaderRow;

/* What was looked for already, found or not. */
typedef enum {
  SIPGO_KNOWN_URI = 1 << 0,
  SIPGO_KNOWN_VIA = 1 << 1,
  SIPGO_KNOWN_FROM = 1 << 2,
  SIPGO_KNOWN_TO = 1 << 3,
  SIPGO_KNOWN_CONTACT = 1 << 4,
  SIPGO_KNOWN_CALL_ID = 1 << 5,
  SIPGO_KNOWN_CSEQ = 1 << 6,
  SIPGO_KNOWN_BODY = 1 << 7,
} SipgoKnown;

struct _SipgoMessage
{
  gint ref_count;
  gboolean is_request;
  guint status_code;
  guint known;               /* SipgoKnown */
  guint32 cseq;

  GBytes *source;            /* what was parsed; names and values point into it or into the arena */
  SipgoSlice uri_text;       /* of a request that was parsed */
  SipgoSlice body_text;      /* of a message that was parsed */

  const char *method;
  const char *reason;
  const char *call_id;
  const char *cseq_method;
  SipgoUri *request_uri;
  SipgoVia *via;
  SipgoNameAddr *from;
  SipgoNameAddr *to;
  SipgoNameAddr *contact;
  SipgoBody *body;
  GBytes *wire;              /* what was serialized last */

  guint64 present;           /* a bit for each id that has a row */
  guint64 repeated;          /* of a message that was parsed: a bit for each id that came more than once */
  SipgoHeaderRow *rows;
  guint n_rows;
  guint n_allocated;
  SipgoArena arena;
  SipgoHeaderRow inline_rows[SIPGO_N_INLINE_ROWS];
  char inline_bytes[SIPGO_N_INLINE_BYTES];
};

SipgoMessage   *sipgo_message_alloc       (void);
SipgoHeaderRow *sipgo_message_insert_row  (SipgoMessage *self, guint position);
/* The first row of an id. */
SipgoHeaderRow *sipgo_message_first_row   (SipgoMessage *self, SipgoHeaderId id);
/* Forgets what was read from headers with this id, and the bytes that were written. */
void            sipgo_message_forget      (SipgoMessage *self, SipgoHeaderId id);
const char     *sipgo_method_intern       (SipgoArena *arena, const char *method, gsize length);
gboolean        sipgo_message_scan_cseq   (SipgoMessage *self, SipgoFault *fault);
gboolean        sipgo_message_scan_call_id (SipgoMessage *self, SipgoFault *fault);

/* sipgo-message-index.c: splits start line and header lines. */
typedef struct
{
  SipgoSlice name;           /* empty when the line has no name and colon */
  SipgoHeaderId id;
  const char *value;
  const char *end;           /* behind the value, in front of the line's end */
  gboolean folded;
} SipgoHeaderLine;

typedef enum {
  SIPGO_LINE_HEADER,
  SIPGO_LINE_EMPTY,          /* the end of the headers */
  SIPGO_LINE_UNFINISHED,     /* the bytes end within the line */
} SipgoLineKind;

SipgoLineKind sipgo_header_line_next (const char **p, const char *end, SipgoHeaderLine *line);
SipgoSlice    sipgo_header_line_get_value (const SipgoHeaderLine *line);
/* 0, or the status that the fault deserves. */
guint         sipgo_message_index    (SipgoMessage *self, const SipgoMessageLimits *limits, SipgoFault *fault);
/* sipgo-start-line.c: the same. */
guint         sipgo_message_read_start_line (SipgoMessage *self, const char *line, const char *end, SipgoFault *fault);
/* sipgo-message-check.c: the same; header is the one at fault, or OTHER. */
guint         sipgo_message_check    (SipgoMessage *self, SipgoHeaderId *header, SipgoFault *fault);

G_END_DECLS
