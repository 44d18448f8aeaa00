/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transport/sipgo-transport.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_WEB_SOCKET_TRANSPORT (sipgo_web_socket_transport_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoWebSocketTransport, sipgo_web_socket_transport, SIPGO, WEB_SOCKET_TRANSPORT, SipgoTransport)

SIPGO_AVAILABLE_IN_ALL
SipgoWebSocketTransport *sipgo_web_socket_transport_new                     (const char *url);
SIPGO_AVAILABLE_IN_ALL
const char              *sipgo_web_socket_transport_get_url                 (SipgoWebSocketTransport *self);
SIPGO_AVAILABLE_IN_ALL
const char              *sipgo_web_socket_transport_get_origin              (SipgoWebSocketTransport *self);
SIPGO_AVAILABLE_IN_ALL
void                     sipgo_web_socket_transport_set_origin              (SipgoWebSocketTransport *self,
                                                                             const char *origin);
SIPGO_AVAILABLE_IN_ALL
GStrv                    sipgo_web_socket_transport_get_extra_headers       (SipgoWebSocketTransport *self);
SIPGO_AVAILABLE_IN_ALL
void                     sipgo_web_socket_transport_set_extra_headers       (SipgoWebSocketTransport *self,
                                                                             const char *const *extra_headers);
SIPGO_AVAILABLE_IN_ALL
guint                    sipgo_web_socket_transport_get_keep_alive_interval (SipgoWebSocketTransport *self);
SIPGO_AVAILABLE_IN_ALL
void                     sipgo_web_socket_transport_set_keep_alive_interval (SipgoWebSocketTransport *self,
                                                                             guint seconds);
SIPGO_AVAILABLE_IN_ALL
guint                    sipgo_web_socket_transport_get_max_message_size    (SipgoWebSocketTransport *self);
SIPGO_AVAILABLE_IN_ALL
void                     sipgo_web_socket_transport_set_max_message_size    (SipgoWebSocketTransport *self,
                                                                             guint bytes);
SIPGO_AVAILABLE_IN_ALL
GTlsDatabase            *sipgo_web_socket_transport_get_tls_database        (SipgoWebSocketTransport *self);
SIPGO_AVAILABLE_IN_ALL
void                     sipgo_web_socket_transport_set_tls_database        (SipgoWebSocketTransport *self,
                                                                             GTlsDatabase *tls_database);

G_END_DECLS
