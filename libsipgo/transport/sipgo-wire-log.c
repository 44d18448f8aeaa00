/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-wire-log-private.h"

#include "libsipgo/base/sipgo-log-private.h"

/* What nobody who reads a log should see. A little too much masked is better than a little too little, so these look at
 * the whole text, not at single headers. */
static const struct
{
  const char *pattern;
  const char *replacement;
} secrets[] = {
  { "(\\bresponse\\s*=\\s*\")[^\"\\r\\n]*", "\\1***" },
  { "(\\bresponse\\s*=\\s*)[^\\s,;\"]+", "\\1***" },
  { "(authorization\\s*:\\s*(?:basic|bearer)\\s+)[^\\r\\n]+", "\\1***" },
  { "(\\binline:)[^|\\s]+", "\\1***" },                    /* SRTP keys in a session description */
  { "(\\bsips?:[^\\s:@<>\"]+:)[^\\s@<>\"]+(?=@)", "\\1***" },
};

static char *
mask_secrets (char *text)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autoptr (GRegex) regex = g_regex_new (secrets[i].pattern, G_REGEX_CASELESS, 0, NULL);
      char *masked = g_regex_replace (regex, text, -1, 0, secrets[i].replacement, 0, NULL);

      if (!masked)
        continue;
      g_free (text);
      text = masked;
    }
  return text;
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
  gsize i;

  for (i = 0; i < length; i++)
    {
      if (is_shown_plainly (data[i]))
        g_string_append_c (text, data[i]);
      else if (data[i] != '\r')
        g_string_append_printf (text, "\\x%02x", (guchar) data[i]);
    }
  return mask_secrets (g_utf8_make_valid (text->str, text->len));
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
