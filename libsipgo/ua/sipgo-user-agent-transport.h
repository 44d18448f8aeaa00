/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-resolver.h"
#include "libsipgo/transport/sipgo-transport.h"
#include "libsipgo/ua/sipgo-user-agent.h"

G_BEGIN_DECLS

SIPGO_AVAILABLE_IN_ALL
gboolean             sipgo_user_agent_get_network_available  (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
const char          *sipgo_user_agent_get_local_address     (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_network_changed       (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_reconnect             (SipgoUserAgent *self, GCancellable *cancellable,
                                                             GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean             sipgo_user_agent_reconnect_finish      (SipgoUserAgent *self, GAsyncResult *result,
                                                             GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean             sipgo_user_agent_is_connected          (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
SipgoTransport      *sipgo_user_agent_get_transport         (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_transport         (SipgoUserAgent *self, SipgoTransport *transport);
SIPGO_AVAILABLE_IN_ALL
const char          *sipgo_user_agent_get_via_host          (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_via_host          (SipgoUserAgent *self, const char *via_host);
SIPGO_AVAILABLE_IN_ALL
GTlsCertificate     *sipgo_user_agent_get_tls_certificate   (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_tls_certificate   (SipgoUserAgent *self, GTlsCertificate *tls_certificate);
SIPGO_AVAILABLE_IN_ALL
GTlsDatabase        *sipgo_user_agent_get_tls_database      (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_tls_database      (SipgoUserAgent *self, GTlsDatabase *tls_database);
SIPGO_AVAILABLE_IN_ALL
GTlsAuthenticationMode sipgo_user_agent_get_tls_client_certificates (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_tls_client_certificates (SipgoUserAgent *self, GTlsAuthenticationMode mode);
SIPGO_AVAILABLE_IN_ALL
gboolean             sipgo_user_agent_get_accept_any_certificate (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_accept_any_certificate (SipgoUserAgent *self,
                                                                  gboolean accept_any_certificate);
SIPGO_AVAILABLE_IN_ALL
SipgoResolver       *sipgo_user_agent_get_resolver          (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_resolver          (SipgoUserAgent *self, SipgoResolver *resolver);
SIPGO_AVAILABLE_IN_ALL
GStrv                sipgo_user_agent_get_websocket_origins (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_websocket_origins (SipgoUserAgent *self,
                                                             const char *const *websocket_origins);
SIPGO_AVAILABLE_IN_ALL
guint                sipgo_user_agent_get_reconnection_attempts (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_reconnection_attempts (SipgoUserAgent *self, guint attempts);
SIPGO_AVAILABLE_IN_ALL
guint                sipgo_user_agent_get_reconnection_delay (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_reconnection_delay (SipgoUserAgent *self, guint seconds);

G_END_DECLS
