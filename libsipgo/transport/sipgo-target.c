/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-target-private.h"

gboolean
sipgo_target_from_uri (SipgoTarget *self, SipgoUri *uri)
{
  const char *host = sipgo_uri_get_host (uri);
  const char *transport = sipgo_uri_get_parameter (uri, "transport");
  guint port = sipgo_uri_get_port (uri);

  *self = (SipgoTarget) { .protocol = SIPGO_PROTOCOL_UDP, .protocol_is_fixed = transport != NULL };
  if (!host || sipgo_uri_is_secure (uri) || sipgo_uri_has_parameter (uri, "maddr"))
    return FALSE;
  if (transport && !sipgo_protocol_parse (&self->protocol, transport))
    return FALSE;
  self->is_verified = sipgo_protocol_is_verified (self->protocol);
  return sipgo_address_parse (&self->address, host, port ? port : sipgo_protocol_get_default_port (self->protocol));
}

gboolean
sipgo_target_equal (gconstpointer a, gconstpointer b)
{
  const SipgoTarget *self = a;
  const SipgoTarget *other = b;

  if (self->protocol != other->protocol)
    return FALSE;
  return self->protocol == SIPGO_PROTOCOL_TRANSPORT ? self->transport_name == other->transport_name
                                                    : self->is_verified == other->is_verified
                                                      && sipgo_address_equal (&self->address, &other->address);
}

guint
sipgo_target_hash (gconstpointer data)
{
  const SipgoTarget *self = data;

  return self->protocol == SIPGO_PROTOCOL_TRANSPORT ? g_direct_hash (self->transport_name)
                                                    : sipgo_address_hash (&self->address) * 31 + self->protocol;
}

char *
sipgo_target_to_string (const SipgoTarget *self)
{
  g_autofree char *protocol = NULL;
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  if (self->protocol == SIPGO_PROTOCOL_TRANSPORT)
    return g_strdup (self->transport_name);
  protocol = g_ascii_strdown (sipgo_protocol_get_name (self->protocol), -1);
  return g_strconcat (protocol, ":", sipgo_address_format (&self->address, text), NULL);
}
