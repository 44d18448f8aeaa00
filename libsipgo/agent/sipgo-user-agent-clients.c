/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-user-agent-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/agent/sipgo-usage-private.h"
#include "libsipgo/events/sipgo-notifier-private.h"

/* The subscriptions to us, which the agent ends with itself. */

void
sipgo_user_agent_add_notifier (SipgoUserAgent *self, SipgoNotifier *notifier)
{
  g_ptr_array_add (self->notifiers, notifier);
}

void
sipgo_user_agent_remove_notifier (SipgoUserAgent *self, SipgoNotifier *notifier)
{
  g_ptr_array_remove (self->notifiers, notifier);
}

gboolean
sipgo_user_agent_announce (SipgoUserAgent **agent, gpointer object, guint signal, gboolean *announcing, SipgoOutgoingRequest *request, GError **error)
{
  gboolean was_started = *agent && sipgo_user_agent_check_started (*agent, NULL);     /* not while it takes back what it has */

  *announcing = TRUE;
  g_signal_emit (object, signal, 0, request);
  *announcing = FALSE;
  if (*agent && request->phase == SIPGO_REQUEST_IDLE && (!was_started || sipgo_user_agent_check_started (*agent, NULL)))
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "A handler of outgoing-request has sent or ended the request, or stopped the agent");
  /* The object has not taken back yet what it has; it can when the caller is through with this. */
  if (*agent)
    sipgo_user_agent_look_again (*agent);
  return FALSE;
}

/* One that has nothing to wait for may be gone while the others are looked at. */
static GPtrArray *
dup_held (GPtrArray *objects)
{
  GPtrArray *held = g_ptr_array_new_with_free_func (g_object_unref);
  guint i;

  for (i = 0; i < objects->len; i++)
    g_ptr_array_add (held, g_object_ref (objects->pdata[i]));
  return held;
}

gboolean
sipgo_user_agent_leave_notifiers (SipgoUserAgent *self)
{
  g_autoptr (GPtrArray) notifiers = dup_held (self->notifiers);
  gboolean busy = FALSE;
  guint i;

  for (i = 0; i < notifiers->len; i++)
    busy |= sipgo_notifier_leave (notifiers->pdata[i]);
  return busy;
}

void
sipgo_user_agent_terminate_notifiers (SipgoUserAgent *self)
{
  while (self->notifiers->len > 0)
    {
      g_autoptr (SipgoNotifier) notifier = g_object_ref (g_ptr_array_steal_index (self->notifiers, self->notifiers->len - 1));

      sipgo_notifier_forget (notifier);
    }
}
