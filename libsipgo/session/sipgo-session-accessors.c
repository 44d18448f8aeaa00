/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-session-private.h"

/* The accessors of a session. */

/**
 * sipgo_session_get_user_agent:
 * @self: a session
 *
 * The agent that the session belongs to.
 *
 * Returns: (transfer none) (nullable): the agent, or %NULL when the call is over and the agent gone
 */
SipgoUserAgent *
sipgo_session_get_user_agent (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return (SipgoUserAgent *) self->usage.agent;
}

/**
 * sipgo_session_get_state:
 * @self: a session
 *
 * Where the session stands.
 *
 * Returns: the state
 */
SipgoSessionState
sipgo_session_get_state (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), SIPGO_SESSION_STATE_TERMINATED);
  return self->state;
}

/**
 * sipgo_session_get_id:
 * @self: a session
 *
 * What names the session among all of the agent.
 *
 * Returns: (nullable): the id, or %NULL before there is a dialog
 */
const char *
sipgo_session_get_id (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->dialog ? sipgo_dialog_get_id (self->dialog) : NULL;
}

/**
 * sipgo_session_get_dialog:
 * @self: a session
 *
 * The dialog with the peer.
 *
 * Returns: (transfer none) (nullable): the dialog, or %NULL before there is one
 */
SipgoDialog *
sipgo_session_get_dialog (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->dialog;
}

/**
 * sipgo_session_get_local_identity:
 * @self: a session
 *
 * Who we are to the peer.
 *
 * Returns: (transfer none) (nullable): name and address
 */
SipgoNameAddr *
sipgo_session_get_local_identity (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->dialog ? sipgo_dialog_get_local_identity (self->dialog) : self->local;
}

/**
 * sipgo_session_get_remote_identity:
 * @self: a session
 *
 * Who the peer says to be.
 *
 * Returns: (transfer none) (nullable): name and address
 */
SipgoNameAddr *
sipgo_session_get_remote_identity (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->dialog ? sipgo_dialog_get_remote_identity (self->dialog) : self->remote;
}

/**
 * sipgo_session_get_asserted_identity:
 * @self: a session
 *
 * Who the peer is as the network asserts it (RFC 3325).
 *
 * Returns: (transfer none) (nullable): name and address, or %NULL when it asserts nothing
 */
SipgoNameAddr *
sipgo_session_get_asserted_identity (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->dialog ? sipgo_dialog_get_asserted_identity (self->dialog) : NULL;
}

/**
 * sipgo_session_get_replacee:
 * @self: a session
 *
 * The session that this one takes the place of.
 *
 * Returns: (transfer none) (nullable): the session, or %NULL
 */
SipgoSession *
sipgo_session_get_replacee (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->replacee;
}

/**
 * sipgo_session_get_failure:
 * @self: a session
 *
 * Why the session came to nothing.
 *
 * Returns: (transfer none) (nullable): the failure, or %NULL
 */
SipgoFailure *
sipgo_session_get_failure (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->usage.failure;
}

/**
 * sipgo_session_get_data:
 * @self: a session
 *
 * What the application put here.
 *
 * Returns: (transfer none) (nullable): the object, or %NULL
 */
GObject *
sipgo_session_get_data (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->usage.data;
}

/**
 * sipgo_session_get_media:
 * @self: a session
 *
 * The media of the call.
 *
 * Returns: (transfer none) (nullable): the media, or %NULL before there is any
 */
SipgoMedia *
sipgo_session_get_media (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->handler ? sipgo_session_description_handler_get_media (self->handler) : NULL;
}

/**
 * sipgo_session_get_hold:
 * @self: a session
 *
 * Whether we put the call on hold.
 *
 * Returns: %TRUE when we did
 */
gboolean
sipgo_session_get_hold (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), FALSE);
  return self->hold;
}

/**
 * sipgo_session_get_session_description_handler:
 * @self: a session
 *
 * What makes offers and answers.
 *
 * Returns: (transfer none) (nullable): the handler, or %NULL before it is needed
 */
SipgoSessionDescriptionHandler *
sipgo_session_get_session_description_handler (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->handler;
}

/**
 * sipgo_session_set_data:
 * @self: a session
 * @data: (nullable): the new value
 *
 * Keeps something of the application with the session.
 */
void
sipgo_session_set_data (SipgoSession *self, GObject *data)
{
  g_return_if_fail (SIPGO_IS_SESSION (self));
  if (g_set_object (&self->usage.data, data))
    g_object_notify (G_OBJECT (self), "data");
}

/**
 * sipgo_session_get_session_description_handler_factory:
 * @self: a session
 *
 * What makes the handler, in place of the agent's factory; before it is needed.
 *
 * Returns: (transfer none) (nullable): it, or %NULL
 */
SipgoSessionDescriptionHandlerFactory *
sipgo_session_get_session_description_handler_factory (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->factory;
}

/**
 * sipgo_session_set_session_description_handler_factory:
 * @self: a session
 * @factory: (nullable): the new value
 *
 * Sets what makes the handler, in place of the agent's factory; before it is needed.
 */
void
sipgo_session_set_session_description_handler_factory (SipgoSession *self, SipgoSessionDescriptionHandlerFactory *factory)
{
  g_return_if_fail (SIPGO_IS_SESSION (self));
  if (g_set_object (&self->factory, factory))
    g_object_notify (G_OBJECT (self), "session-description-handler-factory");
}

/**
 * sipgo_session_get_session_description_handler_modifiers:
 * @self: a session
 *
 * What changes the descriptions of the first INVITE.
 *
 * Returns: (transfer none) (nullable): it, or %NULL
 */
GListModel *
sipgo_session_get_session_description_handler_modifiers (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->modifiers;
}

/**
 * sipgo_session_set_session_description_handler_modifiers:
 * @self: a session
 * @modifiers: (nullable): the new value
 *
 * Sets what changes the descriptions of the first INVITE.
 */
void
sipgo_session_set_session_description_handler_modifiers (SipgoSession *self, GListModel *modifiers)
{
  g_return_if_fail (SIPGO_IS_SESSION (self));
  if (g_set_object (&self->modifiers, modifiers))
    g_object_notify (G_OBJECT (self), "session-description-handler-modifiers");
}

/**
 * sipgo_session_get_session_description_handler_options:
 * @self: a session
 *
 * What the handler is asked for with the first INVITE.
 *
 * Returns: (transfer none) (nullable): it, or %NULL
 */
SipgoSessionDescriptionHandlerOptions *
sipgo_session_get_session_description_handler_options (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->options;
}

/**
 * sipgo_session_set_session_description_handler_options:
 * @self: a session
 * @options: (nullable): the new value
 *
 * Sets what the handler is asked for with the first INVITE.
 */
void
sipgo_session_set_session_description_handler_options (SipgoSession *self, SipgoSessionDescriptionHandlerOptions *options)
{
  g_return_if_fail (SIPGO_IS_SESSION (self));
  if (g_set_object (&self->options, options))
    g_object_notify (G_OBJECT (self), "session-description-handler-options");
}

/**
 * sipgo_session_get_session_description_handler_modifiers_re_invite:
 * @self: a session
 *
 * What changes the descriptions of re-INVITEs.
 *
 * Returns: (transfer none) (nullable): it, or %NULL
 */
GListModel *
sipgo_session_get_session_description_handler_modifiers_re_invite (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->modifiers_re_invite;
}

/**
 * sipgo_session_set_session_description_handler_modifiers_re_invite:
 * @self: a session
 * @modifiers: (nullable): the new value
 *
 * Sets what changes the descriptions of re-INVITEs.
 */
void
sipgo_session_set_session_description_handler_modifiers_re_invite (SipgoSession *self, GListModel *modifiers)
{
  g_return_if_fail (SIPGO_IS_SESSION (self));
  if (g_set_object (&self->modifiers_re_invite, modifiers))
    g_object_notify (G_OBJECT (self), "session-description-handler-modifiers-re-invite");
}

/**
 * sipgo_session_get_session_description_handler_options_re_invite:
 * @self: a session
 *
 * What the handler is asked for with re-INVITEs.
 *
 * Returns: (transfer none) (nullable): it, or %NULL
 */
SipgoSessionDescriptionHandlerOptions *
sipgo_session_get_session_description_handler_options_re_invite (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->options_re_invite;
}

/**
 * sipgo_session_set_session_description_handler_options_re_invite:
 * @self: a session
 * @options: (nullable): the new value
 *
 * Sets what the handler is asked for with re-INVITEs.
 */
void
sipgo_session_set_session_description_handler_options_re_invite (SipgoSession *self, SipgoSessionDescriptionHandlerOptions *options)
{
  g_return_if_fail (SIPGO_IS_SESSION (self));
  if (g_set_object (&self->options_re_invite, options))
    g_object_notify (G_OBJECT (self), "session-description-handler-options-re-invite");
}
