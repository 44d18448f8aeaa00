/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transport/sipgo-keep-alive-private.h"

G_BEGIN_DECLS

typedef void (*SipgoRegistrationFlowFunc) (SipgoFlow *flow, const GError *error, gpointer owner);

/*
 * The flow over which we are registered (RFC 5626): kept alive, and watched. Requests for us come over it, so when it
 * fails we have to register again. A struct that is embedded in its owner.
 */
typedef struct
{
  SipgoEnvironment *environment;      /* not owned */
  SipgoRegistrationFlowFunc lost;
  gpointer owner;
  SipgoFlowWatch watch;
  SipgoKeepAlive *keep_alive;         /* NULL: none */
  gint64 since;                       /* when the flow was taken */
  guint n_failures;                   /* consecutive flows that failed soon, or were not formed */
} SipgoRegistrationFlow;

/* lost: called when the flow has failed; the flow is dropped then. */
void   sipgo_registration_flow_init      (SipgoRegistrationFlow *self, SipgoEnvironment *environment,
                                          SipgoRegistrationFlowFunc lost, gpointer owner);
/* We are registered over this flow. interval: seconds between keep-alives, 0 for none. */
void   sipgo_registration_flow_take      (SipgoRegistrationFlow *self, SipgoFlow *flow, guint interval,
                                          gboolean is_outbound);
void   sipgo_registration_flow_drop      (SipgoRegistrationFlow *self);
/* In lost (): how long to wait until we register again, in microseconds: shortly after a flow that has lasted, else
 * longer each time (RFC 5626 4.5). */
gint64 sipgo_registration_flow_get_delay (SipgoRegistrationFlow *self);
/* With several flows: the REGISTER that would have formed this one, or refreshed its binding, has failed. */
void   sipgo_registration_flow_fail      (SipgoRegistrationFlow *self);
/* … and how long to wait then: not longer than necessary when all flows have failed (RFC 5626 4.5). */
gint64 sipgo_registration_flow_get_back_off (SipgoRegistrationFlow *self, gboolean all_have_failed);
/* Forgets the failures: the flow leads elsewhere now. */
void   sipgo_registration_flow_reset     (SipgoRegistrationFlow *self);

G_END_DECLS
