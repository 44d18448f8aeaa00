/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-wire-log-private.h"

#include "libsipgo/base/sipgo-log-private.h"

/* Secrets that must not appear in a log. The patterns are applied to the whole text and not to single header fields:
 * it is better to mask too much than too little. */
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
show (SipgoEnvironment *environment, const char *direction, const char *peer, GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = sipgo_wire_log_dup_text (data, length);

  sipgo_log (environment, SIPGO_LOG_WIRE, "%s %s, %" G_GSIZE_FORMAT " bytes\n%s", direction, peer, length, text);
}

static void
show_over (SipgoEnvironment *environment, const char *direction, SipgoFlow *flow, GBytes *bytes)
{
  g_autofree char *peer = NULL;

  if (!sipgo_log_wants (environment, SIPGO_LOG_WIRE))
    return;
  peer = sipgo_flow_dup_remote (flow);
  show (environment, direction, peer, bytes);
}

void
sipgo_wire_log_sent (SipgoEnvironment *environment, SipgoFlow *flow, GBytes *bytes)
{
  show_over (environment, "sent to", flow, bytes);
}

void
sipgo_wire_log_received_over (SipgoEnvironment *environment, SipgoFlow *flow, GBytes *bytes)
{
  show_over (environment, "received from", flow, bytes);
}

void
sipgo_wire_log_received (SipgoEnvironment *environment, SipgoProtocol protocol, const SipgoAddress *source,
                         GBytes *bytes)
{
  SipgoTarget target = { .protocol = protocol, .address = *source };
  g_autofree char *peer = NULL;

  if (!sipgo_log_wants (environment, SIPGO_LOG_WIRE))
    return;
  peer = sipgo_target_to_string (&target);
  show (environment, "received from", peer, bytes);
}
