/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-client-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-name-addr-private.h"

/**
 * SipgoClient:
 *
 * What [class@Messager], [class@Subscriber] and [class@Publisher] have in common: an agent that sends requests to one
 * target, outside any call.
 *
 * Since: 1.0
 */
G_DEFINE_ABSTRACT_TYPE (SipgoClient, sipgo_client, SIPGO_TYPE_USAGE)

enum
{
  PROP_0,
  PROP_USER_AGENT,
  PROP_ACCOUNT,
  PROP_TARGET,
  PROP_LOCAL_IDENTITY,
  PROP_REMOTE_IDENTITY,
  PROP_EXTRA_HEADERS,
  PROP_FAILURE,
  PROP_DATA,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* --- for the subclasses ------------------------------------------------------------------------------------------- */

gboolean
sipgo_client_check_started (SipgoClient *self, GError **error)
{
  if (self->usage.agent)
    return sipgo_usage_check_announced (&self->usage, error) && sipgo_agent_check_started (self->usage.agent, error);
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
                       "The agent was stopped; make a new object once it is started again");
  return FALSE;
}

SipgoMessage *
sipgo_client_new_message (SipgoClient *self, const char *method, const char *call_id, guint32 sequence)
{
  return sipgo_user_agent_core_new_message (self->usage.core, self->usage.account, method, self->target, self->local,
                                            self->remote, call_id, sequence);
}

SipgoOutgoingRequest *
sipgo_client_new_request (SipgoClient *self, SipgoMessage *message, SipgoDialog *dialog, gboolean wants_contact,
                          SipgoRequestOptions *options, GError **error)
{
  g_autoptr (SipgoMessage) own = message;
  g_autoptr (SipgoUri) next_hop = NULL;
  g_autoptr (SipgoOutgoingRequest) request = NULL;

  if (!sipgo_usage_check_announced (&self->usage, error)
      || !sipgo_message_add_extras (own, (const char *const *) self->usage.extra_headers, NULL, error)
      || !sipgo_message_add_request_options (own, options, error))
    return NULL;
  next_hop = sipgo_uri_ref (dialog ? sipgo_dialog_get_next_hop (dialog)
                                   : sipgo_user_agent_core_get_next_hop (self->usage.core, self->usage.account,
                                                                         sipgo_message_get_request_uri (own)));
  request = sipgo_outgoing_request_new (self->usage.core, g_steal_pointer (&own), next_hop, dialog, wants_contact);
  sipgo_usage_adopt (&self->usage, request);
  if (!sipgo_usage_announce (&self->usage, request, error))
    return NULL;
  return g_steal_pointer (&request);
}

void
sipgo_client_set_failure (SipgoClient *self, SipgoFailure *failure)
{
  if (sipgo_usage_set_failure (&self->usage, failure))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FAILURE]);
}

gpointer
sipgo_client_new_for_uri (GType type, SipgoAgent *agent, SipgoUri *target, GError **error)
{
  SipgoClient *self;

  if (!sipgo_user_agent_core_check_target (agent->core, target, error))
    return NULL;
  self = g_object_new (type, NULL);
  self->target = sipgo_uri_without_headers (target);
  sipgo_usage_set_up (&self->usage, agent);
  sipgo_usage_join (&self->usage);
  return self;
}

gpointer
sipgo_client_new (GType type, SipgoAgent *agent, const char *target, GError **error)
{
  g_autofree char *display_name = NULL;
  g_autoptr (SipgoUri) uri = sipgo_name_addr_parse_target (target, &display_name, error);
  SipgoClient *self = uri ? sipgo_client_new_for_uri (type, agent, uri, error) : NULL;

  if (self && display_name)
    self->remote = sipgo_name_addr_new (display_name, self->target);
  return self;
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoClient *self = SIPGO_CLIENT (object);

  switch (id)
    {
    case PROP_USER_AGENT:
      g_value_set_object (value, self->usage.agent);
      break;
    case PROP_ACCOUNT:
      g_value_set_object (value, self->usage.account);
      break;
    case PROP_TARGET:
      g_value_set_boxed (value, self->target);
      break;
    case PROP_LOCAL_IDENTITY:
      g_value_set_boxed (value, self->local);
      break;
    case PROP_REMOTE_IDENTITY:
      g_value_set_boxed (value, self->remote);
      break;
    case PROP_EXTRA_HEADERS:
      g_value_set_boxed (value, self->usage.extra_headers);
      break;
    case PROP_FAILURE:
      g_value_set_boxed (value, self->usage.failure);
      break;
    case PROP_DATA:
      g_value_set_object (value, self->usage.data);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_client_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoClient *self = SIPGO_CLIENT (object);

  switch (id)
    {
    case PROP_ACCOUNT:
      sipgo_client_set_account (self, g_value_get_object (value));
      break;
    case PROP_LOCAL_IDENTITY:
      sipgo_client_set_local_identity (self, g_value_get_boxed (value));
      break;
    case PROP_REMOTE_IDENTITY:
      sipgo_client_set_remote_identity (self, g_value_get_boxed (value));
      break;
    case PROP_EXTRA_HEADERS:
      sipgo_client_set_extra_headers (self, g_value_get_boxed (value));
      break;
    case PROP_DATA:
      sipgo_client_set_data (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_client_finalize (GObject *object)
{
  SipgoClient *self = SIPGO_CLIENT (object);

  g_clear_pointer (&self->target, sipgo_uri_unref);
  g_clear_pointer (&self->local, sipgo_name_addr_unref);
  g_clear_pointer (&self->remote, sipgo_name_addr_unref);
  G_OBJECT_CLASS (sipgo_client_parent_class)->finalize (object);
}

static void
sipgo_client_class_init (SipgoClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sipgo_client_get_property;
  object_class->set_property = sipgo_client_set_property;
  object_class->finalize = sipgo_client_finalize;

  /**
   * SipgoClient:user-agent: (type SipgoUserAgent)
   *
   * The agent that sends the requests; %NULL once it is gone.
   *
   * Since: 1.0
   */
  props[PROP_USER_AGENT] = g_param_spec_object ("user-agent", NULL, NULL, SIPGO_TYPE_AGENT, readable);
  /**
   * SipgoClient:account:
   *
   * The account of the agent whose requests these are; the agent's own by default, which %NULL sets again.
   *
   * Since: 1.0
   */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, SIPGO_TYPE_ACCOUNT, writable);
  /**
   * SipgoClient:target:
   *
   * The URI that the requests are sent to.
   *
   * Since: 1.0
   */
  props[PROP_TARGET] = g_param_spec_boxed ("target", NULL, NULL, SIPGO_TYPE_URI, readable);
  /**
   * SipgoClient:local-identity:
   *
   * The From of the requests, with or without a display name and a `tag` of the application's own; %NULL, the default,
   * for the agent's own address.
   *
   * Since: 1.0
   */
  props[PROP_LOCAL_IDENTITY] = g_param_spec_boxed ("local-identity", NULL, NULL, SIPGO_TYPE_NAME_ADDR, writable);
  /**
   * SipgoClient:remote-identity:
   *
   * The To of the requests; %NULL, the default, for the target.
   *
   * Since: 1.0
   */
  props[PROP_REMOTE_IDENTITY] = g_param_spec_boxed ("remote-identity", NULL, NULL, SIPGO_TYPE_NAME_ADDR, writable);
  /**
   * SipgoClient:extra-headers:
   *
   * Headers for every request, each as `Name: value`. None by default.
   *
   * Since: 1.0
   */
  props[PROP_EXTRA_HEADERS] = g_param_spec_boxed ("extra-headers", NULL, NULL, G_TYPE_STRV, writable);
  /**
   * SipgoClient:failure:
   *
   * Why the last request failed; %NULL when it did not.
   *
   * Since: 1.0
   */
  props[PROP_FAILURE] = g_param_spec_boxed ("failure", NULL, NULL, SIPGO_TYPE_FAILURE, readable);
  /**
   * SipgoClient:data:
   *
   * An object of the application, which the library does not use. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_DATA] = g_param_spec_object ("data", NULL, NULL, G_TYPE_OBJECT, writable);
  g_object_class_install_properties (object_class, N_PROPS, props);
  /**
   * SipgoClient::request-created:
   * @self: the client
   * @request: the request
   *
   * A request is about to be sent; also emitted for each refresh. This is the moment to connect to the signals of the
   * request and to call [method@OutgoingRequest.set_header].
   *
   * Since: 1.0
   */
  klass->parent_class.request_created_signal =
    g_signal_new ("request-created", SIPGO_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                  SIPGO_TYPE_OUTGOING_REQUEST);
}

static void
sipgo_client_init (SipgoClient *self)
{
}

/**
 * sipgo_client_get_user_agent:
 * @self: a client
 *
 * The agent that sends the requests.
 *
 * Returns: (transfer none) (nullable): the agent, or %NULL once it is gone
 *
 * Since: 1.0
 */
SipgoUserAgent *
sipgo_client_get_user_agent (SipgoClient *self)
{
  g_return_val_if_fail (SIPGO_IS_CLIENT (self), NULL);
  return (SipgoUserAgent *) self->usage.agent;
}

/**
 * sipgo_client_get_target:
 * @self: a client
 *
 * The URI that the requests are sent to.
 *
 * Returns: (transfer none): the URI
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_client_get_target (SipgoClient *self)
{
  g_return_val_if_fail (SIPGO_IS_CLIENT (self), NULL);
  return self->target;
}

/**
 * sipgo_client_get_account:
 * @self: a client
 *
 * Whose requests these are.
 *
 * Returns: (transfer none) (nullable): the account; %NULL once the object was disposed
 *
 * Since: 1.0
 */
SipgoAccount *
sipgo_client_get_account (SipgoClient *self)
{
  g_return_val_if_fail (SIPGO_IS_CLIENT (self), NULL);
  return self->usage.account;
}

/**
 * sipgo_client_set_account:
 * @self: a client
 * @account: (nullable): an account of the agent, or %NULL for its own
 *
 * Sets [property@Client:account], for the next request on.
 *
 * Since: 1.0
 */
void
sipgo_client_set_account (SipgoClient *self, SipgoAccount *account)
{
  g_return_if_fail (SIPGO_IS_CLIENT (self));
  g_return_if_fail (!account || SIPGO_IS_ACCOUNT (account));
  if (sipgo_usage_set_account (&self->usage, account))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCOUNT]);
}

/**
 * sipgo_client_get_local_identity:
 * @self: a client
 *
 * The From of the requests.
 *
 * Returns: (transfer none) (nullable): name and address, or %NULL for the agent's own
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_client_get_local_identity (SipgoClient *self)
{
  g_return_val_if_fail (SIPGO_IS_CLIENT (self), NULL);
  return self->local;
}

static void
set_address (SipgoClient *self, SipgoNameAddr **place, SipgoNameAddr *address, GParamSpec *pspec)
{
  if (*place == address)
    return;
  g_clear_pointer (place, sipgo_name_addr_unref);
  *place = address ? sipgo_name_addr_ref (address) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

/**
 * sipgo_client_set_local_identity:
 * @self: a client
 * @identity: (nullable): name and address, or %NULL for the agent's own
 *
 * Sets [property@Client:local-identity], for the next request on.
 *
 * Since: 1.0
 */
void
sipgo_client_set_local_identity (SipgoClient *self, SipgoNameAddr *identity)
{
  g_return_if_fail (SIPGO_IS_CLIENT (self));
  set_address (self, &self->local, identity, props[PROP_LOCAL_IDENTITY]);
}

/**
 * sipgo_client_get_remote_identity:
 * @self: a client
 *
 * The To of the requests.
 *
 * Returns: (transfer none) (nullable): name and address, or %NULL for the target
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_client_get_remote_identity (SipgoClient *self)
{
  g_return_val_if_fail (SIPGO_IS_CLIENT (self), NULL);
  return self->remote;
}

/**
 * sipgo_client_set_remote_identity:
 * @self: a client
 * @identity: (nullable): name and address, or %NULL for the target
 *
 * Sets [property@Client:remote-identity], for the next request on.
 *
 * Since: 1.0
 */
void
sipgo_client_set_remote_identity (SipgoClient *self, SipgoNameAddr *identity)
{
  g_return_if_fail (SIPGO_IS_CLIENT (self));
  g_return_if_fail (!identity || !sipgo_name_addr_has_parameter (identity, "tag"));
  set_address (self, &self->remote, identity, props[PROP_REMOTE_IDENTITY]);
}

/**
 * sipgo_client_get_extra_headers:
 * @self: a client
 *
 * Headers for every request.
 *
 * Returns: (transfer full) (nullable): the lines, or %NULL
 *
 * Since: 1.0
 */
GStrv
sipgo_client_get_extra_headers (SipgoClient *self)
{
  g_return_val_if_fail (SIPGO_IS_CLIENT (self), NULL);
  return g_strdupv (self->usage.extra_headers);
}

/**
 * sipgo_client_set_extra_headers:
 * @self: a client
 * @extra_headers: (nullable) (array zero-terminated=1): the lines, each as `Name: value`
 *
 * Sets [property@Client:extra-headers], for the next request on.
 *
 * Since: 1.0
 */
void
sipgo_client_set_extra_headers (SipgoClient *self, const char *const *extra_headers)
{
  g_return_if_fail (SIPGO_IS_CLIENT (self));
  if (sipgo_usage_set_extra_headers (&self->usage, extra_headers))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXTRA_HEADERS]);
}

/**
 * sipgo_client_get_failure:
 * @self: a client
 *
 * Why the last request failed.
 *
 * Returns: (transfer none) (nullable): the failure, or %NULL
 *
 * Since: 1.0
 */
SipgoFailure *
sipgo_client_get_failure (SipgoClient *self)
{
  g_return_val_if_fail (SIPGO_IS_CLIENT (self), NULL);
  return self->usage.failure;
}

/**
 * sipgo_client_get_data:
 * @self: a client
 *
 * The object of the application.
 *
 * Returns: (transfer none) (nullable): the object, or %NULL
 *
 * Since: 1.0
 */
GObject *
sipgo_client_get_data (SipgoClient *self)
{
  g_return_val_if_fail (SIPGO_IS_CLIENT (self), NULL);
  return self->usage.data;
}

/**
 * sipgo_client_set_data:
 * @self: a client
 * @data: (nullable): an object of the application
 *
 * Sets [property@Client:data].
 *
 * Since: 1.0
 */
void
sipgo_client_set_data (SipgoClient *self, GObject *data)
{
  g_return_if_fail (SIPGO_IS_CLIENT (self));
  if (g_set_object (&self->usage.data, data))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DATA]);
}
