/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-wire-log-private.h"

#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/message/sipgo-secrets-private.h"

static void
show (SipgoEnvironment *environment, const char *direction, const char *peer, GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = sipgo_secrets_dup_text (data, length);

  sipgo_log (environment, SIPGO_LOG_WIRE, "%s %s, %" G_GSIZE_FORMAT " bytes\n%s", direction, peer, length, text);
}

static void
show_over (SipgoEnvironment *environment, const char *direction, SipgoFlow *flow, GBytes *bytes)
{
  g_autofree char *peer = NULL;

  if (!sipgo_log_wants (environment, SIPGO_LOG_WIRE))
    return;
  peer = sipgo_flow_dup_remote (flow);
  show (environment, direction, peer, bytes);
}

void
sipgo_wire_log_sent (SipgoEnvironment *environment, SipgoFlow *flow, GBytes *bytes)
{
  show_over (environment, "sent to", flow, bytes);
}

void
sipgo_wire_log_received_over (SipgoEnvironment *environment, SipgoFlow *flow, GBytes *bytes)
{
  show_over (environment, "received from", flow, bytes);
}

void
sipgo_wire_log_received (SipgoEnvironment *environment, SipgoProtocol protocol, const SipgoAddress *source,
                         GBytes *bytes)
{
  SipgoTarget target = { .protocol = protocol, .address = *source };
  g_autofree char *peer = NULL;

  if (!sipgo_log_wants (environment, SIPGO_LOG_WIRE))
    return;
  peer = sipgo_target_to_string (&target);
  show (environment, "received from", peer, bytes);
}
