/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-uri-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-text-private.h"

/**
 * SipgoUri:
 *
 * A SIP, SIPS or TEL URI, or one of any other scheme kept as it is (RFC 3261, section 19.1; RFC 3966).
 *
 * A URI never changes: the methods that say "with" and "without" return a new one.
 *
 * Since: 1.0
 */
G_DEFINE_BOXED_TYPE (SipgoUri, sipgo_uri, sipgo_uri_ref, sipgo_uri_unref)

/**
 * sipgo_uri_parse:
 * @text: a URI, such as `sip:alice@example.com;transport=tcp`
 *
 * Parses a URI.
 *
 * Fails when @text is not a valid URI ([error@Error] `INVALID`); the message of the error says at which byte, and what
 * was expected there.
 *
 * Returns: (transfer full): the URI
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_uri_parse (const char *text, GError **error)
{
  SipgoFault fault;
  SipgoUri *self;

  g_return_val_if_fail (text != NULL, NULL);

  self = sipgo_uri_parse_slice (text, strlen (text), &fault);
  if (!self)
    sipgo_fault_to_error (&fault, "URI", text, error);
  return self;
}

void
sipgo_uri_append_host (GString *text, const char *host, guint port)
{
  gboolean is_bare_ipv6 = host && *host != '[' && strchr (host, ':') != NULL;

  if (is_bare_ipv6)
    g_string_append_c (text, '[');
  if (host)
    g_string_append (text, host);
  if (is_bare_ipv6)
    g_string_append_c (text, ']');
  if (port == 0)
    return;
  g_string_append_c (text, ':');
  sipgo_append_uint (text, port);
}

static gboolean
is_same_host (const char *parsed, const char *given)
{
  gsize length = strlen (given);

  return sipgo_slice_equal_nocase (*given == '[' ? (SipgoSlice) { given + 1, length - 2 }
                                                 : (SipgoSlice) { given, length }, parsed);
}

/**
 * sipgo_uri_new:
 * @scheme: the scheme: `sip`, `sips` or `tel`
 * @user: (nullable): the user, not escaped; the number of a `tel` URI
 * @host: (nullable): the host name or address, an IPv6 address with or without brackets; %NULL for `tel`
 * @port: the port; 0 for a URI without a port
 *
 * Creates a URI from its parts.
 *
 * Fails when they do not make a URI ([error@Error] `INVALID`): the error says at which character what was expected.
 *
 * Returns: (transfer full): the URI
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_uri_new (const char *scheme, const char *user, const char *host, guint port, GError **error)
{
  g_autoptr (GString) text = NULL;
  gboolean is_tel;
  g_autoptr (SipgoUri) self = NULL;
  SipgoFault fault;

  g_return_val_if_fail (scheme != NULL, NULL);
  is_tel = g_ascii_strcasecmp (scheme, "tel") == 0;
  if (is_tel ? !user : !host)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, is_tel ? "A %s URI needs a number, as the user"
                                                                   : "A %s URI needs a host", scheme);
      return NULL;
    }

  text = g_string_new (scheme);
  g_string_append_c (text, ':');
  if (user && is_tel)
    g_string_append (text, user);
  else if (user && *user != '\0')
    sipgo_append_escaped (text, user, SIPGO_CHAR_USER);
  if (user && *user != '\0' && !is_tel)
    g_string_append_c (text, '@');
  sipgo_uri_append_host (text, is_tel ? NULL : host, port);
  self = sipgo_uri_parse_slice (text->str, text->len, &fault);
  if (!self)
    {
      sipgo_fault_to_error (&fault, "URI", text->str, error);
      return NULL;
    }
  /* The text of a host may go on as another part of the URI. */
  if (self->host && !is_same_host (self->host, host))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                   "“%s” is not a host: give a name or an address alone", host);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * sipgo_uri_ref:
 *
 * Takes a reference.
 *
 * Returns: (transfer full): the URI itself
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_uri_ref (SipgoUri *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (self->ref_count);
  return self;
}

/**
 * sipgo_uri_unref:
 * @self: (transfer full): the URI
 *
 * Drops a reference.
 *
 * Since: 1.0
 */
void
sipgo_uri_unref (SipgoUri *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_int_dec_and_test (self->ref_count))
    g_free (self->block);
}

/**
 * sipgo_uri_get_scheme:
 *
 * Gets the scheme as it is written in the URI. The case of a scheme does not count.
 *
 * Returns: the scheme
 *
 * Since: 1.0
 */
const char *
sipgo_uri_get_scheme (SipgoUri *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->scheme;
}

/**
 * sipgo_uri_get_user:
 *
 * Gets the user with its escapes decoded, or the number of a TEL URI. An escaped NUL, and escapes whose result is not
 * valid UTF-8, are not decoded.
 *
 * Returns: (nullable): the user; %NULL when the URI has no user
 *
 * Since: 1.0
 */
const char *
sipgo_uri_get_user (SipgoUri *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->user;
}

/**
 * sipgo_uri_get_password:
 *
 * Gets the password. Passwords in URIs are not recommended, because they are sent in clear text (RFC 3261,
 * section 19.1.1).
 *
 * Returns: (nullable): the password; %NULL when the URI has no password
 *
 * Since: 1.0
 */
const char *
sipgo_uri_get_password (SipgoUri *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->password;
}

/**
 * sipgo_uri_get_host:
 *
 * Gets the host name or address; an IPv6 address without its brackets.
 *
 * Returns: (nullable): the host; %NULL when the scheme is neither SIP nor SIPS
 *
 * Since: 1.0
 */
const char *
sipgo_uri_get_host (SipgoUri *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->host;
}

/**
 * sipgo_uri_get_port:
 *
 * Gets the port that is written in the URI.
 *
 * Returns: the port; 0 when the URI has no port
 *
 * Since: 1.0
 */
guint
sipgo_uri_get_port (SipgoUri *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->raw.port;
}

/**
 * sipgo_uri_get_aor:
 *
 * Gets the address-of-record in short form, as SIP.js's `aor` is: the user as it is, and the host in lower case,
 * without scheme, port and parameters.
 *
 * Returns: (transfer full): text such as `alice@example.com`; only the host when there is no user; the number of a TEL
 *   URI
 *
 * Since: 1.0
 */
char *
sipgo_uri_get_aor (SipgoUri *self)
{
  g_autofree char *host = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  host = self->host ? g_ascii_strdown (self->host, -1) : NULL;
  if (!host || !self->user)
    return host ? g_steal_pointer (&host) : g_strdup (self->user);
  return g_strconcat (self->user, "@", host, NULL);
}

/**
 * sipgo_uri_is_secure:
 *
 * Checks whether this is a SIPS URI, which requires TLS on every hop.
 *
 * Returns: whether the scheme is `sips`
 *
 * Since: 1.0
 */
gboolean
sipgo_uri_is_secure (SipgoUri *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->raw.kind == SIPGO_URI_SIPS;
}

/**
 * sipgo_uri_has_parameter:
 * @name: the name of a parameter, in any case
 *
 * Checks whether the URI has a parameter, with or without a value.
 *
 * Returns: whether the URI has the parameter
 *
 * Since: 1.0
 */
gboolean
sipgo_uri_has_parameter (SipgoUri *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  return sipgo_params_find (self->parameters, self->raw.n_parameters, name) != NULL;
}

/**
 * sipgo_uri_get_parameter:
 * @name: the name of a parameter, in any case
 *
 * Gets the decoded value of a parameter.
 *
 * Returns: (nullable): the value; an empty string for a parameter without a value, %NULL when there is no parameter
 *   @name
 *
 * Since: 1.0
 */
const char *
sipgo_uri_get_parameter (SipgoUri *self, const char *name)
{
  const SipgoParam *param;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  param = sipgo_params_find (self->parameters, self->raw.n_parameters, name);
  if (!param)
    return NULL;
  return param->value ? param->value : "";
}

/**
 * sipgo_uri_get_parameter_names:
 *
 * Gets the names of all parameters in their order.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names
 *
 * Since: 1.0
 */
GStrv
sipgo_uri_get_parameter_names (SipgoUri *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return sipgo_params_dup_names (self->parameters, self->raw.n_parameters);
}

/**
 * sipgo_uri_get_header:
 * @name: the name of a header, in any case
 *
 * Gets the decoded value of a header after the question mark.
 *
 * Returns: (nullable): the value; %NULL when there is no such header
 *
 * Since: 1.0
 */
const char *
sipgo_uri_get_header (SipgoUri *self, const char *name)
{
  const SipgoParam *header;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  header = sipgo_params_find (self->headers, self->raw.n_headers, name);
  return header ? header->value : NULL;
}

/**
 * sipgo_uri_get_header_names:
 *
 * Gets the names of all headers after the question mark, in their order.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names
 *
 * Since: 1.0
 */
GStrv
sipgo_uri_get_header_names (SipgoUri *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return sipgo_params_dup_names (self->headers, self->raw.n_headers);
}

/**
 * sipgo_uri_to_string:
 *
 * Gets the URI as text, as it is sent.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
sipgo_uri_to_string (SipgoUri *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup (self->text);
}

/* As sipgo_uri_to_string () without a copy; valid as long as the URI. */
const char *
sipgo_uri_peek_text (SipgoUri *self)
{
  return self->text;
}
