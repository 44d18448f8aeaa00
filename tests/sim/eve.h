/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-simulated-network-private.h"

/* Somebody who hears all that agents send over UDP, and sends it again with something else in it. */
typedef struct _Eve Eve;

Eve  *eve_new  (SipgoSimulatedNetwork *network, SipgoRandom *random, guint rarity);
void  eve_free (Eve *self);
