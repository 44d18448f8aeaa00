/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/types.h>

#include "libsipgo/agent/sipgo-agent-settings-private.h"
#include "libsipgo/agent/sipgo-agent-types.h"
#include "libsipgo/agent/sipgo-authenticator-private.h"
#include "libsipgo/agent/sipgo-limits-private.h"
#include "libsipgo/agent/sipgo-network-watch-private.h"
#include "libsipgo/agent/sipgo-usage-private.h"
#include "libsipgo/base/sipgo-internal-type.h"
#include "libsipgo/core/sipgo-user-agent-core-requests-private.h"
#include "libsipgo/net/sipgo-resolver.h"
#include "libsipgo/transport/sipgo-stun-server-private.h"
#include "libsipgo/transport/sipgo-transport.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_AGENT (sipgo_agent_get_type ())

/* The part of a user agent that its usages know: core, settings, transport, start and stop. Its only subclass,
 * SipgoUserAgent, decides which object is made for a request that arrives. */
SIPGO_DECLARE_INTERNAL_TYPE (SipgoAgent, sipgo_agent, SIPGO, AGENT, GObject)

#define SIPGO_DEFAULT_RECONNECTION_DELAY 4

/* The agent's own transport, which is opened and closed with the agent and opened again when its connection is lost;
 * and the settings for the transport layer of the core. */
typedef struct
{
  SipgoTransport *transport;        /* NULL: each request goes to the target that RFC 3263 finds */
  char *via_host;
  GTlsCertificate *tls_certificate;
  GTlsDatabase *tls_database;
  GTlsAuthenticationMode tls_client_certificates;
  gboolean accept_any_certificate;
  SipgoResolver *resolver;          /* NULL: the name servers of the system */
  GStrv websocket_origins;
  guint reconnection_attempts;
  guint reconnection_delay;         /* seconds */
  guint reconnections;              /* attempts since the connection was lost */
  SipgoTimer reconnection_timer;
  gboolean closing;                 /* set at the end of stop () */
  GTask *start_task;                /* start (), while the transport is being opened */
  GSource *start_cancel_source;
  SipgoNetworkChange change;        /* that the usages follow when the transport is connected again */
} SipgoAgentTransport;

/* The STUN server, while the agent is started or being started. */
typedef struct
{
  SipgoStunServer *server;          /* NULL without one */
  GTask *start_task;                /* start (), until the server has answered or the patience ends */
  gboolean is_following;            /* the usages wait for that in the same way, with this change of the network */
  SipgoNetworkChange change;
  SipgoTimer timer;                 /* the patience */
} SipgoAgentStun;

struct _SipgoAgent
{
  GObject parent_instance;

  SipgoUserAgentCore *core;
  SipgoUserAgentState state;
  SipgoAgentSettings settings;
  SipgoAgentTransport own;          /* the agent's own transport */
  SipgoAgentStun stun;
  SipgoLimits *limits;
  SipgoAuthenticator *authenticator;
  SipgoUsageList usages;
  SipgoNetworkWatch network;        /* while the agent is started */
  SipgoTrace *trace;                /* made when it is first asked for */

  pid_t kept_by;                    /* the process that holds a reference to the started agent; else 0 */
  GTask *stop_task;
  SipgoTimer stop_timer;
  SipgoTimer leave_timer;           /* asks again those usages that were in a signal handler when stop () was called */
};

struct _SipgoAgentClass
{
  GObjectClass parent_class;

  /* A request outside any dialog. */
  void (*receive)       (SipgoAgent *self, SipgoIncomingRequest *request);
  /* A REFER in the dialog of the session: makes a referral of it and shows that to the application. */
  void (*receive_refer) (SipgoAgent *self, GObject *session, SipgoIncomingRequest *request);
  /* Whether a REGISTER over the flow of this request is accepted or shown: Allow lists it then. By default never. */
  gboolean (*takes_register) (SipgoAgent *self, SipgoServerTransaction *transaction);
  /* A server wants a password that no account has. FALSE when the application does not answer such questions. */
  gboolean (*ask_password) (SipgoAgent *self, SipgoPasswordRequest *request);
  void (*usage_joined)  (SipgoAgent *self, SipgoUsage *usage);
  void (*usage_left)    (SipgoAgent *self, SipgoUsage *usage);
  /* Something that stop () may have waited for is over. */
  void (*check_stopped) (SipgoAgent *self);
  /* Asks again, from the main loop, those usages that were in a signal handler when stop () was called. */
  void (*look_again)    (SipgoAgent *self);
  /* The state and the addresses of the listeners have changed. */
  void (*state_changed) (SipgoAgent *self);
  /* The network of this machine is there or not, or is reached from another address; or the listeners are others. */
  void (*network_changed) (SipgoAgent *self, gboolean listeners_changed);
  void (*connected)     (SipgoAgent *self);
  /* error: NULL when the agent closes the connection itself. */
  void (*disconnected)  (SipgoAgent *self, const GError *error);
};

#define SIPGO_AGENT_GET_CLASS(object) (G_TYPE_INSTANCE_GET_CLASS ((object), SIPGO_TYPE_AGENT, SipgoAgentClass))

/* Replaces the core that the agent was made with; only right after it was made. */
void     sipgo_agent_use_core       (SipgoAgent *self, SipgoUserAgentCore *core);
/* FALSE with error while the agent is not started. */
gboolean sipgo_agent_check_started  (SipgoAgent *self, GError **error);
SipgoTrace *sipgo_agent_get_trace (SipgoAgent *self);
/* Implement start () and stop (), and complete the task of the caller. */
void     sipgo_agent_start          (SipgoAgent *self, GTask *task);
void     sipgo_agent_stop           (SipgoAgent *self, GTask *task);
/* Set the state after the transport was opened or closed. */
void     sipgo_agent_become_started (SipgoAgent *self);
void     sipgo_agent_become_stopped (SipgoAgent *self, GTask *task);
/* The end of start (): the agent is started unless the task is cancelled. */
void     sipgo_agent_finish_start   (SipgoAgent *self, GTask *task);
/* Answers an OPTIONS with 200 and our capabilities (11.2), outside a dialog and inside. */
void     sipgo_agent_answer_options (SipgoIncomingRequest *request, gboolean in_time, GObject *owner);

/* --- sipgo-agent-stun.c --- */
/* Asks the server of the settings, and then finishes start (). */
void     sipgo_agent_stun_start      (SipgoAgent *agent, GTask *task);
void     sipgo_agent_stun_stop       (SipgoAgent *agent);
/* Asks the server again; then the usages follow the change of the network, with the new address. */
void     sipgo_agent_stun_follow_network (SipgoAgent *agent, SipgoNetworkChange change);
/* The server that media ask too; NULL while there is none, or it does not answer. */
const SipgoAddress *sipgo_agent_get_stun_address (SipgoAgent *agent);

/* --- sipgo-agent-transport.c --- */
void     sipgo_agent_transport_init  (SipgoAgentTransport *self);
void     sipgo_agent_transport_clear (SipgoAgentTransport *self);
/* Passes the settings to the core. */
void     sipgo_agent_transport_apply (SipgoAgent *agent);
void     sipgo_agent_transport_drop  (SipgoAgent *agent);
void     sipgo_agent_transport_open  (SipgoAgent *agent, GTask *task);
void     sipgo_agent_transport_close (SipgoAgent *agent, GTask *task);
/* Closes a connection that does not answer any more and opens it again, as when it is lost. */
void     sipgo_agent_transport_renew (SipgoAgent *agent);
/* The same when the network has changed, with one attempt also without :reconnection-attempts. The usages follow the
 * change when the transport is connected again. */
void     sipgo_agent_transport_follow_network (SipgoAgent *agent, SipgoNetworkChange change);
/* FALSE when the transport is the same as before. */
gboolean sipgo_agent_transport_set   (SipgoAgent *agent, SipgoTransport *transport);
/* Opens the transport again; takes the task. */
void     sipgo_agent_transport_reconnect (SipgoAgent *agent, GTask *task);
gboolean sipgo_agent_transport_is_connected (SipgoAgent *agent);

G_END_DECLS
