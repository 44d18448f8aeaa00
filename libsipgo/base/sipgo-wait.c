/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-wait-private.h"

#define SOURCE "sipgo-wait-source"

typedef struct
{
  GTask **place;
  GTask *task;                      /* not owned: the task owns this struct */
  GSource *source;
} Wait;

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  sipgo_clear_source (&wait->source);
  g_free (wait);
}

static void
cancelled (gpointer user_data)
{
  Wait *wait = user_data;
  g_autoptr (GTask) task = NULL;

  /* The task was completed already; another one may be at the place. */
  if (*wait->place != wait->task)
    return;
  task = g_steal_pointer (wait->place);
  *wait->place = g_task_new (g_task_get_source_object (task), NULL, NULL, NULL);
  g_task_return_error_if_cancelled (task);
}

void
sipgo_wait_begin (SipgoEnvironment *environment, GTask **place, GTask *task)
{
  Wait *wait;

  g_assert (*place == NULL);
  *place = g_object_ref (task);
  if (!g_task_get_cancellable (task))
    return;
  wait = g_new (Wait, 1);
  wait->place = place;
  wait->task = task;
  wait->source = sipgo_environment_watch_cancellable (environment, g_task_get_cancellable (task), cancelled, wait);
  g_object_set_data_full (G_OBJECT (task), SOURCE, wait, wait_free);
}
