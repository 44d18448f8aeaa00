/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* records: SipgoTraceRecord. The ladder as plain text, a line for each record. */
char *sipgo_trace_ladder_make   (GPtrArray *records);
/* The ladder, and the text of each message below it. */
char *sipgo_trace_ladder_report (GPtrArray *records);

G_END_DECLS
