/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/transport/sipgo-transport.h"

G_BEGIN_DECLS

/* Whoever uses a transport for SIP: told before the signals of the moment are emitted. */
typedef struct
{
  void (*received) (GBytes *bytes, gpointer user_data);
  void (*ended)    (const GError *error, gpointer user_data);     /* it is connected no longer */
} SipgoTransportFuncs;

/* A transport has one user, whose environment it lives in from then on. FALSE: it has one already. */
gboolean          sipgo_transport_attach          (SipgoTransport *self, SipgoEnvironment *environment,
                                                   const SipgoTransportFuncs *funcs, gpointer user_data);
void              sipgo_transport_detach          (SipgoTransport *self);
gboolean          sipgo_transport_is_attached     (SipgoTransport *self);
SipgoEnvironment *sipgo_transport_get_environment (SipgoTransport *self);
/* What a person is shown of where it leads; interned. */
const char       *sipgo_transport_get_name        (SipgoTransport *self);
void              sipgo_transport_set_name        (SipgoTransport *self, const char *protocol, const char *name);

G_END_DECLS
