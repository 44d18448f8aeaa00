/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-parser-private.h"

G_BEGIN_DECLS

/* Cuts a byte stream into messages (18.3, RFC 5626 4.4.1). */
typedef struct _SipgoStreamParser SipgoStreamParser;

SipgoStreamParser *sipgo_stream_parser_new   (const SipgoMessageLimits *limits);
void               sipgo_stream_parser_free  (SipgoStreamParser *self);
void               sipgo_stream_parser_push  (SipgoStreamParser *self, const char *data, gsize length);
void               sipgo_stream_parser_next  (SipgoStreamParser *self, SipgoParseResult *result);
/* The number of keep-alive pings since the last call: double CRLFs, each to be answered by a single CRLF. */
guint              sipgo_stream_parser_take_pings (SipgoStreamParser *self);
/* The bytes of the messages that were not returned yet. */
gsize              sipgo_stream_parser_get_held (SipgoStreamParser *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoStreamParser, sipgo_stream_parser_free)

G_END_DECLS
