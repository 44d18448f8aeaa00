/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-message-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-text-private.h"
#include "libsipgo/message/sipgo-params-private.h"

#define RECEIVED ";received="
#define RPORT ";rport="

static char *
put (char *out, const char *data, gsize length)
{
  memcpy (out, data, length);
  return out + length;
}

/* Copies all parameters except received and rport, which the receiver sets; values from the sender are dropped. */
static char *
put_other_parameters (char *out, const char **p, const char *end)
{
  *p = sipgo_skip_lws (*p, end);
  while (*p < end && **p == ';')
    {
      SipgoSlice name, value, whole;
      const char *start = *p;

      sipgo_params_next (p, end, &name, &value);
      if (sipgo_slice_is_word (name, "rport", 5) || sipgo_slice_is_word (name, "received", 8))
        continue;
      whole = sipgo_slice_trim (start, *p);
      out = put (out, whole.data, whole.length);
    }
  return out;
}

void
sipgo_message_stamp_via (SipgoMessage *self, const char *source_address, guint source_port)
{
  SipgoHeaderRow *row = sipgo_message_first_row (self, SIPGO_HEADER_VIA);
  const SipgoTopVia *via = sipgo_message_peek_via (self);
  const gsize address_length = strlen (source_address);
  gboolean differs;
  const char *p, *end;
  gsize head_length;
  char *text, *out;

  if (!via)
    return;
  differs = !sipgo_host_is (via->host, source_address);
  if (!via->has_rport && !differs && !via->has_received)
    return;
  text = sipgo_arena_take (&self->arena, row->value_length + strlen (RECEIVED) + address_length + strlen (RPORT)
                                         + SIPGO_UINT_DIGITS);
  p = via->parameters;
  head_length = p - row->value;
  end = row->value + row->value_length;
  out = put (text, row->value, head_length);
  out = put_other_parameters (out, &p, end);
  if (via->has_rport || differs)
    out = put (put (out, RECEIVED, strlen (RECEIVED)), source_address, address_length);
  if (via->has_rport)
    out = sipgo_put_uint (put (out, RPORT, strlen (RPORT)), source_port);
  out = put (out, p, end - p);
  self->top_via.parameters = text + head_length;
  self->top_via.has_received = via->has_rport || differs;
  row->value = text;
  row->value_length = out - text;
  /* Branch and sent-by in top_via stay valid: only received and rport have changed. */
  g_clear_pointer (&self->via, sipgo_via_unref);
  g_clear_pointer (&self->wire, g_bytes_unref);
  self->known &= ~SIPGO_KNOWN_VIA;
}
