/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-uri.h"
#include "libsipgo/transport/sipgo-transport-layer-private.h"

G_BEGIN_DECLS

/*
 * The targets of one request, one after the other, as RFC 3263 finds them: a contact that is bound to a flow, the
 * agent's own transport, a number; else by service records and addresses, without NAPTR, which GResolver does not know.
 * Names are looked up when the targets before them have been tried. Targets that have failed lately (SipgoTargetMemory)
 * come last.
 */
typedef struct _SipgoRoute SipgoRoute;

typedef enum {
  SIPGO_ROUTE_READY,           /* there is a target: the next to be tried */
  SIPGO_ROUTE_PENDING,         /* a name is being looked up: func is called once, then ask again */
  SIPGO_ROUTE_END,             /* there are no more */
} SipgoRouteStep;

/* The route may be freed from within. */
typedef void (*SipgoRouteFunc) (SipgoRoute *route, gpointer user_data);

/* uri: the next hop of the request. must_be_secure: a SIPS URI asks for it, so nothing goes in clear. The layer is
 * borrowed. */
SipgoRoute        *sipgo_route_new        (SipgoTransportLayer *layer, SipgoUri *uri, gboolean must_be_secure,
                                           SipgoRouteFunc func, gpointer user_data);
void               sipgo_route_free       (SipgoRoute *self);      /* func is not called any more */
/* error is set with SIPGO_ROUTE_END where there never was a target. */
SipgoRouteStep     sipgo_route_next       (SipgoRoute *self, GError **error);
/* The one that the last SIPGO_ROUTE_READY was about; NULL before. */
const SipgoTarget *sipgo_route_get_target (SipgoRoute *self);
/* A flow to it (transfer full), which says the address of ours there. */
SipgoFlow         *sipgo_route_get_flow   (SipgoRoute *self, GError **error);
/* Whether there are, or may be found, more targets than one. */
gboolean           sipgo_route_has_others (SipgoRoute *self);
/* Begins anew with the first target, without asking again for a name that had an address. */
void               sipgo_route_rewind     (SipgoRoute *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoRoute, sipgo_route_free)

G_END_DECLS
