/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message-private.h"

G_BEGIN_DECLS

extern const SipgoMessageLimits sipgo_limits_default;

typedef enum {
  SIPGO_PARSED,              /* a message that passed the checks of sipgo_parser_parse_datagram () */
  SIPGO_PARSE_REFUSED,       /* a malformed request: answer it with status */
  SIPGO_PARSE_NOISE,         /* not SIP, or malformed and not to be answered: drop it */
  SIPGO_PARSE_INCOMPLETE,    /* a stream needs more bytes */
  SIPGO_PARSE_BROKEN,        /* the end of a message in a stream is unknown: answer if message is set, then close */
} SipgoParseOutcome;

typedef struct
{
  SipgoParseOutcome outcome;
  SipgoMessage *message;     /* (nullable) owned; with REFUSED and BROKEN the part that could be parsed */
  guint status;              /* with REFUSED and BROKEN: the status that RFC 3261 asks for, 400, 413, 505, 513 … */
  gsize offset;              /* of the fault, from the message's first byte */
  char *fault;               /* owned: what was expected there */
} SipgoParseResult;

void sipgo_parse_result_clear (SipgoParseResult *result);

/*
 * Parses the bytes and checks what every message needs before a floor above sees it: start line, Via, From, To,
 * Call-ID, CSeq (with the method of the start line), Content-Length against the bytes that follow, numbers in range,
 * headers that may occur only once. The values needed for these checks are kept; other headers are not parsed yet.
 */
void sipgo_parser_parse_datagram (GBytes *bytes, const SipgoMessageLimits *limits, SipgoParseResult *result);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SipgoParseResult, sipgo_parse_result_clear)

G_END_DECLS
