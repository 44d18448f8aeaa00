/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-resolver.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_SYSTEM_RESOLVER (sipgo_system_resolver_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoSystemResolver, sipgo_system_resolver, SIPGO, SYSTEM_RESOLVER, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoSystemResolver *sipgo_system_resolver_new (void);

G_END_DECLS
