/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Makes a main context the thread's default until sipgo_context_leave (), so that operations that are started in
 * between complete there. FALSE if it is the default already, or if another thread runs it; pass the result to leave
 * (). NULL is the global default context. */
gboolean sipgo_context_enter    (GMainContext *context);
void     sipgo_context_leave    (GMainContext *context, gboolean entered);
/* Like g_task_new (), but the callback comes in the given context and not in the thread's default. */
GTask   *sipgo_context_new_task (GMainContext *context, gpointer source_object, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
/* Calls a function once in the context, as the thread's default. Any thread. */
void     sipgo_context_post     (GMainContext *context, GSourceFunc func, gpointer data);

G_END_DECLS
