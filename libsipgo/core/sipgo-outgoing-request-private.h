/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-digest-client-private.h"
#include "libsipgo/core/sipgo-outgoing-request.h"
#include "libsipgo/core/sipgo-request-options.h"
#include "libsipgo/dialog/sipgo-dialog-private.h"
#include "libsipgo/transaction/sipgo-client-transaction-private.h"
#include "libsipgo/transport/sipgo-route-private.h"

G_BEGIN_DECLS

struct _SipgoUserAgentCore;

/* The five moments of a request, named as the delegate of SIP.js has them. */
typedef enum {
  SIPGO_MOMENT_TRYING,
  SIPGO_MOMENT_PROGRESS,
  SIPGO_MOMENT_ACCEPT,
  SIPGO_MOMENT_REDIRECT,
  SIPGO_MOMENT_REJECT,
  SIPGO_N_MOMENTS
} SipgoMoment;

/* Told before the signal of the moment is emitted; an INVITE may have several ACCEPTs, one for each fork. With REJECT
 * the reason is in the request's failure. */
typedef void (*SipgoMomentFunc) (SipgoOutgoingRequest *request, SipgoMoment moment, SipgoMessage *response,
                                 gpointer user_data);

/* A target is about to be tried, to which packets come from local_host: write what says so, such as an offer, and call
 * sipgo_outgoing_request_prepared (), now or later; or end the request. Asked once for each address of ours. */
typedef void (*SipgoPrepareFunc) (SipgoOutgoingRequest *request, const char *local_host, gpointer user_data);

typedef enum {
  SIPGO_REQUEST_IDLE,
  SIPGO_REQUEST_RESOLVING,
  SIPGO_REQUEST_PREPARING,          /* its owner writes what depends on the target */
  SIPGO_REQUEST_SENT,
  SIPGO_REQUEST_DONE,
} SipgoRequestPhase;

struct _SipgoOutgoingRequest
{
  GObject parent_instance;

  struct _SipgoUserAgentCore *core;
  SipgoMessage *message;            /* what was sent last */
  SipgoMessage *response;           /* the final one */
  SipgoFailure *failure;
  SipgoUri *next_hop;
  SipgoDialog *dialog;              /* whose CSeq a second attempt takes; NULL outside */
  gboolean is_secure;               /* its Request-URI or next hop is a SIPS URI */
  gboolean wants_contact;
  gboolean is_bare;                 /* of the application's making: no object keeps what it is found by */
  char *contact_suffix;             /* parameters of that Contact; NULL for none */
  SipgoRequestPhase phase;
  gboolean held;                    /* by itself: from its start until nothing can come back any more */
  gboolean starting;                /* within start (), whose caller is to hear of nothing yet */
  SipgoTimer notify_timer;
  SipgoTimer start_timer;           /* a first error waits to be told from the main loop */

  SipgoRoute *route;                /* NULL before it is started, and once it is done */
  GPtrArray *tried;                 /* text: the targets and what came of them */
  GError *last_error;               /* by which the last target has failed … */
  SipgoMessage *last_response;      /* … or its 503 */
  SipgoClientTransaction *transaction;
  SipgoDigestClient *digest;
  guint n_challenges;

  SipgoPrepareFunc prepare;         /* NULL: nothing depends on the target */
  gpointer prepare_data;
  char *prepared_for;               /* an address of ours */

  SipgoMomentFunc func;
  gpointer user_data;
  GTask *task;                      /* of send () */
  GSource *cancel_source;
  gboolean is_stopping;             /* it is to end without an answer: nothing else is tried */
};

struct _SipgoOutgoingRequestClass
{
  GObjectClass parent_class;

  void     (*stop)       (SipgoOutgoingRequest *self, const char *reason);
  /* A provisional response, before anybody is told of it. */
  void     (*progressed) (SipgoOutgoingRequest *self, SipgoMessage *response);
  /* A 2xx behind the first one. */
  void     (*accepted)   (SipgoOutgoingRequest *self, SipgoMessage *response);
  /* The final response is there: whether more may come that concerns the request. */
  gboolean (*finished)   (SipgoOutgoingRequest *self);
  /* Why it was refused, where its status does not say that; else NULL. */
  GError  *(*explain)    (SipgoOutgoingRequest *self);
};

#define SIPGO_OUTGOING_REQUEST_GET_CLASS(object) \
  (G_TYPE_INSTANCE_GET_CLASS ((object), SIPGO_TYPE_OUTGOING_REQUEST, SipgoOutgoingRequestClass))

/* Takes the message, without Via (and without Contact when wants_contact, which is written for the target that is
 * tried). Not for INVITE. */
SipgoOutgoingRequest *sipgo_outgoing_request_new         (struct _SipgoUserAgentCore *core, SipgoMessage *message,
                                                          SipgoUri *next_hop,
                                                          SipgoDialog *dialog, gboolean wants_contact);
void                  sipgo_outgoing_request_set_handler (SipgoOutgoingRequest *self, SipgoMomentFunc func,
                                                          gpointer user_data);
/* Parameters of the Contact, each with its semicolon. */
void                  sipgo_outgoing_request_set_contact_suffix (SipgoOutgoingRequest *self, const char *suffix);
void                  sipgo_outgoing_request_set_prepare (SipgoOutgoingRequest *self, SipgoPrepareFunc func,
                                                          gpointer user_data);
/* body: in place of the one it has; NULL to leave that. Nothing when the request has ended meanwhile. */
void                  sipgo_outgoing_request_prepared    (SipgoOutgoingRequest *self, SipgoBody *body);
/* FALSE while a target is looked up or prepared, be it another one. */
gboolean              sipgo_outgoing_request_is_sent     (SipgoOutgoingRequest *self);
gboolean              sipgo_outgoing_request_is_done     (SipgoOutgoingRequest *self);
/* FALSE with error where the dialog that it made wants TLS, and it went, and all else would go, in clear. */
gboolean              sipgo_outgoing_request_check_security (SipgoOutgoingRequest *self, SipgoDialog *dialog,
                                                             GError **error);

/* One that has to wait behind others of its dialog leaves its CSeq to them, and takes the next when its turn comes. */
void                  sipgo_outgoing_request_queue       (SipgoOutgoingRequest *self);
void                  sipgo_outgoing_request_unqueue     (SipgoOutgoingRequest *self);
void                  sipgo_outgoing_request_start       (SipgoOutgoingRequest *self);

/* Ends it with a response of our own. */
void                  sipgo_outgoing_request_finish_locally (SipgoOutgoingRequest *self, guint status,
                                                             const GError *error);
void                  sipgo_outgoing_request_drop_transaction (SipgoOutgoingRequest *self);

/* For constructors of subclasses. */
void                  sipgo_outgoing_request_take        (SipgoOutgoingRequest *self, struct _SipgoUserAgentCore *core,
                                                          SipgoMessage *message,
                                                          SipgoUri *next_hop, SipgoDialog *dialog,
                                                          gboolean wants_contact);

G_END_DECLS
