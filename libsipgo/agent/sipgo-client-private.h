/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-agent-private.h"
#include "libsipgo/agent/sipgo-client.h"
#include "libsipgo/agent/sipgo-soft-state-private.h"

G_BEGIN_DECLS

struct _SipgoClient
{
  SipgoUsage usage;

  SipgoUri *target;
  SipgoNameAddr *local;             /* NULL for the agent's own */
  SipgoNameAddr *remote;            /* NULL for the target */
};

struct _SipgoClientClass
{
  SipgoUsageClass parent_class;
};

/* NULL with error when no request can be sent to the target. A text may be a name-addr, whose display name goes into
 * To. */
gpointer              sipgo_client_new             (GType type, SipgoAgent *agent, const char *target, GError **error);
gpointer              sipgo_client_new_for_uri     (GType type, SipgoAgent *agent, SipgoUri *target, GError **error);
/* A request outside any dialog, without the extra headers and options of the application. */
SipgoMessage         *sipgo_client_new_message     (SipgoClient *self, const char *method, const char *call_id,
                                                    guint32 sequence);
/* Takes the message, adds the extra headers and the headers and body of options, and emits request-created. NULL with
 * error, also when a handler has ended the request or stopped the agent. */
SipgoOutgoingRequest *sipgo_client_new_request     (SipgoClient *self, SipgoMessage *message, SipgoDialog *dialog,
                                                    gboolean wants_contact,
                                                    SipgoRequestOptions *options, GError **error);
/* FALSE with error when the agent is gone or not started. */
gboolean              sipgo_client_check_started   (SipgoClient *self, GError **error);
void                  sipgo_client_set_failure     (SipgoClient *self, SipgoFailure *failure);

G_END_DECLS
