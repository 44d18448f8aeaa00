/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-expires-private.h"

#include "libsipgo/message/sipgo-message-private.h"

/* In a row before it is given up: a peer that is never content. */
#define MAX_REFUSALS 2

gboolean
sipgo_expires_read_minimum (SipgoMessage *response, guint asked, guint *n_refusals, guint *seconds)
{
  guint32 minimum;

  if (sipgo_message_get_status_code (response) != 423 || asked == 0 || ++*n_refusals > MAX_REFUSALS)
    return FALSE;
  if (!sipgo_message_get_number (response, SIPGO_HEADER_MIN_EXPIRES, SIPGO_MAX_EXPIRES, &minimum) || minimum <= asked)
    return FALSE;
  *seconds = minimum;
  return TRUE;
}

guint
sipgo_expires_choose (guint expires, guint minimum)
{
  return expires > 0 ? MAX (expires, minimum) : 0;
}
