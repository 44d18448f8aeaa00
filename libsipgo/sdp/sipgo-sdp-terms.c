/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/sdp/sipgo-sdp-terms-private.h"

#include <string.h>

const guint sipgo_sdp_event_clocks[SIPGO_SDP_N_EVENT_CLOCKS] = { 8000, 48000 };

SipgoSdpTerms *
sipgo_sdp_terms_new (void)
{
  SipgoSdpTerms *self = g_new0 (SipgoSdpTerms, 1);

  self->agreement.event_send = self->agreement.event_receive = SIPGO_SDP_NO_PAYLOAD;
  self->n_lines = 1;
  return self;
}

void
sipgo_sdp_terms_free (SipgoSdpTerms *self)
{
  guint i;

  for (i = 0; self->other_lines && i < self->n_lines; i++)
    g_free (self->other_lines[i]);
  g_free (self->other_lines);
  g_free (self->time_lines);
  g_free (self->agreement.address);
  g_free (self);
}

/* Directions here are the peer's wish seen from our side; the caller narrows them by its own. */
void
sipgo_sdp_terms_take_peer (SipgoSdpTerms *self, const SipgoSdpMedia *media)
{
  SipgoSdpAgreement *agreement = &self->agreement;

  agreement->direction = sipgo_sdp_direction_reverse (media->direction);
  agreement->ip6 = media->network == SIPGO_SDP_NETWORK_IP6;
  agreement->port = media->port;
  agreement->ptime = media->ptime;
  agreement->maxptime = media->maxptime;
  agreement->rtcp_mux = media->rtcp_mux;
  if (media->rtcp_mux)
    agreement->rtcp_port = media->port;
  else
    agreement->rtcp_port = media->rtcp_port ? media->rtcp_port : media->port + 1;
  g_clear_pointer (&agreement->address, g_free);
  if (media->address && !sipgo_sdp_address_is_null (media->address))
    agreement->address = g_strdup (media->address);
  else
    agreement->direction &= ~SIPGO_SDP_SENDONLY;
}

static char *
refused_line (const SipgoSdpMedia *media)
{
  return g_strconcat ("m=", media->type, " 0 ", media->proto, " ", media->format_list, "\r\n", NULL);
}

void
sipgo_sdp_terms_take_lines (SipgoSdpTerms *self, const SipgoSdp *sdp, guint audio_line)
{
  guint i;

  self->n_lines = sdp->n_media;
  self->time_lines = g_strdup (sdp->time_lines);
  self->audio_line = audio_line;
  if (sdp->n_media == 1 && audio_line == 0)
    return;
  self->other_lines = g_new0 (char *, sdp->n_media + 1);
  for (i = 0; i < sdp->n_media; i++)
    if (i != audio_line)
      self->other_lines[i] = refused_line (&sdp->media[i]);
}

/* For the next offer, which has to show the same lines, and ours even where it was refused before. */
SipgoSdpTerms *
sipgo_sdp_terms_copy_lines (const SipgoSdpTerms *self)
{
  SipgoSdpTerms *copy = sipgo_sdp_terms_new ();
  guint i;

  copy->n_lines = MAX (self->n_lines, self->audio_line + 1);
  copy->audio_line = self->audio_line;
  copy->feedback_profile = self->feedback_profile;
  if (!self->other_lines)
    return copy;
  copy->other_lines = g_new0 (char *, copy->n_lines + 1);
  for (i = 0; i < self->n_lines; i++)
    if (i != self->audio_line)
      copy->other_lines[i] = g_strdup (self->other_lines[i]);
  return copy;
}
