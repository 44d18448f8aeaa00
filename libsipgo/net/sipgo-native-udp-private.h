/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-datagram-port-private.h"

G_BEGIN_DECLS

/* A UDP socket of the kernel. */
SipgoDatagramPort *sipgo_native_udp_new (const SipgoAddress *address, const SipgoPortOptions *options, GError **error);

G_END_DECLS
