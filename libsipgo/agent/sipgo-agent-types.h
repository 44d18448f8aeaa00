/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The class is declared above the rooms of its usages: libsipgo/ua/sipgo-user-agent.h. */
typedef struct _SipgoUserAgent SipgoUserAgent;

/**
 * SipgoUserAgentState:
 * @SIPGO_USER_AGENT_STATE_STOPPED: no listener is bound
 * @SIPGO_USER_AGENT_STATE_STARTED: the agent can make and receive calls
 *
 * The state of a [class@UserAgent].
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_USER_AGENT_STATE_STOPPED,
  SIPGO_USER_AGENT_STATE_STARTED,
} SipgoUserAgentState;

/**
 * SipgoSipExtension:
 * @SIPGO_SIP_EXTENSION_UNSUPPORTED: not listed in Supported; a request that requires it gets 420
 * @SIPGO_SIP_EXTENSION_SUPPORTED: listed in Supported, and used when the peer wants it
 * @SIPGO_SIP_EXTENSION_REQUIRED: listed in Require as well: there is no call with a peer that does not support it
 *
 * How an agent uses an extension of SIP (option tags, RFC 3261 section 19.2).
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_SIP_EXTENSION_UNSUPPORTED,
  SIPGO_SIP_EXTENSION_SUPPORTED,
  SIPGO_SIP_EXTENSION_REQUIRED,
} SipgoSipExtension;

/**
 * SipgoChallenges:
 * @SIPGO_CHALLENGES_NONE: no request
 * @SIPGO_CHALLENGES_REGISTER: each REGISTER
 * @SIPGO_CHALLENGES_ALL: each request outside a dialog
 *
 * Which requests need a user name and a password: [property@Authenticator:challenges].
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_CHALLENGES_NONE,
  SIPGO_CHALLENGES_REGISTER,
  SIPGO_CHALLENGES_ALL,
} SipgoChallenges;

G_END_DECLS
