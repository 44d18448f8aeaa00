/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-session-manager-private.h"

guint sipgo_manager_signals[SIPGO_MANAGER_N_SIGNALS];

static void
add_signal (SipgoSessionManagerClass *klass, SipgoManagerSignal signal, const char *name, guint n_types, GType first, GType second, GType third)
{
  sipgo_manager_signals[signal] = g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                G_TYPE_NONE, n_types, first, second, third);
}

static void
add_call_signals (SipgoSessionManagerClass *klass)
{
  /**
   * SipgoSessionManager::call-created:
   * @self: the manager
   * @session: the call
   *
   * There is a call, ours or somebody else's. Nothing was sent yet: it can still be given its options.
   */
  add_signal (klass, SIPGO_MANAGER_CALL_CREATED, "call-created", 1, SIPGO_TYPE_SESSION, 0, 0);
  /**
   * SipgoSessionManager::call-received:
   * @self: the manager
   * @invitation: the call, to be answered or declined
   *
   * Somebody calls. Without a handler the call is rejected with 480.
   */
  add_signal (klass, SIPGO_MANAGER_CALL_RECEIVED, "call-received", 1, SIPGO_TYPE_INVITATION, 0, 0);
  /**
   * SipgoSessionManager::call-answered:
   * @self: the manager
   * @session: the call
   *
   * A call was answered, by us or by the peer.
   */
  add_signal (klass, SIPGO_MANAGER_CALL_ANSWERED, "call-answered", 1, SIPGO_TYPE_SESSION, 0, 0);
  /**
   * SipgoSessionManager::call-hangup:
   * @self: the manager
   * @session: the call
   *
   * A call is over, answered or not: [property@Session:failure] tells why where something went wrong. It is no longer among
   * [property@SessionManager:sessions].
   */
  add_signal (klass, SIPGO_MANAGER_CALL_HANGUP, "call-hangup", 1, SIPGO_TYPE_SESSION, 0, 0);
  /**
   * SipgoSessionManager::call-hold:
   * @self: the manager
   * @session: the call
   * @held: whether it is on hold now
   *
   * We put a call on hold or took it up again, and the peer has accepted.
   */
  add_signal (klass, SIPGO_MANAGER_CALL_HOLD, "call-hold", 2, SIPGO_TYPE_SESSION, G_TYPE_BOOLEAN, 0);
  /**
   * SipgoSessionManager::call-dtmf-received:
   * @self: the manager
   * @session: the call
   * @tone: the tone, `0` to `9`, `A` to `D`, `*` or `#`
   * @duration: how long it was pressed, in milliseconds
   *
   * The peer pressed a key, and told in the media or by an INFO: see [signal@Media::dtmf].
   */
  add_signal (klass, SIPGO_MANAGER_CALL_DTMF_RECEIVED, "call-dtmf-received", 3, SIPGO_TYPE_SESSION, G_TYPE_STRING, G_TYPE_UINT);
}

static void
add_server_signals (SipgoSessionManagerClass *klass)
{
  /**
   * SipgoSessionManager::registered:
   * @self: the manager
   *
   * The registrar knows where we are.
   */
  add_signal (klass, SIPGO_MANAGER_REGISTERED, "registered", 0, 0, 0, 0);
  /**
   * SipgoSessionManager::unregistered:
   * @self: the manager
   *
   * The registrar does not, or no longer, know where we are.
   */
  add_signal (klass, SIPGO_MANAGER_UNREGISTERED, "unregistered", 0, 0, 0, 0);
  /**
   * SipgoSessionManager::register-guard:
   * @self: the manager
   * @guard: to be permitted or blocked, now, or later when it is deferred
   *
   * A REGISTER is about to be sent, because somebody asked for it or by itself. Undecided, it is sent.
   */
  add_signal (klass, SIPGO_MANAGER_REGISTER_GUARD, "register-guard", 1, SIPGO_TYPE_REGISTER_GUARD, 0, 0);
  /**
   * SipgoSessionManager::server-connected:
   * @self: the manager
   *
   * The server is reached.
   */
  add_signal (klass, SIPGO_MANAGER_SERVER_CONNECTED, "server-connected", 0, 0, 0, 0);
  /**
   * SipgoSessionManager::server-disconnected:
   * @self: the manager
   * @error: (nullable): why the server was lost; %NULL when we left it
   *
   * The server is no longer reached. Calls go on, as their media may still flow.
   */
  add_signal (klass, SIPGO_MANAGER_SERVER_DISCONNECTED, "server-disconnected", 1, G_TYPE_ERROR, 0, 0);
}

void
sipgo_session_manager_install_signals (SipgoSessionManagerClass *klass)
{
  add_call_signals (klass);
  /**
   * SipgoSessionManager::message-received:
   * @self: the manager
   * @request: the MESSAGE, which was accepted
   *
   * Somebody sent a message outside any call.
   */
  add_signal (klass, SIPGO_MANAGER_MESSAGE_RECEIVED, "message-received", 1, SIPGO_TYPE_INCOMING_REQUEST, 0, 0);
  /**
   * SipgoSessionManager::notification-received:
   * @self: the manager
   * @request: the NOTIFY, which was accepted
   *
   * Somebody sent a notification outside any call and any subscription.
   */
  add_signal (klass, SIPGO_MANAGER_NOTIFICATION_RECEIVED, "notification-received", 1, SIPGO_TYPE_INCOMING_REQUEST, 0, 0);
  add_server_signals (klass);
}
