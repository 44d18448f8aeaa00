/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-incoming-request.h"
#include "libsipgo/dialog/sipgo-dialog-private.h"
#include "libsipgo/dialog/sipgo-response-repeater-private.h"

G_BEGIN_DECLS

struct _SipgoUserAgentCore;

/* What happens when nobody has decided: the handlers have returned, or the last of them has let it proceed; in_time is FALSE
 * when it was deferred and its time is over. owner is what set_undecided () was given. */
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

  /* Adds what every response to such a request carries. */
  void (*prepare) (SipgoIncomingRequest *self, SipgoMessage *response);
  /* Sends a response that is complete. */
  void (*respond) (SipgoIncomingRequest *self, SipgoMessage *response);
};

#define SIPGO_INCOMING_REQUEST_GET_CLASS(object) (G_TYPE_INSTANCE_GET_CLASS ((object), SIPGO_TYPE_INCOMING_REQUEST, SipgoIncomingRequestClass))

/* What the owner of an INVITE of the peer is told; any may be NULL. */
typedef struct
{
  void (*cancelled)     (SipgoIncomingInviteRequest *request, SipgoMessage *cancel, gpointer user_data);
  void (*acknowledged)  (SipgoIncomingInviteRequest *request, SipgoMessage *ack, gpointer user_data);     /* the ACK of a 2xx */
  void (*not_confirmed) (SipgoIncomingInviteRequest *request, guint status, gpointer user_data);          /* no ACK (200) or PRACK (1xx) came in 32 s */
  /* PRACK for the reliable response that is out; the owner answers it. */
  void (*prack)         (SipgoIncomingInviteRequest *request, SipgoIncomingRequest *prack, gpointer user_data);
  void (*answered)      (SipgoIncomingInviteRequest *request, guint status, gpointer user_data);          /* finally, whoever did it */
} SipgoIncomingInviteFuncs;

struct _SipgoIncomingInviteRequest
{
  SipgoIncomingRequest parent_instance;

  SipgoDialog *dialog;              /* made by it, or the one that it came in */
  SipgoResponseRepeater repeater;   /* of the 2xx, or of a reliable provisional response */
  SipgoTimer ringing_timer;
  guint32 next_rseq;
  gboolean answered;
  SipgoIncomingInviteFuncs funcs;
  gpointer user_data;
};

struct _SipgoIncomingInviteRequestClass
{
  SipgoIncomingRequestClass parent_class;
};

/* An INVITE becomes a SipgoIncomingInviteRequest. */
SipgoIncomingRequest *sipgo_incoming_request_new       (struct _SipgoUserAgentCore *core, SipgoServerTransaction *transaction, guint undecided_status);
/* The process ends: a final response, sent once, and nobody is told of anything. */
void                  sipgo_incoming_request_refuse_at_exit (SipgoIncomingRequest *self, guint status);
/* In place of the answer with undecided_status. owner (nullable) is held until the request is decided. */
void                  sipgo_incoming_request_set_undecided (SipgoIncomingRequest *self, SipgoUndecidedFunc func, gpointer owner);
/* What the request changes, which it does when it is accepted only (12.2); owner is held until it has its final response. */
void                  sipgo_incoming_request_set_accepted (SipgoIncomingRequest *self, SipgoAcceptedFunc func, gpointer owner);
/* What was deferred is decided now, as if its time were over: the agent stops. */
void                  sipgo_incoming_request_decide_all (struct _SipgoUserAgentCore *core);
/* Emits the signal of the source that shows it, with the argument; then what happens by default, unless it is decided or
 * deferred. */
void                  sipgo_incoming_request_show      (SipgoIncomingRequest *self, gpointer source, guint signal, gpointer argument);
gboolean              sipgo_incoming_request_is_deferred (SipgoIncomingRequest *self);
/* A status code of the caller's, where there is one, has to be among those. */
gboolean              sipgo_response_options_check_status (SipgoResponseOptions *options, guint low, guint high, GError **error);
/* options (nullable) win over status. */
gboolean              sipgo_incoming_request_respond   (SipgoIncomingRequest *self, guint status, SipgoResponseOptions *options, SipgoBody *body, GError **error);
void                  sipgo_incoming_request_respond_simple (SipgoIncomingRequest *self, guint status);
/* 503 with a Retry-After in some seconds (21.5.4): nothing is wrong with the request. */
void                  sipgo_incoming_request_refuse_for_now (SipgoIncomingRequest *self);
/* Says why, as a Warning (20.43), where the status is one of descriptions, and with 503 when to come back; error is nullable. */
void                  sipgo_incoming_request_refuse_for (SipgoIncomingRequest *self, guint status, const GError *error);
/* A final response that is complete. */
void                  sipgo_incoming_request_send_response (SipgoIncomingRequest *self, SipgoMessage *response);
/* The response as respond () would send it. */
SipgoMessage         *sipgo_incoming_request_make_response (SipgoIncomingRequest *self, guint status, SipgoResponseOptions *options, SipgoBody *body, GError **error);

/* dialog NULL: one is made for a first INVITE; error when its Contact or Record-Route are of no use. */
gboolean              sipgo_incoming_invite_request_set_dialog    (SipgoIncomingInviteRequest *self, SipgoDialog *dialog, GError **error);
void                  sipgo_incoming_invite_request_set_owner     (SipgoIncomingInviteRequest *self, const SipgoIncomingInviteFuncs *funcs, gpointer user_data);
SipgoDialog          *sipgo_incoming_invite_request_get_dialog    (SipgoIncomingInviteRequest *self);
/* A provisional response with RSeq, repeated until its PRACK; one at a time. */
void                  sipgo_incoming_invite_request_send_reliably (SipgoIncomingInviteRequest *self, SipgoMessage *response);
gboolean              sipgo_incoming_invite_request_awaits_prack  (SipgoIncomingInviteRequest *self);
void                  sipgo_incoming_invite_request_receive_prack (SipgoIncomingInviteRequest *self, SipgoIncomingRequest *prack);
/* FALSE when the ACK belongs to another INVITE. */
gboolean              sipgo_incoming_invite_request_receive_ack   (SipgoIncomingInviteRequest *self, SipgoMessage *ack);
void                  sipgo_incoming_invite_request_receive_cancel (SipgoIncomingInviteRequest *self, SipgoMessage *cancel);
void                  sipgo_incoming_invite_request_stop_repeating (SipgoIncomingInviteRequest *self);

G_END_DECLS
