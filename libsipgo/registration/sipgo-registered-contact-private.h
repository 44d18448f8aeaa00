/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-agent-private.h"
#include "libsipgo/core/sipgo-incoming-request-private.h"
#include "libsipgo/registration/sipgo-binding-private.h"
#include "libsipgo/registration/sipgo-registered-contact.h"

G_BEGIN_DECLS

typedef struct _SipgoRegistrar SipgoRegistrar;

/* What a contact leaves to the registrar, which knows all of an address of record. */
typedef struct
{
  /* Does what the wish asks for and answers; FALSE with error when it cannot be, which the client was told. */
  gboolean (*apply)  (SipgoRegisteredContact *contact, SipgoResponseOptions *options, GError **error);
  void     (*remove) (SipgoRegistrar *self, SipgoRegisteredContact *contact);
} SipgoRegistrarFuncs;

struct _SipgoRegisteredContact
{
  SipgoUsage usage;

  const SipgoRegistrarFuncs *funcs;
  SipgoRegistrar *registrar;        /* not owned: it lives as long as the agent */
  SipgoIncomingRequest *request;    /* the last */
  SipgoUri *aor;
  char *key;                        /* of aor */
  SipgoBindingWish wish;            /* what that request asks for */
  gboolean is_trusted;              /* somebody has decided on it: what others have registered is open to it */
  SipgoRegisteredContactState state;
  guint32 sequence;                 /* of the last REGISTER that was accepted */
  guint min_expires;                /* 0 for none */
  guint max_expires;
  GPtrArray *bindings;              /* SipgoBinding; best first */
  SipgoNameAddr *contact;           /* the best, or the last that it had */
  char *end_reason;                 /* NULL while it lives */
  SipgoFlowWatch watch;             /* nobody is reached there but over this connection */
  SipgoTimer expiry_timer;
};

struct _SipgoRegisteredContactClass
{
  SipgoUsageClass parent_class;
};

/* Whom a REGISTER is for, its address of record; NULL when it is for nobody. */
SipgoUri *sipgo_registered_contact_read_aor (SipgoIncomingRequest *request);
/* From a REGISTER; 0, or the status that refuses it. */
guint    sipgo_registered_contact_new       (SipgoAgent *agent, const SipgoRegistrarFuncs *funcs,
                                             SipgoRegistrar *registrar, SipgoIncomingRequest *request, SipgoUri *aor,
                                             SipgoRegisteredContact **contact);
/* Whether a REGISTER that comes this way is accepted where nobody decides. */
gboolean sipgo_registered_contact_is_taken  (SipgoServerTransaction *transaction);
SipgoFlow *sipgo_registered_contact_get_flow (SipgoRegisteredContact *self);
/* Its own client has sent another REGISTER, which needs nobody's decision. */
void     sipgo_registered_contact_refresh   (SipgoRegisteredContact *self, SipgoIncomingRequest *request);
gboolean sipgo_registered_contact_is_of     (SipgoRegisteredContact *self, SipgoIncomingRequest *request);
/* Its bindings have changed: shows it, and ends it when none is left. */
void     sipgo_registered_contact_update    (SipgoRegisteredContact *self, const char *reason);
guint    sipgo_registered_contact_left      (SipgoRegisteredContact *self, const SipgoBinding *binding);

G_END_DECLS
