/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/registration/sipgo-register-guard-private.h"
#include "libsipgo/registration/sipgo-registerer.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"

G_BEGIN_DECLS

/* What a keeper asks and tells its owner. */
typedef struct
{
  gboolean (*is_connected) (GObject *owner);      /* the server is reached */
  gboolean (*wants_guard)  (GObject *owner);      /* somebody decides on each REGISTER */
  void     (*show_guard)   (GObject *owner, SipgoRegisterGuard *guard);
  void     (*changed)      (GObject *owner, SipgoRegistererState state);
} SipgoRegistrationKeeperFuncs;

/* Keeps an agent registered for as long as somebody wants it. What was registered once the registerer keeps up by
 * itself; a first REGISTER that was refused is tried again where that is set, and all anew once the connection is back.
 * It is embedded in its owner. */
typedef struct
{
  SipgoUserAgent *agent;                /* borrowed; NULL once it is cleared */
  GObject *owner;
  const SipgoRegistrationKeeperFuncs *funcs;
  SipgoRegisterer *registerer;          /* NULL until it is asked for */
  SipgoRequestOptions *options;         /* of each REGISTER */
  gboolean retries;
  guint retry_interval;                 /* in seconds */
  gboolean is_wanted;
  SipgoTimer retry_timer;
  GCancellable *attempt;                /* the one that is under way; NULL for none */
  GQueue waits;                         /* those whom the attempt completes */
  SipgoRegisterGuard *guard;            /* shown and not yet decided; not owned */
} SipgoRegistrationKeeper;

void             sipgo_registration_keeper_init  (SipgoRegistrationKeeper *self, SipgoUserAgent *agent, GObject *owner,
                                                  const SipgoRegistrationKeeperFuncs *funcs);
void             sipgo_registration_keeper_clear (SipgoRegistrationKeeper *self);
/* Made when it is first asked for, and anew after an agent that was stopped has ended it. */
SipgoRegisterer *sipgo_registration_keeper_get_registerer (SipgoRegistrationKeeper *self);
/* FALSE when it is that already. */
gboolean         sipgo_registration_keeper_set_registerer (SipgoRegistrationKeeper *self, SipgoRegisterer *registerer);
/* The task, which it takes, is completed by the attempt that is under way or begins now. */
void             sipgo_registration_keeper_register   (SipgoRegistrationKeeper *self, GTask *task);
void             sipgo_registration_keeper_unregister (SipgoRegistrationKeeper *self, SipgoUnregisterOptions *options,
                                                       GTask *task);
/* The server is reached, perhaps again: it may have forgotten us, and knows us by the old connection. */
void             sipgo_registration_keeper_resume     (SipgoRegistrationKeeper *self);
/* It is not wanted any more; who waits hears the words. */
void             sipgo_registration_keeper_stop       (SipgoRegistrationKeeper *self, const char *words);

G_END_DECLS
