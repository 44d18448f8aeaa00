/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transaction/sipgo-server-transaction-private.h"

G_BEGIN_DECLS

/* Without spaces, so that an INVITE stays small. */
#define SIPGO_ALLOW_WITH(method) \
  "ACK,BYE,CANCEL,INFO,INVITE,MESSAGE,NOTIFY,OPTIONS,PRACK,PUBLISH,REFER," method "SUBSCRIBE,UPDATE"
/* The value of Allow (20.5) in a dialog, and in messages that create a dialog. */
#define SIPGO_ALLOW SIPGO_ALLOW_WITH ("")
/* The value of Allow where this agent is a registrar that accepts REGISTER. */
#define SIPGO_ALLOW_OF_REGISTRAR SIPGO_ALLOW_WITH ("REGISTER,")

/* Returns whether the registrar accepts a REGISTER over the transport of this request; if not, REGISTER gets 405. */
typedef gboolean (*SipgoTakesRegisterFunc) (SipgoServerTransaction *transaction, gpointer user_data);

/* Settings of the agent other than its identity, in the form in which messages carry them. NULL means not set. */
typedef struct
{
  char *supported;                  /* the value of Supported */
  char *required;                   /* the value of Require in an INVITE */
  char *contact_parameters;         /* ";name=value", inside the brackets of Contact */
  char *contact_suffix;             /* ";+sip.instance=…", after the brackets of Contact */
  char *last_contact;               /* the last Contact that was written */
  SipgoTakesRegisterFunc takes_register;
  gpointer takes_register_data;
} SipgoCoreSettings;

void               sipgo_core_settings_clear             (SipgoCoreSettings *self);
/* Each function takes ownership of its values. */
void               sipgo_core_settings_take_tags         (SipgoCoreSettings *self, char *supported, char *required);
void               sipgo_core_settings_take_contact      (SipgoCoreSettings *self, char *parameters, char *suffix);
/* func: NULL when the agent is not a registrar. */
void               sipgo_core_settings_set_registrar     (SipgoCoreSettings *self, SipgoTakesRegisterFunc func,
                                                          gpointer user_data);
/* The value of Allow for a response to this request, outside a dialog. */
const char        *sipgo_core_settings_get_allow         (SipgoCoreSettings *self, SipgoServerTransaction *transaction);

gboolean           sipgo_core_settings_supports          (SipgoCoreSettings *self, const char *tag);

G_END_DECLS
