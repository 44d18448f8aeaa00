/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/phone/sipgo-options-ping-private.h"

G_BEGIN_DECLS

/* Whether the server of an agent can be reached: the agent is started, its transport, if it has one, is connected, and
 * the last OPTIONS was answered. It is embedded in its owner. */
typedef struct
{
  SipgoUserAgent *agent;            /* borrowed; NULL once it is cleared */
  GObject *owner;
  void (*changed) (GObject *owner, const GError *error);   /* is_up has changed; error: why it was lost, or NULL */
  gboolean is_up;
  SipgoOptionsPing ping;
} SipgoServerConnection;

void sipgo_server_connection_init  (SipgoServerConnection *self, SipgoUserAgent *agent, GObject *owner,
                                    void (*changed) (GObject *owner, const GError *error));
void sipgo_server_connection_clear (SipgoServerConnection *self);

G_END_DECLS
