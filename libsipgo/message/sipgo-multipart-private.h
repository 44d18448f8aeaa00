/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-grammar-private.h"

G_BEGIN_DECLS

#define SIPGO_MULTIPART_MAX_PARTS 64
#define SIPGO_MULTIPART_MAX_DEPTH 4

/* One part of a multipart body (RFC 2046 5.1), as slices of the body's bytes. */
typedef struct
{
  SipgoSlice type;           /* empty when it has none */
  SipgoSlice disposition;    /* the same */
  SipgoSlice content;
} SipgoMultipartPart;

/* SipgoMultipartPart; NULL with error when the body is not multipart, or is broken. */
GArray *sipgo_multipart_split (const char *content_type, GBytes *bytes, GError **error);

G_END_DECLS
