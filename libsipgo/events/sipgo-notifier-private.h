/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-outgoing-request-private.h"
#include "libsipgo/events/sipgo-notifier.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"

G_BEGIN_DECLS

struct _SipgoNotifier
{
  GObject parent_instance;

  SipgoUserAgent *agent;            /* not owned; cleared by its end */
  SipgoUserAgentCore *core;
  SipgoIncomingRequest *request;
  char *event;
  SipgoDialog *dialog;
  SipgoSubscriptionState state;
  gboolean pending;
  guint asked;                      /* seconds, by the last SUBSCRIBE */
  guint min_expires;                /* 0 for none */
  guint max_expires;
  SipgoBody *body;
  char *reason;                     /* of the end */
  gint64 expires_at;
  SipgoTimer expiry_timer;
  guint n_sending;                  /* NOTIFYs that wait for an answer, or to be sent */
  GQueue waiting;                   /* those behind the one that is under way: none may overtake another */
  gboolean busy;
  gboolean kept;                    /* alive whoever lets go of it */
};

/* From a SUBSCRIBE; 0, or the status that refuses it. */
guint                 sipgo_notifier_new         (SipgoUserAgent *agent, SipgoIncomingRequest *request, SipgoNotifier **notifier);
/* The agent is being stopped: TRUE while there is an answer to wait for. */
gboolean              sipgo_notifier_leave       (SipgoNotifier *self);
void                  sipgo_notifier_forget      (SipgoNotifier *self);

/* --- sipgo-notifier-notify.c --- */
/* A NOTIFY as the state asks for; the last one in state TERMINATED. task is nullable. */
gboolean              sipgo_notifier_send        (SipgoNotifier *self, SipgoRequestOptions *options, guint retry_after, GTask *task, GError **error);
/* Those that were not sent will not be. */
void                  sipgo_notifier_drop_waiting (SipgoNotifier *self);
void                  sipgo_notifier_receive     (SipgoServerTransaction *transaction, SipgoMessage *message, gpointer user_data);
/* Grants what was asked for, from now on. */
void                  sipgo_notifier_restart     (SipgoNotifier *self);
guint                 sipgo_notifier_read_expires (SipgoMessage *subscribe);
gboolean              sipgo_notifier_is_too_brief (SipgoNotifier *self, guint seconds);
void                  sipgo_notifier_refuse_brief (SipgoNotifier *self, SipgoIncomingRequest *request);
/* A 200 with Expires and Contact. */
gboolean              sipgo_notifier_respond     (SipgoNotifier *self, SipgoIncomingRequest *request, SipgoResponseOptions *options, GError **error);

/* --- sipgo-notifier.c --- */
void                  sipgo_notifier_set_state   (SipgoNotifier *self, SipgoSubscriptionState state);
/* Accepted, and not over. */
gboolean              sipgo_notifier_is_live     (SipgoNotifier *self);
void                  sipgo_notifier_notify_expires (SipgoNotifier *self);
/* Over, without a word; the NOTIFY that says so is made before or behind. */
void                  sipgo_notifier_end         (SipgoNotifier *self, const char *reason);

G_END_DECLS
