/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-core-settings-private.h"
#include "libsipgo/transaction/sipgo-server-transaction-private.h"

G_BEGIN_DECLS

/* The checks of 8.2.1 to 8.2.3 that every request passes; FALSE when it was answered with what it failed by. */
gboolean sipgo_request_check        (SipgoServerTransaction *transaction, SipgoMessage *request,
                                     SipgoCoreSettings *settings);
/* A final response with nothing in it but what every response has. */
void     sipgo_request_check_refuse (SipgoServerTransaction *transaction, guint status);

G_END_DECLS
