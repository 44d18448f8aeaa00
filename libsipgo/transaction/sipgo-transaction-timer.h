/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "libsipgo/base/sipgo-version-macros.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_TRANSACTION_TIMER (sipgo_transaction_timer_get_type ())

typedef struct _SipgoTransactionTimer SipgoTransactionTimer;

/**
 * SipgoTransactionTimer:
 * @name: its name in RFC 3261, table 4, or RFC 6026: `A`, `B`, … `M`; `100` for the one that sends a 100 Trying
 * @remaining_ms: when it goes off, in milliseconds from now
 *
 * A timer of a [class@Transaction] that is running.
 *
 * Since: 1.0
 */
struct _SipgoTransactionTimer
{
  const char *name;
  guint remaining_ms;
};

SIPGO_AVAILABLE_IN_ALL
GType                  sipgo_transaction_timer_get_type (void);
SIPGO_AVAILABLE_IN_ALL
SipgoTransactionTimer *sipgo_transaction_timer_copy     (SipgoTransactionTimer *self);
SIPGO_AVAILABLE_IN_ALL
void                   sipgo_transaction_timer_free     (SipgoTransactionTimer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoTransactionTimer, sipgo_transaction_timer_free)

G_END_DECLS
