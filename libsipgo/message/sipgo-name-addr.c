/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-name-addr-private.h"

#include <string.h>

/* One block of memory: this struct, the parameters, the SipgoUri with its parameters, headers and text, the whole text,
 * and a copy of the whole text that is cut into decoded, NUL-terminated pieces. */
struct _SipgoNameAddr
{
  gint ref_count;
  guint n_parameters;
  SipgoParam *parameters;
  const char *text;
  const char *display;
  SipgoUriScan uri_scan;        /* of a part of text */
  SipgoSlice parameters_text;
  SipgoUri *uri;                /* made by the first get_uri (): in the block, or its own when it was repaired */
  gint uri_lock;
};

/**
 * SipgoNameAddr:
 *
 * An address with a display name and parameters: the `name-addr` or `addr-spec` in From, To, Contact, Route and other
 * headers (RFC 3261, section 20.10).
 *
 * An address never changes: the methods that say "with" and "without" return a new one.
 *
 * Since: 1.0
 */
G_DEFINE_BOXED_TYPE (SipgoNameAddr, sipgo_name_addr, sipgo_name_addr_ref, sipgo_name_addr_unref)

static SipgoUri *
uri_place (SipgoNameAddr *self)
{
  return (SipgoUri *) (self->parameters + self->n_parameters);
}

static SipgoNameAddr *
new_from_scan (const SipgoNameAddrScan *scan)
{
  const char *from = scan->whole.data;
  gsize length = scan->whole.length, n_pairs = scan->uri.n_parameters + scan->uri.n_headers;
  SipgoNameAddr *self = g_malloc (sizeof *self + scan->parameters.n_params * sizeof (SipgoParam) + sizeof (SipgoUri)
                                  + n_pairs * sizeof (SipgoParam) + scan->uri.length + 1 + 2 * (length + 1));
  char *text, *copy;

  self->ref_count = 1;
  self->n_parameters = scan->parameters.n_params;
  self->parameters = (SipgoParam *) (self + 1);
  text = (char *) ((SipgoParam *) (uri_place (self) + 1) + n_pairs) + scan->uri.length + 1;
  copy = text + length + 1;
  memcpy (text, from, length);
  memcpy (copy, from, length);
  text[length] = copy[length] = '\0';

  self->text = text;
  self->uri = NULL;
  self->uri_lock = 0;
  self->uri_scan = scan->uri;
  self->uri_scan.text = text + (scan->uri.text - from);
  self->parameters_text = (SipgoSlice) { text + (scan->parameters.whole.data - from), scan->parameters.whole.length };
  sipgo_params_cut (&scan->parameters, copy + (scan->parameters.whole.data - from), self->parameters);
  self->display = NULL;
  if (scan->display.data)
    {
      char *display = copy + (scan->display.data - from);

      display[scan->display.length] = '\0';
      sipgo_unquote (display);
      self->display = *display != '\0' ? display : NULL;
    }
  return self;
}

/* In the copy of the text, display name and parameters are cut already; the URI, between them, is cut here. */
static SipgoUri *
make_uri (SipgoNameAddr *self)
{
  const SipgoUriScan *scan = &self->uri_scan;
  SipgoUri *uri = uri_place (self);
  SipgoParam *pairs = (SipgoParam *) (uri + 1);
  char *uri_text = (char *) (pairs + scan->n_parameters + scan->n_headers);
  char *text = uri_text + scan->length + 1;
  char *copy = text + strlen (text) + 1 + (scan->text - text);

  if (scan->must_escape)
    return sipgo_uri_new_from_scan (scan);
  sipgo_uri_init (uri, scan, pairs, uri_text, copy, &self->ref_count, self);
  return uri;
}

/* Invalid UTF-8 is replaced before parsing, so that every string that a getter returns is valid. */
SipgoNameAddr *
sipgo_name_addr_parse_slice (const char *data, gsize length, SipgoFault *fault)
{
  SipgoNameAddrScan scan;
  g_autofree char *clean = NULL;
  SipgoFault again;

  if (!sipgo_name_addr_scan (data, length, &scan, fault))
    return NULL;
  if (!sipgo_needs_cleaning (data, length))
    return new_from_scan (&scan);
  clean = sipgo_dup_clean (data, length);
  if (sipgo_name_addr_scan (clean, strlen (clean), &scan, &again))
    return new_from_scan (&scan);
  fault->at = data;
  fault->expected = again.expected;
  return NULL;
}

/**
 * sipgo_name_addr_parse:
 * @text: an address, such as `"Alice" <sip:alice@example.com>;tag=1`
 *
 * Parses an address.
 *
 * Fails when @text is not a valid address ([error@Error] `INVALID`); the message of the error says at which byte, and
 * what was expected there.
 *
 * Returns: (transfer full): the address
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_name_addr_parse (const char *text, GError **error)
{
  SipgoFault fault;
  SipgoNameAddr *self;

  g_return_val_if_fail (text != NULL, NULL);

  self = sipgo_name_addr_parse_slice (text, strlen (text), &fault);
  if (!self)
    sipgo_fault_to_error (&fault, "address", text, error);
  return self;
}

/* A bare URI is not read as an addr-spec of a header, whose parameters would be those of the header (RFC 3261 20). */
SipgoNameAddr *
sipgo_name_addr_parse_typed (const char *text, GError **error)
{
  g_autoptr (SipgoUri) uri = NULL;

  if (strchr (text, '<'))
    return sipgo_name_addr_parse (text, error);
  uri = sipgo_uri_parse (text, error);
  return uri ? sipgo_name_addr_new (NULL, uri) : NULL;
}

static SipgoNameAddr *
parse_own (GString *string)
{
  SipgoFault fault;
  SipgoNameAddr *self = sipgo_name_addr_parse_slice (string->str, string->len, &fault);

  if (!self)
    g_critical ("“%s” is not a valid address: expected %s", string->str, fault.expected);
  g_string_free (string, TRUE);
  return self;
}

/**
 * sipgo_name_addr_new:
 * @display_name: (nullable): the display name, without quotes
 * @uri: the URI
 *
 * Creates an address without parameters.
 *
 * Returns: (transfer full): the address
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_name_addr_new (const char *display_name, SipgoUri *uri)
{
  GString *string;

  g_return_val_if_fail (uri != NULL, NULL);
  g_return_val_if_fail (display_name == NULL || g_utf8_validate (display_name, -1, NULL), NULL);

  string = g_string_new (NULL);
  if (display_name && *display_name != '\0')
    {
      sipgo_append_quoted (string, display_name);
      g_string_append_c (string, ' ');
    }
  g_string_append_c (string, '<');
  g_string_append (string, sipgo_uri_peek_text (uri));
  g_string_append_c (string, '>');
  return parse_own (string);
}

/**
 * sipgo_name_addr_ref:
 *
 * Takes a reference.
 *
 * Returns: (transfer full): the address itself
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_name_addr_ref (SipgoNameAddr *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);
  return self;
}

/**
 * sipgo_name_addr_unref:
 * @self: (transfer full): the address
 *
 * Drops a reference.
 *
 * Since: 1.0
 */
void
sipgo_name_addr_unref (SipgoNameAddr *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  if (self->uri && self->uri != uri_place (self))
    sipgo_uri_unref (self->uri);
  g_free (self);
}

/**
 * sipgo_name_addr_get_display_name:
 *
 * Gets the display name without its quotes.
 *
 * Returns: (nullable): the name; %NULL when there is none
 *
 * Since: 1.0
 */
const char *
sipgo_name_addr_get_display_name (SipgoNameAddr *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->display;
}

/**
 * sipgo_name_addr_get_friendly_name:
 *
 * Gets a name to show to a person: the display name, or the address-of-record when there is no display name.
 *
 * Returns: (transfer full): the name
 *
 * Since: 1.0
 */
char *
sipgo_name_addr_get_friendly_name (SipgoNameAddr *self)
{
  const char *display_name;

  g_return_val_if_fail (self != NULL, NULL);
  display_name = sipgo_name_addr_get_display_name (self);
  return display_name && *display_name ? g_strdup (display_name) : sipgo_uri_get_aor (sipgo_name_addr_get_uri (self));
}

/**
 * sipgo_name_addr_get_uri:
 *
 * Gets the URI.
 *
 * Returns: (transfer none): the URI
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_name_addr_get_uri (SipgoNameAddr *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (!g_atomic_pointer_get (&self->uri))
    {
      g_bit_lock (&self->uri_lock, 0);
      if (!self->uri)
        g_atomic_pointer_set (&self->uri, make_uri (self));
      g_bit_unlock (&self->uri_lock, 0);
    }
  return self->uri;
}

gboolean
sipgo_name_addr_is_text (SipgoNameAddr *self, SipgoSlice text)
{
  return sipgo_slice_equal (text, self->text, strlen (self->text));
}

gboolean
sipgo_name_addr_has_host (SipgoNameAddr *self, const char *host)
{
  return sipgo_slice_equal_nocase (sipgo_uri_scan_get (&self->uri_scan, self->uri_scan.host), host);
}

/**
 * sipgo_name_addr_has_parameter:
 * @name: the name of a parameter, in any case
 *
 * Checks whether the address has a parameter. Parameters inside the URI do not count.
 *
 * Returns: whether the address has the parameter, with or without a value
 *
 * Since: 1.0
 */
gboolean
sipgo_name_addr_has_parameter (SipgoNameAddr *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  return sipgo_params_find (self->parameters, self->n_parameters, name) != NULL;
}

/**
 * sipgo_name_addr_get_parameter:
 * @name: the name of a parameter, in any case
 *
 * Gets the value of a parameter without quotes. Parameters inside the URI do not count.
 *
 * Returns: (nullable): the value; an empty string for a parameter without a value, %NULL when there is no parameter
 *   @name
 *
 * Since: 1.0
 */
const char *
sipgo_name_addr_get_parameter (SipgoNameAddr *self, const char *name)
{
  const SipgoParam *param;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  param = sipgo_params_find (self->parameters, self->n_parameters, name);
  if (!param)
    return NULL;
  return param->value ? param->value : "";
}

/**
 * sipgo_name_addr_get_parameter_names:
 *
 * Gets the names of all parameters in their order.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names
 *
 * Since: 1.0
 */
GStrv
sipgo_name_addr_get_parameter_names (SipgoNameAddr *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return sipgo_params_dup_names (self->parameters, self->n_parameters);
}

static gboolean
is_token (const char *text)
{
  const char *end = text + strlen (text);

  return end > text && sipgo_skip_class (text, end, SIPGO_CHAR_TOKEN) == end;
}

static GString *
write_with_parameter (SipgoNameAddr *self, const char *name, const char *value)
{
  const gsize head_length = self->parameters_text.data - self->text;
  GString *string = g_string_sized_new (head_length + self->parameters_text.length + 64);

  g_string_append_len (string, self->text, head_length);
  sipgo_params_append_replaced (string, self->parameters_text, name, value, FALSE);
  return string;
}

/**
 * sipgo_name_addr_with_parameter:
 * @name: the name of a parameter, a token
 * @value: (nullable): its value, without quotes, which are added when they are needed; %NULL for a parameter without a
 *   value
 *
 * Makes a copy in which one parameter is set or added.
 *
 * Returns: (transfer full): the new address
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_name_addr_with_parameter (SipgoNameAddr *self, const char *name, const char *value)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL && is_token (name), NULL);
  g_return_val_if_fail (value == NULL || g_utf8_validate (value, -1, NULL), NULL);

  return parse_own (write_with_parameter (self, name, value));
}

char *
sipgo_name_addr_dup_with_parameter (SipgoNameAddr *self, const char *name, const char *value)
{
  return g_string_free (write_with_parameter (self, name, value), FALSE);
}

/**
 * sipgo_name_addr_without_parameter:
 * @name: the name of a parameter, in any case
 *
 * Makes a copy without one parameter.
 *
 * Returns: (transfer full): the new address
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_name_addr_without_parameter (SipgoNameAddr *self, const char *name)
{
  const char *uri_end;
  GString *string;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  if (!sipgo_name_addr_has_parameter (self, name))
    return sipgo_name_addr_ref (self);
  uri_end = self->parameters_text.data;
  string = g_string_new_len (self->text, uri_end - self->text);
  sipgo_params_append_replaced (string, self->parameters_text, name, NULL, TRUE);
  return parse_own (string);
}

/**
 * sipgo_name_addr_equal:
 * @other: another address
 *
 * Compares two addresses by the rules of RFC 3261, sections 20.10 and 20.20: the URIs must be equal, the tags must be
 * equal, and each other parameter that both have must be equal. Display names do not count.
 *
 * Returns: whether both are equal
 *
 * Since: 1.0
 */
gboolean
sipgo_name_addr_equal (SipgoNameAddr *self, SipgoNameAddr *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return strcmp (self->text, other->text) == 0
         || (sipgo_uri_equal (sipgo_name_addr_get_uri (self), sipgo_name_addr_get_uri (other))
             && sipgo_params_equal (self->parameters, self->n_parameters, other->parameters, other->n_parameters,
                                    TRUE));
}

/**
 * sipgo_name_addr_hash:
 *
 * Computes a hash value, which is the hash of the URI: equal addresses have the same.
 *
 * Returns: a hash value for use with [method@NameAddr.equal]
 *
 * Since: 1.0
 */
guint
sipgo_name_addr_hash (SipgoNameAddr *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return sipgo_uri_hash (sipgo_name_addr_get_uri (self));
}

/**
 * sipgo_name_addr_to_string:
 *
 * Gets the address as text, as it is sent.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
sipgo_name_addr_to_string (SipgoNameAddr *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup (self->text);
}
