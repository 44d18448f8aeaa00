/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-body.h"

G_BEGIN_DECLS

/* Digits in INFO: widely used, never standardised (RFC 6086 section 2). application/dtmf-relay has the lines Signal and
 * Duration; application/dtmf has the signal alone, or the same lines. */
#define SIPGO_DTMF_RELAY_TYPE "application/dtmf-relay"
#define SIPGO_DTMF_TYPE       "application/dtmf"
/* Of one maker's gateways: the signal is in the line d. */
#define SIPGO_DTMF_NORTEL_TYPE "application/vnd.nortelnetworks.digits"

/* What a hook flash is told as: it is no digit (RFC 4733 section 3.2, event 16). */
#define SIPGO_DTMF_FLASH '!'

SipgoBody *sipgo_dtmf_relay_new      (char tone, guint duration_ms);
/* FALSE when the body is none, or says nothing that can be used. */
gboolean   sipgo_dtmf_relay_parse    (SipgoBody *body, char *tone, guint *duration_ms);
/* 0 to 9, A to D, * and #: 'a' is 'A'. 0 for anything else. */
char       sipgo_dtmf_relay_get_tone (char tone);

G_END_DECLS
