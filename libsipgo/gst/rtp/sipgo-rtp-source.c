/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/rtp/sipgo-rtp-source-private.h"

#include <string.h>

/*
 * Packets from another address are considered when the adopted address has been silent for 200 ms. If they have the
 * same SSRC, it is the same sender at a new address: three packets are enough. Another SSRC may be an attacker who
 * waits for a pause: then the adopted address must have been silent for a second, and the other must have sent for half
 * a second.
 */
#define SILENT_TICKS          10
#define NEEDED_PACKETS        3
#define STRANGER_SILENT_TICKS 50
#define STRANGER_TICKS        25
#define STRANGER_PACKETS      8

void
sipgo_rtp_source_set_named (SipgoRtpSource *self, const SipgoAddress *named)
{
  gboolean strict = self->strict;

  memset (self, 0, sizeof *self);
  self->strict = strict;
  self->named = *named;
}

static gboolean
adopt (SipgoRtpSource *self, const SipgoAddress *from, guint32 ssrc)
{
  self->current = *from;
  self->ssrc = ssrc;
  self->quiet_ticks = 0;
  self->n_candidate = 0;
  return TRUE;
}

static gboolean
may_succeed (const SipgoRtpSource *self, guint32 ssrc)
{
  if (ssrc == self->ssrc)
    return self->n_candidate >= NEEDED_PACKETS;
  return self->quiet_ticks >= STRANGER_SILENT_TICKS && self->candidate_ticks >= STRANGER_TICKS &&
      self->n_candidate >= STRANGER_PACKETS;
}

gboolean
sipgo_rtp_source_accepts (SipgoRtpSource *self, const SipgoAddress *from, guint32 ssrc)
{
  if (sipgo_address_is_set (&self->named) && sipgo_address_equal (&self->named, from))
    return adopt (self, from, ssrc);
  if (self->strict)
    return FALSE;
  if (!sipgo_address_is_set (&self->current) || sipgo_address_equal (&self->current, from))
    return adopt (self, from, ssrc);
  if (self->quiet_ticks < SILENT_TICKS)
    return FALSE;
  if (self->n_candidate == 0 || !sipgo_address_equal (&self->candidate, from))
    {
      self->candidate = *from;
      self->n_candidate = self->candidate_ticks = 0;
    }
  self->n_candidate++;
  return may_succeed (self, ssrc) && adopt (self, from, ssrc);
}

void
sipgo_rtp_source_tick (SipgoRtpSource *self)
{
  self->quiet_ticks++;
  self->candidate_ticks++;
}
