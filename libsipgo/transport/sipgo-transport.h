/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "libsipgo/base/sipgo-version-macros.h"

G_BEGIN_DECLS

/**
 * SipgoTransportState:
 * @SIPGO_TRANSPORT_STATE_DISCONNECTED: no message can be sent
 * @SIPGO_TRANSPORT_STATE_CONNECTING: [method@Transport.open] was called, and the transport is not connected yet
 * @SIPGO_TRANSPORT_STATE_CONNECTED: messages can be sent and received
 * @SIPGO_TRANSPORT_STATE_DISCONNECTING: [method@Transport.close] was called, and the transport is not closed yet
 *
 * The state of a [class@Transport]. It connects only when it is opened.
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_TRANSPORT_STATE_DISCONNECTED,
  SIPGO_TRANSPORT_STATE_CONNECTING,
  SIPGO_TRANSPORT_STATE_CONNECTED,
  SIPGO_TRANSPORT_STATE_DISCONNECTING,
} SipgoTransportState;

#define SIPGO_TYPE_TRANSPORT (sipgo_transport_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (SipgoTransport, sipgo_transport, SIPGO, TRANSPORT, GObject)

/**
 * SipgoTransportClass:
 * @parent_class: the parent
 * @start: begins to connect; the implementation then calls [method@Transport.report_connected] or
 *   [method@Transport.report_disconnected]
 * @stop: begins to disconnect, or stops connecting; the implementation then calls
 *   [method@Transport.report_disconnected]
 * @transmit: sends one message; fails if it cannot
 *
 * The virtual functions of a transport. They are always called in this order: start, transmit any number of times,
 * stop. After a start the next one comes only when the end has been reported, or has not been reported in time.
 *
 * Since: 1.0
 */
struct _SipgoTransportClass
{
  GObjectClass parent_class;

  /**
   * SipgoTransportClass::start:
   * @self: a transport
   *
   * Begins to connect. The implementation calls [method@Transport.report_connected] or
   * [method@Transport.report_disconnected] when the result is known, at once or later.
   *
   * Since: 1.0
   */
  void (*start)    (SipgoTransport *self);
  /**
   * SipgoTransportClass::stop:
   * @self: a transport
   *
   * Begins to disconnect, or stops connecting. The implementation calls [method@Transport.report_disconnected] when
   * that is done, at once or later.
   *
   * Since: 1.0
   */
  void (*stop)     (SipgoTransport *self);
  /**
   * SipgoTransportClass::transmit:
   * @self: a transport
   * @bytes: one SIP message, or a keep-alive of CR LF CR LF or CR LF
   *
   * Sends one message. Called only while the transport is connected.
   *
   * Fails when the message cannot be sent.
   *
   * Since: 1.0
   */
  void (*transmit) (SipgoTransport *self, GBytes *bytes, GError **error);

  /*< private >*/
  gpointer padding[8];
};

SIPGO_AVAILABLE_IN_ALL
SipgoTransportState  sipgo_transport_get_state              (SipgoTransport *self);
SIPGO_AVAILABLE_IN_ALL
gboolean             sipgo_transport_is_connected           (SipgoTransport *self);
SIPGO_AVAILABLE_IN_ALL
const char          *sipgo_transport_get_protocol           (SipgoTransport *self);
SIPGO_AVAILABLE_IN_ALL
guint                sipgo_transport_get_connection_timeout (SipgoTransport *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_transport_set_connection_timeout (SipgoTransport *self, guint seconds);
SIPGO_AVAILABLE_IN_ALL
const char          *sipgo_transport_get_local_address      (SipgoTransport *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_transport_set_local_address      (SipgoTransport *self, const char *local_address);

SIPGO_AVAILABLE_IN_ALL
void                 sipgo_transport_open                   (SipgoTransport *self, GCancellable *cancellable,
                                                             GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean             sipgo_transport_open_finish            (SipgoTransport *self, GAsyncResult *result,
                                                             GError **error);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_transport_close                  (SipgoTransport *self, GCancellable *cancellable,
                                                             GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean             sipgo_transport_close_finish           (SipgoTransport *self, GAsyncResult *result,
                                                             GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean             sipgo_transport_send                   (SipgoTransport *self, GBytes *bytes, GError **error);

SIPGO_AVAILABLE_IN_ALL
void                 sipgo_transport_report_connected       (SipgoTransport *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_transport_report_disconnected    (SipgoTransport *self, const GError *error);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_transport_report_closed          (SipgoTransport *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_transport_receive                (SipgoTransport *self, GBytes *bytes);

G_END_DECLS
