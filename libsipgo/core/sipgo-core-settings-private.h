/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"

G_BEGIN_DECLS

struct _SipgoUserAgentCore;

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
SipgoCoreSettings *sipgo_user_agent_core_get_settings    (struct _SipgoUserAgentCore *self);
/* Each takes its value over from the caller. */
void               sipgo_core_settings_take_tags         (SipgoCoreSettings *self, char *supported, char *required);
void               sipgo_core_settings_take_contact      (SipgoCoreSettings *self, char *parameters, char *suffix);
void               sipgo_core_settings_take_routes       (SipgoCoreSettings *self, GPtrArray *routes);

/* Supported of every message that lists it, Require of an INVITE. */
void               sipgo_user_agent_core_add_supported   (struct _SipgoUserAgentCore *self, SipgoMessage *message);
void               sipgo_user_agent_core_add_required    (struct _SipgoUserAgentCore *self, SipgoMessage *message);
/* The Contact of a message in which we are called so. Where that is nobody, and the agent is somebody, the Contact does not
 * tell either (RFC 3323 section 4.1). */
char              *sipgo_user_agent_core_make_contact_for (struct _SipgoUserAgentCore *self, SipgoFlow *flow, gboolean is_secure,
                                                           SipgoNameAddr *local);
gboolean           sipgo_core_settings_supports          (SipgoCoreSettings *self, const char *tag);

G_END_DECLS
