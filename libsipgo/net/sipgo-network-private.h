/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-net-private.h"

G_BEGIN_DECLS

/*
 * The simulator's network: UDP and TCP between the hosts of one process, in virtual time, with seeded faults.
 * Datagrams are lost, repeated, delayed, reordered and corrupted; a connection keeps order and loses nothing, but can
 * be cut.
 */
typedef struct _SipgoNetwork SipgoNetwork;

typedef struct
{
  double loss;              /* probability that a datagram is lost, 0 … 1 */
  double duplication;       /* that it arrives twice */
  double corruption;        /* that one of its bytes is changed */
  gint64 delay_us;          /* every packet takes this long … */
  gint64 jitter_us;         /* … and up to this much longer, so that packets overtake one another */
} SipgoFaults;

SipgoNetwork *sipgo_network_new        (SipgoEnvironment *environment);
SipgoNetwork *sipgo_network_ref        (SipgoNetwork *self);
void          sipgo_network_unref      (SipgoNetwork *self);
void          sipgo_network_set_faults (SipgoNetwork *self, const SipgoFaults *faults);
/* The next one: the first has the addresses 10.0.0.1 and fd00::1. It keeps the network. */
SipgoNet     *sipgo_network_add_host   (SipgoNetwork *self);
void          sipgo_network_add_name   (SipgoNetwork *self, const char *host_name, const char *address);
/* service_name: "_sip._udp.example.com". The smallest priority comes first. */
void          sipgo_network_add_service (SipgoNetwork *self, const char *service_name, const char *host_name,
                                         guint port, guint priority);
void          sipgo_network_cut        (SipgoNetwork *self);    /* every connection, as if both ends had gone */

/* Sees every packet as it is sent, before faults. */
typedef void (*SipgoNetworkTap) (const SipgoAddress *from, const SipgoAddress *to, GBytes *bytes, gpointer user_data);
void          sipgo_network_set_tap    (SipgoNetwork *self, SipgoNetworkTap tap, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoNetwork, sipgo_network_unref)

G_END_DECLS
