/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "eve.h"

#include <string.h>

#include "libsipgo/net/sipgo-simulated-network-private.h"

struct _Eve
{
  SipgoSimulatedNetwork *network;
  SipgoRandom *random;             /* of the world */
  SipgoDatagramPort *port;
  guint rarity;                    /* she sends one packet for this many that she receives */
  gboolean speaking;
};

static guint
draw (Eve *self, guint below)
{
  return sipgo_random_below (self->random, below);
}

/* --- altered messages --------------------------------------------------------------------------------------------- */

static const char *const numbers[] = {
  "0", "1", "2147483647", "2147483648", "4294967295", "4294967296", "18446744073709551616", "-1", "", "x",
};

static const char *const statuses[] = {
  "100", "180", "183", "200", "202", "301", "401", "404", "407", "408", "412", "423", "481", "487", "491", "503", "600",
  "699",
};

static const char *const methods[] = {
  "ACK", "BYE", "CANCEL", "INFO", "INVITE", "MESSAGE", "NOTIFY", "OPTIONS", "PRACK", "PUBLISH", "REFER", "REGISTER",
  "SUBSCRIBE", "UPDATE",
};

static const char *const lines[] = {
  "Require: 100rel", "RSeq: 1", "Supported: 100rel, replaces", "Retry-After: 4294967295", "Min-Expires: 4294967295",
  "Expires: 4294967295",
  "Subscription-State: terminated;reason=deactivated", "Subscription-State: active;expires=4294967295",
  "Event: presence", "Event: refer",
  "Refer-To: <sip:1@10.0.0.1>", "Replaces: x;to-tag=1;from-tag=2", "Contact: *",
  "Contact: <sip:eve@10.0.0.99>;expires=0",
  "Record-Route: <sip:10.0.0.99>", "SIP-ETag: eve", "RAck: 1 1 INVITE",
  "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"", "Content-Length: 7",
};

static char *
replace_number (Eve *self, const char *line)
{
  gsize begin = strcspn (line, "0123456789");
  gsize length = strspn (line + begin, "0123456789");

  return g_strdup_printf ("%.*s%s%s", (int) begin, line, numbers[draw (self, G_N_ELEMENTS (numbers))],
                          line + begin + length);
}

static char *
make_first_line (Eve *self, const char *line)
{
  const char *space = strchr (line, ' ');

  if (g_str_has_prefix (line, "SIP/2.0"))
    return g_strdup_printf ("SIP/2.0 %s Eve", statuses[draw (self, G_N_ELEMENTS (statuses))]);
  return g_strconcat (methods[draw (self, G_N_ELEMENTS (methods))], space ? space : " sip:1@10.0.0.1 SIP/2.0", NULL);
}

/* The method in CSeq must match the start line, or the message would be dropped. */
static void
set_first_line (Eve *self, GPtrArray *text)
{
  char *line = make_first_line (self, text->pdata[0]);
  guint i;

  for (i = 1; i < text->len && !g_str_has_prefix (line, "SIP/2.0"); i++)
    {
      char *old = text->pdata[i];
      int n = g_str_has_prefix (old, "CSeq: ") ? (int) (strrchr (old, ' ') + 1 - old) : 0;

      if (n == 0)
        continue;
      text->pdata[i] = g_strdup_printf ("%.*s%.*s", n, old, (int) strcspn (line, " "), line);
      g_free (old);
    }
  g_free (text->pdata[0]);
  text->pdata[0] = line;
}

/* A branch for another transaction than that of the message. */
static void
change_branch (GPtrArray *text)
{
  guint i;

  for (i = 1; i < text->len; i++)
    {
      char *old = text->pdata[i];
      char *branch = g_str_has_prefix (old, "Via: ") ? strstr (old, "branch=z9hG4bK") : NULL;

      if (!branch)
        continue;
      text->pdata[i] = g_strdup_printf ("%.*seve%s", (int) (branch + 14 - old), old, branch + 14);
      g_free (old);
      return;
    }
}

static void
change (Eve *self, GPtrArray *text)
{
  guint i = draw (self, text->len);
  char *old = text->pdata[i];

  switch (draw (self, 7))
    {
    case 0:
      if (text->len > 1)
        g_ptr_array_remove_index (text, i);
      break;
    case 1:
      g_ptr_array_insert (text, i, g_strdup (old));
      break;
    case 2:
      text->pdata[i] = replace_number (self, old);
      g_free (old);
      break;
    case 3:
      g_ptr_array_insert (text, MIN (i + 1, text->len), g_strdup (lines[draw (self, G_N_ELEMENTS (lines))]));
      break;
    case 4:
      text->pdata[i] = g_strndup (old, draw (self, strlen (old) + 1));
      g_free (old);
      break;
    case 5:
      change_branch (text);
      break;
    default:
      set_first_line (self, text);
    }
}

static char *
make_other (Eve *self, GBytes *bytes)
{
  g_autofree char *copy = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_auto (GStrv) split = g_strsplit (copy, "\r\n", -1);
  g_autoptr (GPtrArray) text = g_ptr_array_new_with_free_func (g_free);
  guint i;

  for (i = 0; split[i]; i++)
    g_ptr_array_add (text, g_strdup (split[i]));
  for (i = draw (self, 4); text->len > 0 && i < 4; i++)
    change (self, text);
  g_ptr_array_add (text, NULL);
  return g_strjoinv ("\r\n", (GStrv) text->pdata);
}

/* --- on the network ----------------------------------------------------------------------------------------------- */

static void
overhear (const SipgoAddress *from, const SipgoAddress *to, GBytes *bytes, gpointer user_data)
{
  Eve *self = user_data;
  SipgoAddress own = self->port->local;
  g_autofree char *other = NULL;

  if (self->speaking || g_bytes_get_size (bytes) == 0 || draw (self, self->rarity) > 0)
    return;
  other = make_other (self, bytes);
  self->speaking = TRUE;
  if (draw (self, 2) == 0)
    self->port->local = *from;
  sipgo_datagram_port_send (self->port, draw (self, 4) ? to : from, other, strlen (other), NULL);
  self->port->local = own;
  self->speaking = FALSE;
}

Eve *
eve_new (SipgoSimulatedNetwork *network, SipgoRandom *random, guint rarity)
{
  g_autoptr (SipgoNet) host = sipgo_simulated_network_add_host (network);
  Eve *self = g_new0 (Eve, 1);
  SipgoAddress address;

  sipgo_address_parse (&address, "10.0.0.99", 5060);
  self->network = network;
  self->random = random;
  self->rarity = rarity;
  self->port = sipgo_net_open_port (host, &address, NULL, NULL);
  sipgo_simulated_network_set_tap (network, overhear, self);
  return self;
}

void
eve_free (Eve *self)
{
  sipgo_simulated_network_set_tap (self->network, NULL, NULL);
  sipgo_datagram_port_free (self->port);
  g_free (self);
}
