/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-agent-private.h"
#include "libsipgo/registration/sipgo-registered-contact-private.h"

G_BEGIN_DECLS

/* The rules of RFC 3261 10.3, and the contacts that were accepted by them. */
struct _SipgoRegistrar
{
  SipgoAgent *agent;                /* not owned: it owns this */
  GListStore *registered_contacts;        /* SipgoRegisteredContact, in the order of their numbers */
  GHashTable *by_aor;               /* text → GPtrArray of them */
  GHashTable *per_flow;             /* flow → number of those that nobody has looked at */
};

SipgoRegistrar *sipgo_registrar_new     (SipgoAgent *agent);
void            sipgo_registrar_free    (SipgoRegistrar *self);
/* From a REGISTER, for somebody to decide on; 0, or the status that refuses it. */
guint           sipgo_registrar_take    (SipgoRegistrar *self, SipgoIncomingRequest *request, SipgoUri *aor,
                                         SipgoRegisteredContact **contact);
/* A REGISTER of the client of a contact that is registered with us is answered by itself. */
gboolean        sipgo_registrar_refresh (SipgoRegistrar *self, SipgoIncomingRequest *request, SipgoUri *aor);

G_END_DECLS
