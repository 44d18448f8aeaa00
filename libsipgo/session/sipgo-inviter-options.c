/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-inviter-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-status.h"

#include <string.h>

/* What a call of ours is told before it is sent: in whose name, to whom, with what headers. */

enum
{
  OPTION_FIRST = 2000,
  OPTION_ANONYMOUS,
  OPTION_WITHOUT_DESCRIPTION,
  OPTION_EXTRA_HEADERS,
  OPTION_LOCAL_IDENTITY,
  OPTION_REMOTE_IDENTITY,
  OPTION_BODY,
};

static SipgoSession *
session_of (SipgoInviter *self)
{
  return &self->parent_instance;
}

/* --- in whose name ------------------------------------------------------------------------------------------------ */

static SipgoNameAddr *
dup_local (SipgoInviter *self)
{
  g_autoptr (SipgoUri) nobody = NULL;

  if (self->own_local)
    return sipgo_name_addr_ref (self->own_local);
  if (!self->anonymous)
    return sipgo_agent_settings_dup_identity (&session_of (self)->usage.agent->settings);
  nobody = sipgo_uri_new ("sip", "anonymous", "anonymous.invalid", 0);
  return sipgo_name_addr_new ("Anonymous", nobody);
}

static void
update_local (SipgoInviter *self)
{
  SipgoNameAddr *old = session_of (self)->local;

  /* The call is over, and the agent gone: it stays who it was. */
  if (!session_of (self)->usage.agent)
    return;
  session_of (self)->local = dup_local (self);
  g_clear_pointer (&old, sipgo_name_addr_unref);
  g_object_notify (G_OBJECT (self), "local-identity");
}

/* The proxies that we trust are told who calls, and to keep it to themselves (RFC 3323, RFC 3325 section 6). */
static void
add_privacy (SipgoInviter *self, SipgoMessage *invite)
{
  SipgoUri *uri = session_of (self)->usage.agent->settings.uri;
  g_autoptr (SipgoNameAddr) identity = NULL;
  g_autofree char *text = NULL;

  sipgo_message_add (invite, SIPGO_HEADER_PRIVACY, "id");
  if (!uri)
    return;
  identity = sipgo_agent_settings_dup_identity (&session_of (self)->usage.agent->settings);
  text = sipgo_name_addr_to_string (identity);
  sipgo_message_add_named (invite, "P-Preferred-Identity", text);
}

gboolean
sipgo_inviter_add_headers (SipgoInviter *self, SipgoMessage *invite, GError **error)
{
  if (self->anonymous)
    add_privacy (self, invite);
  return sipgo_message_add_extras (invite, (const char *const *) session_of (self)->usage.extra_headers, NULL, error);
}

gboolean
sipgo_inviter_withholds_offer (SipgoInviter *self)
{
  SipgoInviteOptions *options = self->invite_options;

  return self->without_description
         || (options && (sipgo_invite_options_get_without_description (options) || sipgo_request_options_get_body ((SipgoRequestOptions *) options)));
}

/* --- giving it up ------------------------------------------------------------------------------------------------- */

static char *
quote (const char *text)
{
  GString *quoted = g_string_new ("\"");

  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *text);
    }
  return g_string_free (g_string_append_c (quoted, '"'), FALSE);
}

gboolean
sipgo_inviter_check_cancel (SipgoInviter *self, SipgoCancelOptions *options, char **reason, GError **error)
{
  guint status = options ? sipgo_cancel_options_get_status_code (options) : 0;
  const char *phrase = options ? sipgo_cancel_options_get_reason_phrase (options) : NULL;
  g_autoptr (SipgoMessage) trial = sipgo_message_new_request ("CANCEL", self->target);
  g_autofree char *quoted = NULL;

  if (!sipgo_message_add_request_options (trial, (SipgoRequestOptions *) options, error))
    return FALSE;
  if (status != 0 && status < 200)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "%u is no reason to give up a call; use a status code from 200 to 699", status);
      return FALSE;
    }
  if (phrase && (status == 0 || !sipgo_header_value_is_safe (phrase)))
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "A reason phrase goes with a status code, and must be UTF-8 text without line breaks");
      return FALSE;
    }
  if (status == 0)
    return TRUE;
  quoted = quote (phrase ? phrase : sipgo_status_get_phrase (status));
  *reason = g_strdup_printf ("SIP;cause=%u;text=%s", status, quoted);
  return TRUE;
}

/* --- the properties ----------------------------------------------------------------------------------------------- */

gboolean
sipgo_inviter_get_option (SipgoInviter *self, guint id, GValue *value)
{
  switch (id)
    {
    case OPTION_ANONYMOUS:
      g_value_set_boolean (value, self->anonymous);
      return TRUE;
    case OPTION_WITHOUT_DESCRIPTION:
      g_value_set_boolean (value, self->without_description);
      return TRUE;
    case OPTION_EXTRA_HEADERS:
      g_value_set_boxed (value, session_of (self)->usage.extra_headers);
      return TRUE;
    case OPTION_LOCAL_IDENTITY:
      g_value_set_boxed (value, sipgo_session_get_local_identity (session_of (self)));
      return TRUE;
    case OPTION_REMOTE_IDENTITY:
      g_value_set_boxed (value, sipgo_session_get_remote_identity (session_of (self)));
      return TRUE;
    case OPTION_BODY:
      g_value_set_boxed (value, sipgo_inviter_get_body (self));
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
sipgo_inviter_set_option (SipgoInviter *self, guint id, const GValue *value)
{
  switch (id)
    {
    case OPTION_ANONYMOUS:
      sipgo_inviter_set_anonymous (self, g_value_get_boolean (value));
      return TRUE;
    case OPTION_WITHOUT_DESCRIPTION:
      sipgo_inviter_set_without_description (self, g_value_get_boolean (value));
      return TRUE;
    case OPTION_EXTRA_HEADERS:
      sipgo_inviter_set_extra_headers (self, (const char *const *) g_value_get_boxed (value));
      return TRUE;
    case OPTION_LOCAL_IDENTITY:
      sipgo_inviter_set_local_identity (self, g_value_get_boxed (value));
      return TRUE;
    case OPTION_REMOTE_IDENTITY:
      sipgo_inviter_set_remote_identity (self, g_value_get_boxed (value));
      return TRUE;
    default:
      return FALSE;
    }
}

void
sipgo_inviter_install_options (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoInviter:anonymous:
   *
   * Whether the called one is not to learn who calls (RFC 3323): From and Contact name nobody, `Privacy: id` asks the
   * network to keep the secret, and P-Preferred-Identity tells it alone. %FALSE by default.
   */
  g_object_class_install_property (object_class, OPTION_ANONYMOUS, g_param_spec_boolean ("anonymous", NULL, NULL, FALSE, flags));
  /**
   * SipgoInviter:without-description:
   *
   * Whether the INVITE goes without an offer, so that the peer makes it. %FALSE by default.
   */
  g_object_class_install_property (object_class, OPTION_WITHOUT_DESCRIPTION, g_param_spec_boolean ("without-description", NULL, NULL, FALSE, flags));
  /**
   * SipgoInviter:extra-headers:
   *
   * Header lines of the INVITE, each as `Name: value`, before those of its options. None by default.
   */
  g_object_class_install_property (object_class, OPTION_EXTRA_HEADERS, g_param_spec_boxed ("extra-headers", NULL, NULL, G_TYPE_STRV, flags));
  /**
   * SipgoInviter:local-identity:
   *
   * Who we are to the peer. Before the call is sent it may be set: name, address and even tag of From. It wins over
   * [property@Inviter:anonymous]. The agent's own address by default.
   */
  g_object_class_install_property (object_class, OPTION_LOCAL_IDENTITY, g_param_spec_boxed ("local-identity", NULL, NULL, SIPGO_TYPE_NAME_ADDR, flags));
  /**
   * SipgoInviter:remote-identity:
   *
   * Who the peer is. Before the call is sent it may be set, where To is to say something else than the target. The
   * target by default.
   */
  g_object_class_install_property (object_class, OPTION_REMOTE_IDENTITY, g_param_spec_boxed ("remote-identity", NULL, NULL, SIPGO_TYPE_NAME_ADDR, flags));
  /**
   * SipgoInviter:body:
   *
   * The body of the INVITE; %NULL before it is sent, and when it has none.
   */
  g_object_class_install_property (object_class, OPTION_BODY, g_param_spec_boxed ("body", NULL, NULL, SIPGO_TYPE_BODY, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

void
sipgo_inviter_clear_options (SipgoInviter *self)
{
  g_clear_pointer (&session_of (self)->usage.extra_headers, g_strfreev);
  g_clear_pointer (&self->own_local, sipgo_name_addr_unref);
  g_clear_pointer (&self->own_remote, sipgo_name_addr_unref);
}

/**
 * sipgo_inviter_get_body:
 * @self: a call
 *
 * The body of the INVITE.
 *
 * Returns: (transfer none) (nullable): the body, or %NULL before it is sent and when it has none
 */
SipgoBody *
sipgo_inviter_get_body (SipgoInviter *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITER (self), NULL);
  return self->request ? sipgo_message_get_body (self->request->message) : NULL;
}

/**
 * sipgo_inviter_get_anonymous:
 * @self: a call
 *
 * Whether the called one is not to learn who calls.
 *
 * Returns: %TRUE when he is not
 */
gboolean
sipgo_inviter_get_anonymous (SipgoInviter *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITER (self), FALSE);
  return self->anonymous;
}

/**
 * sipgo_inviter_set_anonymous:
 * @self: a call that was not sent yet
 * @anonymous: %TRUE to hide who calls
 *
 * Sets [property@Inviter:anonymous].
 */
void
sipgo_inviter_set_anonymous (SipgoInviter *self, gboolean anonymous)
{
  g_return_if_fail (SIPGO_IS_INVITER (self));
  if (self->anonymous == anonymous)
    return;
  self->anonymous = anonymous;
  update_local (self);
  g_object_notify (G_OBJECT (self), "anonymous");
}

/**
 * sipgo_inviter_get_without_description:
 * @self: a call
 *
 * Whether the INVITE goes without an offer.
 *
 * Returns: %TRUE when it does
 */
gboolean
sipgo_inviter_get_without_description (SipgoInviter *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITER (self), FALSE);
  return self->without_description;
}

/**
 * sipgo_inviter_set_without_description:
 * @self: a call that was not sent yet
 * @without_description: %TRUE to leave the offer to the peer
 *
 * Sets [property@Inviter:without-description].
 */
void
sipgo_inviter_set_without_description (SipgoInviter *self, gboolean without_description)
{
  g_return_if_fail (SIPGO_IS_INVITER (self));
  if (self->without_description == without_description)
    return;
  self->without_description = without_description;
  g_object_notify (G_OBJECT (self), "without-description");
}

/**
 * sipgo_inviter_get_extra_headers:
 * @self: a call
 *
 * Header lines of the INVITE.
 *
 * Returns: (transfer full) (nullable): a copy of the lines, or %NULL
 */
GStrv
sipgo_inviter_get_extra_headers (SipgoInviter *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITER (self), NULL);
  return g_strdupv (session_of (self)->usage.extra_headers);
}

/**
 * sipgo_inviter_set_extra_headers:
 * @self: a call that was not sent yet
 * @extra_headers: (nullable) (array zero-terminated=1): lines, each as `Name: value`
 *
 * Sets [property@Inviter:extra-headers].
 */
void
sipgo_inviter_set_extra_headers (SipgoInviter *self, const char *const *extra_headers)
{
  g_return_if_fail (SIPGO_IS_INVITER (self));
  g_strfreev (session_of (self)->usage.extra_headers);
  session_of (self)->usage.extra_headers = g_strdupv ((GStrv) extra_headers);
  g_object_notify (G_OBJECT (self), "extra-headers");
}

/**
 * sipgo_inviter_set_local_identity:
 * @self: a call that was not sent yet
 * @identity: (nullable): name, address and even tag of From; %NULL for what the agent is
 *
 * Sets [property@Inviter:local-identity].
 */
void
sipgo_inviter_set_local_identity (SipgoInviter *self, SipgoNameAddr *identity)
{
  g_return_if_fail (SIPGO_IS_INVITER (self));
  g_clear_pointer (&self->own_local, sipgo_name_addr_unref);
  self->own_local = identity ? sipgo_name_addr_ref (identity) : NULL;
  update_local (self);
}

/**
 * sipgo_inviter_set_remote_identity:
 * @self: a call that was not sent yet
 * @identity: (nullable): name and address of To; %NULL for the target
 *
 * Sets [property@Inviter:remote-identity].
 */
void
sipgo_inviter_set_remote_identity (SipgoInviter *self, SipgoNameAddr *identity)
{
  SipgoSession *session;

  g_return_if_fail (SIPGO_IS_INVITER (self));
  session = session_of (self);
  g_clear_pointer (&self->own_remote, sipgo_name_addr_unref);
  self->own_remote = identity ? sipgo_name_addr_ref (identity) : NULL;
  g_clear_pointer (&session->remote, sipgo_name_addr_unref);
  session->remote = identity ? sipgo_name_addr_ref (identity) : sipgo_name_addr_new (NULL, self->target);
  g_object_notify (G_OBJECT (self), "remote-identity");
}
