/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-connections-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/net/sipgo-host-counts-private.h"
#include "libsipgo/transport/sipgo-connection-private.h"

struct _SipgoConnections
{
  SipgoEnvironment *environment;
  const SipgoMessageLimits *limits;
  const SipgoConnectionLimits *connection_limits;
  const SipgoConnectionsFuncs *funcs;
  gpointer user_data;
  GHashTable *open;           /* set of SipgoConnection, each with a reference */
  GHashTable *by_target;      /* SipgoTarget → SipgoConnection, not owned */
  GHashTable *by_name;        /* name → SipgoConnection, neither owned */
  GHashTable *names;          /* SipgoConnection → its name */
  GHashTable *by_alias;       /* address → SipgoConnection, not owned */
  GHashTable *aliases;        /* SipgoConnection → its key in by_alias, not owned */
  GHashTable *per_host;       /* SipgoHostCounts of the open connections */
  guint64 n_refused;
  gsize held;                 /* bytes, of all connections */
  SipgoTimer held_timer;      /* closes connections that hold too many, from the main loop */
};

static guint
address_hash (gconstpointer address)
{
  return sipgo_address_hash (address);
}

static gboolean
address_equal (gconstpointer a, gconstpointer b)
{
  return sipgo_address_equal (a, b);
}

SipgoConnections *
sipgo_connections_new (SipgoEnvironment *environment, const SipgoMessageLimits *limits,
                       const SipgoConnectionLimits *connection_limits,
                       const SipgoConnectionsFuncs *funcs, gpointer user_data)
{
  SipgoConnections *self = g_new0 (SipgoConnections, 1);

  self->environment = sipgo_environment_ref (environment);
  self->limits = limits;
  self->connection_limits = connection_limits;
  self->funcs = funcs;
  self->user_data = user_data;
  self->open = g_hash_table_new (NULL, NULL);
  self->by_target = g_hash_table_new_full (sipgo_target_hash, sipgo_target_equal, g_free, NULL);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->by_alias = g_hash_table_new_full (address_hash, address_equal, g_free, NULL);
  self->aliases = g_hash_table_new (NULL, NULL);
  self->per_host = sipgo_host_counts_new ();
  return self;
}

/* Restarts the iteration after each one, because closing a connection calls back, and the callback may close others. */
void
sipgo_connections_close (SipgoConnections *self, const GError *error)
{
  GHashTableIter iter;
  gpointer connection;

  while (g_hash_table_iter_init (&iter, self->open), g_hash_table_iter_next (&iter, &connection, NULL))
    sipgo_connection_close (connection, error);
}

/* Of a WebSocket to a host name the local address is not known. */
static gboolean
is_lost (SipgoConnection *self, GArray *addresses, gboolean ends_own)
{
  const SipgoAddress *local = sipgo_flow_get_local (sipgo_connection_get_flow (self));

  if (!sipgo_address_is_set (local) || sipgo_address_is_any (local))
    return ends_own;
  return !sipgo_address_is_loopback (local) && !sipgo_address_is_link_local (local)
         && ((ends_own && !sipgo_connection_is_accepted (self)) || !sipgo_address_is_listed (local, addresses));
}

/* A watch may open and close connections. */
void
sipgo_connections_close_lost (SipgoConnections *self, GArray *addresses, gboolean ends_own, const GError *error)
{
  g_autoptr (GPtrArray) lost = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_flow_unref);
  GHashTableIter iter;
  gpointer connection;
  guint i;

  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, &connection, NULL))
    {
      if (is_lost (connection, addresses, ends_own))
        g_ptr_array_add (lost, sipgo_flow_ref (sipgo_connection_get_flow (connection)));
    }
  for (i = 0; i < lost->len; i++)
    {
      if (g_hash_table_contains (self->open, lost->pdata[i]))
        sipgo_connection_close (lost->pdata[i], error);
    }
}

void
sipgo_connections_free (SipgoConnections *self)
{
  sipgo_connections_close (self, NULL);
  sipgo_environment_cancel_timer (self->environment, &self->held_timer);
  g_hash_table_unref (self->open);
  g_hash_table_unref (self->by_target);
  g_hash_table_unref (self->by_name);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->by_alias);
  g_hash_table_unref (self->aliases);
  g_hash_table_unref (self->per_host);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

guint
sipgo_connections_count (SipgoConnections *self)
{
  return g_hash_table_size (self->open);
}

guint64
sipgo_connections_get_refused (SipgoConnections *self)
{
  return self->n_refused;
}

gsize
sipgo_connections_get_held (SipgoConnections *self)
{
  return self->held;
}

gboolean
sipgo_connections_has_room (SipgoConnections *self, GError **error)
{
  if (g_hash_table_size (self->open) < self->connection_limits->max_connections)
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "The limit of %u connections is reached",
               g_hash_table_size (self->open));
  return FALSE;
}

static gboolean
has_proved (SipgoFlow *flow, const char *name)
{
  const char *const *names = sipgo_flow_get_peer_names (flow);

  while (names && *names && g_ascii_strcasecmp (*names, name) != 0)
    names++;
  return names && *names;
}

static SipgoFlow *
find_alias (SipgoConnections *self, const SipgoTarget *target)
{
  SipgoConnection *connection;

  if (target->protocol != SIPGO_PROTOCOL_TLS || !target->verified_name)
    return NULL;
  connection = g_hash_table_lookup (self->by_alias, &target->address);
  return connection && has_proved (sipgo_connection_get_flow (connection), target->verified_name)
         ? sipgo_connection_get_flow (connection) : NULL;
}

SipgoFlow *
sipgo_connections_find (SipgoConnections *self, const SipgoTarget *target)
{
  SipgoConnection *connection = g_hash_table_lookup (self->by_target, target);

  return connection ? sipgo_connection_get_flow (connection) : find_alias (self, target);
}

static void
forget_alias (SipgoConnections *self, SipgoConnection *connection)
{
  const SipgoAddress *address = g_hash_table_lookup (self->aliases, connection);

  if (!address)
    return;
  g_hash_table_remove (self->aliases, connection);
  g_hash_table_remove (self->by_alias, address);
}

void
sipgo_connections_alias (SipgoConnections *self, SipgoFlow *flow, const SipgoAddress *address)
{
  SipgoConnection *connection = (SipgoConnection *) flow;
  SipgoConnection *other = g_hash_table_lookup (self->by_alias, address);
  SipgoAddress *key;

  if (other == connection || !flow->peer_names || !g_hash_table_contains (self->open, connection))
    return;
  if (other)
    forget_alias (self, other);
  forget_alias (self, connection);
  key = g_memdup2 (address, sizeof *address);
  g_hash_table_insert (self->by_alias, key, connection);
  g_hash_table_insert (self->aliases, connection, key);
}

static void
forget_name (SipgoConnections *self, SipgoConnection *connection)
{
  const char *name = g_hash_table_lookup (self->names, connection);

  if (!name)
    return;
  g_hash_table_remove (self->by_name, name);
  g_hash_table_remove (self->names, connection);
}

void
sipgo_connections_claim (SipgoConnections *self, SipgoFlow *flow, const char *name)
{
  SipgoConnection *connection = (SipgoConnection *) flow;
  g_autofree char *key = g_ascii_strdown (name, -1);
  SipgoConnection *other = g_hash_table_lookup (self->by_name, key);

  if (other == connection || !g_hash_table_contains (self->open, connection))
    return;
  if (other && !sipgo_address_equal_host (sipgo_flow_get_remote (sipgo_connection_get_flow (other)),
                                          sipgo_flow_get_remote (flow)))
    return;
  if (other)
    forget_name (self, other);
  forget_name (self, connection);
  g_hash_table_insert (self->by_name, key, connection);
  g_hash_table_insert (self->names, connection, g_steal_pointer (&key));
}

SipgoFlow *
sipgo_connections_find_name (SipgoConnections *self, const char *name)
{
  g_autofree char *key = g_ascii_strdown (name, -1);
  SipgoConnection *connection = g_hash_table_lookup (self->by_name, key);

  return connection ? sipgo_connection_get_flow (connection) : NULL;
}

static void
on_parsed (SipgoConnection *connection, SipgoParseResult *result, gpointer user_data)
{
  SipgoConnections *self = user_data;

  self->funcs->parsed (sipgo_connection_get_flow (connection), result, self->user_data);
}

static void
on_sent (SipgoFlow *flow, GBytes *bytes, gpointer user_data)
{
  SipgoConnections *self = user_data;

  self->funcs->sent (flow, bytes, self->user_data);
}

static void
on_closed (SipgoConnection *connection, gpointer user_data)
{
  SipgoConnections *self = user_data;
  SipgoFlow *flow = sipgo_connection_get_flow (connection);
  SipgoTarget target = sipgo_flow_get_target (flow);

  if (g_hash_table_lookup (self->by_target, &target) == connection)
    g_hash_table_remove (self->by_target, &target);
  forget_name (self, connection);
  forget_alias (self, connection);
  sipgo_host_counts_change (self->per_host, &target.address, -1);
  self->held -= sipgo_connection_get_held (connection);
  g_hash_table_remove (self->open, connection);
  sipgo_flow_unref (flow);
}

/* A peer that sends halves of messages or does not read fills the memory from many connections, so the one that holds
 * most is closed, and not the one that comes last: that may be anybody's. */
static SipgoConnection *
find_greediest (SipgoConnections *self)
{
  SipgoConnection *found = NULL;
  GHashTableIter iter;
  gpointer connection;

  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, &connection, NULL))
    {
      if (!found || sipgo_connection_get_held (connection) > sipgo_connection_get_held (found))
        found = connection;
    }
  return found;
}

static gboolean
holds_too_much (SipgoConnections *self)
{
  return self->connection_limits->max_held > 0 && self->held > self->connection_limits->max_held;
}

/* A watch of the flow may free the connections. If one is not enough, the next one is closed from the main loop. */
static void
close_greedy (gpointer user_data)
{
  SipgoConnections *self = user_data;
  SipgoConnection *connection = holds_too_much (self) ? find_greediest (self) : NULL;
  g_autoptr (GError) error = NULL;
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  if (!connection)
    return;
  sipgo_address_format (sipgo_flow_get_remote (sipgo_connection_get_flow (connection)), text);
  error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "The connection to %s was closed: it held the most of too "
                       "many bytes that wait to be sent or completed", text);
  self->n_refused++;
  sipgo_log (self->environment, SIPGO_LOG_DROPPED, "%s", error->message);
  sipgo_environment_set_timer (self->environment, &self->held_timer, 0, close_greedy, self);
  sipgo_connection_close (connection, error);
}

static void
on_held (SipgoConnection *connection, gssize change, gboolean may_close, gpointer user_data)
{
  SipgoConnections *self = user_data;

  self->held += change;
  if (!holds_too_much (self))
    return;
  if (may_close)
    close_greedy (self);
  else
    sipgo_environment_set_timer (self->environment, &self->held_timer, 0, close_greedy, self);
}

static const SipgoConnectionFuncs connection_funcs = {
  .parsed = on_parsed,
  .sent = on_sent,
  .closed = on_closed,
  .held = on_held,
};

static SipgoFlow *
add (SipgoConnections *self, SipgoStream *stream, gboolean is_accepted, const char *verified_name)
{
  SipgoConnection *connection = sipgo_connection_new (self->environment, stream, is_accepted, verified_name,
                                                      self->limits, self->connection_limits, &connection_funcs, self);
  SipgoFlow *flow = sipgo_connection_get_flow (connection);
  SipgoTarget target = sipgo_flow_get_target (flow);

  g_hash_table_add (self->open, connection);
  /* The key points to the name in the flow, which lives longer than the entry. */
  g_hash_table_replace (self->by_target, g_memdup2 (&target, sizeof target), connection);
  sipgo_host_counts_change (self->per_host, sipgo_flow_get_remote (flow), 1);
  return flow;
}

SipgoFlow *
sipgo_connections_add (SipgoConnections *self, SipgoStream *stream, const char *verified_name)
{
  return add (self, stream, FALSE, verified_name);
}

gboolean
sipgo_connections_accept (SipgoConnections *self, SipgoStream *stream)
{
  if (!sipgo_connections_has_room (self, NULL)
      || sipgo_host_counts_get (self->per_host, &stream->remote) >= self->connection_limits->max_connections_per_host)
    {
      self->n_refused++;
      stream->klass->free (stream);
      return FALSE;
    }
  add (self, stream, TRUE, NULL);
  return TRUE;
}
