/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/ua/sipgo-user-agent-private.h"

/* An agent without media that listens on address, such as "udp:10.0.0.1:5060", and is being started. */
SipgoUserAgent *start_agent (SipgoEnvironment *environment, SipgoSimulatedNetwork *network, const char *address);
