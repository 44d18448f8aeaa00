/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-net-private.h"

G_BEGIN_DECLS

/* The kernel's network: sockets, routes, the DNS resolver of the system, and libsoup's WebSockets. Callbacks come in
 * the main context of the environment. */
SipgoNet *sipgo_native_net_new (SipgoEnvironment *environment);

G_END_DECLS
