/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-wire-log-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-log-private.h"

#define MASK "***"

/* Runs of text that show nothing to somebody who reads a log: from after the lead to the first of the ends. */
static const struct
{
  const char *lead;
  const char *ends;
} secrets[] = {
  { "response=\"", "\"\r\n" },          /* digest */
  { "password=\"", "\"\r\n" },
  { "Basic ", "\r\n" },
  { "Bearer ", "\r\n" },
  { "inline:", "|\r\n " },               /* SRTP keys in a session description */
};

static gboolean
has_lead (const char *data, gsize length, const char *lead, gsize *lead_length)
{
  *lead_length = strlen (lead);
  return length >= *lead_length && g_ascii_strncasecmp (data, lead, *lead_length) == 0;
}

/* Returns how many bytes were shown or masked; 0 when no secret starts here. */
static gsize
mask_secret (GString *text, const char *data, gsize length)
{
  gsize lead_length, end;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      if (!has_lead (data, length, secrets[i].lead, &lead_length))
        continue;
      g_string_append_len (text, data, lead_length);
      g_string_append (text, MASK);
      for (end = lead_length; end < length && !strchr (secrets[i].ends, data[end]); end++)
        ;
      return end;
    }
  return 0;
}

static gboolean
is_shown_plainly (char c)
{
  return c == '\n' || c == '\t' || g_ascii_isprint (c) || (guchar) c >= 0x80;
}

char *
sipgo_wire_log_dup_text (const char *data, gsize length)
{
  g_autoptr (GString) text = g_string_sized_new (length + 64);
  gsize i = 0;

  while (i < length)
    {
      gsize masked = mask_secret (text, data + i, length - i);

      i += masked;
      if (masked > 0)
        continue;
      if (is_shown_plainly (data[i]))
        g_string_append_c (text, data[i]);
      else if (data[i] != '\r')
        g_string_append_printf (text, "\\x%02x", (guchar) data[i]);
      i++;
    }
  return g_utf8_make_valid (text->str, text->len);
}

static void
show (const char *direction, SipgoProtocol protocol, const SipgoAddress *address, GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = sipgo_wire_log_dup_text (data, length);
  char address_text[SIPGO_ADDRESS_TEXT_LENGTH];

  sipgo_log (SIPGO_LOG_WIRE, "%s %s %s, %" G_GSIZE_FORMAT " bytes\n%s", direction, sipgo_protocol_get_name (protocol),
             sipgo_address_format (address, address_text), length, text);
}

void
sipgo_wire_log_sent (SipgoFlow *flow, GBytes *bytes)
{
  if (sipgo_log_wants (SIPGO_LOG_WIRE))
    show ("sent to", sipgo_flow_get_protocol (flow), sipgo_flow_get_remote (flow), bytes);
}

void
sipgo_wire_log_received (SipgoProtocol protocol, const SipgoAddress *source, GBytes *bytes)
{
  if (sipgo_log_wants (SIPGO_LOG_WIRE))
    show ("received from", protocol, source, bytes);
}
