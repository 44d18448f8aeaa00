/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transaction/sipgo-transaction-private.h"

#include "libsipgo/sipgo-transaction-enum-types.h"

/**
 * SipgoTransaction:
 *
 * A request and the responses to it, with the state machine that retransmits them and times out (RFC 3261, section 17,
 * and RFC 6026).
 *
 * It is there to be looked at: [property@OutgoingRequest:transaction], [property@IncomingRequest:transaction] and
 * [method@UserAgentCore.get_transactions] have them. What they do follows from the requests.
 *
 * Since: 1.0
 */
struct _SipgoTransaction
{
  GObject parent_instance;

  SipgoClientTransaction *client;   /* this or server; the other one is NULL */
  SipgoServerTransaction *server;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_KIND,
  PROP_STATE,
  PROP_REQUEST,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (SipgoTransaction, sipgo_transaction, G_TYPE_OBJECT)

static void
sipgo_transaction_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoTransaction *self = SIPGO_TRANSACTION (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, sipgo_transaction_get_id (self));
      break;
    case PROP_KIND:
      g_value_set_enum (value, sipgo_transaction_get_kind (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, sipgo_transaction_get_state (self));
      break;
    case PROP_REQUEST:
      g_value_set_boxed (value, sipgo_transaction_get_request (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_transaction_finalize (GObject *object)
{
  SipgoTransaction *self = SIPGO_TRANSACTION (object);

  if (self->client)
    {
      sipgo_client_transaction_set_view (self->client, NULL);
      sipgo_client_transaction_unref (self->client);
    }
  if (self->server)
    {
      sipgo_server_transaction_set_view (self->server, NULL);
      sipgo_server_transaction_unref (self->server);
    }
  G_OBJECT_CLASS (sipgo_transaction_parent_class)->finalize (object);
}

static void
sipgo_transaction_class_init (SipgoTransactionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sipgo_transaction_get_property;
  object_class->finalize = sipgo_transaction_finalize;

  /**
   * SipgoTransaction:id:
   *
   * The branch parameter of the topmost Via, which identifies the transaction on both sides.
   *
   * Since: 1.0
   */
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);

  /**
   * SipgoTransaction:kind:
   *
   * Which of the four state machines of section 17 this is.
   *
   * Since: 1.0
   */
  props[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, SIPGO_TYPE_TRANSACTION_KIND, 0, flags);

  /**
   * SipgoTransaction:state:
   *
   * The state of the state machine. Watch it with `notify::state`.
   *
   * Since: 1.0
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SIPGO_TYPE_TRANSACTION_STATE, 0, flags);

  /**
   * SipgoTransaction:request:
   *
   * The request as it was sent or received.
   *
   * Since: 1.0
   */
  props[PROP_REQUEST] = g_param_spec_boxed ("request", NULL, NULL, SIPGO_TYPE_MESSAGE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_transaction_init (SipgoTransaction *self)
{
}

SipgoTransaction *
sipgo_transaction_of_client (SipgoClientTransaction *client)
{
  SipgoTransaction *self = sipgo_client_transaction_get_view (client);

  if (self)
    return g_object_ref (self);
  self = g_object_new (SIPGO_TYPE_TRANSACTION, NULL);
  self->client = sipgo_client_transaction_ref (client);
  sipgo_client_transaction_set_view (client, self);
  return self;
}

SipgoTransaction *
sipgo_transaction_of_server (SipgoServerTransaction *server)
{
  SipgoTransaction *self = sipgo_server_transaction_get_view (server);

  if (self)
    return g_object_ref (self);
  self = g_object_new (SIPGO_TYPE_TRANSACTION, NULL);
  self->server = sipgo_server_transaction_ref (server);
  sipgo_server_transaction_set_view (server, self);
  return self;
}

GList *
sipgo_transaction_list (SipgoTransactionTable *table)
{
  GList *list = NULL;
  GHashTableIter iter;
  gpointer transaction;

  g_hash_table_iter_init (&iter, table->clients);
  while (g_hash_table_iter_next (&iter, NULL, &transaction))
    list = g_list_prepend (list, sipgo_transaction_of_client (transaction));
  g_hash_table_iter_init (&iter, table->servers);
  while (g_hash_table_iter_next (&iter, NULL, &transaction))
    list = g_list_prepend (list, sipgo_transaction_of_server (transaction));
  return list;
}

/**
 * sipgo_transaction_get_id:
 * @self: a transaction
 *
 * The branch of its Via, which both sides know it by.
 *
 * Returns: (nullable): the branch; %NULL for a request of an agent older than RFC 3261
 *
 * Since: 1.0
 */
const char *
sipgo_transaction_get_id (SipgoTransaction *self)
{
  g_return_val_if_fail (SIPGO_IS_TRANSACTION (self), NULL);
  return sipgo_via_get_branch (sipgo_message_get_via (sipgo_transaction_get_request (self)));
}

/**
 * sipgo_transaction_get_kind:
 * @self: a transaction
 *
 * Which of the four state machines it is.
 *
 * Returns: the kind
 *
 * Since: 1.0
 */
SipgoTransactionKind
sipgo_transaction_get_kind (SipgoTransaction *self)
{
  gboolean is_invite;

  g_return_val_if_fail (SIPGO_IS_TRANSACTION (self), SIPGO_TRANSACTION_KIND_INVITE_CLIENT);
  is_invite = g_str_equal (sipgo_message_get_method (sipgo_transaction_get_request (self)), "INVITE");
  if (self->client)
    return is_invite ? SIPGO_TRANSACTION_KIND_INVITE_CLIENT : SIPGO_TRANSACTION_KIND_NON_INVITE_CLIENT;
  return is_invite ? SIPGO_TRANSACTION_KIND_INVITE_SERVER : SIPGO_TRANSACTION_KIND_NON_INVITE_SERVER;
}

/**
 * sipgo_transaction_get_state:
 * @self: a transaction
 *
 * Where it stands.
 *
 * Returns: the state
 *
 * Since: 1.0
 */
SipgoTransactionState
sipgo_transaction_get_state (SipgoTransaction *self)
{
  g_return_val_if_fail (SIPGO_IS_TRANSACTION (self), SIPGO_TRANSACTION_STATE_TERMINATED);
  return self->client ? sipgo_client_transaction_get_state (self->client)
                      : sipgo_server_transaction_get_state (self->server);
}

/**
 * sipgo_transaction_get_request:
 * @self: a transaction
 *
 * The request as it crossed the wire.
 *
 * Returns: (transfer none): the request
 *
 * Since: 1.0
 */
SipgoMessage *
sipgo_transaction_get_request (SipgoTransaction *self)
{
  g_return_val_if_fail (SIPGO_IS_TRANSACTION (self), NULL);
  return self->client ? sipgo_client_transaction_get_request (self->client)
                      : sipgo_server_transaction_get_request (self->server);
}

/**
 * sipgo_transaction_get_remote:
 * @self: a transaction
 *
 * The other side: where the request was sent, or where it came from.
 *
 * Returns: (transfer full): transport, address and port: `udp:192.0.2.7:5060`
 *
 * Since: 1.0
 */
char *
sipgo_transaction_get_remote (SipgoTransaction *self)
{
  g_return_val_if_fail (SIPGO_IS_TRANSACTION (self), NULL);
  return sipgo_flow_dup_remote (self->client ? sipgo_client_transaction_get_flow (self->client)
                                             : sipgo_server_transaction_get_flow (self->server));
}

/**
 * sipgo_transaction_get_timers:
 * @self: a transaction
 *
 * The timers that are running, as RFC 3261 (table 4) and RFC 6026 name them.
 *
 * Returns: (transfer full) (element-type SipgoTransactionTimer): the timers
 *
 * Since: 1.0
 */
GList *
sipgo_transaction_get_timers (SipgoTransaction *self)
{
  g_return_val_if_fail (SIPGO_IS_TRANSACTION (self), NULL);
  return self->client ? sipgo_client_transaction_list_timers (self->client)
                      : sipgo_server_transaction_list_timers (self->server);
}
