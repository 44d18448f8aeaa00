/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transport/sipgo-transport-layer-private.h"

G_BEGIN_DECLS

/*
 * Connects to two targets, of which the second is tried when the first is not connected after a quarter of a second, or
 * cannot be reached: a host may have addresses of both families, and the network of one of them may drop all packets
 * (RFC 8305, "happy eyeballs"; RFC 7984 for SIP).
 */
typedef struct _SipgoRace SipgoRace;

/* winner: 0 or 1; -1 if neither was connected in time. May free the race. */
typedef void (*SipgoRaceFunc) (int winner, gpointer user_data);

/* NULL if there is nothing to wait for: the first target is connected. Else func is called once, from the main loop.
 * The layer, and what the targets point to, have to live longer. */
SipgoRace *sipgo_race_new  (SipgoTransportLayer *layer, const SipgoTarget *first, const SipgoTarget *second,
                            SipgoRaceFunc func, gpointer user_data);
/* func is not called any more; connections that are being made stay. */
void       sipgo_race_free (SipgoRace *self);

G_END_DECLS
