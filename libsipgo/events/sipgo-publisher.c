/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/events/sipgo-publisher.h"

#include "libsipgo/agent/sipgo-client-private.h"
#include "libsipgo/agent/sipgo-event-private.h"
#include "libsipgo/agent/sipgo-soft-state-private.h"
#include "libsipgo/agent/sipgo-order-task-private.h"
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/sipgo-events-enum-types.h"

#define DEFAULT_EXPIRES 3600

/**
 * SipgoPublisher:
 *
 * Publishes a state of ours, such as presence, by PUBLISH (RFC 3903): a server tells it to its subscribers. The library
 * refreshes the publication.
 *
 * ```c
 * static void
 * published (GObject *publisher, GAsyncResult *result, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *   g_autoptr (SipgoOutgoingRequest) request = NULL;
 *
 *   request = sipgo_publisher_publish_finish (SIPGO_PUBLISHER (publisher), result, &error);
 *   if (!request)
 *     g_printerr ("Not published: %s\n", error->message);
 * }
 *
 * static void
 * publish (SipgoPublisher *publisher, const char *pidf)
 * {
 *   g_autoptr (SipgoBody) body = sipgo_body_new ("application/pidf+xml", pidf);
 *
 *   sipgo_publisher_publish (publisher, body, NULL, NULL, published, NULL);
 * }
 * ```
 *
 * ```python
 * publisher = Sipgo.Publisher.new(agent, "sip:alice@example.com", "presence")
 * await publisher.publish(Sipgo.Body.new("application/pidf+xml", pidf))
 * await publisher.unpublish()
 * ```
 *
 * Since: 1.0
 */
struct _SipgoPublisher
{
  SipgoClient parent_instance;

  char *event;
  guint expires;                    /* seconds to ask for */
  gboolean unpublish_on_close;
  SipgoPublisherState state;
  SipgoBody *body;                  /* published last */
  SipgoBody *new_body;              /* replaces body once the server has accepted it */
  char *entity_tag;                 /* the server's SIP-ETag; NULL when it has no publication */
  char *call_id;
  guint32 sequence;

  SipgoOutgoingRequest *request;    /* the pending PUBLISH */
  gboolean tagged;                  /* it has SIP-If-Match */
  SipgoRequestOptions *options;
  SipgoOrderTask order;             /* of publish () or unpublish () */
  SipgoSoftState publication;       /* the times of the publication at the server */
  gboolean leaving;                 /* the agent's stop () has sent the PUBLISH that removes it */
  gboolean kept;                    /* published and refreshed; holds a reference to itself */
};

struct _SipgoPublisherClass
{
  SipgoClientClass parent_class;
};

G_DEFINE_FINAL_TYPE (SipgoPublisher, sipgo_publisher, SIPGO_TYPE_CLIENT)

enum
{
  PROP_0,
  PROP_EVENT,
  PROP_STATE,
  PROP_BODY,
  PROP_ENTITY_TAG,
  PROP_EXPIRES,
  PROP_GRANTED_EXPIRES,
  PROP_UNPUBLISH_ON_CLOSE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static SipgoEnvironment *
environment_of (SipgoPublisher *self)
{
  return sipgo_usage_get_environment (SIPGO_USAGE (self));
}

/* --- the state ---------------------------------------------------------------------------------------------------- */

static void
set_state (SipgoPublisher *self, SipgoPublisherState state)
{
  if (self->state == state || self->state == SIPGO_PUBLISHER_STATE_TERMINATED)
    return;
  self->state = state;
  sipgo_log_state (environment_of (self), "publication", self->event, SIPGO_TYPE_PUBLISHER_STATE, state);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
set_granted (SipgoPublisher *self, guint seconds)
{
  gboolean changed = self->publication.granted != seconds;

  sipgo_soft_state_grant (&self->publication, seconds);
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GRANTED_EXPIRES]);
}

static void
set_entity_tag (SipgoPublisher *self, const char *entity_tag)
{
  if (g_strcmp0 (self->entity_tag, entity_tag) == 0)
    return;
  g_free (self->entity_tag);
  self->entity_tag = g_strdup (entity_tag);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ENTITY_TAG]);
}

static void
take_body (SipgoPublisher *self)
{
  if (!self->new_body)
    return;
  g_clear_pointer (&self->body, sipgo_body_unref);
  self->body = g_steal_pointer (&self->new_body);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BODY]);
}

static void
set_kept (SipgoPublisher *self, gboolean kept)
{
  if (self->kept == kept)
    return;
  self->kept = kept;
  if (kept)
    g_object_ref (self);
  else
    g_object_unref (self);
}

/* --- sending PUBLISH ---------------------------------------------------------------------------------------------- */

static void moment (SipgoOutgoingRequest *request, SipgoMoment moment_now, SipgoMessage *response, gpointer user_data);

/* with_body: FALSE for a refresh, since the server has the body. seconds: 0 removes the publication. */
static gboolean
send_publish (SipgoPublisher *self, guint seconds, gboolean with_body, GError **error)
{
  SipgoClient *client = SIPGO_CLIENT (self);
  SipgoMessage *message = sipgo_client_new_message (client, "PUBLISH", self->call_id, ++self->sequence);
  SipgoBody *body = self->new_body ? self->new_body : self->body;
  SipgoOutgoingRequest *request;

  sipgo_message_add (message, SIPGO_HEADER_EVENT, self->event);
  sipgo_message_add_printf (message, SIPGO_HEADER_EXPIRES, "%u", seconds);
  if (self->entity_tag)
    sipgo_message_add (message, SIPGO_HEADER_SIP_IF_MATCH, self->entity_tag);
  if (with_body && body)
    sipgo_message_set_body (message, body);
  request = sipgo_client_new_request (client, message, NULL, FALSE, self->options, error);
  if (!request)
    return FALSE;
  sipgo_soft_state_cancel_refresh (&self->publication);
  self->publication.asked = seconds;
  self->tagged = self->entity_tag != NULL;
  self->request = request;
  sipgo_outgoing_request_set_handler (request, moment, self);
  sipgo_outgoing_request_start (request);
  return TRUE;
}

/* --- publish () and unpublish (): one at a time, after an automatic refresh --------------------------------------- */

/* The arguments of publish () or unpublish (). */
typedef struct
{
  SipgoBody *body;                  /* NULL to publish the last body again */
  SipgoRequestOptions *options;
  gboolean publish;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_clear_pointer (&order->body, sipgo_body_unref);
  g_clear_object (&order->options);
  g_free (order);
}

static void
cancelled (gpointer user_data)
{
  SipgoPublisher *self = user_data;

  sipgo_order_task_cancel (&self->order, self->request);
}

static void
keep (SipgoPublisher *self, GTask *task, gboolean waiting)
{
  sipgo_order_task_keep (&self->order, environment_of (self), task, waiting, cancelled, self);
}

static gboolean
carry_out (SipgoPublisher *self, Order *order, GError **error)
{
  if (!sipgo_client_check_started (SIPGO_CLIENT (self), error))
    return FALSE;
  if (order->publish && !order->body && !self->body)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "Nothing was published yet; pass a body");
      return FALSE;
    }
  if (!order->publish && !self->entity_tag)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "Nothing is published");
      return FALSE;
    }
  g_clear_pointer (&self->new_body, sipgo_body_unref);
  self->new_body = order->body ? sipgo_body_ref (order->body) : NULL;
  g_set_object (&self->options, order->options);
  self->publication.n_too_brief = 0;
  return send_publish (self, sipgo_soft_state_get_wish (&self->publication, order->publish ? self->expires : 0),
                       order->publish, error);
}

static void
begin (SipgoPublisher *self, GTask *task)
{
  GError *error = NULL;

  if (carry_out (self, g_task_get_task_data (task), &error))
    {
      keep (self, task, FALSE);
      return;
    }
  g_clear_pointer (&self->new_body, sipgo_body_unref);
  g_clear_object (&self->options);
  g_task_return_error (task, error);
}

static void
complete (SipgoPublisher *self, SipgoOutgoingRequest *request, SipgoFailure *failure)
{
  g_clear_object (&self->options);
  sipgo_order_task_complete (&self->order, request, failure);
}

static void
go_on (SipgoPublisher *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->request)
    return;
  task = sipgo_order_task_take_turn (&self->order);
  if (task)
    begin (self, task);
}

static void
drop_order (SipgoPublisher *self)
{
  const char *words = self->order.waiting ? "The agent was stopped before the PUBLISH was sent"
                                          : "The agent was stopped before the PUBLISH was answered";

  sipgo_order_task_drop (&self->order, words);
}

/* PUBLISHes are sent one after the other, since each response has the entity-tag for the next (RFC 3903 4.4). A second
 * call of publish () is an error of the application; a pending refresh is not, so the call waits for it. */
static void
accept_order (SipgoPublisher *self, GTask *task, SipgoBody *body, SipgoRequestOptions *options, gboolean publish)
{
  Order *order = g_new0 (Order, 1);

  order->body = body ? sipgo_body_ref (body) : NULL;
  order->options = options ? g_object_ref (options) : NULL;
  order->publish = publish;
  g_task_set_task_data (task, order, order_free);
  if (self->order.task)
    g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING,
                             "Another PUBLISH is pending; wait for its answer before the next");
  else if (self->request)
    keep (self, task, TRUE);
  else
    begin (self, task);
}

/* --- refreshing --------------------------------------------------------------------------------------------------- */

static void
refresh (gpointer owner)
{
  /* A signal handler may drop the last reference to the agent, which ends this publication. */
  g_autoptr (SipgoPublisher) self = g_object_ref (SIPGO_PUBLISHER (owner));
  g_autoptr (GError) error = NULL;

  if (self->request || !SIPGO_USAGE (self)->agent)
    return;
  self->publication.n_too_brief = 0;
  /* With an entity-tag the server has the body: refresh without it. */
  if (send_publish (self, sipgo_soft_state_get_wish (&self->publication, self->expires), self->entity_tag == NULL,
                    &error))
    return;
  sipgo_log (environment_of (self), SIPGO_LOG_STATE, "the publication was not refreshed: %s", error->message);
  /* Try again before the publication expires at the server. */
  if (self->kept)
    sipgo_soft_state_retry_in (&self->publication, 0);
}

static void
stop (SipgoPublisher *self)
{
  g_autoptr (SipgoOutgoingRequest) request = g_steal_pointer (&self->request);

  sipgo_soft_state_cancel_refresh (&self->publication);
  set_granted (self, 0);
  if (!request)
    return;
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  sipgo_outgoing_request_forget (request);
}

/* --- responses ---------------------------------------------------------------------------------------------------- */

/* The publication was not refreshed in time: the server has removed it (RFC 3903 4.1). */
static void
expired (gpointer user_data)
{
  SipgoPublisher *self = user_data;

  g_object_freeze_notify (G_OBJECT (self));
  set_entity_tag (self, NULL);
  set_granted (self, 0);
  set_state (self, SIPGO_PUBLISHER_STATE_UNPUBLISHED);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
take_grant (SipgoPublisher *self, guint granted)
{
  set_granted (self, granted);
  set_kept (self, granted > 0);
  if (granted > 0)
    sipgo_soft_state_plan_refresh (&self->publication);
}

static void
accepted (SipgoPublisher *self, SipgoOutgoingRequest *request, SipgoMessage *response)
{
  g_autofree char *entity_tag = sipgo_message_dup_value (response, SIPGO_HEADER_SIP_ETAG);
  guint granted = sipgo_soft_state_read_granted (&self->publication, response);

  sipgo_client_set_failure (SIPGO_CLIENT (self), NULL);
  set_entity_tag (self, granted > 0 ? entity_tag : NULL);
  take_body (self);
  take_grant (self, granted);
  set_state (self, granted > 0 ? SIPGO_PUBLISHER_STATE_PUBLISHED : SIPGO_PUBLISHER_STATE_UNPUBLISHED);
  complete (self, request, NULL);
}

/* 412 Conditional Request Failed: the server has no publication with our entity-tag any more (RFC 3903 4.3). */
static gboolean
is_lost (SipgoPublisher *self, SipgoMessage *response)
{
  return sipgo_message_get_status_code (response) == 412 && self->tagged;
}

/* Publishes again what the server has lost, unless it was to be removed. Returns whether a request was sent. */
static gboolean
recover_from_loss (SipgoPublisher *self, SipgoMessage *response)
{
  if (!is_lost (self, response))
    return FALSE;
  sipgo_environment_cancel_timer (environment_of (self), &self->publication.expiry_timer);
  set_entity_tag (self, NULL);
  return self->publication.asked > 0 && send_publish (self, self->publication.asked, TRUE, NULL);
}

/* After a rejection the server still has the previous publication, with the same entity-tag, until that expires. */
static void
rejected (SipgoPublisher *self, SipgoOutgoingRequest *request, SipgoMessage *response)
{
  SipgoFailure *failure = sipgo_outgoing_request_get_failure (request);
  guint seconds;

  if (recover_from_loss (self, response))
    return;
  if (sipgo_soft_state_take_minimum (&self->publication, response, &seconds)
      && send_publish (self, seconds, sipgo_message_get_body (request->message) != NULL, NULL))
    return;
  if (self->publication.asked == 0 && is_lost (self, response))
    failure = NULL;
  g_clear_pointer (&self->new_body, sipgo_body_unref);
  sipgo_client_set_failure (SIPGO_CLIENT (self), failure);
  if (self->publication.asked == 0)
    set_kept (self, FALSE);
  /* Retry only what was published before; a first PUBLISH that fails is an error for the application. */
  if (self->kept)
    sipgo_soft_state_retry_in (&self->publication, sipgo_soft_state_read_retry_after (response));
  if (!self->entity_tag)
    {
      set_granted (self, 0);
      set_state (self, SIPGO_PUBLISHER_STATE_UNPUBLISHED);
    }
  complete (self, request, failure);
}

static void
moment (SipgoOutgoingRequest *request, SipgoMoment moment_now, SipgoMessage *response, gpointer user_data)
{
  g_autoptr (SipgoPublisher) self = NULL;
  g_autoptr (SipgoOutgoingRequest) hold = NULL;

  if (moment_now < SIPGO_MOMENT_ACCEPT)
    return;
  self = g_object_ref (SIPGO_PUBLISHER (user_data));
  hold = g_steal_pointer (&self->request);
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  /* Answering a challenge has used a CSeq number (22.2). */
  self->sequence = MAX (self->sequence, sipgo_message_get_cseq (request->message));
  /* Delay notifications to the end, since a handler may publish again. */
  g_object_freeze_notify (G_OBJECT (self));
  if (moment_now == SIPGO_MOMENT_ACCEPT)
    accepted (self, request, response);
  else
    rejected (self, request, response);
  g_object_thaw_notify (G_OBJECT (self));
  go_on (self);
  sipgo_usage_check_left (SIPGO_USAGE (self));
}

/* --- the end of the agent ----------------------------------------------------------------------------------------- */

static gboolean
sipgo_publisher_leave (SipgoUsage *usage)
{
  SipgoPublisher *self = SIPGO_PUBLISHER (usage);

  if (self->unpublish_on_close && self->entity_tag && !self->request && !self->leaving)
    {
      self->leaving = TRUE;
      send_publish (self, 0, FALSE, NULL);
    }
  return self->request != NULL;
}

static void
sipgo_publisher_terminate (SipgoUsage *usage)
{
  SipgoPublisher *self = SIPGO_PUBLISHER (usage);

  sipgo_usage_forget_agent (usage);
  stop (self);
  drop_order (self);
  set_kept (self, FALSE);
  set_state (self, SIPGO_PUBLISHER_STATE_TERMINATED);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_publisher_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoPublisher *self = SIPGO_PUBLISHER (object);

  switch (id)
    {
    case PROP_EVENT:
      g_value_set_string (value, self->event);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_BODY:
      g_value_set_boxed (value, self->body);
      break;
    case PROP_ENTITY_TAG:
      g_value_set_string (value, self->entity_tag);
      break;
    case PROP_EXPIRES:
      g_value_set_uint (value, self->expires);
      break;
    case PROP_GRANTED_EXPIRES:
      g_value_set_uint (value, self->publication.granted);
      break;
    case PROP_UNPUBLISH_ON_CLOSE:
      g_value_set_boolean (value, self->unpublish_on_close);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_publisher_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoPublisher *self = SIPGO_PUBLISHER (object);

  switch (id)
    {
    case PROP_EXPIRES:
      sipgo_publisher_set_expires (self, g_value_get_uint (value));
      break;
    case PROP_UNPUBLISH_ON_CLOSE:
      sipgo_publisher_set_unpublish_on_close (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_publisher_dispose (GObject *object)
{
  SipgoPublisher *self = SIPGO_PUBLISHER (object);

  sipgo_usage_end (SIPGO_USAGE (self));
  g_clear_object (&self->options);
  G_OBJECT_CLASS (sipgo_publisher_parent_class)->dispose (object);
}

static void
sipgo_publisher_finalize (GObject *object)
{
  SipgoPublisher *self = SIPGO_PUBLISHER (object);

  g_clear_pointer (&self->body, sipgo_body_unref);
  g_clear_pointer (&self->new_body, sipgo_body_unref);
  g_free (self->event);
  g_free (self->entity_tag);
  g_free (self->call_id);
  G_OBJECT_CLASS (sipgo_publisher_parent_class)->finalize (object);
}

static void
sipgo_publisher_class_init (SipgoPublisherClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SipgoUsageClass *usage_class = (SipgoUsageClass *) klass;
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sipgo_publisher_get_property;
  object_class->set_property = sipgo_publisher_set_property;
  object_class->dispose = sipgo_publisher_dispose;
  object_class->finalize = sipgo_publisher_finalize;
  usage_class->leave = sipgo_publisher_leave;
  usage_class->terminate = sipgo_publisher_terminate;

  /**
   * SipgoPublisher:event:
   *
   * The event package, such as `presence`.
   *
   * Since: 1.0
   */
  props[PROP_EVENT] = g_param_spec_string ("event", NULL, NULL, NULL, readable);
  /**
   * SipgoPublisher:state:
   *
   * The state of the publication.
   *
   * Since: 1.0
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SIPGO_TYPE_PUBLISHER_STATE,
                                         SIPGO_PUBLISHER_STATE_INITIAL, readable);
  /**
   * SipgoPublisher:body:
   *
   * The body that was published last and accepted; %NULL before.
   *
   * Since: 1.0
   */
  props[PROP_BODY] = g_param_spec_boxed ("body", NULL, NULL, SIPGO_TYPE_BODY, readable);
  /**
   * SipgoPublisher:entity-tag:
   *
   * The entity-tag that the server gave the publication (SIP-ETag); %NULL when it has none, or it has expired.
   *
   * Since: 1.0
   */
  props[PROP_ENTITY_TAG] = g_param_spec_string ("entity-tag", NULL, NULL, NULL, readable);
  /**
   * SipgoPublisher:expires:
   *
   * The time to publish for, in seconds; the publication is refreshed before it ends. The property does not change when
   * the server requires a longer time (423), which is used from then on: see [property@Publisher:granted-expires]. 3600
   * by default.
   *
   * Since: 1.0
   */
  props[PROP_EXPIRES] = g_param_spec_uint ("expires", NULL, NULL, 1, SIPGO_MAX_EXPIRES, DEFAULT_EXPIRES, writable);
  /**
   * SipgoPublisher:granted-expires:
   *
   * The time that the server granted in its last response, in seconds; 0 while nothing is published.
   *
   * Since: 1.0
   */
  props[PROP_GRANTED_EXPIRES] = g_param_spec_uint ("granted-expires", NULL, NULL, 0, SIPGO_MAX_EXPIRES, 0, readable);
  /**
   * SipgoPublisher:unpublish-on-close:
   *
   * Whether [method@UserAgent.stop] removes the publication from the server; else it expires there. %TRUE by default.
   *
   * Since: 1.0
   */
  props[PROP_UNPUBLISH_ON_CLOSE] = g_param_spec_boolean ("unpublish-on-close", NULL, NULL, TRUE, writable);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_publisher_init (SipgoPublisher *self)
{
  self->expires = DEFAULT_EXPIRES;
  self->unpublish_on_close = TRUE;
}

/* --- the methods -------------------------------------------------------------------------------------------------- */

static SipgoPublisher *
with_event (SipgoPublisher *self, const char *event)
{
  if (!self)
    return NULL;
  self->event = g_strdup (event);
  sipgo_soft_state_init (&self->publication, environment_of (self), refresh, expired, self);
  self->call_id = sipgo_random_dup_token (sipgo_user_agent_core_get_random (SIPGO_USAGE (self)->core), NULL);
  return self;
}

/**
 * sipgo_publisher_new:
 * @agent: the agent that publishes
 * @target: the SIP URI whose state is published, or a name-addr, whose display name goes into
 *   [property@Client:remote-identity]
 * @event: the event package, such as `presence`
 *
 * Makes a publication; nothing is sent before [method@Publisher.publish].
 *
 * Fails when @target is not a URI that a request can be sent to, or @event is not an event package.
 *
 * Returns: (transfer full): the publication
 *
 * Since: 1.0
 */
SipgoPublisher *
sipgo_publisher_new (SipgoUserAgent *agent, const char *target, const char *event, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_AGENT (agent), NULL);
  g_return_val_if_fail (target != NULL && event != NULL, NULL);
  if (!sipgo_event_check (event, error))
    return NULL;
  return with_event (sipgo_client_new (SIPGO_TYPE_PUBLISHER, SIPGO_AGENT (agent), target, error), event);
}

/**
 * sipgo_publisher_new_for_uri:
 * @agent: the agent that publishes
 * @target: the URI whose state is published
 * @event: the event package, such as `presence`
 *
 * Makes a publication; nothing is sent before [method@Publisher.publish].
 *
 * Fails when no request can be sent to a URI with the scheme of @target, or @event is not an event package.
 *
 * Returns: (transfer full): the publication
 *
 * Since: 1.0
 */
SipgoPublisher *
sipgo_publisher_new_for_uri (SipgoUserAgent *agent, SipgoUri *target, const char *event, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_AGENT (agent), NULL);
  g_return_val_if_fail (target != NULL && event != NULL, NULL);
  if (!sipgo_event_check (event, error))
    return NULL;
  return with_event (sipgo_client_new_for_uri (SIPGO_TYPE_PUBLISHER, SIPGO_AGENT (agent), target, error), event);
}

/**
 * sipgo_publisher_get_event:
 * @self: a publication
 *
 * The event package.
 *
 * Returns: the value of Event
 *
 * Since: 1.0
 */
const char *
sipgo_publisher_get_event (SipgoPublisher *self)
{
  g_return_val_if_fail (SIPGO_IS_PUBLISHER (self), NULL);
  return self->event;
}

/**
 * sipgo_publisher_get_state:
 * @self: a publication
 *
 * The state of the publication.
 *
 * Returns: the state
 *
 * Since: 1.0
 */
SipgoPublisherState
sipgo_publisher_get_state (SipgoPublisher *self)
{
  g_return_val_if_fail (SIPGO_IS_PUBLISHER (self), SIPGO_PUBLISHER_STATE_TERMINATED);
  return self->state;
}

/**
 * sipgo_publisher_get_body:
 * @self: a publication
 *
 * The body that was published last and accepted.
 *
 * Returns: (transfer none) (nullable): the body, or %NULL before the first
 *
 * Since: 1.0
 */
SipgoBody *
sipgo_publisher_get_body (SipgoPublisher *self)
{
  g_return_val_if_fail (SIPGO_IS_PUBLISHER (self), NULL);
  return self->body;
}

/**
 * sipgo_publisher_get_entity_tag:
 * @self: a publication
 *
 * The entity-tag that the server gave the publication.
 *
 * Returns: (nullable): the value of SIP-ETag, or %NULL when the server has none
 *
 * Since: 1.0
 */
const char *
sipgo_publisher_get_entity_tag (SipgoPublisher *self)
{
  g_return_val_if_fail (SIPGO_IS_PUBLISHER (self), NULL);
  return self->entity_tag;
}

/**
 * sipgo_publisher_get_expires:
 * @self: a publication
 *
 * The time to publish for.
 *
 * Returns: seconds
 *
 * Since: 1.0
 */
guint
sipgo_publisher_get_expires (SipgoPublisher *self)
{
  g_return_val_if_fail (SIPGO_IS_PUBLISHER (self), 0);
  return self->expires;
}

/**
 * sipgo_publisher_get_granted_expires:
 * @self: a publication
 *
 * The time that the server granted in its last response.
 *
 * Returns: seconds; 0 while it is not published
 *
 * Since: 1.0
 */
guint
sipgo_publisher_get_granted_expires (SipgoPublisher *self)
{
  g_return_val_if_fail (SIPGO_IS_PUBLISHER (self), 0);
  return self->publication.granted;
}

/**
 * sipgo_publisher_set_expires:
 * @self: a publication
 * @seconds: the time, from 1 to 604800 seconds
 *
 * Sets [property@Publisher:expires], for the next PUBLISH on.
 *
 * Since: 1.0
 */
void
sipgo_publisher_set_expires (SipgoPublisher *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_PUBLISHER (self));
  g_return_if_fail (seconds >= 1 && seconds <= SIPGO_MAX_EXPIRES);
  if (self->expires == seconds)
    return;
  self->expires = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXPIRES]);
}

/**
 * sipgo_publisher_get_unpublish_on_close:
 * @self: a publication
 *
 * Whether the end of the agent removes the publication from the server.
 *
 * Returns: %TRUE when it does
 *
 * Since: 1.0
 */
gboolean
sipgo_publisher_get_unpublish_on_close (SipgoPublisher *self)
{
  g_return_val_if_fail (SIPGO_IS_PUBLISHER (self), FALSE);
  return self->unpublish_on_close;
}

/**
 * sipgo_publisher_set_unpublish_on_close:
 * @self: a publication
 * @unpublish_on_close: %TRUE to remove it
 *
 * Sets [property@Publisher:unpublish-on-close].
 *
 * Since: 1.0
 */
void
sipgo_publisher_set_unpublish_on_close (SipgoPublisher *self, gboolean unpublish_on_close)
{
  g_return_if_fail (SIPGO_IS_PUBLISHER (self));
  if (self->unpublish_on_close == unpublish_on_close)
    return;
  self->unpublish_on_close = unpublish_on_close;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNPUBLISH_ON_CLOSE]);
}

/**
 * sipgo_publisher_publish:
 * @self: a publication
 * @body: (nullable): the state; %NULL to publish the last one again
 * @options: (nullable): headers to add
 * @cancellable: (nullable): cancels the operation
 * @callback: called when the server has answered
 * @user_data: for @callback
 *
 * Publishes a state, which replaces the one before. The library then refreshes it, and publishes it again when the
 * server has lost it (412), until [method@Publisher.unpublish] or the end of the agent. When a refresh is pending, this
 * PUBLISH is sent after its answer.
 *
 * Fails when the agent is not started, or there is nothing to publish ([error@Error] `STATE`), when another operation
 * of the application is pending (`REQUEST_PENDING`), when the server rejected the PUBLISH (domain [enum@Status]) or
 * could not be reached (domain [error@Error]).
 *
 * Since: 1.0
 */
void
sipgo_publisher_publish (SipgoPublisher *self, SipgoBody *body, SipgoRequestOptions *options,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_PUBLISHER (self));
  task = sipgo_user_agent_core_new_task (SIPGO_USAGE (self)->core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_publisher_publish);
  accept_order (self, task, body, options, TRUE);
}

/**
 * sipgo_publisher_publish_finish:
 * @self: a publication
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Publisher.publish].
 *
 * Returns: (transfer full): the request, with its response
 *
 * Since: 1.0
 */
SipgoOutgoingRequest *
sipgo_publisher_publish_finish (SipgoPublisher *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sipgo_publisher_unpublish:
 * @self: a publication
 * @options: (nullable): headers to add
 * @cancellable: (nullable): cancels the operation
 * @callback: called when the server has answered
 * @user_data: for @callback
 *
 * Removes the publication from the server. When that fails, the publication is not refreshed any more, and this can be
 * tried again until it has expired (see [property@Publisher:state]). When a refresh is pending, this PUBLISH is sent
 * after its answer.
 *
 * Fails when the agent is not started, or nothing is published ([error@Error] `STATE`), when another operation of the
 * application is pending (`REQUEST_PENDING`), when the server rejected the PUBLISH (domain [enum@Status]) or could not
 * be reached (domain [error@Error]).
 *
 * Since: 1.0
 */
void
sipgo_publisher_unpublish (SipgoPublisher *self, SipgoRequestOptions *options, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_PUBLISHER (self));
  task = sipgo_user_agent_core_new_task (SIPGO_USAGE (self)->core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_publisher_unpublish);
  accept_order (self, task, NULL, options, FALSE);
}

/**
 * sipgo_publisher_unpublish_finish:
 * @self: a publication
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Publisher.unpublish].
 *
 * Returns: (transfer full): the request, with its response
 *
 * Since: 1.0
 */
SipgoOutgoingRequest *
sipgo_publisher_unpublish_finish (SipgoPublisher *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
