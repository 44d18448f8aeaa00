/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-name-addr.h"
#include "libsipgo/transport/sipgo-flow-private.h"

G_BEGIN_DECLS

/*
 * The first hop of an account's requests outside dialogs: an outbound proxy, or none. Several of them are the
 * outbound-proxy-set of RFC 5626; the account is registered over a flow to each. Reference-counted, because a
 * registration goes on when the account gets other proxies.
 */
typedef struct
{
  gint ref_count;
  SipgoUri *uri;                    /* NULL: a request goes to its own URI */
  SipgoNameAddr *route;             /* uri as a loose router; or NULL */
  gboolean is_of_set;               /* a member of an outbound-proxy-set */
  gboolean is_outbound;             /* the registrar keeps our flow, or has not said yet that it does not */
  SipgoFlow *flow;                  /* the live flow over which we are registered (outbound); or NULL */
  GPtrArray *service_route;         /* SipgoNameAddr, of its last registration (RFC 3608); or NULL */
} SipgoEdge;

SipgoEdge *sipgo_edge_new                (SipgoUri *uri, gboolean is_of_set);
SipgoEdge *sipgo_edge_ref                (SipgoEdge *self);
void       sipgo_edge_unref              (SipgoEdge *self);
/* flow: NULL when it is lost, or nothing is registered over it any more. */
void       sipgo_edge_set_flow           (SipgoEdge *self, SipgoFlow *flow);
/* Takes ownership; NULL for none. */
void       sipgo_edge_take_service_route (SipgoEdge *self, GPtrArray *routes);
/* Adds the Route headers: the proxy, the routes between (nullable), and the Service-Route. */
void       sipgo_edge_add_routes         (SipgoEdge *self, GPtrArray *routes, SipgoMessage *message);
/* The URI of the first of these; NULL if there is none. */
SipgoUri  *sipgo_edge_get_first          (SipgoEdge *self, GPtrArray *routes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoEdge, sipgo_edge_unref)

G_END_DECLS
