/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-address-private.h"

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
  return sipgo_address_parse (&self->address, host, port ? port : sipgo_protocol_get_default_port (self->protocol));
}
