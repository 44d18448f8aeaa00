/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-net-private.h"

G_BEGIN_DECLS

/* The kernel's network: its sockets, its routes, the system's name service, and libsoup's WebSockets. What it makes
 * lives in the environment; ports only where they are watched. */
SipgoNet *sipgo_native_net_new (SipgoEnvironment *environment);

G_END_DECLS
