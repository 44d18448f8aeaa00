/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-session-private.h"

#include "libsipgo/session/sipgo-referral.h"

/* What a session tells, beside its properties. */

guint sipgo_session_signals[SIPGO_SESSION_N_SIGNALS];

gboolean
sipgo_session_has_handler (SipgoSession *self, SipgoSessionSignal signal)
{
  return g_signal_has_handler_pending (self, sipgo_session_signals[signal], 0, TRUE);
}

static void
add_request_signal (SipgoSessionClass *klass, SipgoSessionSignal signal, const char *name, GType type)
{
  sipgo_session_signals[signal] = g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, type);
}

void
sipgo_session_install_signals (SipgoSessionClass *klass)
{
  /**
   * SipgoSession::bye-received:
   * @self: the session
   * @request: the BYE
   *
   * The peer ends the call. It is accepted by itself when no handler has answered it; that cannot be deferred (RFC 3261
   * 15.1.2).
   */
  add_request_signal (klass, SIPGO_SESSION_BYE_RECEIVED, "bye-received", SIPGO_TYPE_INCOMING_REQUEST);
  /**
   * SipgoSession::info-received:
   * @self: the session
   * @request: the INFO, to be answered; undecided, it is accepted
   *
   * The peer sends an INFO.
   */
  add_request_signal (klass, SIPGO_SESSION_INFO_RECEIVED, "info-received", SIPGO_TYPE_INCOMING_REQUEST);
  /**
   * SipgoSession::message-received:
   * @self: the session
   * @request: the MESSAGE, to be answered; undecided, it is accepted
   *
   * The peer sends a MESSAGE.
   */
  add_request_signal (klass, SIPGO_SESSION_MESSAGE_RECEIVED, "message-received", SIPGO_TYPE_INCOMING_REQUEST);
  /**
   * SipgoSession::notification-received:
   * @self: the session
   * @request: the NOTIFY, to be answered; undecided, it is accepted; without a handler it gets 481
   *
   * The peer sends a NOTIFY that no transfer of ours asked for.
   */
  add_request_signal (klass, SIPGO_SESSION_NOTIFICATION_RECEIVED, "notification-received", SIPGO_TYPE_INCOMING_REQUEST);
  /**
   * SipgoSession::invite-received:
   * @self: the session
   * @request: the re-INVITE; it is answered by itself when no handler has answered or deferred it before it returns
   *
   * The peer wants to change the media of the call. A handler may refuse it, by [method@IncomingRequest.reject], and the
   * call goes on as it was; or have it wait for a decision, by [method@IncomingRequest.defer].
   * [property@Session:signaling-state] tells when it was answered and took effect.
   */
  add_request_signal (klass, SIPGO_SESSION_INVITE_RECEIVED, "invite-received", SIPGO_TYPE_INCOMING_INVITE_REQUEST);
  /**
   * SipgoSession::ack-received:
   * @self: the session
   * @ack: the ACK
   *
   * The peer acknowledged our answer to an INVITE.
   */
  add_request_signal (klass, SIPGO_SESSION_ACK_RECEIVED, "ack-received", SIPGO_TYPE_MESSAGE);
  /**
   * SipgoSession::refer-received:
   * @self: the session
   * @referral: what the peer asks for; undecided, it is declined (603)
   *
   * The peer wants us to call somebody else. Only a handler that accepts makes that call
   * ([method@Referral.make_inviter]), since it is made in our name, and at our cost.
   */
  add_request_signal (klass, SIPGO_SESSION_REFER_RECEIVED, "refer-received", SIPGO_TYPE_REFERRAL);
  /**
   * SipgoSession::outgoing-request:
   * @self: the session
   * @request: the request
   *
   * A request is about to be sent: the moment for handlers of its signals.
   */
  add_request_signal (klass, SIPGO_SESSION_OUTGOING_REQUEST, "outgoing-request", SIPGO_TYPE_OUTGOING_REQUEST);
  /**
   * SipgoSession::refer-progress:
   * @self: the session
   * @status_code: the status of the call that the peer was asked to make
   * @reason: its reason phrase
   *
   * A transfer of ours goes on.
   */
  sipgo_session_signals[SIPGO_SESSION_REFER_PROGRESS] =
    g_signal_new ("refer-progress", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
}
