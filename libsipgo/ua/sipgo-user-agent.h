/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-internal-type.h"
#include "libsipgo/base/sipgo-logger-factory.h"
#include "libsipgo/core/sipgo-account.h"
#include "libsipgo/core/sipgo-user-agent-core.h"
#include "libsipgo/media/sipgo-session-description-handler.h"
#include "libsipgo/agent/sipgo-authenticator.h"
#include "libsipgo/agent/sipgo-limits.h"
#include "libsipgo/agent/sipgo-agent-types.h"
#include "libsipgo/trace/sipgo-trace.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_USER_AGENT (sipgo_user_agent_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoUserAgent, sipgo_user_agent, SIPGO, USER_AGENT, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoUserAgent      *sipgo_user_agent_new                   (void);

SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_start                 (SipgoUserAgent *self, GCancellable *cancellable,
                                                             GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_user_agent_start_finish (SipgoUserAgent *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_stop                  (SipgoUserAgent *self, GCancellable *cancellable,
                                                             GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_user_agent_stop_finish (SipgoUserAgent *self, GAsyncResult *result, GError **error);


SIPGO_AVAILABLE_IN_ALL
SipgoUserAgentState  sipgo_user_agent_get_state             (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
SipgoUserAgentCore  *sipgo_user_agent_get_core              (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
SipgoLoggerFactory  *sipgo_user_agent_get_logger_factory    (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
SipgoLogger *sipgo_user_agent_get_logger (SipgoUserAgent *self, const char *category, const char *label);
SIPGO_AVAILABLE_IN_ALL
GListModel          *sipgo_user_agent_get_sessions          (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
GListModel          *sipgo_user_agent_get_registered_contacts (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
SipgoLimits         *sipgo_user_agent_get_limits            (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
SipgoAuthenticator  *sipgo_user_agent_get_authenticator     (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
SipgoTrace          *sipgo_user_agent_get_trace             (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
GStrv                sipgo_user_agent_get_listen            (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_listen            (SipgoUserAgent *self, const char *const *listen);
SIPGO_AVAILABLE_IN_ALL
GStrv                sipgo_user_agent_get_listeners         (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
const char          *sipgo_user_agent_get_product           (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_product           (SipgoUserAgent *self, const char *product);
SIPGO_AVAILABLE_IN_ALL
guint                sipgo_user_agent_get_keep_alive_interval (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_1_0
void                 sipgo_user_agent_set_keep_alive_interval (SipgoUserAgent *self, guint seconds);
SIPGO_AVAILABLE_IN_1_0
guint                sipgo_user_agent_get_no_answer_timeout (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_no_answer_timeout (SipgoUserAgent *self, guint seconds);
SIPGO_AVAILABLE_IN_ALL
guint                sipgo_user_agent_get_session_expires (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_session_expires (SipgoUserAgent *self, guint seconds);
SIPGO_AVAILABLE_IN_ALL
guint                sipgo_user_agent_get_min_session_expires (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_min_session_expires (SipgoUserAgent *self, guint seconds);
SIPGO_AVAILABLE_IN_ALL
gboolean             sipgo_user_agent_get_end_stalled_calls (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_end_stalled_calls (SipgoUserAgent *self, gboolean end_stalled_calls);
SIPGO_AVAILABLE_IN_ALL
GStrv                sipgo_user_agent_get_allow_events      (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_allow_events      (SipgoUserAgent *self, const char *const *packages);
SIPGO_AVAILABLE_IN_ALL
gboolean             sipgo_user_agent_get_allow_legacy_notifications (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_user_agent_set_allow_legacy_notifications (SipgoUserAgent *self, gboolean allow_legacy_notifications);
SIPGO_AVAILABLE_IN_ALL
SipgoSessionDescriptionHandlerFactory *sipgo_user_agent_get_session_description_handler_factory (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_user_agent_set_session_description_handler_factory (SipgoUserAgent *self,
                                                               SipgoSessionDescriptionHandlerFactory *factory);

SIPGO_AVAILABLE_IN_ALL
const char          *sipgo_user_agent_get_instance_id (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_instance_id (SipgoUserAgent *self, const char *instance_id);
SIPGO_AVAILABLE_IN_ALL
gboolean             sipgo_user_agent_get_instance_id_always_added (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_user_agent_set_instance_id_always_added (SipgoUserAgent *self, gboolean instance_id_always_added);
SIPGO_AVAILABLE_IN_ALL
gboolean             sipgo_user_agent_get_graceful_shutdown (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_graceful_shutdown (SipgoUserAgent *self, gboolean graceful_shutdown);
SIPGO_AVAILABLE_IN_ALL
const char          *sipgo_user_agent_get_stun_server (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_stun_server (SipgoUserAgent *self, const char *stun_server);
SIPGO_AVAILABLE_IN_ALL
gboolean             sipgo_user_agent_get_compact_headers (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_compact_headers (SipgoUserAgent *self, gboolean compact_headers);
SIPGO_AVAILABLE_IN_ALL
GStrv                sipgo_user_agent_get_contact_params (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_contact_params (SipgoUserAgent *self, const char *const *contact_params);
SIPGO_AVAILABLE_IN_ALL
GStrv                sipgo_user_agent_get_preloaded_route_set (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_user_agent_set_preloaded_route_set (SipgoUserAgent *self, const char *const *preloaded_route_set);
SIPGO_AVAILABLE_IN_ALL
gboolean             sipgo_user_agent_get_send_initial_provisional_response (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_user_agent_set_send_initial_provisional_response (SipgoUserAgent *self,
                                                             gboolean send_initial_provisional_response);
SIPGO_AVAILABLE_IN_ALL
SipgoSipExtension    sipgo_user_agent_get_sip_extension_100rel (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_user_agent_set_sip_extension_100rel (SipgoUserAgent *self, SipgoSipExtension sip_extension_100rel);
SIPGO_AVAILABLE_IN_ALL
SipgoSipExtension    sipgo_user_agent_get_sip_extension_replaces (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_user_agent_set_sip_extension_replaces (SipgoUserAgent *self, SipgoSipExtension sip_extension_replaces);
SIPGO_AVAILABLE_IN_ALL
GStrv                sipgo_user_agent_get_sip_extension_extra_supported (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_user_agent_set_sip_extension_extra_supported (SipgoUserAgent *self,
                                                         const char *const *sip_extension_extra_supported);
SIPGO_AVAILABLE_IN_ALL
gboolean             sipgo_user_agent_get_allow_unknown_option_tags (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_user_agent_set_allow_unknown_option_tags (SipgoUserAgent *self, gboolean allow_unknown_option_tags);
SIPGO_AVAILABLE_IN_ALL
GObject             *sipgo_user_agent_get_data (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_data (SipgoUserAgent *self, GObject *data);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr       *sipgo_user_agent_get_contact (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
GStrv                sipgo_user_agent_get_registered_option_tags (void);

G_END_DECLS
