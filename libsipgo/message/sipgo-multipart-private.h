/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-body.h"

G_BEGIN_DECLS

#define SIPGO_MULTIPART_MAX_PARTS 64
#define SIPGO_MULTIPART_MAX_DEPTH 4

GPtrArray *sipgo_multipart_split (const char *content_type, GBytes *bytes, GError **error);

G_END_DECLS
