/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-session-private.h"

#include "libsipgo/sipgo-session-enum-types.h"

/* Where offer, answer and dialog of a session stand. */

enum
{
  SIGNALING_FIRST = 1000,
  SIGNALING_DIALOG_STATE,
  SIGNALING_STATE,
  SIGNALING_OFFER,
  SIGNALING_ANSWER,
};

static GParamSpec *dialog_state_spec, *state_spec, *offer_spec, *answer_spec;

static gboolean
set_body (SipgoBody **place, SipgoBody *body)
{
  SipgoBody *old = *place;

  if (old == body)
    return FALSE;
  *place = body ? sipgo_body_ref (body) : NULL;
  g_clear_pointer (&old, sipgo_body_unref);
  return TRUE;
}

void
sipgo_session_set_signaling (SipgoSession *self, SipgoSignalingState state, SipgoBody *offer, SipgoBody *answer)
{
  g_autoptr (SipgoSession) hold = g_object_ref (self);
  gboolean state_changed = self->signaling != state;
  gboolean offer_changed = set_body (&self->offer, offer);
  gboolean answer_changed = set_body (&self->answer, answer);

  self->signaling = state;
  if (state == SIPGO_SIGNALING_STATE_STABLE)
    {
      set_body (&self->settled_offer, self->offer);
      set_body (&self->settled_answer, self->answer);
    }
  /* Without a freeze, which costs more than all of this when nobody listens. */
  if (offer_changed)
    g_object_notify_by_pspec (G_OBJECT (self), offer_spec);
  if (answer_changed)
    g_object_notify_by_pspec (G_OBJECT (self), answer_spec);
  if (state_changed)
    g_object_notify_by_pspec (G_OBJECT (self), state_spec);
}

gboolean
sipgo_session_is_settled (SipgoSession *self)
{
  return self->signaling != SIPGO_SIGNALING_STATE_HAVE_LOCAL_OFFER && self->signaling != SIPGO_SIGNALING_STATE_HAVE_REMOTE_OFFER;
}

void
sipgo_session_take_offer_back (SipgoSession *self)
{
  sipgo_session_set_signaling (self, self->described ? SIPGO_SIGNALING_STATE_STABLE : SIPGO_SIGNALING_STATE_INITIAL,
                               self->settled_offer, self->settled_answer);
}

void
sipgo_session_close_signaling (SipgoSession *self)
{
  sipgo_session_set_signaling (self, SIPGO_SIGNALING_STATE_CLOSED, self->offer, self->answer);
}

void
sipgo_session_clear_signaling (SipgoSession *self)
{
  set_body (&self->offer, NULL);
  set_body (&self->answer, NULL);
  set_body (&self->settled_offer, NULL);
  set_body (&self->settled_answer, NULL);
}

static SipgoDialogState
find_dialog_state (SipgoSession *self)
{
  if (self->state == SIPGO_SESSION_STATE_TERMINATED)
    return SIPGO_DIALOG_STATE_TERMINATED;
  if (!self->dialog)
    return SIPGO_DIALOG_STATE_INITIAL;
  if (self->unconfirmed || SIPGO_SESSION_GET_CLASS (self)->awaits_ack (self))
    return SIPGO_DIALOG_STATE_ACK_WAIT;
  return sipgo_dialog_is_early (self->dialog) ? SIPGO_DIALOG_STATE_EARLY : SIPGO_DIALOG_STATE_CONFIRMED;
}

void
sipgo_session_check_dialog_state (SipgoSession *self)
{
  SipgoDialogState state = find_dialog_state (self);

  if (self->dialog_state == state)
    return;
  self->dialog_state = state;
  g_object_notify_by_pspec (G_OBJECT (self), dialog_state_spec);
}

/* --- the properties ----------------------------------------------------------------------------------------------- */

gboolean
sipgo_session_get_signaling (SipgoSession *self, guint id, GValue *value)
{
  switch (id)
    {
    case SIGNALING_DIALOG_STATE:
      g_value_set_enum (value, self->dialog_state);
      return TRUE;
    case SIGNALING_STATE:
      g_value_set_enum (value, self->signaling);
      return TRUE;
    case SIGNALING_OFFER:
      g_value_set_boxed (value, self->offer);
      return TRUE;
    case SIGNALING_ANSWER:
      g_value_set_boxed (value, self->answer);
      return TRUE;
    default:
      return FALSE;
    }
}

void
sipgo_session_install_signaling (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  /**
   * SipgoSession:dialog-state:
   *
   * Where the dialog stands: early, waiting for an ACK, confirmed.
   */
  dialog_state_spec = g_param_spec_enum ("dialog-state", NULL, NULL, SIPGO_TYPE_DIALOG_STATE, SIPGO_DIALOG_STATE_INITIAL, flags);
  g_object_class_install_property (object_class, SIGNALING_DIALOG_STATE, dialog_state_spec);
  /**
   * SipgoSession:signaling-state:
   *
   * Where offer and answer stand.
   */
  state_spec = g_param_spec_enum ("signaling-state", NULL, NULL, SIPGO_TYPE_SIGNALING_STATE, SIPGO_SIGNALING_STATE_INITIAL, flags);
  g_object_class_install_property (object_class, SIGNALING_STATE, state_spec);
  /**
   * SipgoSession:offer:
   *
   * The offer that waits for its answer, or the last one that got it, ours or the peer's; %NULL before the first. An offer
   * that came to nothing makes way for the one before.
   */
  offer_spec = g_param_spec_boxed ("offer", NULL, NULL, SIPGO_TYPE_BODY, flags);
  g_object_class_install_property (object_class, SIGNALING_OFFER, offer_spec);
  /**
   * SipgoSession:answer:
   *
   * The answer to [property@Session:offer]; %NULL while there is none.
   */
  answer_spec = g_param_spec_boxed ("answer", NULL, NULL, SIPGO_TYPE_BODY, flags);
  g_object_class_install_property (object_class, SIGNALING_ANSWER, answer_spec);
}

/**
 * sipgo_session_get_dialog_state:
 * @self: a session
 *
 * Where the dialog stands.
 *
 * Returns: the state
 */
SipgoDialogState
sipgo_session_get_dialog_state (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), SIPGO_DIALOG_STATE_TERMINATED);
  return self->dialog_state;
}

/**
 * sipgo_session_get_signaling_state:
 * @self: a session
 *
 * Where offer and answer stand.
 *
 * Returns: the state
 */
SipgoSignalingState
sipgo_session_get_signaling_state (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), SIPGO_SIGNALING_STATE_CLOSED);
  return self->signaling;
}

/**
 * sipgo_session_get_offer:
 * @self: a session
 *
 * The offer that waits for its answer, or the last one that got it.
 *
 * Returns: (transfer none) (nullable): the offer, or %NULL before the first
 */
SipgoBody *
sipgo_session_get_offer (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->offer;
}

/**
 * sipgo_session_get_answer:
 * @self: a session
 *
 * The answer to the offer.
 *
 * Returns: (transfer none) (nullable): the answer, or %NULL while there is none
 */
SipgoBody *
sipgo_session_get_answer (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->answer;
}
