/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/transport/sipgo-transport.h"

G_BEGIN_DECLS

/* The user of a transport, called before the signals of the same event are emitted. */
typedef struct
{
  void (*received) (GBytes *bytes, gpointer user_data);
  void (*ended)    (const GError *error, gpointer user_data);     /* the transport is not connected any more */
} SipgoTransportFuncs;

/* Sets the user of the transport, whose environment the transport uses from then on. FALSE if it has a user already. */
gboolean          sipgo_transport_attach          (SipgoTransport *self, SipgoEnvironment *environment,
                                                   const SipgoTransportFuncs *funcs, gpointer user_data);
void              sipgo_transport_detach          (SipgoTransport *self);
gboolean          sipgo_transport_is_attached     (SipgoTransport *self);
SipgoEnvironment *sipgo_transport_get_environment (SipgoTransport *self);
/* The name of the server in logs and errors; interned. */
const char       *sipgo_transport_get_name        (SipgoTransport *self);
void              sipgo_transport_set_name        (SipgoTransport *self, const char *protocol, const char *name);

G_END_DECLS
