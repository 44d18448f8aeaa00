/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-session-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/gst/sipgo-rtp-handler-factory-private.h"
#include "libsipgo/media/sipgo-description-request-private.h"
#include "libsipgo/media/sipgo-media-private.h"
#include "libsipgo/media/sipgo-sdp-modifier-private.h"

#define DESCRIPTION_TYPE "application/sdp"

/* One offer or answer on its way through the handler. */
typedef struct
{
  SipgoSession *session;
  SipgoSessionDescriptionHandlerOptions *options;
  GListModel *modifiers;
  SipgoOfferAnswerEvent event;      /* passed to the offer/answer state on success */
  SipgoBody *received;              /* the peer's description; NULL when we make an offer */
  SipgoDescribedFunc func;
  gpointer user_data;
} Exchange;

gboolean
sipgo_session_has_hold (GListModel *modifiers)
{
  gboolean found = FALSE;
  guint i;

  for (i = 0; modifiers && i < g_list_model_get_n_items (modifiers) && !found; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (modifiers, i);

      found = SIPGO_IS_SDP_MODIFIER (item) && sipgo_sdp_modifier_is_hold (SIPGO_SDP_MODIFIER (item));
    }
  return found;
}

/* When a modifier writes the hold, the handler gets the hold option too: the media must stop as well. */
static SipgoSessionDescriptionHandlerOptions *
dup_options (SipgoSession *session, SipgoSessionDescriptionHandlerOptions *options, GListModel *modifiers)
{
  if (!session->starts_held && !sipgo_session_has_hold (modifiers))
    return options ? g_object_ref (options) : NULL;
  options = sipgo_session_description_handler_options_new ();
  sipgo_session_description_handler_options_set_hold (options, TRUE);
  return options;
}

static Exchange *
exchange_new (SipgoSession *session, SipgoSessionDescriptionHandlerOptions *options, GListModel *modifiers,
              SipgoOfferAnswerEvent event, SipgoDescribedFunc func, gpointer user_data)
{
  Exchange *self = g_new0 (Exchange, 1);

  self->session = g_object_ref (session);
  self->options = dup_options (session, options, modifiers);
  self->modifiers = modifiers ? g_object_ref (modifiers) : NULL;
  self->event = event;
  self->func = func;
  self->user_data = user_data;
  return self;
}

static void
exchange_finish (Exchange *self, SipgoBody *body, const GError *error)
{
  g_autoptr (GError) ended = NULL;

  self->session->describing = NULL;
  if (!error && self->session->state == SIPGO_SESSION_STATE_TERMINATED)
    {
      ended = sipgo_session_make_ended_error (self->session);
      error = ended;
    }
  if (!error)
    {
      sipgo_session_take_offer_answer (self->session, self->event,
                                       self->event == SIPGO_OFFER_ANSWER_REMOTE_ANSWER ? self->received : body);
      sipgo_session_notify_media (self->session);
    }
  self->func (self->session, error ? NULL : body, error, self->user_data);
  g_object_unref (self->session);
  g_clear_object (&self->options);
  g_clear_object (&self->modifiers);
  g_clear_pointer (&self->received, sipgo_body_unref);
  g_free (self);
}

/* Applies all modifiers, in order. NULL with error when one of them fails. */
static char *
modify (GListModel *modifiers, const char *description, GError **error)
{
  g_autofree char *text = g_strdup (description);
  guint i;

  for (i = 0; modifiers && i < g_list_model_get_n_items (modifiers); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (modifiers, i);
      char *modified;

      if (!SIPGO_IS_SDP_MODIFIER (item))
        {
          g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                       "The list of modifiers has a %s, which does not implement SdpModifier",
                       G_OBJECT_TYPE_NAME (item));
          return NULL;
        }
      modified = sipgo_sdp_modifier_modify (SIPGO_SDP_MODIFIER (item), text, error);
      if (!modified)
        return NULL;
      g_free (text);
      text = modified;
    }
  return g_steal_pointer (&text);
}

static void
description_made (SipgoDescriptionRequest *request, const GError *error, gpointer user_data)
{
  Exchange *self = user_data;
  g_autofree char *text = NULL;
  g_autoptr (GError) modify_error = NULL;
  g_autoptr (SipgoBody) body = NULL;
  const char *content_type;

  if (error)
    {
      exchange_finish (self, NULL, error);
      return;
    }
  text = modify (self->modifiers, sipgo_description_request_get_result (request), &modify_error);
  if (!text)
    {
      exchange_finish (self, NULL, modify_error);
      return;
    }
  content_type = sipgo_description_request_get_result_content_type (request);
  body = sipgo_body_new (content_type ? content_type : DESCRIPTION_TYPE, text);
  exchange_finish (self, body, NULL);
}

/* The session has no handler when the application has answered the INVITE through its request object. */
static gboolean
check_handler (Exchange *self)
{
  g_autoptr (GError) error = NULL;

  if (self->session->handler)
    return TRUE;
  error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_MEDIA, "The session has no session description handler");
  exchange_finish (self, NULL, error);
  return FALSE;
}

static void
ask_for_description (Exchange *self, SipgoDescriptionType type)
{
  g_autoptr (SipgoDescriptionRequest) request = NULL;

  if (!check_handler (self))
    return;
  request = sipgo_description_request_new (type, NULL, NULL, self->options, description_made, self);
  self->session->describing = request;
  sipgo_session_description_handler_get_description (self->session->handler, request);
}

static void
description_taken (SipgoDescriptionRequest *request, const GError *error, gpointer user_data)
{
  Exchange *self = user_data;

  /* The handler is closed when the session is terminated: do not ask it for the answer. */
  if (error || self->event != SIPGO_OFFER_ANSWER_LOCAL_ANSWER || self->session->state == SIPGO_SESSION_STATE_TERMINATED)
    {
      exchange_finish (self, NULL, error);
      return;
    }
  sipgo_session_take_offer_answer (self->session, SIPGO_OFFER_ANSWER_REMOTE_OFFER, self->received);
  ask_for_description (self, SIPGO_DESCRIPTION_TYPE_ANSWER);
}

static void
give_description (Exchange *self, SipgoDescriptionType type, SipgoBody *body)
{
  g_autofree char *received = sipgo_body_get_text (body);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (SipgoDescriptionRequest) request = NULL;

  self->received = sipgo_body_ref (body);
  if (!check_handler (self))
    return;
  text = modify (self->modifiers, received, &error);
  if (!text)
    {
      exchange_finish (self, NULL, error);
      return;
    }
  request = sipgo_description_request_new (type, sipgo_body_get_content_type (body), text, self->options,
                                           description_taken, self);
  self->session->describing = request;
  sipgo_session_description_handler_set_description (self->session->handler, request);
}

/* --- what the other files use ------------------------------------------------------------------------------------- */

gboolean
sipgo_session_ensure_handler (SipgoSession *self, const char *local_address, GError **error)
{
  SipgoSessionDescriptionHandlerFactory *factory = self->factory;
  SipgoEnvironment *environment = sipgo_user_agent_core_get_environment (self->usage.core);
  SipgoMedia *media;
  gboolean entered;

  if (self->handler)
    return TRUE;
  if (!factory)
    factory = sipgo_agent_settings_get_factory (&self->usage.agent->settings);
  /* The handler's events belong in the agent's main context, whichever context the call was started in. */
  entered = sipgo_environment_enter (environment);
  if (SIPGO_IS_RTP_HANDLER_FACTORY (factory))
    sipgo_rtp_handler_factory_set_stun_server (SIPGO_RTP_HANDLER_FACTORY (factory), environment,
                                               sipgo_agent_get_stun_address (self->usage.agent));
  self->handler = sipgo_session_description_handler_factory_create_handler (factory, G_OBJECT (self), local_address);
  sipgo_environment_leave (environment, entered);
  if (!self->handler)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_MEDIA, "The %s made no session description handler",
                   G_OBJECT_TYPE_NAME (factory));
      return FALSE;
    }
  g_free (self->media_host);
  self->media_host = g_strdup (local_address);
  sipgo_session_note_media (self);
  media = sipgo_session_description_handler_get_media (self->handler);
  if (media)
    sipgo_media_set_environment (media, environment);
  sipgo_session_notify_handler (self);
  return TRUE;
}

SipgoStandby *
sipgo_session_remove_handler (SipgoSession *self)
{
  g_autoptr (SipgoSession) hold = g_object_ref (self);
  SipgoOfferAnswer *state = &self->offer_answer;
  gboolean is_unanswered = !state->has_settled && state->state != SIPGO_SIGNALING_STATE_HAVE_REMOTE_OFFER;
  SipgoDescriptionRequest *pending = self->describing;
  g_autoptr (SipgoStandby) standby = NULL;
  g_autoptr (GError) error = NULL;

  if (!self->handler)
    return NULL;
  /* Before any callback, which may end the session: the end closes the handler that the session has. */
  sipgo_session_forget_media (self);
  standby = sipgo_standby_new (g_steal_pointer (&self->handler), g_steal_pointer (&self->media_host), state->offer);
  if (pending)
    {
      error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                   "The INVITE goes to another target, which needs another handler");
      sipgo_description_request_fail (pending, error);
    }
  sipgo_session_take_offer_answer (self, SIPGO_OFFER_ANSWER_START_OVER, NULL);
  return is_unanswered && !pending ? g_steal_pointer (&standby) : NULL;
}

void
sipgo_session_restore_handler (SipgoSession *self, SipgoStandby *standby)
{
  g_autoptr (SipgoSession) hold = g_object_ref (self);
  g_autoptr (SipgoBody) offer = g_steal_pointer (&standby->offer);

  self->handler = g_steal_pointer (&standby->handler);
  g_free (self->media_host);
  self->media_host = g_steal_pointer (&standby->local_host);
  sipgo_standby_free (standby);
  if (offer)
    sipgo_session_take_offer_answer (self, SIPGO_OFFER_ANSWER_LOCAL_OFFER, offer);
  sipgo_session_notify_handler (self);
}

void
sipgo_session_make_offer (SipgoSession *self, SipgoSessionDescriptionHandlerOptions *options, GListModel *modifiers,
                          SipgoDescribedFunc func, gpointer user_data)
{
  ask_for_description (exchange_new (self, options, modifiers, SIPGO_OFFER_ANSWER_LOCAL_OFFER, func, user_data),
                       SIPGO_DESCRIPTION_TYPE_OFFER);
}

void
sipgo_session_take_offer (SipgoSession *self, SipgoBody *offer, SipgoSessionDescriptionHandlerOptions *options,
                          GListModel *modifiers, SipgoDescribedFunc func, gpointer user_data)
{
  give_description (exchange_new (self, options, modifiers, SIPGO_OFFER_ANSWER_LOCAL_ANSWER, func, user_data),
                    SIPGO_DESCRIPTION_TYPE_OFFER, offer);
}

void
sipgo_session_take_answer (SipgoSession *self, SipgoBody *answer, GListModel *modifiers, SipgoDescribedFunc func,
                           gpointer user_data)
{
  give_description (exchange_new (self, NULL, modifiers, SIPGO_OFFER_ANSWER_REMOTE_ANSWER, func, user_data),
                    SIPGO_DESCRIPTION_TYPE_ANSWER, answer);
}

void
sipgo_session_roll_back (SipgoSession *self)
{
  g_autoptr (SipgoSession) hold = g_object_ref (self);

  if (sipgo_offer_answer_is_settled (&self->offer_answer) || !self->handler)
    return;
  sipgo_session_take_offer_answer (self, SIPGO_OFFER_ANSWER_ROLL_BACK, NULL);
  /* A signal handler may have ended the session, which closes the description handler. */
  if (self->state != SIPGO_SESSION_STATE_TERMINATED)
    sipgo_session_description_handler_rollback_description (self->handler);
}

guint
sipgo_session_refusal_of (const GError *error)
{
  return g_error_matches (error, SIPGO_ERROR, SIPGO_ERROR_RESOURCES) ? 503 : 488;
}

gboolean
sipgo_session_is_same_text (SipgoBody *body, SipgoBody *other)
{
  g_autofree char *text = body ? sipgo_body_get_text (body) : NULL;
  g_autofree char *other_text = other ? sipgo_body_get_text (other) : NULL;

  return g_strcmp0 (text, other_text) == 0;
}

SipgoBody *
sipgo_session_find_description (SipgoSession *self, SipgoMessage *message)
{
  SipgoBody *body = sipgo_message_get_body (message);
  const char *content_type = body ? sipgo_body_get_content_type (body) : NULL;

  /* A body with a Content-Encoding that got this far is optional (Content-Disposition): ignore it. */
  if (!content_type || sipgo_message_is_encoded (message))
    return NULL;
  if (self->handler && sipgo_session_description_handler_has_description (self->handler, content_type))
    return sipgo_body_ref (body);
  return sipgo_body_find (body, DESCRIPTION_TYPE);
}
