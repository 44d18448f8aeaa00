/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/media/sipgo-session-description-handler.h"
#include "libsipgo/message/sipgo-body.h"

G_BEGIN_DECLS

/* A session description handler that has made the offer for a target, while the INVITE goes to another target: that is
 * reached from another local address, for which another handler has made another offer. The first target may still
 * answer, and its handler then goes on. */
typedef struct
{
  SipgoSessionDescriptionHandler *handler;
  char *local_host;
  SipgoBody *offer;                 /* NULL when the INVITE has none */
} SipgoStandby;

/* Takes ownership of the handler and of the text. */
SipgoStandby *sipgo_standby_new  (SipgoSessionDescriptionHandler *handler, char *local_host, SipgoBody *offer);
/* Closes the handler. */
void          sipgo_standby_free (SipgoStandby *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoStandby, sipgo_standby_free)

/* Takes the one for the local address out of the list, which may be NULL; NULL if there is none. */
SipgoStandby *sipgo_standby_take (GPtrArray *standbys, const char *local_host);

G_END_DECLS
