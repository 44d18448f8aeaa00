/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-event-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/agent/sipgo-client-private.h"

#include <string.h>

char *
sipgo_event_dup_parameter (const char *value, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (value, ";", -1);
  gsize length = strlen (name);
  guint i;

  for (i = 1; parts[0] && parts[i]; i++)
    {
      char *part = g_strstrip (parts[i]);
      char *rest;

      if (g_ascii_strncasecmp (part, name, length) != 0)
        continue;
      rest = g_strchug (part + length);
      if (*rest != '=')
        continue;
      rest = g_strchug (rest + 1);
      if (*rest == '"')
        sipgo_unquote (rest);
      return g_strdup (rest);
    }
  return NULL;
}

char *
sipgo_event_dup_package (const char *event)
{
  return g_strstrip (g_strndup (event, strcspn (event, ";")));
}

gboolean
sipgo_event_is_valid (const char *event)
{
  g_autofree char *package = sipgo_event_dup_package (event);

  return sipgo_header_value_is_safe (event) && sipgo_method_is_valid (package);
}

gboolean
sipgo_event_check (const char *event, GError **error)
{
  if (sipgo_event_is_valid (event))
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%s” is no event package; one looks like “presence”", event);
  return FALSE;
}

gboolean
sipgo_event_equal (const char *event, const char *other)
{
  g_autofree char *package = sipgo_event_dup_package (event);
  g_autofree char *other_package = sipgo_event_dup_package (other);
  g_autofree char *id = sipgo_event_dup_parameter (event, "id");
  g_autofree char *other_id = sipgo_event_dup_parameter (other, "id");

  return g_str_equal (package, other_package) && g_strcmp0 (id, other_id) == 0;
}

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

gboolean
sipgo_event_status_ends (guint status)
{
  return status == 404 || status == 405 || status == 408 || status == 410 || status == 416 || (status >= 480 && status <= 485)
         || status == 489 || status == 501 || status == 604;
}
