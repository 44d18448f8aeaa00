/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The class itself stands above those that belong to it: libsipgo/ua/sipgo-user-agent.h. */
typedef struct _SipgoUserAgent SipgoUserAgent;

/**
 * SipgoUserAgentState:
 * @SIPGO_USER_AGENT_STATE_STOPPED: no listener is bound
 * @SIPGO_USER_AGENT_STATE_STARTED: it can call and be called
 *
 * Where a [class@UserAgent] stands.
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_USER_AGENT_STATE_STOPPED,
  SIPGO_USER_AGENT_STATE_STARTED,
} SipgoUserAgentState;

/**
 * SipgoSipExtension:
 * @SIPGO_SIP_EXTENSION_UNSUPPORTED: not named in Supported, and refused where a peer requires it
 * @SIPGO_SIP_EXTENSION_SUPPORTED: named in Supported, and used where the peer wants it
 * @SIPGO_SIP_EXTENSION_REQUIRED: named in Require, too: a peer without it is not talked to
 *
 * How an agent stands to an extension of SIP (RFC 3261 section 19.2).
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_SIP_EXTENSION_UNSUPPORTED,
  SIPGO_SIP_EXTENSION_SUPPORTED,
  SIPGO_SIP_EXTENSION_REQUIRED,
} SipgoSipExtension;

G_END_DECLS
