/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* records: SipgoTraceRecord. A page of HTML with the ladder in SVG; a click on an arrow shows its message. It has no
 * script and loads nothing. */
char *sipgo_trace_page_make (GPtrArray *records);

G_END_DECLS
