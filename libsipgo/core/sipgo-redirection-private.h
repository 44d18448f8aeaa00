/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message-private.h"

G_BEGIN_DECLS

/*
 * The target set of a request that follows redirections (RFC 3261 8.1.3.4): the addresses in the Contacts of its 3xx
 * responses, the preferred ones first. Each address is given once, so that servers that redirect to each other end the
 * request; and so do long chains.
 */
typedef struct _SipgoRedirection SipgoRedirection;

/* uri: where the request went first. must_be_secure: only SIPS URIs are followed. */
SipgoRedirection *sipgo_redirection_new  (SipgoUri *uri, gboolean must_be_secure);
void              sipgo_redirection_free (SipgoRedirection *self);
/* Whether a response with this status names other addresses for the request: 300, 301 and 302. A 305 asks for a proxy,
 * and the Contact of a 380 is that of another service. */
gboolean          sipgo_redirection_is_followed (guint status);
/* Adds the addresses of the response, before those that are left. */
void              sipgo_redirection_take (SipgoRedirection *self, SipgoMessage *response);
/* Whether no address is left. */
gboolean          sipgo_redirection_is_empty (SipgoRedirection *self);
/* The next address (transfer full), which can be a Request-URI; NULL when none is left. */
SipgoUri         *sipgo_redirection_next (SipgoRedirection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoRedirection, sipgo_redirection_free)

G_END_DECLS
