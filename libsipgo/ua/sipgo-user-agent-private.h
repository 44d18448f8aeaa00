/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-agent-private.h"
#include "libsipgo/net/sipgo-network-private.h"
#include "libsipgo/registration/sipgo-registrar-private.h"
#include "libsipgo/ua/sipgo-user-agent-transport.h"

G_BEGIN_DECLS

struct _SipgoUserAgent
{
  SipgoAgent agent;

  GListStore *sessions;             /* in the order of their numbers */
  GQueue ended;                     /* ids of the dialogs of sessions that are over, the last one first */
  SipgoRegistrar *registrar;
};

struct _SipgoUserAgentClass
{
  SipgoAgentClass parent_class;
};

/* An agent in virtual time on a network in memory. */
SipgoUserAgent *sipgo_user_agent_new_simulated (SipgoEnvironment *environment, SipgoNetwork *network);

/* --- sipgo-user-agent-requests.c: who makes which object for a request outside any dialog --- */
void            sipgo_user_agent_add_signals     (SipgoUserAgentClass *klass);
void            sipgo_user_agent_receive         (SipgoAgent *agent, SipgoIncomingRequest *request);
void            sipgo_user_agent_receive_refer   (SipgoAgent *agent, GObject *session, SipgoIncomingRequest *request);
gboolean        sipgo_user_agent_takes_register  (SipgoAgent *agent, SipgoServerTransaction *transaction);
/* A Replaces that names it is to be declined, not told that there never was such a call. */
void            sipgo_user_agent_remember_ended  (SipgoUserAgent *self, SipgoDialog *dialog);

G_END_DECLS
