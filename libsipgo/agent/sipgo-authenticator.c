/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-authenticator-private.h"

#include "libsipgo/agent/sipgo-agent-private.h"
#include "libsipgo/agent/sipgo-credentials-request-private.h"
#include "libsipgo/auth/sipgo-digest-server-private.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/message/sipgo-name-addr-private.h"
#include "libsipgo/sipgo-agent-enum-types.h"

#include <string.h>

#define DEFAULT_REALM "sip"
#define DEFAULT_NONCE_LIFETIME 300

/**
 * SipgoAuthenticator:
 *
 * Checks the passwords of those that send requests to an agent: [property@UserAgent:authenticator]. By default it
 * checks none. It is the server's side of Digest (RFC 3261 section 22, RFC 7616, RFC 8760): a request without a valid
 * user name and password gets 401, one whose credentials are for another Request-URI 400, and one with the right
 * password and the address of another user 403.
 *
 * A nonce is for one IP address, expires, and is accepted only once with each nonce count, so what somebody has
 * recorded cannot be sent again. [property@UserAgent:limits] has limits for the requests of one source without a
 * password, and with a wrong one.
 *
 * A registrar for one's own network needs [property@Authenticator:challenges], a handler of
 * [signal@Authenticator::credentials-needed], and one of [signal@UserAgent::register-received]:
 *
 * ```c
 * static void
 * provide (SipgoAuthenticator *authenticator, SipgoCredentialsRequest *request, gpointer user_data)
 * {
 *   g_autoptr (SipgoCredentials) alice = sipgo_credentials_new ("alice", "secret");
 *
 *   if (g_str_equal (sipgo_credentials_request_get_username (request), "alice"))
 *     sipgo_credentials_request_provide (request, alice, NULL);
 * }
 *
 * static void
 * protect (SipgoUserAgent *agent)
 * {
 *   SipgoAuthenticator *authenticator = sipgo_user_agent_get_authenticator (agent);
 *
 *   sipgo_authenticator_set_challenges (authenticator, SIPGO_CHALLENGES_REGISTER);
 *   g_signal_connect (authenticator, "credentials-needed", G_CALLBACK (provide), NULL);
 * }
 * ```
 *
 * ```python
 * def provide(_authenticator, request):
 *     password = {"alice": "secret"}.get(request.username)
 *     if password:
 *         request.provide(Sipgo.Credentials.new(request.username, password))
 *
 * agent.authenticator.challenges = Sipgo.Challenges.REGISTER
 * agent.authenticator.connect("credentials-needed", provide)
 * agent.connect("register-received", lambda _agent, contact: contact.accept())
 * ```
 *
 * Since: 1.0
 */
struct _SipgoAuthenticator
{
  GObject parent_instance;

  SipgoAgent *agent;                /* not owned; NULL once it is gone */
  SipgoDigestServer *server;
  SipgoChallenges challenges;
  char *realm;
  GStrv algorithms;
  guint nonce_lifetime;             /* seconds */
  gboolean allow_any_identity;
};

G_DEFINE_FINAL_TYPE (SipgoAuthenticator, sipgo_authenticator, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_CHALLENGES,
  PROP_REALM,
  PROP_ALGORITHMS,
  PROP_NONCE_LIFETIME,
  PROP_ALLOW_ANY_IDENTITY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

enum
{
  SIGNAL_CREDENTIALS_NEEDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Not SHA-256, also not as a second one: SIP.js and JsSIP read only the first challenge and know only MD5, and
 * baresip 1.0 gives up when it sees one that it does not know. */
static const char *const default_algorithms[] = { "MD5", NULL };

static SipgoEnvironment *
environment_of (SipgoAuthenticator *self)
{
  return sipgo_user_agent_core_get_environment (self->agent->core);
}

void
sipgo_authenticator_set_agent (SipgoAuthenticator *self, SipgoAgent *agent)
{
  g_clear_pointer (&self->server, sipgo_digest_server_free);
  self->agent = agent;
  if (!agent)
    return;
  self->server = sipgo_digest_server_new (sipgo_user_agent_core_get_random (agent->core));
  sipgo_digest_server_set_lifetime (self->server, SIPGO_SECONDS (self->nonce_lifetime));
}

/* --- checking a request ------------------------------------------------------------------------------------------- */

/* NULL for a SipgoTransport, whose peers have no addresses. */
static const SipgoAddress *
get_source (SipgoIncomingRequest *request)
{
  return sipgo_flow_get_remote (request->flow);
}

static const char *
format_source (SipgoIncomingRequest *request, char text[SIPGO_ADDRESS_TEXT_LENGTH])
{
  const SipgoAddress *source = get_source (request);

  return source ? sipgo_address_format_host (source, text) : "";
}

static void
note (SipgoAuthenticator *self, SipgoIncomingRequest *request, const char *what)
{
  const char *method = sipgo_incoming_request_get_method (request);
  g_autofree char *source = sipgo_incoming_request_get_source (request);

  /* Without the user name: people type their password into the wrong field. */
  sipgo_log (environment_of (self), SIPGO_LOG_STATE, "a %s from %s %s", method, source, what);
  sipgo_recorder_add_note (sipgo_user_agent_core_get_recorder (self->agent->core), 0,
                           sipgo_message_get_call_id (request->message), "a %s %s", method, what);
}

static void
challenge (SipgoAuthenticator *self, SipgoIncomingRequest *request, gboolean stale)
{
  char source[SIPGO_ADDRESS_TEXT_LENGTH];
  g_autoptr (SipgoMessage) response = NULL;

  if (!sipgo_limits_admit_unauthenticated (self->agent->limits, get_source (request)))
    {
      sipgo_incoming_request_refuse_for_now (request);
      return;
    }
  response = sipgo_incoming_request_make_response (request, 401, NULL, NULL, NULL);
  sipgo_digest_server_add_challenges (self->server, response, (const char *const *) self->algorithms, self->realm,
                                      format_source (request, source), stale,
                                      sipgo_environment_now (environment_of (self)));
  sipgo_incoming_request_send_response (request, response);
}

static gboolean
is_offered (SipgoAuthenticator *self, const SipgoAuthorization *authorization)
{
  SipgoDigestHash hash;
  gboolean session;
  guint i;

  for (i = 0; self->algorithms[i]; i++)
    if (sipgo_digest_parse_algorithm (self->algorithms[i], &hash, &session) && hash == authorization->hash)
      return TRUE;
  return FALSE;
}

/* A proxy may write the Request-URI in another way, so the URIs are compared as such (19.1.4), not as texts. */
static gboolean
is_for_request (const SipgoAuthorization *authorization, SipgoMessage *message)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse (authorization->uri, NULL);

  return uri && sipgo_uri_equal (uri, sipgo_message_get_request_uri (message));
}

/* The user name is the user part of the address, or the whole address without its scheme. */
static gboolean
is_address_of (const char *username, SipgoNameAddr *address)
{
  SipgoUri *uri = address ? sipgo_name_addr_get_uri (address) : NULL;
  const char *user = uri ? sipgo_uri_get_user (uri) : NULL;
  const char *host = user ? sipgo_uri_get_host (uri) : NULL;
  gsize length = user ? strlen (user) : 0;

  if (!user || strncmp (username, user, length) != 0)
    return FALSE;
  return username[length] == '\0'
         || (host && username[length] == '@' && g_ascii_strcasecmp (username + length + 1, host) == 0);
}

/* Whom the request speaks for: a REGISTER for its address-of-record (10.3), all others for their sender. */
static gboolean
may_use_identity (SipgoAuthenticator *self, const char *username, SipgoMessage *message)
{
  return self->allow_any_identity
         || is_address_of (username, sipgo_message_method_is (message, "REGISTER") ? sipgo_message_get_to (message)
                                                                                   : sipgo_message_get_from (message));
}

static void
pass_on (SipgoAuthenticator *self, SipgoIncomingRequest *request)
{
  SIPGO_AGENT_GET_CLASS (self->agent)->receive (self->agent, request);
}

/* The limit is checked again: others of the source may have failed while this one waited for its credentials. */
static void
check_password (SipgoAuthenticator *self, SipgoCredentialsRequest *credentials)
{
  SipgoIncomingRequest *request = sipgo_credentials_request_get_request (credentials);
  const SipgoAuthorization *authorization = sipgo_credentials_request_get_authorization (credentials);

  if (!sipgo_limits_admit_authentication (self->agent->limits, get_source (request)))
    {
      sipgo_incoming_request_refuse_for_now (request);
    }
  else if (!sipgo_digest_server_verify (self->server, authorization, request->message,
                                        sipgo_credentials_request_get_credentials (credentials)))
    {
      note (self, request, "has a wrong user name or password");
      sipgo_limits_count_failed_authentication (self->agent->limits, get_source (request));
      challenge (self, request, FALSE);
    }
  else if (!sipgo_digest_server_use (self->server, authorization, sipgo_environment_now (environment_of (self))))
    {
      challenge (self, request, TRUE);
    }
  else if (!may_use_identity (self, authorization->username, request->message))
    {
      note (self, request, "has the right password, but the address of another user");
      sipgo_incoming_request_respond_simple (request, 403);
    }
  else
    {
      sipgo_incoming_request_set_authenticated (request, authorization->username);
      pass_on (self, request);
    }
}

/* As sipgo_agent_check_started (), which stands above. */
static gboolean
is_started (SipgoAgent *agent)
{
  return agent->state == SIPGO_USER_AGENT_STATE_STARTED && !agent->stop_task;
}

/* The handlers have decided, or have had their time. A handler may have stopped the agent, or dropped it. */
static void
decided (SipgoIncomingRequest *request, gboolean in_time, GObject *owner)
{
  SipgoCredentialsRequest *credentials = SIPGO_CREDENTIALS_REQUEST (owner);
  g_autoptr (SipgoAuthenticator) self = g_object_ref (sipgo_credentials_request_get_owner (credentials));
  g_autoptr (SipgoAgent) agent = self->agent ? g_object_ref (self->agent) : NULL;

  sipgo_credentials_request_close (credentials);
  sipgo_incoming_request_set_undecided (request, NULL, NULL);
  if (in_time && agent && is_started (agent))
    check_password (self, credentials);
  else
    sipgo_incoming_request_refuse_for_now (request);
}

/* Takes the authorization. */
static void
ask (SipgoAuthenticator *self, SipgoIncomingRequest *request, SipgoAuthorization *authorization)
{
  g_autoptr (SipgoCredentialsRequest) credentials = sipgo_credentials_request_new (request, authorization, self);

  sipgo_incoming_request_set_undecided (request, decided, credentials);
  sipgo_incoming_request_show (request, self, signals[SIGNAL_CREDENTIALS_NEEDED], credentials);
}

static gboolean
needs_password (SipgoAuthenticator *self, SipgoIncomingRequest *request)
{
  return self->challenges == SIPGO_CHALLENGES_ALL
         || (self->challenges == SIPGO_CHALLENGES_REGISTER && sipgo_message_method_is (request->message, "REGISTER"));
}

/* The nonce is checked before the password: this costs no look at the passwords, and a nonce that has expired is not a
 * failed attempt, though RFC 7616 3.3 recommends stale=true only after a valid digest. */
static void
check (SipgoAuthenticator *self, SipgoIncomingRequest *request)
{
  g_autoptr (SipgoAuthorization) authorization = sipgo_authorization_read (request->message, self->realm);
  char source[SIPGO_ADDRESS_TEXT_LENGTH];

  if (!authorization || !is_offered (self, authorization))
    challenge (self, request, FALSE);
  else if (!sipgo_digest_server_is_fresh (self->server, authorization, format_source (request, source),
                                          sipgo_environment_now (environment_of (self))))
    challenge (self, request, TRUE);
  else if (!is_for_request (authorization, request->message))
    sipgo_incoming_request_respond_simple (request, 400);
  else if (!sipgo_limits_admit_authentication (self->agent->limits, get_source (request)))
    sipgo_incoming_request_refuse_for_now (request);
  else
    ask (self, request, g_steal_pointer (&authorization));
}

void
sipgo_authenticator_receive (SipgoAuthenticator *self, SipgoIncomingRequest *request)
{
  g_autoptr (SipgoAuthenticator) hold = g_object_ref (self);

  if (needs_password (self, request))
    check (self, request);
  else
    pass_on (self, request);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_authenticator_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoAuthenticator *self = SIPGO_AUTHENTICATOR (object);

  switch (id)
    {
    case PROP_CHALLENGES:
      g_value_set_enum (value, self->challenges);
      break;
    case PROP_REALM:
      g_value_set_string (value, self->realm);
      break;
    case PROP_ALGORITHMS:
      g_value_set_boxed (value, self->algorithms);
      break;
    case PROP_NONCE_LIFETIME:
      g_value_set_uint (value, self->nonce_lifetime);
      break;
    case PROP_ALLOW_ANY_IDENTITY:
      g_value_set_boolean (value, self->allow_any_identity);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_authenticator_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoAuthenticator *self = SIPGO_AUTHENTICATOR (object);

  switch (id)
    {
    case PROP_CHALLENGES:
      sipgo_authenticator_set_challenges (self, g_value_get_enum (value));
      break;
    case PROP_REALM:
      sipgo_authenticator_set_realm (self, g_value_get_string (value));
      break;
    case PROP_ALGORITHMS:
      sipgo_authenticator_set_algorithms (self, g_value_get_boxed (value));
      break;
    case PROP_NONCE_LIFETIME:
      sipgo_authenticator_set_nonce_lifetime (self, g_value_get_uint (value));
      break;
    case PROP_ALLOW_ANY_IDENTITY:
      sipgo_authenticator_set_allow_any_identity (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_authenticator_finalize (GObject *object)
{
  SipgoAuthenticator *self = SIPGO_AUTHENTICATOR (object);

  g_clear_pointer (&self->server, sipgo_digest_server_free);
  g_free (self->realm);
  g_strfreev (self->algorithms);
  G_OBJECT_CLASS (sipgo_authenticator_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoAuthenticator:challenges: (getter get_challenges) (setter set_challenges)
   *
   * Which requests need a user name and a password; none by default. Requests inside dialogs never do.
   *
   * Since: 1.0
   */
  props[PROP_CHALLENGES] = g_param_spec_enum ("challenges", NULL, NULL, SIPGO_TYPE_CHALLENGES, SIPGO_CHALLENGES_NONE,
                                              flags);
  /**
   * SipgoAuthenticator:realm: (getter get_realm) (setter set_realm)
   *
   * The realm of the challenges (RFC 3261 22.1), which clients show to the user, and which is a part of a hash
   * ([ctor@Credentials.new_ha1]): by custom the domain of the addresses; `sip` by default.
   *
   * Since: 1.0
   */
  props[PROP_REALM] = g_param_spec_string ("realm", NULL, NULL, DEFAULT_REALM, flags);
  /**
   * SipgoAuthenticator:algorithms: (getter get_algorithms) (setter set_algorithms)
   *
   * The hash algorithms that are offered, the preferred one first (RFC 8760): `SHA-256`, `SHA-512-256`, `MD5`. By
   * default only MD5, which all clients know: SIP.js, JsSIP and some phones give up when they see another one, even
   * when MD5 is offered too. Where all clients know it, SHA-256 alone makes it harder to guess passwords from recorded
   * requests. When credentials are given by hash, this is the algorithm of the hashes.
   *
   * Since: 1.0
   */
  props[PROP_ALGORITHMS] = g_param_spec_boxed ("algorithms", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * SipgoAuthenticator:nonce-lifetime: (getter get_nonce_lifetime) (setter set_nonce_lifetime)
   *
   * How long a client may use the nonce of one challenge, in seconds from 1 to 86400; 300 by default. Afterwards it
   * gets a new one, and sends the request once more without asking its user. With a nonce that is valid between two
   * refreshes of a registration, the second one needs no challenge.
   *
   * Since: 1.0
   */
  props[PROP_NONCE_LIFETIME] = g_param_spec_uint ("nonce-lifetime", NULL, NULL, 1, 24 * 3600, DEFAULT_NONCE_LIFETIME,
                                                  flags);
  /**
   * SipgoAuthenticator:allow-any-identity: (getter get_allow_any_identity) (setter set_allow_any_identity)
   *
   * Whether a user may register, and call from, an address other than their own. By default not: when the user name is
   * neither the user part of the address (To of a REGISTER, From of all others) nor `user@host` of it, the request gets
   * 403. With %TRUE, the handlers have to check this: [method@IncomingRequest.get_authenticated_username].
   *
   * Since: 1.0
   */
  props[PROP_ALLOW_ANY_IDENTITY] = g_param_spec_boolean ("allow-any-identity", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_authenticator_class_init (SipgoAuthenticatorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sipgo_authenticator_get_property;
  object_class->set_property = sipgo_authenticator_set_property;
  object_class->finalize = sipgo_authenticator_finalize;
  install_properties (object_class);
  /**
   * SipgoAuthenticator::credentials-needed:
   * @self: the authenticator
   * @request: asks for the credentials of a user; when no handler provides any or defers it, the peer gets 401
   *
   * A request has a user name and the digest of a password, which is to be checked.
   *
   * Since: 1.0
   */
  signals[SIGNAL_CREDENTIALS_NEEDED] = g_signal_new ("credentials-needed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                                     0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                                     SIPGO_TYPE_CREDENTIALS_REQUEST);
}

static void
sipgo_authenticator_init (SipgoAuthenticator *self)
{
  self->realm = g_strdup (DEFAULT_REALM);
  self->algorithms = g_strdupv ((GStrv) default_algorithms);
  self->nonce_lifetime = DEFAULT_NONCE_LIFETIME;
}

/**
 * sipgo_authenticator_get_challenges: (get-property challenges)
 * @self: an authenticator
 *
 * Gets which requests need a user name and a password.
 *
 * Returns: the requests
 *
 * Since: 1.0
 */
SipgoChallenges
sipgo_authenticator_get_challenges (SipgoAuthenticator *self)
{
  g_return_val_if_fail (SIPGO_IS_AUTHENTICATOR (self), SIPGO_CHALLENGES_NONE);
  return self->challenges;
}

/**
 * sipgo_authenticator_set_challenges: (set-property challenges)
 * @self: an authenticator
 * @challenges: the requests
 *
 * Sets which requests need a user name and a password.
 *
 * Since: 1.0
 */
void
sipgo_authenticator_set_challenges (SipgoAuthenticator *self, SipgoChallenges challenges)
{
  g_return_if_fail (SIPGO_IS_AUTHENTICATOR (self));
  g_return_if_fail (challenges >= SIPGO_CHALLENGES_NONE && challenges <= SIPGO_CHALLENGES_ALL);
  if (self->challenges == challenges)
    return;
  self->challenges = challenges;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CHALLENGES]);
}

/**
 * sipgo_authenticator_get_realm: (get-property realm)
 * @self: an authenticator
 *
 * Gets the realm of the challenges.
 *
 * Returns: the realm
 *
 * Since: 1.0
 */
const char *
sipgo_authenticator_get_realm (SipgoAuthenticator *self)
{
  g_return_val_if_fail (SIPGO_IS_AUTHENTICATOR (self), NULL);
  return self->realm;
}

/**
 * sipgo_authenticator_set_realm: (set-property realm)
 * @self: an authenticator
 * @realm: the realm: UTF-8 without line breaks
 *
 * Sets the realm of the challenges.
 *
 * Since: 1.0
 */
void
sipgo_authenticator_set_realm (SipgoAuthenticator *self, const char *realm)
{
  g_return_if_fail (SIPGO_IS_AUTHENTICATOR (self));
  g_return_if_fail (realm != NULL && !sipgo_needs_cleaning (realm, strlen (realm)));
  if (strcmp (self->realm, realm) == 0)
    return;
  g_free (self->realm);
  self->realm = g_strdup (realm);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REALM]);
}

/**
 * sipgo_authenticator_get_algorithms: (get-property algorithms)
 * @self: an authenticator
 *
 * Gets the hash algorithms that are offered.
 *
 * Returns: (transfer full): the algorithms, the preferred one first
 *
 * Since: 1.0
 */
GStrv
sipgo_authenticator_get_algorithms (SipgoAuthenticator *self)
{
  g_return_val_if_fail (SIPGO_IS_AUTHENTICATOR (self), NULL);
  return g_strdupv (self->algorithms);
}

static gboolean
are_known (const char *const *algorithms)
{
  SipgoDigestHash hash;
  gboolean session;
  guint i;

  for (i = 0; algorithms[i]; i++)
    if (!sipgo_digest_parse_algorithm (algorithms[i], &hash, &session))
      return FALSE;
  return i > 0;
}

/**
 * sipgo_authenticator_set_algorithms: (set-property algorithms)
 * @self: an authenticator
 * @algorithms: (nullable) (array zero-terminated=1): at least one of `SHA-256`, `SHA-512-256` and `MD5`, the preferred
 *   one first; %NULL for the default
 *
 * Sets the hash algorithms that are offered.
 *
 * Since: 1.0
 */
void
sipgo_authenticator_set_algorithms (SipgoAuthenticator *self, const char *const *algorithms)
{
  g_return_if_fail (SIPGO_IS_AUTHENTICATOR (self));
  g_return_if_fail (!algorithms || are_known (algorithms));
  if (!algorithms)
    algorithms = default_algorithms;
  if (g_strv_equal ((const char *const *) self->algorithms, algorithms))
    return;
  g_strfreev (self->algorithms);
  self->algorithms = g_strdupv ((GStrv) algorithms);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ALGORITHMS]);
}

/**
 * sipgo_authenticator_get_nonce_lifetime: (get-property nonce-lifetime)
 * @self: an authenticator
 *
 * Gets how long a client may use the nonce of one challenge.
 *
 * Returns: seconds
 *
 * Since: 1.0
 */
guint
sipgo_authenticator_get_nonce_lifetime (SipgoAuthenticator *self)
{
  g_return_val_if_fail (SIPGO_IS_AUTHENTICATOR (self), 0);
  return self->nonce_lifetime;
}

/**
 * sipgo_authenticator_set_nonce_lifetime: (set-property nonce-lifetime)
 * @self: an authenticator
 * @nonce_lifetime: seconds, from 1 to 86400
 *
 * Sets how long a client may use the nonce of one challenge.
 *
 * Since: 1.0
 */
void
sipgo_authenticator_set_nonce_lifetime (SipgoAuthenticator *self, guint nonce_lifetime)
{
  g_return_if_fail (SIPGO_IS_AUTHENTICATOR (self));
  g_return_if_fail (nonce_lifetime >= 1 && nonce_lifetime <= 24 * 3600);
  if (self->nonce_lifetime == nonce_lifetime)
    return;
  self->nonce_lifetime = nonce_lifetime;
  if (self->server)
    sipgo_digest_server_set_lifetime (self->server, SIPGO_SECONDS (nonce_lifetime));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NONCE_LIFETIME]);
}

/**
 * sipgo_authenticator_get_allow_any_identity: (get-property allow-any-identity)
 * @self: an authenticator
 *
 * Gets whether a user may register, and call from, an address other than their own.
 *
 * Returns: %TRUE when they may
 *
 * Since: 1.0
 */
gboolean
sipgo_authenticator_get_allow_any_identity (SipgoAuthenticator *self)
{
  g_return_val_if_fail (SIPGO_IS_AUTHENTICATOR (self), FALSE);
  return self->allow_any_identity;
}

/**
 * sipgo_authenticator_set_allow_any_identity: (set-property allow-any-identity)
 * @self: an authenticator
 * @allow_any_identity: %TRUE when they may
 *
 * Sets whether a user may register, and call from, an address other than their own.
 *
 * Since: 1.0
 */
void
sipgo_authenticator_set_allow_any_identity (SipgoAuthenticator *self, gboolean allow_any_identity)
{
  g_return_if_fail (SIPGO_IS_AUTHENTICATOR (self));
  allow_any_identity = allow_any_identity != FALSE;
  if (self->allow_any_identity == allow_any_identity)
    return;
  self->allow_any_identity = allow_any_identity;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ALLOW_ANY_IDENTITY]);
}
