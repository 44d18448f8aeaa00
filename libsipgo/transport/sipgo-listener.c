/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-listener-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"

const SipgoAddress *
sipgo_listener_get_local (const SipgoListener *self)
{
  return self->udp ? sipgo_udp_get_local (self->udp) : &self->stream_listener->local;
}

void
sipgo_listener_free (SipgoListener *self)
{
  if (self->udp)
    sipgo_udp_free (self->udp);
  if (self->stream_listener)
    self->stream_listener->free (self->stream_listener);
  g_free (self);
}

static gboolean
parse_port (const char *text, guint *port)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT16, &value, NULL))
    return FALSE;
  *port = value;
  return TRUE;
}

static gboolean
refuse (GError **error, const char *text)
{
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
               "“%s” is not a listener: write it as udp:127.0.0.1:5060, tcp:[::1]:5060 or udp:0.0.0.0", text);
  return FALSE;
}

gboolean
sipgo_listener_parse (const char *text, SipgoProtocol *protocol, SipgoAddress *address, GError **error)
{
  const char *colon = strchr (text, ':');
  g_autofree char *name = NULL;
  g_autofree char *host = NULL;
  const char *end;
  guint port;

  if (!colon)
    return refuse (error, text);
  name = g_strndup (text, colon - text);
  if (!sipgo_protocol_parse (protocol, name))
    return refuse (error, text);
  port = sipgo_protocol_get_default_port (*protocol);
  end = colon[1] == '[' ? strchr (colon, ']') : strchr (colon + 1, ':');
  if (end && *end == ']')
    end++;
  if (!end)
    end = text + strlen (text);
  host = g_strndup (colon + 1, end - colon - 1);
  if ((*end && (*end != ':' || !parse_port (end + 1, &port))) || !sipgo_address_parse (address, host, port))
    return refuse (error, text);
  return TRUE;
}

char *
sipgo_listener_to_string (const SipgoListener *self)
{
  SipgoTarget target = { self->protocol, TRUE, *sipgo_listener_get_local (self) };

  return sipgo_target_to_string (&target);
}

gboolean
sipgo_listener_reaches (const SipgoListener *self, SipgoProtocol protocol, const SipgoAddress *remote)
{
  const SipgoAddress *local = sipgo_listener_get_local (self);

  return self->protocol == protocol && !self->is_absent
         && sipgo_address_is_ipv6 (local) == sipgo_address_is_ipv6 (remote)
         && (sipgo_address_is_any (local) || sipgo_address_is_loopback (local) == sipgo_address_is_loopback (remote));
}

gboolean
sipgo_listener_is_named (const SipgoListener *self, const char *host, guint port)
{
  const SipgoAddress *local = sipgo_listener_get_local (self);
  SipgoAddress address;

  if (port != sipgo_address_get_port (local))
    return FALSE;
  return sipgo_address_is_any (local) || !sipgo_address_parse (&address, host, port)
         || sipgo_address_equal (&address, local);
}
