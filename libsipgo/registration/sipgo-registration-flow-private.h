/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transport/sipgo-keep-alive-private.h"

G_BEGIN_DECLS

typedef void (*SipgoRegistrationFlowFunc) (const GError *error, gpointer owner);

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
  guint n_short_lived;                /* consecutive flows that failed soon */
} SipgoRegistrationFlow;

/* lost: called when the flow has failed; the flow is dropped then. */
void   sipgo_registration_flow_init      (SipgoRegistrationFlow *self, SipgoEnvironment *environment,
                                          SipgoRegistrationFlowFunc lost, gpointer owner);
/* We are registered over this flow. interval: seconds between keep-alives, 0 for none. */
void   sipgo_registration_flow_take      (SipgoRegistrationFlow *self, SipgoFlow *flow, guint interval,
                                          gboolean uses_stun);
void   sipgo_registration_flow_drop      (SipgoRegistrationFlow *self);
/* In lost (): how long to wait until we register again, in microseconds: shortly after a flow that has lasted, else
 * longer each time (RFC 5626 4.5). */
gint64 sipgo_registration_flow_get_delay (SipgoRegistrationFlow *self);

G_END_DECLS
