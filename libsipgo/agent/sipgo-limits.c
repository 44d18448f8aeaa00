/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-limits-private.h"

#include "libsipgo/agent/sipgo-agent-private.h"
#include "libsipgo/agent/sipgo-guesses-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/transport/sipgo-transport-layer-private.h"

#define DEFAULT_MAX_MEDIA_LOAD    0.8
#define DEFAULT_MAX_CALLS         50000
#define DEFAULT_MAX_TRANSACTIONS  50000
#define DEFAULT_MAX_SUBSCRIPTIONS 10000
#define DEFAULT_MAX_REGISTERED_CONTACTS 10000
#define DEFAULT_MAX_CONNECTIONS   4096
#define DEFAULT_MAX_CONNECTIONS_PER_HOST 512
#define DEFAULT_MAX_HANDSHAKES    1024
/* A hundred phones behind one NAT may begin at once. */
#define DEFAULT_MAX_UNAUTHENTICATED_REQUESTS 300
#define DEFAULT_MAX_FAILED_AUTHENTICATIONS 20
#define DEFAULT_MAX_BYTES_IN_FLIGHT (64 * 1024 * 1024)
#define MAX_MEDIA_LOAD            100.0

/* First the limits that are whole numbers, then the counters that are, then the totals since the agent was made. */
enum
{
  PROP_0,
  PROP_MAX_CALLS,
  PROP_MAX_TRANSACTIONS,
  PROP_MAX_SUBSCRIPTIONS,
  PROP_MAX_REGISTERED_CONTACTS,
  PROP_MAX_CONNECTIONS,
  PROP_MAX_CONNECTIONS_PER_HOST,
  PROP_MAX_HANDSHAKES,
  PROP_MAX_BYTES_IN_FLIGHT,
  PROP_MAX_UNAUTHENTICATED_REQUESTS,
  PROP_MAX_FAILED_AUTHENTICATIONS,
  PROP_MAX_TRACE_RECORDS,
  PROP_MAX_TRACE_BYTES,
  N_LIMITS,
  PROP_CALLS = N_LIMITS,
  PROP_TRANSACTIONS,
  PROP_SUBSCRIPTIONS,
  PROP_REGISTERED_CONTACTS,
  PROP_CONNECTIONS,
  PROP_HANDSHAKES,
  PROP_BYTES_IN_FLIGHT,
  FIRST_TOTAL,
  PROP_REFUSED_CALLS = FIRST_TOTAL,
  PROP_REFUSED_REQUESTS,
  PROP_REFUSED_SUBSCRIPTIONS,
  PROP_REFUSED_REGISTERED_CONTACTS,
  PROP_REFUSED_CONNECTIONS,
  PROP_REFUSED_UNAUTHENTICATED_REQUESTS,
  PROP_FAILED_AUTHENTICATIONS,
  PROP_ACCEPTING_CALLS,
  PROP_MAX_MEDIA_LOAD,
  PROP_MEDIA_LOAD,
  N_PROPS
};

/**
 * SipgoLimits:
 *
 * The limits of an agent, and counters of what it has: [property@UserAgent:limits]. A request beyond a limit is refused
 * with 503 and a Retry-After (RFC 3261 21.5.4), so that existing calls are not disturbed.
 *
 * The limits may be changed at any time; a lower limit does not end anything that exists already, except a lower
 * [property@Limits:max-bytes-in-flight].
 *
 * ```c
 * static void
 * limit (SipgoUserAgent *agent)
 * {
 *   SipgoLimits *limits = sipgo_user_agent_get_limits (agent);
 *
 *   sipgo_limits_set_max_calls (limits, 100);
 *   g_print ("%u calls\n", sipgo_limits_get_calls (limits));
 * }
 * ```
 *
 * ```python
 * agent.limits.max_calls = 100
 * print(agent.limits.calls, "calls,", agent.limits.refused_calls, "refused")
 * ```
 *
 * Since: 1.0
 */
struct _SipgoLimits
{
  GObject parent_instance;

  SipgoAgent *agent;                /* not owned; NULL once it is gone */
  guint n_calls;
  guint n_without_media;            /* calls whose media are not made yet */
  guint n_subscriptions;
  guint n_registered_contacts;
  gboolean accepting_calls;
  double max_media_load;
  guint limits[N_LIMITS];           /* by property */
  SipgoGuesses *unauthenticated;
  SipgoGuesses *failed;
  guint64 failed_authentications;
  guint64 refused_unauthenticated_requests;
  guint64 refused_calls;
  guint64 refused_subscriptions;
  guint64 refused_registered_contacts;
};

G_DEFINE_FINAL_TYPE (SipgoLimits, sipgo_limits, G_TYPE_OBJECT)

static GParamSpec *props[N_PROPS];

/* --- checking the limits ------------------------------------------------------------------------------------------ */

static void
count_refused (SipgoLimits *self, guint64 *counter, guint prop_id)
{
  ++*counter;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop_id]);
}

static gboolean
has_place_for_call (SipgoLimits *self)
{
  return self->limits[PROP_MAX_CALLS] == 0 || sipgo_limits_get_calls (self) < self->limits[PROP_MAX_CALLS];
}

/* Counts also the media that calls without media will have. */
static gboolean
has_media_for_call (SipgoLimits *self)
{
  SipgoSessionDescriptionHandlerFactory *factory = sipgo_agent_settings_get_factory (&self->agent->settings);

  return self->max_media_load <= 0
         || sipgo_session_description_handler_factory_get_load (factory,
                                                                self->n_without_media + 1) <= self->max_media_load;
}

gboolean
sipgo_limits_has_room_for_call (SipgoLimits *self)
{
  return self->accepting_calls && has_place_for_call (self) && has_media_for_call (self);
}

gboolean
sipgo_limits_admit_call (SipgoLimits *self)
{
  if (sipgo_limits_has_room_for_call (self))
    return TRUE;
  count_refused (self, &self->refused_calls, PROP_REFUSED_CALLS);
  return FALSE;
}

gboolean
sipgo_limits_check_own_call (SipgoLimits *self, GError **error)
{
  if (has_place_for_call (self))
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_RESOURCES,
               "There are %u calls, which is the limit max-calls of the agent's limits; end a call or raise the limit",
               sipgo_limits_get_calls (self));
  return FALSE;
}

gboolean
sipgo_limits_admit_subscription (SipgoLimits *self)
{
  if (self->limits[PROP_MAX_SUBSCRIPTIONS] == 0 || self->n_subscriptions < self->limits[PROP_MAX_SUBSCRIPTIONS])
    return TRUE;
  count_refused (self, &self->refused_subscriptions, PROP_REFUSED_SUBSCRIPTIONS);
  return FALSE;
}

gboolean
sipgo_limits_admit_registered_contact (SipgoLimits *self)
{
  guint max = self->limits[PROP_MAX_REGISTERED_CONTACTS];

  if (max == 0 || sipgo_limits_get_registered_contacts (self) < max)
    return TRUE;
  count_refused (self, &self->refused_registered_contacts, PROP_REFUSED_REGISTERED_CONTACTS);
  return FALSE;
}

static gint64
now_of (SipgoLimits *self)
{
  return sipgo_environment_now (sipgo_user_agent_core_get_environment (self->agent->core));
}

static gboolean
is_below (SipgoLimits *self, SipgoGuesses *attempts, const SipgoAddress *source, guint max)
{
  if (max == 0 || !source || sipgo_guesses_get (attempts, source, now_of (self)) < max)
    return TRUE;
  count_refused (self, &self->refused_unauthenticated_requests, PROP_REFUSED_UNAUTHENTICATED_REQUESTS);
  return FALSE;
}

gboolean
sipgo_limits_admit_unauthenticated (SipgoLimits *self, const SipgoAddress *source)
{
  if (!is_below (self, self->unauthenticated, source, self->limits[PROP_MAX_UNAUTHENTICATED_REQUESTS]))
    return FALSE;
  if (source && self->limits[PROP_MAX_UNAUTHENTICATED_REQUESTS] > 0)
    sipgo_guesses_count (self->unauthenticated, source, now_of (self));
  return TRUE;
}

gboolean
sipgo_limits_admit_authentication (SipgoLimits *self, const SipgoAddress *source)
{
  return is_below (self, self->failed, source, self->limits[PROP_MAX_FAILED_AUTHENTICATIONS]);
}

void
sipgo_limits_count_failed_authentication (SipgoLimits *self, const SipgoAddress *source)
{
  if (source && self->limits[PROP_MAX_FAILED_AUTHENTICATIONS] > 0)
    sipgo_guesses_count (self->failed, source, now_of (self));
  count_refused (self, &self->failed_authentications, PROP_FAILED_AUTHENTICATIONS);
}

void
sipgo_limits_count_call (SipgoLimits *self, int change)
{
  self->n_calls += change;
}

void
sipgo_limits_notify_calls (SipgoLimits *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CALLS]);
}

void
sipgo_limits_count_without_media (SipgoLimits *self, int change)
{
  self->n_without_media += change;
}

void
sipgo_limits_count_subscription (SipgoLimits *self, int change)
{
  self->n_subscriptions += change;
}

void
sipgo_limits_count_registered_contact (SipgoLimits *self, int change)
{
  self->n_registered_contacts += change;
}

/* --- the agent ---------------------------------------------------------------------------------------------------- */

static void
apply (SipgoLimits *self)
{
  SipgoTransportLayer *transport;
  SipgoConnectionLimits *connections;

  if (!self->agent)
    return;
  transport = sipgo_user_agent_core_get_transport (self->agent->core);
  sipgo_user_agent_core_set_max_transactions (self->agent->core, self->limits[PROP_MAX_TRANSACTIONS]);
  connections = sipgo_transport_layer_get_connection_limits (transport);
  connections->max_connections = self->limits[PROP_MAX_CONNECTIONS];
  connections->max_connections_per_host = self->limits[PROP_MAX_CONNECTIONS_PER_HOST];
  connections->max_held = self->limits[PROP_MAX_BYTES_IN_FLIGHT];
  sipgo_transport_layer_set_max_handshakes (transport, self->limits[PROP_MAX_HANDSHAKES]);
  sipgo_recorder_set_limits (sipgo_transport_layer_get_recorder (transport), self->limits[PROP_MAX_TRACE_RECORDS],
                             self->limits[PROP_MAX_TRACE_BYTES]);
}

void
sipgo_limits_set_agent (SipgoLimits *self, SipgoAgent *agent)
{
  self->agent = agent;
  apply (self);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  guint least;
  guint usual;               /* the default */
} Limit;

static const Limit limits[N_LIMITS] = {
  [PROP_MAX_CALLS] = { "max-calls", 0, DEFAULT_MAX_CALLS },
  [PROP_MAX_TRANSACTIONS] = { "max-transactions", 0, DEFAULT_MAX_TRANSACTIONS },
  [PROP_MAX_SUBSCRIPTIONS] = { "max-subscriptions", 0, DEFAULT_MAX_SUBSCRIPTIONS },
  [PROP_MAX_REGISTERED_CONTACTS] = { "max-registered-contacts", 0, DEFAULT_MAX_REGISTERED_CONTACTS },
  [PROP_MAX_CONNECTIONS] = { "max-connections", 1, DEFAULT_MAX_CONNECTIONS },
  [PROP_MAX_CONNECTIONS_PER_HOST] = { "max-connections-per-host", 1, DEFAULT_MAX_CONNECTIONS_PER_HOST },
  [PROP_MAX_HANDSHAKES] = { "max-handshakes", 1, DEFAULT_MAX_HANDSHAKES },
  [PROP_MAX_BYTES_IN_FLIGHT] = { "max-bytes-in-flight", 0, DEFAULT_MAX_BYTES_IN_FLIGHT },
  [PROP_MAX_UNAUTHENTICATED_REQUESTS] = { "max-unauthenticated-requests", 0, DEFAULT_MAX_UNAUTHENTICATED_REQUESTS },
  [PROP_MAX_FAILED_AUTHENTICATIONS] = { "max-failed-authentications", 0, DEFAULT_MAX_FAILED_AUTHENTICATIONS },
  [PROP_MAX_TRACE_RECORDS] = { "max-trace-records", 0, SIPGO_RECORDER_DEFAULT_RECORDS },
  [PROP_MAX_TRACE_BYTES] = { "max-trace-bytes", 0, SIPGO_RECORDER_DEFAULT_BYTES },
};

typedef struct
{
  const char *name;
  guint (*get) (SipgoLimits *self);
} Counter;

static const Counter counters[] = {
  [PROP_CALLS - N_LIMITS] = { "calls", sipgo_limits_get_calls },
  [PROP_TRANSACTIONS - N_LIMITS] = { "transactions", sipgo_limits_get_transactions },
  [PROP_SUBSCRIPTIONS - N_LIMITS] = { "subscriptions", sipgo_limits_get_subscriptions },
  [PROP_REGISTERED_CONTACTS - N_LIMITS] = { "registered-contacts", sipgo_limits_get_registered_contacts },
  [PROP_CONNECTIONS - N_LIMITS] = { "connections", sipgo_limits_get_connections },
  [PROP_HANDSHAKES - N_LIMITS] = { "handshakes", sipgo_limits_get_handshakes },
  [PROP_BYTES_IN_FLIGHT - N_LIMITS] = { "bytes-in-flight", sipgo_limits_get_bytes_in_flight },
};

typedef struct
{
  const char *name;
  guint64 (*get) (SipgoLimits *self);
} Total;

static const Total totals[] = {
  [PROP_REFUSED_CALLS - FIRST_TOTAL] = { "refused-calls", sipgo_limits_get_refused_calls },
  [PROP_REFUSED_REQUESTS - FIRST_TOTAL] = { "refused-requests", sipgo_limits_get_refused_requests },
  [PROP_REFUSED_SUBSCRIPTIONS - FIRST_TOTAL] = { "refused-subscriptions", sipgo_limits_get_refused_subscriptions },
  [PROP_REFUSED_REGISTERED_CONTACTS - FIRST_TOTAL] = { "refused-registered-contacts",
    sipgo_limits_get_refused_registered_contacts },
  [PROP_REFUSED_CONNECTIONS - FIRST_TOTAL] = { "refused-connections", sipgo_limits_get_refused_connections },
  [PROP_REFUSED_UNAUTHENTICATED_REQUESTS - FIRST_TOTAL] = { "refused-unauthenticated-requests",
    sipgo_limits_get_refused_unauthenticated_requests },
  [PROP_FAILED_AUTHENTICATIONS - FIRST_TOTAL] = { "failed-authentications", sipgo_limits_get_failed_authentications },
};

static void
sipgo_limits_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoLimits *self = SIPGO_LIMITS (object);

  if (id == PROP_ACCEPTING_CALLS)
    g_value_set_boolean (value, self->accepting_calls);
  else if (id == PROP_MAX_MEDIA_LOAD)
    g_value_set_double (value, self->max_media_load);
  else if (id == PROP_MEDIA_LOAD)
    g_value_set_double (value, sipgo_limits_get_media_load (self));
  else if (id < N_LIMITS)
    g_value_set_uint (value, self->limits[id]);
  else if (id < FIRST_TOTAL)
    g_value_set_uint (value, counters[id - N_LIMITS].get (self));
  else
    g_value_set_uint64 (value, totals[id - FIRST_TOTAL].get (self));
}

static void
set_limit (SipgoLimits *self, guint id, guint value)
{
  if (self->limits[id] == value)
    return;
  self->limits[id] = value;
  apply (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

static void
sipgo_limits_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ACCEPTING_CALLS)
    sipgo_limits_set_accepting_calls (SIPGO_LIMITS (object), g_value_get_boolean (value));
  else if (id == PROP_MAX_MEDIA_LOAD)
    sipgo_limits_set_max_media_load (SIPGO_LIMITS (object), g_value_get_double (value));
  else
    set_limit (SIPGO_LIMITS (object), id, g_value_get_uint (value));
}

static void
install_properties (void)
{
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GParamFlags flags = readable | G_PARAM_WRITABLE;
  guint i;

  for (i = PROP_0 + 1; i < N_LIMITS; i++)
    props[i] = g_param_spec_uint (limits[i].name, NULL, NULL, limits[i].least, G_MAXUINT, limits[i].usual, flags);
  for (i = 0; i < G_N_ELEMENTS (counters); i++)
    props[N_LIMITS + i] = g_param_spec_uint (counters[i].name, NULL, NULL, 0, G_MAXUINT, 0, readable);
  for (i = 0; i < G_N_ELEMENTS (totals); i++)
    props[FIRST_TOTAL + i] = g_param_spec_uint64 (totals[i].name, NULL, NULL, 0, G_MAXUINT64, 0, readable);
  props[PROP_ACCEPTING_CALLS] = g_param_spec_boolean ("accepting-calls", NULL, NULL, TRUE, flags);
  props[PROP_MAX_MEDIA_LOAD] = g_param_spec_double ("max-media-load", NULL, NULL, 0, MAX_MEDIA_LOAD,
                                                    DEFAULT_MAX_MEDIA_LOAD, flags);
  props[PROP_MEDIA_LOAD] = g_param_spec_double ("media-load", NULL, NULL, 0, G_MAXDOUBLE, 0, readable);
}

static void
sipgo_limits_finalize (GObject *object)
{
  SipgoLimits *self = SIPGO_LIMITS (object);

  sipgo_guesses_free (self->unauthenticated);
  sipgo_guesses_free (self->failed);
  G_OBJECT_CLASS (sipgo_limits_parent_class)->finalize (object);
}

static void
sipgo_limits_class_init (SipgoLimitsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sipgo_limits_get_property;
  object_class->set_property = sipgo_limits_set_property;
  object_class->finalize = sipgo_limits_finalize;
  install_properties ();
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_limits_init (SipgoLimits *self)
{
  guint i;

  for (i = PROP_0 + 1; i < N_LIMITS; i++)
    self->limits[i] = limits[i].usual;
  self->accepting_calls = TRUE;
  self->max_media_load = DEFAULT_MAX_MEDIA_LOAD;
  self->unauthenticated = sipgo_guesses_new ();
  self->failed = sipgo_guesses_new ();
}

/* --- the limits --------------------------------------------------------------------------------------------------- */

/**
 * SipgoLimits:accepting-calls: (getter get_accepting_calls) (setter set_accepting_calls)
 *
 * Whether new incoming calls are accepted; %TRUE by default. Set it to %FALSE to drain the agent before it stops: an
 * INVITE outside a dialog is then refused with 503 and Retry-After, and so is an OPTIONS that no handler of
 * [signal@UserAgent::options-received] answers, which tells a load balancer to send nothing more. Existing calls go on,
 * and [property@Limits:calls] says when the last of them has ended.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_accepting_calls: (get-property accepting-calls)
 * @self: an agent's limits
 *
 * Gets whether new incoming calls are accepted.
 *
 * Returns: %FALSE while the agent is drained
 *
 * Since: 1.0
 */
gboolean
sipgo_limits_get_accepting_calls (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), FALSE);
  return self->accepting_calls;
}

/**
 * sipgo_limits_set_accepting_calls: (set-property accepting-calls)
 * @self: an agent's limits
 * @accepting_calls: %FALSE to refuse new incoming calls
 *
 * Sets whether new incoming calls are accepted.
 *
 * Since: 1.0
 */
void
sipgo_limits_set_accepting_calls (SipgoLimits *self, gboolean accepting_calls)
{
  g_return_if_fail (SIPGO_IS_LIMITS (self));
  accepting_calls = !!accepting_calls;
  if (self->accepting_calls == accepting_calls)
    return;
  self->accepting_calls = accepting_calls;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCEPTING_CALLS]);
}

/**
 * SipgoLimits:max-calls: (getter get_max_calls) (setter set_max_calls)
 *
 * The largest number of calls at a time, incoming, outgoing and ringing ones together; 0 for no limit.
 * 50000 by default. Beyond it an INVITE is refused with 503 and Retry-After, an OPTIONS too, and
 * [method@Inviter.invite] fails with %SIPGO_ERROR_RESOURCES.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_max_calls: (get-property max-calls)
 * @self: an agent's limits
 *
 * Gets the largest number of calls at a time.
 *
 * Returns: the limit; 0 for no limit
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_max_calls (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->limits[PROP_MAX_CALLS];
}

/**
 * sipgo_limits_set_max_calls: (set-property max-calls)
 * @self: an agent's limits
 * @max_calls: the limit; 0 for no limit
 *
 * Sets the largest number of calls at a time.
 *
 * Since: 1.0
 */
void
sipgo_limits_set_max_calls (SipgoLimits *self, guint max_calls)
{
  g_return_if_fail (SIPGO_IS_LIMITS (self));
  set_limit (self, PROP_MAX_CALLS, max_calls);
}

/**
 * SipgoLimits:max-media-load: (getter get_max_media_load) (setter set_max_media_load)
 *
 * The largest load of the media, as a share of their capacity: 1 for all of it, 0 for no limit. 0.8 by default. An
 * INVITE that would raise [property@Limits:media-load] beyond it is refused with 503 and Retry-After before any media
 * are made. Outgoing calls are not limited by it.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_max_media_load: (get-property max-media-load)
 * @self: an agent's limits
 *
 * Gets the largest load of the media.
 *
 * Returns: the share of the capacity, 1 for all of it; 0 for no limit
 *
 * Since: 1.0
 */
double
sipgo_limits_get_max_media_load (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->max_media_load;
}

/**
 * sipgo_limits_set_max_media_load: (set-property max-media-load)
 * @self: an agent's limits
 * @max_media_load: the share of the capacity, 1 for all of it; 0 for no limit
 *
 * Sets the largest load of the media.
 *
 * Since: 1.0
 */
void
sipgo_limits_set_max_media_load (SipgoLimits *self, double max_media_load)
{
  g_return_if_fail (SIPGO_IS_LIMITS (self));
  g_return_if_fail (max_media_load >= 0 && max_media_load <= MAX_MEDIA_LOAD);
  if (self->max_media_load == max_media_load)
    return;
  self->max_media_load = max_media_load;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MAX_MEDIA_LOAD]);
}

/**
 * SipgoLimits:max-transactions: (getter get_max_transactions) (setter set_max_transactions)
 *
 * The largest number of transactions at a time (RFC 3261 section 17); 0 for no limit. 50000 by default. Each lives
 * for 32 seconds or more and takes about 5 KB. Beyond seven eighths of the limit new requests are refused statelessly
 * with 503 and Retry-After; the last eighth is for requests in existing dialogs, such as BYE, and for CANCEL. An ACK
 * is never refused.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_max_transactions: (get-property max-transactions)
 * @self: an agent's limits
 *
 * Gets the largest number of transactions at a time.
 *
 * Returns: the limit; 0 for no limit
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_max_transactions (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->limits[PROP_MAX_TRANSACTIONS];
}

/**
 * sipgo_limits_set_max_transactions: (set-property max-transactions)
 * @self: an agent's limits
 * @max_transactions: the limit; 0 for no limit
 *
 * Sets the largest number of transactions at a time.
 *
 * Since: 1.0
 */
void
sipgo_limits_set_max_transactions (SipgoLimits *self, guint max_transactions)
{
  g_return_if_fail (SIPGO_IS_LIMITS (self));
  set_limit (self, PROP_MAX_TRANSACTIONS, max_transactions);
}

/**
 * SipgoLimits:max-subscriptions: (getter get_max_subscriptions) (setter set_max_subscriptions)
 *
 * The largest number of subscriptions that others have with us (RFC 6665); 0 for no limit. 10000 by default. Beyond
 * it a SUBSCRIBE is refused with 503 and Retry-After.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_max_subscriptions: (get-property max-subscriptions)
 * @self: an agent's limits
 *
 * Gets the largest number of subscriptions that others may have with us.
 *
 * Returns: the limit; 0 for no limit
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_max_subscriptions (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->limits[PROP_MAX_SUBSCRIPTIONS];
}

/**
 * sipgo_limits_set_max_subscriptions: (set-property max-subscriptions)
 * @self: an agent's limits
 * @max_subscriptions: the limit; 0 for no limit
 *
 * Sets the largest number of subscriptions that others may have with us.
 *
 * Since: 1.0
 */
void
sipgo_limits_set_max_subscriptions (SipgoLimits *self, guint max_subscriptions)
{
  g_return_if_fail (SIPGO_IS_LIMITS (self));
  set_limit (self, PROP_MAX_SUBSCRIPTIONS, max_subscriptions);
}

/**
 * SipgoLimits:max-registered-contacts: (getter get_max_registered_contacts) (setter set_max_registered_contacts)
 *
 * The largest number of contacts that clients have registered with us; 0 for no limit. 10000 by default. Beyond it a
 * REGISTER is refused with 503 and Retry-After.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_max_registered_contacts: (get-property max-registered-contacts)
 * @self: an agent's limits
 *
 * Gets the largest number of contacts that clients may register with us.
 *
 * Returns: the limit; 0 for no limit
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_max_registered_contacts (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->limits[PROP_MAX_REGISTERED_CONTACTS];
}

/**
 * sipgo_limits_set_max_registered_contacts: (set-property max-registered-contacts)
 * @self: an agent's limits
 * @max_registered_contacts: the limit; 0 for no limit
 *
 * Sets the largest number of contacts that clients may register with us.
 *
 * Since: 1.0
 */
void
sipgo_limits_set_max_registered_contacts (SipgoLimits *self, guint max_registered_contacts)
{
  g_return_if_fail (SIPGO_IS_LIMITS (self));
  set_limit (self, PROP_MAX_REGISTERED_CONTACTS, max_registered_contacts);
}

/**
 * SipgoLimits:max-connections: (getter get_max_connections) (setter set_max_connections)
 *
 * The largest number of TCP and WebSocket connections at a time, incoming and outgoing together; at least 1, 4096 by
 * default. Beyond it a new incoming connection is closed.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_max_connections: (get-property max-connections)
 * @self: an agent's limits
 *
 * Gets the largest number of TCP and WebSocket connections at a time.
 *
 * Returns: the limit; at least 1
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_max_connections (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->limits[PROP_MAX_CONNECTIONS];
}

/**
 * sipgo_limits_set_max_connections: (set-property max-connections)
 * @self: an agent's limits
 * @max_connections: the limit; at least 1
 *
 * Sets the largest number of TCP and WebSocket connections at a time.
 *
 * Since: 1.0
 */
void
sipgo_limits_set_max_connections (SipgoLimits *self, guint max_connections)
{
  g_return_if_fail (SIPGO_IS_LIMITS (self));
  g_return_if_fail (max_connections > 0);
  set_limit (self, PROP_MAX_CONNECTIONS, max_connections);
}

/**
 * SipgoLimits:max-connections-per-host: (getter get_max_connections_per_host) (setter set_max_connections_per_host)
 *
 * The largest number of incoming TCP, TLS and WebSocket connections of one host at a time; at least 1, 512 by default.
 * Beyond it a new one is closed, so that one host cannot take the connections of all. When all connections come
 * through one proxy, raise it.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_max_connections_per_host: (get-property max-connections-per-host)
 * @self: an agent's limits
 *
 * Gets the largest number of incoming connections of one host at a time.
 *
 * Returns: the limit; at least 1
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_max_connections_per_host (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->limits[PROP_MAX_CONNECTIONS_PER_HOST];
}

/**
 * sipgo_limits_set_max_connections_per_host: (set-property max-connections-per-host)
 * @self: an agent's limits
 * @max_connections_per_host: the limit; at least 1
 *
 * Sets the largest number of incoming connections of one host at a time.
 *
 * Since: 1.0
 */
void
sipgo_limits_set_max_connections_per_host (SipgoLimits *self, guint max_connections_per_host)
{
  g_return_if_fail (SIPGO_IS_LIMITS (self));
  g_return_if_fail (max_connections_per_host > 0);
  set_limit (self, PROP_MAX_CONNECTIONS_PER_HOST, max_connections_per_host);
}

/**
 * SipgoLimits:max-bytes-in-flight: (getter get_max_bytes_in_flight) (setter set_max_bytes_in_flight)
 *
 * The largest number of bytes that all connections together keep in memory for their peers: received ones of messages
 * that are not complete, and sent ones that the peer has not read; 0 for no limit, 67108864 (64 MiB) by default.
 * Beyond it the connection that keeps most is closed, and so on until there are fewer: peers that send halves of
 * messages, or do not read, lose their connections before others do. One connection never keeps more than 1 MiB to
 * send, and one message of 1 MiB and 64 KiB.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_max_bytes_in_flight: (get-property max-bytes-in-flight)
 * @self: an agent's limits
 *
 * Gets the largest number of bytes that all connections keep in memory for their peers.
 *
 * Returns: the limit; 0 for no limit
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_max_bytes_in_flight (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->limits[PROP_MAX_BYTES_IN_FLIGHT];
}

/**
 * sipgo_limits_set_max_bytes_in_flight: (set-property max-bytes-in-flight)
 * @self: an agent's limits
 * @max_bytes_in_flight: the limit; 0 for no limit
 *
 * Sets the largest number of bytes that all connections keep in memory for their peers.
 *
 * Since: 1.0
 */
void
sipgo_limits_set_max_bytes_in_flight (SipgoLimits *self, guint max_bytes_in_flight)
{
  g_return_if_fail (SIPGO_IS_LIMITS (self));
  set_limit (self, PROP_MAX_BYTES_IN_FLIGHT, max_bytes_in_flight);
}

/**
 * SipgoLimits:max-trace-records: (getter get_max_trace_records) (setter set_max_trace_records)
 *
 * The largest number of messages, states and decisions that the agent keeps for its [class@Trace]s, and that each
 * trace keeps; 0 to record nothing, 1024 by default. The oldest are forgotten first.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_max_trace_records: (get-property max-trace-records)
 * @self: an agent's limits
 *
 * Gets the largest number of messages, states and decisions that are kept for traces.
 *
 * Returns: the limit
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_max_trace_records (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->limits[PROP_MAX_TRACE_RECORDS];
}

/**
 * sipgo_limits_set_max_trace_records: (set-property max-trace-records)
 * @self: an agent's limits
 * @max_trace_records: the limit; 0 to record nothing
 *
 * Sets the largest number of messages, states and decisions that are kept for traces.
 *
 * Since: 1.0
 */
void
sipgo_limits_set_max_trace_records (SipgoLimits *self, guint max_trace_records)
{
  g_return_if_fail (SIPGO_IS_LIMITS (self));
  set_limit (self, PROP_MAX_TRACE_RECORDS, max_trace_records);
}

/**
 * SipgoLimits:max-trace-bytes: (getter get_max_trace_bytes) (setter set_max_trace_bytes)
 *
 * The largest size of all messages that the agent keeps for its [class@Trace]s, and that each trace keeps, in bytes;
 * 1048576 by default.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_max_trace_bytes: (get-property max-trace-bytes)
 * @self: an agent's limits
 *
 * Gets the largest size of all messages that are kept for traces, in bytes.
 *
 * Returns: the limit
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_max_trace_bytes (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->limits[PROP_MAX_TRACE_BYTES];
}

/**
 * sipgo_limits_set_max_trace_bytes: (set-property max-trace-bytes)
 * @self: an agent's limits
 * @max_trace_bytes: the limit
 *
 * Sets the largest size of all messages that are kept for traces, in bytes.
 *
 * Since: 1.0
 */
void
sipgo_limits_set_max_trace_bytes (SipgoLimits *self, guint max_trace_bytes)
{
  g_return_if_fail (SIPGO_IS_LIMITS (self));
  set_limit (self, PROP_MAX_TRACE_BYTES, max_trace_bytes);
}

/**
 * SipgoLimits:max-handshakes: (getter get_max_handshakes) (setter set_max_handshakes)
 *
 * The largest number of connections to TLS and WebSocket listeners whose handshake is not complete; at least 1, 1024
 * by default. One host may have a quarter of them. Beyond it a new connection is closed.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_max_handshakes: (get-property max-handshakes)
 * @self: an agent's limits
 *
 * Gets the largest number of incomplete TLS and WebSocket handshakes at a time.
 *
 * Returns: the limit; at least 1
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_max_handshakes (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->limits[PROP_MAX_HANDSHAKES];
}

/**
 * sipgo_limits_set_max_handshakes: (set-property max-handshakes)
 * @self: an agent's limits
 * @max_handshakes: the limit; at least 1
 *
 * Sets the largest number of incomplete TLS and WebSocket handshakes at a time.
 *
 * Since: 1.0
 */
void
sipgo_limits_set_max_handshakes (SipgoLimits *self, guint max_handshakes)
{
  g_return_if_fail (SIPGO_IS_LIMITS (self));
  g_return_if_fail (max_handshakes > 0);
  set_limit (self, PROP_MAX_HANDSHAKES, max_handshakes);
}

/**
 * SipgoLimits:max-unauthenticated-requests:
 *
 * The largest number of requests of one source address (of IPv6: one /64) in a minute that
 * [property@UserAgent:authenticator] challenges; 300 by default, 0 for no limit. Beyond it a request without a valid
 * password gets 503. When all requests come through one proxy, raise it. The peer of a [class@Transport] has no
 * address, and no limit.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_max_unauthenticated_requests: (get-property max-unauthenticated-requests)
 * @self: an agent's limits
 *
 * Gets the largest number of requests of one source address that are challenged in a minute.
 *
 * Returns: the limit; 0 for no limit
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_max_unauthenticated_requests (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->limits[PROP_MAX_UNAUTHENTICATED_REQUESTS];
}

/**
 * sipgo_limits_set_max_unauthenticated_requests: (set-property max-unauthenticated-requests)
 * @self: an agent's limits
 * @max_unauthenticated_requests: the limit; 0 for no limit
 *
 * Sets the largest number of requests of one source address that are challenged in a minute.
 *
 * Since: 1.0
 */
void
sipgo_limits_set_max_unauthenticated_requests (SipgoLimits *self, guint max_unauthenticated_requests)
{
  g_return_if_fail (SIPGO_IS_LIMITS (self));
  set_limit (self, PROP_MAX_UNAUTHENTICATED_REQUESTS, max_unauthenticated_requests);
}

/**
 * SipgoLimits:max-failed-authentications:
 *
 * The largest number of requests of one source address (of IPv6: one /64) in a minute that have a wrong user name or
 * password; 20 by default, 0 for no limit. Beyond it no password of this source is checked until the minute is over:
 * its requests get 503. The peer of a [class@Transport] has no address, and no limit.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_max_failed_authentications: (get-property max-failed-authentications)
 * @self: an agent's limits
 *
 * Gets the largest number of requests of one source address that have a wrong user name or password in a minute.
 *
 * Returns: the limit; 0 for no limit
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_max_failed_authentications (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->limits[PROP_MAX_FAILED_AUTHENTICATIONS];
}

/**
 * sipgo_limits_set_max_failed_authentications: (set-property max-failed-authentications)
 * @self: an agent's limits
 * @max_failed_authentications: the limit; 0 for no limit
 *
 * Sets the largest number of requests of one source address that have a wrong user name or password in a minute.
 *
 * Since: 1.0
 */
void
sipgo_limits_set_max_failed_authentications (SipgoLimits *self, guint max_failed_authentications)
{
  g_return_if_fail (SIPGO_IS_LIMITS (self));
  set_limit (self, PROP_MAX_FAILED_AUTHENTICATIONS, max_failed_authentications);
}

/* --- the counters ------------------------------------------------------------------------------------------------- */

/**
 * SipgoLimits:calls: (getter get_calls)
 *
 * The number of calls.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_calls: (get-property calls)
 * @self: an agent's limits
 *
 * Gets the number of calls.
 *
 * Returns: the number; 0 once the agent is gone
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_calls (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->agent ? self->n_calls : 0;
}

/**
 * SipgoLimits:media-load: (getter get_media_load)
 *
 * The load of the media, as a share of their capacity: 1 for all of it. The RTP handler measures the share of time
 * that the media thread of the process is busy, as a mean of about the last second, and adds the calls that have
 * begun since. It changes all the time and is not notified.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_media_load: (get-property media-load)
 * @self: an agent's limits
 *
 * Gets the load of the media.
 *
 * Returns: the share of the capacity, 1 for all of it
 *
 * Since: 1.0
 */
double
sipgo_limits_get_media_load (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  if (!self->agent)
    return 0;
  return sipgo_session_description_handler_factory_get_load (sipgo_agent_settings_get_factory (&self->agent->settings),
                                                             0);
}

/**
 * SipgoLimits:transactions: (getter get_transactions)
 *
 * The number of transactions. It is not notified.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_transactions: (get-property transactions)
 * @self: an agent's limits
 *
 * Gets the number of transactions.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_transactions (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->agent ? sipgo_transaction_layer_count (sipgo_user_agent_core_get_transaction_layer (self->agent->core))
                     : 0;
}

/**
 * SipgoLimits:subscriptions: (getter get_subscriptions)
 *
 * The number of subscriptions that others have with us. It is not notified.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_subscriptions: (get-property subscriptions)
 * @self: an agent's limits
 *
 * Gets the number of subscriptions that others have with us.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_subscriptions (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->agent ? self->n_subscriptions : 0;
}

/**
 * SipgoLimits:registered-contacts: (getter get_registered_contacts)
 *
 * The number of contacts that clients have registered with us. It is not notified.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_registered_contacts: (get-property registered-contacts)
 * @self: an agent's limits
 *
 * Gets the number of contacts that clients have registered with us.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_registered_contacts (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->agent ? self->n_registered_contacts : 0;
}

/**
 * SipgoLimits:connections: (getter get_connections)
 *
 * The number of TCP and WebSocket connections. It is not notified.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_connections: (get-property connections)
 * @self: an agent's limits
 *
 * Gets the number of TCP and WebSocket connections.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_connections (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->agent
         ? sipgo_transport_layer_count_connections (sipgo_user_agent_core_get_transport (self->agent->core)) : 0;
}

/**
 * SipgoLimits:handshakes: (getter get_handshakes)
 *
 * The number of connections to TLS and WebSocket listeners whose handshake is not complete. It is not notified.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_handshakes: (get-property handshakes)
 * @self: an agent's limits
 *
 * Gets the number of connections to WebSocket listeners whose handshake is not complete.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_handshakes (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->agent
         ? sipgo_transport_layer_count_handshakes (sipgo_user_agent_core_get_transport (self->agent->core)) : 0;
}

/**
 * SipgoLimits:bytes-in-flight: (getter get_bytes_in_flight)
 *
 * The number of bytes that connections keep in memory for their peers, see [property@Limits:max-bytes-in-flight]. It
 * is not notified.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_bytes_in_flight: (get-property bytes-in-flight)
 * @self: an agent's limits
 *
 * Gets the number of bytes that connections keep in memory for their peers.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sipgo_limits_get_bytes_in_flight (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->agent ? sipgo_transport_layer_get_held_bytes (sipgo_user_agent_core_get_transport (self->agent->core))
                     : 0;
}

/**
 * SipgoLimits:refused-calls: (getter get_refused_calls)
 *
 * The number of INVITEs that were refused because of [property@Limits:max-calls] or [property@Limits:max-media-load].
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_refused_calls: (get-property refused-calls)
 * @self: an agent's limits
 *
 * Gets the number of INVITEs that were refused.
 *
 * Returns: the number since the agent was made
 *
 * Since: 1.0
 */
guint64
sipgo_limits_get_refused_calls (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->refused_calls;
}

/**
 * SipgoLimits:refused-requests: (getter get_refused_requests)
 *
 * The number of requests that were refused because of [property@Limits:max-transactions]. It is not notified.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_refused_requests: (get-property refused-requests)
 * @self: an agent's limits
 *
 * Gets the number of requests that were refused statelessly, without a transaction.
 *
 * Returns: the number since the agent was made
 *
 * Since: 1.0
 */
guint64
sipgo_limits_get_refused_requests (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->agent
         ? sipgo_transaction_layer_get_refused (sipgo_user_agent_core_get_transaction_layer (self->agent->core)) : 0;
}

/**
 * SipgoLimits:refused-subscriptions: (getter get_refused_subscriptions)
 *
 * The number of SUBSCRIBEs that were refused because of [property@Limits:max-subscriptions].
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_refused_subscriptions: (get-property refused-subscriptions)
 * @self: an agent's limits
 *
 * Gets the number of SUBSCRIBEs that were refused.
 *
 * Returns: the number since the agent was made
 *
 * Since: 1.0
 */
guint64
sipgo_limits_get_refused_subscriptions (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->refused_subscriptions;
}

/**
 * SipgoLimits:refused-registered-contacts: (getter get_refused_registered_contacts)
 *
 * The number of REGISTERs that were refused because of [property@Limits:max-registered-contacts].
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_refused_registered_contacts: (get-property refused-registered-contacts)
 * @self: an agent's limits
 *
 * Gets the number of REGISTERs that were refused.
 *
 * Returns: the number since the agent was made
 *
 * Since: 1.0
 */
guint64
sipgo_limits_get_refused_registered_contacts (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->refused_registered_contacts;
}

/**
 * SipgoLimits:refused-connections: (getter get_refused_connections)
 *
 * The number of connections that were closed because of [property@Limits:max-connections],
 * [property@Limits:max-connections-per-host], [property@Limits:max-handshakes] or
 * [property@Limits:max-bytes-in-flight]. It is not notified.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_refused_connections: (get-property refused-connections)
 * @self: an agent's limits
 *
 * Gets the number of connections that were closed because of a limit.
 *
 * Returns: the number since the agent was made
 *
 * Since: 1.0
 */
guint64
sipgo_limits_get_refused_connections (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->agent
         ? sipgo_transport_layer_get_refused_connections (sipgo_user_agent_core_get_transport (self->agent->core)) : 0;
}

/**
 * SipgoLimits:refused-unauthenticated-requests:
 *
 * The number of requests that got 503 because of [property@Limits:max-unauthenticated-requests] or
 * [property@Limits:max-failed-authentications].
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_refused_unauthenticated_requests: (get-property refused-unauthenticated-requests)
 * @self: an agent's limits
 *
 * Gets the number of requests that got 503 because of [property@Limits:max-unauthenticated-requests] or
 * [property@Limits:max-failed-authentications].
 *
 * Returns: the number since the agent was made
 *
 * Since: 1.0
 */
guint64
sipgo_limits_get_refused_unauthenticated_requests (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->refused_unauthenticated_requests;
}

/**
 * SipgoLimits:failed-authentications:
 *
 * The number of requests that had a wrong user name or password.
 *
 * Since: 1.0
 */

/**
 * sipgo_limits_get_failed_authentications: (get-property failed-authentications)
 * @self: an agent's limits
 *
 * Gets the number of requests that had a wrong user name or password.
 *
 * Returns: the number since the agent was made
 *
 * Since: 1.0
 */
guint64
sipgo_limits_get_failed_authentications (SipgoLimits *self)
{
  g_return_val_if_fail (SIPGO_IS_LIMITS (self), 0);
  return self->failed_authentications;
}
