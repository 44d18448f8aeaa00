/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message.h"

G_BEGIN_DECLS

/* The seconds for which the registrar has bound the Contact of our REGISTER (RFC 3261 10.2.4): the "expires" of our own
 * binding among the contacts (SipgoNameAddr) of its 200, which the registrar may have rewritten; else the Expires
 * header; else what was asked for. */
guint sipgo_own_binding_read_granted (SipgoMessage *request, SipgoMessage *response, GPtrArray *contacts, guint asked);

G_END_DECLS
