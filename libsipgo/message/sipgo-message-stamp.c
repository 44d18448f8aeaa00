/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-message-struct-private.h"

#include <gio/gio.h>
#include <string.h>

#include "libsipgo/base/sipgo-text-private.h"
#include "libsipgo/message/sipgo-via-private.h"

/* Two spellings of one IPv6 address are the same address. */
static gboolean
is_same_host (SipgoSlice host, const char *address)
{
  g_autofree char *text = NULL;
  g_autoptr (GInetAddress) a = NULL;
  g_autoptr (GInetAddress) b = NULL;

  if (sipgo_slice_equal_nocase (host, address))
    return TRUE;
  if (!strchr (address, ':') || !memchr (host.data, ':', host.length))
    return FALSE;
  text = g_strndup (host.data, host.length);
  a = g_inet_address_new_from_string (text);
  b = g_inet_address_new_from_string (address);
  return a && b && g_inet_address_equal (a, b);
}

/* All parameters but those of the sender's place: a sender that fills these in itself is not believed. */
static gboolean
append_other_parameters (GString *string, SipgoSlice parameters, gboolean *has_rport)
{
  const char *end = parameters.data + parameters.length, *p = sipgo_skip_lws (parameters.data, end);
  gboolean has_received = FALSE;

  while (p < end && *p == ';')
    {
      SipgoSlice name, value;
      const char *start = p;

      sipgo_params_next (&p, end, &name, &value);
      if (sipgo_slice_equal_nocase (name, "rport"))
        *has_rport = TRUE;
      else if (sipgo_slice_equal_nocase (name, "received"))
        has_received = TRUE;
      else
        g_string_append_len (string, start, p - start);
    }
  return has_received;
}

void
sipgo_message_stamp_via (SipgoMessage *self, const char *source_address, guint source_port)
{
  SipgoHeaderRow *row = sipgo_message_first_row (self, SIPGO_HEADER_VIA);
  g_autoptr (GString) string = NULL;
  gboolean has_rport = FALSE, has_received, differs;
  SipgoViaScan scan;
  SipgoFault fault;
  const char *rest;

  if (!row || !sipgo_via_scan (row->value, row->value_length, &scan, &fault))
    return;
  string = g_string_sized_new (row->value_length + 96);
  g_string_append_len (string, scan.whole.data, scan.parameters.data - scan.whole.data);
  has_received = append_other_parameters (string, scan.parameters, &has_rport);
  differs = !is_same_host (scan.host, source_address);
  if (!has_rport && !differs && !has_received)
    return;
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
  rest = scan.whole.data + scan.whole.length;
  g_string_append_len (string, rest, row->value + row->value_length - rest);

  row->value = sipgo_arena_add (&self->arena, string->str, string->len);
  row->value_length = string->len;
  sipgo_message_forget (self, SIPGO_HEADER_VIA);
}
