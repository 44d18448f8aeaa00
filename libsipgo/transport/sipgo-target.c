/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-target-private.h"

#include "libsipgo/base/sipgo-error.h"

/* RFC 5630 3.1.3: with sips:, transport=tcp means TLS over TCP, and transport=ws a WebSocket over TLS. */
static gboolean
make_secure (SipgoProtocol *protocol, gboolean has_transport)
{
  switch (*protocol)
    {
    case SIPGO_PROTOCOL_UDP:
      *protocol = SIPGO_PROTOCOL_TLS;
      return !has_transport;
    case SIPGO_PROTOCOL_TCP:
      *protocol = SIPGO_PROTOCOL_TLS;
      return TRUE;
    case SIPGO_PROTOCOL_WS:
      *protocol = SIPGO_PROTOCOL_WSS;
      return TRUE;
    default:
      return sipgo_protocol_is_verified (*protocol);
    }
}

gboolean
sipgo_target_choose_protocol (SipgoUri *uri, gboolean must_be_secure, SipgoProtocol *protocol, gboolean *is_fixed,
                              GError **error)
{
  const char *transport = sipgo_uri_get_parameter (uri, "transport");
  gboolean is_secure = must_be_secure || sipgo_uri_is_secure (uri);

  *protocol = SIPGO_PROTOCOL_UDP;
  *is_fixed = transport != NULL || is_secure;
  if (transport && !sipgo_protocol_parse (protocol, transport))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
                   "transport=%s is not supported: use udp, tcp, tls or ws", transport);
      return FALSE;
    }
  if (is_secure && !make_secure (protocol, transport != NULL))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
                   "sips: needs TLS on each hop, which transport=%s does not have: remove this parameter, or use sip: "
                   "if TLS is not required", transport);
      return FALSE;
    }
  return TRUE;
}

gboolean
sipgo_target_from_uri (SipgoTarget *self, SipgoUri *uri, gboolean must_be_secure)
{
  const char *host = sipgo_uri_get_host (uri);
  guint port = sipgo_uri_get_port (uri);

  *self = (SipgoTarget) { .must_be_secure = must_be_secure };
  if (!host || sipgo_uri_has_parameter (uri, "maddr")
      || !sipgo_target_choose_protocol (uri, must_be_secure, &self->protocol, &self->protocol_is_fixed, NULL))
    return FALSE;
  if (sipgo_protocol_is_verified (self->protocol))
    self->verified_name = host;
  return sipgo_address_parse (&self->address, host, port ? port : sipgo_protocol_get_default_port (self->protocol));
}

void
sipgo_target_copy (SipgoTarget *self, const SipgoTarget *other)
{
  *self = *other;
  self->verified_name = g_strdup (other->verified_name);
}

void
sipgo_target_clear (SipgoTarget *self)
{
  g_free ((char *) self->verified_name);
  self->verified_name = NULL;
}

SipgoTarget *
sipgo_target_dup (const SipgoTarget *self)
{
  SipgoTarget *copy = g_new (SipgoTarget, 1);

  sipgo_target_copy (copy, self);
  return copy;
}

void
sipgo_target_free (SipgoTarget *self)
{
  sipgo_target_clear (self);
  g_free (self);
}

static gboolean
equal_names (const char *a, const char *b)
{
  return a == b || (a && b && g_ascii_strcasecmp (a, b) == 0);
}

gboolean
sipgo_target_equal (gconstpointer a, gconstpointer b)
{
  const SipgoTarget *self = a;
  const SipgoTarget *other = b;

  if (self->protocol != other->protocol)
    return FALSE;
  return self->protocol == SIPGO_PROTOCOL_TRANSPORT ? self->transport_name == other->transport_name
                                                    : equal_names (self->verified_name, other->verified_name)
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
