/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-user-agent-core-private.h"
#include "libsipgo/transport/sipgo-transport.h"

G_BEGIN_DECLS

typedef struct _SipgoAgent SipgoAgent;

#define SIPGO_DEFAULT_RECONNECTION_DELAY 4

/* The agent's own transport: opened and closed with the agent, and opened again when it was lost; and what the
 * transports of the core are told. */
typedef struct
{
  SipgoTransport *transport;        /* NULL: each request finds its own way */
  char *via_host;
  GTlsCertificate *tls_certificate;
  GStrv websocket_origins;
  guint reconnection_attempts;
  guint reconnection_delay;         /* seconds */
  guint reconnections;              /* attempts since the connection was lost */
  SipgoTimer reconnection_timer;
  gboolean closing;                 /* at the end of stop () */
  GTask *start_task;                /* while it is being opened */
  GSource *start_cancel_source;
} SipgoAgentTransport;

void     sipgo_agent_transport_init  (SipgoAgentTransport *self);
void     sipgo_agent_transport_clear (SipgoAgentTransport *self);
/* Tells the core of it. */
void     sipgo_agent_transport_apply (SipgoAgent *agent);
void     sipgo_agent_transport_drop  (SipgoAgent *agent);
void     sipgo_agent_transport_open  (SipgoAgent *agent, GTask *task);
void     sipgo_agent_transport_close (SipgoAgent *agent, GTask *task);
/* A connection over which nothing comes any more is closed and opened again, as when it was lost. */
void     sipgo_agent_transport_renew (SipgoAgent *agent);
/* FALSE when it was that already. */
gboolean sipgo_agent_transport_set   (SipgoAgent *agent, SipgoTransport *transport);
/* Opens it again; takes the task. */
void     sipgo_agent_transport_reconnect (SipgoAgent *agent, GTask *task);
gboolean sipgo_agent_transport_is_connected (SipgoAgent *agent);

G_END_DECLS
