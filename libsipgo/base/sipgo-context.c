/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-context-private.h"

static GMainContext *
or_default (GMainContext *context)
{
  return context ? context : g_main_context_default ();
}

gboolean
sipgo_context_enter (GMainContext *context)
{
  context = or_default (context);
  if (context == or_default (g_main_context_get_thread_default ()) || !g_main_context_acquire (context))
    return FALSE;
  g_main_context_push_thread_default (context);
  g_main_context_release (context);
  return TRUE;
}

void
sipgo_context_leave (GMainContext *context, gboolean entered)
{
  if (entered)
    g_main_context_pop_thread_default (or_default (context));
}

GTask *
sipgo_context_new_task (GMainContext *context, gpointer source_object, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  gboolean entered = sipgo_context_enter (context);
  GTask *task = g_task_new (source_object, cancellable, callback, user_data);

  sipgo_context_leave (context, entered);
  return task;
}

typedef struct
{
  GMainContext *context;       /* not owned: the context lives longer than its sources */
  GSourceFunc func;
  gpointer data;
} Post;

static gboolean
run_post (gpointer data)
{
  Post *post = data;
  gboolean entered = sipgo_context_enter (post->context);

  post->func (post->data);
  sipgo_context_leave (post->context, entered);
  return G_SOURCE_REMOVE;
}

void
sipgo_context_post (GMainContext *context, GSourceFunc func, gpointer data)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Post *post = g_new (Post, 1);

  *post = (Post) { context, func, data };
  g_source_set_static_name (source, "sipgo event");
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, run_post, post, g_free);
  g_source_attach (source, context);
}
