/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-request-contact-private.h"

#include "libsipgo/core/sipgo-user-agent-core-private.h"

#include <string.h>

void
sipgo_request_contact_clear (SipgoRequestContact *self)
{
  g_clear_pointer (&self->suffix, g_free);
  g_clear_pointer (&self->former, g_free);
  g_clear_pointer (&self->sent, g_free);
}

static SipgoContactUse
use_of (SipgoMessage *request)
{
  return sipgo_message_method_is (request, "REGISTER") ? SIPGO_CONTACT_OF_REGISTER : SIPGO_CONTACT_OF_REQUEST;
}

static char *
make_contact (SipgoUserAgentCore *core, SipgoAccount *account, SipgoMessage *request, SipgoFlow *flow,
              gboolean is_secure)
{
  return sipgo_user_agent_core_make_contact (core, account, flow, is_secure, use_of (request),
                                             sipgo_message_get_from (request));
}

/* The present one, and the former one that is to be removed. */
static char *
make_value (SipgoRequestContact *self)
{
  const char *suffix = self->suffix ? self->suffix : "";

  if (!self->former || g_str_has_prefix (self->sent, self->former))
    return g_strconcat (self->sent, suffix, NULL);
  return g_strconcat (self->sent, suffix, ", ", self->former, ";expires=0", NULL);
}

void
sipgo_request_contact_write (SipgoRequestContact *self, SipgoUserAgentCore *core, SipgoAccount *account,
                             SipgoMessage *request, SipgoFlow *flow, gboolean is_secure)
{
  g_autofree char *value = NULL;

  g_free (self->sent);
  self->sent = make_contact (core, account, request, flow, is_secure);
  value = make_value (self);
  sipgo_message_replace (request, SIPGO_HEADER_CONTACT, value);
  sipgo_user_agent_core_add_contact_tags (core, account, request, is_secure, use_of (request),
                                          sipgo_message_get_from (request));
}

gboolean
sipgo_request_contact_is_outdated (SipgoRequestContact *self, SipgoUserAgentCore *core, SipgoAccount *account,
                                   SipgoMessage *request, SipgoFlow *flow, gboolean is_secure)
{
  g_autofree char *now = NULL;

  if (!self->sent || !flow)
    return FALSE;
  now = make_contact (core, account, request, flow, is_secure);
  return g_strcmp0 (now, self->sent) != 0;
}

char *
sipgo_request_contact_dup_sent (SipgoRequestContact *self)
{
  const char *end = self->sent ? strchr (self->sent, '>') : NULL;

  return end ? g_strndup (self->sent, end + 1 - self->sent) : NULL;
}
