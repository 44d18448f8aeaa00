/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-address-private.h"

G_BEGIN_DECLS

/* Counts events of each source address in windows of a minute. The number of sources is limited; the one whose window
 * began first is dropped. The source of an IPv6 address is its /64, of which one host has all. */
typedef struct _SipgoGuesses SipgoGuesses;

SipgoGuesses *sipgo_guesses_new   (void);
void           sipgo_guesses_free  (SipgoGuesses *self);
/* The number in the current window. */
guint          sipgo_guesses_get   (SipgoGuesses *self, const SipgoAddress *source, gint64 now);
/* Adds one. */
void           sipgo_guesses_count (SipgoGuesses *self, const SipgoAddress *source, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoGuesses, sipgo_guesses_free)

G_END_DECLS
