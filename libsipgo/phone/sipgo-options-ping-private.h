/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-outgoing-request-private.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"

G_BEGIN_DECLS

/* Asks the server by OPTIONS, at an interval, whether it still answers. It is embedded in its owner. */
typedef struct
{
  SipgoUserAgent *agent;            /* borrowed; NULL once it is cleared */
  GObject *owner;
  void (*changed) (GObject *owner, const GError *error);   /* has_failed is another; error says why it is TRUE */
  guint interval;                   /* in seconds; 0: it does not ask */
  char *uri;                        /* whom to ask; NULL for the domain of the agent's address */
  gboolean has_failed;              /* the last one was not answered */
  SipgoTimer timer;
  SipgoOutgoingRequest *request;    /* under way */
} SipgoOptionsPing;

void sipgo_options_ping_init   (SipgoOptionsPing *self, SipgoUserAgent *agent, GObject *owner,
                                void (*changed) (GObject *owner, const GError *error));
/* The server is reached (or not), or the interval has changed. */
void sipgo_options_ping_update (SipgoOptionsPing *self, gboolean is_connected);
void sipgo_options_ping_stop   (SipgoOptionsPing *self);
/* Stops for good. */
void sipgo_options_ping_clear  (SipgoOptionsPing *self);

G_END_DECLS
