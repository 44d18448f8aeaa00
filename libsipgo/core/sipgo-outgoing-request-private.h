/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-digest-client-private.h"
#include "libsipgo/core/sipgo-account-private.h"
#include "libsipgo/core/sipgo-attempt-private.h"
#include "libsipgo/core/sipgo-outgoing-request.h"
#include "libsipgo/core/sipgo-password-request-private.h"
#include "libsipgo/core/sipgo-redirection-private.h"
#include "libsipgo/core/sipgo-request-contact-private.h"
#include "libsipgo/core/sipgo-request-options.h"
#include "libsipgo/dialog/sipgo-dialog-private.h"
#include "libsipgo/transaction/sipgo-client-transaction-private.h"
#include "libsipgo/transport/sipgo-route-private.h"

G_BEGIN_DECLS

struct _SipgoUserAgentCore;

/* The five kinds of response to a request, named like the methods of the delegate in SIP.js. */
typedef enum {
  SIPGO_MOMENT_TRYING,
  SIPGO_MOMENT_PROGRESS,
  SIPGO_MOMENT_ACCEPT,
  SIPGO_MOMENT_REDIRECT,
  SIPGO_MOMENT_REJECT,
  SIPGO_N_MOMENTS
} SipgoMoment;

/* Called before the signal of the moment is emitted. With forking, an INVITE gets one ACCEPT for each 2xx of another
 * dialog. With REJECT, the failure of the request holds the reason. */
typedef void (*SipgoMomentFunc) (SipgoOutgoingRequest *request, SipgoMoment moment, SipgoMessage *response,
                                 gpointer user_data);

/* Called before a target is tried that is reached from the local address local_host. The owner writes what contains
 * this address, such as an SDP offer, and calls sipgo_outgoing_request_prepared (), now or later, or ends the request.
 * Called again only when the next target is reached from another local address. */
typedef void (*SipgoPrepareFunc) (SipgoOutgoingRequest *request, const char *local_host, gpointer user_data);

/* Called when an earlier target, which is reached from the local address local_host, has answered after all while
 * another one was tried: what the owner has prepared for it holds again. FALSE when the owner cannot go back, so that
 * the response has no effect. */
typedef gboolean (*SipgoGoBackFunc) (SipgoOutgoingRequest *request, const char *local_host, gpointer user_data);

/* Called with a response that rejects the request. next is a copy of the request: when the owner can change it so that
 * it may be accepted, it does so and returns TRUE; next is then sent with the next CSeq. user_data is that of the
 * handler. */
typedef gboolean (*SipgoAmendFunc) (SipgoOutgoingRequest *request, SipgoMessage *response, SipgoMessage *next,
                                    gpointer user_data);

typedef enum {
  SIPGO_REQUEST_IDLE,
  SIPGO_REQUEST_RESOLVING,
  SIPGO_REQUEST_PREPARING,          /* the owner writes what depends on the local address */
  SIPGO_REQUEST_ASKING,             /* the application is asked for a password */
  SIPGO_REQUEST_SENT,
  SIPGO_REQUEST_DONE,
} SipgoRequestPhase;

struct _SipgoOutgoingRequest
{
  GObject parent_instance;

  struct _SipgoUserAgentCore *core;
  SipgoAccount *account;            /* whose it is: credentials, Contact */
  SipgoMessage *message;            /* the request as it was sent last */
  SipgoMessage *response;           /* the final response */
  SipgoFailure *failure;
  SipgoUri *next_hop;
  SipgoDialog *dialog;              /* gives the next CSeq for another attempt; NULL outside a dialog */
  gboolean is_secure;               /* its Request-URI or next hop is a SIPS URI */
  gboolean wants_contact;
  gboolean is_bare;                 /* made by the application, which may set From, To, Call-ID and CSeq */
  SipgoRequestContact contact;
  SipgoRequestPhase phase;
  guint n_closed;                   /* of the core at the start */
  gboolean held;                    /* holds a reference to itself, from start () until no response can come */
  gboolean starting;                /* within start (): do not call func yet */
  SipgoTimer notify_timer;
  SipgoTimer start_timer;           /* reports an error within start () from the main loop */

  SipgoRedirection *redirection;    /* the addresses of the redirections that it follows; NULL for none */
  SipgoRoute *route;                /* NULL before start () and after the end */
  SipgoSteps steps;                 /* for the failure */
  GError *last_error;               /* why the last target failed … */
  SipgoMessage *last_response;      /* … or its 503 */
  gboolean is_at_end;               /* … and there is no further one */
  SipgoClientTransaction *transaction;
  guint place;                      /* of its target in the route */
  gint64 patience;                  /* how long it may be silent when there are other targets */
  SipgoTimer patience_timer;
  GPtrArray *left;                  /* SipgoAttempt that are older than the transaction, or surplus; or NULL */
  gboolean is_listening;            /* further responses of the transaction may follow the final one */
  SipgoDigestClient *digest;
  guint n_challenges;
  guint n_questions;                /* asked to the application for passwords */
  SipgoPasswordRequest *asked;      /* not owned: whoever answers it does; NULL while the application is not asked */
  SipgoMessage *challenge;          /* the 401 or 407 that waits for the answer */

  SipgoPrepareFunc prepare;         /* NULL: nothing depends on the local address */
  SipgoGoBackFunc go_back;          /* NULL: the body is all that depends on it */
  gpointer prepare_data;
  char *prepared_for;               /* the local address of the last prepare () */

  SipgoMomentFunc func;
  SipgoAmendFunc amend;             /* NULL for none */
  gpointer user_data;
  GTask *task;                      /* of send () */
  GSource *cancel_source;
  gboolean is_stopping;             /* the request is being cancelled: try no other target */
};

struct _SipgoOutgoingRequestClass
{
  GObjectClass parent_class;

  void     (*stop)       (SipgoOutgoingRequest *self, const char *reason);
  /* A provisional response came; called before func and the signal. */
  void     (*progressed) (SipgoOutgoingRequest *self, SipgoMessage *response);
  /* A 2xx came after the first 2xx. */
  void     (*accepted)   (SipgoOutgoingRequest *self, SipgoMessage *response);
  /* The final response came. Returns whether further responses may follow. */
  gboolean (*finished)   (SipgoOutgoingRequest *self);
  /* A response to an attempt whose place another has taken came. NULL: such an attempt is just dropped. */
  void     (*surplus)    (SipgoOutgoingRequest *self, SipgoAttempt *attempt, SipgoMessage *response);
  /* Returns why the request failed when the status code does not say it, else NULL. */
  GError  *(*explain)    (SipgoOutgoingRequest *self);
};

#define SIPGO_OUTGOING_REQUEST_GET_CLASS(object) \
  (G_TYPE_INSTANCE_GET_CLASS ((object), SIPGO_TYPE_OUTGOING_REQUEST, SipgoOutgoingRequestClass))

/* Takes ownership of the message, which has no Via yet. With wants_contact it has no Contact either: the Contact is
 * written for each target. Not for INVITE. */
SipgoOutgoingRequest *sipgo_outgoing_request_new         (struct _SipgoUserAgentCore *core, SipgoMessage *message,
                                                          SipgoUri *next_hop,
                                                          SipgoDialog *dialog, gboolean wants_contact);
void                  sipgo_outgoing_request_set_handler (SipgoOutgoingRequest *self, SipgoMomentFunc func,
                                                          gpointer user_data);
/* After set_handler (), which removes it when it removes the handler. */
void                  sipgo_outgoing_request_set_amend   (SipgoOutgoingRequest *self, SipgoAmendFunc func);
/* Whose it is; the agent's own by default. */
void                  sipgo_outgoing_request_set_account (SipgoOutgoingRequest *self, SipgoAccount *account);
/* The flow of the last attempt; NULL when there is none. */
SipgoFlow            *sipgo_outgoing_request_get_flow    (SipgoOutgoingRequest *self);
/* Whether the Contact that was sent would be written otherwise now: the response has shown that the peer sees another
 * address. */
gboolean              sipgo_outgoing_request_is_contact_outdated (SipgoOutgoingRequest *self);
void                  sipgo_outgoing_request_set_prepare (SipgoOutgoingRequest *self, SipgoPrepareFunc func,
                                                          SipgoGoBackFunc go_back, gpointer user_data);
/* body: replaces the body of the request; NULL keeps it. Does nothing when the request has ended. */
void                  sipgo_outgoing_request_prepared    (SipgoOutgoingRequest *self, SipgoBody *body);
/* FALSE while a target, the first or a later one, is resolved or prepared. */
gboolean              sipgo_outgoing_request_is_sent     (SipgoOutgoingRequest *self);
gboolean              sipgo_outgoing_request_is_done     (SipgoOutgoingRequest *self);
/* FALSE with error when the dialog requires TLS (SIPS URI) but the request was sent without TLS. */
gboolean              sipgo_outgoing_request_check_security (SipgoOutgoingRequest *self, SipgoDialog *dialog,
                                                             GError **error);
gboolean              sipgo_outgoing_request_check_flow (SipgoFlow *flow, SipgoDialog *dialog, GError **error);
/* Notes for the dialog which connection the response came over. */
void                  sipgo_outgoing_request_keep_flow (SipgoOutgoingRequest *self, SipgoDialog *dialog,
                                                        SipgoMessage *response);

/* A request that waits for other requests of its dialog gives its CSeq number back (queue), and takes the next number
 * when it may be sent (unqueue). */
void                  sipgo_outgoing_request_queue       (SipgoOutgoingRequest *self);
void                  sipgo_outgoing_request_unqueue     (SipgoOutgoingRequest *self);
void                  sipgo_outgoing_request_start       (SipgoOutgoingRequest *self);

/* Ends the request with a locally generated response. */
void                  sipgo_outgoing_request_finish_locally (SipgoOutgoingRequest *self, guint status,
                                                             const GError *error);
void                  sipgo_outgoing_request_drop_transaction (SipgoOutgoingRequest *self);
/* Attempts that were left for the next target are surplus from now on. */
void                  sipgo_outgoing_request_drop_left   (SipgoOutgoingRequest *self);

/* For constructors of subclasses. */
void                  sipgo_outgoing_request_take        (SipgoOutgoingRequest *self, struct _SipgoUserAgentCore *core,
                                                          SipgoMessage *message,
                                                          SipgoUri *next_hop, SipgoDialog *dialog,
                                                          gboolean wants_contact);

G_END_DECLS
