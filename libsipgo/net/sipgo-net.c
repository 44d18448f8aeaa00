/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-net-private.h"

SipgoNet *
sipgo_net_ref (SipgoNet *self)
{
  self->ref_count++;
  return self;
}

void
sipgo_net_unref (SipgoNet *self)
{
  if (--self->ref_count == 0)
    self->klass->free (self);
}

SipgoDatagramPort *
sipgo_net_open_port (SipgoNet *self, const SipgoAddress *address, const SipgoPortOptions *options, GError **error)
{
  static const SipgoPortOptions none = { 0 };

  return self->klass->open_port (self, address, options ? options : &none, error);
}

SipgoStream *
sipgo_net_connect (SipgoNet *self, const SipgoAddress *local, const SipgoAddress *remote, GError **error)
{
  return self->klass->connect (self, local, remote, error);
}

SipgoStreamListener *
sipgo_net_listen (SipgoNet *self, const SipgoAddress *address, GError **error)
{
  return self->klass->listen (self, address, error);
}

SipgoStream *
sipgo_net_connect_tls (SipgoNet *self, const SipgoTlsOptions *options, const SipgoAddress *local,
                       const SipgoAddress *remote, GError **error)
{
  return self->klass->connect_tls (self, options, local, remote, error);
}

SipgoStreamListener *
sipgo_net_listen_tls (SipgoNet *self, const SipgoTlsPolicy *policy, SipgoHandshakes *handshakes,
                      const SipgoAddress *address, GError **error)
{
  return self->klass->listen_tls (self, policy, handshakes, address, error);
}

SipgoStream *
sipgo_net_connect_web_socket (SipgoNet *self, const SipgoWebSocketOptions *options, const SipgoAddress *remote,
                              GError **error)
{
  return self->klass->connect_web_socket (self, options, remote, error);
}

SipgoStreamListener *
sipgo_net_listen_web_socket (SipgoNet *self, const SipgoWebSocketPolicy *policy, const SipgoTlsPolicy *tls,
                             SipgoHandshakes *handshakes, const SipgoAddress *address, GError **error)
{
  return self->klass->listen_web_socket (self, policy, tls, handshakes, address, error);
}

void
sipgo_net_find_local (SipgoNet *self, const SipgoAddress *remote, SipgoAddress *local)
{
  self->klass->find_local (self, remote, local);
}

GArray *
sipgo_net_list_addresses (SipgoNet *self)
{
  GArray *addresses = g_array_new (FALSE, FALSE, sizeof (SipgoAddress));

  self->klass->list_addresses (self, addresses);
  return addresses;
}

void
sipgo_net_watch (SipgoNet *self, SipgoNetChangedFunc func, gpointer user_data)
{
  gboolean was_watched = self->changed != NULL;

  self->changed = func;
  self->changed_data = user_data;
  if (was_watched != (func != NULL))
    self->klass->watch (self, func != NULL);
}

void
sipgo_net_forget_routes (SipgoNet *self)
{
  self->klass->forget_routes (self);
}

void
sipgo_net_report_change (SipgoNet *self, gboolean has_slept)
{
  sipgo_net_forget_routes (self);
  if (self->changed)
    self->changed (has_slept, self->changed_data);
}

void
sipgo_net_look_up (SipgoNet *self, SipgoDnsQuery *query)
{
  self->klass->look_up (self, query);
}
