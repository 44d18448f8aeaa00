/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/session/sipgo-session-private.h"

G_BEGIN_DECLS

/* A re-INVITE of ours, from the offer to the ACK, with its attempts after a 491 (RFC 3261 14.1). The task gets the
 * request. sets_hold: it is for the sake of hold. */
void     sipgo_re_invite_begin    (SipgoSession *session, SipgoInviteOptions *options, gboolean sets_hold,
                                   gboolean hold, GTask *task);
/* The call has come to its end. */
void     sipgo_re_invite_stop     (SipgoSession *session);
/* The ACK has come to our last answer, for which one may have waited. */
void     sipgo_re_invite_resume   (SipgoSession *session);
/* Not while it waits for its next attempt. */
gboolean sipgo_re_invite_is_under_way (SipgoSession *session);

G_END_DECLS
