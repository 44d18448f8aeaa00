/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transaction/sipgo-server-transaction-private.h"

G_BEGIN_DECLS

/* What Allow says (20.5) in a dialog and of one that is to be made. */
#define SIPGO_ALLOW "ACK, BYE, CANCEL, INFO, INVITE, MESSAGE, NOTIFY, OPTIONS, PRACK, PUBLISH, REFER, SUBSCRIBE"
/* The same where somebody who asks could register with us. */
#define SIPGO_ALLOW_OF_REGISTRAR \
  "ACK, BYE, CANCEL, INFO, INVITE, MESSAGE, NOTIFY, OPTIONS, PRACK, PUBLISH, REFER, REGISTER, SUBSCRIBE"

/* Whether a REGISTER that comes the way of this request is looked at, and not refused with 405. */
typedef gboolean (*SipgoTakesRegisterFunc) (SipgoServerTransaction *transaction, gpointer user_data);

/* What an agent is set to beyond who it is, as it stands in messages. All but the flags is NULL for nothing. */
typedef struct
{
  char *supported;                  /* the value of Supported */
  char *required;                   /* the value of Require in an INVITE */
  char *contact_parameters;         /* ";name=value", inside the brackets of Contact */
  char *contact_suffix;             /* ";+sip.instance=…", behind them */
  GPtrArray *routes;                /* SipgoUri, each a loose router; behind the outbound proxy */
  char *last_contact;               /* the last one written */
  SipgoTakesRegisterFunc takes_register;
  gpointer takes_register_data;
} SipgoCoreSettings;

void               sipgo_core_settings_clear             (SipgoCoreSettings *self);
/* Each takes its value over from the caller. */
void               sipgo_core_settings_take_tags         (SipgoCoreSettings *self, char *supported, char *required);
void               sipgo_core_settings_take_contact      (SipgoCoreSettings *self, char *parameters, char *suffix);
void               sipgo_core_settings_take_routes       (SipgoCoreSettings *self, GPtrArray *routes);
/* func: NULL for an agent that is no registrar. */
void               sipgo_core_settings_set_registrar     (SipgoCoreSettings *self, SipgoTakesRegisterFunc func,
                                                          gpointer user_data);
/* The Allow of a response outside a dialog, to whoever sent this request. */
const char        *sipgo_core_settings_get_allow         (SipgoCoreSettings *self, SipgoServerTransaction *transaction);

gboolean           sipgo_core_settings_supports          (SipgoCoreSettings *self, const char *tag);

G_END_DECLS
