/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transport/sipgo-transport-private.h"

G_BEGIN_DECLS

/* What sipgo-transport.c and sipgo-transport-life.c share. */

/* Where the implementation stands: it may lag behind the state, as who opens or closes need not wait for it. */
typedef enum {
  SIPGO_PROGRESS_IDLE,
  SIPGO_PROGRESS_STARTING,
  SIPGO_PROGRESS_UP,
  SIPGO_PROGRESS_STOPPING,
} SipgoProgress;

typedef struct
{
  SipgoEnvironment *environment;    /* NULL until it is first needed */
  SipgoTransportState state;
  SipgoProgress progress;
  char *protocol;
  const char *name;                 /* interned */
  char *local_address;
  guint connection_timeout;
  guint n_transitions;              /* being told right now */
  GQueue openers;                   /* GTask */
  GQueue closers;
  SipgoTimer open_timer;
  SipgoTimer stop_timer;
  const SipgoTransportFuncs *funcs; /* NULL: nobody uses it for SIP */
  gpointer user_data;
} SipgoTransportPrivate;

SipgoTransportPrivate *sipgo_transport_get_private (SipgoTransport *self);

G_END_DECLS
