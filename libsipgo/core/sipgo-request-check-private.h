/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-core-settings-private.h"
#include "libsipgo/transaction/sipgo-server-transaction-private.h"

G_BEGIN_DECLS

/* Checks a request as 8.2.1 to 8.2.3 require. Returns FALSE when a check failed and an error response was sent. */
gboolean sipgo_request_check        (SipgoServerTransaction *transaction, SipgoMessage *request,
                                     SipgoCoreSettings *settings);
/* Sends a final response with the mandatory headers only. */
void     sipgo_request_check_refuse (SipgoServerTransaction *transaction, guint status);

G_END_DECLS
