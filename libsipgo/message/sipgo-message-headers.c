/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-message-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-boxed-list-private.h"
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-name-addr-private.h"

/* A header that an application asks for by name. */
typedef struct
{
  const char *name;
  gsize length;
  SipgoHeaderId id;
} Wanted;

static Wanted
wanted (const char *name)
{
  gsize length = strlen (name);

  return (Wanted) { name, length, length > 0 ? sipgo_header_id_from_name (name, length) : SIPGO_HEADER_OTHER };
}

static gboolean
is_wanted (const SipgoHeaderRow *row, const Wanted *what)
{
  if (row->id != what->id)
    return FALSE;
  return row->id != SIPGO_HEADER_OTHER
         || (row->name_length == what->length && g_ascii_strncasecmp (row->name, what->name, what->length) == 0);
}

static SipgoHeaderRow *
find_row (SipgoMessage *self, const char *name)
{
  Wanted what = wanted (name);
  guint i;

  for (i = 0; i < self->n_rows; i++)
    if (is_wanted (&self->rows[i], &what))
      return &self->rows[i];
  return NULL;
}

/**
 * sipgo_message_get_header:
 * @name: the name of a header, in any case, full or compact
 *
 * Gets the value of the first header line with a name. A folded value comes as one line (RFC 3261, section 7.3.1).
 *
 * Returns: (transfer full) (nullable): the value; %NULL when the message has no such header
 *
 * Since: 1.0
 */
char *
sipgo_message_get_header (SipgoMessage *self, const char *name)
{
  SipgoHeaderRow *row;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  row = find_row (self, name);
  return row ? sipgo_dup_clean (row->value, row->value_length) : NULL;
}

/**
 * sipgo_message_get_header_values:
 * @name: the name of a header, in any case, full or compact
 *
 * Gets the values of all header lines with a name, one value for each line. The elements of a comma-separated list in
 * one line are not split.
 *
 * Returns: (transfer full) (array zero-terminated=1): the values; empty when the message has no such header
 *
 * Since: 1.0
 */
GStrv
sipgo_message_get_header_values (SipgoMessage *self, const char *name)
{
  GPtrArray *values;
  Wanted what;
  guint i;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  values = g_ptr_array_new ();
  what = wanted (name);
  for (i = 0; i < self->n_rows; i++)
    if (is_wanted (&self->rows[i], &what))
      g_ptr_array_add (values, sipgo_dup_clean (self->rows[i].value, self->rows[i].value_length));
  g_ptr_array_add (values, NULL);
  return (GStrv) g_ptr_array_free (values, FALSE);
}

static gboolean
seen_before (SipgoMessage *self, guint index)
{
  guint i;

  for (i = 0; i < index; i++)
    if (self->rows[i].id == self->rows[index].id
        && (self->rows[i].id != SIPGO_HEADER_OTHER
            || (self->rows[i].name_length == self->rows[index].name_length
                && g_ascii_strncasecmp (self->rows[i].name, self->rows[index].name, self->rows[i].name_length) == 0)))
      return TRUE;
  return FALSE;
}

/**
 * sipgo_message_get_header_names:
 *
 * Gets the names of all headers, each once and in its full form, in the order of their first lines.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names
 *
 * Since: 1.0
 */
GStrv
sipgo_message_get_header_names (SipgoMessage *self)
{
  GPtrArray *names;
  guint i;

  g_return_val_if_fail (self != NULL, NULL);

  names = g_ptr_array_new ();
  for (i = 0; i < self->n_rows; i++)
    {
      SipgoHeaderRow *row = &self->rows[i];

      if (seen_before (self, i))
        continue;
      g_ptr_array_add (names, row->id != SIPGO_HEADER_OTHER ? g_strdup (sipgo_header_get_name (row->id))
                                                            : g_strndup (row->name, row->name_length));
    }
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (names, FALSE);
}

/**
 * sipgo_message_has_header:
 * @name: the name of a header, in any case, full or compact
 *
 * Checks whether the message has a header.
 *
 * Returns: whether the message has the header
 *
 * Since: 1.0
 */
gboolean
sipgo_message_has_header (SipgoMessage *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  return find_row (self, name) != NULL;
}

/* Faster than sipgo_list_next (), since tokens have no quotes and brackets: every INVITE is asked for option tags. */
static gboolean
lists_token (const char *p, const char *end, const char *token)
{
  gsize length = strlen (token);

  while (p < end)
    {
      const char *comma = memchr (p, ',', end - p);
      SipgoSlice element = sipgo_slice_trim (p, comma ? comma : end);

      if (element.length == length && g_ascii_strncasecmp (element.data, token, length) == 0)
        return TRUE;
      p = comma ? comma + 1 : end;
    }
  return FALSE;
}

/**
 * sipgo_message_has_option:
 * @header: the name of a header whose value is a list of tokens, such as `Supported`, `Require` or `Allow`
 * @option_tag: an option tag or another token, such as `100rel`
 *
 * Checks whether a header lists an option tag (RFC 3261, section 19.2) or another token.
 *
 * Returns: whether the header lists @option_tag
 *
 * Since: 1.0
 */
gboolean
sipgo_message_has_option (SipgoMessage *self, const char *header, const char *option_tag)
{
  Wanted what;
  guint i;

  g_return_val_if_fail (self != NULL && header != NULL && option_tag != NULL, FALSE);

  what = wanted (header);
  if (what.id != SIPGO_HEADER_OTHER && !sipgo_message_has (self, what.id))
    return FALSE;
  for (i = 0; i < self->n_rows; i++)
    if (is_wanted (&self->rows[i], &what)
        && lists_token (self->rows[i].value, self->rows[i].value + self->rows[i].value_length, option_tag))
      return TRUE;
  return FALSE;
}

static void
set_broken (GError **error, const char *name, SipgoSlice element, const SipgoFault *fault)
{
  g_autofree char *text = sipgo_dup_clean (element.data, element.length);

  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED,
               "The header %s has the value “%s”: expected %s at byte %" G_GSIZE_FORMAT, name, text, fault->expected,
               (gsize) (fault->at - element.data));
}

/* An entry that cannot be parsed is left out, or with leave_out FALSE is an error. */
static GPtrArray *
dup_name_addrs (SipgoMessage *self, const Wanted *what, gboolean leave_out, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_name_addr_unref);
  SipgoSlice element;
  guint i;

  for (i = 0; i < self->n_rows; i++)
    {
      const char *p = self->rows[i].value, *end = p + self->rows[i].value_length;

      while (is_wanted (&self->rows[i], what) && sipgo_list_next (&p, end, &element))
        {
          SipgoFault fault;
          SipgoNameAddr *addr = sipgo_name_addr_parse_slice (element.data, element.length, &fault);

          if (addr)
            {
              g_ptr_array_add (list, addr);
            }
          else if (!leave_out)
            {
              set_broken (error, what->name, element, &fault);
              return NULL;
            }
        }
    }
  return g_steal_pointer (&list);
}

static GPtrArray *
dup_known_name_addrs (SipgoMessage *self, SipgoHeaderId id, gboolean leave_out, GError **error)
{
  const char *name = sipgo_header_get_name (id);
  Wanted what = { name, strlen (name), id };

  return dup_name_addrs (self, &what, leave_out, error);
}

GPtrArray *
sipgo_message_dup_name_addrs (SipgoMessage *self, SipgoHeaderId id, GError **error)
{
  return dup_known_name_addrs (self, id, FALSE, error);
}

GPtrArray *
sipgo_message_dup_readable_name_addrs (SipgoMessage *self, SipgoHeaderId id)
{
  return dup_known_name_addrs (self, id, TRUE, NULL);
}

/**
 * sipgo_message_get_name_addrs:
 * @name: the name of a header that holds addresses, such as `Contact` or `Route`
 *
 * Gets all addresses of a header, in their order.
 *
 * Fails when a value is not an address ([error@Error] `MALFORMED`); the `*` of a `Contact` that removes all bindings is
 * not an address.
 *
 * Returns: (transfer full) (element-type SipgoNameAddr): the addresses
 *
 * Since: 1.0
 */
GList *
sipgo_message_get_name_addrs (SipgoMessage *self, const char *name, GError **error)
{
  g_autoptr (GPtrArray) addrs = NULL;
  Wanted what;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  what = wanted (name);
  if (what.id != SIPGO_HEADER_OTHER)
    what.name = sipgo_header_get_name (what.id);
  addrs = dup_name_addrs (self, &what, FALSE, error);
  return addrs ? sipgo_list_of_boxed (addrs, SIPGO_TYPE_NAME_ADDR) : NULL;
}
