/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/types.h>

#include "libsipgo/base/sipgo-logger-factory-private.h"
#include "libsipgo/core/sipgo-user-agent-core-private.h"
#include "libsipgo/net/sipgo-network-private.h"
#include "libsipgo/agent/sipgo-user-agent-transport.h"

G_BEGIN_DECLS

struct _SipgoSession;
struct _SipgoRegisterer;
struct _SipgoNotifier;
struct _SipgoLimits;

/* How it presents itself: sipgo-user-agent-options.c. */
typedef struct
{
  char *instance_id;                /* a URN; NULL until it is asked for */
  gboolean instance_id_always_added;
  gboolean graceful_shutdown;
  GStrv contact_params;
  GStrv preloaded_route_set;
  gboolean send_initial_provisional_response;
  SipgoSipExtension sip_extension_100rel;
  SipgoSipExtension sip_extension_replaces;
  GStrv sip_extension_extra_supported;
  gboolean hack_allow_unregistered_option_tags;
  GObject *data;
} SipgoUserAgentOptions;

struct _SipgoUserAgent
{
  GObject parent_instance;

  SipgoUserAgentCore *core;
  SipgoUserAgentState state;
  pid_t kept_by;                    /* the process in which it keeps itself, while it is started; else 0 */
  GListStore *sessions;             /* in the order of their numbers */
  guint64 last_number;
  struct _SipgoLimits *limits;
  guint n_without_media;            /* of the sessions: those whose media are not made yet */
  GQueue ended;                     /* ids of the dialogs of sessions that are over, the last one first */
  GPtrArray *registerers;           /* SipgoRegisterer, not owned */
  GQueue usages;                    /* SipgoUsage, not owned, by their links: the oldest first */
  GQueue retired;                   /* those that are over, and know this agent while it lives */
  guint n_leaving;                  /* of the usages: those that stop () waits for */
  GPtrArray *notifiers;             /* SipgoNotifier, not owned */
  GListStore *registrations;        /* SipgoRegistration */
  GHashTable *registrations_by_aor; /* text → GPtrArray of them */
  GHashTable *registrations_per_flow; /* flow → number of those that nobody has looked at */
  GStrv allow_events;

  GStrv listen;
  SipgoUri *uri;
  char *display_name;
  char *contact_name;
  SipgoCredentials *credentials;
  SipgoUri *outbound_proxy;
  char *product;
  guint no_answer_timeout;
  gboolean allow_legacy_notifications;
  SipgoSessionDescriptionHandlerFactory *factory;
  SipgoUserAgentOptions options;

  SipgoTransport *transport;        /* NULL: each request finds its own way */
  char *via_host;
  GTlsCertificate *tls_certificate;
  GStrv websocket_origins;
  guint reconnection_attempts;
  guint reconnection_delay;
  guint reconnections;              /* attempts since the connection was lost */
  SipgoTimer reconnection_timer;
  gboolean closing;                 /* the transport, at the end of stop () */
  GTask *start_task;                /* while the transport is being opened */
  GSource *start_cancel_source;

  GTask *stop_task;
  SipgoTimer stop_timer;
  SipgoTimer leave_timer;           /* until those are looked at that were busy with a handler when it was stopped */
};

/* An agent in virtual time on a network in memory. */
SipgoUserAgent *sipgo_user_agent_new_simulated     (SipgoEnvironment *environment, SipgoNetwork *network);

/* The agent keeps its sessions from their first message to their end. */
void            sipgo_user_agent_add_session       (SipgoUserAgent *self, struct _SipgoSession *session);
void            sipgo_user_agent_remove_session    (SipgoUserAgent *self, struct _SipgoSession *session);
/* The session has media, or will have none any more. */
void            sipgo_user_agent_note_media        (SipgoUserAgent *self, struct _SipgoSession *session);
/* Where what has the number is in a list in the order of numbers, or where it would be: the list itself would look at one after
 * the other, and there may be thousands. */
guint           sipgo_user_agent_find_number       (GListStore *list, guint64 number, guint64 (*get_number) (gpointer item));
void            sipgo_user_agent_add_registerer    (SipgoUserAgent *self, struct _SipgoRegisterer *registerer);
void            sipgo_user_agent_remove_registerer (SipgoUserAgent *self, struct _SipgoRegisterer *registerer);
void            sipgo_user_agent_add_notifier      (SipgoUserAgent *self, struct _SipgoNotifier *notifier);
void            sipgo_user_agent_remove_notifier   (SipgoUserAgent *self, struct _SipgoNotifier *notifier);
gboolean        sipgo_user_agent_leave_notifiers   (SipgoUserAgent *self);
void            sipgo_user_agent_terminate_notifiers (SipgoUserAgent *self);
/* Emits a registerer's outgoing-request, as sipgo_usage_announce () does. */
gboolean        sipgo_user_agent_announce          (SipgoUserAgent **agent, gpointer object, guint signal, gboolean *announcing,
                                                    SipgoOutgoingRequest *request, GError **error);
/* sipgo-registrar.c */
void            sipgo_user_agent_end_registrations (SipgoUserAgent *self);
/* Something that stop () may have waited for is over. */
void            sipgo_user_agent_check_stopped     (SipgoUserAgent *self);
/* Asks again, from the main loop, those that were busy with a handler when it was stopped. */
void            sipgo_user_agent_look_again        (SipgoUserAgent *self);
/* FALSE with error while it is not started. */
gboolean        sipgo_user_agent_check_started     (SipgoUserAgent *self, GError **error);
/* Tells the core who we are. */
void            sipgo_user_agent_apply_identity    (SipgoUserAgent *self);
/* Tells the log who we are and where we are reached. */
void            sipgo_user_agent_log_configuration (SipgoUserAgent *self);
/* Who we are, for From. */
SipgoNameAddr  *sipgo_user_agent_dup_identity      (SipgoUserAgent *self);

/* sipgo-user-agent-options.c, sipgo-user-agent-option-properties.c, sipgo-user-agent-apply-options.c */
void            sipgo_user_agent_options_init      (SipgoUserAgentOptions *self);
void            sipgo_user_agent_options_clear     (SipgoUserAgentOptions *self);
void            sipgo_user_agent_install_options   (GObjectClass *object_class);
gboolean        sipgo_user_agent_get_option        (SipgoUserAgent *self, guint id, GValue *value);
gboolean        sipgo_user_agent_set_option        (SipgoUserAgent *self, guint id, const GValue *value);
/* FALSE with error when a text among them is not what it should be. */
gboolean        sipgo_user_agent_check_options     (SipgoUserAgent *self, GError **error);
void            sipgo_user_agent_apply_options     (SipgoUserAgent *self);
/* sipgo-user-agent-lifecycle.c: what starting and stopping end with. */
/* What start () has kept alive. */
void            sipgo_user_agent_let_go            (SipgoUserAgent *self);
void            sipgo_user_agent_become_started    (SipgoUserAgent *self);
void            sipgo_user_agent_become_stopped    (SipgoUserAgent *self, GTask *task);

/* sipgo-user-agent-transport.c, sipgo-user-agent-transport-settings.c: the agent's own transport */
enum
{
  SIPGO_TRANSPORT_PROP_TRANSPORT,
  SIPGO_TRANSPORT_PROP_VIA_HOST,
  SIPGO_TRANSPORT_PROP_RECONNECTION_ATTEMPTS,
  SIPGO_TRANSPORT_PROP_RECONNECTION_DELAY,
  SIPGO_TRANSPORT_PROP_TLS_CERTIFICATE,
  SIPGO_TRANSPORT_PROP_WEBSOCKET_ORIGINS,
  SIPGO_N_TRANSPORT_PROPS
};

void            sipgo_user_agent_init_transport    (SipgoUserAgent *self);
void            sipgo_user_agent_add_transport_signals (SipgoUserAgentClass *klass);
void            sipgo_user_agent_apply_transport   (SipgoUserAgent *self);       /* tells the core of it */
void            sipgo_user_agent_drop_transport    (SipgoUserAgent *self);
void            sipgo_user_agent_open_transport    (SipgoUserAgent *self, GTask *task);
void            sipgo_user_agent_close_transport   (SipgoUserAgent *self, GTask *task);
/* A connection over which nothing comes any more is closed and opened again, as when it was lost. */
void            sipgo_user_agent_renew_transport   (SipgoUserAgent *self);
void            sipgo_user_agent_install_transport (SipgoUserAgentClass *klass, guint first_id);
/* FALSE: the property is none of these. */
gboolean        sipgo_user_agent_get_transport_property (SipgoUserAgent *self, GValue *value, GParamSpec *pspec);
gboolean        sipgo_user_agent_set_transport_property (SipgoUserAgent *self, const GValue *value, GParamSpec *pspec);

/* sipgo-user-agent-requests.c: what comes in outside any dialog */
/* A Replaces that names it is to be declined, not told that there never was such a call. */
void            sipgo_user_agent_remember_ended    (SipgoUserAgent *self, SipgoDialog *dialog);
void            sipgo_user_agent_receive           (SipgoIncomingRequest *request, gpointer user_data);
/* 200 with what we can do (11.2), outside a dialog and inside. */
void            sipgo_user_agent_answer_options    (SipgoIncomingRequest *request, gboolean in_time, GObject *owner);
void            sipgo_user_agent_add_signals       (SipgoUserAgentClass *klass);

G_END_DECLS
