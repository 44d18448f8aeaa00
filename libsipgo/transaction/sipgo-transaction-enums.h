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
 * @SIPGO_TRANSACTION_STATE_CALLING: an INVITE was sent, and nothing came back yet
 * @SIPGO_TRANSACTION_STATE_TRYING: another request was sent or received, and nothing answered it yet
 * @SIPGO_TRANSACTION_STATE_PROCEEDING: a provisional response answered it
 * @SIPGO_TRANSACTION_STATE_ACCEPTED: an INVITE was answered with a 2xx, which may be repeated (RFC 6026)
 * @SIPGO_TRANSACTION_STATE_COMPLETED: the final response is there, and may be repeated
 * @SIPGO_TRANSACTION_STATE_CONFIRMED: the final response to an INVITE was acknowledged
 * @SIPGO_TRANSACTION_STATE_TERMINATED: over
 *
 * Where a [class@Transaction] stands (RFC 3261, section 17, and RFC 6026).
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
