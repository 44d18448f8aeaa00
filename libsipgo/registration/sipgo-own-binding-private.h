/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message.h"

G_BEGIN_DECLS

/* For how many seconds the registrar has bound the Contact of our REGISTER, by its 200 (RFC 3261 10.2.4): the time of
 * our own binding among its contacts (SipgoNameAddr), which the registrar may have rewritten; else that of the Expires
 * header, else what was asked for. */
guint sipgo_own_binding_read_granted (SipgoMessage *request, SipgoMessage *response, GPtrArray *contacts, guint asked);

G_END_DECLS
