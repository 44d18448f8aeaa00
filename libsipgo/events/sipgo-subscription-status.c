/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/events/sipgo-subscription-status-private.h"

#include "libsipgo/agent/sipgo-event-private.h"
#include "libsipgo/agent/sipgo-soft-state-private.h"

static gboolean
parse_seconds (const char *value, const char *name, guint32 *seconds)
{
  g_autofree char *text = sipgo_event_dup_parameter (value, name);
  guint64 number;

  if (!text || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &number, NULL))
    return FALSE;
  *seconds = MIN (number, SIPGO_MAX_EXPIRES);
  return TRUE;
}

gboolean
sipgo_subscription_status_parse (SipgoSubscriptionStatus *self, SipgoMessage *notify)
{
  g_autofree char *value = sipgo_message_dup_value (notify, SIPGO_HEADER_SUBSCRIPTION_STATE);
  g_autofree char *state = value ? sipgo_event_dup_package (value) : NULL;

  *self = (SipgoSubscriptionStatus) { 0 };
  if (!state)
    return FALSE;
  if (g_ascii_strcasecmp (state, "active") == 0)
    self->state = SIPGO_SUBSCRIPTION_STATE_ACTIVE;
  else if (g_ascii_strcasecmp (state, "pending") == 0)
    self->state = SIPGO_SUBSCRIPTION_STATE_PENDING;
  else if (g_ascii_strcasecmp (state, "terminated") == 0)
    self->state = SIPGO_SUBSCRIPTION_STATE_TERMINATED;
  else
    return FALSE;
  self->reason = sipgo_event_dup_parameter (value, "reason");
  self->has_expires = parse_seconds (value, "expires", &self->expires);
  self->has_retry_after = parse_seconds (value, "retry-after", &self->retry_after);
  return TRUE;
}

void
sipgo_subscription_status_clear (SipgoSubscriptionStatus *self)
{
  g_clear_pointer (&self->reason, g_free);
}
