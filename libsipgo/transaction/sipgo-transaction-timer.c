/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transaction/sipgo-transaction-timer.h"

G_DEFINE_BOXED_TYPE (SipgoTransactionTimer, sipgo_transaction_timer, sipgo_transaction_timer_copy,
                     sipgo_transaction_timer_free)

/**
 * sipgo_transaction_timer_copy:
 * @self: a timer
 *
 * Copies what is said of a timer.
 *
 * Returns: (transfer full): a copy
 *
 * Since: 1.0
 */
SipgoTransactionTimer *
sipgo_transaction_timer_copy (SipgoTransactionTimer *self)
{
  SipgoTransactionTimer *copy;

  g_return_val_if_fail (self != NULL, NULL);
  copy = g_new (SipgoTransactionTimer, 1);
  *copy = *self;
  return copy;
}

/**
 * sipgo_transaction_timer_free:
 * @self: (transfer full): a timer
 *
 * Frees what is said of a timer; the timer itself runs on.
 *
 * Since: 1.0
 */
void
sipgo_transaction_timer_free (SipgoTransactionTimer *self)
{
  g_free (self);
}
