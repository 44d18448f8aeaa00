/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-random-private.h"
#include "libsipgo/core/sipgo-account.h"
#include "libsipgo/core/sipgo-edge-private.h"
#include "libsipgo/message/sipgo-message.h"
#include "libsipgo/transport/sipgo-route-private.h"

G_BEGIN_DECLS

/* Our name and address, for From; an anonymous one without a uri. */
SipgoNameAddr *sipgo_account_get_identity     (SipgoAccount *self);
/* The user part of our Contact, escaped for a URI: the contact-name, or the user part of the uri. */
const char    *sipgo_account_get_contact_user (SipgoAccount *self);
/* Draws a contact-name at random, unless there is one … */
void           sipgo_account_draw_contact_name (SipgoAccount *self, SipgoRandom *random);
/* … or the uri has a user part. */
void           sipgo_account_ensure_contact_user (SipgoAccount *self, SipgoRandom *random);

/* The routes of a request outside a dialog, each a loose router (RFC 3261 12.2.1.1); NULL for none. Takes ownership. */
void           sipgo_account_take_routes      (SipgoAccount *self, GPtrArray *routes);
/* FALSE with error when one of its proxies cannot be read. */
gboolean       sipgo_account_check            (SipgoAccount *self, GError **error);
/* The first hops (SipgoEdge): the outbound-proxies, or the one outbound-proxy, or an edge without a proxy. Never
 * empty. A change of the proxies replaces the array. */
GPtrArray     *sipgo_account_get_edges        (SipgoAccount *self);
/* The edge that a request goes over now: the first one with a live flow, else the first. */
SipgoEdge     *sipgo_account_get_edge         (SipgoAccount *self);
/* The URI of the next hop of a request outside a dialog over the edge: the first route, or the URI itself. */
SipgoUri      *sipgo_account_get_next_hop     (SipgoAccount *self, SipgoEdge *edge, SipgoUri *uri);
/* Adds the Route headers of a request outside a dialog over the edge. */
void           sipgo_account_add_routes       (SipgoAccount *self, SipgoEdge *edge, SipgoMessage *message);
/* Before the first step of a route to the hop: when the hop is an edge with a live flow, its peer is tried first (RFC
 * 5626 4.3). to_others: then go the other edges of the set. */
void           sipgo_account_widen_route      (SipgoAccount *self, SipgoUri *hop, gboolean to_others,
                                               SipgoRoute *route);
/* The request goes on to another hop of such a route, which has Route headers of its own. */
void           sipgo_account_change_routes    (SipgoAccount *self, SipgoUri *hop, SipgoMessage *message);

/* The GRUUs that the registrar has given for our address-of-record and instance; NULL for none. */
void           sipgo_account_take_gruus       (SipgoAccount *self, SipgoUri *public_gruu, SipgoUri *temporary_gruu);
/* The one for a Contact (RFC 5627 4.4); NULL for none. is_secure: it has to be a SIPS URI. */
SipgoUri      *sipgo_account_find_gruu        (SipgoAccount *self, gboolean is_secure, gboolean is_anonymous);

/* Whether a request from outside is for this account: its Request-URI has our Contact's user part or is our temporary
 * GRUU, or the Request-URI or To is the address-of-record. */
gboolean       sipgo_account_matches          (SipgoAccount *self, SipgoMessage *request);

G_END_DECLS
