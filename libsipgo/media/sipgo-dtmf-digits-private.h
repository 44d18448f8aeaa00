/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How the peer has sent a digit. */
typedef enum {
  SIPGO_DTMF_BY_EVENT,         /* as a telephone-event in RTP (RFC 4733) */
  SIPGO_DTMF_BY_INFO,
} SipgoDtmfWay;

#define SIPGO_DTMF_MAX_DIGITS 16

/* The digits that were reported to the application lately, to recognise duplicates: some peers send each digit both as
 * a telephone-event and by INFO. All bytes zero is the empty list. */
typedef struct
{
  struct
  {
    char digit;
    SipgoDtmfWay way;
    gint64 time;               /* microseconds */
  } told[SIPGO_DTMF_MAX_DIGITS];
  guint n_told;
} SipgoDtmfDigits;

/* Notes a digit that was received at the time now and has sounded for duration_ms. Returns FALSE if the same digit was
 * received the other way shortly before, so that it must not be reported again. */
gboolean sipgo_dtmf_digits_note    (SipgoDtmfDigits *self, char digit, guint duration_ms, SipgoDtmfWay way, gint64 now);

/* The digit (0 to 9, *, #, A to D) in upper case; '\0' for any other character. */
char     sipgo_dtmf_digit_check    (char digit);
/* The event code of a digit, 0 to 15 (RFC 4733 3.2); -1 for any other character. */
int      sipgo_dtmf_digit_to_event (char digit);
char     sipgo_dtmf_digit_of_event (guint event);

G_END_DECLS
