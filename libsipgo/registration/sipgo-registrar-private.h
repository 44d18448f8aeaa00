/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-agent-private.h"
#include "libsipgo/registration/sipgo-registered-contact-private.h"

G_BEGIN_DECLS

/* The registrar's rules of RFC 3261 10.3, and the contacts that are registered with us. */
struct _SipgoRegistrar
{
  SipgoAgent *agent;                /* not owned: it owns the registrar */
  GListStore *registered_contacts;        /* SipgoRegisteredContact, in the order of their numbers */
  GHashTable *by_aor;               /* address-of-record as text → GPtrArray of contacts */
  GHashTable *per_flow;             /* flow → number of contacts that the application has not accepted itself */
};

SipgoRegistrar *sipgo_registrar_new     (SipgoAgent *agent);
void            sipgo_registrar_free    (SipgoRegistrar *self);
/* Makes a contact for a REGISTER, on which the application decides. Returns 0, or the status to refuse it with. */
guint           sipgo_registrar_take    (SipgoRegistrar *self, SipgoIncomingRequest *request, SipgoUri *aor,
                                         SipgoRegisteredContact **contact);
/* Answers the REGISTER of a client that is registered already; FALSE when it is not one. */
gboolean        sipgo_registrar_refresh (SipgoRegistrar *self, SipgoIncomingRequest *request, SipgoUri *aor);

G_END_DECLS
