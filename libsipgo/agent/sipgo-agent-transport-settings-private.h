/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-agent-private.h"

G_BEGIN_DECLS

/* Settings of the agent for its transport layer. The functions say whether the setting has changed. */
gboolean sipgo_agent_set_via_host                (SipgoAgent *self, const char *host);
gboolean sipgo_agent_set_tls_certificate         (SipgoAgent *self, GTlsCertificate *certificate);
gboolean sipgo_agent_set_tls_database            (SipgoAgent *self, GTlsDatabase *database);
gboolean sipgo_agent_set_tls_client_certificates (SipgoAgent *self, GTlsAuthenticationMode mode);
gboolean sipgo_agent_set_accept_any_certificate  (SipgoAgent *self, gboolean accept);
void     sipgo_agent_set_websocket_origins       (SipgoAgent *self, const char *const *origins);

G_END_DECLS
