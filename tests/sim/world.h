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

/* Agents, and an application with more whims than sense. */
typedef struct
{
  SipgoEnvironment *environment;
  SipgoRandom *random;             /* the application's own dice */
  SipgoSimulatedNetwork *network;
  SipgoUserAgent *agents[N_AGENTS];
  LinkTransport *links[2];         /* NULL for none */
  GPtrArray *kept;                 /* GObject: what the application holds on to */
  GPtrArray *cancellables;
  guint meddling;                  /* a handler does something at every so many signals; 0 for never */
  guint max_ticks;
  guint n_ticks;
  SipgoTimer tick_timer;
  guint n_stopping;
  gboolean calm;                   /* nothing is begun any more */
  gboolean in_source;
  gboolean goes_on;

  guint n_alive;                   /* objects that were watched and are there */
  GHashTable *operations;          /* those without an outcome */
  guint n_operations, n_meddlings, n_established;
} World;

World   *world_new             (guint64 seed, guint meddling, const SipgoFaults *faults);
void     world_free            (World *self);
/* FALSE when nothing is left to happen. */
gboolean world_step            (World *self);
guint    world_draw            (World *self, guint below);
/* From here on the application hears all that the object tells. */
void     world_watch           (World *self, GObject *object);
void     world_drop_any        (World *self);
void     world_started         (GObject *source, GAsyncResult *result, gpointer user_data);
/* Stops it and starts it again, unless another one is being stopped. */
void     world_stop_agent      (World *self, SipgoUserAgent *agent);
void     world_begin_something (World *self, SipgoUserAgent *agent);
void     world_act_on_any      (World *self);
/* Where those were begun that have no outcome yet. */
void     world_report_operations (World *self);
/* Ends what there is, and lets go of it. */
void     world_calm_down       (World *self);
