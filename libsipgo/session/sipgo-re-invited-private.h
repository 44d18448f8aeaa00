/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/session/sipgo-session-private.h"

G_BEGIN_DECLS

/* A re-INVITE of the peer: the offer, our answer, its ACK (RFC 3261 14.2). */
void sipgo_re_invited_receive (SipgoSession *session, SipgoIncomingInviteRequest *request);
/* Refuses the one that is being answered: the call has come to its end. */
void sipgo_re_invited_stop    (SipgoSession *session);

G_END_DECLS
