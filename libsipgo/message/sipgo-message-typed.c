/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-message-private.h"

#include <string.h>

#include "libsipgo/message/sipgo-name-addr-private.h"
#include "libsipgo/message/sipgo-via-private.h"

/* Returns TRUE on the first call for this value, which then has to be parsed. */
static gboolean
first_time (SipgoMessage *self, SipgoKnown what)
{
  if (self->known & what)
    return FALSE;
  self->known |= what;
  return TRUE;
}

/* Copies a value that was decoded or repaired into the memory of the message. */
static SipgoSlice
keep_text (SipgoMessage *self, const char *text)
{
  const gsize length = text ? strlen (text) : 0;

  return (SipgoSlice) { text ? sipgo_arena_add (&self->arena, text, length) : NULL, length };
}

static gboolean
repair_top_via (SipgoMessage *self, SipgoHeaderRow *row, SipgoFault *fault)
{
  g_autoptr (SipgoVia) via = sipgo_via_parse_first (row->value, row->value_length, fault);

  if (!via)
    return FALSE;
  self->top_via.host = keep_text (self, sipgo_via_get_host (via));
  self->top_via.branch = keep_text (self, sipgo_via_get_branch (via));
  return TRUE;
}

gboolean
sipgo_message_scan_via (SipgoMessage *self, SipgoFault *fault)
{
  SipgoHeaderRow *row = sipgo_message_first_row (self, SIPGO_HEADER_VIA);
  SipgoTopVia *top = &self->top_via;

  self->known |= SIPGO_KNOWN_TOP_VIA;
  top->host.data = NULL;
  if (!row)
    return sipgo_fault (fault, NULL, "a Via header");
  if (!sipgo_via_scan_first (row->value, row->value_length, top, fault)
      || (top->is_odd && !repair_top_via (self, row, fault)))
    {
      top->host.data = NULL;
      return FALSE;
    }
  return !top->is_ambiguous || sipgo_fault (fault, row->value, "only one branch parameter");
}

const SipgoTopVia *
sipgo_message_peek_via (SipgoMessage *self)
{
  SipgoFault fault;

  if (!(self->known & SIPGO_KNOWN_TOP_VIA))
    sipgo_message_scan_via (self, &fault);
  return self->top_via.host.data ? &self->top_via : NULL;
}

gboolean
sipgo_message_scan_tag (SipgoMessage *self, SipgoHeaderId id, SipgoFault *fault)
{
  const gboolean is_from = id == SIPGO_HEADER_FROM;
  SipgoHeaderRow *row = sipgo_message_first_row (self, id);
  SipgoSlice *tag = is_from ? &self->from_tag : &self->to_tag;
  SipgoTagScan scan;

  self->known |= is_from ? SIPGO_KNOWN_FROM_TAG : SIPGO_KNOWN_TO_TAG;
  *tag = (SipgoSlice) { NULL, 0 };
  if (!row)
    return sipgo_fault (fault, NULL, "the header");
  if (!sipgo_name_addr_scan_tag (row->value, row->value_length, &scan, fault))
    return FALSE;
  *tag = scan.tag;
  if (scan.is_odd)
    {
      g_autoptr (SipgoNameAddr) addr = sipgo_name_addr_parse_slice (row->value, row->value_length, fault);

      *tag = keep_text (self, addr ? sipgo_name_addr_get_parameter (addr, "tag") : NULL);
      if (!addr)
        return FALSE;
    }
  return !scan.is_ambiguous || sipgo_fault (fault, row->value, "only one tag parameter");
}

SipgoSlice
sipgo_message_peek_from_tag (SipgoMessage *self)
{
  SipgoFault fault;

  if (!(self->known & SIPGO_KNOWN_FROM_TAG))
    sipgo_message_scan_tag (self, SIPGO_HEADER_FROM, &fault);
  return self->from_tag;
}

SipgoSlice
sipgo_message_peek_to_tag (SipgoMessage *self)
{
  SipgoFault fault;

  if (!(self->known & SIPGO_KNOWN_TO_TAG))
    sipgo_message_scan_tag (self, SIPGO_HEADER_TO, &fault);
  return self->to_tag;
}

static SipgoNameAddr *
read_name_addr (SipgoMessage *self, SipgoHeaderId id)
{
  SipgoHeaderRow *row = sipgo_message_first_row (self, id);
  SipgoFault fault;

  return row ? sipgo_name_addr_parse_slice (row->value, row->value_length, &fault) : NULL;
}

/**
 * sipgo_message_get_via:
 *
 * Gets the topmost Via.
 *
 * Returns: (transfer none) (nullable): the Via; %NULL when it is absent or malformed
 *
 * Since: 1.0
 */
SipgoVia *
sipgo_message_get_via (SipgoMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (first_time (self, SIPGO_KNOWN_VIA))
    {
      SipgoHeaderRow *row = sipgo_message_first_row (self, SIPGO_HEADER_VIA);
      SipgoFault fault;

      self->via = row ? sipgo_via_parse_first (row->value, row->value_length, &fault) : NULL;
    }
  return self->via;
}

/**
 * sipgo_message_get_from:
 *
 * Gets `From`, the logical identity of the initiator of a request (RFC 3261, section 20.20). In Python, where `from` is
 * a keyword, it is also the attribute `from_`.
 *
 * Returns: (transfer none) (nullable): the address; %NULL when it is absent or malformed
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_message_get_from (SipgoMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (first_time (self, SIPGO_KNOWN_FROM))
    self->from = read_name_addr (self, SIPGO_HEADER_FROM);
  return self->from;
}

/**
 * sipgo_message_get_to:
 *
 * Gets `To`, the logical recipient of a request (RFC 3261, section 20.39).
 *
 * Returns: (transfer none) (nullable): the address; %NULL when it is absent or malformed
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_message_get_to (SipgoMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (first_time (self, SIPGO_KNOWN_TO))
    self->to = read_name_addr (self, SIPGO_HEADER_TO);
  return self->to;
}

/**
 * sipgo_message_get_from_tag:
 *
 * Gets the tag of `From`.
 *
 * Returns: (nullable): the tag; %NULL when From is absent, malformed or without a tag
 *
 * Since: 1.0
 */
const char *
sipgo_message_get_from_tag (SipgoMessage *self)
{
  SipgoNameAddr *from = sipgo_message_get_from (self);

  return from ? sipgo_name_addr_get_parameter (from, "tag") : NULL;
}

/**
 * sipgo_message_get_to_tag:
 *
 * Gets the tag of `To`. An initial request has none.
 *
 * Returns: (nullable): the tag; %NULL when To is absent, malformed or without a tag
 *
 * Since: 1.0
 */
const char *
sipgo_message_get_to_tag (SipgoMessage *self)
{
  SipgoNameAddr *to = sipgo_message_get_to (self);

  return to ? sipgo_name_addr_get_parameter (to, "tag") : NULL;
}

static gboolean
first_contact (SipgoMessage *self, SipgoSlice *contact)
{
  SipgoHeaderRow *row = sipgo_message_first_row (self, SIPGO_HEADER_CONTACT);
  const char *p = row ? row->value : NULL;

  return row && sipgo_list_next (&p, row->value + row->value_length, contact);
}

static gboolean
scan_contact (SipgoMessage *self, SipgoNameAddrScan *scan)
{
  SipgoSlice contact;
  SipgoFault fault;

  return first_contact (self, &contact) && sipgo_name_addr_scan (contact.data, contact.length, scan, &fault);
}

SipgoUri *
sipgo_message_dup_contact_uri (SipgoMessage *self)
{
  SipgoNameAddrScan scan;

  if (!(self->known & SIPGO_KNOWN_CONTACT))
    {
      if (!scan_contact (self, &scan))
        return NULL;
      if (!sipgo_needs_cleaning (scan.whole.data, scan.whole.length))
        return sipgo_uri_new_from_scan (&scan.uri);
    }
  return sipgo_message_get_contact (self) ? sipgo_uri_ref (sipgo_name_addr_get_uri (self->contact)) : NULL;
}

gboolean
sipgo_message_has_secure_contact (SipgoMessage *self)
{
  SipgoNameAddrScan scan;

  return scan_contact (self, &scan) && scan.uri.kind == SIPGO_URI_SIPS && sipgo_message_get_contact (self);
}

/**
 * sipgo_message_get_contact:
 *
 * Gets the first `Contact`.
 *
 * Returns: (transfer none) (nullable): the address; %NULL when it is absent, malformed or `*`
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_message_get_contact (SipgoMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (first_time (self, SIPGO_KNOWN_CONTACT))
    {
      SipgoFault fault;
      SipgoSlice contact;

      if (first_contact (self, &contact))
        self->contact = sipgo_name_addr_parse_slice (contact.data, contact.length, &fault);
    }
  return self->contact;
}

/* word [ "@" word ] */
gboolean
sipgo_message_scan_call_id (SipgoMessage *self, SipgoFault *fault)
{
  SipgoHeaderRow *row = sipgo_message_first_row (self, SIPGO_HEADER_CALL_ID);
  const char *start, *end, *stop;

  self->known |= SIPGO_KNOWN_CALL_ID;
  self->call_id = NULL;
  if (!row)
    return sipgo_fault (fault, NULL, "a Call-ID header");
  start = row->value;
  end = start + row->value_length;
  stop = sipgo_skip_class (start, end, SIPGO_CHAR_WORD);
  if (stop == start)
    return sipgo_fault (fault, stop, "a word");
  if (stop < end && *stop == '@')
    {
      const char *host = stop + 1;

      stop = sipgo_skip_class (host, end, SIPGO_CHAR_WORD);
      if (stop == host)
        return sipgo_fault (fault, stop, "a word after @");
    }
  if (stop < end)
    return sipgo_fault (fault, stop, "the end of the Call-ID");
  self->call_id = sipgo_arena_add (&self->arena, start, end - start);
  return TRUE;
}

/**
 * sipgo_message_get_call_id:
 *
 * Gets the Call-ID.
 *
 * Returns: (nullable): the Call-ID; %NULL when it is absent or malformed
 *
 * Since: 1.0
 */
const char *
sipgo_message_get_call_id (SipgoMessage *self)
{
  SipgoFault fault;

  g_return_val_if_fail (self != NULL, NULL);

  if (!(self->known & SIPGO_KNOWN_CALL_ID))
    sipgo_message_scan_call_id (self, &fault);
  return self->call_id;
}

/* 1*DIGIT LWS Method, the number below 2^31 (8.1.1.5) */
gboolean
sipgo_message_scan_cseq (SipgoMessage *self, SipgoFault *fault)
{
  SipgoHeaderRow *row = sipgo_message_first_row (self, SIPGO_HEADER_CSEQ);
  const char *end, *digits, *method, *stop;
  guint32 number;

  self->known |= SIPGO_KNOWN_CSEQ;
  self->cseq_method = NULL;
  self->cseq = 0;
  if (!row)
    return sipgo_fault (fault, NULL, "a CSeq header");
  end = row->value + row->value_length;
  digits = row->value;
  if (!sipgo_scan_number (&digits, end, G_MAXINT32, &number))
    return sipgo_fault (fault, row->value, "a number below 2147483648");
  method = sipgo_skip_lws (digits, end);
  stop = sipgo_skip_class (method, end, SIPGO_CHAR_TOKEN);
  if (method == digits || stop == method || stop < end)
    return sipgo_fault (fault, method == digits ? method : stop, "a space and a method");
  self->cseq = number;
  self->cseq_method = sipgo_method_intern (&self->arena, method, stop - method);
  return TRUE;
}

/**
 * sipgo_message_get_cseq:
 *
 * Gets the sequence number in `CSeq`.
 *
 * Returns: the number; 0 when CSeq is absent or malformed
 *
 * Since: 1.0
 */
guint32
sipgo_message_get_cseq (SipgoMessage *self)
{
  SipgoFault fault;

  g_return_val_if_fail (self != NULL, 0);

  if (!(self->known & SIPGO_KNOWN_CSEQ))
    sipgo_message_scan_cseq (self, &fault);
  return self->cseq;
}

/**
 * sipgo_message_get_cseq_method:
 *
 * Gets the method in `CSeq`.
 *
 * Returns: (nullable): the method; %NULL when CSeq is absent or malformed
 *
 * Since: 1.0
 */
const char *
sipgo_message_get_cseq_method (SipgoMessage *self)
{
  SipgoFault fault;

  g_return_val_if_fail (self != NULL, NULL);

  if (!(self->known & SIPGO_KNOWN_CSEQ))
    sipgo_message_scan_cseq (self, &fault);
  return self->cseq_method;
}

/**
 * sipgo_message_get_body:
 *
 * Gets the body.
 *
 * Returns: (transfer none) (nullable): the body; %NULL when the message has no body
 *
 * Since: 1.0
 */
SipgoBody *
sipgo_message_get_body (SipgoMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (first_time (self, SIPGO_KNOWN_BODY) && self->body_text.length > 0)
    {
      const char *data = g_bytes_get_data (self->source, NULL);
      gsize offset = self->body_text.data - data;
      g_autoptr (GBytes) bytes = g_bytes_new_from_bytes (self->source, offset, self->body_text.length);
      g_autofree char *type = sipgo_message_dup_value (self, SIPGO_HEADER_CONTENT_TYPE);
      g_autofree char *disposition = sipgo_message_dup_value (self, SIPGO_HEADER_CONTENT_DISPOSITION);

      self->body = sipgo_body_new_full (type, disposition, bytes);
    }
  return self->body;
}

void
sipgo_message_forget (SipgoMessage *self, SipgoHeaderId id)
{
  g_clear_pointer (&self->wire, g_bytes_unref);
  switch (id)
    {
    case SIPGO_HEADER_VIA:
      g_clear_pointer (&self->via, sipgo_via_unref);
      self->known &= ~(SIPGO_KNOWN_VIA | SIPGO_KNOWN_TOP_VIA);
      break;
    case SIPGO_HEADER_FROM:
      g_clear_pointer (&self->from, sipgo_name_addr_unref);
      self->known &= ~(SIPGO_KNOWN_FROM | SIPGO_KNOWN_FROM_TAG);
      break;
    case SIPGO_HEADER_TO:
      g_clear_pointer (&self->to, sipgo_name_addr_unref);
      self->known &= ~(SIPGO_KNOWN_TO | SIPGO_KNOWN_TO_TAG);
      break;
    case SIPGO_HEADER_CONTACT:
      g_clear_pointer (&self->contact, sipgo_name_addr_unref);
      self->known &= ~SIPGO_KNOWN_CONTACT;
      break;
    case SIPGO_HEADER_CALL_ID:
      self->known &= ~SIPGO_KNOWN_CALL_ID;
      break;
    case SIPGO_HEADER_CSEQ:
      self->known &= ~SIPGO_KNOWN_CSEQ;
      break;
    default:
      break;
    }
}

void
sipgo_message_add_addresses (SipgoMessage *self, SipgoHeaderId id, GPtrArray *addresses)
{
  guint i;

  for (i = 0; addresses && i < addresses->len; i++)
    {
      g_autofree char *text = sipgo_name_addr_to_string (addresses->pdata[i]);

      sipgo_message_add (self, id, text);
    }
}
