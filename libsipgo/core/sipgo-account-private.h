/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-random-private.h"
#include "libsipgo/core/sipgo-account.h"
#include "libsipgo/message/sipgo-message.h"

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
/* The routes that the registrar asks for (Service-Route, RFC 3608). Takes ownership. */
void           sipgo_account_take_service_route (SipgoAccount *self, GPtrArray *routes);
/* The URI of the next hop of a request outside a dialog: the first route, or the URI itself. */
SipgoUri      *sipgo_account_get_next_hop     (SipgoAccount *self, SipgoUri *uri);
/* Adds the Route headers of a request outside a dialog. */
void           sipgo_account_add_routes       (SipgoAccount *self, SipgoMessage *message);

/* Whether a request from outside is for this account: its Request-URI has our Contact's user part, or the Request-URI
 * or To is the address-of-record. */
gboolean       sipgo_account_matches          (SipgoAccount *self, SipgoMessage *request);

G_END_DECLS
