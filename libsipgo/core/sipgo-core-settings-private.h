/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What an agent is set to beyond who it is, as it stands in messages. All but the flags is NULL for nothing. */
typedef struct
{
  char *supported;                  /* the value of Supported */
  char *required;                   /* the value of Require in an INVITE */
  char *contact_parameters;         /* ";name=value", inside the brackets of Contact */
  char *contact_suffix;             /* ";+sip.instance=…", behind them */
  GPtrArray *routes;                /* SipgoUri, each a loose router; behind the outbound proxy */
  char *last_contact;               /* the last one written */
} SipgoCoreSettings;

void               sipgo_core_settings_clear             (SipgoCoreSettings *self);
/* Each takes its value over from the caller. */
void               sipgo_core_settings_take_tags         (SipgoCoreSettings *self, char *supported, char *required);
void               sipgo_core_settings_take_contact      (SipgoCoreSettings *self, char *parameters, char *suffix);
void               sipgo_core_settings_take_routes       (SipgoCoreSettings *self, GPtrArray *routes);

gboolean           sipgo_core_settings_supports          (SipgoCoreSettings *self, const char *tag);

G_END_DECLS
