/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/media/sipgo-null-handler.h"
#include "libsipgo/session/sipgo-invitation.h"
#include "libsipgo/session/sipgo-inviter.h"
#include "libsipgo/events/sipgo-messager.h"
#include "libsipgo/events/sipgo-notifier.h"
#include "libsipgo/events/sipgo-publisher.h"
#include "libsipgo/session/sipgo-referral.h"
#include "libsipgo/registration/sipgo-registerer.h"
#include "libsipgo/registration/sipgo-registered-contact.h"
#include "libsipgo/session/sipgo-session-private.h"
#include "libsipgo/events/sipgo-subscriber.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"
#include "tests/util/link-transport.h"

#define N_AGENTS 4
#define MAX_KEPT 40

/* Agents, and an application that acts at random. */
typedef struct
{
  SipgoEnvironment *environment;
  SipgoRandom *random;             /* the random numbers of the application */
  SipgoSimulatedNetwork *network;
  SipgoUserAgent *agents[N_AGENTS];
  LinkTransport *links[2];         /* NULL for none */
  GPtrArray *kept;                 /* GObject: the references that the application holds */
  GPtrArray *cancellables;
  guint meddling;                  /* a handler acts at every n-th signal; 0 for never */
  guint max_ticks;
  guint n_ticks;
  SipgoTimer tick_timer;
  guint n_stopping;
  gboolean calm;                   /* no operation is started any more */
  gboolean in_source;
  gboolean goes_on;

  guint n_alive;                   /* watched objects that are not freed yet */
  GHashTable *operations;          /* operations that are not complete */
  guint n_operations, n_meddlings, n_established;
} World;

World   *world_new             (guint64 seed, guint meddling, const SipgoFaults *faults);
void     world_free            (World *self);
/* FALSE when nothing is left to do. */
gboolean world_step            (World *self);
guint    world_draw            (World *self, guint below);
/* From now on the application handles all signals of the object. */
void     world_watch           (World *self, GObject *object);
void     world_drop_any        (World *self);
void     world_started         (GObject *source, GAsyncResult *result, gpointer user_data);
/* Stops and restarts it, unless another agent is being stopped. */
void     world_stop_agent      (World *self, SipgoUserAgent *agent);
void     world_begin_something (World *self, SipgoUserAgent *agent);
void     world_act_on_any      (World *self);
/* Where the incomplete operations were started. */
void     world_report_operations (World *self);
/* Ends all objects, and drops the references. */
void     world_calm_down       (World *self);
