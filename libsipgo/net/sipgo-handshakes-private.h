/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-address-private.h"

G_BEGIN_DECLS

/* The TLS and WebSocket handshakes under way at the listeners of an agent, and their limits. */
typedef struct
{
  guint max;                /* at the same time */
  guint max_per_host;
  guint n_under_way;
  guint64 n_refused;        /* connections above the limits */
  GHashTable *per_host;     /* SipgoHostCounts of the handshakes under way */
} SipgoHandshakes;

void     sipgo_handshakes_init  (SipgoHandshakes *self);
void     sipgo_handshakes_clear (SipgoHandshakes *self);
/* A quarter of max for each host, so that one host cannot block all others. */
void     sipgo_handshakes_limit (SipgoHandshakes *self, guint max);
/* FALSE if the limits do not allow one handshake more with the host of remote; that is counted. */
gboolean sipgo_handshakes_begin (SipgoHandshakes *self, const SipgoAddress *remote);
void     sipgo_handshakes_end   (SipgoHandshakes *self, const SipgoAddress *remote);

G_END_DECLS
