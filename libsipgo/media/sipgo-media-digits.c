/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/media/sipgo-media-private.h"

#include <string.h>

/* Digits of both ways, in the media and by INFO. */

/* Some peers send each digit both ways: the second one comes that much later at most, and as long again as it sounded, since
 * one way may tell it at its start and the other at its end. */
#define OTHER_WAY_AFTER_MS 1000

static void
drop_told (SipgoMedia *self, guint i)
{
  self->n_told--;
  memmove (&self->told[i], &self->told[i + 1], (self->n_told - i) * sizeof self->told[0]);
}

gboolean
sipgo_media_note_digit (SipgoMedia *self, char digit, guint duration_ms, SipgoDigitWay way)
{
  gint64 now, oldest;
  guint i;

  if (!self->environment)
    return TRUE;
  now = sipgo_environment_now (self->environment);
  oldest = now - SIPGO_MS (OTHER_WAY_AFTER_MS) - SIPGO_MS (duration_ms);
  for (i = 0; i < self->n_told; i++)
    if (self->told[i].digit == digit && self->told[i].way != way && self->told[i].time >= oldest)
      {
        drop_told (self, i);
        return FALSE;
      }
  if (self->n_told == SIPGO_MAX_TOLD_DIGITS)
    drop_told (self, 0);
  self->told[self->n_told++] = (SipgoToldDigit) { digit, way, now };
  return TRUE;
}

void
sipgo_media_set_info_sender (SipgoMedia *self, SipgoInfoSender info_sender, gpointer user_data)
{
  self->info_sender = info_sender;
  self->info_data = user_data;
}

gboolean
sipgo_media_is_heard (SipgoMedia *self)
{
  return g_signal_has_handler_pending (self, g_signal_lookup ("dtmf", SIPGO_TYPE_MEDIA), 0, FALSE);
}
