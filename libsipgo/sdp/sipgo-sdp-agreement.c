/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/sdp/sipgo-sdp-agreement-private.h"

void
sipgo_sdp_agreement_init (SipgoSdpAgreement *self)
{
  *self = (SipgoSdpAgreement) { .event_send = SIPGO_SDP_NO_PAYLOAD, .event_receive = SIPGO_SDP_NO_PAYLOAD, .line = -1 };
}

void
sipgo_sdp_agreement_clear (SipgoSdpAgreement *self)
{
  g_free (self->mid);
  g_free (self->address);
}

void
sipgo_sdp_agreement_take_peer (SipgoSdpAgreement *self, const SipgoSdpMedia *media)
{
  self->direction = sipgo_sdp_direction_reverse (media->direction);
  self->ip6 = media->network == SIPGO_SDP_NETWORK_IP6;
  self->port = media->port;
  self->ptime = media->ptime;
  self->maxptime = media->maxptime;
  self->rtcp_mux = media->rtcp_mux;
  if (media->rtcp_mux)
    self->rtcp_port = media->port;
  else
    self->rtcp_port = media->rtcp_port ? media->rtcp_port : media->port + 1;
  g_free (self->mid);
  self->mid = g_strdup (sipgo_sdp_lines_get_attribute (&media->lines, "mid"));
  g_clear_pointer (&self->address, g_free);
  if (media->address && !sipgo_sdp_address_is_null (media->address))
    self->address = g_strdup (media->address);
  else
    self->direction &= ~SIPGO_SDP_SENDONLY;
}

void
sipgo_sdp_agreement_add_event (SipgoSdpAgreement *self, guint8 payload_type, guint clock_rate)
{
  guint i;

  for (i = 0; i < self->n_events; i++)
    if (self->events[i].payload_type == payload_type)
      return;
  if (payload_type != SIPGO_SDP_NO_PAYLOAD && self->n_events < SIPGO_SDP_MAX_EVENTS)
    self->events[self->n_events++] = (SipgoSdpEventFormat) { payload_type, clock_rate };
}
