/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-agent-transport-settings-private.h"

static SipgoTransportLayer *
layer_of (SipgoAgent *self)
{
  return sipgo_user_agent_core_get_transport (self->core);
}

gboolean
sipgo_agent_set_via_host (SipgoAgent *self, const char *host)
{
  if (g_strcmp0 (self->own.via_host, host) == 0)
    return FALSE;
  g_free (self->own.via_host);
  self->own.via_host = g_strdup (host);
  sipgo_transport_layer_set_via_host (layer_of (self), host);
  return TRUE;
}

gboolean
sipgo_agent_set_tls_certificate (SipgoAgent *self, GTlsCertificate *certificate)
{
  if (!g_set_object (&self->own.tls_certificate, certificate))
    return FALSE;
  sipgo_transport_layer_set_certificate (layer_of (self), certificate);
  return TRUE;
}

gboolean
sipgo_agent_set_tls_database (SipgoAgent *self, GTlsDatabase *database)
{
  if (!g_set_object (&self->own.tls_database, database))
    return FALSE;
  sipgo_transport_layer_set_tls_database (layer_of (self), database);
  return TRUE;
}

gboolean
sipgo_agent_set_tls_client_certificates (SipgoAgent *self, GTlsAuthenticationMode mode)
{
  if (self->own.tls_client_certificates == mode)
    return FALSE;
  self->own.tls_client_certificates = mode;
  sipgo_transport_layer_set_client_certificates (layer_of (self), mode);
  return TRUE;
}

gboolean
sipgo_agent_set_accept_any_certificate (SipgoAgent *self, gboolean accept)
{
  accept = accept ? TRUE : FALSE;
  if (self->own.accept_any_certificate == accept)
    return FALSE;
  self->own.accept_any_certificate = accept;
  sipgo_transport_layer_set_accept_any_certificate (layer_of (self), accept);
  return TRUE;
}

void
sipgo_agent_set_websocket_origins (SipgoAgent *self, const char *const *origins)
{
  g_strfreev (self->own.websocket_origins);
  self->own.websocket_origins = g_strdupv ((GStrv) origins);
  sipgo_transport_layer_set_origins (layer_of (self), origins);
}
