/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-usage-private.h"
#include "libsipgo/core/sipgo-incoming-request-private.h"
#include "libsipgo/registration/sipgo-binding-private.h"
#include "libsipgo/registration/sipgo-registration.h"

G_BEGIN_DECLS

typedef struct _SipgoRegistrar SipgoRegistrar;

struct _SipgoRegistration
{
  SipgoUsage usage;

  SipgoRegistrar *registrar;        /* not owned: it lives as long as the agent */
  SipgoIncomingRequest *request;    /* the last */
  SipgoUri *aor;
  char *key;                        /* of aor */
  SipgoBindingWish wish;            /* what that request asks for */
  gboolean is_trusted;              /* somebody has decided on it: what others have registered is open to it */
  SipgoRegistrationState state;
  guint32 sequence;                 /* of the last REGISTER that was accepted */
  guint min_expires;                /* 0 for none */
  guint max_expires;
  GPtrArray *bindings;              /* SipgoBinding; best first */
  SipgoNameAddr *contact;           /* the best, or the last that it had */
  char *reason;                     /* of the end */
  SipgoFlowWatch watch;             /* nobody is reached there but over this connection */
  SipgoTimer expiry_timer;
};

struct _SipgoRegistrationClass
{
  SipgoUsageClass parent_class;
};

/* Whom a REGISTER is for, its address of record; NULL when it is for nobody. */
SipgoUri *sipgo_registration_read_aor (SipgoIncomingRequest *request);
/* From a REGISTER; 0, or the status that refuses it. */
guint    sipgo_registration_new       (SipgoRegistrar *registrar, SipgoIncomingRequest *request, SipgoUri *aor,
                                       SipgoRegistration **registration);
/* Whether such a REGISTER is accepted where nobody decides. */
gboolean sipgo_registration_is_taken  (SipgoIncomingRequest *request);
SipgoFlow *sipgo_registration_get_flow (SipgoRegistration *self);
/* Its own client has sent another REGISTER, which needs nobody's decision. */
void     sipgo_registration_refresh   (SipgoRegistration *self, SipgoIncomingRequest *request);
gboolean sipgo_registration_is_of     (SipgoRegistration *self, SipgoIncomingRequest *request);
/* Its bindings have changed: shows it, and ends it when none is left. */
void     sipgo_registration_update    (SipgoRegistration *self, const char *reason);
guint    sipgo_registration_left      (SipgoRegistration *self, const SipgoBinding *binding);

G_END_DECLS
