/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-incoming-request.h"
#include "libsipgo/transaction/sipgo-server-transaction-private.h"

G_BEGIN_DECLS

struct _SipgoUserAgentCore;

/* The default answer. Called when no handler answered or deferred the request, or when the last defer () got its
 * proceed (); in_time is then TRUE. in_time is FALSE when the request was deferred and the time limit is over. owner is
 * the object given to set_undecided (). */
typedef void (*SipgoUndecidedFunc) (SipgoIncomingRequest *request, gboolean in_time, GObject *owner);

/* Called when a 2xx is about to be sent, by any caller: the owner may add headers. */
typedef void (*SipgoAcceptingFunc) (SipgoIncomingRequest *request, SipgoMessage *response, GObject *owner);

/* Called when a 2xx was sent, by any caller. owner is the object given to set_accepted (). */
typedef void (*SipgoAcceptedFunc) (SipgoIncomingRequest *request, GObject *owner);

struct _SipgoIncomingRequest
{
  GObject parent_instance;

  struct _SipgoUserAgentCore *core;
  SipgoFlow *flow;                  /* that the request came over */
  SipgoServerTransaction *transaction;   /* NULL when put away, until somebody asks for it */
  SipgoMessage *message;            /* NULL when put away: get_message () makes it again */
  GBytes *source;                   /* of the message, while that is put away */
  gboolean is_put_away;             /* answered, and its transaction has ended */
  char *authenticated_username;     /* NULL when no password was checked */
  guint undecided_status;           /* the status of the default answer when undecided is not set */
  SipgoUndecidedFunc undecided;
  GObject *owner;                   /* argument of undecided; held until the request is decided */
  SipgoAcceptingFunc accepting;     /* NULL for none */
  SipgoAcceptedFunc accepted;
  GObject *accepted_owner;          /* argument of accepting and accepted; held until the final response */
  gboolean is_shown;                /* TRUE while the signal for this request is emitted */
  guint n_deferred;                 /* calls of defer () that have no proceed () yet */
  SipgoTimer decision_timer;        /* time limit of a deferred request; holds a reference */
  GList deferred_link;              /* in the core's list while decision_timer runs */
};

struct _SipgoIncomingRequestClass
{
  GObjectClass parent_class;

  gint64 patience;                  /* how long a decision may be deferred, in microseconds */
  /* Adds the headers that every response to this kind of request carries. */
  void (*prepare) (SipgoIncomingRequest *self, SipgoMessage *response);
  /* Sends a complete response. */
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
/* For an answered request that its session keeps: lets the transaction go, and of the message keeps only the bytes. */
void                  sipgo_incoming_request_put_away  (SipgoIncomingRequest *self);
/* The password of this user was right. */
void                  sipgo_incoming_request_set_authenticated (SipgoIncomingRequest *self, const char *username);
/* For the end of the process: sends a final response once, and emits no signal. */
void                  sipgo_incoming_request_refuse_at_exit (SipgoIncomingRequest *self, guint status);
/* Sets the default answer, in place of a response with undecided_status; func NULL: that response again. owner
 * (nullable) is held until the request is decided. */
void                  sipgo_incoming_request_set_undecided (SipgoIncomingRequest *self, SipgoUndecidedFunc func,
                                                            gpointer owner);
/* Sets what to do when the request is accepted: a request changes the state of its dialog only with a 2xx (12.2).
 * accepting is nullable. owner is held until the final response. */
void                  sipgo_incoming_request_set_accepted (SipgoIncomingRequest *self, SipgoAcceptingFunc accepting,
                                                           SipgoAcceptedFunc accepted, gpointer owner);
/* For an agent that stops: gives every deferred request its default answer, as if its time limit were over. */
void                  sipgo_incoming_request_decide_all (struct _SipgoUserAgentCore *core);
/* Emits the signal of source with the argument, then gives the default answer, unless a handler answered or deferred
 * the request. */
void                  sipgo_incoming_request_show      (SipgoIncomingRequest *self, gpointer source, guint signal,
                                                        gpointer argument);
gboolean              sipgo_incoming_request_is_deferred (SipgoIncomingRequest *self);
/* FALSE with error when options have a status code that is not from low to high. */
gboolean              sipgo_response_options_check_status (SipgoResponseOptions *options, guint low, guint high,
                                                           GError **error);
/* options: (nullable); a status code in them replaces status. */
gboolean              sipgo_incoming_request_respond   (SipgoIncomingRequest *self, guint status,
                                                        SipgoResponseOptions *options, SipgoBody *body, GError **error);
void                  sipgo_incoming_request_respond_simple (SipgoIncomingRequest *self, guint status);
/* A final response with one header more. */
void                  sipgo_incoming_request_refuse_with (SipgoIncomingRequest *self, guint status, SipgoHeaderId id,
                                                          const char *value);
void                  sipgo_incoming_request_refuse_with_number (SipgoIncomingRequest *self, guint status,
                                                                 SipgoHeaderId id, guint number);
/* Sends 503 with a random Retry-After (21.5.4): the request is valid, but cannot be processed now. */
void                  sipgo_incoming_request_refuse_for_now (SipgoIncomingRequest *self);
/* Refuses with the status. 488 and 606 get the text of error (nullable) as a Warning (20.43); 503 gets Retry-After. */
void                  sipgo_incoming_request_refuse_for (SipgoIncomingRequest *self, guint status, const GError *error);
/* Sends a complete final response. */
void                  sipgo_incoming_request_send_response (SipgoIncomingRequest *self, SipgoMessage *response);
/* Makes the response that respond () would send. */
SipgoMessage         *sipgo_incoming_request_make_response (SipgoIncomingRequest *self, guint status,
                                                            SipgoResponseOptions *options, SipgoBody *body,
                                                            GError **error);

G_END_DECLS
