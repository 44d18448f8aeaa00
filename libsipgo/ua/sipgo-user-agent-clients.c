/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-client-private.h"

/* What the agent ends with itself: subscriptions and publications of ours. */

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

gboolean
sipgo_user_agent_leave_clients (SipgoUserAgent *self)
{
  /* One that has nothing to wait for may be gone behind it. */
  g_autoptr (GPtrArray) clients = g_ptr_array_copy (self->clients, (GCopyFunc) g_object_ref, NULL);
  gboolean busy = FALSE;
  guint i;

  g_ptr_array_set_free_func (clients, g_object_unref);
  for (i = 0; i < clients->len; i++)
    busy |= SIPGO_CLIENT_GET_CLASS (clients->pdata[i])->leave (clients->pdata[i]);
  return busy;
}

void
sipgo_user_agent_terminate_clients (SipgoUserAgent *self)
{
  while (self->clients->len > 0)
    {
      g_autoptr (SipgoClient) client = g_object_ref (g_ptr_array_steal_index (self->clients, self->clients->len - 1));

      client->agent = NULL;
      SIPGO_CLIENT_GET_CLASS (client)->terminate (client);
    }
}
