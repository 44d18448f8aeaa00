/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "libsipgo/trace/sipgo-trace-record.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_TRACE (sipgo_trace_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoTrace, sipgo_trace, SIPGO, TRACE, GObject)

SIPGO_AVAILABLE_IN_ALL
char     *sipgo_trace_ladder      (SipgoTrace *self);
SIPGO_AVAILABLE_IN_ALL
char     *sipgo_trace_to_html     (SipgoTrace *self);
SIPGO_AVAILABLE_IN_ALL
GBytes   *sipgo_trace_to_pcapng   (SipgoTrace *self);
SIPGO_AVAILABLE_IN_ALL
void      sipgo_trace_save        (SipgoTrace *self, const char *path, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean  sipgo_trace_save_finish (SipgoTrace *self, GAsyncResult *result, GError **error);

G_END_DECLS
