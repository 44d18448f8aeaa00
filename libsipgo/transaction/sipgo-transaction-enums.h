/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SipgoTransactionKind:
 * @SIPGO_TRANSACTION_KIND_INVITE_CLIENT: an INVITE of ours (17.1.1)
 * @SIPGO_TRANSACTION_KIND_NON_INVITE_CLIENT: another request of ours (17.1.2)
 * @SIPGO_TRANSACTION_KIND_INVITE_SERVER: an INVITE of a peer (17.2.1)
 * @SIPGO_TRANSACTION_KIND_NON_INVITE_SERVER: another request of a peer (17.2.2)
 *
 * The four state machines of RFC 3261, section 17.
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_TRANSACTION_KIND_INVITE_CLIENT,
  SIPGO_TRANSACTION_KIND_NON_INVITE_CLIENT,
  SIPGO_TRANSACTION_KIND_INVITE_SERVER,
  SIPGO_TRANSACTION_KIND_NON_INVITE_SERVER,
} SipgoTransactionKind;

/**
 * SipgoTransactionState:
 * @SIPGO_TRANSACTION_STATE_CALLING: an INVITE was sent, and no response has come
 * @SIPGO_TRANSACTION_STATE_TRYING: another request was sent or received, and there is no response yet
 * @SIPGO_TRANSACTION_STATE_PROCEEDING: there is a provisional response
 * @SIPGO_TRANSACTION_STATE_ACCEPTED: an INVITE was answered by a 2xx; retransmissions may follow (RFC 6026)
 * @SIPGO_TRANSACTION_STATE_COMPLETED: there is a final response; retransmissions may follow
 * @SIPGO_TRANSACTION_STATE_CONFIRMED: the ACK to the final response of an INVITE has come
 * @SIPGO_TRANSACTION_STATE_TERMINATED: over
 *
 * The state of a [class@Transaction] (RFC 3261, section 17, and RFC 6026).
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_TRANSACTION_STATE_CALLING,
  SIPGO_TRANSACTION_STATE_TRYING,
  SIPGO_TRANSACTION_STATE_PROCEEDING,
  SIPGO_TRANSACTION_STATE_ACCEPTED,
  SIPGO_TRANSACTION_STATE_COMPLETED,
  SIPGO_TRANSACTION_STATE_CONFIRMED,
  SIPGO_TRANSACTION_STATE_TERMINATED,
} SipgoTransactionState;

G_END_DECLS
