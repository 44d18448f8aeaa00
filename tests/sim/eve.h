/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-simulated-network-private.h"

/* A peer that receives all messages that agents send over UDP, alters them, and sends them again. */
typedef struct _Eve Eve;

Eve  *eve_new  (SipgoSimulatedNetwork *network, SipgoRandom *random, guint rarity);
void  eve_free (Eve *self);
