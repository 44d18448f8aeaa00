/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-user-agent-private.h"

#include "libsipgo/base/sipgo-version.h"
#include "libsipgo/sipgo-agent-enum-types.h"
#include "libsipgo/agent/sipgo-limits-private.h"
#include "libsipgo/agent/sipgo-usage-private.h"
#include "libsipgo/net/sipgo-native-net-private.h"
#include "libsipgo/registration/sipgo-registerer-private.h"
#include "libsipgo/registration/sipgo-registration.h"
#include "libsipgo/session/sipgo-session-private.h"

#define DEFAULT_PRODUCT "libsipgo/" SIPGO_VERSION
#define DEFAULT_NO_ANSWER_TIMEOUT 60

/**
 * SipgoUserAgent:
 *
 * A SIP user agent (RFC 3261): it calls, by [class@Inviter], and is called, by [signal@UserAgent::invitation]. It belongs
 * to the main context that was the thread's default when it was made; everything of it happens there.
 *
 * ```c
 * static void
 * started (GObject *agent, GAsyncResult *result, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *
 *   if (!sipgo_user_agent_start_finish (SIPGO_USER_AGENT (agent), result, &error))
 *     g_printerr ("Not started: %s\n", error->message);
 * }
 *
 * static SipgoUserAgent *
 * start_agent (void)
 * {
 *   const char *listen[] = { "udp:0.0.0.0:5060", "tcp:0.0.0.0:5060", NULL };
 *   g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@example.com", NULL);
 *   g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("alice", "secret");
 *   SipgoUserAgent *agent = g_object_new (SIPGO_TYPE_USER_AGENT, "uri", uri, "credentials", credentials,
 *                                         "listen", listen, NULL);
 *
 *   sipgo_user_agent_start (agent, NULL, started, NULL);
 *   return agent;
 * }
 * ```
 *
 * ```python
 * async def main():
 *     async with Sipgo.UserAgent(uri=Sipgo.Uri.parse("sip:alice@example.com"), listen=["udp:0.0.0.0:5060"],
 *                                credentials=Sipgo.Credentials.new("alice", "secret")) as agent:
 *         async for invitation in agent.invitations():        # until somebody stops the agent
 *             print(invitation.remote_identity, "calls")
 *             await invitation.reject(Sipgo.Status.BUSY_HERE)
 *
 * Sipgo.run(main())
 * ```
 *
 * ```js
 * const agent = new Sipgo.UserAgent({
 *     uri: Sipgo.Uri.parse('sip:alice@example.com'),
 *     credentials: Sipgo.Credentials.new('alice', 'secret'),
 *     listen: ['udp:0.0.0.0:5060'],
 * });
 * agent.connect('invitation', (_agent, invitation) => invitation.reject(Sipgo.Status.BUSY_HERE));
 * await agent.start();
 * ```
 */
G_DEFINE_FINAL_TYPE (SipgoUserAgent, sipgo_user_agent, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_CORE,
  PROP_SESSIONS,
  PROP_REGISTRATIONS,
  PROP_LIMITS,
  PROP_LISTEN,
  PROP_LISTENERS,
  PROP_LOGGER_FACTORY,
  PROP_URI,
  PROP_DISPLAY_NAME,
  PROP_CONTACT_NAME,
  PROP_CREDENTIALS,
  PROP_OUTBOUND_PROXY,
  PROP_PRODUCT,
  PROP_NO_ANSWER_TIMEOUT,
  PROP_ALLOW_LEGACY_NOTIFICATIONS,
  PROP_ALLOW_EVENTS,
  PROP_SESSION_DESCRIPTION_HANDLER_FACTORY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* --- who we are --------------------------------------------------------------------------------------------------- */

SipgoNameAddr *
sipgo_user_agent_dup_identity (SipgoUserAgent *self)
{
  g_autoptr (SipgoUri) nobody = NULL;

  if (self->uri)
    return sipgo_name_addr_new (self->display_name, self->uri);
  nobody = sipgo_uri_new ("sip", "anonymous", "anonymous.invalid", 0);
  return sipgo_name_addr_new (self->display_name, nobody);
}

void
sipgo_user_agent_apply_identity (SipgoUserAgent *self)
{
  g_autoptr (SipgoNameAddr) identity = sipgo_user_agent_dup_identity (self);
  const char *user = self->uri ? sipgo_uri_get_user (self->uri) : NULL;

  if (!self->contact_name && !user)
    self->contact_name = sipgo_random_dup_token (sipgo_user_agent_core_get_random (self->core), NULL);
  sipgo_user_agent_core_set_identity (self->core, identity, self->contact_name ? self->contact_name : user);
}

static void
use_core (SipgoUserAgent *self, SipgoUserAgentCore *core)
{
  if (self->core)
    sipgo_user_agent_core_set_handler (self->core, NULL, NULL);
  g_set_object (&self->core, core);
  sipgo_user_agent_core_set_handler (core, sipgo_user_agent_receive, self);
  sipgo_user_agent_core_set_credentials (core, self->credentials);
  sipgo_user_agent_core_set_outbound_proxy (core, self->outbound_proxy);
  sipgo_user_agent_core_set_product (core, self->product);
  sipgo_user_agent_set_allow_events (self, (const char *const *) self->allow_events);
  sipgo_user_agent_apply_options (self);
  sipgo_user_agent_apply_transport (self);
  sipgo_user_agent_apply_identity (self);
  sipgo_limits_set_agent (self->limits, self);
}

SipgoUserAgent *
sipgo_user_agent_new_simulated (SipgoEnvironment *environment, SipgoNetwork *network)
{
  SipgoUserAgent *self = sipgo_user_agent_new ();
  g_autoptr (SipgoNet) host = sipgo_network_add_host (network);
  g_autoptr (SipgoUserAgentCore) core = sipgo_user_agent_core_new (environment, host);

  /* Drawn by the system's dice: the simulation's are to draw it, so that a seed repeats every byte. */
  g_clear_pointer (&self->contact_name, g_free);
  use_core (self, core);
  return self;
}

/* --- what it keeps ------------------------------------------------------------------------------------------------ */

void
sipgo_user_agent_add_session (SipgoUserAgent *self, SipgoSession *session)
{
  session->number = ++self->last_number;
  session->awaits_media = session->handler == NULL;
  self->n_without_media += session->awaits_media;
  sipgo_usage_join (&session->usage);
  g_list_store_append (self->sessions, session);
  sipgo_limits_notify_calls (self->limits);
}

void
sipgo_user_agent_note_media (SipgoUserAgent *self, SipgoSession *session)
{
  self->n_without_media -= session->awaits_media;
  session->awaits_media = FALSE;
}

guint
sipgo_user_agent_find_number (GListStore *list, guint64 number, guint64 (*get_number) (gpointer item))
{
  guint low = 0, high = g_list_model_get_n_items (G_LIST_MODEL (list));

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (list), middle);

      if (get_number (item) < number)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static guint64
get_number (gpointer session)
{
  return SIPGO_SESSION (session)->number;
}

void
sipgo_user_agent_remove_session (SipgoUserAgent *self, SipgoSession *session)
{
  if (session->number == 0)
    return;
  if (session->dialog)
    sipgo_user_agent_remember_ended (self, session->dialog);
  g_list_store_remove (self->sessions, sipgo_user_agent_find_number (self->sessions, session->number, get_number));
  session->number = 0;
  sipgo_user_agent_note_media (self, session);
  sipgo_limits_notify_calls (self->limits);
}

void
sipgo_user_agent_add_registerer (SipgoUserAgent *self, SipgoRegisterer *registerer)
{
  g_ptr_array_add (self->registerers, registerer);
}

void
sipgo_user_agent_remove_registerer (SipgoUserAgent *self, SipgoRegisterer *registerer)
{
  g_ptr_array_remove (self->registerers, registerer);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_user_agent_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoUserAgent *self = SIPGO_USER_AGENT (object);

  if (sipgo_user_agent_get_transport_property (self, value, pspec))
    return;
  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_CORE:
      g_value_set_object (value, self->core);
      break;
    case PROP_SESSIONS:
      g_value_set_object (value, self->sessions);
      break;
    case PROP_REGISTRATIONS:
      g_value_set_object (value, self->registrations);
      break;
    case PROP_LIMITS:
      g_value_set_object (value, self->limits);
      break;
    case PROP_LISTEN:
      g_value_set_boxed (value, self->listen);
      break;
    case PROP_LISTENERS:
      g_value_take_boxed (value, sipgo_user_agent_get_listeners (self));
      break;
    case PROP_LOGGER_FACTORY:
      g_value_set_object (value, sipgo_user_agent_get_logger_factory (self));
      break;
    case PROP_URI:
      g_value_set_boxed (value, self->uri);
      break;
    case PROP_DISPLAY_NAME:
      g_value_set_string (value, self->display_name);
      break;
    case PROP_CONTACT_NAME:
      g_value_set_string (value, self->contact_name);
      break;
    case PROP_CREDENTIALS:
      g_value_set_boxed (value, self->credentials);
      break;
    case PROP_OUTBOUND_PROXY:
      g_value_set_boxed (value, self->outbound_proxy);
      break;
    case PROP_PRODUCT:
      g_value_set_string (value, self->product);
      break;
    case PROP_NO_ANSWER_TIMEOUT:
      g_value_set_uint (value, self->no_answer_timeout);
      break;
    case PROP_ALLOW_LEGACY_NOTIFICATIONS:
      g_value_set_boolean (value, self->allow_legacy_notifications);
      break;
    case PROP_ALLOW_EVENTS:
      g_value_set_boxed (value, self->allow_events);
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_FACTORY:
      g_value_set_object (value, sipgo_user_agent_get_session_description_handler_factory (self));
      break;
    default:
      if (sipgo_user_agent_get_option (self, id, value))
        break;
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_user_agent_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoUserAgent *self = SIPGO_USER_AGENT (object);

  if (sipgo_user_agent_set_transport_property (self, value, pspec))
    return;
  switch (id)
    {
    case PROP_LISTEN:
      sipgo_user_agent_set_listen (self, (const char *const *) g_value_get_boxed (value));
      break;
    case PROP_URI:
      sipgo_user_agent_set_uri (self, g_value_get_boxed (value));
      break;
    case PROP_DISPLAY_NAME:
      sipgo_user_agent_set_display_name (self, g_value_get_string (value));
      break;
    case PROP_CONTACT_NAME:
      sipgo_user_agent_set_contact_name (self, g_value_get_string (value));
      break;
    case PROP_CREDENTIALS:
      sipgo_user_agent_set_credentials (self, g_value_get_boxed (value));
      break;
    case PROP_OUTBOUND_PROXY:
      sipgo_user_agent_set_outbound_proxy (self, g_value_get_boxed (value));
      break;
    case PROP_PRODUCT:
      sipgo_user_agent_set_product (self, g_value_get_string (value));
      break;
    case PROP_NO_ANSWER_TIMEOUT:
      sipgo_user_agent_set_no_answer_timeout (self, g_value_get_uint (value));
      break;
    case PROP_ALLOW_LEGACY_NOTIFICATIONS:
      sipgo_user_agent_set_allow_legacy_notifications (self, g_value_get_boolean (value));
      break;
    case PROP_ALLOW_EVENTS:
      sipgo_user_agent_set_allow_events (self, g_value_get_boxed (value));
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_FACTORY:
      sipgo_user_agent_set_session_description_handler_factory (self, g_value_get_object (value));
      break;
    default:
      if (sipgo_user_agent_set_option (self, id, value))
        break;
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_user_agent_dispose (GObject *object)
{
  SipgoUserAgent *self = SIPGO_USER_AGENT (object);

  sipgo_user_agent_let_go (self);
  while (self->registerers->len > 0)
    sipgo_registerer_terminate (g_ptr_array_steal_index (self->registerers, self->registerers->len - 1));
  sipgo_user_agent_end_registrations (self);
  sipgo_usages_drop (self);
  sipgo_user_agent_terminate_notifiers (self);
  if (self->core)
    {
      sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (self->core), &self->stop_timer);
      sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (self->core), &self->leave_timer);
      sipgo_user_agent_core_set_handler (self->core, NULL, NULL);
      sipgo_user_agent_core_close (self->core);
    }
  sipgo_user_agent_drop_transport (self);
  sipgo_limits_set_agent (self->limits, NULL);
  g_clear_object (&self->core);
  g_clear_object (&self->factory);
  G_OBJECT_CLASS (sipgo_user_agent_parent_class)->dispose (object);
}

static void
sipgo_user_agent_finalize (GObject *object)
{
  SipgoUserAgent *self = SIPGO_USER_AGENT (object);

  g_clear_object (&self->limits);
  g_clear_object (&self->sessions);
  g_queue_clear_full (&self->ended, g_free);
  g_clear_object (&self->registrations);
  g_hash_table_unref (self->registrations_by_aor);
  g_hash_table_unref (self->registrations_per_flow);
  g_ptr_array_unref (self->registerers);
  g_ptr_array_unref (self->notifiers);
  g_strfreev (self->allow_events);
  g_strfreev (self->listen);
  g_clear_pointer (&self->uri, sipgo_uri_unref);
  g_clear_pointer (&self->outbound_proxy, sipgo_uri_unref);
  g_clear_pointer (&self->credentials, sipgo_credentials_unref);
  g_free (self->display_name);
  g_free (self->contact_name);
  g_free (self->product);
  sipgo_user_agent_options_clear (&self->options);
  g_free (self->via_host);
  g_clear_object (&self->tls_certificate);
  g_strfreev (self->websocket_origins);
  G_OBJECT_CLASS (sipgo_user_agent_parent_class)->finalize (object);
}

static void
install_settings (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoUserAgent:listen:
   *
   * The addresses to listen on, each as transport, address and port: `udp:0.0.0.0:5060`, `tcp:[::1]:0`,
   * `ws:0.0.0.0:8080`, `wss:0.0.0.0:8443`. Port 0 takes a free one. Browsers come by the last two (RFC 7118). They are
   * bound by [method@UserAgent.start]. None by default.
   */
  props[PROP_LISTEN] = g_param_spec_boxed ("listen", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * SipgoUserAgent:uri:
   *
   * Who the agent is: its address of record. %NULL, the default, stands for an anonymous caller.
   */
  props[PROP_URI] = g_param_spec_boxed ("uri", NULL, NULL, SIPGO_TYPE_URI, flags);
  /**
   * SipgoUserAgent:display-name:
   *
   * The name that people see beside the address. %NULL by default.
   */
  props[PROP_DISPLAY_NAME] = g_param_spec_string ("display-name", NULL, NULL, NULL, flags);
  /**
   * SipgoUserAgent:contact-name:
   *
   * The user part of our Contact; %NULL, the default, for that of the agent's URI, or a random one where it has none.
   */
  props[PROP_CONTACT_NAME] = g_param_spec_string ("contact-name", NULL, NULL, NULL, flags);
  /**
   * SipgoUserAgent:credentials:
   *
   * What digest challenges are answered with. %NULL by default.
   */
  props[PROP_CREDENTIALS] = g_param_spec_boxed ("credentials", NULL, NULL, SIPGO_TYPE_CREDENTIALS, flags);
  /**
   * SipgoUserAgent:outbound-proxy:
   *
   * The proxy that every request outside a call goes to first; %NULL, the default, for none.
   */
  props[PROP_OUTBOUND_PROXY] = g_param_spec_boxed ("outbound-proxy", NULL, NULL, SIPGO_TYPE_URI, flags);
  /**
   * SipgoUserAgent:product:
   *
   * What User-Agent and Server say; %NULL to say nothing. The name and version of the library, `libsipgo/` and three
   * numbers, by default.
   */
  props[PROP_PRODUCT] = g_param_spec_string ("product", NULL, NULL, DEFAULT_PRODUCT, flags);
  /**
   * SipgoUserAgent:no-answer-timeout:
   *
   * After how many seconds an invitation that nobody answers is rejected with 480; 0 for never. 60 by default.
   */
  props[PROP_NO_ANSWER_TIMEOUT] = g_param_spec_uint ("no-answer-timeout", NULL, NULL, 0, G_MAXUINT, DEFAULT_NO_ANSWER_TIMEOUT, flags);
  /**
   * SipgoUserAgent:allow-legacy-notifications:
   *
   * Whether a NOTIFY that belongs to no subscription (as before RFC 6665) is accepted though nobody listens to
   * [signal@UserAgent::notification]; it gets 481 else. %FALSE by default.
   */
  props[PROP_ALLOW_LEGACY_NOTIFICATIONS] = g_param_spec_boolean ("allow-legacy-notifications", NULL, NULL, FALSE, flags);
  /**
   * SipgoUserAgent:allow-events:
   *
   * The event packages that may be subscribed to or published here, such as `presence`; others are refused with 489
   * before anybody sees them. %NULL, the default, to see all of them. They are what Allow-Events says.
   */
  props[PROP_ALLOW_EVENTS] = g_param_spec_boxed ("allow-events", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * SipgoUserAgent:session-description-handler-factory:
   *
   * What makes the media of each session; a [class@RtpHandlerFactory] by default.
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_FACTORY] =
    g_param_spec_object ("session-description-handler-factory", NULL, NULL, SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_FACTORY, flags);
}

static void
sipgo_user_agent_class_init (SipgoUserAgentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sipgo_user_agent_get_property;
  object_class->set_property = sipgo_user_agent_set_property;
  object_class->dispose = sipgo_user_agent_dispose;
  object_class->finalize = sipgo_user_agent_finalize;

  /**
   * SipgoUserAgent:state:
   *
   * Whether the agent is started.
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SIPGO_TYPE_USER_AGENT_STATE, SIPGO_USER_AGENT_STATE_STOPPED, readable);
  /**
   * SipgoUserAgent:core:
   *
   * What lies below the sessions.
   */
  props[PROP_CORE] = g_param_spec_object ("core", NULL, NULL, SIPGO_TYPE_USER_AGENT_CORE, readable);
  /**
   * SipgoUserAgent:sessions:
   *
   * The sessions that live, as a list of [class@Session] that a window can show.
   */
  props[PROP_SESSIONS] = g_param_spec_object ("sessions", NULL, NULL, G_TYPE_LIST_MODEL, readable);
  /**
   * SipgoUserAgent:registrations:
   *
   * Who is registered with us, as a list of [class@Registration] that a window can show: the newest at the end.
   */
  props[PROP_REGISTRATIONS] = g_param_spec_object ("registrations", NULL, NULL, G_TYPE_LIST_MODEL, readable);
  /**
   * SipgoUserAgent:limits: (getter get_limits)
   *
   * How much the agent takes on at a time, and how much it has.
   */
  props[PROP_LIMITS] = g_param_spec_object ("limits", NULL, NULL, SIPGO_TYPE_LIMITS, readable);
  /**
   * SipgoUserAgent:listeners:
   *
   * The addresses that are bound, as [property@UserAgent:listen] has them, with the true port.
   */
  props[PROP_LISTENERS] = g_param_spec_boxed ("listeners", NULL, NULL, G_TYPE_STRV, readable);
  /**
   * SipgoUserAgent:logger-factory:
   *
   * The agent's log: how much it tells, and to whom.
   */
  props[PROP_LOGGER_FACTORY] = g_param_spec_object ("logger-factory", NULL, NULL, SIPGO_TYPE_LOGGER_FACTORY, readable);
  install_settings (object_class);
  g_object_class_install_properties (object_class, N_PROPS, props);
  sipgo_user_agent_install_options (object_class);
  sipgo_user_agent_install_transport (klass, N_PROPS);
  sipgo_user_agent_add_signals (klass);
}

static void
sipgo_user_agent_init (SipgoUserAgent *self)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new ();
  g_autoptr (SipgoNet) net = sipgo_native_net_new (environment);
  g_autoptr (SipgoUserAgentCore) core = sipgo_user_agent_core_new (environment, net);

  self->limits = g_object_new (SIPGO_TYPE_LIMITS, NULL);
  self->sessions = g_list_store_new (SIPGO_TYPE_SESSION);
  self->registrations = g_list_store_new (SIPGO_TYPE_REGISTRATION);
  self->registrations_by_aor = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->registrations_per_flow = g_hash_table_new (NULL, NULL);
  self->registerers = g_ptr_array_new ();
  self->notifiers = g_ptr_array_new ();
  self->product = g_strdup (DEFAULT_PRODUCT);
  self->no_answer_timeout = DEFAULT_NO_ANSWER_TIMEOUT;
  sipgo_user_agent_options_init (&self->options);
  sipgo_user_agent_init_transport (self);
  use_core (self, core);
}

/**
 * sipgo_user_agent_new:
 *
 * Makes an agent that listens nowhere.
 *
 * Returns: (transfer full): the agent, not started
 */
SipgoUserAgent *
sipgo_user_agent_new (void)
{
  return g_object_new (SIPGO_TYPE_USER_AGENT, NULL);
}

/**
 * sipgo_user_agent_get_limits: (get-property limits)
 * @self: an agent
 *
 * How much the agent takes on at a time, and how much it has.
 *
 * Returns: (transfer none): its limits
 */
SipgoLimits *
sipgo_user_agent_get_limits (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->limits;
}
