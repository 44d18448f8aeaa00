/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-client-private.h"
#include "libsipgo/agent/sipgo-event-private.h"
#include "libsipgo/agent/sipgo-order-task-private.h"
#include "libsipgo/events/sipgo-subscriber.h"

G_BEGIN_DECLS

struct _SipgoSubscriber
{
  SipgoClient parent_instance;

  char *event;
  guint expires;                    /* seconds to ask for; 0 to fetch the state once */
  SipgoBody *body;
  gboolean auto_refresh;
  SipgoSubscriptionState state;
  char *reason;                     /* that the notifier gave last for an end */
  guint retry_after;

  SipgoOutgoingRequest *initial;    /* the SUBSCRIBE that began the subscription */
  SipgoOutgoingRequest *request;    /* the SUBSCRIBE that is under way */
  SipgoRequestOptions *options;     /* of it, in case it has to be sent again */
  gboolean listening;               /* for first NOTIFYs to initial, be it from other notifiers */
  SipgoTimer fork_timer;            /* until those come no more */
  guint n_forks;
  gboolean is_fork;                 /* of another one's SUBSCRIBE */
  SipgoDialog *dialog;              /* from the first NOTIFY on */
  guint asked;                      /* seconds, by the last SUBSCRIBE */
  guint granted;                    /* … and by the notifier; before it has said anything what was asked for */
  guint minimum;                    /* seconds that the notifier wants at least (423); 0 for none */
  guint n_too_brief;
  gboolean leaving;                 /* asked for its end */

  SipgoOrderTask order;             /* of subscribe (); it waits, too, to be what is begun anew behind a refresh */
  SipgoRequestOptions *task_options; /* of it, while it waits */
  GTask *leave_task;                /* of unsubscribe () */

  SipgoTimer notify_timer;          /* N: how long a NOTIFY is waited for */
  SipgoTimer refresh_timer;         /* until the next SUBSCRIBE, be it a refresh or a new beginning */
  SipgoTimer expiry_timer;
  gint64 refresh_at;                /* 0: no refresh is planned */
  gint64 expires_at;
  gint64 retry_delay;
  gint64 begun_at;

  gboolean kept;                    /* alive whoever lets go of it */
};

struct _SipgoSubscriberClass
{
  SipgoClientClass parent_class;
};

/* --- sipgo-subscriber-request.c: what is sent, and its time --- */
/* A new subscription; error when the request cannot be made. */
gboolean sipgo_subscriber_begin         (SipgoSubscriber *self, SipgoRequestOptions *options, GError **error);
/* A SUBSCRIBE inside the subscription; seconds 0 to end it. */
gboolean sipgo_subscriber_send          (SipgoSubscriber *self, guint seconds, SipgoRequestOptions *options, GError **error);
/* Lets go of the subscription to begin another one in a while. */
void     sipgo_subscriber_begin_later   (SipgoSubscriber *self, gint64 delay);
/* For how long the next SUBSCRIBE asks. */
guint    sipgo_subscriber_get_wish      (SipgoSubscriber *self);
/* The subscription lasts so long from now on. */
void     sipgo_subscriber_set_duration  (SipgoSubscriber *self, guint seconds);
void     sipgo_subscriber_plan_refresh  (SipgoSubscriber *self);
void     sipgo_subscriber_stop_timer_n  (SipgoSubscriber *self);
/* Takes the SUBSCRIBE that is under way out of its hands; it goes on by itself. NULL for none. */
SipgoOutgoingRequest *sipgo_subscriber_steal_request (SipgoSubscriber *self);
/* Forgets the dialog, what is under way and all timers. */
void     sipgo_subscriber_let_go        (SipgoSubscriber *self);

/* --- sipgo-subscriber-fork.c: first NOTIFYs, of one notifier or of several --- */
void     sipgo_subscriber_listen        (SipgoSubscriber *self);
void     sipgo_subscriber_stop_listening (SipgoSubscriber *self);
/* From core: a NOTIFY of a dialog that is not there. */
void     sipgo_subscriber_receive_first (SipgoServerTransaction *transaction, SipgoMessage *message, gpointer user_data);

/* --- sipgo-subscriber-notify.c: what the notifier sends --- */
/* From core: what comes inside the dialog. */
void     sipgo_subscriber_receive       (SipgoServerTransaction *transaction, SipgoMessage *message, gpointer user_data);
/* 0, or the status that refuses the NOTIFY: other_event where it is of another event. */
guint    sipgo_subscriber_check         (SipgoSubscriber *self, SipgoMessage *notify, guint other_event, SipgoSubscriptionStatus *status);
/* Believes a NOTIFY, and shows and answers it. */
void     sipgo_subscriber_take          (SipgoSubscriber *self, SipgoIncomingRequest *request, const SipgoSubscriptionStatus *status);

/* --- sipgo-subscriber-subscribe.c: what waits for it --- */
/* subscribe () is done when there are both a NOTIFY and an answer. */
void     sipgo_subscriber_check_done    (SipgoSubscriber *self);
/* The subscription is over; what waits for it gets the error, or succeeds without one. */
void     sipgo_subscriber_end           (SipgoSubscriber *self, const GError *error);

/* --- sipgo-subscriber.c --- */
void     sipgo_subscriber_set_state     (SipgoSubscriber *self, SipgoSubscriptionState state);
void     sipgo_subscriber_set_dialog    (SipgoSubscriber *self, SipgoDialog *dialog);
void     sipgo_subscriber_set_end       (SipgoSubscriber *self, const char *reason, guint retry_after);
void     sipgo_subscriber_notify_duration (SipgoSubscriber *self);
/* … what was granted, if that is other than before. */
void     sipgo_subscriber_notify_granted (SipgoSubscriber *self, guint before);
/* Alive whoever lets go of it. */
void     sipgo_subscriber_set_kept      (SipgoSubscriber *self, gboolean kept);
gboolean sipgo_subscriber_wants_forks   (SipgoSubscriber *self);
void     sipgo_subscriber_show_fork     (SipgoSubscriber *self, SipgoSubscriber *fork);
/* Shows a NOTIFY to the application, and accepts it when nobody has decided. */
void     sipgo_subscriber_show          (SipgoSubscriber *self, SipgoIncomingRequest *request);
/* Its end was asked for; without a dialog it is over. */
void     sipgo_subscriber_begin_to_leave (SipgoSubscriber *self);

G_END_DECLS
