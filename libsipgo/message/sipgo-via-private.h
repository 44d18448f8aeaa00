/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-grammar-private.h"
#include "libsipgo/message/sipgo-via.h"

G_BEGIN_DECLS

/* Of a Via that stands first in a text what names the transaction (17.2.3) and the way back (18.2.2), as the sender
 * wrote it: slices of the text. */
typedef struct
{
  SipgoSlice host;
  SipgoSlice branch;         /* no data when there is none */
  const char *parameters;    /* from the first semicolon on */
  guint port : 16;
  guint has_rport : 1;
  guint has_received : 1;
  guint is_ambiguous : 1;    /* which of two branches counts, nobody can know (7.3.1) */
  guint is_odd : 1;          /* is no UTF-8, or has a quoted branch: only a SipgoVia has what it means */
} SipgoTopVia;

gboolean  sipgo_via_scan_first  (const char *data, gsize length, SipgoTopVia *top, SipgoFault *fault);
SipgoVia *sipgo_via_parse_first (const char *data, gsize length, SipgoFault *fault);

G_END_DECLS
