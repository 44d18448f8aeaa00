/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/media/sipgo-description-request.h"
#include "libsipgo/media/sipgo-media.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER (sipgo_session_description_handler_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (SipgoSessionDescriptionHandler, sipgo_session_description_handler, SIPGO,
                     SESSION_DESCRIPTION_HANDLER, GObject)

/**
 * SipgoSessionDescriptionHandlerInterface:
 * @has_description: whether the handler understands bodies of this content type
 * @get_description: makes an offer, or the answer to the offer that was set last, and completes the request with it
 * @set_description: takes the peer's offer or answer
 * @rollback_description: forgets the present offer, ours or the peer's, which was refused or got no answer, and goes
 *   back to the last agreement
 * @send_dtmf: sends digits (DTMF) in the media; %FALSE if the handler cannot
 * @get_media: the object by which the application controls the media; %NULL if the handler has none
 * @close: ends all media; no other method is called afterwards
 * @set_local_address: (nullable): this machine has another address towards the peer, which the next description names
 *
 * What a session asks of its media. May be implemented in a script: each request is completed or failed once, now or
 * later, and fails by itself when its last reference is dropped.
 *
 * Since: 1.0
 */
struct _SipgoSessionDescriptionHandlerInterface
{
  GTypeInterface parent_iface;

  gboolean    (*has_description)      (SipgoSessionDescriptionHandler *self, const char *content_type);
  void        (*get_description)      (SipgoSessionDescriptionHandler *self, SipgoDescriptionRequest *request);
  void        (*set_description)      (SipgoSessionDescriptionHandler *self, SipgoDescriptionRequest *request);
  void        (*rollback_description) (SipgoSessionDescriptionHandler *self);
  gboolean    (*send_dtmf)            (SipgoSessionDescriptionHandler *self, const char *tones, guint duration_ms,
                                       guint gap_ms);
  SipgoMedia *(*get_media)            (SipgoSessionDescriptionHandler *self);
  void        (*close)                (SipgoSessionDescriptionHandler *self);
  void        (*set_local_address)    (SipgoSessionDescriptionHandler *self, const char *local_address);

  /*< private >*/
  gpointer padding[7];
};

SIPGO_AVAILABLE_IN_ALL
gboolean    sipgo_session_description_handler_has_description      (SipgoSessionDescriptionHandler *self,
                                                                    const char *content_type);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_session_description_handler_get_description      (SipgoSessionDescriptionHandler *self,
                                                                    SipgoDescriptionRequest *request);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_session_description_handler_set_description      (SipgoSessionDescriptionHandler *self,
                                                                    SipgoDescriptionRequest *request);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_session_description_handler_rollback_description (SipgoSessionDescriptionHandler *self);
SIPGO_AVAILABLE_IN_ALL
gboolean    sipgo_session_description_handler_send_dtmf            (SipgoSessionDescriptionHandler *self,
                                                                    const char *tones, guint duration_ms, guint gap_ms);
SIPGO_AVAILABLE_IN_ALL
SipgoMedia *sipgo_session_description_handler_get_media            (SipgoSessionDescriptionHandler *self);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_session_description_handler_close                (SipgoSessionDescriptionHandler *self);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_session_description_handler_set_local_address    (SipgoSessionDescriptionHandler *self,
                                                                    const char *local_address);

#define SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_FACTORY (sipgo_session_description_handler_factory_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (SipgoSessionDescriptionHandlerFactory, sipgo_session_description_handler_factory,
                     SIPGO, SESSION_DESCRIPTION_HANDLER_FACTORY, GObject)

/**
 * SipgoSessionDescriptionHandlerFactoryInterface:
 * @create_handler: makes the handler of one session. session is the [class@Session]; local_address is the address of
 *   this machine from which the peer's signalling is reached, which a description should name. A call whose first
 *   target fails gets another handler when the next target is reached from another address. When a target has answered
 *   the call, the handlers of the others are closed.
 * @get_load: (nullable): the share of the media's capacity that is in use, or would be with this many calls more than
 *   now; 1 is all of it. Without this method calls are not refused because of media.
 *
 * Makes the media of each session of an agent. May be implemented in a script.
 *
 * Since: 1.0
 */
struct _SipgoSessionDescriptionHandlerFactoryInterface
{
  GTypeInterface parent_iface;

  SipgoSessionDescriptionHandler *(*create_handler) (SipgoSessionDescriptionHandlerFactory *self, GObject *session,
                                                     const char *local_address);
  double                          (*get_load)       (SipgoSessionDescriptionHandlerFactory *self, guint n_more);

  /*< private >*/
  gpointer padding[8];
};

SIPGO_AVAILABLE_IN_ALL
SipgoSessionDescriptionHandler *
  sipgo_session_description_handler_factory_create_handler (SipgoSessionDescriptionHandlerFactory *self,
                                                            GObject *session, const char *local_address);
SIPGO_AVAILABLE_IN_ALL
double sipgo_session_description_handler_factory_get_load (SipgoSessionDescriptionHandlerFactory *self, guint n_more);

G_END_DECLS
