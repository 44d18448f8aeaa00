/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-authenticator.h"
#include "libsipgo/core/sipgo-incoming-request-private.h"

G_BEGIN_DECLS

typedef struct _SipgoAgent SipgoAgent;

/* agent: NULL once it is gone. Called again when the agent gets another core. */
void sipgo_authenticator_set_agent (SipgoAuthenticator *self, SipgoAgent *agent);
/* Passes a request outside a dialog to the receive () of the agent: at once when it needs no password, else when its
 * password was checked. A request with a wrong password or none is answered here. */
void sipgo_authenticator_receive   (SipgoAuthenticator *self, SipgoIncomingRequest *request);

G_END_DECLS
