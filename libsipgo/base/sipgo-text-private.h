/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIPGO_UINT_DIGITS 20

/* Write a decimal number, faster than printf. sipgo_put_uint () writes at most SIPGO_UINT_DIGITS characters without a
 * final NUL, and returns the end. */
char *sipgo_put_uint    (char *out, guint64 number);
void  sipgo_append_uint (GString *out, guint64 number);

G_END_DECLS
