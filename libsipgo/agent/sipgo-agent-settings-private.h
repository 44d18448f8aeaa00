/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-agent-types.h"
#include "libsipgo/core/sipgo-user-agent-core-private.h"
#include "libsipgo/media/sipgo-session-description-handler.h"

G_BEGIN_DECLS

/* The settings of an agent, which are its properties, besides those of its account. */
typedef struct
{
  GStrv listen;
  char *stun_server;                /* NULL for none */
  char *product;
  guint no_answer_timeout;          /* seconds; 0 for never */
  guint session_expires;            /* seconds; 0 for none (RFC 4028) */
  guint min_session_expires;        /* seconds */
  guint keep_alive_interval;        /* seconds, over UDP; 0 for none */
  gboolean end_stalled_calls;
  gboolean allow_legacy_notifications;
  GStrv allow_events;               /* NULL for all */
  SipgoSessionDescriptionHandlerFactory *factory;

  char *instance_id;                /* a URN; NULL until it is asked for */
  gboolean instance_id_always_added;
  gboolean graceful_shutdown;
  gboolean compact_headers;
  GStrv contact_params;
  GStrv preloaded_route_set;
  gboolean send_initial_provisional_response;
  SipgoSipExtension sip_extension_100rel;
  SipgoSipExtension sip_extension_replaces;
  GStrv sip_extension_extra_supported;
  gboolean allow_unknown_option_tags;
  GObject *data;
} SipgoAgentSettings;

#define SIPGO_DEFAULT_PRODUCT "libsipgo/" SIPGO_VERSION
#define SIPGO_DEFAULT_NO_ANSWER_TIMEOUT 60
/* Half an hour, as RFC 4028 section 4 recommends: a session refresh every 15 minutes. */
#define SIPGO_DEFAULT_SESSION_EXPIRES 1800
/* The default of Min-SE; no minimum is smaller (RFC 4028 section 5). */
#define SIPGO_LEAST_MIN_SE 90
/* Many NATs forget a UDP flow after 30 s without datagrams, some after 20 s. */
#define SIPGO_DEFAULT_KEEP_ALIVE_INTERVAL 15

void           sipgo_agent_settings_init           (SipgoAgentSettings *self);
void           sipgo_agent_settings_clear          (SipgoAgentSettings *self);

/* FALSE with error when a setting is not valid. */
gboolean       sipgo_agent_settings_check          (SipgoAgentSettings *self, GError **error);
/* Passes all settings to the core. */
void           sipgo_agent_settings_apply          (SipgoAgentSettings *self, SipgoUserAgentCore *core);
/* Passes extensions, Contact parameters and routes to the core. */
void           sipgo_agent_settings_apply_options  (SipgoAgentSettings *self, SipgoUserAgentCore *core);
void           sipgo_agent_settings_apply_events   (SipgoAgentSettings *self, SipgoUserAgentCore *core);

/* Drawn by the core's random generator when the application has not set one. */
const char    *sipgo_agent_settings_get_instance_id (SipgoAgentSettings *self, SipgoUserAgentCore *core);
/* Returns the URN for a UUID with or without "urn:uuid:"; NULL for any other text. */
char          *sipgo_agent_settings_make_instance_id (const char *instance_id);
SipgoSessionDescriptionHandlerFactory *sipgo_agent_settings_get_factory (SipgoAgentSettings *self);
GStrv          sipgo_agent_settings_get_registered_option_tags (void);

G_END_DECLS
