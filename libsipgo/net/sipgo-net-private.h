/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/net/sipgo-datagram-port-private.h"
#include "libsipgo/net/sipgo-stream-private.h"
#include "libsipgo/net/sipgo-web-socket-listener-private.h"
#include "libsipgo/net/sipgo-web-socket-private.h"

G_BEGIN_DECLS

/*
 * The network that an agent stands in, behind one face: the kernel's (SipgoNativeNet), or a host of the simulator's
 * (SipgoNetwork). It is chosen where the agent is made; nobody above asks which one it is.
 */
typedef struct _SipgoNet SipgoNet;

/* error: why there are none. Both functions are called once, perhaps from within the call that asks, and not any more
 * once its cancellable is cancelled. What they are given is the network's. */
typedef void (*SipgoHostFunc)    (const SipgoAddress *addresses, guint n_addresses, const GError *error,
                                  gpointer user_data);
/* services: of GSrvTarget, in the order in which they are to be tried (RFC 2782); NULL: there are none. */
typedef void (*SipgoServiceFunc) (GList *services, gpointer user_data);

/* What cannot be made says so with an error that names the address and what to do. Port 0 takes a free one. */
typedef struct
{
  SipgoDatagramPort   *(*open_port)          (SipgoNet *self, const SipgoAddress *address,
                                              const SipgoPortOptions *options, GError **error);
  /* local: (nullable) the address of ours to come from, its port aside. */
  SipgoStream         *(*connect)            (SipgoNet *self, const SipgoAddress *local, const SipgoAddress *remote,
                                              GError **error);
  SipgoStreamListener *(*listen)             (SipgoNet *self, const SipgoAddress *address, GError **error);
  SipgoStream         *(*connect_web_socket) (SipgoNet *self, const SipgoWebSocketOptions *options,
                                              const SipgoAddress *remote, GError **error);
  SipgoStreamListener *(*listen_web_socket)  (SipgoNet *self, const SipgoWebSocketPolicy *policy,
                                              SipgoHandshakeCounts *counts,
                                              gboolean is_secure, const SipgoAddress *address, GError **error);
  void                 (*find_local)         (SipgoNet *self, const SipgoAddress *remote, SipgoAddress *local);
  void                 (*look_up_host)       (SipgoNet *self, const char *host, GCancellable *cancellable,
                                              SipgoHostFunc func, gpointer user_data);
  void                 (*look_up_service)    (SipgoNet *self, const char *service, const char *protocol,
                                              const char *domain,
                                              GCancellable *cancellable, SipgoServiceFunc func, gpointer user_data);
  void                 (*free)               (SipgoNet *self);
} SipgoNetClass;

struct _SipgoNet
{
  const SipgoNetClass *klass;
  gint ref_count;
};

SipgoNet            *sipgo_net_ref                (SipgoNet *self);
void                 sipgo_net_unref              (SipgoNet *self);

/* options: NULL for all 0. A port for an address that is bound to all addresses does not know from which one a packet
 * goes: sipgo_net_find_local () does. */
SipgoDatagramPort   *sipgo_net_open_port          (SipgoNet *self, const SipgoAddress *address,
                                                   const SipgoPortOptions *options, GError **error);
SipgoStream         *sipgo_net_connect            (SipgoNet *self, const SipgoAddress *local,
                                                   const SipgoAddress *remote, GError **error);
SipgoStreamListener *sipgo_net_listen             (SipgoNet *self, const SipgoAddress *address, GError **error);
/* remote: NULL where the URL has a name. */
SipgoStream         *sipgo_net_connect_web_socket (SipgoNet *self, const SipgoWebSocketOptions *options,
                                                   const SipgoAddress *remote, GError **error);
/* policy and counts live longer than the listener. */
SipgoStreamListener *sipgo_net_listen_web_socket  (SipgoNet *self, const SipgoWebSocketPolicy *policy,
                                                   SipgoHandshakeCounts *counts,
                                                   gboolean is_secure, const SipgoAddress *address, GError **error);
/* The address of ours that packets to remote come from, with port 0; remote: NULL for some place in the internet. Where
 * there is no way there, the loopback address: nothing would arrive anyway. */
void                 sipgo_net_find_local         (SipgoNet *self, const SipgoAddress *remote, SipgoAddress *local);
void                 sipgo_net_look_up_host       (SipgoNet *self, const char *host, GCancellable *cancellable,
                                                   SipgoHostFunc func, gpointer user_data);
void                 sipgo_net_look_up_service    (SipgoNet *self, const char *service, const char *protocol,
                                                   const char *domain,
                                                   GCancellable *cancellable, SipgoServiceFunc func,
                                                   gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoNet, sipgo_net_unref)

G_END_DECLS
