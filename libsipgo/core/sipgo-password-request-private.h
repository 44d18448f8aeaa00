/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-digest-client-private.h"
#include "libsipgo/core/sipgo-password-request.h"

G_BEGIN_DECLS

/* The answer is there: the account has other credentials (provided), or it stays without. */
typedef void (*SipgoPasswordFunc) (gboolean provided, gpointer user_data);

/* pending is the list of the open ones, which the new one joins until it is decided; it takes a reference to it. */
SipgoPasswordRequest *sipgo_password_request_new    (GPtrArray *pending, SipgoAccount *account,
                                                     const SipgoDigestLack *lack);
/* The open one for this account and realm, or NULL. */
SipgoPasswordRequest *sipgo_password_request_find   (GPtrArray *pending, SipgoAccount *account, const char *realm);
/* The signal was emitted: without a decision and without defer () it is refused. */
void                  sipgo_password_request_shown  (SipgoPasswordRequest *self);
/* Calls the function once, when it is decided, and at once when it is already. Holds no reference to user_data. */
void                  sipgo_password_request_wait   (SipgoPasswordRequest *self, SipgoPasswordFunc func,
                                                     gpointer user_data);
void                  sipgo_password_request_leave  (SipgoPasswordRequest *self, gpointer user_data);
/* The agent is stopped: all open ones are refused. */
void                  sipgo_password_request_close_all (GPtrArray *pending);

G_END_DECLS
