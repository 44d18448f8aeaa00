/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-client-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/events/sipgo-notifier-private.h"
#include "libsipgo/session/sipgo-session-private.h"

/* What the agent ends with itself: subscriptions and publications of ours, also those of our REFERs, and subscriptions to us. */

void
sipgo_user_agent_add_client (SipgoUserAgent *self, SipgoClient *client)
{
  g_ptr_array_add (self->clients, client);
}

void
sipgo_user_agent_remove_client (SipgoUserAgent *self, SipgoClient *client)
{
  g_ptr_array_remove (self->clients, client);
}

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

void
sipgo_user_agent_add_referrer (SipgoUserAgent *self, SipgoSession *session)
{
  g_ptr_array_add (self->referrers, g_object_ref (session));
}

void
sipgo_user_agent_remove_referrer (SipgoUserAgent *self, SipgoSession *session)
{
  g_ptr_array_remove (self->referrers, session);
}

void
sipgo_user_agent_end_refers (SipgoUserAgent *self)
{
  while (self->referrers->len > 0)
    sipgo_session_end_refers (self->referrers->pdata[0]);
}

static void
look_again (gpointer user_data)
{
  sipgo_user_agent_check_stopped (user_data);
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
  if (*agent && (*agent)->stop_task)
    sipgo_environment_set_timer (sipgo_user_agent_core_get_environment ((*agent)->core), &(*agent)->leave_timer, 0, look_again, *agent);
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
sipgo_user_agent_leave_clients (SipgoUserAgent *self)
{
  g_autoptr (GPtrArray) clients = dup_held (self->clients);
  g_autoptr (GPtrArray) notifiers = dup_held (self->notifiers);
  gboolean busy = FALSE;
  guint i;

  for (i = 0; i < clients->len; i++)
    busy |= ((SipgoClient *) clients->pdata[i])->announcing || SIPGO_CLIENT_GET_CLASS (clients->pdata[i])->leave (clients->pdata[i]);
  for (i = 0; i < notifiers->len; i++)
    busy |= sipgo_notifier_leave (notifiers->pdata[i]);
  return busy;
}

void
sipgo_user_agent_terminate_clients (SipgoUserAgent *self)
{
  sipgo_user_agent_end_registrations (self);
  while (self->clients->len > 0)
    {
      g_autoptr (SipgoClient) client = g_object_ref (g_ptr_array_steal_index (self->clients, self->clients->len - 1));

      client->agent = NULL;
      SIPGO_CLIENT_GET_CLASS (client)->terminate (client);
    }
  while (self->notifiers->len > 0)
    {
      g_autoptr (SipgoNotifier) notifier = g_object_ref (g_ptr_array_steal_index (self->notifiers, self->notifiers->len - 1));

      sipgo_notifier_forget (notifier);
    }
}
