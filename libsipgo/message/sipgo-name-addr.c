/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-name-addr-private.h"

#include <string.h>

/* What is read out of the text: most addresses are only passed on, so this is made when somebody asks for it. One block
 * of memory: this struct, the parameters, the SipgoUri with its parameters, headers and text, and a copy of the whole
 * text that is cut into decoded, NUL-terminated pieces. The URI counts the references. */
typedef struct
{
  gint ref_count;
  guint n_parameters;
  SipgoParam *parameters;
  const char *display;
  gsize head_length;            /* of the text before its parameters */
  SipgoUri *uri;                /* in the block, or its own when it was repaired */
} Parts;

struct _SipgoNameAddr
{
  gint ref_count;
  gint lock;
  Parts *parts;                 /* NULL until they are asked for */
  char text[];
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

static SipgoNameAddr *
new_from_text (const char *text, gsize length)
{
  SipgoNameAddr *self = g_malloc (sizeof *self + length + 1);

  self->ref_count = 1;
  self->lock = 0;
  self->parts = NULL;
  memcpy (self->text, text, length);
  self->text[length] = '\0';
  return self;
}

static SipgoUri *
uri_place (Parts *self)
{
  return (SipgoUri *) (self->parameters + self->n_parameters);
}

static const char *
cut_display (SipgoSlice raw, char *display)
{
  display[raw.length] = '\0';
  sipgo_unquote (display);
  return *display != '\0' ? display : NULL;
}

static Parts *
parts_new (const SipgoNameAddrScan *scan)
{
  const char *from = scan->whole.data;
  gsize length = scan->whole.length, n_pairs = scan->uri.n_parameters + scan->uri.n_headers;
  Parts *self = g_malloc (sizeof *self + scan->parameters.n_params * sizeof (SipgoParam) + sizeof (SipgoUri)
                          + n_pairs * sizeof (SipgoParam) + scan->uri.length + 1 + length + 1);
  SipgoParam *pairs;
  char *uri_text, *copy;

  self->ref_count = 1;
  self->n_parameters = scan->parameters.n_params;
  self->parameters = (SipgoParam *) (self + 1);
  pairs = (SipgoParam *) (uri_place (self) + 1);
  uri_text = (char *) (pairs + n_pairs);
  copy = uri_text + scan->uri.length + 1;
  memcpy (copy, from, length);
  copy[length] = '\0';
  self->head_length = scan->parameters.whole.data - from;
  sipgo_params_cut (&scan->parameters, copy + self->head_length, self->parameters);
  self->display = scan->display.data ? cut_display (scan->display, copy + (scan->display.data - from)) : NULL;
  self->uri = scan->uri.must_escape ? sipgo_uri_new_from_scan (&scan->uri) : uri_place (self);
  if (!scan->uri.must_escape)
    sipgo_uri_init (self->uri, &scan->uri, pairs, uri_text, copy + (scan->uri.text - from), &self->ref_count, self);
  return self;
}

static void
parts_free (Parts *self)
{
  gboolean is_own_block = self->uri != uri_place (self);

  sipgo_uri_unref (self->uri);
  if (is_own_block)
    g_free (self);
}

static Parts *
parts_of (SipgoNameAddr *self)
{
  if (!g_atomic_pointer_get (&self->parts))
    {
      g_bit_lock (&self->lock, 0);
      if (!self->parts)
        {
          SipgoNameAddrScan scan;
          SipgoFault fault;

          /* The text was scanned before it was taken. */
          if (!sipgo_name_addr_scan (self->text, strlen (self->text), &scan, &fault))
            g_assert_not_reached ();
          g_atomic_pointer_set (&self->parts, parts_new (&scan));
        }
      g_bit_unlock (&self->lock, 0);
    }
  return self->parts;
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
    return new_from_text (data, length);
  clean = sipgo_dup_clean (data, length);
  if (sipgo_name_addr_scan (clean, strlen (clean), &scan, &again))
    return new_from_text (clean, strlen (clean));
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

/* A bare URI is not read as an addr-spec of a header, whose parameters would be those of the header (RFC 3261 20). An
 * address may come from the From or To of a dialog, whose tag has no meaning elsewhere. */
SipgoNameAddr *
sipgo_name_addr_parse_typed (const char *text, GError **error)
{
  g_autoptr (SipgoUri) uri = NULL;
  g_autoptr (SipgoNameAddr) address = NULL;

  if (strchr (text, '<'))
    {
      address = sipgo_name_addr_parse (text, error);
      return address ? sipgo_name_addr_without_parameter (address, "tag") : NULL;
    }
  uri = sipgo_uri_parse (text, error);
  return uri ? sipgo_name_addr_new (NULL, uri) : NULL;
}

/* Most targets are bare URIs: no name-addr is made for them. */
SipgoUri *
sipgo_name_addr_parse_target (const char *text, char **display_name, GError **error)
{
  g_autoptr (SipgoNameAddr) address = NULL;

  *display_name = NULL;
  if (!strchr (text, '<'))
    return sipgo_uri_parse (text, error);
  address = sipgo_name_addr_parse (text, error);
  if (!address)
    return NULL;
  *display_name = g_strdup (sipgo_name_addr_get_display_name (address));
  return sipgo_uri_ref (sipgo_name_addr_get_uri (address));
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

static GString *
write_without_parameters (const char *display_name, SipgoUri *uri)
{
  GString *string = g_string_new (NULL);

  if (display_name && *display_name != '\0')
    {
      sipgo_append_quoted (string, display_name);
      g_string_append_c (string, ' ');
    }
  g_string_append_c (string, '<');
  g_string_append (string, sipgo_uri_peek_text (uri));
  g_string_append_c (string, '>');
  return string;
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
  g_return_val_if_fail (uri != NULL, NULL);
  g_return_val_if_fail (display_name == NULL || g_utf8_validate (display_name, -1, NULL), NULL);

  return parse_own (write_without_parameters (display_name, uri));
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
  if (self->parts)
    parts_free (self->parts);
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

  return parts_of (self)->display;
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

  return parts_of (self)->uri;
}

gboolean
sipgo_name_addr_is_text (SipgoNameAddr *self, SipgoSlice text)
{
  return sipgo_slice_equal (text, self->text, strlen (self->text));
}

/* A host stands behind the @ of the user, or behind the colon of the scheme. */
static gboolean
may_have_host (const char *text, const char *host)
{
  const gsize length = strlen (host);

  while ((text = strpbrk (text, "@:")))
    {
      if (g_ascii_strncasecmp (++text, host, length) == 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
sipgo_name_addr_has_host (SipgoNameAddr *self, const char *host)
{
  const char *own;

  /* Nearly every address is of another host, and need not be taken apart to know it. */
  if (!may_have_host (self->text, host))
    return FALSE;
  own = sipgo_uri_get_host (sipgo_name_addr_get_uri (self));
  return own && g_ascii_strcasecmp (own, host) == 0;
}

static const SipgoParam *
find_parameter (SipgoNameAddr *self, const char *name)
{
  const Parts *parts = parts_of (self);

  return sipgo_params_find (parts->parameters, parts->n_parameters, name);
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

  return find_parameter (self, name) != NULL;
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

  param = find_parameter (self, name);
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

  return sipgo_params_dup_names (parts_of (self)->parameters, parts_of (self)->n_parameters);
}

static gboolean
is_token (const char *text)
{
  const char *end = text + strlen (text);

  return end > text && sipgo_skip_class (text, end, SIPGO_CHAR_TOKEN) == end;
}

static GString *
write_with_parameter (SipgoNameAddr *self, const char *name, const char *value, gboolean remove)
{
  const gsize length = strlen (self->text), head_length = parts_of (self)->head_length;
  GString *string = g_string_sized_new (length + 64);

  g_string_append_len (string, self->text, head_length);
  sipgo_params_append_replaced (string, (SipgoSlice) { self->text + head_length, length - head_length }, name, value,
                                remove);
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

  return parse_own (write_with_parameter (self, name, value, FALSE));
}

char *
sipgo_name_addr_dup_with_parameter (SipgoNameAddr *self, const char *name, const char *value)
{
  return g_string_free (write_with_parameter (self, name, value, FALSE), FALSE);
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
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  if (!sipgo_name_addr_has_parameter (self, name))
    return sipgo_name_addr_ref (self);
  return parse_own (write_with_parameter (self, name, NULL, TRUE));
}

/**
 * sipgo_name_addr_with_uri:
 * @uri: the URI
 *
 * Makes a copy with another URI, which stands in angle brackets. The display name and the parameters of the address
 * stay.
 *
 * Returns: (transfer full): the new address
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_name_addr_with_uri (SipgoNameAddr *self, SipgoUri *uri)
{
  GString *string;

  g_return_val_if_fail (self != NULL && uri != NULL, NULL);

  string = write_without_parameters (parts_of (self)->display, uri);
  g_string_append (string, self->text + parts_of (self)->head_length);
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
             && sipgo_params_equal (parts_of (self)->parameters, parts_of (self)->n_parameters,
                                   parts_of (other)->parameters, parts_of (other)->n_parameters, TRUE));
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
