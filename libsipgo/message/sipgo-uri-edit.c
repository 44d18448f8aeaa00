/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-uri-private.h"

#include <string.h>

/* The functions that change a URI copy the raw text of the parts that stay, so that these are not decoded and escaped
 * again. */
static void
append_slice (GString *string, const char *before, SipgoSlice slice)
{
  if (!slice.data)
    return;
  g_string_append (string, before);
  g_string_append_len (string, slice.data, slice.length);
}

static void
append_piece (GString *string, const char *before, SipgoUri *self, SipgoUriPiece piece)
{
  append_slice (string, before, sipgo_uri_scan_get (&self->raw, piece));
}

/* scheme, user, host and port */
static GString *
begin_copy (SipgoUri *self, gboolean with_user)
{
  GString *string = g_string_sized_new (self->raw.length + 32);

  g_string_append_len (string, self->text, self->raw.scheme_length);
  g_string_append_c (string, ':');
  if (with_user && self->raw.user.at > 0)
    {
      append_piece (string, "", self, self->raw.user);
      append_piece (string, ":", self, self->raw.password);
      if (self->raw.host.at > 0)
        g_string_append_c (string, '@');
    }
  return string;
}

static void
append_host (GString *string, SipgoUri *self)
{
  if (self->raw.host.at > 0)
    sipgo_uri_append_host (string, self->host, self->raw.port);
}

static SipgoUri *
finish_copy (GString *string)
{
  SipgoFault fault;
  SipgoUri *uri = sipgo_uri_parse_slice (string->str, string->len, &fault);

  if (!uri)
    g_critical ("“%s” is not a valid URI: expected %s", string->str, fault.expected);
  g_string_free (string, TRUE);
  return uri;
}

static void
append_parameters_but (GString *string, SipgoUri *self, const char *name)
{
  SipgoSlice parameters = sipgo_uri_scan_get (&self->raw, self->raw.parameters);
  const char *p = parameters.data;
  guint i;

  for (i = 0; i < self->raw.n_parameters; i++)
    {
      const char *end = parameters.data + parameters.length;
      const char *stop = memchr (p, ';', end - p);

      if (!stop)
        stop = end;
      if (!name || g_ascii_strcasecmp (self->parameters[i].name, name) != 0)
        append_slice (string, ";", (SipgoSlice) { p, stop - p });
      p = stop + 1;
    }
}

/**
 * sipgo_uri_with_user:
 * @user: (nullable): the user, not escaped; %NULL for a URI without a user
 *
 * Makes a copy with another user. A password is removed with the old user.
 *
 * Returns: (transfer full): the new URI
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_uri_with_user (SipgoUri *self, const char *user)
{
  GString *string;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->raw.kind != SIPGO_URI_OPAQUE, NULL);

  string = begin_copy (self, FALSE);
  if (user && self->raw.kind == SIPGO_URI_TEL)
    {
      g_string_append (string, user);
    }
  else if (user && *user != '\0')
    {
      sipgo_append_escaped (string, user, SIPGO_CHAR_USER);
      g_string_append_c (string, '@');
    }
  append_host (string, self);
  append_parameters_but (string, self, NULL);
  append_piece (string, "?", self, self->raw.headers);
  return finish_copy (string);
}

static SipgoUri *
replace_parameter (SipgoUri *self, const char *name, gboolean keep, const char *value)
{
  GString *string = begin_copy (self, TRUE);

  append_host (string, self);
  append_parameters_but (string, self, name);
  if (keep)
    {
      g_string_append_c (string, ';');
      sipgo_append_escaped (string, name, SIPGO_CHAR_PARAM);
      if (value && *value != '\0')
        {
          g_string_append_c (string, '=');
          sipgo_append_escaped (string, value, SIPGO_CHAR_PARAM);
        }
    }
  append_piece (string, "?", self, self->raw.headers);
  return finish_copy (string);
}

/**
 * sipgo_uri_with_parameter:
 * @name: the name of a parameter
 * @value: (nullable): its value, not escaped; %NULL for a parameter without a value
 *
 * Makes a copy in which one parameter is set or added.
 *
 * Returns: (transfer full): the new URI
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_uri_with_parameter (SipgoUri *self, const char *name, const char *value)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL && *name != '\0', NULL);
  g_return_val_if_fail (self->raw.kind != SIPGO_URI_OPAQUE, NULL);

  return replace_parameter (self, name, TRUE, value);
}

/**
 * sipgo_uri_without_parameter:
 * @name: the name of a parameter, in any case
 *
 * Makes a copy without one parameter.
 *
 * Returns: (transfer full): the new URI
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_uri_without_parameter (SipgoUri *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  if (!sipgo_uri_has_parameter (self, name))
    return sipgo_uri_ref (self);
  return replace_parameter (self, name, FALSE, NULL);
}

/**
 * sipgo_uri_with_header:
 * @name: the name of a header
 * @value: its value, not escaped
 *
 * Makes a copy with one more header after the question mark, such as the `Replaces` of an attended transfer.
 *
 * Returns: (transfer full): the new URI
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_uri_with_header (SipgoUri *self, const char *name, const char *value)
{
  GString *string;

  g_return_val_if_fail (self != NULL && value != NULL, NULL);
  g_return_val_if_fail (name != NULL && *name != '\0', NULL);
  g_return_val_if_fail (self->raw.host.at > 0, NULL);

  string = g_string_new (self->text);
  g_string_append_c (string, self->raw.n_headers > 0 ? '&' : '?');
  sipgo_append_escaped (string, name, SIPGO_CHAR_HEADER);
  g_string_append_c (string, '=');
  sipgo_append_escaped (string, value, SIPGO_CHAR_HEADER);
  return finish_copy (string);
}

/**
 * sipgo_uri_without_headers:
 *
 * Makes a copy without the headers after the question mark. A Request-URI must not have headers (RFC 3261,
 * section 19.1.5).
 *
 * Returns: (transfer full): the new URI
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_uri_without_headers (SipgoUri *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->raw.headers.at == 0)
    return sipgo_uri_ref (self);
  return finish_copy (g_string_new_len (self->text, self->raw.headers.at - 1));
}

/**
 * sipgo_uri_without_header:
 * @name: the name of a header, in any case
 *
 * Makes a copy without the headers of that name after the question mark.
 *
 * Returns: (transfer full): the new URI
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_uri_without_header (SipgoUri *self, const char *name)
{
  SipgoUri *result;
  guint i;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);
  if (!sipgo_uri_get_header (self, name))
    return sipgo_uri_ref (self);
  result = sipgo_uri_without_headers (self);
  for (i = 0; i < self->raw.n_headers; i++)
    {
      g_autoptr (SipgoUri) before = result;

      if (g_ascii_strcasecmp (self->headers[i].name, name) != 0)
        result = sipgo_uri_with_header (before, self->headers[i].name,
                                        self->headers[i].value ? self->headers[i].value : "");
      else
        result = sipgo_uri_ref (before);
    }
  return result;
}

SipgoUri *
sipgo_uri_make_request_uri (SipgoUri *self)
{
  g_autoptr (SipgoUri) plain = sipgo_uri_without_headers (self);

  return sipgo_uri_without_parameter (plain, "method");
}
