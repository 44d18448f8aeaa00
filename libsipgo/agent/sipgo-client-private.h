/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-outgoing-request-private.h"
#include "libsipgo/agent/sipgo-client.h"
#include "libsipgo/agent/sipgo-expires-private.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"

G_BEGIN_DECLS

struct _SipgoClient
{
  GObject parent_instance;

  SipgoUserAgent *agent;            /* not owned; cleared by its end */
  SipgoUserAgentCore *core;
  SipgoUri *target;
  SipgoNameAddr *local;             /* NULL for the agent's own */
  SipgoNameAddr *remote;            /* NULL for the target */
  GStrv extra_headers;
  SipgoFailure *failure;
  GObject *data;
  gboolean announcing;              /* a request is being shown to the handlers of outgoing-request */
};

struct _SipgoClientClass
{
  GObjectClass parent_class;

  /* The agent is being stopped: takes back what it has at the peer; TRUE while there is an answer to wait for. */
  gboolean (*leave) (SipgoClient *self);
  /* The agent has stopped; it forgets the agent by itself. */
  void (*terminate) (SipgoClient *self);
};

#define SIPGO_CLIENT_GET_CLASS(object) (G_TYPE_INSTANCE_GET_CLASS ((object), SIPGO_TYPE_CLIENT, SipgoClientClass))

/* NULL with error when the target can have no request. */
gpointer              sipgo_client_new             (GType type, SipgoUserAgent *agent, const char *target, GError **error);
gpointer              sipgo_client_new_for_uri     (GType type, SipgoUserAgent *agent, SipgoUri *target, GError **error);
SipgoEnvironment     *sipgo_client_get_environment (SipgoClient *self);
/* A request outside any dialog; nothing of the caller's is in it yet. */
SipgoMessage         *sipgo_client_new_message     (SipgoClient *self, const char *method, const char *call_id, guint32 sequence);
/* Takes the message, adds the extra headers, and those and the body of options, and shows the request: what it is for is begun
 * afterwards. NULL with error also when a handler has ended the request, or the agent. */
SipgoOutgoingRequest *sipgo_client_new_request     (SipgoClient *self, SipgoMessage *message, SipgoDialog *dialog, gboolean wants_contact,
                                                    SipgoRequestOptions *options, GError **error);
/* FALSE with error when the agent is gone or not started. */
gboolean              sipgo_client_check_started   (SipgoClient *self, GError **error);
/* Ends it without a word where it was not ended; for a dispose () that comes before that. */
void                  sipgo_client_end             (SipgoClient *self);
void                  sipgo_client_set_failure     (SipgoClient *self, SipgoFailure *failure);
/* When what was granted for so many microseconds is to be refreshed. */
gint64                sipgo_client_draw_refresh    (SipgoClient *self, gint64 granted);

G_END_DECLS
