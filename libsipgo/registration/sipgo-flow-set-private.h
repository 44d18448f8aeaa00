/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "libsipgo/registration/sipgo-registration-private.h"

G_BEGIN_DECLS

typedef enum {
  SIPGO_OUTBOUND_UNKNOWN,           /* the registrar has not accepted anything yet */
  SIPGO_OUTBOUND_UNSUPPORTED,
  SIPGO_OUTBOUND_SUPPORTED,
} SipgoOutbound;

/* Sends a REGISTER that registers; FALSE with error when it cannot be sent. */
typedef gboolean (*SipgoFlowSetFunc) (SipgoRegistration *registration, gpointer owner, GError **error);

/*
 * The registrations of a registerer, and which of them is tried when. Without an outbound-proxy-set there is one; with
 * a set (RFC 5626 4.2.1) there is one for each proxy. As long as the registrar has not said that it supports outbound,
 * they are tried one after the other: a registrar that does not would fork each call to all of them, so one has to do,
 * and the next proxy is tried only when it fails. A struct that is embedded in its owner.
 */
typedef struct
{
  SipgoEnvironment *environment;    /* not owned */
  GListStore *list;                 /* SipgoRegistration, in the order of the proxies */
  gboolean is_set;                  /* the account has an outbound-proxy-set */
  SipgoOutbound outbound;
  SipgoTimer patience_timer;        /* then the next proxy is tried, beside the one that is silent */
  SipgoFlowSetFunc send;
  const SipgoRegistrationFuncs *funcs;
  gpointer owner;                   /* a GObject */
} SipgoFlowSet;

void               sipgo_flow_set_init     (SipgoFlowSet *self, SipgoUserAgentCore *core, SipgoAccount *account,
                                            SipgoFlowSetFunc send, const SipgoRegistrationFuncs *funcs, gpointer owner);
/* Ends all registrations. */
void               sipgo_flow_set_end      (SipgoFlowSet *self);
void               sipgo_flow_set_clear    (SipgoFlowSet *self);
/* Takes the present proxies of the account, and returns the registrations that are left over. reg_id: of the first one;
 * 0 for none, or for 1 with a set. */
GPtrArray         *sipgo_flow_set_sync     (SipgoFlowSet *self, SipgoUserAgentCore *core, SipgoAccount *account,
                                            guint reg_id);
/* All registrations, with a reference each, since signal handlers may change the list. */
GPtrArray         *sipgo_flow_set_dup      (SipgoFlowSet *self);
/* The one that requests go over: the first that is registered, else the first. Transfer none. */
SipgoRegistration *sipgo_flow_set_get_best (SipgoFlowSet *self);
gboolean           sipgo_flow_set_is_registered (SipgoFlowSet *self);
/* Whether a REGISTER that registers is pending. */
gboolean           sipgo_flow_set_is_trying (SipgoFlowSet *self);
gboolean           sipgo_flow_set_is_pending (SipgoFlowSet *self);
/* Whether no REGISTER can be sent now, since the answer to the last is pending everywhere. */
gboolean           sipgo_flow_set_is_blocked (SipgoFlowSet *self);

/* Whether the registration is a second one, which makes no sense unless the registrar keeps its flow. */
gboolean           sipgo_flow_set_needs_outbound (SipgoFlowSet *self, SipgoRegistration *registration);

/* Registers, anew if it is registered. FALSE with error when nothing was sent. */
gboolean           sipgo_flow_set_register (SipgoFlowSet *self, GError **error);
/* Its REGISTER is to be sent now: a refresh, or another attempt. */
gboolean           sipgo_flow_set_refresh  (SipgoFlowSet *self, SipgoRegistration *registration, GError **error);
/* Nothing further is tried; what is pending goes on. */
void               sipgo_flow_set_stop     (SipgoFlowSet *self);
/* A REGISTER was accepted. FALSE: this registration is one too many, because the registrar does not keep the flow and
 * another one has been accepted. */
gboolean           sipgo_flow_set_accept   (SipgoFlowSet *self, SipgoRegistration *registration);
/* … and all is said of it: the others follow. */
void               sipgo_flow_set_go_on    (SipgoFlowSet *self);
/* With a set: a REGISTER was rejected. will_retry: it is tried again after a while, at the earliest after that many
 * seconds. */
void               sipgo_flow_set_reject   (SipgoFlowSet *self, SipgoRegistration *registration, gboolean will_retry,
                                            guint retry_after);
/* The flow is lost: how long to wait until we register again, in microseconds. */
gint64             sipgo_flow_set_lose     (SipgoFlowSet *self, SipgoRegistration *registration);

G_END_DECLS
