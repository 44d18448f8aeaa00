/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-datagram-port-private.h"

G_BEGIN_DECLS

/* Asks a STUN server under which addresses it sees some ports (RFC 8489), which nobody else reads meanwhile. It gives
 * up soon: a call waits for it. */
typedef struct _SipgoStunProbe SipgoStunProbe;

#define SIPGO_STUN_PROBE_TIMEOUT SIPGO_SECONDS (1)

/* mapped: an address for each port, AF_UNSPEC without an answer. Called once, from the main loop; the owner then frees
 * the probe. */
typedef void (*SipgoStunProbeFunc) (const SipgoAddress *mapped, gpointer user_data);

#define SIPGO_STUN_PROBE_MAX_PORTS 2

/* The ports have to live as long as the probe. */
SipgoStunProbe *sipgo_stun_probe_new  (SipgoEnvironment *environment, SipgoDatagramPort *const *ports, guint n_ports,
                                       const SipgoAddress *server, SipgoStunProbeFunc func, gpointer user_data);
/* func is not called any more. */
void            sipgo_stun_probe_free (SipgoStunProbe *self);

G_END_DECLS
