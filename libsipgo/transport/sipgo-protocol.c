/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-protocol-private.h"

static const char *const protocol_names[] = { "UDP", "TCP", "TLS", "WS", "WSS", NULL };

const char *
sipgo_protocol_get_name (SipgoProtocol self)
{
  return protocol_names[self];
}

gboolean
sipgo_protocol_is_reliable (SipgoProtocol self)
{
  return self != SIPGO_PROTOCOL_UDP;
}

gboolean
sipgo_protocol_is_web_socket (SipgoProtocol self)
{
  return self == SIPGO_PROTOCOL_WS || self == SIPGO_PROTOCOL_WSS;
}

gboolean
sipgo_protocol_is_verified (SipgoProtocol self)
{
  return self == SIPGO_PROTOCOL_TLS || self == SIPGO_PROTOCOL_WSS;
}

/* TLS (RFC 3261), TLS-SCTP (RFC 4168) and WSS (RFC 7118). */
gboolean
sipgo_protocol_name_is_secure (const char *name)
{
  return g_str_equal (name, "WSS") || g_str_has_prefix (name, "TLS");
}

/* WebSockets have the default ports of HTTP (RFC 7118 5). */
guint
sipgo_protocol_get_default_port (SipgoProtocol self)
{
  switch (self)
    {
    case SIPGO_PROTOCOL_TLS:
      return SIPGO_DEFAULT_TLS_PORT;
    case SIPGO_PROTOCOL_WS:
      return 80;
    case SIPGO_PROTOCOL_WSS:
      return 443;
    default:
      return SIPGO_DEFAULT_PORT;
    }
}

gboolean
sipgo_protocol_parse (SipgoProtocol *self, const char *name)
{
  guint i;

  for (i = 0; protocol_names[i]; i++)
    {
      if (g_ascii_strcasecmp (name, protocol_names[i]) == 0)
        {
          *self = i;
          return TRUE;
        }
    }
  return FALSE;
}
