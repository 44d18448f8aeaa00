/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A decimal number, by hand: printf would cost more than the rest of many a message. */
void sipgo_append_uint (GString *out, guint64 number);

G_END_DECLS
