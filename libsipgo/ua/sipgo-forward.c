/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-forward-private.h"

static void
complete (gpointer user_data, GError *error)
{
  g_autoptr (GTask) task = user_data;

  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
sipgo_forward_boolean (GObject *source, GAsyncResult *result, gpointer task)
{
  GError *error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  complete (task, error);
}

void
sipgo_forward_object (GObject *source, GAsyncResult *result, gpointer task)
{
  GError *error = NULL;
  g_autoptr (GObject) object = g_task_propagate_pointer (G_TASK (result), &error);

  complete (task, error);
}
