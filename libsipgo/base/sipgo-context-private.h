/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Makes a main context the thread's default until it is left, so that what is begun meanwhile completes there. FALSE
 * where it is already, or where another thread runs it: nothing is to be left then. context NULL: the default one. */
gboolean sipgo_context_enter    (GMainContext *context);
void     sipgo_context_leave    (GMainContext *context, gboolean entered);
/* As g_task_new (), but the callback comes in the context, whatever the thread's default is. */
GTask   *sipgo_context_new_task (GMainContext *context, gpointer source_object, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
/* Runs a function once in the context, which is the thread's default meanwhile. Any thread. */
void     sipgo_context_post     (GMainContext *context, GSourceFunc func, gpointer data);

G_END_DECLS
