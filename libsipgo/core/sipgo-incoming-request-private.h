/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-incoming-request.h"
#include "libsipgo/transaction/sipgo-server-transaction-private.h"

G_BEGIN_DECLS

struct _SipgoUserAgentCore;

/* What happens when nobody has decided: the handlers have returned, or the last of them has let it proceed; in_time is
 * FALSE when it was deferred and its time is over. owner is what set_undecided () was given. */
typedef void (*SipgoUndecidedFunc) (SipgoIncomingRequest *request, gboolean in_time, GObject *owner);

/* A 2xx was sent, by whomever. owner is what set_accepted () was given. */
typedef void (*SipgoAcceptedFunc) (SipgoIncomingRequest *request, GObject *owner);

struct _SipgoIncomingRequest
{
  GObject parent_instance;

  struct _SipgoUserAgentCore *core;
  SipgoServerTransaction *transaction;
  SipgoMessage *message;
  guint undecided_status;           /* what answers it when nobody decides and there is no other way */
  SipgoUndecidedFunc undecided;
  GObject *owner;                   /* what undecided is told; held until it is decided */
  SipgoAcceptedFunc accepted;
  GObject *accepted_owner;          /* held until there is a final response */
  gboolean is_shown;                /* while the signal is emitted that shows it */
  guint n_deferred;                 /* calls of defer () without their proceed () */
  SipgoTimer decision_timer;        /* of what was deferred; holds the request */
  GList deferred_link;              /* … in the core's list, while it runs */
};

struct _SipgoIncomingRequestClass
{
  GObjectClass parent_class;

  gint64 patience;                  /* how long a decision may be deferred */
  /* Adds what every response to such a request carries. */
  void (*prepare) (SipgoIncomingRequest *self, SipgoMessage *response);
  /* Sends a response that is complete. */
  void (*respond) (SipgoIncomingRequest *self, SipgoMessage *response);
};

#define SIPGO_INCOMING_REQUEST_GET_CLASS(object) \
  (G_TYPE_INSTANCE_GET_CLASS ((object), SIPGO_TYPE_INCOMING_REQUEST, SipgoIncomingRequestClass))

/* Not for INVITE. */
SipgoIncomingRequest *sipgo_incoming_request_new       (struct _SipgoUserAgentCore *core,
                                                        SipgoServerTransaction *transaction, guint undecided_status);
/* For constructors of subclasses. */
void                  sipgo_incoming_request_take      (SipgoIncomingRequest *self, struct _SipgoUserAgentCore *core,
                                                        SipgoServerTransaction *transaction, guint undecided_status);
/* The process ends: a final response, sent once, and nobody is told of anything. */
void                  sipgo_incoming_request_refuse_at_exit (SipgoIncomingRequest *self, guint status);
/* In place of the answer with undecided_status. owner (nullable) is held until the request is decided. */
void                  sipgo_incoming_request_set_undecided (SipgoIncomingRequest *self, SipgoUndecidedFunc func,
                                                            gpointer owner);
/* What the request changes, which it does when it is accepted only (12.2); owner is held until it has its final
 * response. */
void                  sipgo_incoming_request_set_accepted (SipgoIncomingRequest *self, SipgoAcceptedFunc func,
                                                           gpointer owner);
/* What was deferred is decided now, as if its time were over: the agent stops. */
void                  sipgo_incoming_request_decide_all (struct _SipgoUserAgentCore *core);
/* Emits the signal of the source that shows it, with the argument; then what happens by default, unless it is decided
 * or deferred. */
void                  sipgo_incoming_request_show      (SipgoIncomingRequest *self, gpointer source, guint signal,
                                                        gpointer argument);
gboolean              sipgo_incoming_request_is_deferred (SipgoIncomingRequest *self);
/* A status code of the caller's, where there is one, has to be among those. */
gboolean              sipgo_response_options_check_status (SipgoResponseOptions *options, guint low, guint high,
                                                           GError **error);
/* options (nullable) win over status. */
gboolean              sipgo_incoming_request_respond   (SipgoIncomingRequest *self, guint status,
                                                        SipgoResponseOptions *options, SipgoBody *body, GError **error);
void                  sipgo_incoming_request_respond_simple (SipgoIncomingRequest *self, guint status);
/* 503 with a Retry-After in some seconds (21.5.4): nothing is wrong with the request. */
void                  sipgo_incoming_request_refuse_for_now (SipgoIncomingRequest *self);
/* Says why, as a Warning (20.43), where the status is one of descriptions, and with 503 when to come back; error is
 * nullable. */
void                  sipgo_incoming_request_refuse_for (SipgoIncomingRequest *self, guint status, const GError *error);
/* A final response that is complete. */
void                  sipgo_incoming_request_send_response (SipgoIncomingRequest *self, SipgoMessage *response);
/* The response as respond () would send it. */
SipgoMessage         *sipgo_incoming_request_make_response (SipgoIncomingRequest *self, guint status,
                                                            SipgoResponseOptions *options, SipgoBody *body,
                                                            GError **error);

G_END_DECLS
