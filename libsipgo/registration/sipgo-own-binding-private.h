/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message.h"

G_BEGIN_DECLS

/* The seconds for which the registrar has bound the Contact of our REGISTER (RFC 3261 10.2.4): the "expires" of our own
 * binding among the contacts (SipgoNameAddr) of its 200, which the registrar may have rewritten; else the Expires
 * header; else what was asked for. */
guint sipgo_own_binding_read_granted (SipgoMessage *request, SipgoMessage *response, GPtrArray *contacts, guint asked);

/* The GRUUs that the registrar gives for our binding (RFC 5627 4.2); NULL for none. Only a binding with our instance
 * counts, and only a URI that may be a GRUU of the address-of-record: in calls the peer sends its requests there. */
void  sipgo_own_binding_read_gruus   (SipgoMessage *request, GPtrArray *contacts, SipgoUri *record,
                                      SipgoUri **public_gruu, SipgoUri **temporary_gruu);

G_END_DECLS
