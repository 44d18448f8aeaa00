/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-own-transport-flow-private.h"

#include "libsipgo/base/sipgo-error.h"

typedef struct
{
  SipgoFlow parent;
  SipgoNet *net;
  SipgoTransport *transport;
  const SipgoOwnTransportFlowFuncs *funcs;   /* NULL once the transport is detached */
  gpointer user_data;
} OwnTransportFlow;

static gboolean
own_transport_flow_send (SipgoFlow *flow, GBytes *bytes, GError **error)
{
  OwnTransportFlow *self = (OwnTransportFlow *) flow;

  if (!self->funcs)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The transport belongs to no agent any more");
      return FALSE;
    }
  if (sipgo_transport_is_connected (self->transport))
    self->funcs->sent (flow, bytes, self->user_data);
  return sipgo_transport_send (self->transport, bytes, error);
}

/* Only for the address of media: the peer does not connect to us. */
static void
own_transport_flow_find_local (SipgoFlow *flow)
{
  OwnTransportFlow *self = (OwnTransportFlow *) flow;
  const char *address = sipgo_transport_get_local_address (self->transport);

  if (address)
    sipgo_address_parse (&flow->local, address, 0);
  else
    sipgo_net_find_local (self->net, NULL, &flow->local);
}

static const char *
own_transport_flow_get_protocol_name (SipgoFlow *flow)
{
  return sipgo_transport_get_protocol (((OwnTransportFlow *) flow)->transport);
}

static const char *
own_transport_flow_get_remote_name (SipgoFlow *flow)
{
  return sipgo_transport_get_name (((OwnTransportFlow *) flow)->transport);
}

static void
own_transport_flow_finalize (SipgoFlow *flow)
{
  g_object_unref (((OwnTransportFlow *) flow)->transport);
  sipgo_net_unref (((OwnTransportFlow *) flow)->net);
}

static const SipgoFlowClass own_transport_flow_class = {
  .send = own_transport_flow_send,
  .find_local = own_transport_flow_find_local,
  .get_protocol_name = own_transport_flow_get_protocol_name,
  .get_remote_name = own_transport_flow_get_remote_name,
  .finalize = own_transport_flow_finalize,
};

static void
on_received (GBytes *bytes, gpointer user_data)
{
  OwnTransportFlow *self = user_data;

  self->funcs->received (&self->parent, bytes, self->user_data);
}

static void
on_ended (const GError *error, gpointer user_data)
{
  OwnTransportFlow *self = user_data;
  g_autoptr (GError) own_error = NULL;

  if (!error)
    error = own_error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The agent's transport was closed");
  sipgo_flow_fail (&self->parent, error);
}

static const SipgoTransportFuncs transport_funcs = { .received = on_received, .ended = on_ended };

SipgoFlow *
sipgo_own_transport_flow_new (SipgoEnvironment *environment, SipgoNet *net, SipgoTransport *transport,
                              const SipgoOwnTransportFlowFuncs *funcs, gpointer user_data)
{
  const SipgoAddress nowhere = { .v4 = { .sin_family = AF_INET } };
  OwnTransportFlow *self = sipgo_flow_new (&own_transport_flow_class, sizeof *self, SIPGO_PROTOCOL_TRANSPORT,
                                           &nowhere);

  self->net = sipgo_net_ref (net);
  self->transport = g_object_ref (transport);
  if (!sipgo_transport_attach (transport, environment, &transport_funcs, self))
    {
      sipgo_flow_unref (&self->parent);
      return NULL;
    }
  self->funcs = funcs;
  self->user_data = user_data;
  return &self->parent;
}

void
sipgo_own_transport_flow_free (SipgoFlow *flow)
{
  OwnTransportFlow *self = (OwnTransportFlow *) flow;

  self->funcs = NULL;
  sipgo_transport_detach (self->transport);
  sipgo_flow_unref (flow);
}
