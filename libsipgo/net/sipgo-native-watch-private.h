/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-net-private.h"

G_BEGIN_DECLS

/*
 * Notices changes of this machine's network: the kernel's messages on links, addresses and routes, and that the machine
 * was suspended. The messages are not read: each one is a reason to look at the addresses again. GNetworkMonitor reads
 * the same messages, but shows only those of routes, and in the main context of whoever has asked for it first.
 */
typedef struct _SipgoNativeWatch SipgoNativeWatch;

/* Without these kernel interfaces, as in some sandboxes, it notices less. */
SipgoNativeWatch *sipgo_native_watch_new  (SipgoEnvironment *environment, SipgoNetChangedFunc func,
                                           gpointer user_data);
void              sipgo_native_watch_free (SipgoNativeWatch *self);
/* Appends the addresses of sipgo_net_list_addresses (). */
void              sipgo_native_list_addresses (GArray *addresses);

G_END_DECLS
