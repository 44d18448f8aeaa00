/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-handshakes-private.h"

void
sipgo_handshakes_init (SipgoHandshakes *self)
{
  *self = (SipgoHandshakes) { .per_host = NULL };
  self->per_host = g_hash_table_new_full ((GHashFunc) sipgo_address_hash, (GEqualFunc) sipgo_address_equal, g_free,
                                          NULL);
}

void
sipgo_handshakes_clear (SipgoHandshakes *self)
{
  g_clear_pointer (&self->per_host, g_hash_table_unref);
}

void
sipgo_handshakes_limit (SipgoHandshakes *self, guint max)
{
  self->max = max;
  self->max_per_host = MAX (max / 4, 1);
}

static guint
get_count (SipgoHandshakes *self, const SipgoAddress *host)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->per_host, host));
}

static void
set_count (SipgoHandshakes *self, const SipgoAddress *host, guint count)
{
  if (count == 0)
    g_hash_table_remove (self->per_host, host);
  else
    g_hash_table_insert (self->per_host, g_memdup2 (host, sizeof *host), GUINT_TO_POINTER (count));
}

static SipgoAddress
host_of (const SipgoAddress *remote)
{
  SipgoAddress host = *remote;

  sipgo_address_set_port (&host, 0);
  return host;
}

gboolean
sipgo_handshakes_begin (SipgoHandshakes *self, const SipgoAddress *remote)
{
  SipgoAddress host = host_of (remote);
  guint count = get_count (self, &host);

  if (self->n_under_way >= self->max || count >= self->max_per_host)
    {
      self->n_refused++;
      return FALSE;
    }
  self->n_under_way++;
  set_count (self, &host, count + 1);
  return TRUE;
}

void
sipgo_handshakes_end (SipgoHandshakes *self, const SipgoAddress *remote)
{
  SipgoAddress host = host_of (remote);

  self->n_under_way--;
  set_count (self, &host, get_count (self, &host) - 1);
}
