/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/session/sipgo-invitation.h"
#include "libsipgo/agent/sipgo-agent-private.h"

G_BEGIN_DECLS

/* Returns NULL when the INVITE cannot become a call; the request has been answered then. */
SipgoInvitation *sipgo_invitation_new            (SipgoAgent *agent, SipgoIncomingInviteRequest *request);
void             sipgo_invitation_set_replacee   (SipgoInvitation *self, SipgoSession *replacee);
/* Starts the time limit within which the invitation must be answered. */
void             sipgo_invitation_start_waiting  (SipgoInvitation *self);

G_END_DECLS
