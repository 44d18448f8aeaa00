/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/net/sipgo-address-private.h"

G_BEGIN_DECLS

/*
 * A NAT of the simulated network: hosts behind it send from its public address. As most NATs at home do, it maps an
 * inside address and port to one outside port for all destinations, and lets in only what comes from an address and
 * port that the inside has sent to (RFC 4787: endpoint-independent mapping, address and port-dependent filtering). A
 * mapping that nothing was sent over for the idle time is forgotten.
 */
typedef struct _SipgoSimulatedNat SipgoSimulatedNat;

SipgoSimulatedNat  *sipgo_simulated_nat_new         (SipgoEnvironment *environment, const char *public_host,
                                                     gint64 idle_us);
void                sipgo_simulated_nat_free        (SipgoSimulatedNat *self);
/* Puts the host with this address, such as "10.0.0.1", behind the NAT. */
void                sipgo_simulated_nat_add_inside  (SipgoSimulatedNat *self, const char *host);
gboolean            sipgo_simulated_nat_is_inside   (SipgoSimulatedNat *self, const SipgoAddress *address);
gboolean            sipgo_simulated_nat_is_public   (SipgoSimulatedNat *self, const SipgoAddress *address);

/* A datagram goes out: gives the address that the remote sees, and opens the way back from it. */
void                sipgo_simulated_nat_map_out     (SipgoSimulatedNat *self, const SipgoAddress *inside,
                                                     const SipgoAddress *remote, SipgoAddress *outside);
/* A datagram comes in. FALSE: there is no mapping, or nothing was sent to the remote. */
gboolean            sipgo_simulated_nat_map_in      (SipgoSimulatedNat *self, const SipgoAddress *outside,
                                                     const SipgoAddress *remote, SipgoAddress *inside);
/* A connection goes out: gives the address that the remote sees. */
void                sipgo_simulated_nat_map_stream  (SipgoSimulatedNat *self, SipgoAddress *outside);
/* Forgets all mappings, as after a restart; new ones get other ports. */
void                sipgo_simulated_nat_forget      (SipgoSimulatedNat *self);
/* From now on the NAT has another public address; the mappings are forgotten. */
void                sipgo_simulated_nat_set_public_host (SipgoSimulatedNat *self, const char *public_host);

G_END_DECLS
