/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-body.h"

G_BEGIN_DECLS

/* DTMF digits in INFO requests: widely used, never standardised (RFC 6086 section 2). A body of application/dtmf-relay
 * has the lines Signal and Duration; one of application/dtmf has the signal alone, or the same two lines. */
#define SIPGO_DTMF_RELAY_TYPE "application/dtmf-relay"
#define SIPGO_DTMF_TYPE       "application/dtmf"
/* Sent by Nortel gateways: the signal stands in the line "d". */
#define SIPGO_DTMF_NORTEL_TYPE "application/vnd.nortelnetworks.digits"

/* Stands for a hook flash, which is an event but not a digit (RFC 4733 section 3.2, event 16). */
#define SIPGO_DTMF_FLASH '!'

SipgoBody *sipgo_dtmf_relay_new   (char tone, guint duration_ms);
/* FALSE when the body has another type, or no signal or duration that can be read. */
gboolean   sipgo_dtmf_relay_parse (SipgoBody *body, char *tone, guint *duration_ms);

G_END_DECLS
