/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-password-request-private.h"

#include "libsipgo/auth/sipgo-credentials-private.h"
#include "libsipgo/base/sipgo-error.h"

#include <string.h>

/**
 * SipgoPasswordRequest:
 *
 * A question for a password: the argument of [signal@UserAgent::password-needed]. A server has challenged a request
 * (401 or 407), and the account has no credentials for the realm, or the server has refused them. A handler provides
 * credentials, or refuses; [method@PasswordRequest.defer] lets it do so later, for example when the user has typed them
 * into a dialog.
 *
 * ```python
 * def on_password_needed(agent, request):
 *     text = "That was wrong. " if request.was_refused else ""
 *     password = ask_user(f"{text}Password of {request.username} for {request.realm}: ")
 *     request.provide(Sipgo.Credentials.new(request.username, password))
 *
 * agent.connect("password-needed", on_password_needed)
 * ```
 *
 * The credentials become those of the account, so that later requests have them. There is one question at a time for an
 * account and a realm: all requests that are challenged meanwhile wait for its answer.
 *
 * Since: 1.0
 */
struct _SipgoPasswordRequest
{
  GObject parent_instance;

  GPtrArray *pending;               /* NULL once it is decided */
  SipgoAccount *account;
  char *realm;
  char *username;
  gboolean was_refused;
  gboolean is_shown;                /* the handlers have returned */
  guint n_deferrals;
  gboolean is_provided;
  GArray *waiters;
};

typedef struct
{
  SipgoPasswordFunc func;
  gpointer user_data;
} Waiter;

G_DEFINE_FINAL_TYPE (SipgoPasswordRequest, sipgo_password_request, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ACCOUNT,
  PROP_REALM,
  PROP_USERNAME,
  PROP_WAS_REFUSED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
decide (SipgoPasswordRequest *self, gboolean provided)
{
  g_autoptr (SipgoPasswordRequest) hold = g_object_ref (self);
  g_autoptr (GPtrArray) pending = g_steal_pointer (&self->pending);

  if (!pending)
    return;
  g_ptr_array_remove_fast (pending, self);
  self->is_provided = provided;
  while (self->waiters->len > 0)
    {
      Waiter waiter = g_array_index (self->waiters, Waiter, 0);

      g_array_remove_index (self->waiters, 0);
      waiter.func (provided, waiter.user_data);
    }
}

static void
sipgo_password_request_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoPasswordRequest *self = SIPGO_PASSWORD_REQUEST (object);

  switch (id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_REALM:
      g_value_set_string (value, self->realm);
      break;
    case PROP_USERNAME:
      g_value_set_string (value, self->username);
      break;
    case PROP_WAS_REFUSED:
      g_value_set_boolean (value, self->was_refused);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* A handler that has deferred it and has dropped it will not decide any more. */
static void
sipgo_password_request_dispose (GObject *object)
{
  decide (SIPGO_PASSWORD_REQUEST (object), FALSE);
  G_OBJECT_CLASS (sipgo_password_request_parent_class)->dispose (object);
}

static void
sipgo_password_request_finalize (GObject *object)
{
  SipgoPasswordRequest *self = SIPGO_PASSWORD_REQUEST (object);

  g_clear_object (&self->account);
  g_free (self->realm);
  g_free (self->username);
  g_array_unref (self->waiters);
  G_OBJECT_CLASS (sipgo_password_request_parent_class)->finalize (object);
}

static void
sipgo_password_request_class_init (SipgoPasswordRequestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sipgo_password_request_get_property;
  object_class->dispose = sipgo_password_request_dispose;
  object_class->finalize = sipgo_password_request_finalize;

  /**
   * SipgoPasswordRequest:account:
   *
   * The account that the challenged request is of.
   *
   * Since: 1.0
   */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, SIPGO_TYPE_ACCOUNT, flags);
  /**
   * SipgoPasswordRequest:realm:
   *
   * What the password is for, as the server names it; show it to the user.
   *
   * Since: 1.0
   */
  props[PROP_REALM] = g_param_spec_string ("realm", NULL, NULL, NULL, flags);
  /**
   * SipgoPasswordRequest:username:
   *
   * A proposal for the user name: that of the credentials which were refused, or the user part of the account's
   * address. %NULL when it has none.
   *
   * Since: 1.0
   */
  props[PROP_USERNAME] = g_param_spec_string ("username", NULL, NULL, NULL, flags);
  /**
   * SipgoPasswordRequest:was-refused:
   *
   * Whether the server has refused a password: the last one was wrong.
   *
   * Since: 1.0
   */
  props[PROP_WAS_REFUSED] = g_param_spec_boolean ("was-refused", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_password_request_init (SipgoPasswordRequest *self)
{
  self->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
}

SipgoPasswordRequest *
sipgo_password_request_new (GPtrArray *pending, SipgoAccount *account, const SipgoDigestLack *lack)
{
  SipgoPasswordRequest *self = g_object_new (SIPGO_TYPE_PASSWORD_REQUEST, NULL);
  SipgoUri *uri = sipgo_account_get_uri (account);

  self->pending = g_ptr_array_ref (pending);
  g_ptr_array_add (pending, self);
  self->account = g_object_ref (account);
  self->realm = g_strdup (lack->realm);
  self->was_refused = lack->refused_user != NULL;
  self->username = g_strdup (lack->refused_user || !uri ? lack->refused_user : sipgo_uri_get_user (uri));
  return self;
}

SipgoPasswordRequest *
sipgo_password_request_find (GPtrArray *pending, SipgoAccount *account, const char *realm)
{
  guint i;

  for (i = 0; i < pending->len; i++)
    {
      SipgoPasswordRequest *request = pending->pdata[i];

      if (request->account == account && strcmp (request->realm, realm) == 0)
        return request;
    }
  return NULL;
}

void
sipgo_password_request_shown (SipgoPasswordRequest *self)
{
  self->is_shown = TRUE;
  if (self->n_deferrals == 0)
    decide (self, FALSE);
}

void
sipgo_password_request_wait (SipgoPasswordRequest *self, SipgoPasswordFunc func, gpointer user_data)
{
  Waiter waiter = { func, user_data };

  if (self->pending)
    g_array_append_val (self->waiters, waiter);
  else
    func (self->is_provided, user_data);
}

void
sipgo_password_request_leave (SipgoPasswordRequest *self, gpointer user_data)
{
  guint i;

  for (i = self->waiters->len; i > 0; i--)
    {
      if (g_array_index (self->waiters, Waiter, i - 1).user_data == user_data)
        g_array_remove_index (self->waiters, i - 1);
    }
}

void
sipgo_password_request_close_all (GPtrArray *pending)
{
  while (pending->len > 0)
    decide (pending->pdata[0], FALSE);
}

/* --- what a handler asks ------------------------------------------------------------------------------------------ */

/**
 * sipgo_password_request_get_account:
 * @self: a password request
 *
 * Gets the account that the challenged request is of.
 *
 * Returns: (transfer none): the account
 *
 * Since: 1.0
 */
SipgoAccount *
sipgo_password_request_get_account (SipgoPasswordRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_PASSWORD_REQUEST (self), NULL);
  return self->account;
}

/**
 * sipgo_password_request_get_realm:
 * @self: a password request
 *
 * Gets what the password is for.
 *
 * Returns: the realm
 *
 * Since: 1.0
 */
const char *
sipgo_password_request_get_realm (SipgoPasswordRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_PASSWORD_REQUEST (self), NULL);
  return self->realm;
}

/**
 * sipgo_password_request_get_username:
 * @self: a password request
 *
 * Gets a proposal for the user name.
 *
 * Returns: (nullable): the user name, or %NULL
 *
 * Since: 1.0
 */
const char *
sipgo_password_request_get_username (SipgoPasswordRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_PASSWORD_REQUEST (self), NULL);
  return self->username;
}

/**
 * sipgo_password_request_get_was_refused:
 * @self: a password request
 *
 * Checks whether the server has refused a password.
 *
 * Returns: %TRUE when the last one was wrong
 *
 * Since: 1.0
 */
gboolean
sipgo_password_request_get_was_refused (SipgoPasswordRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_PASSWORD_REQUEST (self), FALSE);
  return self->was_refused;
}

/* --- the decision ------------------------------------------------------------------------------------------------- */

static gboolean
check_open (SipgoPasswordRequest *self, GError **error)
{
  if (self->pending)
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
               "The question for the password of “%s” was answered already, or the agent was stopped", self->realm);
  return FALSE;
}

/**
 * sipgo_password_request_provide:
 * @self: a password request
 * @credentials: user name and password for the realm
 *
 * Answers the question: the account takes the credentials, for this realm only and in place of those that it has for
 * it, and all requests that wait go on.
 *
 * Fails when @credentials are for another realm ([error@Error] `INVALID`), and when the question was answered or the
 * agent was stopped (`STATE`).
 *
 * Returns: %TRUE when the credentials were taken; the server may still refuse them
 *
 * Since: 1.0
 */
gboolean
sipgo_password_request_provide (SipgoPasswordRequest *self, SipgoCredentials *credentials, GError **error)
{
  g_autoptr (SipgoPasswordRequest) hold = NULL;
  g_autoptr (SipgoCredentials) all = NULL;

  g_return_val_if_fail (SIPGO_IS_PASSWORD_REQUEST (self), FALSE);
  g_return_val_if_fail (credentials != NULL, FALSE);
  if (!check_open (self, error))
    return FALSE;
  all = sipgo_credentials_add_for_realm (sipgo_account_get_credentials (self->account), credentials, self->realm);
  if (!all)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                   "The credentials are for another realm: provide those for “%s”", self->realm);
      return FALSE;
    }
  hold = g_object_ref (self);
  sipgo_account_set_credentials (self->account, all);
  decide (self, TRUE);
  return TRUE;
}

/**
 * sipgo_password_request_refuse:
 * @self: a password request
 *
 * Answers the question with no: the requests that wait fail with the response of the server.
 *
 * Fails when the question was answered or the agent was stopped ([error@Error] `STATE`).
 *
 * Returns: %TRUE when they fail
 *
 * Since: 1.0
 */
gboolean
sipgo_password_request_refuse (SipgoPasswordRequest *self, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_PASSWORD_REQUEST (self), FALSE);
  if (!check_open (self, error))
    return FALSE;
  decide (self, FALSE);
  return TRUE;
}

/**
 * sipgo_password_request_defer:
 * @self: a password request, in a handler of its signal
 *
 * Keeps the question open after the handler has returned: [method@PasswordRequest.provide] or
 * [method@PasswordRequest.refuse] follows later, as late as the user likes, or a [method@PasswordRequest.proceed] for
 * each call. Keep a reference until then; dropping the last one refuses.
 *
 * Fails when the question was answered or the agent was stopped ([error@Error] `STATE`).
 *
 * Returns: %TRUE when it stays open
 *
 * Since: 1.0
 */
gboolean
sipgo_password_request_defer (SipgoPasswordRequest *self, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_PASSWORD_REQUEST (self), FALSE);
  if (!check_open (self, error))
    return FALSE;
  self->n_deferrals++;
  return TRUE;
}

/**
 * sipgo_password_request_proceed:
 * @self: a password request that was deferred
 *
 * Takes one [method@PasswordRequest.defer] back. After the last one the requests that wait fail, as when no handler had
 * decided.
 *
 * Fails when the question was not deferred, when it was answered, or when the agent was stopped ([error@Error]
 * `STATE`).
 *
 * Returns: %TRUE when a deferral was taken back
 *
 * Since: 1.0
 */
gboolean
sipgo_password_request_proceed (SipgoPasswordRequest *self, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_PASSWORD_REQUEST (self), FALSE);
  if (!check_open (self, error))
    return FALSE;
  if (self->n_deferrals == 0)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "The question for the password of “%s” was not deferred",
                   self->realm);
      return FALSE;
    }
  if (--self->n_deferrals == 0 && self->is_shown)
    decide (self, FALSE);
  return TRUE;
}
