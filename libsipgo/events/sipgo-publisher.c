/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/events/sipgo-publisher-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/sipgo-agent-enum-types.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/agent/sipgo-event-private.h"

#define DEFAULT_EXPIRES 3600

/**
 * SipgoPublisher:
 *
 * Publishes a state of ours, such as presence, with a server that tells it to others (RFC 3903), and keeps it there.
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
 */
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

/* --- what changes ------------------------------------------------------------------------------------------------- */

void
sipgo_publisher_set_state (SipgoPublisher *self, SipgoPublisherState state)
{
  if (self->state == state || self->state == SIPGO_PUBLISHER_STATE_TERMINATED)
    return;
  self->state = state;
  sipgo_log_state (sipgo_client_get_environment (SIPGO_CLIENT (self)), "publication", self->event, SIPGO_TYPE_PUBLISHER_STATE, state);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
sipgo_publisher_set_granted (SipgoPublisher *self, guint seconds)
{
  if (self->granted == seconds)
    return;
  self->granted = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GRANTED_EXPIRES]);
}

void
sipgo_publisher_set_entity_tag (SipgoPublisher *self, const char *entity_tag)
{
  if (g_strcmp0 (self->entity_tag, entity_tag) == 0)
    return;
  g_free (self->entity_tag);
  self->entity_tag = g_strdup (entity_tag);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ENTITY_TAG]);
}

void
sipgo_publisher_take_body (SipgoPublisher *self)
{
  if (!self->new_body)
    return;
  g_clear_pointer (&self->body, sipgo_body_unref);
  self->body = g_steal_pointer (&self->new_body);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BODY]);
}

void
sipgo_publisher_set_kept (SipgoPublisher *self, gboolean kept)
{
  if (self->kept == kept)
    return;
  self->kept = kept;
  if (kept)
    g_object_ref (self);
  else
    g_object_unref (self);
}

/* --- the agent's end ---------------------------------------------------------------------------------------------- */

static gboolean
sipgo_publisher_leave (SipgoClient *client)
{
  SipgoPublisher *self = SIPGO_PUBLISHER (client);

  if (self->unpublish_on_close && self->entity_tag && !self->request && !self->leaving)
    {
      self->leaving = TRUE;
      sipgo_publisher_send (self, 0, FALSE, NULL);
    }
  return self->request != NULL;
}

static void
sipgo_publisher_terminate (SipgoClient *client)
{
  SipgoPublisher *self = SIPGO_PUBLISHER (client);

  sipgo_publisher_stop (self);
  sipgo_publisher_drop_order (self);
  sipgo_publisher_set_kept (self, FALSE);
  sipgo_publisher_set_state (self, SIPGO_PUBLISHER_STATE_TERMINATED);
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
      g_value_set_uint (value, self->granted);
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

  sipgo_client_end (SIPGO_CLIENT (self));
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
  SipgoClientClass *client_class = (SipgoClientClass *) klass;
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sipgo_publisher_get_property;
  object_class->set_property = sipgo_publisher_set_property;
  object_class->dispose = sipgo_publisher_dispose;
  object_class->finalize = sipgo_publisher_finalize;
  client_class->leave = sipgo_publisher_leave;
  client_class->terminate = sipgo_publisher_terminate;

  /**
   * SipgoPublisher:event:
   *
   * The event package, such as `presence`.
   */
  props[PROP_EVENT] = g_param_spec_string ("event", NULL, NULL, NULL, readable);
  /**
   * SipgoPublisher:state:
   *
   * Where the publication stands.
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SIPGO_TYPE_PUBLISHER_STATE, SIPGO_PUBLISHER_STATE_INITIAL, readable);
  /**
   * SipgoPublisher:body:
   *
   * What was published last, and accepted.
   */
  props[PROP_BODY] = g_param_spec_boxed ("body", NULL, NULL, SIPGO_TYPE_BODY, readable);
  /**
   * SipgoPublisher:entity-tag:
   *
   * What the server calls the publication; %NULL when it has none, or what it had has expired.
   */
  props[PROP_ENTITY_TAG] = g_param_spec_string ("entity-tag", NULL, NULL, NULL, readable);
  /**
   * SipgoPublisher:expires:
   *
   * For how long to publish, in seconds. It stays as it was set: a server that wants it longer (423) is asked for that from
   * there on, and [property@Publisher:granted-expires] says what came of it. It is refreshed in time. 3600 by default.
   */
  props[PROP_EXPIRES] = g_param_spec_uint ("expires", NULL, NULL, 1, SIPGO_MAX_EXPIRES, DEFAULT_EXPIRES, writable);
  /**
   * SipgoPublisher:granted-expires:
   *
   * For how long the server has the publication, in seconds from its last answer on; 0 while it is not published.
   */
  props[PROP_GRANTED_EXPIRES] = g_param_spec_uint ("granted-expires", NULL, NULL, 0, SIPGO_MAX_EXPIRES, 0, readable);
  /**
   * SipgoPublisher:unpublish-on-close:
   *
   * Whether [method@UserAgent.stop] takes the publication back, and does not leave it to expire. %TRUE by default.
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
  self->call_id = sipgo_random_dup_token (sipgo_user_agent_core_get_random (SIPGO_CLIENT (self)->core), NULL);
  return self;
}

/**
 * sipgo_publisher_new:
 * @agent: the agent that publishes
 * @target: whose state it is: a SIP URI
 * @event: the event package, such as `presence`
 *
 * Makes a publication; nothing is sent before [method@Publisher.publish].
 *
 * Fails when @target is no URI that can be asked, or @event is no event package.
 *
 * Returns: (transfer full): the publication
 */
SipgoPublisher *
sipgo_publisher_new (SipgoUserAgent *agent, const char *target, const char *event, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (agent), NULL);
  g_return_val_if_fail (target != NULL && event != NULL, NULL);
  if (!sipgo_event_check (event, error))
    return NULL;
  return with_event (sipgo_client_new (SIPGO_TYPE_PUBLISHER, agent, target, error), event);
}

/**
 * sipgo_publisher_new_for_uri:
 * @agent: the agent that publishes
 * @target: whose state it is
 * @event: the event package, such as `presence`
 *
 * Makes a publication; nothing is sent before [method@Publisher.publish].
 *
 * Fails when @target has a scheme that cannot be asked, or @event is no event package.
 *
 * Returns: (transfer full): the publication
 */
SipgoPublisher *
sipgo_publisher_new_for_uri (SipgoUserAgent *agent, SipgoUri *target, const char *event, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (agent), NULL);
  g_return_val_if_fail (target != NULL && event != NULL, NULL);
  if (!sipgo_event_check (event, error))
    return NULL;
  return with_event (sipgo_client_new_for_uri (SIPGO_TYPE_PUBLISHER, agent, target, error), event);
}

/**
 * sipgo_publisher_get_event:
 * @self: a publication
 *
 * The event package.
 *
 * Returns: the value of Event
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
 * Where it stands.
 *
 * Returns: the state
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
 * What was published last.
 *
 * Returns: (transfer none) (nullable): the state, or %NULL before the first
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
 * What the server calls it.
 *
 * Returns: (nullable): the value of SIP-ETag, or %NULL when the server has none
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
 * For how long it publishes.
 *
 * Returns: seconds
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
 * For how long the server has the publication, from its last answer on.
 *
 * Returns: seconds; 0 while it is not published
 */
guint
sipgo_publisher_get_granted_expires (SipgoPublisher *self)
{
  g_return_val_if_fail (SIPGO_IS_PUBLISHER (self), 0);
  return self->granted;
}

/**
 * sipgo_publisher_set_expires:
 * @self: a publication
 * @seconds: for how long, from 1 to 604800
 *
 * Sets [property@Publisher:expires]; it counts from the next PUBLISH on.
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
 * Whether the end of the agent takes it back.
 *
 * Returns: %TRUE if so
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
 * @unpublish_on_close: %TRUE to take it back
 *
 * Sets [property@Publisher:unpublish-on-close].
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
