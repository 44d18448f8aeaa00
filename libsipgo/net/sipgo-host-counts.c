/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-host-counts-private.h"

GHashTable *
sipgo_host_counts_new (void)
{
  return g_hash_table_new_full ((GHashFunc) sipgo_address_hash, (GEqualFunc) sipgo_address_equal, g_free, NULL);
}

static SipgoAddress
host_of (const SipgoAddress *remote)
{
  SipgoAddress host = *remote;

  sipgo_address_set_port (&host, 0);
  return host;
}

guint
sipgo_host_counts_get (GHashTable *self, const SipgoAddress *remote)
{
  SipgoAddress host = host_of (remote);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self, &host));
}

void
sipgo_host_counts_change (GHashTable *self, const SipgoAddress *remote, int change)
{
  SipgoAddress host = host_of (remote);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self, &host)) + change;

  if (count == 0)
    g_hash_table_remove (self, &host);
  else
    g_hash_table_insert (self, g_memdup2 (&host, sizeof host), GUINT_TO_POINTER (count));
}
