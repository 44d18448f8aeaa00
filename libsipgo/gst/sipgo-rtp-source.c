/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sipgo-rtp-source-private.h"

#include <string.h>

#define SILENT_TICKS    10     /* 200 ms: as long as that lasts, packets from elsewhere are ignored */
#define NEEDED_PACKETS  3

void
sipgo_rtp_source_set_named (SipgoRtpSource *self, const SipgoPacketAddress *named)
{
  memset (self, 0, sizeof *self);
  self->named = *named;
}

static gboolean
adopt (SipgoRtpSource *self, const SipgoPacketAddress *from)
{
  self->current = *from;
  self->quiet_ticks = 0;
  self->n_candidate = 0;
  return TRUE;
}

gboolean
sipgo_rtp_source_accepts (SipgoRtpSource *self, const SipgoPacketAddress *from)
{
  if (!sipgo_packet_address_is_set (&self->current) || sipgo_packet_address_equal (&self->current, from) ||
      sipgo_packet_address_equal (&self->named, from))
    return adopt (self, from);
  if (self->quiet_ticks < SILENT_TICKS)
    return FALSE;
  if (self->n_candidate == 0 || !sipgo_packet_address_equal (&self->candidate, from))
    {
      self->candidate = *from;
      self->n_candidate = 0;
    }
  return ++self->n_candidate >= NEEDED_PACKETS && adopt (self, from);
}

void
sipgo_rtp_source_tick (SipgoRtpSource *self)
{
  self->quiet_ticks++;
}
