/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "libsipgo/base/sipgo-version-macros.h"

G_BEGIN_DECLS

/**
 * SipgoTransportState:
 * @SIPGO_TRANSPORT_STATE_DISCONNECTED: nothing can be sent
 * @SIPGO_TRANSPORT_STATE_CONNECTING: it was told to open and is not yet there
 * @SIPGO_TRANSPORT_STATE_CONNECTED: messages go both ways
 * @SIPGO_TRANSPORT_STATE_DISCONNECTING: it was told to close and is not yet there
 *
 * Where a [class@Transport] stands. It connects only when it is told to.
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
 * @start: begins to connect; [method@Transport.report_connected] or [method@Transport.report_disconnected] says how it
 *   went
 * @stop: begins to disconnect, or gives up connecting; [method@Transport.report_disconnected] says when it is done
 * @transmit: sends one message; fails when it cannot
 *
 * What a transport does. The three are never called in another order than start, transmit as often as there is
 * something to send, stop; and after each start the end is reported before the next one begins.
 */
struct _SipgoTransportClass
{
  GObjectClass parent_class;

  /**
   * SipgoTransportClass::start:
   * @self: a transport
   *
   * Begins to connect. [method@Transport.report_connected] or [method@Transport.report_disconnected] is called when it
   * is known how that went, at once or later.
   */
  void (*start)    (SipgoTransport *self);
  /**
   * SipgoTransportClass::stop:
   * @self: a transport
   *
   * Begins to disconnect, or gives up connecting. [method@Transport.report_disconnected] is called when that is done,
   * at once or later.
   */
  void (*stop)     (SipgoTransport *self);
  /**
   * SipgoTransportClass::transmit:
   * @self: a transport
   * @bytes: one SIP message, or CR LF CR LF to keep the way open
   *
   * Sends one message. It is called only between [method@Transport.report_connected] and the end.
   *
   * Fails when the message cannot be sent.
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
