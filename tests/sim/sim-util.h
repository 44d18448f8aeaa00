/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/ua/sipgo-user-agent-private.h"

/* An agent without media that listens on address, such as "udp:10.0.0.1:5060", and is being started. */
SipgoUserAgent *start_agent (SipgoEnvironment *environment, SipgoSimulatedNetwork *network, const char *address);

/* One run of a simulation. */
typedef void (*RunFunc) (guint64 seed);

/* Runs it with the seed SIPGO_SEED of the environment. Without one, with the seeds from 1 to SIPGO_SEEDS, or to
 * n_seeds. */
void            for_seeds   (RunFunc run, guint64 n_seeds);
