/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-flow-private.h"

#include "libsipgo/message/sipgo-message-private.h"

struct _SipgoFlowWalk
{
  SipgoFlowWatch *next;
  SipgoFlowWalk *outer;
};

gpointer
sipgo_flow_new (const SipgoFlowClass *klass, gsize size, SipgoProtocol protocol, const SipgoAddress *remote)
{
  SipgoFlow *self = g_malloc0 (size);

  self->klass = klass;
  self->ref_count = 1;
  self->protocol = protocol;
  self->remote = *remote;
  return self;
}

SipgoFlow *
sipgo_flow_ref (SipgoFlow *self)
{
  self->ref_count++;
  return self;
}

void
sipgo_flow_unref (SipgoFlow *self)
{
  if (--self->ref_count > 0)
    return;
  g_assert (!self->watches);
  self->klass->finalize (self);
  g_clear_pointer (&self->ends, sipgo_flow_ends_unref);
  g_free (self->verified_name);
  g_strfreev (self->peer_names);
  g_free (self->sent_by);
  g_free (self->mapped);
  g_free (self);
}

SipgoProtocol
sipgo_flow_get_protocol (SipgoFlow *self)
{
  return self->protocol;
}

const char *
sipgo_flow_get_protocol_name (SipgoFlow *self)
{
  return self->klass->get_protocol_name ? self->klass->get_protocol_name (self)
                                        : sipgo_protocol_get_name (self->protocol);
}

char *
sipgo_flow_dup_remote (SipgoFlow *self)
{
  SipgoTarget target = sipgo_flow_get_target (self);

  return self->klass->get_remote_name ? g_strdup (self->klass->get_remote_name (self))
                                      : sipgo_target_to_string (&target);
}

void
sipgo_flow_set_sent_by (SipgoFlow *self, const char *sent_by)
{
  g_free (self->sent_by);
  self->sent_by = g_strdup (sent_by);
  self->is_named = TRUE;
}

gboolean
sipgo_flow_is_reliable (SipgoFlow *self)
{
  return sipgo_protocol_is_reliable (self->protocol);
}

gboolean
sipgo_flow_is_secure (SipgoFlow *self)
{
  return sipgo_protocol_name_is_secure (sipgo_flow_get_protocol_name (self));
}

SipgoTarget
sipgo_flow_get_target (SipgoFlow *self)
{
  return (SipgoTarget) { .protocol = self->protocol, .address = self->remote, .verified_name = self->verified_name };
}

const char *const *
sipgo_flow_get_peer_names (SipgoFlow *self)
{
  return (const char *const *) self->peer_names;
}

/* With a listener behind sent-by, the connection may be used for requests to it (RFC 5923 8). */
char *
sipgo_flow_make_via (SipgoFlow *self, const char *branch)
{
  return g_strdup_printf ("SIP/2.0/%s %s;branch=%s;rport%s", sipgo_flow_get_protocol_name (self),
                          sipgo_flow_get_sent_by (self), branch, self->sent_by_port > 0 ? ";alias" : "");
}

const SipgoAddress *
sipgo_flow_get_remote (SipgoFlow *self)
{
  return &self->remote;
}

const SipgoAddress *
sipgo_flow_get_local (SipgoFlow *self)
{
  if (!self->has_local && self->klass->find_local)
    self->klass->find_local (self);
  if (!self->has_local && self->ends)
    self->ends->local = self->local;
  self->has_local = TRUE;
  return &self->local;
}

SipgoFlowEnds *
sipgo_flow_get_ends (SipgoFlow *self)
{
  SipgoFlowEnds *ends;

  if (self->ends)
    return self->ends;
  ends = self->ends = g_new0 (SipgoFlowEnds, 1);
  ends->ref_count = 1;
  ends->protocol = self->protocol;
  ends->protocol_name = g_intern_string (sipgo_flow_get_protocol_name (self));
  ends->remote_name = self->klass->get_remote_name ? g_strdup (self->klass->get_remote_name (self)) : NULL;
  ends->remote = self->remote;
  ends->local = !self->has_local && self->klass->peek_local ? *self->klass->peek_local (self) : self->local;
  return ends;
}

SipgoFlowEnds *
sipgo_flow_ends_ref (SipgoFlowEnds *self)
{
  self->ref_count++;
  return self;
}

void
sipgo_flow_ends_unref (SipgoFlowEnds *self)
{
  if (--self->ref_count > 0)
    return;
  g_free (self->remote_name);
  g_free (self);
}

const char *
sipgo_flow_get_sent_by (SipgoFlow *self)
{
  SipgoAddress address;
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  if (!self->sent_by)
    {
      address = *sipgo_flow_get_local (self);
      if (self->sent_by_port > 0)
        sipgo_address_set_port (&address, self->sent_by_port);
      self->sent_by = g_strdup (sipgo_address_format (&address, text));
    }
  return self->sent_by;
}

/* --- NAT ---------------------------------------------------------------------------------------------------------- */

const char *
sipgo_flow_get_contact_host (SipgoFlow *self)
{
  return self->mapped ? self->mapped : sipgo_flow_get_sent_by (self);
}

void
sipgo_flow_set_mapped (SipgoFlow *self, const char *mapped)
{
  if (g_strcmp0 (self->mapped, mapped) == 0)
    return;
  g_free (self->mapped);
  self->mapped = g_strdup (mapped);
  if (self->klass->mapped)
    self->klass->mapped (self);
}

void
sipgo_flow_forget_addresses (SipgoFlow *self)
{
  g_clear_pointer (&self->mapped, g_free);
  g_clear_pointer (&self->ends, sipgo_flow_ends_unref);
  if (!self->is_named)
    g_clear_pointer (&self->sent_by, g_free);
}

/* The source of our request as the peer saw it: received and rport. FALSE when it does not say. */
static gboolean
read_source (SipgoFlow *self, SipgoMessage *response, SipgoAddress *source)
{
  SipgoVia *via = sipgo_message_get_via (response);
  const char *host = sipgo_via_get_parameter (via, "received");
  const char *rport = sipgo_via_get_parameter (via, "rport");
  guint64 port;

  /* Without received the source is the sent-by (RFC 3261 18.2.1). */
  if (!host)
    host = sipgo_via_get_host (via);
  return rport && g_ascii_string_to_unsigned (rport, 10, 1, G_MAXUINT16, &port, NULL)
         && sipgo_address_parse (source, host, port) && !sipgo_address_is_any (source)
         && sipgo_address_is_ipv6 (source) == sipgo_address_is_ipv6 (&self->remote);
}

void
sipgo_flow_learn_address (SipgoFlow *self, const SipgoAddress *seen)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  sipgo_flow_set_mapped (self, sipgo_address_equal (seen, sipgo_flow_get_local (self))
                               ? NULL : sipgo_address_format (seen, text));
}

/* A name under .invalid stays: the peer of a WebSocket does not connect to us (RFC 7118). */
void
sipgo_flow_learn (SipgoFlow *self, SipgoMessage *response)
{
  const SipgoTopVia *via = sipgo_message_peek_via (response);
  SipgoAddress source;

  if (!self->is_named && via && via->has_rport && read_source (self, response, &source))
    sipgo_flow_learn_address (self, &source);
}

/* --- sending ------------------------------------------------------------------------------------------------------ */

gboolean
sipgo_flow_send (SipgoFlow *self, GBytes *bytes, GError **error)
{
  return self->klass->send (self, bytes, error);
}

void
sipgo_flow_limit_connecting (SipgoFlow *self, gint64 delay)
{
  if (self->klass->limit_connecting)
    self->klass->limit_connecting (self, delay);
}

void
sipgo_flow_send_keep_alive (SipgoFlow *self, gconstpointer data, gsize length)
{
  if (self->klass->send_keep_alive)
    self->klass->send_keep_alive (self, data, length);
}

void
sipgo_flow_watch_start (SipgoFlowWatch *self, SipgoFlow *flow, SipgoFlowFailedFunc func, gpointer user_data)
{
  g_assert (!self->flow);
  self->flow = sipgo_flow_ref (flow);
  self->func = func;
  self->connected = NULL;
  self->user_data = user_data;
  self->previous = NULL;
  self->next = flow->watches;
  if (self->next)
    self->next->previous = self;
  flow->watches = self;
}

void
sipgo_flow_watch_stop (SipgoFlowWatch *self)
{
  g_autoptr (SipgoFlow) flow = g_steal_pointer (&self->flow);
  SipgoFlowWalk *walk;

  if (!flow)
    return;
  for (walk = flow->walks; walk; walk = walk->outer)
    {
      if (walk->next == self)
        walk->next = self->next;
    }
  if (self->next)
    self->next->previous = self->previous;
  if (self->previous)
    self->previous->next = self->next;
  else
    flow->watches = self->next;
  self->previous = self->next = NULL;
}

static void
tell_watches (SipgoFlow *self, const GError *error)
{
  SipgoFlowWalk walk = { self->watches, self->walks };

  sipgo_flow_ref (self);
  self->walks = &walk;
  while (walk.next)
    {
      SipgoFlowWatch *watch = walk.next;

      walk.next = watch->next;
      if (error)
        watch->func (self, error, watch->user_data);
      else if (watch->connected)
        watch->connected (self, watch->user_data);
    }
  self->walks = walk.outer;
  sipgo_flow_unref (self);
}

void
sipgo_flow_fail (SipgoFlow *self, const GError *error)
{
  tell_watches (self, error);
}

void
sipgo_flow_connected (SipgoFlow *self)
{
  tell_watches (self, NULL);
}
