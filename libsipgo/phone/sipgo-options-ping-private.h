/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-outgoing-request-private.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"

G_BEGIN_DECLS

/* Sends OPTIONS to the server at an interval, to check that it still answers. It is embedded in its owner. */
typedef struct
{
  SipgoUserAgent *agent;            /* borrowed; NULL once it is cleared */
  GObject *holder;                  /* the object that it is part of */
  void (*changed) (gpointer owner, const GError *error);   /* has_failed may have changed; error is set when TRUE */
  gpointer owner;
  guint interval;                   /* seconds; 0 sends no OPTIONS */
  char *uri;                        /* the target; NULL for the domain of the agent's address */
  gboolean has_failed;              /* the last OPTIONS was not answered */
  SipgoTimer timer;
  SipgoOutgoingRequest *request;    /* the pending OPTIONS */
} SipgoOptionsPing;

void sipgo_options_ping_init   (SipgoOptionsPing *self, SipgoUserAgent *agent, GObject *holder,
                                void (*changed) (gpointer owner, const GError *error), gpointer owner);
/* The connection to the server, or the interval, has changed. */
void sipgo_options_ping_update (SipgoOptionsPing *self, gboolean is_connected);
void sipgo_options_ping_stop   (SipgoOptionsPing *self);
/* Stops for good. */
void sipgo_options_ping_clear  (SipgoOptionsPing *self);

G_END_DECLS
