/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-net-private.h"
#include "libsipgo/net/sipgo-simulated-dns-private.h"
#include "libsipgo/net/sipgo-simulated-nat-private.h"

G_BEGIN_DECLS

/*
 * The network of the simulator: UDP, TCP and TLS between hosts in one process, in virtual time, with random faults from
 * a seed. Datagrams are lost, duplicated, delayed, reordered and corrupted. A TCP connection keeps order and loses
 * nothing, but can be cut. TLS is TCP with a handshake and the check of the server's name; its bytes are not encrypted,
 * so that a tap can read them.
 */
typedef struct _SipgoSimulatedNetwork SipgoSimulatedNetwork;

typedef struct
{
  double loss;              /* probability that a datagram is lost, 0 … 1 */
  double duplication;       /* probability that it arrives twice */
  double corruption;        /* probability that one of its bytes is changed */
  gint64 delay_us;          /* the least delay of a packet, in microseconds */
  gint64 jitter_us;         /* a random delay up to this is added, so that datagrams are reordered */
} SipgoFaults;

SipgoSimulatedNetwork *sipgo_simulated_network_new        (SipgoEnvironment *environment);
SipgoSimulatedNetwork *sipgo_simulated_network_ref        (SipgoSimulatedNetwork *self);
void                   sipgo_simulated_network_unref      (SipgoSimulatedNetwork *self);
void                   sipgo_simulated_network_set_faults (SipgoSimulatedNetwork *self, const SipgoFaults *faults);
/* Adds a host; the first one has the addresses 10.0.0.1 and fd00::1, the second 10.0.0.2 and so on. The host holds a
 * reference to the network. */
SipgoNet              *sipgo_simulated_network_add_host   (SipgoSimulatedNetwork *self);
/* The name server that all hosts ask; add_name () and add_service () are its add_address () and add_srv (). */
SipgoSimulatedDns     *sipgo_simulated_network_get_dns    (SipgoSimulatedNetwork *self);
void                   sipgo_simulated_network_add_name   (SipgoSimulatedNetwork *self, const char *host_name,
                                                           const char *address);
/* Adds an SRV record; service_name is such as "_sip._udp.example.com". The lowest priority is tried first. */
void                   sipgo_simulated_network_add_service (SipgoSimulatedNetwork *self, const char *service_name,
                                                            const char *host_name, guint port, guint priority);
/* Adds a name to those that the TLS certificate of the host proves: at first these are its own addresses. A host that
 * connects to it over TLS for another name gets SIPGO_ERROR_CERTIFICATE. */
void                   sipgo_simulated_network_add_certificate_name (SipgoNet *host, const char *name);
/* Nothing answers at the address any more: TCP connections to it are neither made nor refused. */
void                   sipgo_simulated_network_silence    (SipgoSimulatedNetwork *self, const char *host);
/* The host gets the IPv4 address in place of the one that it had. Sockets that are bound to all addresses go with it;
 * those of the old address send and receive nothing until it is back, and connections from it are dead. */
void                   sipgo_simulated_network_set_address (SipgoNet *host, const char *address);
/* The host gets an interface to another network, by which nobody is reached. */
void                   sipgo_simulated_network_add_interface (SipgoNet *host, const char *address);
/* Whether the link of the host is up. While it is down nothing can be sent, and connections die. */
void                   sipgo_simulated_network_set_link   (SipgoNet *host, gboolean is_up);
/* The host was suspended and wakes up. */
void                   sipgo_simulated_network_wake       (SipgoNet *host);
/* Resets all TCP connections at both ends. */
void                   sipgo_simulated_network_cut        (SipgoSimulatedNetwork *self);

/* Adds a NAT with a public address, which the network owns. */
SipgoSimulatedNat     *sipgo_simulated_network_add_nat    (SipgoSimulatedNetwork *self, const char *public_host,
                                                           gint64 idle_us);
/* The NAT restarts with this public address: its mappings are gone. A connection through it is reset when the inside
 * sends; what the outside sends is lost. */
void                   sipgo_simulated_network_restart_nat (SipgoSimulatedNetwork *self, SipgoSimulatedNat *nat,
                                                           const char *public_host);

/* Called for each packet when it is sent, before faults change it. */
typedef void (*SipgoSimulatedNetworkTap) (const SipgoAddress *from, const SipgoAddress *to, GBytes *bytes,
                                          gpointer user_data);
void                   sipgo_simulated_network_set_tap    (SipgoSimulatedNetwork *self, SipgoSimulatedNetworkTap tap,
                                                           gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoSimulatedNetwork, sipgo_simulated_network_unref)

G_END_DECLS
