/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/session/sipgo-invitation.h"
#include "libsipgo/agent/sipgo-agent-private.h"

G_BEGIN_DECLS

/* NULL with an answer sent when the INVITE cannot become a call. */
SipgoInvitation *sipgo_invitation_new            (SipgoAgent *agent, SipgoIncomingInviteRequest *request);
void             sipgo_invitation_set_replacee   (SipgoInvitation *self, SipgoSession *replacee);
/* From here on the peer's patience is limited. */
void             sipgo_invitation_start_waiting  (SipgoInvitation *self);

G_END_DECLS
