/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-dns-query.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_RESOLVER (sipgo_resolver_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (SipgoResolver, sipgo_resolver, SIPGO, RESOLVER, GObject)

/**
 * SipgoResolverInterface:
 * @look_up: looks up the name of the query and completes or fails it, now or later
 *
 * What an agent asks of its name server. May be implemented in a script: each query is completed or failed once, and
 * fails by itself when its last reference is dropped.
 *
 * Since: 1.0
 */
struct _SipgoResolverInterface
{
  GTypeInterface parent_iface;

  void (*look_up) (SipgoResolver *self, SipgoDnsQuery *query);

  /*< private >*/
  gpointer padding[8];
};

SIPGO_AVAILABLE_IN_ALL
void sipgo_resolver_look_up (SipgoResolver *self, SipgoDnsQuery *query);

G_END_DECLS
