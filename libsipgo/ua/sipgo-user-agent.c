/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-user-agent-private.h"

#include "libsipgo/base/sipgo-version.h"
#include "libsipgo/events/sipgo-notifier.h"
#include "libsipgo/registration/sipgo-registered-contact.h"
#include "libsipgo/session/sipgo-session-private.h"
#include "libsipgo/sipgo-agent-enum-types.h"
#include "libsipgo/sipgo-core-enum-types.h"
#include "libsipgo/transport/sipgo-transport-private.h"

/**
 * SipgoUserAgent:
 *
 * A SIP user agent (RFC 3261): it makes calls by [class@Inviter] and receives them by [signal@UserAgent::invitation].
 * It belongs to the main context that was the thread's default when it was made: all its callbacks and signals run
 * there, and its methods are called there.
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
 *     async with Sipgo.UserAgent(uri="sip:alice@example.com", listen=["udp:0.0.0.0:5060"],
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
 *     uri: 'sip:alice@example.com',
 *     credentials: Sipgo.Credentials.new('alice', 'secret'),
 *     listen: ['udp:0.0.0.0:5060'],
 * });
 * agent.connect('invitation', (_agent, invitation) => invitation.reject(Sipgo.Status.BUSY_HERE));
 * await agent.start();
 * ```
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (SipgoUserAgent, sipgo_user_agent, SIPGO_TYPE_AGENT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_CORE,
  PROP_SESSIONS,
  PROP_REGISTERED_CONTACTS,
  PROP_LIMITS,
  PROP_AUTHENTICATOR,
  PROP_TRACE,
  PROP_LISTEN,
  PROP_LISTENERS,
  PROP_LOGGER_FACTORY,
  PROP_ACCOUNTS,
  PROP_URI,
  PROP_DISPLAY_NAME,
  PROP_CONTACT_NAME,
  PROP_CREDENTIALS,
  PROP_OUTBOUND_PROXY,
  PROP_FOLLOW_REDIRECTS,
  PROP_OUTBOUND_PROXIES,
  PROP_GRUU,
  PROP_PRODUCT,
  PROP_NO_ANSWER_TIMEOUT,
  PROP_SESSION_EXPIRES,
  PROP_MIN_SESSION_EXPIRES,
  PROP_KEEP_ALIVE_INTERVAL,
  PROP_END_STALLED_CALLS,
  PROP_ALLOW_LEGACY_NOTIFICATIONS,
  PROP_ALLOW_EVENTS,
  PROP_SESSION_DESCRIPTION_HANDLER_FACTORY,
  PROP_INSTANCE_ID,
  PROP_INSTANCE_ID_ALWAYS_ADDED,
  PROP_GRACEFUL_SHUTDOWN,
  PROP_COMPACT_HEADERS,
  PROP_CONTACT_PARAMS,
  PROP_PRELOADED_ROUTE_SET,
  PROP_SEND_INITIAL_PROVISIONAL_RESPONSE,
  PROP_SIP_EXTENSION_100REL,
  PROP_SIP_EXTENSION_REPLACES,
  PROP_SIP_EXTENSION_EXTRA_SUPPORTED,
  PROP_ALLOW_UNKNOWN_OPTION_TAGS,
  PROP_DATA,
  PROP_CONTACT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

SipgoUserAgent *
sipgo_user_agent_new_simulated (SipgoEnvironment *environment, SipgoSimulatedNetwork *network)
{
  SipgoUserAgent *self = sipgo_user_agent_new ();
  g_autoptr (SipgoNet) host = sipgo_simulated_network_add_host (network);
  g_autoptr (SipgoUserAgentCore) core = sipgo_user_agent_core_new (environment, host);

  sipgo_agent_use_core (&self->agent, core);
  return self;
}

/* --- the usages --------------------------------------------------------------------------------------------------- */

static void
sipgo_user_agent_usage_joined (SipgoAgent *agent, SipgoUsage *usage)
{
  SipgoUserAgent *self = SIPGO_USER_AGENT (agent);

  if (SIPGO_IS_SESSION (usage))
    g_list_store_append (self->sessions, usage);
  else if (SIPGO_IS_NOTIFIER (usage))
    sipgo_limits_count_subscription (agent->limits, 1);
}

static void
sipgo_user_agent_usage_left (SipgoAgent *agent, SipgoUsage *usage)
{
  SipgoUserAgent *self = SIPGO_USER_AGENT (agent);

  if (SIPGO_IS_SESSION (usage))
    {
      if (SIPGO_SESSION (usage)->dialog)
        sipgo_user_agent_remember_ended (self, SIPGO_SESSION (usage)->dialog);
      g_list_store_remove (self->sessions, sipgo_usage_find_number (G_LIST_MODEL (self->sessions), usage->number));
    }
  else if (SIPGO_IS_NOTIFIER (usage))
    {
      sipgo_limits_count_subscription (agent->limits, -1);
    }
}

static void
sipgo_user_agent_state_changed (SipgoAgent *agent)
{
  g_object_freeze_notify (G_OBJECT (agent));
  g_object_notify_by_pspec (G_OBJECT (agent), props[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (agent), props[PROP_LISTENERS]);
  g_object_thaw_notify (G_OBJECT (agent));
}

static SipgoAccount *
own_account (SipgoUserAgent *self)
{
  return sipgo_user_agent_core_get_own (self->agent.core);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

/* The properties of identity, extensions and transport. */
static gboolean
get_option (SipgoUserAgent *self, guint id, GValue *value)
{
  switch (id)
    {
    case PROP_INSTANCE_ID:
      g_value_set_string (value, sipgo_user_agent_get_instance_id (self));
      return TRUE;
    case PROP_INSTANCE_ID_ALWAYS_ADDED:
      g_value_set_boolean (value, sipgo_user_agent_get_instance_id_always_added (self));
      return TRUE;
    case PROP_GRACEFUL_SHUTDOWN:
      g_value_set_boolean (value, sipgo_user_agent_get_graceful_shutdown (self));
      return TRUE;
    case PROP_COMPACT_HEADERS:
      g_value_set_boolean (value, sipgo_user_agent_get_compact_headers (self));
      return TRUE;
    case PROP_CONTACT_PARAMS:
      g_value_take_boxed (value, sipgo_user_agent_get_contact_params (self));
      return TRUE;
    case PROP_PRELOADED_ROUTE_SET:
      g_value_take_boxed (value, sipgo_user_agent_get_preloaded_route_set (self));
      return TRUE;
    case PROP_SEND_INITIAL_PROVISIONAL_RESPONSE:
      g_value_set_boolean (value, sipgo_user_agent_get_send_initial_provisional_response (self));
      return TRUE;
    case PROP_SIP_EXTENSION_100REL:
      g_value_set_enum (value, sipgo_user_agent_get_sip_extension_100rel (self));
      return TRUE;
    case PROP_SIP_EXTENSION_REPLACES:
      g_value_set_enum (value, sipgo_user_agent_get_sip_extension_replaces (self));
      return TRUE;
    case PROP_SIP_EXTENSION_EXTRA_SUPPORTED:
      g_value_take_boxed (value, sipgo_user_agent_get_sip_extension_extra_supported (self));
      return TRUE;
    case PROP_ALLOW_UNKNOWN_OPTION_TAGS:
      g_value_set_boolean (value, sipgo_user_agent_get_allow_unknown_option_tags (self));
      return TRUE;
    case PROP_DATA:
      g_value_set_object (value, sipgo_user_agent_get_data (self));
      return TRUE;
    case PROP_CONTACT:
      g_value_take_boxed (value, sipgo_user_agent_get_contact (self));
      return TRUE;
    default:
      return FALSE;
    }
}

static void
sipgo_user_agent_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoUserAgent *self = SIPGO_USER_AGENT (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->agent.state);
      break;
    case PROP_CORE:
      g_value_set_object (value, self->agent.core);
      break;
    case PROP_SESSIONS:
      g_value_set_object (value, self->sessions);
      break;
    case PROP_REGISTERED_CONTACTS:
      g_value_set_object (value, self->registrar->registered_contacts);
      break;
    case PROP_LIMITS:
      g_value_set_object (value, self->agent.limits);
      break;
    case PROP_AUTHENTICATOR:
      g_value_set_object (value, self->agent.authenticator);
      break;
    case PROP_TRACE:
      g_value_set_object (value, sipgo_user_agent_get_trace (self));
      break;
    case PROP_LISTEN:
      g_value_set_boxed (value, self->agent.settings.listen);
      break;
    case PROP_LISTENERS:
      g_value_take_boxed (value, sipgo_user_agent_get_listeners (self));
      break;
    case PROP_LOGGER_FACTORY:
      g_value_set_object (value, sipgo_user_agent_get_logger_factory (self));
      break;
    case PROP_ACCOUNTS:
      g_value_set_object (value, self->agent.core->accounts);
      break;
    case PROP_URI:
      g_value_set_boxed (value, sipgo_account_get_uri (own_account (self)));
      break;
    case PROP_DISPLAY_NAME:
      g_value_set_string (value, sipgo_account_get_display_name (own_account (self)));
      break;
    case PROP_CONTACT_NAME:
      g_value_set_string (value, sipgo_account_get_contact_name (own_account (self)));
      break;
    case PROP_CREDENTIALS:
      g_value_set_boxed (value, sipgo_account_get_credentials (own_account (self)));
      break;
    case PROP_OUTBOUND_PROXY:
      g_value_set_boxed (value, sipgo_account_get_outbound_proxy (own_account (self)));
      break;
    case PROP_FOLLOW_REDIRECTS:
      g_value_set_boolean (value, sipgo_account_get_follow_redirects (own_account (self)));
      break;
    case PROP_OUTBOUND_PROXIES:
      g_value_take_boxed (value, sipgo_user_agent_get_outbound_proxies (self));
      break;
    case PROP_GRUU:
      g_value_set_enum (value, sipgo_user_agent_get_gruu (self));
      break;
    case PROP_PRODUCT:
      g_value_set_string (value, self->agent.settings.product);
      break;
    case PROP_NO_ANSWER_TIMEOUT:
      g_value_set_uint (value, self->agent.settings.no_answer_timeout);
      break;
    case PROP_SESSION_EXPIRES:
      g_value_set_uint (value, self->agent.settings.session_expires);
      break;
    case PROP_MIN_SESSION_EXPIRES:
      g_value_set_uint (value, self->agent.settings.min_session_expires);
      break;
    case PROP_KEEP_ALIVE_INTERVAL:
      g_value_set_uint (value, self->agent.settings.keep_alive_interval);
      break;
    case PROP_END_STALLED_CALLS:
      g_value_set_boolean (value, self->agent.settings.end_stalled_calls);
      break;
    case PROP_ALLOW_LEGACY_NOTIFICATIONS:
      g_value_set_boolean (value, self->agent.settings.allow_legacy_notifications);
      break;
    case PROP_ALLOW_EVENTS:
      g_value_set_boxed (value, self->agent.settings.allow_events);
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_FACTORY:
      g_value_set_object (value, sipgo_user_agent_get_session_description_handler_factory (self));
      break;
    default:
      if (!get_option (self, id, value) && !sipgo_user_agent_get_transport_property (self, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_number (SipgoUserAgent *self, guint *place, guint value, guint id)
{
  if (*place == value)
    return;
  *place = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

static gboolean
set_option (SipgoUserAgent *self, guint id, const GValue *value)
{
  switch (id)
    {
    case PROP_INSTANCE_ID:
      sipgo_user_agent_set_instance_id (self, g_value_get_string (value));
      return TRUE;
    case PROP_INSTANCE_ID_ALWAYS_ADDED:
      sipgo_user_agent_set_instance_id_always_added (self, g_value_get_boolean (value));
      return TRUE;
    case PROP_GRACEFUL_SHUTDOWN:
      sipgo_user_agent_set_graceful_shutdown (self, g_value_get_boolean (value));
      return TRUE;
    case PROP_COMPACT_HEADERS:
      sipgo_user_agent_set_compact_headers (self, g_value_get_boolean (value));
      return TRUE;
    case PROP_CONTACT_PARAMS:
      sipgo_user_agent_set_contact_params (self, (const char *const *) g_value_get_boxed (value));
      return TRUE;
    case PROP_PRELOADED_ROUTE_SET:
      sipgo_user_agent_set_preloaded_route_set (self, (const char *const *) g_value_get_boxed (value));
      return TRUE;
    case PROP_SEND_INITIAL_PROVISIONAL_RESPONSE:
      sipgo_user_agent_set_send_initial_provisional_response (self, g_value_get_boolean (value));
      return TRUE;
    case PROP_SIP_EXTENSION_100REL:
      sipgo_user_agent_set_sip_extension_100rel (self, g_value_get_enum (value));
      return TRUE;
    case PROP_SIP_EXTENSION_REPLACES:
      sipgo_user_agent_set_sip_extension_replaces (self, g_value_get_enum (value));
      return TRUE;
    case PROP_SIP_EXTENSION_EXTRA_SUPPORTED:
      sipgo_user_agent_set_sip_extension_extra_supported (self, (const char *const *) g_value_get_boxed (value));
      return TRUE;
    case PROP_ALLOW_UNKNOWN_OPTION_TAGS:
      sipgo_user_agent_set_allow_unknown_option_tags (self, g_value_get_boolean (value));
      return TRUE;
    case PROP_DATA:
      sipgo_user_agent_set_data (self, g_value_get_object (value));
      return TRUE;
    default:
      return FALSE;
    }
}

static void
sipgo_user_agent_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoUserAgent *self = SIPGO_USER_AGENT (object);

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
    case PROP_FOLLOW_REDIRECTS:
      sipgo_user_agent_set_follow_redirects (self, g_value_get_boolean (value));
      break;
    case PROP_OUTBOUND_PROXIES:
      sipgo_user_agent_set_outbound_proxies (self, (const char *const *) g_value_get_boxed (value));
      break;
    case PROP_GRUU:
      sipgo_user_agent_set_gruu (self, g_value_get_enum (value));
      break;
    case PROP_PRODUCT:
      sipgo_user_agent_set_product (self, g_value_get_string (value));
      break;
    case PROP_NO_ANSWER_TIMEOUT:
      sipgo_user_agent_set_no_answer_timeout (self, g_value_get_uint (value));
      break;
    case PROP_SESSION_EXPIRES:
      sipgo_user_agent_set_session_expires (self, g_value_get_uint (value));
      break;
    case PROP_MIN_SESSION_EXPIRES:
      sipgo_user_agent_set_min_session_expires (self, g_value_get_uint (value));
      break;
    case PROP_KEEP_ALIVE_INTERVAL:
      sipgo_user_agent_set_keep_alive_interval (self, g_value_get_uint (value));
      break;
    case PROP_END_STALLED_CALLS:
      sipgo_user_agent_set_end_stalled_calls (self, g_value_get_boolean (value));
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
      if (!set_option (self, id, value) && !sipgo_user_agent_set_transport_property (self, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_user_agent_finalize (GObject *object)
{
  SipgoUserAgent *self = SIPGO_USER_AGENT (object);

  g_clear_object (&self->sessions);
  sipgo_registrar_free (self->registrar);
  g_queue_clear_full (&self->ended, g_free);
  G_OBJECT_CLASS (sipgo_user_agent_parent_class)->finalize (object);
}

static void
install_account (void)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoUserAgent:accounts:
   *
   * The accounts that were added with [method@UserAgent.add_account], as a list model of [class@Account]; the agent's
   * own is not among them.
   *
   * Since: 1.0
   */
  props[PROP_ACCOUNTS] = g_param_spec_object ("accounts", NULL, NULL, G_TYPE_LIST_MODEL,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * SipgoUserAgent:uri:
   *
   * The agent's address-of-record, which is the From of its requests. %NULL, the default, for an anonymous agent.
   *
   * Since: 1.0
   */
  props[PROP_URI] = g_param_spec_boxed ("uri", NULL, NULL, SIPGO_TYPE_URI, flags);
  /**
   * SipgoUserAgent:display-name:
   *
   * The display name in From. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_DISPLAY_NAME] = g_param_spec_string ("display-name", NULL, NULL, NULL, flags);
  /**
   * SipgoUserAgent:contact-name:
   *
   * The user part of our Contact; %NULL, the default, for that of the agent's URI, or a random one where it has none.
   *
   * Since: 1.0
   */
  props[PROP_CONTACT_NAME] = g_param_spec_string ("contact-name", NULL, NULL, NULL, flags);
  /**
   * SipgoUserAgent:credentials:
   *
   * The user name and password that answer digest challenges (401, 407). %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_CREDENTIALS] = g_param_spec_boxed ("credentials", NULL, NULL, SIPGO_TYPE_CREDENTIALS, flags);
  /**
   * SipgoUserAgent:outbound-proxy:
   *
   * The proxy that every request outside a call goes to first; %NULL, the default, for none.
   *
   * Since: 1.0
   */
  props[PROP_OUTBOUND_PROXY] = g_param_spec_boxed ("outbound-proxy", NULL, NULL, SIPGO_TYPE_URI, flags);
  /**
   * SipgoUserAgent:follow-redirects:
   *
   * Whether a request that is redirected (300, 301 or 302) goes to the addresses in the response; see
   * [property@Account:follow-redirects]. %FALSE by default.
   *
   * Since: 1.0
   */
  props[PROP_FOLLOW_REDIRECTS] = g_param_spec_boolean ("follow-redirects", NULL, NULL, FALSE, flags);
  /**
   * SipgoUserAgent:outbound-proxies:
   *
   * The edge proxies of the provider, each as a SIP URI: the outbound-proxy-set of RFC 5626, to each of which the agent
   * keeps a flow and a registration. See [property@Account:outbound-proxies]. None by default.
   *
   * Since: 1.0
   */
  props[PROP_OUTBOUND_PROXIES] = g_param_spec_boxed ("outbound-proxies", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * SipgoUserAgent:gruu:
   *
   * Which GRUU (RFC 5627) stands in the Contact of the agent's own requests and responses. See [property@Account:gruu].
   * %SIPGO_GRUU_PUBLIC by default.
   *
   * Since: 1.0
   */
  props[PROP_GRUU] = g_param_spec_enum ("gruu", NULL, NULL, SIPGO_TYPE_GRUU, SIPGO_GRUU_PUBLIC, flags);
}

static void
install_intervals (void)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoUserAgent:session-expires:
   *
   * The session interval in seconds that new calls ask for (Session-Expires, RFC 4028). When the peer agrees, one side
   * sends an UPDATE or re-INVITE after half of this time, and a call whose peer has disappeared ends by a BYE at the
   * latest after it; see [property@Session:session-expires]. 0 asks for none; what a peer asks for is honoured all the
   * same. A value below [property@UserAgent:min-session-expires] counts as that.
   *
   * 1800 by default: the half hour that RFC 4028 recommends, and that other implementations use. It costs one UPDATE in
   * a quarter of an hour. A peer without session timers ignores it.
   *
   * Since: 1.0
   */
  props[PROP_SESSION_EXPIRES] = g_param_spec_uint ("session-expires", NULL, NULL, 0, G_MAXUINT,
                                                   SIPGO_DEFAULT_SESSION_EXPIRES, flags);
  /**
   * SipgoUserAgent:min-session-expires:
   *
   * The smallest session interval in seconds that new calls accept (Min-SE, RFC 4028). An INVITE with a smaller
   * Session-Expires is rejected with 422, which tells the peer this minimum. 90 by default, the least that RFC 4028
   * allows.
   *
   * Since: 1.0
   */
  props[PROP_MIN_SESSION_EXPIRES] = g_param_spec_uint ("min-session-expires", NULL, NULL,
                                                       SIPGO_LEAST_MIN_SE, G_MAXUINT,
                                                       SIPGO_LEAST_MIN_SE, flags);
  /**
   * SipgoUserAgent:keep-alive-interval:
   *
   * The longest time, in seconds, that the flow to a registrar is left without data over UDP; 0 for no keep-alives. 15
   * by default. Without them, a NAT or firewall forgets the flow, and no call comes in any more (RFC 5626, section
   * 3.5). Over TCP, TLS and WebSocket the time is six times as long, since NATs remember connections for longer. When
   * the registrar asks for an interval in `Flow-Timer`, that one is used. A change holds from the registrar's next
   * answer on.
   *
   * A keep-alive is an empty line, or, over UDP to a registrar that supports outbound, a STUN binding request.
   *
   * Since: 1.0
   */
  props[PROP_KEEP_ALIVE_INTERVAL] = g_param_spec_uint ("keep-alive-interval", NULL, NULL, 0, 3600,
                                                       SIPGO_DEFAULT_KEEP_ALIVE_INTERVAL, flags);
}

static void
install_settings (void)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoUserAgent:listen:
   *
   * The addresses to listen on, each as transport, address and port: `udp:0.0.0.0:5060`, `tcp:[::1]:0`,
   * `tls:0.0.0.0:5061`, `ws:0.0.0.0:8080`, `wss:0.0.0.0:8443`. Port 0 takes a free one. The last two are WebSockets,
   * for browsers (RFC 7118). TLS needs [property@UserAgent:tls-certificate]. [method@UserAgent.start] binds the
   * addresses. None by default.
   *
   * Since: 1.0
   */
  props[PROP_LISTEN] = g_param_spec_boxed ("listen", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * SipgoUserAgent:product:
   *
   * The value of the headers User-Agent and Server; %NULL for no such header. By default the name and version of the
   * library, `libsipgo/` and three numbers.
   *
   * Since: 1.0
   */
  props[PROP_PRODUCT] = g_param_spec_string ("product", NULL, NULL, SIPGO_DEFAULT_PRODUCT, flags);
  /**
   * SipgoUserAgent:no-answer-timeout:
   *
   * The time in seconds after which an unanswered invitation is rejected with 480; 0 for never. 60 by default.
   *
   * Since: 1.0
   */
  props[PROP_NO_ANSWER_TIMEOUT] = g_param_spec_uint ("no-answer-timeout", NULL, NULL, 0, G_MAXUINT,
                                                     SIPGO_DEFAULT_NO_ANSWER_TIMEOUT, flags);
  /**
   * SipgoUserAgent:end-stalled-calls:
   *
   * Whether an established call ends by a BYE when its peer sends no media any more ([property@Media:stalled]). %FALSE
   * by default: the application decides.
   *
   * Since: 1.0
   */
  props[PROP_END_STALLED_CALLS] = g_param_spec_boolean ("end-stalled-calls", NULL, NULL, FALSE, flags);
  /**
   * SipgoUserAgent:allow-legacy-notifications:
   *
   * Whether a NOTIFY that belongs to no subscription (as before RFC 6665) gets 200 when no handler is connected to
   * [signal@UserAgent::notification]; otherwise it gets 481. %FALSE by default.
   *
   * Since: 1.0
   */
  props[PROP_ALLOW_LEGACY_NOTIFICATIONS] = g_param_spec_boolean ("allow-legacy-notifications", NULL, NULL, FALSE,
                                                                 flags);
  /**
   * SipgoUserAgent:allow-events:
   *
   * The event packages that others may subscribe to or publish here, such as `presence`, for Allow-Events. A request
   * for another package gets 489 before the application sees it. %NULL, the default, for any package.
   *
   * Since: 1.0
   */
  props[PROP_ALLOW_EVENTS] = g_param_spec_boxed ("allow-events", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * SipgoUserAgent:session-description-handler-factory:
   *
   * The factory that makes the session description handler of each session; a [class@RtpHandlerFactory] by default.
   *
   * Since: 1.0
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_FACTORY] =
    g_param_spec_object ("session-description-handler-factory", NULL, NULL,
                         SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_FACTORY, flags);
}

static void
install_presentation (void)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoUserAgent:instance-id:
   *
   * The unique id of this agent, a UUID as URN, for the `+sip.instance` of Contact (RFC 5626 section 4.1). By default a
   * random one is made; store it to have the same one after a restart.
   *
   * Since: 1.0
   */
  props[PROP_INSTANCE_ID] = g_param_spec_string ("instance-id", NULL, NULL, NULL, flags);
  /**
   * SipgoUserAgent:instance-id-always-added:
   *
   * Whether every Contact of ours has `+sip.instance`, not only that of a registration with
   * [property@Registerer:reg-id]. %FALSE by default.
   *
   * Since: 1.0
   */
  props[PROP_INSTANCE_ID_ALWAYS_ADDED] = g_param_spec_boolean ("instance-id-always-added", NULL, NULL, FALSE, flags);
  /**
   * SipgoUserAgent:graceful-shutdown:
   *
   * Whether [method@UserAgent.stop] ends every call, registration, subscription and publication before it closes the
   * sockets. %TRUE by default; with %FALSE the peers are not told.
   *
   * Since: 1.0
   */
  props[PROP_GRACEFUL_SHUTDOWN] = g_param_spec_boolean ("graceful-shutdown", NULL, NULL, TRUE, flags);
  /**
   * SipgoUserAgent:compact-headers:
   *
   * Whether requests and responses are written with the compact names of headers, such as `v` for Via and `k` for
   * Supported (RFC 3261 section 7.3.3); also extra headers, whatever name they were given. A call becomes about 60
   * bytes smaller, which keeps an INVITE with many Routes below the 1300 bytes from which it needs TCP (section
   * 18.1.1). %FALSE by default: every peer should understand both forms, but some equipment on the way, such as
   * the ALG of a home router, knows the full names only, and logs are easier to read with them.
   *
   * Compact names are always understood in received messages.
   *
   * Since: 1.0
   */
  props[PROP_COMPACT_HEADERS] = g_param_spec_boolean ("compact-headers", NULL, NULL, FALSE, flags);
  /**
   * SipgoUserAgent:contact-params:
   *
   * URI parameters of our Contact, each as `name` or `name=value`. [method@UserAgent.start] fails when one is not
   * valid. None by default.
   *
   * Since: 1.0
   */
  props[PROP_CONTACT_PARAMS] = g_param_spec_boxed ("contact-params", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * SipgoUserAgent:preloaded-route-set:
   *
   * The proxies that every request outside a call goes through, after [property@UserAgent:outbound-proxy], each as a
   * SIP URI, or as a name-addr with parameters of the Route (`<sip:proxy.example.com>;name=value`). Each is a loose
   * router (RFC 3261 section 16.12). [method@UserAgent.start] fails when one cannot be read. None by default.
   *
   * Since: 1.0
   */
  props[PROP_PRELOADED_ROUTE_SET] = g_param_spec_boxed ("preloaded-route-set", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * SipgoUserAgent:send-initial-provisional-response:
   *
   * Whether a 180 is sent for each invitation before the application sees it, unless the caller requires reliable
   * provisional responses (RFC 3262). %TRUE by default.
   *
   * Since: 1.0
   */
  props[PROP_SEND_INITIAL_PROVISIONAL_RESPONSE] = g_param_spec_boolean ("send-initial-provisional-response", NULL,
                                                                        NULL, TRUE, flags);
  /**
   * SipgoUserAgent:data:
   *
   * An object of the application, which the library does not use. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_DATA] = g_param_spec_object ("data", NULL, NULL, G_TYPE_OBJECT, flags);
  /**
   * SipgoUserAgent:contact:
   *
   * The Contact of the last message that was sent with one; %NULL before. It depends on the transport and the local
   * address of the message, and so may change with each of them. It is not notified: a handler would run while a
   * message is being made.
   *
   * Since: 1.0
   */
  props[PROP_CONTACT] = g_param_spec_boxed ("contact", NULL, NULL, SIPGO_TYPE_NAME_ADDR,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
install_extensions (void)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoUserAgent:sip-extension-100rel:
   *
   * How the agent uses reliable provisional responses (100rel, RFC 3262). When it requires them, a caller that does not
   * support them gets 421. %SIPGO_SIP_EXTENSION_SUPPORTED by default.
   *
   * Since: 1.0
   */
  props[PROP_SIP_EXTENSION_100REL] = g_param_spec_enum ("sip-extension-100rel", NULL, NULL, SIPGO_TYPE_SIP_EXTENSION,
                                                        SIPGO_SIP_EXTENSION_SUPPORTED, flags);
  /**
   * SipgoUserAgent:sip-extension-replaces:
   *
   * How the agent uses Replaces, by which a call replaces another (RFC 3891). When unsupported, the header is ignored.
   * %SIPGO_SIP_EXTENSION_SUPPORTED by default.
   *
   * Since: 1.0
   */
  props[PROP_SIP_EXTENSION_REPLACES] = g_param_spec_enum ("sip-extension-replaces", NULL, NULL,
                                                          SIPGO_TYPE_SIP_EXTENSION, SIPGO_SIP_EXTENSION_SUPPORTED,
                                                          flags);
  /**
   * SipgoUserAgent:sip-extension-extra-supported:
   *
   * Option tags that the application implements itself: they are added to Supported, and a peer may require them.
   * [method@UserAgent.start] fails when [func@UserAgent.get_registered_option_tags] does not list one of them. None by
   * default.
   *
   * Since: 1.0
   */
  props[PROP_SIP_EXTENSION_EXTRA_SUPPORTED] = g_param_spec_boxed ("sip-extension-extra-supported", NULL, NULL,
                                                                  G_TYPE_STRV, flags);
  /**
   * SipgoUserAgent:allow-unknown-option-tags:
   *
   * Whether [property@UserAgent:sip-extension-extra-supported] may have tags that IANA does not list. %FALSE by
   * default.
   *
   * Since: 1.0
   */
  props[PROP_ALLOW_UNKNOWN_OPTION_TAGS] = g_param_spec_boolean ("allow-unknown-option-tags", NULL, NULL, FALSE,
                                                                flags);
}

static void
sipgo_user_agent_class_init (SipgoUserAgentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SipgoAgentClass *agent_class = &klass->parent_class;
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sipgo_user_agent_get_property;
  object_class->set_property = sipgo_user_agent_set_property;
  object_class->finalize = sipgo_user_agent_finalize;
  agent_class->receive = sipgo_user_agent_receive;
  agent_class->receive_refer = sipgo_user_agent_receive_refer;
  agent_class->takes_register = sipgo_user_agent_takes_register;
  agent_class->ask_password = sipgo_user_agent_ask_password;
  agent_class->usage_joined = sipgo_user_agent_usage_joined;
  agent_class->usage_left = sipgo_user_agent_usage_left;
  agent_class->state_changed = sipgo_user_agent_state_changed;

  /**
   * SipgoUserAgent:state:
   *
   * Whether the agent is started.
   *
   * Since: 1.0
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SIPGO_TYPE_USER_AGENT_STATE,
                                         SIPGO_USER_AGENT_STATE_STOPPED, readable);
  /**
   * SipgoUserAgent:core:
   *
   * The core: requests and transactions below the sessions.
   *
   * Since: 1.0
   */
  props[PROP_CORE] = g_param_spec_object ("core", NULL, NULL, SIPGO_TYPE_USER_AGENT_CORE, readable);
  /**
   * SipgoUserAgent:sessions:
   *
   * The sessions that are not over, as a list model of [class@Session], the newest at the end.
   *
   * Since: 1.0
   */
  props[PROP_SESSIONS] = g_param_spec_object ("sessions", NULL, NULL, G_TYPE_LIST_MODEL, readable);
  /**
   * SipgoUserAgent:registered-contacts:
   *
   * The clients that are registered with us, as a list model of [class@RegisteredContact], the newest at the end.
   *
   * Since: 1.0
   */
  props[PROP_REGISTERED_CONTACTS] = g_param_spec_object ("registered-contacts", NULL, NULL, G_TYPE_LIST_MODEL,
                                                         readable);
  /**
   * SipgoUserAgent:limits: (getter get_limits)
   *
   * The limits of the agent, and counters of what it has.
   *
   * Since: 1.0
   */
  props[PROP_LIMITS] = g_param_spec_object ("limits", NULL, NULL, SIPGO_TYPE_LIMITS, readable);
  /**
   * SipgoUserAgent:authenticator: (getter get_authenticator)
   *
   * Checks the passwords of those that send requests to the agent; none by default.
   *
   * Since: 1.0
   */
  props[PROP_AUTHENTICATOR] = g_param_spec_object ("authenticator", NULL, NULL, SIPGO_TYPE_AUTHENTICATOR, readable);
  /**
   * SipgoUserAgent:trace:
   *
   * The last messages, states and decisions of the agent and all its calls and registrations.
   *
   * Since: 1.0
   */
  props[PROP_TRACE] = g_param_spec_object ("trace", NULL, NULL, SIPGO_TYPE_TRACE, readable);
  /**
   * SipgoUserAgent:listeners:
   *
   * The addresses that are bound, in the form of [property@UserAgent:listen], with the actual port.
   *
   * Since: 1.0
   */
  props[PROP_LISTENERS] = g_param_spec_boxed ("listeners", NULL, NULL, G_TYPE_STRV, readable);
  /**
   * SipgoUserAgent:logger-factory:
   *
   * The agent's log: which messages it writes, and where to.
   *
   * Since: 1.0
   */
  props[PROP_LOGGER_FACTORY] = g_param_spec_object ("logger-factory", NULL, NULL, SIPGO_TYPE_LOGGER_FACTORY, readable);
  install_account ();
  install_settings ();
  install_intervals ();
  install_presentation ();
  install_extensions ();
  g_object_class_install_properties (object_class, N_PROPS, props);
  sipgo_user_agent_add_transport (klass);
  sipgo_user_agent_add_signals (klass);
}

static void
sipgo_user_agent_init (SipgoUserAgent *self)
{
  self->sessions = g_list_store_new (SIPGO_TYPE_SESSION);
  self->registrar = sipgo_registrar_new (&self->agent);
}

/**
 * sipgo_user_agent_new:
 *
 * Makes an agent that listens on no address.
 *
 * Returns: (transfer full): the agent, not started
 *
 * Since: 1.0
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
 * The limits of the agent, and counters of what it has.
 *
 * Returns: (transfer none): the limits
 *
 * Since: 1.0
 */
SipgoLimits *
sipgo_user_agent_get_limits (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->agent.limits;
}

/**
 * sipgo_user_agent_get_authenticator: (get-property authenticator)
 * @self: an agent
 *
 * Gets the object that checks the passwords of those that send requests to the agent.
 *
 * Returns: (transfer none): the authenticator
 *
 * Since: 1.0
 */
SipgoAuthenticator *
sipgo_user_agent_get_authenticator (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->agent.authenticator;
}

/**
 * sipgo_user_agent_get_trace:
 * @self: an agent
 *
 * Gets the last messages, states and decisions of the agent and all its calls and registrations.
 *
 * Returns: (transfer none): the trace
 *
 * Since: 1.0
 */
SipgoTrace *
sipgo_user_agent_get_trace (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return sipgo_agent_get_trace (&self->agent);
}

/**
 * sipgo_user_agent_start:
 * @self: an agent
 * @cancellable: (nullable): cancels the start
 * @callback: called when all listeners are bound
 * @user_data: for @callback
 *
 * Starts the agent: binds every address of [property@UserAgent:listen], then opens [property@UserAgent:transport] when
 * there is one. An agent without listeners can call and register: it takes a free port when it first sends.
 *
 * A started agent holds a reference to itself until [method@UserAgent.stop]. When the process exits before that, the
 * library sends a BYE, a CANCEL or a 480 to the peer of each call, and waits for no answer; but not over a
 * [class@Transport] that the application implements. No callback runs then, and [signal@LoggerFactory::logged] is not
 * emitted.
 *
 * Fails when the agent is being started or stopped already ([error@Error] `STATE`), when a property has a value that
 * cannot be used, when an address of [property@UserAgent:listen] is not valid or cannot be bound, or when the transport
 * cannot be connected.
 *
 * Since: 1.0
 */
void
sipgo_user_agent_start (SipgoUserAgent *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  task = sipgo_user_agent_core_new_task (self->agent.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_user_agent_start);
  sipgo_agent_start (&self->agent, task);
}

/**
 * sipgo_user_agent_start_finish:
 * @self: an agent
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@UserAgent.start].
 *
 * Returns: %TRUE when the agent is started
 *
 * Since: 1.0
 */
gboolean
sipgo_user_agent_start_finish (SipgoUserAgent *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sipgo_user_agent_stop:
 * @self: an agent
 * @cancellable: (nullable): stops waiting; the agent stops all the same
 * @callback: called when it is stopped
 * @user_data: for @callback
 *
 * Stops the agent: ends every session, registration, subscription and publication, and closes the sockets and the
 * transport once the peers have answered, or after four seconds. Deferred requests are answered as if the time to
 * answer them were over. Without [property@UserAgent:graceful-shutdown] everything is closed at once.
 *
 * Fails when the agent is being stopped already ([error@Error] `STATE`).
 *
 * Since: 1.0
 */
void
sipgo_user_agent_stop (SipgoUserAgent *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  task = sipgo_user_agent_core_new_task (self->agent.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_user_agent_stop);
  sipgo_agent_stop (&self->agent, task);
}

/**
 * sipgo_user_agent_stop_finish:
 * @self: an agent
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@UserAgent.stop].
 *
 * Returns: %TRUE when the agent is stopped
 *
 * Since: 1.0
 */
gboolean
sipgo_user_agent_stop_finish (SipgoUserAgent *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sipgo_user_agent_get_listeners:
 * @self: an agent
 *
 * The addresses that are bound.
 *
 * Returns: (transfer full): each as transport, address and port
 *
 * Since: 1.0
 */
GStrv
sipgo_user_agent_get_listeners (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return sipgo_transport_layer_get_listeners (sipgo_user_agent_core_get_transport (self->agent.core));
}

/**
 * sipgo_user_agent_get_session_description_handler_factory:
 * @self: an agent
 *
 * The factory that makes the session description handler of each session. A [class@RtpHandlerFactory] is made when none
 * was set.
 *
 * Returns: (transfer none): the factory
 *
 * Since: 1.0
 */
SipgoSessionDescriptionHandlerFactory *
sipgo_user_agent_get_session_description_handler_factory (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return sipgo_agent_settings_get_factory (&self->agent.settings);
}

/**
 * sipgo_user_agent_set_session_description_handler_factory:
 * @self: an agent
 * @factory: (nullable): the factory for new sessions; %NULL for a [class@RtpHandlerFactory]
 *
 * Sets [property@UserAgent:session-description-handler-factory].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_session_description_handler_factory (SipgoUserAgent *self,
                                                          SipgoSessionDescriptionHandlerFactory *factory)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (g_set_object (&self->agent.settings.factory, factory))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION_DESCRIPTION_HANDLER_FACTORY]);
}

/**
 * sipgo_user_agent_get_state:
 * @self: an agent
 *
 * Whether the agent is started.
 *
 * Returns: the state
 *
 * Since: 1.0
 */
SipgoUserAgentState
sipgo_user_agent_get_state (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), SIPGO_USER_AGENT_STATE_STOPPED);
  return self->agent.state;
}

/**
 * sipgo_user_agent_get_core:
 * @self: an agent
 *
 * The core: requests and transactions below the sessions.
 *
 * Returns: (transfer none): the core
 *
 * Since: 1.0
 */
SipgoUserAgentCore *
sipgo_user_agent_get_core (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->agent.core;
}

/**
 * sipgo_user_agent_get_sessions:
 * @self: an agent
 *
 * The sessions that are not over.
 *
 * Returns: (transfer none): a list of [class@Session]
 *
 * Since: 1.0
 */
GListModel *
sipgo_user_agent_get_sessions (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return G_LIST_MODEL (self->sessions);
}

/**
 * sipgo_user_agent_get_listen:
 * @self: an agent
 *
 * The addresses to listen on.
 *
 * Returns: (transfer full) (nullable): each as transport, address and port; %NULL for none
 *
 * Since: 1.0
 */
GStrv
sipgo_user_agent_get_listen (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return g_strdupv (self->agent.settings.listen);
}

/**
 * sipgo_user_agent_set_listen:
 * @self: an agent
 * @listen: (nullable) (array zero-terminated=1): the addresses to listen on, from the next start on
 *
 * Sets [property@UserAgent:listen].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_listen (SipgoUserAgent *self, const char *const *listen)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_strfreev (self->agent.settings.listen);
  self->agent.settings.listen = g_strdupv ((GStrv) listen);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LISTEN]);
}

/**
 * sipgo_user_agent_get_accounts:
 * @self: an agent
 *
 * Gets the accounts besides the agent's own.
 *
 * Returns: (transfer none): a list of [class@Account]
 *
 * Since: 1.0
 */
GListModel *
sipgo_user_agent_get_accounts (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return G_LIST_MODEL (self->agent.core->accounts);
}

/**
 * sipgo_user_agent_add_account:
 * @self: an agent
 * @account: an account that is not in the list yet
 *
 * Adds an account to [property@UserAgent:accounts]: calls for it are told from those for the others, and calls,
 * registrations and so on can be made as this account.
 *
 * Since: 1.0
 */
void
sipgo_user_agent_add_account (SipgoUserAgent *self, SipgoAccount *account)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_return_if_fail (SIPGO_IS_ACCOUNT (account));
  g_return_if_fail (!g_list_store_find (self->agent.core->accounts, account, NULL));
  sipgo_user_agent_core_add_account (self->agent.core, account);
}

/**
 * sipgo_user_agent_remove_account:
 * @self: an agent
 * @account: an account of the list
 *
 * Removes an account from [property@UserAgent:accounts]. Its calls and registrations go on until they are ended; new
 * calls for it count as calls for the agent's own account.
 *
 * Since: 1.0
 */
void
sipgo_user_agent_remove_account (SipgoUserAgent *self, SipgoAccount *account)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_return_if_fail (SIPGO_IS_ACCOUNT (account));
  sipgo_user_agent_core_remove_account (self->agent.core, account);
}

/**
 * sipgo_user_agent_get_uri:
 * @self: an agent
 *
 * The agent's address-of-record.
 *
 * Returns: (transfer none) (nullable): the URI, or %NULL
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_user_agent_get_uri (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return sipgo_account_get_uri (own_account (self));
}

/**
 * sipgo_user_agent_set_uri:
 * @self: an agent
 * @uri: (nullable): the address-of-record
 *
 * Sets [property@UserAgent:uri].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_uri (SipgoUserAgent *self, SipgoUri *uri)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (sipgo_account_get_uri (own_account (self)) == uri)
    return;
  sipgo_account_set_uri (own_account (self), uri);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_URI]);
}

/**
 * sipgo_user_agent_get_display_name:
 * @self: an agent
 *
 * The display name in From.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
sipgo_user_agent_get_display_name (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return sipgo_account_get_display_name (own_account (self));
}

/**
 * sipgo_user_agent_set_display_name:
 * @self: an agent
 * @display_name: (nullable): the name
 *
 * Sets [property@UserAgent:display-name].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_display_name (SipgoUserAgent *self, const char *display_name)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_return_if_fail (!display_name || sipgo_header_value_is_safe (display_name));
  if (g_strcmp0 (sipgo_account_get_display_name (own_account (self)), display_name) == 0)
    return;
  sipgo_account_set_display_name (own_account (self), display_name);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DISPLAY_NAME]);
}

/**
 * sipgo_user_agent_get_contact_name:
 * @self: an agent
 *
 * The user part of our Contact.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
sipgo_user_agent_get_contact_name (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return sipgo_account_get_contact_name (own_account (self));
}

/**
 * sipgo_user_agent_set_contact_name:
 * @self: an agent
 * @contact_name: (nullable): the user part
 *
 * Sets [property@UserAgent:contact-name].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_contact_name (SipgoUserAgent *self, const char *contact_name)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_return_if_fail (!contact_name || sipgo_header_value_is_safe (contact_name));
  if (g_strcmp0 (sipgo_account_get_contact_name (own_account (self)), contact_name) == 0)
    return;
  sipgo_account_set_contact_name (own_account (self), contact_name);
  sipgo_account_ensure_contact_user (own_account (self), sipgo_user_agent_core_get_random (self->agent.core));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONTACT_NAME]);
}

/**
 * sipgo_user_agent_get_credentials:
 * @self: an agent
 *
 * The user name and password that answer digest challenges.
 *
 * Returns: (transfer none) (nullable): the credentials, or %NULL
 *
 * Since: 1.0
 */
SipgoCredentials *
sipgo_user_agent_get_credentials (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return sipgo_account_get_credentials (own_account (self));
}

/**
 * sipgo_user_agent_set_credentials:
 * @self: an agent
 * @credentials: (nullable): user name and password
 *
 * Sets [property@UserAgent:credentials].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_credentials (SipgoUserAgent *self, SipgoCredentials *credentials)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (sipgo_account_get_credentials (own_account (self)) == credentials)
    return;
  sipgo_account_set_credentials (own_account (self), credentials);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CREDENTIALS]);
}

/**
 * sipgo_user_agent_get_outbound_proxy:
 * @self: an agent
 *
 * The proxy that every request outside a call goes to first.
 *
 * Returns: (transfer none) (nullable): the URI of the proxy, or %NULL
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_user_agent_get_outbound_proxy (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return sipgo_account_get_outbound_proxy (own_account (self));
}

/**
 * sipgo_user_agent_set_outbound_proxy:
 * @self: an agent
 * @outbound_proxy: (nullable): the address of the proxy
 *
 * Sets [property@UserAgent:outbound-proxy].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_outbound_proxy (SipgoUserAgent *self, SipgoUri *outbound_proxy)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (sipgo_account_get_outbound_proxy (own_account (self)) == outbound_proxy)
    return;
  sipgo_account_set_outbound_proxy (own_account (self), outbound_proxy);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OUTBOUND_PROXY]);
}

/**
 * sipgo_user_agent_get_follow_redirects:
 * @self: an agent
 *
 * Whether redirections are followed.
 *
 * Returns: %TRUE when they are
 *
 * Since: 1.0
 */
gboolean
sipgo_user_agent_get_follow_redirects (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return sipgo_account_get_follow_redirects (own_account (self));
}

/**
 * sipgo_user_agent_set_follow_redirects:
 * @self: an agent
 * @follow_redirects: whether to follow redirections
 *
 * Sets [property@UserAgent:follow-redirects].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_follow_redirects (SipgoUserAgent *self, gboolean follow_redirects)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (sipgo_user_agent_get_follow_redirects (self) == !!follow_redirects)
    return;
  sipgo_account_set_follow_redirects (own_account (self), follow_redirects);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FOLLOW_REDIRECTS]);
}

/**
 * sipgo_user_agent_get_outbound_proxies:
 * @self: an agent
 *
 * The edge proxies to which the agent has a flow each.
 *
 * Returns: (transfer full) (nullable): SIP URIs, the preferred one first; %NULL for none
 *
 * Since: 1.0
 */
GStrv
sipgo_user_agent_get_outbound_proxies (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return sipgo_account_get_outbound_proxies (own_account (self));
}

/**
 * sipgo_user_agent_set_outbound_proxies:
 * @self: an agent
 * @outbound_proxies: (nullable) (array zero-terminated=1): SIP URIs, the preferred one first
 *
 * Sets [property@UserAgent:outbound-proxies].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_outbound_proxies (SipgoUserAgent *self, const char *const *outbound_proxies)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  sipgo_account_set_outbound_proxies (own_account (self), outbound_proxies);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OUTBOUND_PROXIES]);
}

/**
 * sipgo_user_agent_get_gruu:
 * @self: an agent
 *
 * Which GRUU stands in the Contact.
 *
 * Returns: the kind of GRUU
 *
 * Since: 1.0
 */
SipgoGruu
sipgo_user_agent_get_gruu (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), SIPGO_GRUU_NONE);
  return sipgo_account_get_gruu (own_account (self));
}

/**
 * sipgo_user_agent_set_gruu:
 * @self: an agent
 * @gruu: the kind of GRUU
 *
 * Sets [property@UserAgent:gruu].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_gruu (SipgoUserAgent *self, SipgoGruu gruu)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_return_if_fail (gruu <= SIPGO_GRUU_TEMPORARY);
  if (sipgo_account_get_gruu (own_account (self)) == gruu)
    return;
  sipgo_account_set_gruu (own_account (self), gruu);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GRUU]);
}

/**
 * sipgo_user_agent_get_product:
 * @self: an agent
 *
 * The value of the headers User-Agent and Server.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
sipgo_user_agent_get_product (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->agent.settings.product;
}

/**
 * sipgo_user_agent_set_product:
 * @self: an agent
 * @product: (nullable): the product
 *
 * Sets [property@UserAgent:product].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_product (SipgoUserAgent *self, const char *product)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_return_if_fail (!product || sipgo_header_value_is_safe (product));
  if (g_strcmp0 (self->agent.settings.product, product) == 0)
    return;
  g_free (self->agent.settings.product);
  self->agent.settings.product = g_strdup (product);
  sipgo_user_agent_core_set_product (self->agent.core, product);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRODUCT]);
}

/**
 * sipgo_user_agent_get_keep_alive_interval:
 * @self: an agent
 *
 * Gets how long the flow to a registrar is left without data over UDP.
 *
 * Returns: seconds; 0 for no keep-alives
 *
 * Since: 1.0
 */
guint
sipgo_user_agent_get_keep_alive_interval (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), 0);
  return self->agent.settings.keep_alive_interval;
}

/**
 * sipgo_user_agent_set_keep_alive_interval:
 * @self: an agent
 * @seconds: the interval over UDP, up to 3600; 0 for no keep-alives
 *
 * Sets [property@UserAgent:keep-alive-interval].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_keep_alive_interval (SipgoUserAgent *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_return_if_fail (seconds <= 3600);
  set_number (self, &self->agent.settings.keep_alive_interval, seconds, PROP_KEEP_ALIVE_INTERVAL);
}

/**
 * sipgo_user_agent_get_no_answer_timeout:
 * @self: an agent
 *
 * The time after which an unanswered invitation is rejected with 480.
 *
 * Returns: seconds; 0 for never
 *
 * Since: 1.0
 */
guint
sipgo_user_agent_get_no_answer_timeout (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), 0);
  return self->agent.settings.no_answer_timeout;
}

/**
 * sipgo_user_agent_set_no_answer_timeout:
 * @self: an agent
 * @seconds: the time; 0 for never
 *
 * Sets [property@UserAgent:no-answer-timeout].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_no_answer_timeout (SipgoUserAgent *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  set_number (self, &self->agent.settings.no_answer_timeout, seconds, PROP_NO_ANSWER_TIMEOUT);
}

/**
 * sipgo_user_agent_get_session_expires:
 * @self: an agent
 *
 * The session interval that new calls ask for (RFC 4028).
 *
 * Returns: seconds; 0 for none
 *
 * Since: 1.0
 */
guint
sipgo_user_agent_get_session_expires (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), 0);
  return self->agent.settings.session_expires;
}

/**
 * sipgo_user_agent_set_session_expires:
 * @self: an agent
 * @seconds: the session interval; 0 for none
 *
 * Sets [property@UserAgent:session-expires].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_session_expires (SipgoUserAgent *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  set_number (self, &self->agent.settings.session_expires, seconds, PROP_SESSION_EXPIRES);
}

/**
 * sipgo_user_agent_get_min_session_expires:
 * @self: an agent
 *
 * The smallest session interval that new calls accept (RFC 4028).
 *
 * Returns: seconds
 *
 * Since: 1.0
 */
guint
sipgo_user_agent_get_min_session_expires (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), 0);
  return self->agent.settings.min_session_expires;
}

/**
 * sipgo_user_agent_set_min_session_expires:
 * @self: an agent
 * @seconds: the minimum, at least 90
 *
 * Sets [property@UserAgent:min-session-expires].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_min_session_expires (SipgoUserAgent *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_return_if_fail (seconds >= SIPGO_LEAST_MIN_SE);
  set_number (self, &self->agent.settings.min_session_expires, seconds, PROP_MIN_SESSION_EXPIRES);
}

/**
 * sipgo_user_agent_get_end_stalled_calls:
 * @self: an agent
 *
 * Whether a call ends when its peer sends no media any more, see [property@UserAgent:end-stalled-calls].
 *
 * Returns: %TRUE when it does
 *
 * Since: 1.0
 */
gboolean
sipgo_user_agent_get_end_stalled_calls (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return self->agent.settings.end_stalled_calls;
}

/**
 * sipgo_user_agent_set_end_stalled_calls:
 * @self: an agent
 * @end_stalled_calls: the new value
 *
 * Sets [property@UserAgent:end-stalled-calls].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_end_stalled_calls (SipgoUserAgent *self, gboolean end_stalled_calls)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->agent.settings.end_stalled_calls == end_stalled_calls)
    return;
  self->agent.settings.end_stalled_calls = end_stalled_calls;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_END_STALLED_CALLS]);
}

/**
 * sipgo_user_agent_get_allow_legacy_notifications:
 * @self: an agent
 *
 * Whether a NOTIFY that belongs to no subscription is accepted when no handler is connected.
 *
 * Returns: %TRUE when it is
 *
 * Since: 1.0
 */
gboolean
sipgo_user_agent_get_allow_legacy_notifications (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return self->agent.settings.allow_legacy_notifications;
}

/**
 * sipgo_user_agent_set_allow_legacy_notifications:
 * @self: an agent
 * @allow_legacy_notifications: %TRUE to accept
 *
 * Sets [property@UserAgent:allow-legacy-notifications].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_allow_legacy_notifications (SipgoUserAgent *self, gboolean allow_legacy_notifications)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->agent.settings.allow_legacy_notifications == allow_legacy_notifications)
    return;
  self->agent.settings.allow_legacy_notifications = allow_legacy_notifications;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ALLOW_LEGACY_NOTIFICATIONS]);
}

/**
 * sipgo_user_agent_get_allow_events:
 * @self: an agent
 *
 * The event packages that others may subscribe to or publish here.
 *
 * Returns: (transfer full) (nullable): the packages, or %NULL for any
 *
 * Since: 1.0
 */
GStrv
sipgo_user_agent_get_allow_events (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return g_strdupv (self->agent.settings.allow_events);
}

/**
 * sipgo_user_agent_set_allow_events:
 * @self: an agent
 * @packages: (nullable) (array zero-terminated=1): the packages, each a token such as `presence`; %NULL for any
 *
 * Sets [property@UserAgent:allow-events].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_allow_events (SipgoUserAgent *self, const char *const *packages)
{
  GStrv copy;
  guint i;

  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  for (i = 0; packages && packages[i]; i++)
    g_return_if_fail (sipgo_method_is_valid (packages[i]));
  copy = g_strdupv ((GStrv) packages);
  g_strfreev (self->agent.settings.allow_events);
  self->agent.settings.allow_events = copy;
  sipgo_agent_settings_apply_events (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ALLOW_EVENTS]);
}

/**
 * sipgo_user_agent_get_registered_contacts:
 * @self: an agent
 *
 * The clients that are registered with us.
 *
 * Returns: (transfer none): the contacts that were accepted and live, a list of [class@RegisteredContact]
 *
 * Since: 1.0
 */
GListModel *
sipgo_user_agent_get_registered_contacts (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return G_LIST_MODEL (self->registrar->registered_contacts);
}

/**
 * sipgo_user_agent_get_logger_factory:
 * @self: an agent
 *
 * The agent's log.
 *
 * Returns: (transfer none): the log
 *
 * Since: 1.0
 */
SipgoLoggerFactory *
sipgo_user_agent_get_logger_factory (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return sipgo_environment_get_logger_factory (sipgo_user_agent_core_get_environment (self->agent.core));
}

/**
 * sipgo_user_agent_get_logger:
 * @self: an agent
 * @category: the kind of object that writes
 * @label: (nullable): the name of the object
 *
 * Makes a logger for the application's own lines in the agent's log.
 *
 * Returns: (transfer full): the logger
 *
 * Since: 1.0
 */
SipgoLogger *
sipgo_user_agent_get_logger (SipgoUserAgent *self, const char *category, const char *label)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  g_return_val_if_fail (category != NULL, NULL);
  return sipgo_logger_factory_get_logger (sipgo_user_agent_get_logger_factory (self), category, label);
}

/* --- identity and extensions -------------------------------------------------------------------------------------- */

/**
 * sipgo_user_agent_get_registered_option_tags:
 *
 * The option tags of SIP that IANA lists: the allowed values of [property@UserAgent:sip-extension-extra-supported].
 *
 * Returns: (transfer full) (array zero-terminated=1): the tags
 *
 * Since: 1.0
 */
GStrv
sipgo_user_agent_get_registered_option_tags (void)
{
  return sipgo_agent_settings_get_registered_option_tags ();
}

/**
 * sipgo_user_agent_get_instance_id:
 * @self: an agent
 *
 * The unique id of this agent (RFC 5626 section 4.1). A random one is made when none was set.
 *
 * Returns: a URN, such as `urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6`
 *
 * Since: 1.0
 */
const char *
sipgo_user_agent_get_instance_id (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return sipgo_agent_settings_get_instance_id (&self->agent.settings, self->agent.core);
}

/**
 * sipgo_user_agent_set_instance_id:
 * @self: an agent
 * @instance_id: (nullable): a UUID, with or without `urn:uuid:` before it; %NULL for a random one
 *
 * Sets [property@UserAgent:instance-id].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_instance_id (SipgoUserAgent *self, const char *instance_id)
{
  char *urn;

  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  urn = instance_id ? sipgo_agent_settings_make_instance_id (instance_id) : NULL;
  g_return_if_fail (!instance_id || urn);
  g_free (self->agent.settings.instance_id);
  self->agent.settings.instance_id = urn;
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_INSTANCE_ID]);
}

/**
 * sipgo_user_agent_get_instance_id_always_added:
 * @self: an agent
 *
 * Whether every Contact of ours has `+sip.instance`.
 *
 * Returns: %TRUE when it does
 *
 * Since: 1.0
 */
gboolean
sipgo_user_agent_get_instance_id_always_added (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return self->agent.settings.instance_id_always_added;
}

/**
 * sipgo_user_agent_set_instance_id_always_added:
 * @self: an agent
 * @instance_id_always_added: %TRUE for every Contact, %FALSE for registrations with [property@Registerer:reg-id] only
 *
 * Sets [property@UserAgent:instance-id-always-added].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_instance_id_always_added (SipgoUserAgent *self, gboolean instance_id_always_added)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->agent.settings.instance_id_always_added == instance_id_always_added)
    return;
  self->agent.settings.instance_id_always_added = instance_id_always_added;
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_INSTANCE_ID_ALWAYS_ADDED]);
}

/**
 * sipgo_user_agent_get_graceful_shutdown:
 * @self: an agent
 *
 * Whether [method@UserAgent.stop] ends calls and registrations before it closes the sockets.
 *
 * Returns: %TRUE when it does
 *
 * Since: 1.0
 */
gboolean
sipgo_user_agent_get_graceful_shutdown (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return self->agent.settings.graceful_shutdown;
}

/**
 * sipgo_user_agent_set_graceful_shutdown:
 * @self: an agent
 * @graceful_shutdown: %FALSE to close the sockets at once
 *
 * Sets [property@UserAgent:graceful-shutdown].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_graceful_shutdown (SipgoUserAgent *self, gboolean graceful_shutdown)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->agent.settings.graceful_shutdown == graceful_shutdown)
    return;
  self->agent.settings.graceful_shutdown = graceful_shutdown;
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GRACEFUL_SHUTDOWN]);
}

/**
 * sipgo_user_agent_get_compact_headers:
 * @self: an agent
 *
 * Whether messages are written with the compact names of headers.
 *
 * Returns: %TRUE when they are
 *
 * Since: 1.0
 */
gboolean
sipgo_user_agent_get_compact_headers (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return self->agent.settings.compact_headers;
}

/**
 * sipgo_user_agent_set_compact_headers:
 * @self: an agent
 * @compact_headers: %TRUE for compact names
 *
 * Sets [property@UserAgent:compact-headers]. A change holds from the next message on.
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_compact_headers (SipgoUserAgent *self, gboolean compact_headers)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->agent.settings.compact_headers == compact_headers)
    return;
  self->agent.settings.compact_headers = compact_headers;
  sipgo_transport_layer_set_compact_headers (sipgo_user_agent_core_get_transport (self->agent.core), compact_headers);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPACT_HEADERS]);
}

/**
 * sipgo_user_agent_get_contact_params:
 * @self: an agent
 *
 * The URI parameters of our Contact.
 *
 * Returns: (transfer full) (nullable): each as `name` or `name=value`; %NULL for none
 *
 * Since: 1.0
 */
GStrv
sipgo_user_agent_get_contact_params (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return g_strdupv (self->agent.settings.contact_params);
}

/**
 * sipgo_user_agent_set_contact_params:
 * @self: an agent
 * @contact_params: (nullable) (array zero-terminated=1): each as `name` or `name=value`
 *
 * Sets [property@UserAgent:contact-params].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_contact_params (SipgoUserAgent *self, const char *const *contact_params)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_strfreev (self->agent.settings.contact_params);
  self->agent.settings.contact_params = g_strdupv ((GStrv) contact_params);
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONTACT_PARAMS]);
}

/**
 * sipgo_user_agent_get_preloaded_route_set:
 * @self: an agent
 *
 * The proxies that every request outside a call goes through.
 *
 * Returns: (transfer full) (nullable): URIs of proxies, the first one first; %NULL for none
 *
 * Since: 1.0
 */
GStrv
sipgo_user_agent_get_preloaded_route_set (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return g_strdupv (self->agent.settings.preloaded_route_set);
}

/**
 * sipgo_user_agent_set_preloaded_route_set:
 * @self: an agent
 * @preloaded_route_set: (nullable) (array zero-terminated=1): URIs of proxies, the first one first
 *
 * Sets [property@UserAgent:preloaded-route-set].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_preloaded_route_set (SipgoUserAgent *self, const char *const *preloaded_route_set)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_strfreev (self->agent.settings.preloaded_route_set);
  self->agent.settings.preloaded_route_set = g_strdupv ((GStrv) preloaded_route_set);
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRELOADED_ROUTE_SET]);
}

/**
 * sipgo_user_agent_get_send_initial_provisional_response:
 * @self: an agent
 *
 * Whether a 180 is sent for each invitation before the application sees it.
 *
 * Returns: %TRUE when it is
 *
 * Since: 1.0
 */
gboolean
sipgo_user_agent_get_send_initial_provisional_response (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return self->agent.settings.send_initial_provisional_response;
}

/**
 * sipgo_user_agent_set_send_initial_provisional_response:
 * @self: an agent
 * @send_initial_provisional_response: %FALSE to leave that to the application
 *
 * Sets [property@UserAgent:send-initial-provisional-response].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_send_initial_provisional_response (SipgoUserAgent *self,
                                                        gboolean send_initial_provisional_response)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->agent.settings.send_initial_provisional_response == send_initial_provisional_response)
    return;
  self->agent.settings.send_initial_provisional_response = send_initial_provisional_response;
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SEND_INITIAL_PROVISIONAL_RESPONSE]);
}

/**
 * sipgo_user_agent_get_sip_extension_100rel:
 * @self: an agent
 *
 * How the agent uses reliable provisional responses (RFC 3262).
 *
 * Returns: the setting
 *
 * Since: 1.0
 */
SipgoSipExtension
sipgo_user_agent_get_sip_extension_100rel (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), SIPGO_SIP_EXTENSION_UNSUPPORTED);
  return self->agent.settings.sip_extension_100rel;
}

/**
 * sipgo_user_agent_set_sip_extension_100rel:
 * @self: an agent
 * @sip_extension_100rel: the new value
 *
 * Sets [property@UserAgent:sip-extension-100rel].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_sip_extension_100rel (SipgoUserAgent *self, SipgoSipExtension sip_extension_100rel)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->agent.settings.sip_extension_100rel == sip_extension_100rel)
    return;
  self->agent.settings.sip_extension_100rel = sip_extension_100rel;
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIP_EXTENSION_100REL]);
}

/**
 * sipgo_user_agent_get_sip_extension_replaces:
 * @self: an agent
 *
 * How the agent uses Replaces (RFC 3891).
 *
 * Returns: the setting
 *
 * Since: 1.0
 */
SipgoSipExtension
sipgo_user_agent_get_sip_extension_replaces (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), SIPGO_SIP_EXTENSION_UNSUPPORTED);
  return self->agent.settings.sip_extension_replaces;
}

/**
 * sipgo_user_agent_set_sip_extension_replaces:
 * @self: an agent
 * @sip_extension_replaces: the new value
 *
 * Sets [property@UserAgent:sip-extension-replaces].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_sip_extension_replaces (SipgoUserAgent *self, SipgoSipExtension sip_extension_replaces)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->agent.settings.sip_extension_replaces == sip_extension_replaces)
    return;
  self->agent.settings.sip_extension_replaces = sip_extension_replaces;
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIP_EXTENSION_REPLACES]);
}

/**
 * sipgo_user_agent_get_sip_extension_extra_supported:
 * @self: an agent
 *
 * The option tags that the application adds to Supported.
 *
 * Returns: (transfer full) (nullable): option tags; %NULL for none
 *
 * Since: 1.0
 */
GStrv
sipgo_user_agent_get_sip_extension_extra_supported (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return g_strdupv (self->agent.settings.sip_extension_extra_supported);
}

/**
 * sipgo_user_agent_set_sip_extension_extra_supported:
 * @self: an agent
 * @sip_extension_extra_supported: (nullable) (array zero-terminated=1): option tags that the application implements
 *
 * Sets [property@UserAgent:sip-extension-extra-supported].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_sip_extension_extra_supported (SipgoUserAgent *self,
                                                    const char *const *sip_extension_extra_supported)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_strfreev (self->agent.settings.sip_extension_extra_supported);
  self->agent.settings.sip_extension_extra_supported = g_strdupv ((GStrv) sip_extension_extra_supported);
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIP_EXTENSION_EXTRA_SUPPORTED]);
}

/**
 * sipgo_user_agent_get_allow_unknown_option_tags:
 * @self: an agent
 *
 * Whether option tags that IANA does not list are allowed.
 *
 * Returns: %TRUE when unknown option tags are allowed
 *
 * Since: 1.0
 */
gboolean
sipgo_user_agent_get_allow_unknown_option_tags (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return self->agent.settings.allow_unknown_option_tags;
}

/**
 * sipgo_user_agent_set_allow_unknown_option_tags:
 * @self: an agent
 * @allow_unknown_option_tags: %TRUE for tags of a private network
 *
 * Sets [property@UserAgent:allow-unknown-option-tags].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_allow_unknown_option_tags (SipgoUserAgent *self, gboolean allow_unknown_option_tags)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->agent.settings.allow_unknown_option_tags == allow_unknown_option_tags)
    return;
  self->agent.settings.allow_unknown_option_tags = allow_unknown_option_tags;
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ALLOW_UNKNOWN_OPTION_TAGS]);
}

/**
 * sipgo_user_agent_get_data:
 * @self: an agent
 *
 * The object of the application.
 *
 * Returns: (transfer none) (nullable): the object, or %NULL
 *
 * Since: 1.0
 */
GObject *
sipgo_user_agent_get_data (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->agent.settings.data;
}

/**
 * sipgo_user_agent_set_data:
 * @self: an agent
 * @data: (nullable): an object of the application
 *
 * Sets [property@UserAgent:data].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_data (SipgoUserAgent *self, GObject *data)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (!g_set_object (&self->agent.settings.data, data))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DATA]);
}

/**
 * sipgo_user_agent_get_contact:
 * @self: an agent
 *
 * The Contact of the last message that was sent with one. It depends on the transport and the local address of the
 * message.
 *
 * Returns: (transfer full) (nullable): a Contact value, or %NULL before a message with one was sent
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_user_agent_get_contact (SipgoUserAgent *self)
{
  const char *contact;

  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  contact = sipgo_user_agent_core_get_settings (self->agent.core)->last_contact;
  return contact ? sipgo_name_addr_parse (contact, NULL) : NULL;
}
