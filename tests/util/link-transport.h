/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transport/sipgo-transport-private.h"

/* A transport for tests: it starts and stops at once, or waits. What it sends, its other end receives. */
#define LINK_TYPE_TRANSPORT (link_transport_get_type ())
G_DECLARE_FINAL_TYPE (LinkTransport, link_transport, LINK, TRANSPORT, SipgoTransport)

struct _LinkTransport
{
  SipgoTransport parent_instance;
  LinkTransport *peer;             /* not owned */
  gboolean slow;                   /* reports nothing by itself, the test does */
  gboolean broken;                 /* sending fails */
  gboolean unreachable;            /* connecting fails */
  guint n_starts;
  guint n_stops;
  GPtrArray *sent;                 /* GBytes */
};

LinkTransport *link_transport_new      (const char *protocol);
void           link_transport_join     (LinkTransport *self, LinkTransport *peer);
/* The connection is lost. */
void           link_transport_cut      (LinkTransport *self);
void           link_transport_receive  (LinkTransport *self, const char *text);
/* The last message that was sent; free it. */
char          *link_transport_dup_last (LinkTransport *self);
