/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a digit came. */
typedef enum {
  SIPGO_DIGIT_BY_EVENT,        /* in the media */
  SIPGO_DIGIT_BY_INFO,
} SipgoDigitWay;

#define SIPGO_MAX_TOLD_DIGITS 16

/* The digits that were told lately: some peers send each one both ways, in the media and by INFO. Zeroed is empty. */
typedef struct
{
  struct
  {
    char digit;
    SipgoDigitWay way;
    gint64 time;               /* microseconds */
  } told[SIPGO_MAX_TOLD_DIGITS];
  guint n_told;
} SipgoDigits;

/* Whether the digit, which has sounded that long by now, is to be told, and is not one that came the other way
 * before. */
gboolean sipgo_digits_note     (SipgoDigits *self, char digit, guint duration_ms, SipgoDigitWay way, gint64 now);

/* The place of a digit in RFC 4733's table 7, 0 to 15; -1 where it is none. */
int      sipgo_digit_to_event  (char digit);
char     sipgo_digit_of_event  (guint event);

G_END_DECLS
