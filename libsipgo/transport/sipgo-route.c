/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-route-private.h"

#include "libsipgo/base/sipgo-error.h"

/* More targets are not tried: so many DNS records are an error or an attack. */
#define MAX_TARGETS 16

struct _SipgoRoute
{
  SipgoTransportLayer *layer;  /* not owned */
  SipgoUri *uri;
  gboolean must_be_secure;
  SipgoRouteFunc func;
  gpointer user_data;
  SipgoSteps *steps;           /* not owned; NULL: nobody wants to know */
  gboolean has_begun;
  gboolean is_waiting;         /* until a lookup has ended and func has been called */
  GCancellable *look_up;
  SipgoTimer timer;
  char *host;                  /* the targets point to it, as their verified_name */
  char *verified_name;         /* of a target that was found without DNS */
  char *preferred_name;        /* of the first target, if it was preferred */
  guint port;                  /* 0: the URI has none */
  SipgoProtocol protocol;
  gboolean protocol_is_fixed;
  GList *services;             /* GSrvTarget whose host is not looked up yet */
  GArray *targets;             /* SipgoTarget, in the order in which they are tried */
  GArray *avoided;             /* SipgoTarget that have failed lately: tried after all others */
  guint n_given;               /* how many targets have been tried */
  GError *error;               /* the first error, or NULL */
};

SipgoRoute *
sipgo_route_new (SipgoTransportLayer *layer, SipgoUri *uri, gboolean must_be_secure, SipgoRouteFunc func,
                 gpointer user_data)
{
  SipgoRoute *self = g_new0 (SipgoRoute, 1);

  self->layer = layer;
  self->uri = sipgo_uri_ref (uri);
  self->must_be_secure = must_be_secure;
  self->func = func;
  self->user_data = user_data;
  self->targets = g_array_new (FALSE, FALSE, sizeof (SipgoTarget));
  self->avoided = g_array_new (FALSE, FALSE, sizeof (SipgoTarget));
  return self;
}

void
sipgo_route_free (SipgoRoute *self)
{
  sipgo_environment_cancel_timer (sipgo_transport_layer_get_environment (self->layer), &self->timer);
  if (self->look_up)
    g_cancellable_cancel (self->look_up);
  g_clear_object (&self->look_up);
  g_list_free_full (self->services, (GDestroyNotify) g_srv_target_free);
  g_array_unref (self->targets);
  g_array_unref (self->avoided);
  g_clear_error (&self->error);
  sipgo_uri_unref (self->uri);
  g_free (self->host);
  g_free (self->verified_name);
  g_free (self->preferred_name);
  g_free (self);
}

void
sipgo_route_set_steps (SipgoRoute *self, SipgoSteps *steps)
{
  self->steps = steps;
}

/* Takes ownership of the text. */
static void
note (SipgoRoute *self, SipgoStepKind kind, char *text)
{
  if (self->steps)
    sipgo_steps_note (self->steps, kind,
                      sipgo_environment_wall_time (sipgo_transport_layer_get_environment (self->layer)), NULL, text);
  else
    g_free (text);
}

/* --- targets ------------------------------------------------------------------------------------------------------ */

static guint
count (SipgoRoute *self)
{
  return self->targets->len + self->avoided->len;
}

static gboolean
has_target (GArray *targets, const SipgoTarget *target)
{
  guint i;

  for (i = 0; i < targets->len; i++)
    {
      if (sipgo_target_equal (&g_array_index (targets, SipgoTarget, i), target))
        return TRUE;
    }
  return FALSE;
}

static void
add_target (SipgoRoute *self, const SipgoAddress *address, guint port)
{
  SipgoTarget target = { self->protocol, self->protocol_is_fixed, *address };

  target.must_be_secure = self->must_be_secure;
  /* RFC 5922 4: the certificate has to prove the domain of the URI, and not the host of an SRV record. */
  if (sipgo_protocol_is_verified (self->protocol))
    target.verified_name = self->host;
  sipgo_address_set_port (&target.address, port);
  if (count (self) >= MAX_TARGETS || has_target (self->targets, &target) || has_target (self->avoided, &target))
    return;
  if (sipgo_target_memory_is_avoided (sipgo_transport_layer_get_memory (self->layer), &target))
    g_array_append_val (self->avoided, target);
  else
    g_array_append_val (self->targets, target);
}

static guint
get_port (SipgoRoute *self)
{
  return self->port > 0 ? self->port : sipgo_protocol_get_default_port (self->protocol);
}

void
sipgo_route_prefer (SipgoRoute *self, SipgoFlow *flow)
{
  SipgoTarget target = sipgo_flow_get_target (flow);

  target.protocol_is_fixed = TRUE;
  target.must_be_secure = self->must_be_secure;
  target.verified_name = self->preferred_name = g_strdup (target.verified_name);
  g_array_append_val (self->targets, target);
}

/* --- names -------------------------------------------------------------------------------------------------------- */

static void look_up_service (SipgoRoute *self, SipgoProtocol protocol);

static void
tell (gpointer user_data)
{
  SipgoRoute *self = user_data;

  self->is_waiting = FALSE;
  self->func (self, self->user_data);
}

/* Calls func from the main loop, and never within a call by its owner. */
static void
tell_later (SipgoRoute *self)
{
  sipgo_environment_set_timer (sipgo_transport_layer_get_environment (self->layer), &self->timer, 0, tell, self);
}

static gboolean look_up_next_host (SipgoRoute *self);

/* "sip1.example.com: 192.0.2.1, 192.0.2.2" */
static void
note_addresses (SipgoRoute *self, const char *host, const SipgoAddress *addresses, guint n_addresses)
{
  GString *text = g_string_new (host);
  char address[SIPGO_ADDRESS_TEXT_LENGTH];
  guint i;

  for (i = 0; i < MIN (n_addresses, MAX_TARGETS); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : ": ", sipgo_address_format_host (&addresses[i], address));
  note (self, SIPGO_STEP_KIND_RESOLVED, g_string_free (text, FALSE));
}

static void
host_found (const SipgoAddress *addresses, guint n_addresses, const GError *error, gpointer user_data)
{
  SipgoRoute *self = user_data;
  GSrvTarget *service = self->services ? self->services->data : NULL;
  guint port = service ? g_srv_target_get_port (service) : get_port (self);
  guint i;

  if (error && !self->error)
    self->error = g_error_copy (error);
  if (error)
    note (self, SIPGO_STEP_KIND_FAILED, g_strdup (error->message));
  else
    note_addresses (self, service ? g_srv_target_get_hostname (service) : self->host, addresses, n_addresses);
  for (i = 0; i < n_addresses; i++)
    add_target (self, &addresses[i], port);
  if (service)
    {
      self->services = g_list_delete_link (self->services, self->services);
      g_srv_target_free (service);
    }
  if (self->n_given < self->targets->len || !look_up_next_host (self))
    tell_later (self);
}

static void
look_up_host (SipgoRoute *self, const char *host)
{
  sipgo_net_look_up_host (sipgo_transport_layer_get_net (self->layer), host, self->look_up, host_found, self);
}

/* Looks up the host of the next SRV record, when the targets of the records before it have been tried. */
static gboolean
look_up_next_host (SipgoRoute *self)
{
  if (!self->services || count (self) >= MAX_TARGETS)
    return FALSE;
  self->is_waiting = TRUE;
  look_up_host (self, g_srv_target_get_hostname (self->services->data));
  return TRUE;
}

/* The symbolic names in _service._proto (RFC 2782). */
static const char *
get_service (SipgoProtocol protocol)
{
  return protocol == SIPGO_PROTOCOL_TLS ? "sips" : "sip";
}

static const char *
get_service_protocol (SipgoProtocol protocol)
{
  return protocol == SIPGO_PROTOCOL_UDP ? "udp" : "tcp";
}

static void
service_found (GList *services, gpointer user_data)
{
  SipgoRoute *self = user_data;

  self->services = g_list_copy_deep (services, (GCopyFunc) g_srv_target_copy, NULL);
  if (services)
    note (self, SIPGO_STEP_KIND_LOCATED,
          g_strdup_printf ("SRV _%s._%s.%s", get_service (self->protocol), get_service_protocol (self->protocol),
                           self->host));
  if (look_up_next_host (self))
    return;
  if (self->protocol == SIPGO_PROTOCOL_UDP && !self->protocol_is_fixed)
    {
      look_up_service (self, SIPGO_PROTOCOL_TCP);
    }
  else
    {
      self->protocol = self->protocol_is_fixed ? self->protocol : SIPGO_PROTOCOL_UDP;
      look_up_host (self, self->host);
    }
}

/* RFC 3263 4.1 without NAPTR: the SRV records of UDP, else those of TCP, else the addresses of the host; for TLS only
 * those of _sips._tcp. */
static void
look_up_service (SipgoRoute *self, SipgoProtocol protocol)
{
  self->protocol = protocol;
  sipgo_net_look_up_service (sipgo_transport_layer_get_net (self->layer), get_service (protocol),
                             get_service_protocol (protocol), self->host, self->look_up, service_found, self);
}

/* --- the next target ---------------------------------------------------------------------------------------------- */

static gboolean
read_uri (SipgoRoute *self)
{
  const char *maddr = sipgo_uri_get_parameter (self->uri, "maddr");

  self->host = g_strdup (maddr && *maddr ? maddr : sipgo_uri_get_host (self->uri));
  self->port = sipgo_uri_get_port (self->uri);
  if (g_strcmp0 (sipgo_uri_get_scheme (self->uri), "tel") == 0)
    self->error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED, SIPGO_TEL_WITHOUT_PROXY);
  else if (!sipgo_target_choose_protocol (self->uri, self->must_be_secure, &self->protocol, &self->protocol_is_fixed,
                                          &self->error))
    return FALSE;
  else if (self->host && g_str_has_suffix (self->host, ".invalid"))
    self->error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE,
                                "%s is the name of a WebSocket client that is not connected here", self->host);
  else if (self->protocol == SIPGO_PROTOCOL_WSS && !g_hostname_is_ip_address (self->host))
    self->error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
                                        "A WebSocket with TLS cannot be found by a URI with a host name: set the "
                                        "agent's transport to a WebSocketTransport");
  else if (!self->host || !*self->host)
    self->error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_INVALID, "The URI has no host");
  return self->error == NULL;
}

/* Finds targets that need no DNS query, or starts the first query. */
static void
begin (SipgoRoute *self)
{
  SipgoTarget target;
  SipgoAddress address;

  self->has_begun = TRUE;
  if (sipgo_transport_layer_find_target (self->layer, self->uri, self->must_be_secure, &target))
    {
      target.verified_name = self->verified_name = g_strdup (target.verified_name);
      if (!has_target (self->targets, &target))
        g_array_append_val (self->targets, target);
      return;
    }
  if (!read_uri (self))
    return;
  if (sipgo_address_parse (&address, self->host, 0))
    {
      add_target (self, &address, get_port (self));
      return;
    }
  self->look_up = g_cancellable_new ();
  self->is_waiting = TRUE;
  if (self->port > 0 || sipgo_protocol_is_web_socket (self->protocol))
    look_up_host (self, self->host);
  else
    look_up_service (self, self->protocol);
}

SipgoRouteStep
sipgo_route_next (SipgoRoute *self, GError **error)
{
  if (!self->has_begun && self->n_given == self->targets->len)
    begin (self);
  if (!self->is_waiting && self->n_given == self->targets->len && !look_up_next_host (self))
    {
      g_array_append_vals (self->targets, self->avoided->data, self->avoided->len);
      g_array_set_size (self->avoided, 0);
    }
  if (self->is_waiting)
    return SIPGO_ROUTE_PENDING;
  if (self->n_given < self->targets->len)
    {
      self->n_given++;
      return SIPGO_ROUTE_READY;
    }
  if (self->targets->len == 0 && self->error && error)
    *error = g_error_copy (self->error);
  return SIPGO_ROUTE_END;
}

const SipgoTarget *
sipgo_route_get_target (SipgoRoute *self)
{
  return self->n_given > 0 ? &g_array_index (self->targets, SipgoTarget, self->n_given - 1) : NULL;
}

SipgoFlow *
sipgo_route_get_flow (SipgoRoute *self, GError **error)
{
  return sipgo_transport_layer_get_flow (self->layer, sipgo_route_get_target (self), error);
}

gboolean
sipgo_route_has_others (SipgoRoute *self)
{
  return count (self) > 1 || self->services != NULL || !self->has_begun;
}

/* If no target was found, the names are looked up again. */
void
sipgo_route_rewind (SipgoRoute *self)
{
  self->n_given = 0;
  if (self->targets->len > 0 || self->is_waiting)
    return;
  self->has_begun = FALSE;
  g_clear_error (&self->error);
  g_clear_pointer (&self->host, g_free);
  g_clear_object (&self->look_up);
}
