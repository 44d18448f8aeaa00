/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-credentials-request-private.h"

#include "libsipgo/base/sipgo-error.h"

#include <string.h>

/**
 * SipgoCredentialsRequest:
 *
 * A request of a peer whose password is to be checked: the argument of [signal@Authenticator::credentials-needed]. A
 * handler provides the credentials of the user, or refuses. [method@CredentialsRequest.defer] lets it decide later, for
 * example after a look into a database.
 *
 * The library then compares the digest of the request with these credentials. When they do not agree, or when the
 * handler refuses or does nothing, the peer gets 401: it cannot tell a wrong password from an unknown user.
 *
 * Since: 1.0
 */
struct _SipgoCredentialsRequest
{
  GObject parent_instance;

  SipgoIncomingRequest *request;
  SipgoAuthorization *authorization;
  SipgoCredentials *credentials;
  GObject *owner;
  gboolean is_decided;
  gboolean is_closed;        /* the decision was taken up: later deferrals of the request are not ours */
};

G_DEFINE_FINAL_TYPE (SipgoCredentialsRequest, sipgo_credentials_request, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_USERNAME,
  PROP_REALM,
  PROP_METHOD,
  PROP_URI,
  PROP_MESSAGE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
sipgo_credentials_request_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoCredentialsRequest *self = SIPGO_CREDENTIALS_REQUEST (object);

  switch (id)
    {
    case PROP_USERNAME:
      g_value_set_string (value, self->authorization->username);
      break;
    case PROP_REALM:
      g_value_set_string (value, self->authorization->realm);
      break;
    case PROP_METHOD:
      g_value_set_string (value, sipgo_credentials_request_get_method (self));
      break;
    case PROP_URI:
      g_value_set_boxed (value, sipgo_credentials_request_get_uri (self));
      break;
    case PROP_MESSAGE:
      g_value_set_boxed (value, sipgo_credentials_request_get_message (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_credentials_request_finalize (GObject *object)
{
  SipgoCredentialsRequest *self = SIPGO_CREDENTIALS_REQUEST (object);

  g_clear_object (&self->request);
  g_clear_object (&self->owner);
  sipgo_authorization_free (self->authorization);
  g_clear_pointer (&self->credentials, sipgo_credentials_unref);
  G_OBJECT_CLASS (sipgo_credentials_request_parent_class)->finalize (object);
}

static void
sipgo_credentials_request_class_init (SipgoCredentialsRequestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sipgo_credentials_request_get_property;
  object_class->finalize = sipgo_credentials_request_finalize;
  /**
   * SipgoCredentialsRequest:username:
   *
   * The user name that the peer claims. Nothing is proved yet.
   *
   * Since: 1.0
   */
  props[PROP_USERNAME] = g_param_spec_string ("username", NULL, NULL, NULL, flags);
  /**
   * SipgoCredentialsRequest:realm:
   *
   * The realm: [property@Authenticator:realm].
   *
   * Since: 1.0
   */
  props[PROP_REALM] = g_param_spec_string ("realm", NULL, NULL, NULL, flags);
  /**
   * SipgoCredentialsRequest:method:
   *
   * The method of the request, such as `REGISTER`.
   *
   * Since: 1.0
   */
  props[PROP_METHOD] = g_param_spec_string ("method", NULL, NULL, NULL, flags);
  /**
   * SipgoCredentialsRequest:uri:
   *
   * The Request-URI.
   *
   * Since: 1.0
   */
  props[PROP_URI] = g_param_spec_boxed ("uri", NULL, NULL, SIPGO_TYPE_URI, flags);
  /**
   * SipgoCredentialsRequest:message:
   *
   * The whole request.
   *
   * Since: 1.0
   */
  props[PROP_MESSAGE] = g_param_spec_boxed ("message", NULL, NULL, SIPGO_TYPE_MESSAGE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_credentials_request_init (SipgoCredentialsRequest *self)
{
}

SipgoCredentialsRequest *
sipgo_credentials_request_new (SipgoIncomingRequest *request, SipgoAuthorization *authorization, gpointer owner)
{
  SipgoCredentialsRequest *self = g_object_new (SIPGO_TYPE_CREDENTIALS_REQUEST, NULL);

  self->request = g_object_ref (request);
  self->authorization = authorization;
  self->owner = g_object_ref (owner);
  return self;
}

gpointer
sipgo_credentials_request_get_owner (SipgoCredentialsRequest *self)
{
  return self->owner;
}

SipgoIncomingRequest *
sipgo_credentials_request_get_request (SipgoCredentialsRequest *self)
{
  return self->request;
}

const SipgoAuthorization *
sipgo_credentials_request_get_authorization (SipgoCredentialsRequest *self)
{
  return self->authorization;
}

SipgoCredentials *
sipgo_credentials_request_get_credentials (SipgoCredentialsRequest *self)
{
  return self->credentials;
}

void
sipgo_credentials_request_close (SipgoCredentialsRequest *self)
{
  self->is_decided = TRUE;
  self->is_closed = TRUE;
}

/**
 * sipgo_credentials_request_get_username:
 * @self: a credentials request
 *
 * Gets the user name that the peer claims.
 *
 * Returns: the user name
 *
 * Since: 1.0
 */
const char *
sipgo_credentials_request_get_username (SipgoCredentialsRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_CREDENTIALS_REQUEST (self), NULL);
  return self->authorization->username;
}

/**
 * sipgo_credentials_request_get_realm:
 * @self: a credentials request
 *
 * Gets the realm.
 *
 * Returns: the realm
 *
 * Since: 1.0
 */
const char *
sipgo_credentials_request_get_realm (SipgoCredentialsRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_CREDENTIALS_REQUEST (self), NULL);
  return self->authorization->realm;
}

/**
 * sipgo_credentials_request_get_method:
 * @self: a credentials request
 *
 * Gets the method of the request.
 *
 * Returns: the method
 *
 * Since: 1.0
 */
const char *
sipgo_credentials_request_get_method (SipgoCredentialsRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_CREDENTIALS_REQUEST (self), NULL);
  return sipgo_incoming_request_get_method (self->request);
}

/**
 * sipgo_credentials_request_get_uri:
 * @self: a credentials request
 *
 * Gets the Request-URI.
 *
 * Returns: (transfer none): the URI
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_credentials_request_get_uri (SipgoCredentialsRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_CREDENTIALS_REQUEST (self), NULL);
  return sipgo_message_get_request_uri (sipgo_incoming_request_get_message (self->request));
}

/**
 * sipgo_credentials_request_get_message:
 * @self: a credentials request
 *
 * Gets the whole request.
 *
 * Returns: (transfer none): the request
 *
 * Since: 1.0
 */
SipgoMessage *
sipgo_credentials_request_get_message (SipgoCredentialsRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_CREDENTIALS_REQUEST (self), NULL);
  return sipgo_incoming_request_get_message (self->request);
}

/* --- the decision ------------------------------------------------------------------------------------------------- */

static gboolean
check_open (SipgoCredentialsRequest *self, GError **error)
{
  if (!self->is_decided && !sipgo_incoming_request_is_answered (self->request))
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
               "The password of the %s was checked already, or the time to decide is over",
               sipgo_incoming_request_get_method (self->request));
  return FALSE;
}

static gboolean
check_user (SipgoCredentialsRequest *self, SipgoCredentials *credentials, GError **error)
{
  const char *realm = sipgo_credentials_get_realm (credentials);

  if (strcmp (sipgo_credentials_get_username (credentials), self->authorization->username) == 0
      && (!realm || strcmp (realm, self->authorization->realm) == 0))
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
               "The credentials are for another user or realm: provide those of “%s” in “%s”",
               self->authorization->username, self->authorization->realm);
  return FALSE;
}

/* Takes back all deferrals; the last one completes the request. */
static gboolean
decide (SipgoCredentialsRequest *self)
{
  g_autoptr (SipgoCredentialsRequest) hold = g_object_ref (self);

  self->is_decided = TRUE;
  while (!self->is_closed && sipgo_incoming_request_is_deferred (self->request))
    sipgo_incoming_request_proceed (self->request, NULL);
  return TRUE;
}

/**
 * sipgo_credentials_request_provide:
 * @self: a credentials request
 * @credentials: the user's name and password, or their hash ([ctor@Credentials.new_ha1])
 *
 * Gives the credentials that the request has to agree with. Only the first decision counts.
 *
 * Fails when @credentials are for another user or realm ([error@Error] `INVALID`), and when the request was decided or
 * its time is over (`STATE`).
 *
 * Returns: %TRUE when the credentials were taken; that does not say that the password of the peer is right
 *
 * Since: 1.0
 */
gboolean
sipgo_credentials_request_provide (SipgoCredentialsRequest *self, SipgoCredentials *credentials, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_CREDENTIALS_REQUEST (self), FALSE);
  g_return_val_if_fail (credentials != NULL, FALSE);
  if (!check_open (self, error) || !check_user (self, credentials, error))
    return FALSE;
  self->credentials = sipgo_credentials_ref (credentials);
  return decide (self);
}

/**
 * sipgo_credentials_request_refuse:
 * @self: a credentials request
 *
 * Refuses the request, as when the user is not known: the peer gets 401, as for a wrong password. Only the first
 * decision counts.
 *
 * Fails when the request was decided or its time is over ([error@Error] `STATE`).
 *
 * Returns: %TRUE when it is refused
 *
 * Since: 1.0
 */
gboolean
sipgo_credentials_request_refuse (SipgoCredentialsRequest *self, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_CREDENTIALS_REQUEST (self), FALSE);
  return check_open (self, error) && decide (self);
}

/**
 * sipgo_credentials_request_defer:
 * @self: a credentials request, in a handler of its signal, or one that was deferred before
 *
 * Defers the decision. Each call is matched by one of [method@CredentialsRequest.proceed], or by a decision. A request
 * that is not decided within 25 seconds (an INVITE: 60) gets 503.
 *
 * Fails when the signal is not being emitted, or the request was decided ([error@Error] `STATE`).
 *
 * Returns: %TRUE when it waits
 *
 * Since: 1.0
 */
gboolean
sipgo_credentials_request_defer (SipgoCredentialsRequest *self, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_CREDENTIALS_REQUEST (self), FALSE);
  return check_open (self, error) && sipgo_incoming_request_defer (self->request, error);
}

/**
 * sipgo_credentials_request_proceed:
 * @self: a credentials request that was deferred
 *
 * Takes one [method@CredentialsRequest.defer] back. After the last one the request gets 401, unless a handler has
 * provided credentials.
 *
 * Fails when the request was not deferred, or its time is over ([error@Error] `STATE`).
 *
 * Returns: %TRUE when a deferral was taken back
 *
 * Since: 1.0
 */
gboolean
sipgo_credentials_request_proceed (SipgoCredentialsRequest *self, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_CREDENTIALS_REQUEST (self), FALSE);
  return check_open (self, error) && sipgo_incoming_request_proceed (self->request, error);
}
