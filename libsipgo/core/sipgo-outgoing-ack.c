/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-outgoing-ack-private.h"

#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/transport/sipgo-route-private.h"

struct _SipgoOutgoingAck
{
  SipgoUserAgentCore *core;
  char *dialog_id;
  SipgoMessage *message;
  SipgoRoute *route;
  gboolean is_pending;             /* the route waits for DNS */
  guint n_sent;                    /* times sent over this flow */
  SipgoFlow *flow;                 /* to the current target; NULL while there is none */
  SipgoFlowWatch watch;
};

static void try_next (SipgoOutgoingAck *self);

static void
drop_flow (SipgoOutgoingAck *self)
{
  sipgo_flow_watch_stop (&self->watch);
  g_clear_pointer (&self->flow, sipgo_flow_unref);
  self->n_sent = 0;
}

static void
log_failure (SipgoOutgoingAck *self, const GError *error)
{
  sipgo_log (sipgo_user_agent_core_get_environment (self->core), SIPGO_LOG_DROPPED, "an ACK could not be sent: %s",
             error->message);
}

/* An ACK gets no response, so only a transport error tells that the target failed (RFC 3263 4.3). When a connection
 * closes, the ACK may have arrived: wait for a retransmission of the 2xx before trying the next target. */
static void
flow_failed (SipgoFlow *flow, const GError *error, gpointer user_data)
{
  SipgoOutgoingAck *self = user_data;
  gboolean is_lost = !sipgo_flow_is_reliable (flow);

  log_failure (self, error);
  drop_flow (self);
  if (is_lost)
    try_next (self);
}

/* Each target needs a new branch, since it is a new transaction (RFC 3263 4.3). */
static gboolean
choose_flow (SipgoOutgoingAck *self, GError **error)
{
  g_autofree char *branch = NULL;
  g_autofree char *via = NULL;

  self->flow = sipgo_route_get_flow (self->route, error);
  if (!self->flow)
    return FALSE;
  sipgo_flow_watch_start (&self->watch, self->flow, flow_failed, self);
  branch = sipgo_random_dup_token (sipgo_user_agent_core_get_random (self->core), "z9hG4bK");
  via = sipgo_flow_make_via (self->flow, branch);
  sipgo_message_replace (self->message, SIPGO_HEADER_VIA, via);
  return TRUE;
}

static gboolean
send_over_flow (SipgoOutgoingAck *self)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  if (self->flow || choose_flow (self, &error))
    {
      bytes = sipgo_transport_layer_serialize (sipgo_user_agent_core_get_transport (self->core), self->message);
      self->n_sent++;
      if (sipgo_flow_send (self->flow, bytes, &error))
        return TRUE;
    }
  log_failure (self, error);
  drop_flow (self);
  return FALSE;
}

/* Tries each target once; only a retransmission of the 2xx starts again with the first target. */
static void
try_next (SipgoOutgoingAck *self)
{
  g_autoptr (GError) error = NULL;
  SipgoRouteStep step;

  self->is_pending = FALSE;
  while ((step = sipgo_route_next (self->route, &error)) == SIPGO_ROUTE_READY)
    {
      if (send_over_flow (self))
        return;
    }
  self->is_pending = step == SIPGO_ROUTE_PENDING;
  if (error)
    log_failure (self, error);
}

static void
on_route (SipgoRoute *route, gpointer user_data)
{
  try_next (user_data);
}

SipgoOutgoingAck *
sipgo_outgoing_ack_new (SipgoUserAgentCore *core, SipgoDialog *dialog, SipgoMessage *message)
{
  SipgoUri *next_hop = sipgo_dialog_get_next_hop (dialog);
  gboolean is_secure = sipgo_dialog_is_secure (dialog)
                       || sipgo_request_is_secure (sipgo_message_get_request_uri (message), next_hop);
  SipgoOutgoingAck *self = g_new0 (SipgoOutgoingAck, 1);

  self->core = g_object_ref (core);
  self->dialog_id = g_strdup (sipgo_dialog_get_id (dialog));
  self->message = message;
  self->route = sipgo_route_new (sipgo_user_agent_core_get_transport (core), next_hop, is_secure, on_route, self);
  if (sipgo_dialog_get_flow (dialog))
    sipgo_route_prefer (self->route, sipgo_dialog_get_flow (dialog));
  sipgo_message_prepend (message, SIPGO_HEADER_VIA, "");
  try_next (self);
  return self;
}

void
sipgo_outgoing_ack_free (SipgoOutgoingAck *self)
{
  sipgo_route_free (self->route);
  drop_flow (self);
  sipgo_message_unref (self->message);
  g_object_unref (self->core);
  g_free (self->dialog_id);
  g_free (self);
}

/* One retransmission of the 2xx may be caused by one lost packet. After a second one, try the next target. */
void
sipgo_outgoing_ack_send (SipgoOutgoingAck *self)
{
  if (self->is_pending)
    return;
  if (self->flow && (self->n_sent <= 1 || !sipgo_route_has_others (self->route)) && send_over_flow (self))
    return;
  drop_flow (self);
  try_next (self);
  if (self->flow || self->is_pending)
    return;
  sipgo_route_rewind (self->route);
  try_next (self);
}

const char *
sipgo_outgoing_ack_get_dialog_id (SipgoOutgoingAck *self)
{
  return self->dialog_id;
}
