/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-grammar-private.h"

G_BEGIN_DECLS

/* One element of the comma-separated list of challenges, or of credentials (RFC 7235 2.1): a parameter, a scheme, or a
 * scheme with its first parameter. What is absent has no data. */
typedef struct
{
  SipgoSlice scheme;
  SipgoSlice name;
  SipgoSlice value;          /* raw, quotes included */
} SipgoAuthElement;

/* Reads the element at *p and moves *p behind it. FALSE at the end. */
gboolean sipgo_auth_element_next (const char **p, const char *end, SipgoAuthElement *element);

G_END_DECLS
