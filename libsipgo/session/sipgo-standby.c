/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-standby-private.h"

SipgoStandby *
sipgo_standby_new (SipgoSessionDescriptionHandler *handler, char *local_host, SipgoBody *offer)
{
  SipgoStandby *self = g_new (SipgoStandby, 1);

  self->handler = handler;
  self->local_host = local_host;
  self->offer = offer ? sipgo_body_ref (offer) : NULL;
  return self;
}

void
sipgo_standby_free (SipgoStandby *self)
{
  if (self->handler)
    sipgo_session_description_handler_close (self->handler);
  g_clear_object (&self->handler);
  g_free (self->local_host);
  g_clear_pointer (&self->offer, sipgo_body_unref);
  g_free (self);
}

SipgoStandby *
sipgo_standby_take (GPtrArray *standbys, const char *local_host)
{
  guint i;

  for (i = 0; standbys && i < standbys->len; i++)
    {
      if (g_str_equal (((SipgoStandby *) standbys->pdata[i])->local_host, local_host))
        return g_ptr_array_steal_index (standbys, i);
    }
  return NULL;
}
