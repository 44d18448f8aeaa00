/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-outgoing-request-private.h"
#include "libsipgo/agent/sipgo-expires-private.h"
#include "libsipgo/agent/sipgo-order-task-private.h"
#include "libsipgo/registration/sipgo-registerer.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"

G_BEGIN_DECLS

struct _SipgoRegisterer
{
  GObject parent_instance;

  SipgoUserAgent *agent;            /* not owned; cleared by its end */
  SipgoUserAgentCore *core;
  SipgoRegistererState state;
  SipgoUri *registrar;
  guint expires;
  guint minimum;                    /* that the registrar wants at least (423); 0 for none */
  guint granted;                    /* 0 while not registered */
  guint refresh_frequency;          /* in hundredths of the granted time */
  guint jitter;
  guint retry_after;                /* seconds that the last failure asked for */
  guint reg_id;                     /* 0 for none */
  GStrv extra_headers;
  GStrv extra_contact_params;
  SipgoNameAddr *own_local;         /* NULL for what the agent is */
  SipgoNameAddr *own_remote;        /* NULL for own_local */
  char *call_id;
  guint32 sequence;
  GStrv contacts;                   /* that the registrar has for us */
  SipgoFailure *failure;

  SipgoOutgoingRequest *request;    /* under way */
  gboolean announcing;              /* a REGISTER is being shown to the handlers of outgoing-request */
  guint asked;                      /* seconds asked for by it */
  guint n_too_brief;
  SipgoRequestOptions *options;
  SipgoOrderTask order;             /* of register () or unregister () */
  SipgoTimer refresh_timer;
  gint64 retry_delay;
  gboolean all;                     /* the REGISTER under way removes every Contact */
  gboolean ending;                  /* end () was called: terminated as soon as nothing is under way */
  GSList *end_tasks;
  gboolean kept;                    /* registered once, and to stay so: refreshed, tried again, and alive whoever lets go of it */
};

/* Removes the registration, if there is one; FALSE when there is nothing to wait for. */
gboolean sipgo_registerer_leave (SipgoRegisterer *self);
/* The agent has stopped. */
void     sipgo_registerer_terminate (SipgoRegisterer *self);

/* --- sipgo-registerer-request.c: the REGISTER and what comes back --- */
gboolean sipgo_registerer_send          (SipgoRegisterer *self, guint expires, gboolean all, GError **error);
void     sipgo_registerer_set_kept      (SipgoRegisterer *self, gboolean kept);

/* --- sipgo-registerer.c: the state --- */
void     sipgo_registerer_set_state     (SipgoRegisterer *self, SipgoRegistererState state);
void     sipgo_registerer_set_granted   (SipgoRegisterer *self, guint seconds);
/* Shows a REGISTER that is about to be sent; FALSE with error when a handler has put an end to it. */
gboolean sipgo_registerer_announce      (SipgoRegisterer *self, SipgoOutgoingRequest *request, GError **error);
/* A REGISTER has got its answer. */
void     sipgo_registerer_go_on_ending  (SipgoRegisterer *self);

/* --- sipgo-registerer-order.c: register () and unregister () --- */
/* A REGISTER that is under way or waits for that, be it a refresh, is given up; one that takes the registration back goes on. */
void     sipgo_registerer_give_way      (SipgoRegisterer *self);
/* What waits for the request gets it, or its failure. */
void     sipgo_registerer_complete      (SipgoRegisterer *self, SipgoOutgoingRequest *request, SipgoFailure *failure);
/* The order that came in the midst of a refresh is carried out, once that is over. */
void     sipgo_registerer_go_on         (SipgoRegisterer *self);
/* … or never will be. */
void     sipgo_registerer_drop_waiting  (SipgoRegisterer *self, const char *words);

/* --- sipgo-registerer-options.c: how it is made --- */
void     sipgo_registerer_install_options (GObjectClass *object_class);
gboolean sipgo_registerer_get_option      (SipgoRegisterer *self, guint id, GValue *value);
gboolean sipgo_registerer_set_option      (SipgoRegisterer *self, guint id, const GValue *value);
void     sipgo_registerer_clear_options   (SipgoRegisterer *self);

G_END_DECLS
