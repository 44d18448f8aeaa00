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
 * SipgoSipExtension:
 * @SIPGO_SIP_EXTENSION_UNSUPPORTED: not named in Supported, and refused where a peer requires it
 * @SIPGO_SIP_EXTENSION_SUPPORTED: named in Supported, and used where the peer wants it
 * @SIPGO_SIP_EXTENSION_REQUIRED: named in Require, too: a peer without it is not talked to
 *
 * How an agent stands to an extension of SIP (RFC 3261 section 19.2).
 */
typedef enum {
  SIPGO_SIP_EXTENSION_UNSUPPORTED,
  SIPGO_SIP_EXTENSION_SUPPORTED,
  SIPGO_SIP_EXTENSION_REQUIRED,
} SipgoSipExtension;

/**
 * SipgoSignalingState:
 * @SIPGO_SIGNALING_STATE_INITIAL: neither side has made an offer yet
 * @SIPGO_SIGNALING_STATE_HAVE_LOCAL_OFFER: an offer of ours waits for its answer
 * @SIPGO_SIGNALING_STATE_HAVE_REMOTE_OFFER: an offer of the peer waits for our answer
 * @SIPGO_SIGNALING_STATE_STABLE: the last offer was answered, or taken back
 * @SIPGO_SIGNALING_STATE_CLOSED: the session is over
 *
 * Where offer and answer of a [class@Session] stand (RFC 3264, RFC 6337).
 */
typedef enum {
  SIPGO_SIGNALING_STATE_INITIAL,
  SIPGO_SIGNALING_STATE_HAVE_LOCAL_OFFER,
  SIPGO_SIGNALING_STATE_HAVE_REMOTE_OFFER,
  SIPGO_SIGNALING_STATE_STABLE,
  SIPGO_SIGNALING_STATE_CLOSED,
} SipgoSignalingState;

/**
 * SipgoDialogState:
 * @SIPGO_DIALOG_STATE_INITIAL: there is no dialog yet
 * @SIPGO_DIALOG_STATE_EARLY: a provisional response made it
 * @SIPGO_DIALOG_STATE_ACK_WAIT: a 2xx was sent or has come, and its ACK is to follow
 * @SIPGO_DIALOG_STATE_CONFIRMED: the 2xx was acknowledged
 * @SIPGO_DIALOG_STATE_TERMINATED: it is over
 *
 * Where the dialog of a [class@Session] stands (RFC 3261 section 12), which is not where the call does: a call may be
 * established while the ACK is on its way.
 */
typedef enum {
  SIPGO_DIALOG_STATE_INITIAL,
  SIPGO_DIALOG_STATE_EARLY,
  SIPGO_DIALOG_STATE_ACK_WAIT,
  SIPGO_DIALOG_STATE_CONFIRMED,
  SIPGO_DIALOG_STATE_TERMINATED,
} SipgoDialogState;

/**
 * SipgoRegistererState:
 * @SIPGO_REGISTERER_STATE_INITIAL: nothing was registered yet
 * @SIPGO_REGISTERER_STATE_REGISTERED: the registrar knows where we are, and is told again in time
 * @SIPGO_REGISTERER_STATE_UNREGISTERED: the registrar does not, or no longer, know where we are
 * @SIPGO_REGISTERER_STATE_TERMINATED: it was ended, or the agent was stopped
 *
 * Where a [class@Registerer] stands.
 */
typedef enum {
  SIPGO_REGISTERER_STATE_INITIAL,
  SIPGO_REGISTERER_STATE_REGISTERED,
  SIPGO_REGISTERER_STATE_UNREGISTERED,
  SIPGO_REGISTERER_STATE_TERMINATED,
} SipgoRegistererState;

/**
 * SipgoRegistrationState:
 * @SIPGO_REGISTRATION_STATE_INITIAL: not decided on yet
 * @SIPGO_REGISTRATION_STATE_ACTIVE: accepted; the client can be called
 * @SIPGO_REGISTRATION_STATE_TERMINATED: over, or rejected
 *
 * Where a [class@Registration] stands.
 */
typedef enum {
  SIPGO_REGISTRATION_STATE_INITIAL,
  SIPGO_REGISTRATION_STATE_ACTIVE,
  SIPGO_REGISTRATION_STATE_TERMINATED,
} SipgoRegistrationState;

/**
 * SipgoSubscriptionState:
 * @SIPGO_SUBSCRIPTION_STATE_INITIAL: nothing was subscribed to yet
 * @SIPGO_SUBSCRIPTION_STATE_NOTIFY_WAIT: subscribed to, or about to be again; the first notification has not come
 * @SIPGO_SUBSCRIPTION_STATE_PENDING: the notifier has not decided yet whether it may be
 * @SIPGO_SUBSCRIPTION_STATE_ACTIVE: notifications come
 * @SIPGO_SUBSCRIPTION_STATE_TERMINATED: over
 *
 * Where a subscription stands, on either side: a [class@Subscriber] or a [class@Notifier].
 */
typedef enum {
  SIPGO_SUBSCRIPTION_STATE_INITIAL,
  SIPGO_SUBSCRIPTION_STATE_NOTIFY_WAIT,
  SIPGO_SUBSCRIPTION_STATE_PENDING,
  SIPGO_SUBSCRIPTION_STATE_ACTIVE,
  SIPGO_SUBSCRIPTION_STATE_TERMINATED,
} SipgoSubscriptionState;

/**
 * SipgoPublisherState:
 * @SIPGO_PUBLISHER_STATE_INITIAL: nothing was published yet
 * @SIPGO_PUBLISHER_STATE_PUBLISHED: the server has what it accepted last, and keeps it until it expires
 * @SIPGO_PUBLISHER_STATE_UNPUBLISHED: the server has nothing, or nothing any more
 * @SIPGO_PUBLISHER_STATE_TERMINATED: the agent was stopped
 *
 * Where a [class@Publisher] stands.
 */
typedef enum {
  SIPGO_PUBLISHER_STATE_INITIAL,
  SIPGO_PUBLISHER_STATE_PUBLISHED,
  SIPGO_PUBLISHER_STATE_UNPUBLISHED,
  SIPGO_PUBLISHER_STATE_TERMINATED,
} SipgoPublisherState;

G_END_DECLS
