/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-ack-private.h"

#include "libsipgo/base/sipgo-log-private.h"

struct _SipgoAck
{
  SipgoUserAgentCore *core;
  char *dialog_id;
  SipgoMessage *message;
  GCancellable *resolving;
  SipgoFlow *flow;                 /* NULL until the way is known */
};

static void
choose_flow (SipgoAck *self, const SipgoTarget *target)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *branch = sipgo_random_dup_token (sipgo_user_agent_core_get_random (self->core), "z9hG4bK");
  g_autofree char *via = NULL;

  self->flow = sipgo_transport_layer_get_flow (sipgo_user_agent_core_get_transport (self->core), target, &error);
  if (!self->flow)
    {
      sipgo_log (sipgo_user_agent_core_get_environment (self->core), SIPGO_LOG_DROPPED, "no way for an ACK: %s", error->message);
      return;
    }
  via = g_strdup_printf ("SIP/2.0/%s %s;branch=%s;rport", sipgo_flow_get_protocol_name (self->flow), sipgo_flow_get_sent_by (self->flow), branch);
  sipgo_message_prepend (self->message, SIPGO_HEADER_VIA, via);
  sipgo_ack_send (self);
}

static void
resolved (const SipgoTarget *targets, guint n_targets, const GError *error, gpointer user_data)
{
  SipgoAck *self = user_data;

  g_clear_object (&self->resolving);
  if (error)
    sipgo_log (sipgo_user_agent_core_get_environment (self->core), SIPGO_LOG_DROPPED, "no way for an ACK: %s", error->message);
  else
    choose_flow (self, &targets[0]);
}

SipgoAck *
sipgo_ack_new (SipgoUserAgentCore *core, SipgoDialog *dialog, SipgoMessage *message)
{
  SipgoAck *self = g_new0 (SipgoAck, 1);
  SipgoUri *next_hop = sipgo_dialog_get_next_hop (dialog);
  SipgoTarget target;

  self->core = g_object_ref (core);
  self->dialog_id = g_strdup (sipgo_dialog_get_id (dialog));
  self->message = message;
  if (sipgo_transport_layer_find_target (sipgo_user_agent_core_get_transport (core), next_hop, &target))
    {
      choose_flow (self, &target);
      return self;
    }
  self->resolving = g_cancellable_new ();
  sipgo_transport_layer_resolve (sipgo_user_agent_core_get_transport (core), next_hop, self->resolving, resolved, self);
  return self;
}

void
sipgo_ack_free (SipgoAck *self)
{
  if (self->resolving)
    g_cancellable_cancel (self->resolving);
  g_clear_object (&self->resolving);
  g_clear_pointer (&self->flow, sipgo_flow_unref);
  sipgo_message_unref (self->message);
  g_object_unref (self->core);
  g_free (self->dialog_id);
  g_free (self);
}

void
sipgo_ack_send (SipgoAck *self)
{
  g_autoptr (GBytes) bytes = NULL;

  if (!self->flow)
    return;
  bytes = sipgo_message_serialize (self->message);
  sipgo_flow_send (self->flow, bytes, NULL);
}

const char *
sipgo_ack_get_dialog_id (SipgoAck *self)
{
  return self->dialog_id;
}
