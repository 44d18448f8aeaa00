/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The log of an agent. */
#include "libsipgo/ua/sipgo-user-agent-private.h"

/**
 * sipgo_user_agent_get_logger_factory:
 * @self: an agent
 *
 * The agent's log: how much it tells, and to whom.
 *
 * Returns: (transfer none): the log
 */
SipgoLoggerFactory *
sipgo_user_agent_get_logger_factory (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return sipgo_environment_get_logger_factory (sipgo_user_agent_core_get_environment (self->core));
}

/**
 * sipgo_user_agent_get_logger:
 * @self: an agent
 * @category: what kind of thing writes
 * @label: (nullable): which thing of that kind
 *
 * Makes a logger for the application's own lines in the agent's log.
 *
 * Returns: (transfer full): the logger
 */
SipgoLogger *
sipgo_user_agent_get_logger (SipgoUserAgent *self, const char *category, const char *label)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  g_return_val_if_fail (category != NULL, NULL);
  return sipgo_logger_factory_get_logger (sipgo_user_agent_get_logger_factory (self), category, label);
}

void
sipgo_user_agent_log_configuration (SipgoUserAgent *self)
{
  SipgoLoggerFactory *factory = sipgo_user_agent_get_logger_factory (self);
  g_autoptr (SipgoNameAddr) identity = NULL;
  g_autofree char *address = NULL;
  g_auto (GStrv) listeners = NULL;
  g_autofree char *listeners_text = NULL;
  g_autofree char *line = NULL;

  if (!sipgo_logger_factory_is_heard (factory, SIPGO_LOG_LEVEL_LOG))
    return;
  identity = sipgo_user_agent_dup_identity (self);
  /* In short: the whole URI may have a password. */
  address = sipgo_uri_dup_aor (sipgo_name_addr_get_uri (identity));
  listeners = sipgo_user_agent_get_listeners (self);
  listeners_text = g_strjoinv (", ", listeners);
  line = g_strdup_printf ("started as %s, listening at %s, %s credentials, product %s", address,
                          listeners[0] ? listeners_text : "no address", self->credentials ? "with" : "without", self->product);
  sipgo_logger_factory_tell (factory, SIPGO_LOG_LEVEL_LOG, "configuration", NULL, line);
}
