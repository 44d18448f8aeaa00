/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-user-agent-core-private.h"
#include "libsipgo/registration/sipgo-binding-private.h"
#include "libsipgo/registration/sipgo-registration.h"

G_BEGIN_DECLS

struct _SipgoRegistration
{
  GObject parent_instance;

  SipgoUserAgent *agent;            /* weak; cleared by its end */
  SipgoUserAgentCore *core;
  SipgoIncomingRequest *request;    /* the last */
  SipgoUri *aor;
  char *key;                        /* of aor */
  SipgoBindingWish wish;            /* what that request asks for */
  gboolean is_trusted;              /* somebody has decided on it: what others have registered is open to it */
  guint64 number;                   /* in the agent's list; 0: not there */
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

/* --- sipgo-registration.c --- */
/* Whom a REGISTER is for, its address of record; NULL when it is for nobody. */
SipgoUri *sipgo_registration_read_aor (SipgoIncomingRequest *request);
/* From a REGISTER; 0, or the status that refuses it. */
guint    sipgo_registration_new       (SipgoUserAgent *agent, SipgoIncomingRequest *request, SipgoUri *aor, SipgoRegistration **registration);
/* Whether such a REGISTER is accepted where nobody decides. */
gboolean sipgo_registration_is_taken  (SipgoIncomingRequest *request);
SipgoFlow *sipgo_registration_get_flow (SipgoRegistration *self);
/* Its own client has sent another REGISTER, which needs nobody's decision. */
void     sipgo_registration_refresh   (SipgoRegistration *self, SipgoIncomingRequest *request);
gboolean sipgo_registration_is_of     (SipgoRegistration *self, SipgoIncomingRequest *request);
void     sipgo_registration_end       (SipgoRegistration *self, const char *reason);
/* Its bindings have changed: shows it, and ends it when none is left. */
void     sipgo_registration_update    (SipgoRegistration *self, const char *reason);
guint    sipgo_registration_left      (SipgoRegistration *self, const SipgoBinding *binding);

/* --- sipgo-registrar.c: the rules of RFC 3261 10.3 --- */
/* Does what the wish asks for and answers; FALSE with error when it cannot be, which the client was told. */
gboolean sipgo_registrar_apply        (SipgoRegistration *registration, SipgoResponseOptions *options, GError **error);
/* A REGISTER of the client of one of our registrations is answered by itself. */
gboolean sipgo_registrar_refresh      (SipgoUserAgent *agent, SipgoIncomingRequest *request, SipgoUri *aor);
void     sipgo_registrar_remove       (SipgoUserAgent *agent, SipgoRegistration *registration);

G_END_DECLS
