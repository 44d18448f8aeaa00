/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-handshakes-private.h"

#include "libsipgo/net/sipgo-host-counts-private.h"

void
sipgo_handshakes_init (SipgoHandshakes *self)
{
  *self = (SipgoHandshakes) { .per_host = sipgo_host_counts_new () };
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

gboolean
sipgo_handshakes_begin (SipgoHandshakes *self, const SipgoAddress *remote)
{
  if (self->n_under_way >= self->max || sipgo_host_counts_get (self->per_host, remote) >= self->max_per_host)
    {
      self->n_refused++;
      return FALSE;
    }
  self->n_under_way++;
  sipgo_host_counts_change (self->per_host, remote, 1);
  return TRUE;
}

void
sipgo_handshakes_end (SipgoHandshakes *self, const SipgoAddress *remote)
{
  self->n_under_way--;
  sipgo_host_counts_change (self->per_host, remote, -1);
}
