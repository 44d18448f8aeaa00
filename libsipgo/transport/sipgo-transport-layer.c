/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-transport-layer-parts-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/transport/sipgo-flow-class-private.h"
#include "libsipgo/transport/sipgo-listener-private.h"

static const SipgoConnectionLimits default_connection_limits = {
  .connect_timeout_us = SIPGO_SECONDS (10),
  .first_message_timeout_us = SIPGO_SECONDS (32),
  .idle_timeout_us = SIPGO_SECONDS (3600),
  .linger_us = SIPGO_SECONDS (2),
  .max_connections = 4096,
  .max_connections_per_host = 512,
  .max_queue = 1024 * 1024,
};

/* --- life --- */

SipgoTransportLayer *
sipgo_transport_layer_new (SipgoEnvironment *environment, SipgoNet *net, const SipgoMessageLimits *limits)
{
  SipgoTransportLayer *self = g_new0 (SipgoTransportLayer, 1);

  self->environment = sipgo_environment_ref (environment);
  self->net = sipgo_net_ref (net);
  self->limits = limits ? *limits : sipgo_limits_default;
  self->connection_limits = default_connection_limits;
  self->listeners = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_listener_free);
  self->connections = sipgo_connections_new (environment, &self->limits, &self->connection_limits, &sipgo_transport_layer_connections_funcs,
                                             self);
  self->contacts = sipgo_contact_table_new ();
  self->memory = sipgo_target_memory_new (environment);
  self->resolver = sipgo_resolver_new (environment, net, self->memory);
  sipgo_transport_layer_set_max_handshakes (self, 2 * self->connection_limits.max_connections_per_host);
  self->policy.subprotocol = "sip";
  self->policy.handshake_timeout_us = self->connection_limits.first_message_timeout_us;
  return self;
}

void
sipgo_transport_layer_free (SipgoTransportLayer *self)
{
  sipgo_resolver_free (self->resolver);
  sipgo_target_memory_free (self->memory);
  sipgo_transport_layer_set_transport (self, NULL);
  g_free (self->via_host);
  g_clear_object (&self->policy.certificate);
  g_strfreev (self->policy.origins);
  g_ptr_array_unref (self->listeners);
  sipgo_connections_free (self->connections);
  sipgo_contact_table_unref (self->contacts);
  sipgo_net_unref (self->net);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

void
sipgo_transport_layer_close (SipgoTransportLayer *self)
{
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The agent has been stopped");

  g_ptr_array_set_size (self->listeners, 0);
  if (self->road)
    sipgo_road_fail (self->road, error);
  sipgo_connections_close (self->connections, error);
}

void
sipgo_transport_layer_set_handler (SipgoTransportLayer *self, SipgoMessageFunc func, gpointer user_data)
{
  self->func = func;
  self->user_data = user_data;
}

SipgoTransportCounts
sipgo_transport_layer_get_counts (SipgoTransportLayer *self)
{
  return self->counts;
}

SipgoConnectionLimits *
sipgo_transport_layer_get_connection_limits (SipgoTransportLayer *self)
{
  return &self->connection_limits;
}

guint
sipgo_transport_layer_count_connections (SipgoTransportLayer *self)
{
  return sipgo_connections_count (self->connections);
}

guint
sipgo_transport_layer_count_handshakes (SipgoTransportLayer *self)
{
  return self->handshakes.n_under_way;
}

guint64
sipgo_transport_layer_get_refused_connections (SipgoTransportLayer *self)
{
  return sipgo_connections_get_refused (self->connections) + self->handshakes.n_refused;
}

void
sipgo_transport_layer_resolve (SipgoTransportLayer *self, SipgoUri *uri, GCancellable *cancellable,
                               SipgoResolvedFunc func, gpointer user_data)
{
  sipgo_resolver_resolve (self->resolver, uri, cancellable, func, user_data);
}

SipgoTargetMemory *
sipgo_transport_layer_get_memory (SipgoTransportLayer *self)
{
  return self->memory;
}

/* --- the agent's own transport --- */

const char *
sipgo_transport_layer_get_via_host (SipgoTransportLayer *self)
{
  g_autofree char *token = NULL;

  if (!self->via_host)
    {
      token = sipgo_random_dup_token (sipgo_environment_get_random (self->environment), NULL);
      self->via_host = g_strconcat (token, ".invalid", NULL);
    }
  return self->via_host;
}

void
sipgo_transport_layer_set_via_host (SipgoTransportLayer *self, const char *host)
{
  g_free (self->via_host);
  self->via_host = g_strdup (host);
  if (self->road)
    sipgo_flow_set_sent_by (sipgo_road_get_flow (self->road), sipgo_transport_layer_get_via_host (self));
}

gboolean
sipgo_transport_layer_set_transport (SipgoTransportLayer *self, SipgoTransport *transport)
{
  SipgoRoad *road = NULL;

  if (transport)
    {
      road = sipgo_road_new (self->environment, self->net, transport, &sipgo_transport_layer_road_funcs, self);
      if (!road)
        return FALSE;
      sipgo_flow_set_sent_by (sipgo_road_get_flow (road), sipgo_transport_layer_get_via_host (self));
    }
  g_clear_pointer (&self->road, sipgo_road_free);
  self->road = road;
  g_set_object (&self->own_transport, transport);
  return TRUE;
}

gboolean
sipgo_transport_layer_has_transport (SipgoTransportLayer *self)
{
  return self->road != NULL;
}

void
sipgo_transport_layer_set_certificate (SipgoTransportLayer *self, GTlsCertificate *certificate)
{
  g_set_object (&self->policy.certificate, certificate);
}

/* No host alone keeps all others out. */
void
sipgo_transport_layer_set_max_handshakes (SipgoTransportLayer *self, guint max)
{
  self->policy.max_handshakes = max;
  self->policy.max_handshakes_per_host = MAX (max / 4, 1);
}

void
sipgo_transport_layer_set_origins (SipgoTransportLayer *self, const char *const *origins)
{
  g_strfreev (self->policy.origins);
  self->policy.origins = g_strdupv ((GStrv) origins);
}
