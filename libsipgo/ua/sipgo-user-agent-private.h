/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-agent-private.h"
#include "libsipgo/net/sipgo-simulated-network-private.h"
#include "libsipgo/registration/sipgo-registrar-private.h"
#include "libsipgo/ua/sipgo-user-agent-account.h"
#include "libsipgo/ua/sipgo-user-agent-transport.h"

G_BEGIN_DECLS

struct _SipgoUserAgent
{
  SipgoAgent agent;

  GListStore *sessions;             /* in the order of their numbers */
  GQueue ended;                     /* dialog ids of the last sessions that are over, the newest first */
  SipgoRegistrar *registrar;
};

struct _SipgoUserAgentClass
{
  SipgoAgentClass parent_class;
};

/* An agent in the virtual time of the environment, on the simulated network. */
SipgoUserAgent *sipgo_user_agent_new_simulated (SipgoEnvironment *environment, SipgoSimulatedNetwork *network);

/* --- sipgo-user-agent-transport.c: properties and signals of the transport --- */
/* Behind those of sipgo-user-agent.c. */
#define SIPGO_USER_AGENT_FIRST_TRANSPORT_PROPERTY 1000
void            sipgo_user_agent_add_transport   (SipgoUserAgentClass *klass);
/* FALSE when the property is another one. */
gboolean        sipgo_user_agent_get_transport_property (SipgoUserAgent *self, guint id, GValue *value);
gboolean        sipgo_user_agent_set_transport_property (SipgoUserAgent *self, guint id, const GValue *value);

/* --- sipgo-user-agent-requests.c: the object for each request outside a dialog --- */
void            sipgo_user_agent_add_signals     (SipgoUserAgentClass *klass);
void            sipgo_user_agent_receive         (SipgoAgent *agent, SipgoIncomingRequest *request);
void            sipgo_user_agent_receive_refer   (SipgoAgent *agent, GObject *session, SipgoIncomingRequest *request);
gboolean        sipgo_user_agent_takes_register  (SipgoAgent *agent, SipgoServerTransaction *transaction);
gboolean        sipgo_user_agent_ask_password    (SipgoAgent *agent, SipgoPasswordRequest *request);
/* Remembers a dialog that is over: an INVITE with a Replaces for it gets 603 and not 481 (RFC 3891 section 3). */
void            sipgo_user_agent_remember_ended  (SipgoUserAgent *self, SipgoDialog *dialog);

G_END_DECLS
