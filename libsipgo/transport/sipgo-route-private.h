/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-uri.h"
#include "libsipgo/transport/sipgo-steps-private.h"
#include "libsipgo/transport/sipgo-transport-layer-private.h"

G_BEGIN_DECLS

/*
 * The targets of one request, one after the other: the flow of a bound contact, the agent's own transport, or an IP
 * address; else those of NAPTR, SRV and address records (RFC 3263). A name is looked up when all targets before it have
 * been tried. Targets that have failed lately (SipgoTargetMemory) come last.
 */
typedef struct _SipgoRoute SipgoRoute;

typedef enum {
  SIPGO_ROUTE_READY,           /* there is a next target */
  SIPGO_ROUTE_PENDING,         /* a name is being looked up: call sipgo_route_next () again when func is called */
  SIPGO_ROUTE_END,             /* there are no more targets */
} SipgoRouteStep;

/* The function may free the route. */
typedef void (*SipgoRouteFunc) (SipgoRoute *route, gpointer user_data);

/* uri is the next hop of the request. must_be_secure: the request has a SIPS URI, so it must be sent over TLS only. The
 * layer has to live longer. */
SipgoRoute        *sipgo_route_new        (SipgoTransportLayer *layer, SipgoUri *uri, gboolean must_be_secure,
                                           SipgoRouteFunc func, gpointer user_data);
/* Before the first step: tries the peer of the flow first. */
void               sipgo_route_prefer     (SipgoRoute *self, SipgoFlow *flow);
/* Before the first step: a further next hop, whose targets are tried after those of the hops before it. */
void               sipgo_route_add_hop    (SipgoRoute *self, SipgoUri *uri);
/* The next hop that the last target belongs to; the first one before there is a target. */
SipgoUri          *sipgo_route_get_hop    (SipgoRoute *self);
/* What is looked up is noted in the steps, which have to live as long as the route. */
void               sipgo_route_set_steps  (SipgoRoute *self, SipgoSteps *steps);
void               sipgo_route_free       (SipgoRoute *self);      /* func is not called any more */
/* error is set with SIPGO_ROUTE_END if there was no target at all. */
SipgoRouteStep     sipgo_route_next       (SipgoRoute *self, GError **error);
/* The target of the last SIPGO_ROUTE_READY; NULL before the first. */
const SipgoTarget *sipgo_route_get_target (SipgoRoute *self);
/* A flow to the target (transfer full); it gives the local address that the target sees. */
SipgoFlow         *sipgo_route_get_flow   (SipgoRoute *self, GError **error);
/* The target after that one; NULL if there is none, or if a name has to be looked up first. */
const SipgoTarget *sipgo_route_peek       (SipgoRoute *self);
/* Whether there may be a further target. */
gboolean           sipgo_route_has_more   (SipgoRoute *self);
/* Which of its targets is the last one that was given; a request that returns to it gives the place back. */
guint              sipgo_route_get_place  (SipgoRoute *self);
void               sipgo_route_return     (SipgoRoute *self, guint place);
/* Whether there may be more targets than one. */
gboolean           sipgo_route_has_others (SipgoRoute *self);
/* Begins again with the first target. Names that have an address are not looked up again. */
void               sipgo_route_rewind     (SipgoRoute *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoRoute, sipgo_route_free)

G_END_DECLS
