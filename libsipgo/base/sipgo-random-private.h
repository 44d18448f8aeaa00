/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The random numbers of an agent: the system's, or a generator with a seed, so that a test can be repeated. */
typedef struct _SipgoRandom SipgoRandom;

SipgoRandom *sipgo_random_new        (void);
SipgoRandom *sipgo_random_new_seeded (guint64 seed);
void         sipgo_random_free       (SipgoRandom *self);

guint64      sipgo_random_next       (SipgoRandom *self);
guint32      sipgo_random_below      (SipgoRandom *self, guint32 bound);   /* 0 … bound - 1 */
double       sipgo_random_unit       (SipgoRandom *self);                  /* [0, 1) */

/* A token (RFC 3261 25.1) with 65 random bits, for tags, Call-IDs, branches after their magic cookie, and as a cnonce,
 * which has to have 64 (RFC 7616 3.4). A request carries five of them, so they are no longer than that. */
#define SIPGO_TOKEN_LENGTH 13
void         sipgo_random_token      (SipgoRandom *self, char token[SIPGO_TOKEN_LENGTH + 1]);
char        *sipgo_random_dup_token  (SipgoRandom *self, const char *prefix);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoRandom, sipgo_random_free)

G_END_DECLS
