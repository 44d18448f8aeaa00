/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-network-watch-private.h"

#include <string.h>

/* A new address comes with several messages of the kernel: for the link, the address and its routes. */
#define PATIENCE SIPGO_MS (500)
/* A network that changes all the time must not keep us from following it. */
#define MAX_PATIENCE SIPGO_SECONDS (2)

/* --- the state ---------------------------------------------------------------------------------------------------- */

static int
compare (gconstpointer a, gconstpointer b)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH], other_text[SIPGO_ADDRESS_TEXT_LENGTH];

  return strcmp (sipgo_address_format_host (a, text), sipgo_address_format_host (b, other_text));
}

/* Sorted, since the kernel lists them in any order. */
static GArray *
list_addresses (SipgoNetworkWatch *self)
{
  GArray *addresses = sipgo_net_list_addresses (self->net);

  g_array_sort (addresses, compare);
  return addresses;
}

static gboolean
is_same_list (GArray *a, GArray *b)
{
  guint i;

  if (a->len != b->len)
    return FALSE;
  for (i = 0; i < a->len; i++)
    {
      if (!sipgo_address_equal_host (&g_array_index (a, SipgoAddress, i), &g_array_index (b, SipgoAddress, i)))
        return FALSE;
    }
  return TRUE;
}

/* Without a default route, as in a network of its own, any address is the best answer. */
static char *
dup_local (SipgoNetworkWatch *self, GArray *addresses)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];
  SipgoAddress local;

  if (addresses->len == 0)
    return NULL;
  sipgo_net_find_local (self->net, NULL, &local);
  if (sipgo_address_is_loopback (&local))
    local = g_array_index (addresses, SipgoAddress, 0);
  return g_strdup (sipgo_address_format_host (&local, text));
}

static void
take_state (SipgoNetworkWatch *self, GArray *addresses, char *local)
{
  g_clear_pointer (&self->addresses, g_array_unref);
  g_free (self->local);
  self->addresses = addresses;
  self->local = local;
}

/* --- changes ------------------------------------------------------------------------------------------------------ */

static void
settle (gpointer user_data)
{
  SipgoNetworkWatch *self = user_data;
  GArray *addresses = list_addresses (self);
  SipgoNetworkChange change = self->is_new ? SIPGO_NETWORK_IS_NEW : SIPGO_NETWORK_CHANGED;
  gboolean was_available = sipgo_network_watch_is_available (self);
  gboolean is_same;
  char *local;

  self->is_new = FALSE;
  self->first_report = 0;
  sipgo_net_forget_routes (self->net);
  local = dup_local (self, addresses);
  is_same = is_same_list (addresses, self->addresses);
  if (g_strcmp0 (local, self->local) != 0)
    change |= SIPGO_NETWORK_HAS_MOVED;
  take_state (self, addresses, local);
  if (!was_available && sipgo_network_watch_is_available (self))
    change |= SIPGO_NETWORK_IS_BACK;
  if (!is_same || change != SIPGO_NETWORK_CHANGED)
    self->changed (change, self->owner);
}

void
sipgo_network_watch_report (SipgoNetworkWatch *self, gboolean is_new)
{
  gint64 now;

  if (!self->addresses)
    return;
  now = sipgo_environment_now (self->environment);
  self->is_new |= is_new;
  if (self->first_report == 0)
    self->first_report = now;
  sipgo_environment_set_timer (self->environment, &self->timer,
                               CLAMP (self->first_report + MAX_PATIENCE - now, 0, PATIENCE), settle, self);
}

static void
on_changed (gboolean has_slept, gpointer user_data)
{
  sipgo_network_watch_report (user_data, has_slept);
}

/* --- life --------------------------------------------------------------------------------------------------------- */

void
sipgo_network_watch_start (SipgoNetworkWatch *self, SipgoEnvironment *environment, SipgoNet *net,
                           SipgoNetworkChangedFunc changed, gpointer owner)
{
  GArray *addresses;

  sipgo_network_watch_stop (self);
  self->environment = environment;
  self->net = net;
  self->changed = changed;
  self->owner = owner;
  addresses = list_addresses (self);
  take_state (self, addresses, dup_local (self, addresses));
  sipgo_net_watch (net, on_changed, self);
}

void
sipgo_network_watch_stop (SipgoNetworkWatch *self)
{
  if (!self->addresses)
    return;
  sipgo_net_watch (self->net, NULL, NULL);
  sipgo_environment_cancel_timer (self->environment, &self->timer);
  take_state (self, NULL, NULL);
  self->is_new = FALSE;
  self->first_report = 0;
}

gboolean
sipgo_network_watch_is_available (SipgoNetworkWatch *self)
{
  return self->addresses && self->addresses->len > 0;
}
