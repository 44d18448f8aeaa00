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

void
sipgo_net_look_up (SipgoNet *self, SipgoDnsQuery *query)
{
  self->klass->look_up (self, query);
}
