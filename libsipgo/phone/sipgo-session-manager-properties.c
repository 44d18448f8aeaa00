/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-session-manager-private.h"

/* What a manager shows and is told. */

#define DEFAULT_RECONNECTION_ATTEMPTS 3
#define DEFAULT_RECONNECTION_DELAY    4

enum
{
  PROP_0,
  PROP_USER_AGENT,
  PROP_SESSIONS,
  PROP_CONNECTED,
  PROP_REGISTERER,
  PROP_AOR,
  PROP_AUTO_STOP,
  PROP_MAX_SIMULTANEOUS_SESSIONS,
  PROP_RECONNECTION_ATTEMPTS,
  PROP_RECONNECTION_DELAY,
  PROP_REGISTRATION_RETRY,
  PROP_REGISTRATION_RETRY_INTERVAL,
  PROP_REGISTER_OPTIONS,
  PROP_SEND_DTMF_USING_SESSION_DESCRIPTION_HANDLER,
  PROP_OPTIONS_PING_INTERVAL,
  PROP_OPTIONS_PING_REQUEST_URI,
  PROP_FOLLOW_REFERRALS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
sipgo_session_manager_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoSessionManager *self = SIPGO_SESSION_MANAGER (object);

  switch (id)
    {
    case PROP_USER_AGENT:
      g_value_set_object (value, self->agent);
      break;
    case PROP_SESSIONS:
      g_value_set_object (value, self->sessions);
      break;
    case PROP_CONNECTED:
      g_value_set_boolean (value, self->connected);
      break;
    case PROP_REGISTERER:
      g_value_set_object (value, sipgo_session_manager_get_registerer (self));
      break;
    case PROP_AOR:
      g_value_set_string (value, self->aor);
      break;
    case PROP_AUTO_STOP:
      g_value_set_boolean (value, self->auto_stop);
      break;
    case PROP_MAX_SIMULTANEOUS_SESSIONS:
      g_value_set_uint (value, self->max_simultaneous_sessions);
      break;
    case PROP_RECONNECTION_ATTEMPTS:
      g_value_set_uint (value, sipgo_user_agent_get_reconnection_attempts (self->agent));
      break;
    case PROP_RECONNECTION_DELAY:
      g_value_set_uint (value, sipgo_user_agent_get_reconnection_delay (self->agent));
      break;
    case PROP_REGISTRATION_RETRY:
      g_value_set_boolean (value, self->registration_retry);
      break;
    case PROP_REGISTRATION_RETRY_INTERVAL:
      g_value_set_uint (value, self->registration_retry_interval);
      break;
    case PROP_REGISTER_OPTIONS:
      g_value_set_object (value, self->register_options);
      break;
    case PROP_SEND_DTMF_USING_SESSION_DESCRIPTION_HANDLER:
      g_value_set_boolean (value, self->send_dtmf_in_media);
      break;
    case PROP_OPTIONS_PING_INTERVAL:
      g_value_set_uint (value, self->ping_interval);
      break;
    case PROP_OPTIONS_PING_REQUEST_URI:
      g_value_set_string (value, self->ping_uri);
      break;
    case PROP_FOLLOW_REFERRALS:
      g_value_set_boolean (value, self->follow_referrals);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* What is set when the object is made: the agent comes first, as some settings are its own. */
static gboolean
set_construct_property (SipgoSessionManager *self, guint id, const GValue *value)
{
  if (id == PROP_USER_AGENT)
    self->agent = g_value_get_object (value) ? g_value_dup_object (value) : sipgo_user_agent_new ();
  else if (id == PROP_AOR)
    self->aor = g_value_dup_string (value);
  else if (id == PROP_RECONNECTION_ATTEMPTS)
    sipgo_user_agent_set_reconnection_attempts (self->agent, g_value_get_uint (value));
  else if (id == PROP_RECONNECTION_DELAY)
    sipgo_user_agent_set_reconnection_delay (self->agent, g_value_get_uint (value));
  else
    return FALSE;
  return TRUE;
}

static void
set_boolean (SipgoSessionManager *self, gboolean *field, const GValue *value, GParamSpec *pspec)
{
  if (*field == g_value_get_boolean (value))
    return;
  *field = g_value_get_boolean (value);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
set_uint (SipgoSessionManager *self, guint *field, const GValue *value, GParamSpec *pspec)
{
  if (*field == g_value_get_uint (value))
    return;
  *field = g_value_get_uint (value);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
sipgo_session_manager_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoSessionManager *self = SIPGO_SESSION_MANAGER (object);

  if (set_construct_property (self, id, value))
    return;
  switch (id)
    {
    case PROP_REGISTERER:
      sipgo_session_manager_set_registerer (self, g_value_get_object (value));
      break;
    case PROP_AUTO_STOP:
      set_boolean (self, &self->auto_stop, value, pspec);
      break;
    case PROP_MAX_SIMULTANEOUS_SESSIONS:
      set_uint (self, &self->max_simultaneous_sessions, value, pspec);
      break;
    case PROP_REGISTRATION_RETRY:
      set_boolean (self, &self->registration_retry, value, pspec);
      break;
    case PROP_REGISTRATION_RETRY_INTERVAL:
      set_uint (self, &self->registration_retry_interval, value, pspec);
      break;
    case PROP_REGISTER_OPTIONS:
      if (g_set_object (&self->register_options, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_SEND_DTMF_USING_SESSION_DESCRIPTION_HANDLER:
      set_boolean (self, &self->send_dtmf_in_media, value, pspec);
      break;
    case PROP_OPTIONS_PING_INTERVAL:
      set_uint (self, &self->ping_interval, value, pspec);
      sipgo_session_manager_start_pings (self);
      break;
    case PROP_OPTIONS_PING_REQUEST_URI:
      g_free (self->ping_uri);
      self->ping_uri = g_value_dup_string (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_FOLLOW_REFERRALS:
      set_boolean (self, &self->follow_referrals, value, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
install_settings (void)
{
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoSessionManager:auto-stop:
   *
   * Whether the agent is stopped, with its calls and registration, when the last reference to the manager goes. %TRUE
   * by default.
   */
  props[PROP_AUTO_STOP] = g_param_spec_boolean ("auto-stop", NULL, NULL, TRUE, writable);
  /**
   * SipgoSessionManager:max-simultaneous-sessions:
   *
   * How many calls there may be at once, with those that ring; 0 for as many as come. 2 by default. Further callers get
   * 486 (Busy Here). A transfer that the peer asks for is made all the same: it takes the place of a call.
   */
  props[PROP_MAX_SIMULTANEOUS_SESSIONS] = g_param_spec_uint ("max-simultaneous-sessions", NULL, NULL, 0, G_MAXUINT, SIPGO_DEFAULT_MAX_SESSIONS, writable);
  /**
   * SipgoSessionManager:registration-retry:
   *
   * Whether a registration that was refused is tried again after [property@SessionManager:registration-retry-interval].
   * One that was accepted once is kept up by the registerer in any case. %FALSE by default.
   */
  props[PROP_REGISTRATION_RETRY] = g_param_spec_boolean ("registration-retry", NULL, NULL, FALSE, writable);
  /**
   * SipgoSessionManager:registration-retry-interval:
   *
   * How long to wait at least before a refused registration is tried again, in seconds; by chance up to twice as long,
   * so that a thousand phones do not come back together. 3 by default.
   */
  props[PROP_REGISTRATION_RETRY_INTERVAL] = g_param_spec_uint ("registration-retry-interval", NULL, NULL, 1, G_MAXUINT16, SIPGO_DEFAULT_RETRY_INTERVAL, writable);
  /**
   * SipgoSessionManager:register-options:
   *
   * Headers and body of the requests that register, when [method@SessionManager.register] is not given any. %NULL by
   * default.
   */
  props[PROP_REGISTER_OPTIONS] = g_param_spec_object ("register-options", NULL, NULL, SIPGO_TYPE_REQUEST_OPTIONS, writable);
  /**
   * SipgoSessionManager:send-dtmf-using-session-description-handler:
   *
   * Whether tones are sent in the media (RFC 4733) rather than by INFO requests. %FALSE by default.
   */
  props[PROP_SEND_DTMF_USING_SESSION_DESCRIPTION_HANDLER] =
    g_param_spec_boolean ("send-dtmf-using-session-description-handler", NULL, NULL, FALSE, writable);
  /**
   * SipgoSessionManager:options-ping-interval:
   *
   * After how many seconds the server is asked whether it is still there, by OPTIONS; 0, the default, for never. It
   * counts as lost when no answer, 408 or 503 comes: a transport of the agent's is opened anew, without one the server
   * is asked further.
   */
  props[PROP_OPTIONS_PING_INTERVAL] = g_param_spec_uint ("options-ping-interval", NULL, NULL, 0, G_MAXUINT16, 0, writable);
  /**
   * SipgoSessionManager:options-ping-request-uri:
   *
   * Whom to ask; the domain of the agent's address where it is %NULL, as it is by default.
   */
  props[PROP_OPTIONS_PING_REQUEST_URI] = g_param_spec_string ("options-ping-request-uri", NULL, NULL, NULL, writable);
  /**
   * SipgoSessionManager:follow-referrals:
   *
   * Whether a transfer that the peer of a call asks for (REFER, RFC 3515) is made by itself, unless a handler of
   * [signal@Session::refer-received] decides. Otherwise it is declined (603): the call is made in our name, and at our
   * cost, to whomever the peer names. %FALSE by default.
   */
  props[PROP_FOLLOW_REFERRALS] = g_param_spec_boolean ("follow-referrals", NULL, NULL, FALSE, writable);
}

static void
install_construct_properties (void)
{
  GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS;

  /**
   * SipgoSessionManager:user-agent:
   *
   * The agent below, with the account, the listeners or the transport, and the media of the calls. By default one is
   * made.
   */
  props[PROP_USER_AGENT] = g_param_spec_object ("user-agent", NULL, NULL, SIPGO_TYPE_USER_AGENT, once);
  /**
   * SipgoSessionManager:aor:
   *
   * The address of record, `sip:alice@example.com`, for an agent that has no [property@UserAgent:uri]. %NULL, the
   * default, leaves it anonymous.
   */
  props[PROP_AOR] = g_param_spec_string ("aor", NULL, NULL, NULL, once);
  /**
   * SipgoSessionManager:reconnection-attempts:
   *
   * How often a lost connection is opened again by itself. It becomes the agent's
   * [property@UserAgent:reconnection-attempts]. 3 by default.
   */
  props[PROP_RECONNECTION_ATTEMPTS] = g_param_spec_uint ("reconnection-attempts", NULL, NULL, 0, G_MAXUINT, DEFAULT_RECONNECTION_ATTEMPTS, writable);
  /**
   * SipgoSessionManager:reconnection-delay:
   *
   * The seconds between two such attempts; the first is made at once. 4 by default.
   */
  props[PROP_RECONNECTION_DELAY] = g_param_spec_uint ("reconnection-delay", NULL, NULL, 0, G_MAXUINT16, DEFAULT_RECONNECTION_DELAY, writable);
}

static void
install_state (void)
{
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  /**
   * SipgoSessionManager:sessions:
   *
   * The calls, as a list of [class@ManagedSession] that a window can show.
   */
  props[PROP_SESSIONS] = g_param_spec_object ("sessions", NULL, NULL, G_TYPE_LIST_MODEL, readable);
  /**
   * SipgoSessionManager:connected:
   *
   * Whether the server is reached: the agent's transport is connected, or, without one, the agent is started; and the last
   * OPTIONS was answered where [property@SessionManager:options-ping-interval] asks for them.
   */
  props[PROP_CONNECTED] = g_param_spec_boolean ("connected", NULL, NULL, FALSE, readable);
  /**
   * SipgoSessionManager:registerer:
   *
   * The registration, which may be given its options before it is used. By default one is made when it is asked for
   * first.
   */
  props[PROP_REGISTERER] = g_param_spec_object ("registerer", NULL, NULL, SIPGO_TYPE_REGISTERER,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

void
sipgo_session_manager_install_properties (GObjectClass *object_class)
{
  object_class->get_property = sipgo_session_manager_get_property;
  object_class->set_property = sipgo_session_manager_set_property;
  install_state ();
  install_construct_properties ();
  install_settings ();
  g_object_class_install_properties (object_class, N_PROPS, props);
}
