/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-agent-private.h"
#include "libsipgo/core/sipgo-incoming-request-private.h"
#include "libsipgo/registration/sipgo-binding-private.h"
#include "libsipgo/registration/sipgo-registered-contact.h"

G_BEGIN_DECLS

typedef struct _SipgoRegistrar SipgoRegistrar;

/* What a contact leaves to the registrar, which knows all contacts of an address-of-record. */
typedef struct
{
  /* Changes the bindings as the REGISTER asks, and answers it; FALSE with error when it was refused. */
  gboolean (*apply)  (SipgoRegisteredContact *contact, SipgoResponseOptions *options, GError **error);
  void     (*remove) (SipgoRegistrar *self, SipgoRegisteredContact *contact);
} SipgoRegistrarFuncs;

struct _SipgoRegisteredContact
{
  SipgoUsage usage;

  const SipgoRegistrarFuncs *funcs;
  SipgoRegistrar *registrar;        /* not owned: it lives as long as the agent */
  SipgoIncomingRequest *request;    /* the last REGISTER */
  SipgoUri *aor;
  char *key;                        /* aor as text */
  SipgoBindingWish wish;            /* what that request asks for */
  gboolean is_trusted;              /* accepted by the application: may see and change all contacts of the aor */
  SipgoRegisteredContactState state;
  guint32 sequence;                 /* of the last REGISTER that was accepted */
  guint min_expires;                /* 0 for none */
  guint max_expires;
  GPtrArray *bindings;              /* SipgoBinding, the best first */
  SipgoNameAddr *contact;           /* the best one; after the end the last that it had */
  char *end_reason;                 /* NULL while it lives */
  SipgoFlowWatch watch;             /* the contact ends with this connection, which is the only way to reach it */
  SipgoTimer expiry_timer;
};

struct _SipgoRegisteredContactClass
{
  SipgoUsageClass parent_class;
};

/* The address-of-record of a REGISTER; NULL when its To has no SIP URI with a host. */
SipgoUri *sipgo_registered_contact_read_aor (SipgoIncomingRequest *request);
/* Makes a contact for a REGISTER. Returns 0, or the status to refuse the REGISTER with. */
guint    sipgo_registered_contact_new       (SipgoAgent *agent, const SipgoRegistrarFuncs *funcs,
                                             SipgoRegistrar *registrar, SipgoIncomingRequest *request, SipgoUri *aor,
                                             SipgoRegisteredContact **contact);
/* Whether a REGISTER over this flow is accepted when no handler decides: those over a WebSocket are. */
gboolean sipgo_registered_contact_is_taken  (SipgoServerTransaction *transaction);
SipgoFlow *sipgo_registered_contact_get_flow (SipgoRegisteredContact *self);
/* The same client has sent another REGISTER: it is accepted without asking the application. */
void     sipgo_registered_contact_refresh   (SipgoRegisteredContact *self, SipgoIncomingRequest *request);
gboolean sipgo_registered_contact_is_of     (SipgoRegisteredContact *self, SipgoIncomingRequest *request);
/* The bindings have changed: notifies the properties, or ends the contact when none is left. */
void     sipgo_registered_contact_update    (SipgoRegisteredContact *self, const char *reason);
guint    sipgo_registered_contact_left      (SipgoRegisteredContact *self, const SipgoBinding *binding);

G_END_DECLS
