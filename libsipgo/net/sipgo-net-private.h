/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/net/sipgo-datagram-port-private.h"
#include "libsipgo/net/sipgo-dns-query-private.h"
#include "libsipgo/net/sipgo-stream-private.h"
#include "libsipgo/net/sipgo-tls-private.h"
#include "libsipgo/net/sipgo-web-socket-listener-private.h"
#include "libsipgo/net/sipgo-web-socket-private.h"

G_BEGIN_DECLS

/*
 * The interface of an agent to its network: the kernel's (sipgo_native_net_new ()), or a host of the simulator
 * (SipgoSimulatedNetwork). It is chosen when the agent is made; no other code asks which one it is.
 */
typedef struct _SipgoNet SipgoNet;

/* Errors name the address and what to do. Port 0 stands for any free port. */
typedef struct
{
  SipgoDatagramPort   *(*open_port)          (SipgoNet *self, const SipgoAddress *address,
                                              const SipgoPortOptions *options, GError **error);
  /* local, if not NULL, is the source address; its port is not used. */
  SipgoStream         *(*connect)            (SipgoNet *self, const SipgoAddress *local, const SipgoAddress *remote,
                                              GError **error);
  SipgoStreamListener *(*listen)             (SipgoNet *self, const SipgoAddress *address, GError **error);
  SipgoStream         *(*connect_tls)        (SipgoNet *self, const SipgoTlsOptions *options,
                                              const SipgoAddress *local, const SipgoAddress *remote, GError **error);
  SipgoStreamListener *(*listen_tls)         (SipgoNet *self, const SipgoTlsPolicy *policy,
                                              SipgoHandshakes *handshakes, const SipgoAddress *address,
                                              GError **error);
  SipgoStream         *(*connect_web_socket) (SipgoNet *self, const SipgoWebSocketOptions *options,
                                              const SipgoAddress *remote, GError **error);
  SipgoStreamListener *(*listen_web_socket)  (SipgoNet *self, const SipgoWebSocketPolicy *policy,
                                              const SipgoTlsPolicy *tls, SipgoHandshakes *handshakes,
                                              const SipgoAddress *address, GError **error);
  void                 (*find_local)         (SipgoNet *self, const SipgoAddress *remote, SipgoAddress *local);
  void                 (*look_up)            (SipgoNet *self, SipgoDnsQuery *query);
  /* Appends to a GArray of SipgoAddress. */
  void                 (*list_addresses)     (SipgoNet *self, GArray *addresses);
  /* Begins or ends to call sipgo_net_report_change (). */
  void                 (*watch)              (SipgoNet *self, gboolean is_watched);
  void                 (*forget_routes)      (SipgoNet *self);
  void                 (*free)               (SipgoNet *self);
} SipgoNetClass;

/* Addresses or routes of this machine may have changed; called from the main loop. has_slept: the machine was
 * suspended, so that peers and NATs may have forgotten all connections. */
typedef void (*SipgoNetChangedFunc) (gboolean has_slept, gpointer user_data);

struct _SipgoNet
{
  const SipgoNetClass *klass;
  gint ref_count;
  SipgoNetChangedFunc changed;      /* NULL: not watched */
  gpointer changed_data;
};

SipgoNet            *sipgo_net_ref                (SipgoNet *self);
void                 sipgo_net_unref              (SipgoNet *self);

/* options may be NULL for the defaults. If the port is bound to all addresses (0.0.0.0), sipgo_net_find_local () gives
 * the source address of packets to a destination. */
SipgoDatagramPort   *sipgo_net_open_port          (SipgoNet *self, const SipgoAddress *address,
                                                   const SipgoPortOptions *options, GError **error);
SipgoStream         *sipgo_net_connect            (SipgoNet *self, const SipgoAddress *local,
                                                   const SipgoAddress *remote, GError **error);
SipgoStreamListener *sipgo_net_listen             (SipgoNet *self, const SipgoAddress *address, GError **error);
SipgoStream         *sipgo_net_connect_tls        (SipgoNet *self, const SipgoTlsOptions *options,
                                                   const SipgoAddress *local, const SipgoAddress *remote,
                                                   GError **error);
/* policy and handshakes have to live longer than the listener. */
SipgoStreamListener *sipgo_net_listen_tls         (SipgoNet *self, const SipgoTlsPolicy *policy,
                                                   SipgoHandshakes *handshakes, const SipgoAddress *address,
                                                   GError **error);
/* remote is NULL if the URL has a host name. */
SipgoStream         *sipgo_net_connect_web_socket (SipgoNet *self, const SipgoWebSocketOptions *options,
                                                   const SipgoAddress *remote, GError **error);
/* tls: for wss; NULL: ws. Policies and handshakes have to live longer than the listener. */
SipgoStreamListener *sipgo_net_listen_web_socket  (SipgoNet *self, const SipgoWebSocketPolicy *policy,
                                                   const SipgoTlsPolicy *tls, SipgoHandshakes *handshakes,
                                                   const SipgoAddress *address, GError **error);
/* The local address, with port 0, from which packets to remote are sent; if remote is NULL, to any host of the
 * internet. Without a route it is the loopback address. */
void                 sipgo_net_find_local         (SipgoNet *self, const SipgoAddress *remote, SipgoAddress *local);
/* Asks the name server of the network, and answers the query as a SipgoResolver does. */
void                 sipgo_net_look_up            (SipgoNet *self, SipgoDnsQuery *query);
/* The addresses of this machine, with port 0, whose network interface is up: without loopback and link-local ones,
 * which no SIP peer elsewhere can reach. A new GArray of SipgoAddress. */
GArray              *sipgo_net_list_addresses     (SipgoNet *self);
/* func: NULL to end. There is one watch. */
void                 sipgo_net_watch              (SipgoNet *self, SipgoNetChangedFunc func, gpointer user_data);
/* The next sipgo_net_find_local () asks anew. */
void                 sipgo_net_forget_routes      (SipgoNet *self);
/* For the kinds of network. */
void                 sipgo_net_report_change      (SipgoNet *self, gboolean has_slept);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoNet, sipgo_net_unref)

G_END_DECLS
