/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/registration/sipgo-register-guard-private.h"
#include "libsipgo/registration/sipgo-registerer.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"

G_BEGIN_DECLS

/* How a keeper calls its owner. */
typedef struct
{
  gboolean (*is_connected) (GObject *owner);      /* the server can be reached */
  gboolean (*wants_guard)  (GObject *owner);      /* the application decides on each REGISTER */
  void     (*show_guard)   (GObject *owner, SipgoRegisterGuard *guard);
  void     (*changed)      (GObject *owner, SipgoRegistererState state);
} SipgoRegistrationKeeperFuncs;

/* Keeps an agent registered from register () until unregister (). The registerer refreshes a registration that was
 * accepted; the keeper retries a first REGISTER that failed, when retries is set, and registers again when the
 * connection is back. It is embedded in its owner. */
typedef struct
{
  SipgoUserAgent *agent;                /* borrowed; NULL once it is cleared */
  GObject *owner;
  const SipgoRegistrationKeeperFuncs *funcs;
  SipgoRegisterer *registerer;          /* NULL until it is needed */
  SipgoRequestOptions *options;         /* for each REGISTER */
  gboolean retries;
  guint retry_interval;                 /* seconds */
  gboolean is_wanted;
  SipgoTimer retry_timer;
  GCancellable *attempt;                /* the pending attempt; NULL for none */
  GQueue waits;                         /* Wait: the tasks that the attempt completes */
  SipgoRegisterGuard *guard;            /* not decided yet; not owned */
} SipgoRegistrationKeeper;

void             sipgo_registration_keeper_init  (SipgoRegistrationKeeper *self, SipgoUserAgent *agent, GObject *owner,
                                                  const SipgoRegistrationKeeperFuncs *funcs);
void             sipgo_registration_keeper_clear (SipgoRegistrationKeeper *self);
/* Makes the registerer when there is none, and a new one when the stop of the agent has ended the old one. */
SipgoRegisterer *sipgo_registration_keeper_get_registerer (SipgoRegistrationKeeper *self);
/* FALSE when the registerer is the same as before. */
gboolean         sipgo_registration_keeper_set_registerer (SipgoRegistrationKeeper *self, SipgoRegisterer *registerer);
/* Takes the task, which the pending attempt completes, or one that begins now. */
void             sipgo_registration_keeper_register   (SipgoRegistrationKeeper *self, GTask *task);
void             sipgo_registration_keeper_unregister (SipgoRegistrationKeeper *self, SipgoUnregisterOptions *options,
                                                       GTask *task);
/* The connection is back: registers again, since the registrar may have lost the binding, or has the old connection. */
void             sipgo_registration_keeper_resume     (SipgoRegistrationKeeper *self);
/* Stops registering; pending tasks fail with these words. */
void             sipgo_registration_keeper_stop       (SipgoRegistrationKeeper *self, const char *words);

G_END_DECLS
