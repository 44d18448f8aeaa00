/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SipgoSessionState:
 * @SIPGO_SESSION_STATE_INITIAL: made; nothing was sent or answered
 * @SIPGO_SESSION_STATE_ESTABLISHING: the INVITE is on its way, or is being accepted
 * @SIPGO_SESSION_STATE_ESTABLISHED: the two talk
 * @SIPGO_SESSION_STATE_TERMINATING: a BYE or CANCEL is on its way
 * @SIPGO_SESSION_STATE_TERMINATED: over
 *
 * Where a [class@Session] stands. It only ever goes forward.
 */
typedef enum {
  SIPGO_SESSION_STATE_INITIAL,
  SIPGO_SESSION_STATE_ESTABLISHING,
  SIPGO_SESSION_STATE_ESTABLISHED,
  SIPGO_SESSION_STATE_TERMINATING,
  SIPGO_SESSION_STATE_TERMINATED,
} SipgoSessionState;

/**
 * SipgoUserAgentState:
 * @SIPGO_USER_AGENT_STATE_STOPPED: no listener is bound
 * @SIPGO_USER_AGENT_STATE_STARTED: it can call and be called
 *
 * Where a [class@UserAgent] stands.
 */
typedef enum {
  SIPGO_USER_AGENT_STATE_STOPPED,
  SIPGO_USER_AGENT_STATE_STARTED,
} SipgoUserAgentState;

/**
 * SipgoRegistererState:
 * @SIPGO_REGISTERER_STATE_INITIAL: nothing was registered yet
 * @SIPGO_REGISTERER_STATE_REGISTERED: the registrar knows where we are, and is told again in time
 * @SIPGO_REGISTERER_STATE_UNREGISTERED: the registrar does not, or no longer, know where we are
 * @SIPGO_REGISTERER_STATE_TERMINATED: the agent was stopped
 *
 * Where a [class@Registerer] stands.
 */
typedef enum {
  SIPGO_REGISTERER_STATE_INITIAL,
  SIPGO_REGISTERER_STATE_REGISTERED,
  SIPGO_REGISTERER_STATE_UNREGISTERED,
  SIPGO_REGISTERER_STATE_TERMINATED,
} SipgoRegistererState;

G_END_DECLS
