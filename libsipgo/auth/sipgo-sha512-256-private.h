/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIPGO_SHA512_256_LENGTH 32

/* SHA-512/256 (FIPS 180-4), which GChecksum does not have. */
void sipgo_sha512_256 (const guint8 *data, gsize length, guint8 digest[SIPGO_SHA512_256_LENGTH]);

G_END_DECLS
