/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-ack-private.h"

#include "libsipgo/base/sipgo-log-private.h"

struct _SipgoAck
{
  SipgoUserAgentCore *core;
  char *dialog_id;
  SipgoUri *next_hop;
  SipgoMessage *message;
  GCancellable *resolving;
  SipgoTarget *targets;            /* of the next hop, best first; NULL until they are known */
  guint n_targets;
  guint target_index;
  guint n_sent;                    /* over this flow */
  SipgoFlow *flow;                 /* to the current target; NULL while there is none */
  SipgoFlowWatch watch;
};

static SipgoTransportLayer *
transport_of (SipgoAck *self)
{
  return sipgo_user_agent_core_get_transport (self->core);
}

static void
drop_flow (SipgoAck *self)
{
  sipgo_flow_watch_stop (&self->watch);
  g_clear_pointer (&self->flow, sipgo_flow_unref);
  self->n_sent = 0;
}

static void
log_failure (SipgoAck *self, const GError *error)
{
  sipgo_log (sipgo_user_agent_core_get_environment (self->core), SIPGO_LOG_DROPPED, "an ACK was not sent: %s", error->message);
}

static gboolean send_to_target (SipgoAck *self, GError **error);

/* Each target once; after that only a repeat of the 2xx begins anew. */
static void
send_from_target (SipgoAck *self)
{
  guint i;

  for (i = self->target_index; i < self->n_targets; i++)
    {
      g_autoptr (GError) error = NULL;

      self->target_index = i;
      if (send_to_target (self, &error))
        return;
      log_failure (self, error);
      drop_flow (self);
    }
  self->target_index = 0;
}

/* There is no response to an ACK: only the transport tells that a target does not take it (RFC 3263 4.3). A connection that
 * ends may have carried the ACK before: the next repeat of the 2xx says that it has not. */
static void
flow_failed (SipgoFlow *flow, const GError *error, gpointer user_data)
{
  SipgoAck *self = user_data;
  gboolean is_lost = !sipgo_flow_is_reliable (flow);

  log_failure (self, error);
  drop_flow (self);
  self->target_index++;
  if (is_lost || self->target_index >= self->n_targets)
    send_from_target (self);
}

/* Another target is another transaction, with a branch of its own (RFC 3263 4.3). */
static gboolean
choose_flow (SipgoAck *self, GError **error)
{
  g_autofree char *branch = NULL;
  g_autofree char *via = NULL;

  self->flow = sipgo_transport_layer_get_flow (transport_of (self), &self->targets[self->target_index], error);
  if (!self->flow)
    return FALSE;
  sipgo_flow_watch_start (&self->watch, self->flow, flow_failed, self);
  branch = sipgo_random_dup_token (sipgo_user_agent_core_get_random (self->core), "z9hG4bK");
  via = sipgo_flow_make_via (self->flow, branch);
  sipgo_message_replace (self->message, SIPGO_HEADER_VIA, via);
  return TRUE;
}

static gboolean
send_to_target (SipgoAck *self, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (!self->flow && !choose_flow (self, error))
    return FALSE;
  bytes = sipgo_message_serialize (self->message);
  self->n_sent++;
  return sipgo_flow_send (self->flow, bytes, error);
}

static void
set_targets (SipgoAck *self, const SipgoTarget *targets, guint n_targets)
{
  gboolean is_secure = sipgo_request_is_secure (sipgo_message_get_request_uri (self->message), self->next_hop);
  guint i;

  self->targets = g_memdup2 (targets, n_targets * sizeof *targets);
  self->n_targets = n_targets;
  for (i = 0; i < n_targets; i++)
    self->targets[i].must_be_secure = is_secure;
  send_from_target (self);
}

static void
resolved (const SipgoTarget *targets, guint n_targets, const GError *error, gpointer user_data)
{
  SipgoAck *self = user_data;

  g_clear_object (&self->resolving);
  if (error)
    log_failure (self, error);
  else
    set_targets (self, targets, n_targets);
}

static void
find_targets (SipgoAck *self)
{
  SipgoTarget target;

  if (sipgo_transport_layer_find_target (transport_of (self), self->next_hop, &target))
    {
      set_targets (self, &target, 1);
      return;
    }
  self->resolving = g_cancellable_new ();
  sipgo_transport_layer_resolve (transport_of (self), self->next_hop, self->resolving, resolved, self);
}

SipgoAck *
sipgo_ack_new (SipgoUserAgentCore *core, SipgoDialog *dialog, SipgoMessage *message)
{
  SipgoAck *self = g_new0 (SipgoAck, 1);

  self->core = g_object_ref (core);
  self->dialog_id = g_strdup (sipgo_dialog_get_id (dialog));
  self->next_hop = sipgo_uri_ref (sipgo_dialog_get_next_hop (dialog));
  self->message = message;
  sipgo_message_prepend (message, SIPGO_HEADER_VIA, "");
  find_targets (self);
  return self;
}

void
sipgo_ack_free (SipgoAck *self)
{
  if (self->resolving)
    g_cancellable_cancel (self->resolving);
  g_clear_object (&self->resolving);
  drop_flow (self);
  g_free (self->targets);
  sipgo_message_unref (self->message);
  sipgo_uri_unref (self->next_hop);
  g_object_unref (self->core);
  g_free (self->dialog_id);
  g_free (self);
}

/* One repeat of the 2xx may be the loss of one packet; more say that this target is silent. */
void
sipgo_ack_send (SipgoAck *self)
{
  if (self->resolving)
    return;
  if (!self->targets)
    {
      find_targets (self);
      return;
    }
  if (self->n_sent > 1 && self->n_targets > 1)
    {
      drop_flow (self);
      self->target_index = (self->target_index + 1) % self->n_targets;
    }
  send_from_target (self);
}

const char *
sipgo_ack_get_dialog_id (SipgoAck *self)
{
  return self->dialog_id;
}
