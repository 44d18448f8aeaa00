/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-digest-client-private.h"
#include "libsipgo/core/sipgo-outgoing-request.h"
#include "libsipgo/core/sipgo-request-options.h"
#include "libsipgo/dialog/sipgo-dialog-private.h"
#include "libsipgo/transaction/sipgo-client-transaction-private.h"

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
typedef void (*SipgoMomentFunc) (SipgoOutgoingRequest *request, SipgoMoment moment, SipgoMessage *response, gpointer user_data);

typedef enum {
  SIPGO_REQUEST_IDLE,
  SIPGO_REQUEST_RESOLVING,
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
  GError *start_error;              /* waits to be told from the main loop */

  GCancellable *resolving;
  SipgoTarget *targets;
  guint n_targets;
  guint target_index;
  GPtrArray *tried;
  SipgoClientTransaction *transaction;
  SipgoDigestClient *digest;
  guint n_challenges;

  SipgoMomentFunc func;
  gpointer user_data;
  GTask *task;                      /* of send () */
  GSource *cancel_source;

  /* INVITE: its end before an answer, and the ACKs to its 2xxs */
  GPtrArray *acks;                  /* SipgoAck; NULL for none */
  gboolean cancelling;
  gboolean rang_too_long;
  gboolean cancel_sent;
  char *cancel_reason;
  SipgoRequestOptions *cancel_options;  /* headers of the CANCEL; NULL for none */
  SipgoTimer cancel_timer;
};

struct _SipgoOutgoingRequestClass
{
  GObjectClass parent_class;

  void (*stop)     (SipgoOutgoingRequest *self, const char *reason);
  /* A 2xx behind the first one. */
  void (*accepted) (SipgoOutgoingRequest *self, SipgoMessage *response);
};

#define SIPGO_OUTGOING_REQUEST_GET_CLASS(object) (G_TYPE_INSTANCE_GET_CLASS ((object), SIPGO_TYPE_OUTGOING_REQUEST, SipgoOutgoingRequestClass))

struct _SipgoOutgoingInviteRequest
{
  SipgoOutgoingRequest parent_instance;
};

struct _SipgoOutgoingInviteRequestClass
{
  SipgoOutgoingRequestClass parent_class;
};

/* Takes the message, without Via (and without Contact when wants_contact, which is written once the way is known). */
SipgoOutgoingRequest *sipgo_outgoing_request_new         (struct _SipgoUserAgentCore *core, SipgoMessage *message, SipgoUri *next_hop,
                                                          SipgoDialog *dialog, gboolean wants_contact);
void                  sipgo_outgoing_request_set_handler (SipgoOutgoingRequest *self, SipgoMomentFunc func, gpointer user_data);
/* Parameters of the Contact, each with its semicolon. */
void                  sipgo_outgoing_request_set_contact_suffix (SipgoOutgoingRequest *self, const char *suffix);
/* What a CANCEL carries beyond what every CANCEL has; it was checked. */
void                  sipgo_outgoing_request_set_cancel_options (SipgoOutgoingRequest *self, SipgoRequestOptions *options);
/* What its next hop was resolved to already, so that start () need not. */
void                  sipgo_outgoing_request_set_targets (SipgoOutgoingRequest *self, const SipgoTarget *targets, guint n_targets);
gboolean              sipgo_outgoing_request_is_done     (SipgoOutgoingRequest *self);
/* FALSE with error where the dialog that it made wants TLS, and it went, and all else would go, in clear. */
gboolean              sipgo_outgoing_request_check_security (SipgoOutgoingRequest *self, SipgoDialog *dialog, GError **error);
/* A moment for its handler and its signals. */
void                  sipgo_outgoing_request_tell        (SipgoOutgoingRequest *self, SipgoMoment moment, SipgoMessage *response);

/* --- sipgo-outgoing-request-way.c --- */
/* One that has to wait behind others of its dialog leaves its CSeq to them, and takes the next when its turn comes. */
void                  sipgo_outgoing_request_queue       (SipgoOutgoingRequest *self);
void                  sipgo_outgoing_request_unqueue     (SipgoOutgoingRequest *self);
void                  sipgo_outgoing_request_start       (SipgoOutgoingRequest *self);

/* Ends it with a response of our own. */
void                  sipgo_outgoing_request_finish_locally (SipgoOutgoingRequest *self, guint status, const GError *error);
void                  sipgo_outgoing_request_drop_transaction (SipgoOutgoingRequest *self);

/* --- sipgo-outgoing-invite-request.c --- */
/* The ACK to the 2xx that made the dialog: sent now, and again with every repeat of that 2xx (13.2.2.4). Takes the message. */
void                  sipgo_outgoing_invite_request_acknowledge (SipgoOutgoingRequest *self, SipgoDialog *dialog, SipgoMessage *ack);
/* The process ends: the CANCEL, where there is something to cancel, and nobody is told of anything. */
void                  sipgo_outgoing_invite_request_cancel_at_exit (SipgoOutgoingRequest *self);
/* A provisional response came: the final one has three minutes from here on. */
void                  sipgo_outgoing_invite_request_limit (SipgoOutgoingRequest *self, SipgoMessage *response);

/* --- sipgo-outgoing-request-names.c --- */
/* Whether a header is one of those that only a bare request may have set. */
gboolean sipgo_outgoing_request_is_name  (SipgoOutgoingRequest *self, SipgoHeaderId id);
gboolean sipgo_outgoing_request_set_name (SipgoOutgoingRequest *self, SipgoHeaderId id, const char *value, GError **error);

G_END_DECLS
