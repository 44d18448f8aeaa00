/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-message-private.h"

#include <string.h>

#define BIT(id) (G_GUINT64_CONSTANT (1) << SIPGO_HEADER_##id)

/* Headers that may occur once only (7.3.1): with two different values, the message would be ambiguous. */
static const guint64 single_always = BIT (CALL_ID) | BIT (CSEQ) | BIT (FROM) | BIT (TO) | BIT (CONTENT_LENGTH)
                                     | BIT (CONTENT_TYPE);
/* In requests, also the headers that the layers above act on. */
static const guint64 single_in_requests = BIT (CONTENT_DISPOSITION) | BIT (DATE) | BIT (EVENT) | BIT (EXPIRES)
                                          | BIT (MAX_FORWARDS) | BIT (MIN_EXPIRES) | BIT (RACK) | BIT (REFER_TO)
                                          | BIT (REFERRED_BY) | BIT (REPLACES) | BIT (RETRY_AFTER) | BIT (RSEQ)
                                          | BIT (SESSION_EXPIRES) | BIT (SUBSCRIPTION_STATE)
                                          | BIT (TIMESTAMP);

static gboolean
same_value (const SipgoHeaderRow *a, const SipgoHeaderRow *b)
{
  return a->value_length == b->value_length && memcmp (a->value, b->value, a->value_length) == 0;
}

static gboolean
check_single (SipgoMessage *self, SipgoHeaderId *header, SipgoFault *fault)
{
  guint64 single = self->repeated & (single_always | (self->is_request ? single_in_requests : 0));
  guint i;

  for (i = 0; single != 0 && i < self->n_rows; i++)
    {
      const SipgoHeaderRow *row = &self->rows[i];

      if ((single & (G_GUINT64_CONSTANT (1) << row->id)) && !same_value (sipgo_message_first_row (self, row->id), row))
        {
          *header = row->id;
          return sipgo_fault (fault, row->name, "the header only once");
        }
    }
  return TRUE;
}

static gboolean
check_cseq (SipgoMessage *self, SipgoFault *fault)
{
  if (!sipgo_message_scan_cseq (self, fault))
    return FALSE;
  if (self->is_request && strcmp (self->cseq_method, self->method) != 0)
    return sipgo_fault (fault, sipgo_message_first_row (self, SIPGO_HEADER_CSEQ)->value,
                        "the same method as in the start line");
  return TRUE;
}

/* A datagram may be longer than its Content-Length; the extra bytes are ignored (18.3). */
static gboolean
check_content_length (SipgoMessage *self, SipgoFault *fault)
{
  SipgoHeaderRow *row = sipgo_message_first_row (self, SIPGO_HEADER_CONTENT_LENGTH);
  guint32 length;

  if (!row)
    return TRUE;
  if (!sipgo_parse_number (row->value, row->value_length, G_MAXUINT32, &length))
    return sipgo_fault (fault, row->value, "a number of bytes");
  if (length > self->body_text.length)
    return sipgo_fault (fault, row->value, "at most the number of bytes that the body has");
  self->body_text.length = length;
  return TRUE;
}

guint
sipgo_message_check (SipgoMessage *self, SipgoHeaderId *header, SipgoFault *fault)
{
  *header = SIPGO_HEADER_VIA;
  if (!sipgo_message_scan_via (self, fault) || !check_single (self, header, fault))
    return 400;
  *header = SIPGO_HEADER_FROM;
  if (!sipgo_message_scan_tag (self, SIPGO_HEADER_FROM, fault))
    return 400;
  *header = SIPGO_HEADER_TO;
  if (!sipgo_message_scan_tag (self, SIPGO_HEADER_TO, fault))
    return 400;
  *header = SIPGO_HEADER_CALL_ID;
  if (!sipgo_message_scan_call_id (self, fault))
    return 400;
  *header = SIPGO_HEADER_CSEQ;
  if (!check_cseq (self, fault))
    return 400;
  *header = SIPGO_HEADER_CONTENT_LENGTH;
  if (!check_content_length (self, fault))
    return 400;
  *header = SIPGO_HEADER_OTHER;
  return 0;
}
