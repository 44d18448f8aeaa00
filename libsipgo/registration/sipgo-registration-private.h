/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-soft-state-private.h"
#include "libsipgo/core/sipgo-outgoing-request-private.h"
#include "libsipgo/core/sipgo-user-agent-core-private.h"
#include "libsipgo/registration/sipgo-registration-flow-private.h"
#include "libsipgo/registration/sipgo-registration.h"

G_BEGIN_DECLS

/* How a registration calls its owner. */
typedef struct
{
  void (*refresh)  (SipgoRegistration *self, gpointer owner);
  void (*lost)     (SipgoRegistration *self, const GError *error, gpointer owner);
  void (*answered) (SipgoRegistration *self, SipgoOutgoingRequest *request, SipgoMessage *response,
                    gboolean is_accepted, gpointer owner);
} SipgoRegistrationFuncs;

struct _SipgoRegistration
{
  GObject parent_instance;

  const SipgoRegistrationFuncs *funcs;
  gpointer owner;                   /* not owned: it ends the registration before it is gone */
  SipgoEnvironment *environment;
  SipgoEdge *edge;
  guint reg_id;                     /* 0 for none */
  SipgoRegistererState state;
  SipgoFailure *failure;            /* of the last REGISTER */
  char *call_id;
  guint32 sequence;
  SipgoOutgoingRequest *request;    /* the pending REGISTER */
  gboolean all;                     /* … removes all contacts */
  gboolean has_learned;             /* … has an address that the registrar has seen */
  gboolean network_changed;         /* … was sent before that: its failure says nothing */
  SipgoSoftState binding;           /* the times of our binding at the registrar */
  SipgoRegistrationFlow flow;
  char *bound_contact;              /* <URI> of our binding; NULL for none */
  SipgoUri *pub_gruu;               /* of our binding; NULL for none */
  SipgoUri *temp_gruu;
  gboolean is_outbound;             /* the registrar has said that it keeps the flow (RFC 5626 4.2.1) */
  gboolean is_due;                  /* to be tried after those before it */
};

struct _SipgoRegistrationClass
{
  GObjectClass parent_class;
};

SipgoRegistration *sipgo_registration_new        (SipgoUserAgentCore *core, SipgoEdge *edge,
                                                  const SipgoRegistrationFuncs *funcs, gpointer owner);
/* Nothing is sent any more, and the owner is not called. */
void               sipgo_registration_end        (SipgoRegistration *self);
/* The flow to the former edge is given up when one of them is a member of an outbound-proxy-set. */
void               sipgo_registration_set_edge   (SipgoRegistration *self, SipgoEdge *edge);
void               sipgo_registration_set_reg_id (SipgoRegistration *self, guint reg_id);
/* Sends the REGISTER; answered () is called with its final response. Takes ownership. */
void               sipgo_registration_start      (SipgoRegistration *self, SipgoOutgoingRequest *request);
/* Forgets the pending REGISTER; answered () is not called. */
void               sipgo_registration_drop       (SipgoRegistration *self);
/* The registrar keeps the binding for this many seconds. */
void               sipgo_registration_grant      (SipgoRegistration *self, guint seconds);
/* We are registered over this flow, which is kept alive: interval is in seconds, 0 for none. */
void               sipgo_registration_take_flow  (SipgoRegistration *self, SipgoFlow *flow, guint interval);
/* A state other than REGISTERED ends grant and flow. */
void               sipgo_registration_set_state  (SipgoRegistration *self, SipgoRegistererState state);
void               sipgo_registration_set_failure (SipgoRegistration *self, SipgoFailure *failure);
/* Takes ownership; NULL for none. */
void               sipgo_registration_take_gruus (SipgoRegistration *self, SipgoUri *pub_gruu, SipgoUri *temp_gruu);
/* Whether something is to come: an answer, or a REGISTER that is planned. */
gboolean           sipgo_registration_is_active  (SipgoRegistration *self);
/* Whether a REGISTER is pending that registers (and not one that removes the binding). */
gboolean           sipgo_registration_is_trying  (SipgoRegistration *self);

G_END_DECLS
