/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/media/sipgo-session-description-handler.h"

#include "libsipgo/base/sipgo-error.h"

/**
 * SipgoSessionDescriptionHandler:
 *
 * Handles the media of one session: makes its session descriptions and takes the peer's (RFC 3264).
 *
 * The library has handlers of its own. An application may implement another, in a script, too.
 *
 * Since: 1.0
 */
G_DEFINE_INTERFACE (SipgoSessionDescriptionHandler, sipgo_session_description_handler, G_TYPE_OBJECT)

static void
sipgo_session_description_handler_default_init (SipgoSessionDescriptionHandlerInterface *iface)
{
}

/* A handler may leave out any method, so that a script has to write only those that it needs. */
static void
fail_unsupported (SipgoDescriptionRequest *request)
{
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
                                                  "The session description handler does not implement this method");

  sipgo_description_request_fail (request, error);
}

/**
 * sipgo_session_description_handler_has_description:
 * @self: a handler
 * @content_type: the media type of a body
 *
 * Asks whether the handler understands bodies of a type.
 *
 * Returns: whether it does
 *
 * Since: 1.0
 */
gboolean
sipgo_session_description_handler_has_description (SipgoSessionDescriptionHandler *self, const char *content_type)
{
  SipgoSessionDescriptionHandlerInterface *iface;

  g_return_val_if_fail (SIPGO_IS_SESSION_DESCRIPTION_HANDLER (self), FALSE);
  g_return_val_if_fail (content_type != NULL, FALSE);
  iface = SIPGO_SESSION_DESCRIPTION_HANDLER_GET_IFACE (self);
  return iface->has_description && iface->has_description (self, content_type);
}

/**
 * sipgo_session_description_handler_get_description:
 * @self: a handler
 * @request: the handler completes it with the description
 *
 * Asks for an offer, or for the answer to the offer that was set last.
 *
 * Since: 1.0
 */
void
sipgo_session_description_handler_get_description (SipgoSessionDescriptionHandler *self,
                                                   SipgoDescriptionRequest *request)
{
  SipgoSessionDescriptionHandlerInterface *iface;

  g_return_if_fail (SIPGO_IS_SESSION_DESCRIPTION_HANDLER (self));
  g_return_if_fail (SIPGO_IS_DESCRIPTION_REQUEST (request));
  iface = SIPGO_SESSION_DESCRIPTION_HANDLER_GET_IFACE (self);
  if (iface->get_description)
    iface->get_description (self, request);
  else
    fail_unsupported (request);
}

/**
 * sipgo_session_description_handler_set_description:
 * @self: a handler
 * @request: has the description; the handler completes it when it has taken the description
 *
 * Gives the peer's offer or answer to the handler.
 *
 * Since: 1.0
 */
void
sipgo_session_description_handler_set_description (SipgoSessionDescriptionHandler *self,
                                                   SipgoDescriptionRequest *request)
{
  SipgoSessionDescriptionHandlerInterface *iface;

  g_return_if_fail (SIPGO_IS_SESSION_DESCRIPTION_HANDLER (self));
  g_return_if_fail (SIPGO_IS_DESCRIPTION_REQUEST (request));
  iface = SIPGO_SESSION_DESCRIPTION_HANDLER_GET_IFACE (self);
  if (iface->set_description)
    iface->set_description (self, request);
  else
    fail_unsupported (request);
}

/**
 * sipgo_session_description_handler_rollback_description:
 * @self: a handler
 *
 * Goes back to the last agreement: the present offer, ours or the peer's, was refused or got no answer.
 *
 * Since: 1.0
 */
void
sipgo_session_description_handler_rollback_description (SipgoSessionDescriptionHandler *self)
{
  SipgoSessionDescriptionHandlerInterface *iface;

  g_return_if_fail (SIPGO_IS_SESSION_DESCRIPTION_HANDLER (self));
  iface = SIPGO_SESSION_DESCRIPTION_HANDLER_GET_IFACE (self);
  if (iface->rollback_description)
    iface->rollback_description (self);
}

/**
 * sipgo_session_description_handler_send_dtmf:
 * @self: a handler
 * @tones: the digits
 * @duration_ms: how long each digit sounds, in milliseconds
 * @gap_ms: the pause after each digit, in milliseconds
 *
 * Sends digits (DTMF) in the media.
 *
 * Returns: whether the handler can send digits
 *
 * Since: 1.0
 */
gboolean
sipgo_session_description_handler_send_dtmf (SipgoSessionDescriptionHandler *self, const char *tones, guint duration_ms,
                                             guint gap_ms)
{
  SipgoSessionDescriptionHandlerInterface *iface;

  g_return_val_if_fail (SIPGO_IS_SESSION_DESCRIPTION_HANDLER (self), FALSE);
  g_return_val_if_fail (tones != NULL, FALSE);
  iface = SIPGO_SESSION_DESCRIPTION_HANDLER_GET_IFACE (self);
  return iface->send_dtmf && iface->send_dtmf (self, tones, duration_ms, gap_ms);
}

/**
 * sipgo_session_description_handler_get_media:
 * @self: a handler
 *
 * Gets the object by which an application controls the media.
 *
 * Returns: (transfer none) (nullable): the media; %NULL if the handler has none
 *
 * Since: 1.0
 */
SipgoMedia *
sipgo_session_description_handler_get_media (SipgoSessionDescriptionHandler *self)
{
  SipgoSessionDescriptionHandlerInterface *iface;

  g_return_val_if_fail (SIPGO_IS_SESSION_DESCRIPTION_HANDLER (self), NULL);
  iface = SIPGO_SESSION_DESCRIPTION_HANDLER_GET_IFACE (self);
  return iface->get_media ? iface->get_media (self) : NULL;
}

/**
 * sipgo_session_description_handler_close:
 * @self: a handler
 *
 * Ends all media. No other method is called afterwards.
 *
 * Since: 1.0
 */
void
sipgo_session_description_handler_close (SipgoSessionDescriptionHandler *self)
{
  SipgoSessionDescriptionHandlerInterface *iface;

  g_return_if_fail (SIPGO_IS_SESSION_DESCRIPTION_HANDLER (self));
  iface = SIPGO_SESSION_DESCRIPTION_HANDLER_GET_IFACE (self);
  if (iface->close)
    iface->close (self);
}

/**
 * sipgo_session_description_handler_set_local_address:
 * @self: a handler
 * @local_address: the address of this machine from which the peer's signalling is reached now, such as `192.0.2.1`
 *
 * Tells the handler that this machine has another address towards the peer: the network has changed. The handler
 * receives its media there, and names it in the next description, for which the session asks at once. A handler without
 * this method goes on with the old address.
 *
 * Since: 1.0
 */
void
sipgo_session_description_handler_set_local_address (SipgoSessionDescriptionHandler *self, const char *local_address)
{
  SipgoSessionDescriptionHandlerInterface *iface;

  g_return_if_fail (SIPGO_IS_SESSION_DESCRIPTION_HANDLER (self));
  g_return_if_fail (local_address != NULL);
  iface = SIPGO_SESSION_DESCRIPTION_HANDLER_GET_IFACE (self);
  if (iface->set_local_address)
    iface->set_local_address (self, local_address);
}

/**
 * SipgoSessionDescriptionHandlerFactory:
 *
 * Makes the [iface@SessionDescriptionHandler] of each session.
 *
 * Since: 1.0
 */
G_DEFINE_INTERFACE (SipgoSessionDescriptionHandlerFactory, sipgo_session_description_handler_factory, G_TYPE_OBJECT)

static void
sipgo_session_description_handler_factory_default_init (SipgoSessionDescriptionHandlerFactoryInterface *iface)
{
}

/**
 * sipgo_session_description_handler_factory_create_handler:
 * @self: a factory
 * @session: (nullable): the session
 * @local_address: the address of this machine from which the peer's signalling is reached, such as `192.0.2.1`
 *
 * Makes the handler of one session.
 *
 * Returns: (transfer full) (nullable): a new handler; %NULL if the factory has none for this session
 *
 * Since: 1.0
 */
SipgoSessionDescriptionHandler *
sipgo_session_description_handler_factory_create_handler (SipgoSessionDescriptionHandlerFactory *self,
                                                          GObject *session, const char *local_address)
{
  SipgoSessionDescriptionHandlerFactoryInterface *iface;

  g_return_val_if_fail (SIPGO_IS_SESSION_DESCRIPTION_HANDLER_FACTORY (self), NULL);
  g_return_val_if_fail (session == NULL || G_IS_OBJECT (session), NULL);
  g_return_val_if_fail (local_address != NULL, NULL);
  iface = SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY_GET_IFACE (self);
  return iface->create_handler ? iface->create_handler (self, session, local_address) : NULL;
}

/**
 * sipgo_session_description_handler_factory_get_load:
 * @self: a factory
 * @n_more: a number of calls
 *
 * Gets the load of the factory's media: the share of their capacity that is in use, or would be with @n_more calls
 * more. An agent refuses calls by it, see [property@Limits:max-media-load].
 *
 * Returns: the share, 1 for all of the capacity; 0 if the factory does not measure it
 *
 * Since: 1.0
 */
double
sipgo_session_description_handler_factory_get_load (SipgoSessionDescriptionHandlerFactory *self, guint n_more)
{
  SipgoSessionDescriptionHandlerFactoryInterface *iface;

  g_return_val_if_fail (SIPGO_IS_SESSION_DESCRIPTION_HANDLER_FACTORY (self), 0);
  iface = SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY_GET_IFACE (self);
  return iface->get_load ? iface->get_load (self, n_more) : 0;
}
