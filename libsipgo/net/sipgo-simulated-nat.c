/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-simulated-nat-private.h"

#define FIRST_PORT 20000

typedef struct
{
  SipgoAddress inside;
  SipgoAddress outside;
  GHashTable *remotes;           /* address → the time of the last datagram to it */
  gint64 last_sent;
} Mapping;

struct _SipgoSimulatedNat
{
  SipgoEnvironment *environment;
  SipgoAddress public;           /* without port */
  gint64 idle_us;
  guint next_port;
  GArray *hosts;                 /* SipgoAddress without port */
  GPtrArray *mappings;
};

static void
mapping_free (gpointer data)
{
  Mapping *mapping = data;

  g_hash_table_unref (mapping->remotes);
  g_free (mapping);
}

SipgoSimulatedNat *
sipgo_simulated_nat_new (SipgoEnvironment *environment, const char *public_host, gint64 idle_us)
{
  SipgoSimulatedNat *self = g_new0 (SipgoSimulatedNat, 1);

  self->environment = sipgo_environment_ref (environment);
  self->idle_us = idle_us;
  self->next_port = FIRST_PORT;
  self->hosts = g_array_new (FALSE, FALSE, sizeof (SipgoAddress));
  self->mappings = g_ptr_array_new_with_free_func (mapping_free);
  sipgo_simulated_nat_set_public_host (self, public_host);
  return self;
}

void
sipgo_simulated_nat_free (SipgoSimulatedNat *self)
{
  g_ptr_array_unref (self->mappings);
  g_array_unref (self->hosts);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

void
sipgo_simulated_nat_add_inside (SipgoSimulatedNat *self, const char *host)
{
  SipgoAddress address;

  if (!sipgo_address_parse (&address, host, 0))
    g_return_if_reached ();
  g_array_append_val (self->hosts, address);
}

gboolean
sipgo_simulated_nat_is_inside (SipgoSimulatedNat *self, const SipgoAddress *address)
{
  guint i;

  for (i = 0; i < self->hosts->len; i++)
    {
      if (sipgo_address_equal_host (&g_array_index (self->hosts, SipgoAddress, i), address))
        return TRUE;
    }
  return FALSE;
}

gboolean
sipgo_simulated_nat_is_public (SipgoSimulatedNat *self, const SipgoAddress *address)
{
  return sipgo_address_equal_host (&self->public, address);
}

static gboolean
is_fresh (SipgoSimulatedNat *self, gint64 time)
{
  return sipgo_environment_now (self->environment) - time < self->idle_us;
}

/* Never the address of an earlier mapping, so that a late datagram to that one is lost. */
static void
take_outside (SipgoSimulatedNat *self, SipgoAddress *outside)
{
  *outside = self->public;
  sipgo_address_set_port (outside, self->next_port++);
}

static Mapping *
find (SipgoSimulatedNat *self, const SipgoAddress *address, gboolean is_outside)
{
  guint i;

  for (i = 0; i < self->mappings->len; i++)
    {
      Mapping *mapping = self->mappings->pdata[i];

      if (!sipgo_address_equal (is_outside ? &mapping->outside : &mapping->inside, address))
        continue;
      if (is_fresh (self, mapping->last_sent))
        return mapping;
      g_ptr_array_remove_index_fast (self->mappings, i);
      return NULL;
    }
  return NULL;
}

void
sipgo_simulated_nat_map_out (SipgoSimulatedNat *self, const SipgoAddress *inside, const SipgoAddress *remote,
                             SipgoAddress *outside)
{
  Mapping *mapping = find (self, inside, FALSE);
  gint64 *time = g_new (gint64, 1);

  if (!mapping)
    {
      mapping = g_new0 (Mapping, 1);
      mapping->inside = *inside;
      mapping->remotes = g_hash_table_new_full ((GHashFunc) sipgo_address_hash, (GEqualFunc) sipgo_address_equal,
                                                g_free, g_free);
      take_outside (self, &mapping->outside);
      g_ptr_array_add (self->mappings, mapping);
    }
  *time = mapping->last_sent = sipgo_environment_now (self->environment);
  g_hash_table_replace (mapping->remotes, g_memdup2 (remote, sizeof *remote), time);
  *outside = mapping->outside;
}

gboolean
sipgo_simulated_nat_map_in (SipgoSimulatedNat *self, const SipgoAddress *outside, const SipgoAddress *remote,
                            SipgoAddress *inside)
{
  Mapping *mapping = find (self, outside, TRUE);
  gint64 *time = mapping ? g_hash_table_lookup (mapping->remotes, remote) : NULL;

  if (!time || !is_fresh (self, *time))
    return FALSE;
  *inside = mapping->inside;
  return TRUE;
}

void
sipgo_simulated_nat_map_stream (SipgoSimulatedNat *self, SipgoAddress *outside)
{
  take_outside (self, outside);
}

void
sipgo_simulated_nat_forget (SipgoSimulatedNat *self)
{
  g_ptr_array_set_size (self->mappings, 0);
}

void
sipgo_simulated_nat_set_public_host (SipgoSimulatedNat *self, const char *public_host)
{
  sipgo_simulated_nat_forget (self);
  if (!sipgo_address_parse (&self->public, public_host, 0))
    g_return_if_reached ();
}
