/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-message-private.h"

#include "libsipgo/base/sipgo-text-private.h"
#include "libsipgo/message/sipgo-params-private.h"
#include "libsipgo/message/sipgo-via-private.h"

/* All parameters but those of the sender's place: a sender that fills these in itself is not believed. */
static void
append_other_parameters (GString *string, const char **p, const char *end)
{
  *p = sipgo_skip_lws (*p, end);
  while (*p < end && **p == ';')
    {
      SipgoSlice name, value, whole;
      const char *start = *p;

      sipgo_params_next (p, end, &name, &value);
      if (sipgo_slice_equal_nocase (name, "rport") || sipgo_slice_equal_nocase (name, "received"))
        continue;
      whole = sipgo_slice_trim (start, *p);
      g_string_append_len (string, whole.data, whole.length);
    }
}

/* What had to be repaired is read anew when it is asked for. */
static SipgoVia *
stamped_via_new (SipgoVia *old, const char *text, gsize length)
{
  return sipgo_needs_cleaning (text, length) ? NULL
                                             : sipgo_via_new_with_parameters (old, (SipgoSlice) { text, length });
}

static void
set_via (SipgoMessage *self, SipgoHeaderRow *row, const GString *text, SipgoVia *via)
{
  row->value = sipgo_arena_add (&self->arena, text->str, text->len);
  row->value_length = text->len;
  sipgo_message_forget (self, SIPGO_HEADER_VIA);
  if (!via)
    return;
  self->via = via;
  self->known |= SIPGO_KNOWN_VIA;
}

void
sipgo_message_stamp_via (SipgoMessage *self, const char *source_address, guint source_port)
{
  SipgoHeaderRow *row = sipgo_message_first_row (self, SIPGO_HEADER_VIA);
  SipgoVia *via = sipgo_message_get_via (self), *stamped;
  g_autoptr (GString) string = NULL;
  gboolean has_rport, differs;
  const char *p, *end;

  if (!via)
    return;
  has_rport = sipgo_via_has_parameter (via, "rport");
  differs = !sipgo_host_equal (sipgo_via_get_host (via), source_address);
  if (!has_rport && !differs && !sipgo_via_has_parameter (via, "received"))
    return;
  string = g_string_sized_new (row->value_length + 96);
  p = row->value + sipgo_via_get_head_length (via);
  end = row->value + row->value_length;
  g_string_append_len (string, row->value, p - row->value);
  append_other_parameters (string, &p, end);
  if (has_rport || differs)
    {
      g_string_append (string, ";received=");
      g_string_append (string, source_address);
    }
  if (has_rport)
    {
      g_string_append (string, ";rport=");
      sipgo_append_uint (string, source_port);
    }
  stamped = stamped_via_new (via, string->str, string->len);
  g_string_append_len (string, p, end - p);
  set_via (self, row, string, stamped);
}
