/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/media/sipgo-dtmf-digits-private.h"

#include <string.h>

#define US_PER_MS 1000
/* A duplicate arrives at most this much later, plus the length of the digit: one way may report the digit at its start
 * and the other at its end. */
#define OTHER_WAY_AFTER_MS 1000

static const char digits[] = "0123456789*#ABCD";

static void
forget (SipgoDtmfDigits *self, guint i)
{
  self->n_told--;
  memmove (&self->told[i], &self->told[i + 1], (self->n_told - i) * sizeof self->told[0]);
}

gboolean
sipgo_dtmf_digits_note (SipgoDtmfDigits *self, char digit, guint duration_ms, SipgoDtmfWay way, gint64 now)
{
  gint64 oldest = now - (gint64) (OTHER_WAY_AFTER_MS + (gint64) duration_ms) * US_PER_MS;
  guint i;

  for (i = 0; i < self->n_told; i++)
    if (self->told[i].digit == digit && self->told[i].way != way && self->told[i].time >= oldest)
      {
        forget (self, i);
        return FALSE;
      }
  if (self->n_told == SIPGO_DTMF_MAX_DIGITS)
    forget (self, 0);
  self->told[self->n_told].digit = digit;
  self->told[self->n_told].way = way;
  self->told[self->n_told++].time = now;
  return TRUE;
}

char
sipgo_dtmf_digit_check (char digit)
{
  int event = sipgo_dtmf_digit_to_event (digit);

  return event >= 0 ? digits[event] : '\0';
}

int
sipgo_dtmf_digit_to_event (char digit)
{
  const char *place = digit ? strchr (digits, g_ascii_toupper (digit)) : NULL;

  return place ? (int) (place - digits) : -1;
}

char
sipgo_dtmf_digit_of_event (guint event)
{
  g_assert (event < sizeof digits - 1);
  return digits[event];
}
