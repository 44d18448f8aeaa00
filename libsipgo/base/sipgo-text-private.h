/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIPGO_UINT_DIGITS 20

/* A decimal number, by hand: printf would cost more than the rest of many a message. The first writes at most
 * SIPGO_UINT_DIGITS characters, no NUL, and returns where they end. */
char *sipgo_put_uint    (char *out, guint64 number);
void  sipgo_append_uint (GString *out, guint64 number);

G_END_DECLS
