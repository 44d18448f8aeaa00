/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/types.h>

#include "libsipgo/agent/sipgo-agent-settings-private.h"
#include "libsipgo/agent/sipgo-agent-types.h"
#include "libsipgo/agent/sipgo-limits-private.h"
#include "libsipgo/agent/sipgo-usage-private.h"
#include "libsipgo/base/sipgo-internal-type.h"
#include "libsipgo/core/sipgo-user-agent-core-requests-private.h"
#include "libsipgo/transport/sipgo-transport.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_AGENT (sipgo_agent_get_type ())

/* What those that belong to a user agent know of it: its core, its settings and its life. Which objects are made for
 * what arrives its one child decides, SipgoUserAgent. */
SIPGO_DECLARE_INTERNAL_TYPE (SipgoAgent, sipgo_agent, SIPGO, AGENT, GObject)

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

struct _SipgoAgent
{
  GObject parent_instance;

  SipgoUserAgentCore *core;
  SipgoUserAgentState state;
  SipgoAgentSettings settings;
  SipgoAgentTransport own;          /* its own transport */
  SipgoLimits *limits;
  SipgoUsageList usages;

  pid_t kept_by;                    /* the process in which it keeps itself, while it is started; else 0 */
  GTask *stop_task;
  SipgoTimer stop_timer;
  SipgoTimer leave_timer;           /* until those are looked at that were busy with a handler when it was stopped */
};

struct _SipgoAgentClass
{
  GObjectClass parent_class;

  /* A request outside any dialog. */
  void (*receive)       (SipgoAgent *self, SipgoIncomingRequest *request);
  /* A REFER in the dialog of the session, which knows nobody who could follow it. */
  void (*receive_refer) (SipgoAgent *self, GObject *session, SipgoIncomingRequest *request);
  /* Whether a REGISTER that comes the way of this request is looked at: Allow names it then. By default never. */
  gboolean (*takes_register) (SipgoAgent *self, SipgoServerTransaction *transaction);
  void (*usage_joined)  (SipgoAgent *self, SipgoUsage *usage);
  void (*usage_left)    (SipgoAgent *self, SipgoUsage *usage);
  /* Something that stop () may have waited for is over. */
  void (*check_stopped) (SipgoAgent *self);
  /* Asks again, from the main loop, those that were busy with a handler when it was stopped. */
  void (*look_again)    (SipgoAgent *self);
  /* With the state the listeners have changed. */
  void (*state_changed) (SipgoAgent *self);
  void (*connected)     (SipgoAgent *self);
  /* error: NULL when the agent closes the connection itself. */
  void (*disconnected)  (SipgoAgent *self, const GError *error);
};

#define SIPGO_AGENT_GET_CLASS(object) (G_TYPE_INSTANCE_GET_CLASS ((object), SIPGO_TYPE_AGENT, SipgoAgentClass))

/* In place of the core that it was made with, before anything else happens. */
void     sipgo_agent_use_core       (SipgoAgent *self, SipgoUserAgentCore *core);
/* FALSE with error while it is not started. */
gboolean sipgo_agent_check_started  (SipgoAgent *self, GError **error);
/* What start () and stop () do; the task is of the caller's. */
void     sipgo_agent_start          (SipgoAgent *self, GTask *task);
void     sipgo_agent_stop           (SipgoAgent *self, GTask *task);
/* What the opening and closing of the transport end with. */
void     sipgo_agent_become_started (SipgoAgent *self);
void     sipgo_agent_become_stopped (SipgoAgent *self, GTask *task);
/* 200 with what we can do (11.2), outside a dialog and inside. */
void     sipgo_agent_answer_options (SipgoIncomingRequest *request, gboolean in_time, GObject *owner);

/* --- sipgo-agent-transport.c --- */
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
