/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/net/sipgo-stream-private.h"

G_BEGIN_DECLS

/* The kernel's TCP. */
SipgoStream         *sipgo_native_tcp_connect (SipgoEnvironment *environment, const SipgoAddress *remote,
                                               GError **error);
SipgoStreamListener *sipgo_native_tcp_listen  (SipgoEnvironment *environment, const SipgoAddress *address,
                                               GError **error);
/* Takes the descriptor out of a connected stream, and frees the stream. */
int                  sipgo_native_tcp_steal   (SipgoStream *stream);

G_END_DECLS
