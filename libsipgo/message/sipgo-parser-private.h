/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message-private.h"

G_BEGIN_DECLS

/* What a peer may send at most. 0 means: no limit of its own. */
typedef struct
{
  gsize max_header_section;   /* bytes of start line and headers; 64 KiB */
  gsize max_body;             /* 1 MiB */
  gsize max_line;             /* 16 KiB, a folded header counted whole */
  guint max_headers;          /* 512 */
} SipgoMessageLimits;

extern const SipgoMessageLimits sipgo_limits_default;

typedef enum {
  SIPGO_PARSED,              /* a message that the floors above may rely on: see sipgo_parser_parse_datagram () */
  SIPGO_PARSE_REFUSED,       /* a request that is wrong in the way that status and error say; message can be answered */
  SIPGO_PARSE_NOISE,         /* no SIP, or nothing that may be answered: drop and count */
  SIPGO_PARSE_INCOMPLETE,    /* a stream needs more bytes */
  SIPGO_PARSE_BROKEN,        /* a stream's framing is lost: answer when message is set, then close */
} SipgoParseOutcome;

typedef struct
{
  SipgoParseOutcome outcome;
  SipgoMessage *message;     /* (nullable) owned; with REFUSED and BROKEN as much as could be read */
  guint status;              /* with REFUSED and BROKEN: what RFC 3261 wants as answer, 400, 413, 505, 513 … */
  gsize offset;              /* of the fault, from the message's first byte */
  char *fault;               /* owned: what was expected there, in words */
} SipgoParseResult;

void sipgo_parse_result_clear (SipgoParseResult *result);

/*
 * Parses the bytes, and checks what every message needs before any floor above may look: start line, Via, From, To,
 * Call-ID, CSeq (its method the same as the start line's), Content-Length against the rest, numbers in range, headers
 * that may occur once only. What those need is parsed and kept; every other header is left as it came.
 */
void sipgo_parser_parse_datagram (GBytes *bytes, const SipgoMessageLimits *limits, SipgoParseResult *result);

/* Cuts a byte stream into messages (18.3, RFC 5626 4.4.1). */
typedef struct _SipgoStreamParser SipgoStreamParser;

SipgoStreamParser *sipgo_stream_parser_new   (const SipgoMessageLimits *limits);
void               sipgo_stream_parser_free  (SipgoStreamParser *self);
void               sipgo_stream_parser_push  (SipgoStreamParser *self, const char *data, gsize length);
void               sipgo_stream_parser_next  (SipgoStreamParser *self, SipgoParseResult *result);
/* How many double CRLFs (keep-alive pings that want a single CRLF back) came since the last call. */
guint              sipgo_stream_parser_take_pings (SipgoStreamParser *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SipgoParseResult, sipgo_parse_result_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoStreamParser, sipgo_stream_parser_free)

G_END_DECLS
