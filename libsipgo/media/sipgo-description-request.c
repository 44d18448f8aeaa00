/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/media/sipgo-description-request-private.h"

#include "libsipgo/base/sipgo-error.h"

/**
 * SipgoDescriptionRequest:
 *
 * A session asks its [iface@SessionDescriptionHandler] for a session description, or gives it the peer's.
 *
 * A handler calls [method@DescriptionRequest.complete] or [method@DescriptionRequest.fail] once, within the method that
 * is given the request or later. A request whose last reference is dropped without either call fails by itself with
 * [error@Error] `MEDIA`, so that the session does not wait for ever.
 *
 * Since: 1.0
 */
struct _SipgoDescriptionRequest
{
  GObject parent_instance;

  SipgoDescriptionType type;
  char *content_type;
  char *content;
  SipgoSessionDescriptionHandlerOptions *options;
  SipgoDescriptionFunc func;   /* NULL once completed, failed or abandoned */
  gpointer user_data;
  char *result_content_type;
  char *result;
};

G_DEFINE_FINAL_TYPE (SipgoDescriptionRequest, sipgo_description_request, G_TYPE_OBJECT)

static void
finish (SipgoDescriptionRequest *self, const GError *error)
{
  SipgoDescriptionFunc func = g_steal_pointer (&self->func);

  if (func)
    func (self, error, self->user_data);
}

/* An unanswered request fails in dispose and not in finalize, because func may still read the request. */
static void
sipgo_description_request_dispose (GObject *object)
{
  SipgoDescriptionRequest *self = SIPGO_DESCRIPTION_REQUEST (object);

  if (self->func)
    {
      g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_MEDIA,
                                                      "The session description handler dropped the request "
                                                      "without an answer");

      finish (self, error);
    }
  g_clear_object (&self->options);
  G_OBJECT_CLASS (sipgo_description_request_parent_class)->dispose (object);
}

static void
sipgo_description_request_finalize (GObject *object)
{
  SipgoDescriptionRequest *self = SIPGO_DESCRIPTION_REQUEST (object);

  g_free (self->content_type);
  g_free (self->content);
  g_free (self->result_content_type);
  g_free (self->result);
  G_OBJECT_CLASS (sipgo_description_request_parent_class)->finalize (object);
}

static void
sipgo_description_request_class_init (SipgoDescriptionRequestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sipgo_description_request_dispose;
  object_class->finalize = sipgo_description_request_finalize;
}

static void
sipgo_description_request_init (SipgoDescriptionRequest *self)
{
}

SipgoDescriptionRequest *
sipgo_description_request_new (SipgoDescriptionType type, const char *content_type, const char *content,
                               SipgoSessionDescriptionHandlerOptions *options,
                               SipgoDescriptionFunc func, gpointer user_data)
{
  SipgoDescriptionRequest *self = g_object_new (SIPGO_TYPE_DESCRIPTION_REQUEST, NULL);

  g_assert (func);
  self->type = type;
  self->content_type = g_strdup (content_type);
  self->content = g_strdup (content);
  self->options = options ? g_object_ref (options) : NULL;
  self->func = func;
  self->user_data = user_data;
  return self;
}

void
sipgo_description_request_abandon (SipgoDescriptionRequest *self)
{
  self->func = NULL;
}

/**
 * sipgo_description_request_get_description_type:
 * @self: a request
 *
 * Gets whether the description that the session asks for, or gives, is an offer or an answer.
 *
 * Returns: the type
 *
 * Since: 1.0
 */
SipgoDescriptionType
sipgo_description_request_get_description_type (SipgoDescriptionRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_DESCRIPTION_REQUEST (self), SIPGO_DESCRIPTION_TYPE_OFFER);
  return self->type;
}

/**
 * sipgo_description_request_get_content_type:
 * @self: a request
 *
 * Gets the media type of the peer's description.
 *
 * Returns: (nullable): the type, such as `application/sdp`; %NULL if the session asks for a description
 *
 * Since: 1.0
 */
const char *
sipgo_description_request_get_content_type (SipgoDescriptionRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_DESCRIPTION_REQUEST (self), NULL);
  return self->content_type;
}

/**
 * sipgo_description_request_get_content:
 * @self: a request
 *
 * Gets the peer's description.
 *
 * Returns: (nullable): the text; %NULL if the session asks for a description
 *
 * Since: 1.0
 */
const char *
sipgo_description_request_get_content (SipgoDescriptionRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_DESCRIPTION_REQUEST (self), NULL);
  return self->content;
}

/**
 * sipgo_description_request_get_options:
 * @self: a request
 *
 * Gets what the application wants of the media.
 *
 * Returns: (transfer none) (nullable): the options, or %NULL
 *
 * Since: 1.0
 */
SipgoSessionDescriptionHandlerOptions *
sipgo_description_request_get_options (SipgoDescriptionRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_DESCRIPTION_REQUEST (self), NULL);
  return self->options;
}

/**
 * sipgo_description_request_complete:
 * @self: a request
 * @content_type: (nullable): the media type of @content
 * @content: (nullable): the description that the session asked for; %NULL if the session gave the peer's description
 *
 * Completes the request. Only the first call of this method or of [method@DescriptionRequest.fail] has an effect.
 *
 * %NULL as @content_type stands for `application/sdp`. If the session asked for a description and @content is %NULL,
 * the request fails with [error@Error] `MEDIA`.
 *
 * Since: 1.0
 */
void
sipgo_description_request_complete (SipgoDescriptionRequest *self, const char *content_type, const char *content)
{
  g_autoptr (SipgoDescriptionRequest) alive = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SIPGO_IS_DESCRIPTION_REQUEST (self));
  if (!self->func)
    return;
  alive = g_object_ref (self);
  if (!self->content && !content)
    error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_MEDIA, "The session description handler made no description");
  self->result_content_type = g_strdup (content_type ? content_type : "application/sdp");
  self->result = g_strdup (content);
  finish (self, error);
}

/**
 * sipgo_description_request_fail:
 * @self: a request
 * @error: the reason
 *
 * Fails the request. Only the first call of this method or of [method@DescriptionRequest.complete] has an effect.
 *
 * Since: 1.0
 */
void
sipgo_description_request_fail (SipgoDescriptionRequest *self, const GError *error)
{
  g_autoptr (SipgoDescriptionRequest) alive = NULL;

  g_return_if_fail (SIPGO_IS_DESCRIPTION_REQUEST (self));
  g_return_if_fail (error != NULL);
  alive = g_object_ref (self);
  finish (self, error);
}

const char *
sipgo_description_request_get_result (SipgoDescriptionRequest *self)
{
  return self->result;
}

const char *
sipgo_description_request_get_result_content_type (SipgoDescriptionRequest *self)
{
  return self->result_content_type;
}
