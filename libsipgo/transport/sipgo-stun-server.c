/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-stun-server-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"
#include "libsipgo/transport/sipgo-keep-alive-private.h"
#include "libsipgo/transport/sipgo-service-order-private.h"

#define SCHEME "stun:"
#define DEFAULT_PORT 3478
/* Until a server that cannot be found, or does not answer, is looked for again. */
#define RETRY SIPGO_SECONDS (30)

struct _SipgoStunServer
{
  SipgoTransportLayer *layer;
  SipgoEnvironment *environment;
  char *host;
  guint port;                  /* 0: of the SRV record, or the default one */
  gint64 interval;
  SipgoStunServerFunc func;
  gpointer user_data;
  GCancellable *lookup;        /* NULL: none is under way */
  guint found_port;
  SipgoFlowWatch watch;
  SipgoKeepAlive *keep_alive;  /* NULL until the address is known */
  gboolean is_answering;
  char *mapped;                /* what it has answered last */
  SipgoTimer timer;
};

static void look_up (SipgoStunServer *self, SipgoDnsRecordType type, const char *name);

/* --- the name ----------------------------------------------------------------------------------------------------- */

/* host is without brackets; port is 0 when there is none. */
static gboolean
parse (const char *text, char **host, guint *port)
{
  const char *start = g_ascii_strncasecmp (text, SCHEME, strlen (SCHEME)) == 0 ? text + strlen (SCHEME) : text;
  const char *end = *start == '[' ? strchr (start, ']') : start + strcspn (start, ":");
  guint64 number = 0;

  if (!end || (*start == '[' && *++end != ':' && *end != '\0') || end == start)
    return FALSE;
  if (*end == ':' && !g_ascii_string_to_unsigned (end + 1, 10, 1, G_MAXUINT16, &number, NULL))
    return FALSE;
  *host = *start == '[' ? g_strndup (start + 1, end - start - 2) : g_strndup (start, end - start);
  *port = (guint) number;
  return **host != '\0' && strcspn (*host, " \t/?#@") == strlen (*host);
}

gboolean
sipgo_stun_server_check (const char *text, GError **error)
{
  g_autofree char *host = NULL;
  guint port;

  if (parse (text, &host, &port))
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
               "“%s” is not a STUN server: write its name or address, with or without a port, such as "
               "stun.example.com:3478", text);
  return FALSE;
}

/* --- asking ------------------------------------------------------------------------------------------------------- */

static void
leave (SipgoStunServer *self)
{
  if (self->lookup)
    g_cancellable_cancel (self->lookup);
  g_clear_object (&self->lookup);
  if (self->keep_alive)
    sipgo_keep_alive_ask (self->keep_alive, NULL, NULL);
  g_clear_pointer (&self->keep_alive, sipgo_keep_alive_stop);
  sipgo_flow_watch_stop (&self->watch);
  sipgo_environment_cancel_timer (self->environment, &self->timer);
  self->is_answering = FALSE;
}

static void
ask_later (gpointer user_data)
{
  sipgo_stun_server_ask_again (user_data);
}

static void
give_up (SipgoStunServer *self, const char *why)
{
  sipgo_log (self->environment, SIPGO_LOG_STATE, "the STUN server %s: %s", self->host, why);
  self->is_answering = FALSE;
  sipgo_environment_set_timer (self->environment, &self->timer, RETRY, ask_later, self);
}

static void
answered (gpointer user_data)
{
  SipgoStunServer *self = user_data;
  const char *mapped = sipgo_flow_get_contact_host (self->watch.flow);
  gboolean has_moved = self->mapped && strcmp (self->mapped, mapped) != 0;

  if (g_strcmp0 (self->mapped, mapped) != 0)
    sipgo_log (self->environment, SIPGO_LOG_STATE, "the STUN server %s sees us at %s", self->host, mapped);
  sipgo_transport_layer_trust_mapping (self->layer, self->watch.flow);
  self->is_answering = TRUE;
  sipgo_environment_cancel_timer (self->environment, &self->timer);
  g_free (self->mapped);
  self->mapped = g_strdup (mapped);
  self->func (has_moved, self->user_data);
}

/* The server does not answer; or it does, and sees us at another address: answered () comes after this. */
static void
flow_failed (SipgoFlow *flow, const GError *error, gpointer user_data)
{
  give_up (user_data, error->message);
}

static void
ask_address (SipgoStunServer *self, const SipgoAddress *address)
{
  SipgoTarget target = { .protocol = SIPGO_PROTOCOL_UDP, .address = *address };
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoFlow) flow = sipgo_transport_layer_get_flow (self->layer, &target, &error);

  if (!flow)
    {
      give_up (self, error->message);
      return;
    }
  sipgo_flow_watch_start (&self->watch, flow, flow_failed, self);
  self->keep_alive = sipgo_keep_alive_start (self->environment, flow, self->interval, TRUE);
  sipgo_keep_alive_ask (self->keep_alive, answered, self);
}

/* --- looking for it ----------------------------------------------------------------------------------------------- */

static void
services_found (SipgoDnsAnswer *answer, gpointer user_data)
{
  SipgoStunServer *self = user_data;
  g_autoptr (GPtrArray) order = sipgo_service_order_srv (answer, sipgo_environment_get_random (self->environment));
  const SipgoDnsRecord *record = order->len > 0 ? order->pdata[0] : NULL;

  g_clear_object (&self->lookup);
  self->found_port = record ? record->port : DEFAULT_PORT;
  look_up (self, SIPGO_DNS_RECORD_TYPE_ADDRESS, record && *record->name ? record->name : self->host);
}

static void
addresses_found (SipgoDnsAnswer *answer, gpointer user_data)
{
  SipgoStunServer *self = user_data;
  SipgoAddress address = { 0 };
  guint i;

  g_clear_object (&self->lookup);
  /* One of IPv4, where NATs are. */
  for (i = 0; i < answer->records->len && (i == 0 || sipgo_address_is_ipv6 (&address)); i++)
    address = g_array_index (answer->records, SipgoDnsRecord, i).address;
  if (answer->records->len == 0)
    {
      give_up (self, answer->error ? answer->error->message : "its name has no address");
      return;
    }
  sipgo_address_set_port (&address, self->found_port);
  ask_address (self, &address);
}

static void
look_up (SipgoStunServer *self, SipgoDnsRecordType type, const char *name)
{
  g_autoptr (GCancellable) lookup = g_cancellable_new ();

  self->lookup = g_object_ref (lookup);
  sipgo_name_cache_look_up (sipgo_transport_layer_get_names (self->layer), type, name, FALSE, lookup,
                            type == SIPGO_DNS_RECORD_TYPE_SRV ? services_found : addresses_found, self);
}

void
sipgo_stun_server_ask_again (SipgoStunServer *self)
{
  g_autofree char *service = NULL;
  SipgoAddress address;

  leave (self);
  self->found_port = self->port > 0 ? self->port : DEFAULT_PORT;
  if (sipgo_address_parse (&address, self->host, self->found_port))
    {
      ask_address (self, &address);
    }
  else if (self->port > 0)
    {
      look_up (self, SIPGO_DNS_RECORD_TYPE_ADDRESS, self->host);
    }
  else
    {
      service = g_strconcat ("_stun._udp.", self->host, NULL);
      look_up (self, SIPGO_DNS_RECORD_TYPE_SRV, service);
    }
}

const SipgoAddress *
sipgo_stun_server_get_address (SipgoStunServer *self)
{
  return self->is_answering ? sipgo_flow_get_remote (self->watch.flow) : NULL;
}

SipgoStunServer *
sipgo_stun_server_new (SipgoTransportLayer *layer, const char *text, gint64 interval, SipgoStunServerFunc func,
                       gpointer user_data)
{
  SipgoStunServer *self = g_new0 (SipgoStunServer, 1);

  if (!parse (text, &self->host, &self->port))
    g_assert_not_reached ();
  self->layer = layer;
  self->environment = sipgo_environment_ref (sipgo_transport_layer_get_environment (layer));
  self->interval = interval;
  self->func = func;
  self->user_data = user_data;
  sipgo_stun_server_ask_again (self);
  return self;
}

void
sipgo_stun_server_free (SipgoStunServer *self)
{
  leave (self);
  g_free (self->host);
  g_free (self->mapped);
  sipgo_environment_unref (self->environment);
  g_free (self);
}
