/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-grammar-private.h"
#include "libsipgo/message/sipgo-via.h"

G_BEGIN_DECLS

/* What a topmost Via says of the transaction (branch and sent-by, 17.2.3) and of where responses go (18.2.2), as slices
 * of its text. */
typedef struct
{
  SipgoSlice host;
  SipgoSlice branch;         /* data is NULL when there is none */
  const char *parameters;    /* from the first semicolon on */
  guint port : 16;
  guint has_rport : 1;
  guint has_received : 1;
  guint is_ambiguous : 1;    /* two branch parameters (7.3.1): refuse the message */
  guint is_odd : 1;          /* not UTF-8, or a quoted branch: parse a SipgoVia to get the value */
} SipgoTopVia;

gboolean  sipgo_via_scan_first  (const char *data, gsize length, SipgoTopVia *top, SipgoFault *fault);
SipgoVia *sipgo_via_parse_first (const char *data, gsize length, SipgoFault *fault);

G_END_DECLS
