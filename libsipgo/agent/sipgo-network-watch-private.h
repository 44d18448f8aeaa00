/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-net-private.h"

G_BEGIN_DECLS

typedef enum {
  SIPGO_NETWORK_CHANGED = 0,
  SIPGO_NETWORK_IS_BACK = 1 << 0,   /* there was no address before */
  SIPGO_NETWORK_IS_NEW = 1 << 1,    /* peers and NATs may have forgotten us, also when our addresses are as before */
  SIPGO_NETWORK_HAS_MOVED = 1 << 2, /* the internet is reached from another address, or not any more */
} SipgoNetworkChange;

typedef void (*SipgoNetworkChangedFunc) (SipgoNetworkChange change, gpointer owner);

/*
 * Decides when the network of this machine has changed: the network reports each link, address and route, often several
 * for one change, so it waits until there is no more for a moment, and compares the addresses. A struct that is
 * embedded in its owner.
 */
typedef struct
{
  SipgoEnvironment *environment;    /* not owned; NULL: not started */
  SipgoNet *net;                    /* not owned */
  SipgoNetworkChangedFunc changed;
  gpointer owner;
  GArray *addresses;                /* SipgoAddress, as last seen; NULL: not started */
  char *local;                      /* from which packets to the internet are sent, or the first one; NULL: none */
  gboolean is_new;                  /* of the changes that wait for the timer */
  gint64 first_report;              /* of these changes; 0: none */
  SipgoTimer timer;
} SipgoNetworkWatch;

void        sipgo_network_watch_start     (SipgoNetworkWatch *self, SipgoEnvironment *environment, SipgoNet *net,
                                           SipgoNetworkChangedFunc changed, gpointer owner);
void        sipgo_network_watch_stop      (SipgoNetworkWatch *self);
/* Somebody knows, or believes, that the network has changed. is_new: as the flag. Does nothing before the start. */
void        sipgo_network_watch_report    (SipgoNetworkWatch *self, gboolean is_new);
gboolean    sipgo_network_watch_is_available (SipgoNetworkWatch *self);

G_END_DECLS
