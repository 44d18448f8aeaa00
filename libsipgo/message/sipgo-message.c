/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-message-private.h"

#include <string.h>

#include "libsipgo/message/sipgo-grammar-private.h"
#include "libsipgo/message/sipgo-status.h"

/**
 * SipgoMessage:
 *
 * A request or a response (RFC 3261, section 7).
 *
 * An application only reads messages. It asks for headers by name, in any case, full or compact. A header with a getter
 * of its own is parsed when the getter is first called.
 *
 * Since: 1.0
 */
G_DEFINE_BOXED_TYPE (SipgoMessage, sipgo_message, sipgo_message_ref, sipgo_message_unref)

SipgoMessage *
sipgo_message_alloc (void)
{
  SipgoMessage *self = g_malloc (sizeof *self);

  memset (self, 0, G_STRUCT_OFFSET (SipgoMessage, inline_rows));
  self->ref_count = 1;
  self->rows = self->inline_rows;
  self->n_allocated = SIPGO_N_INLINE_ROWS;
  self->arena.next = self->inline_bytes;
  self->arena.left = sizeof self->inline_bytes;
  return self;
}

/**
 * sipgo_message_ref:
 *
 * Takes a reference.
 *
 * Returns: (transfer full): the message itself
 *
 * Since: 1.0
 */
SipgoMessage *
sipgo_message_ref (SipgoMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);
  return self;
}

/**
 * sipgo_message_unref:
 * @self: (transfer full): the message
 *
 * Drops a reference.
 *
 * Since: 1.0
 */
void
sipgo_message_unref (SipgoMessage *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_clear_pointer (&self->request_uri, sipgo_uri_unref);
  g_clear_pointer (&self->via, sipgo_via_unref);
  g_clear_pointer (&self->from, sipgo_name_addr_unref);
  g_clear_pointer (&self->to, sipgo_name_addr_unref);
  g_clear_pointer (&self->contact, sipgo_name_addr_unref);
  g_clear_pointer (&self->body, sipgo_body_unref);
  g_clear_pointer (&self->wire, g_bytes_unref);
  g_clear_pointer (&self->source, g_bytes_unref);
  g_clear_pointer (&self->answered, sipgo_message_unref);
  sipgo_arena_clear (&self->arena);
  if (self->rows != self->inline_rows)
    g_free (self->rows);
  g_free (self);
}

SipgoHeaderRow *
sipgo_message_insert_row (SipgoMessage *self, guint position)
{
  if (self->n_rows == self->n_allocated)
    {
      gboolean was_inline = self->rows == self->inline_rows;

      self->n_allocated *= 2;
      self->rows = g_renew (SipgoHeaderRow, was_inline ? NULL : self->rows, self->n_allocated);
      if (was_inline)
        memcpy (self->rows, self->inline_rows, sizeof self->inline_rows);
    }
  if (position < self->n_rows)
    memmove (&self->rows[position + 1], &self->rows[position], (self->n_rows - position) * sizeof (SipgoHeaderRow));
  self->n_rows++;
  return &self->rows[position];
}

SipgoHeaderRow *
sipgo_message_first_row (SipgoMessage *self, SipgoHeaderId id)
{
  guint i;

  if (!(self->present & (G_GUINT64_CONSTANT (1) << id)))
    return NULL;
  for (i = 0; i < self->n_rows; i++)
    if (self->rows[i].id == id)
      return &self->rows[i];
  return NULL;
}

/**
 * sipgo_message_is_request:
 *
 * Checks whether this is a request.
 *
 * Returns: %TRUE for a request, %FALSE for a response
 *
 * Since: 1.0
 */
gboolean
sipgo_message_is_request (SipgoMessage *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->is_request;
}

/**
 * sipgo_message_get_method:
 *
 * Gets the method of a request; for a response, the method in `CSeq`.
 *
 * Returns: (nullable): the method, such as `INVITE`; %NULL for a response whose CSeq is malformed
 *
 * Since: 1.0
 */
const char *
sipgo_message_get_method (SipgoMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->method ? self->method : sipgo_message_get_cseq_method (self);
}

gboolean
sipgo_message_method_is (SipgoMessage *self, const char *method)
{
  return g_strcmp0 (sipgo_message_get_method (self), method) == 0;
}

/**
 * sipgo_message_get_request_uri:
 *
 * Gets the Request-URI (RFC 3261, section 7.1).
 *
 * Returns: (transfer none) (nullable): the URI; %NULL for a response
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_message_get_request_uri (SipgoMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->request_uri;
}

/**
 * sipgo_message_get_status_code:
 *
 * Gets the status code of a response.
 *
 * Returns: the code; 0 for a request
 *
 * Since: 1.0
 */
guint
sipgo_message_get_status_code (SipgoMessage *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->status_code;
}

/**
 * sipgo_message_get_reason_phrase:
 *
 * Gets the reason phrase of a response.
 *
 * Returns: (nullable): the phrase; %NULL for a request
 *
 * Since: 1.0
 */
const char *
sipgo_message_get_reason_phrase (SipgoMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->is_request)
    return NULL;
  return self->reason ? self->reason : "";
}

guint
sipgo_message_count (SipgoMessage *self, SipgoHeaderId id)
{
  guint i, n = 0;

  for (i = 0; i < self->n_rows; i++)
    n += self->rows[i].id == id;
  return n;
}

gboolean
sipgo_message_get_row (SipgoMessage *self, SipgoHeaderId id, guint index, SipgoSlice *value)
{
  guint i;

  for (i = 0; i < self->n_rows; i++)
    if (self->rows[i].id == id && index-- == 0)
      {
        *value = (SipgoSlice) { self->rows[i].value, self->rows[i].value_length };
        return TRUE;
      }
  return FALSE;
}

gboolean
sipgo_message_has (SipgoMessage *self, SipgoHeaderId id)
{
  return (self->present & (G_GUINT64_CONSTANT (1) << id)) != 0;
}

char *
sipgo_message_dup_value (SipgoMessage *self, SipgoHeaderId id)
{
  SipgoHeaderRow *row = sipgo_message_first_row (self, id);

  return row ? sipgo_dup_clean (row->value, row->value_length) : NULL;
}

/* Walks over the elements of all rows with one id; comma-separated lists are split. */
typedef struct
{
  SipgoMessage *message;
  SipgoHeaderId id;
  guint n_rows;                    /* rows taken so far */
  const char *p, *end;             /* the rest of the last row taken; NULL for none */
} ElementWalk;

static ElementWalk
walk_elements (SipgoMessage *self, SipgoHeaderId id)
{
  return (ElementWalk) { self, id, sipgo_message_has (self, id) ? 0 : self->n_rows, NULL, NULL };
}

static gboolean
next_element (ElementWalk *self, SipgoSlice *element)
{
  while (!self->p || !sipgo_list_next (&self->p, self->end, element))
    {
      const SipgoHeaderRow *row;

      if (self->n_rows == self->message->n_rows)
        return FALSE;
      row = &self->message->rows[self->n_rows++];
      self->p = row->id == self->id ? row->value : NULL;
      self->end = row->value + row->value_length;
    }
  return TRUE;
}

GStrv
sipgo_message_dup_list (SipgoMessage *self, SipgoHeaderId id)
{
  GPtrArray *elements = g_ptr_array_new ();
  ElementWalk walk = walk_elements (self, id);
  SipgoSlice element;

  while (next_element (&walk, &element))
    g_ptr_array_add (elements, sipgo_dup_clean (element.data, element.length));
  g_ptr_array_add (elements, NULL);
  return (GStrv) g_ptr_array_free (elements, FALSE);
}

guint
sipgo_message_count_elements (SipgoMessage *self, SipgoHeaderId id)
{
  ElementWalk walk = walk_elements (self, id);
  SipgoSlice element;
  guint n = 0;

  while (next_element (&walk, &element))
    n++;
  return n;
}

gboolean
sipgo_message_has_element (SipgoMessage *self, SipgoHeaderId id, const char *text)
{
  const gsize length = strlen (text);
  ElementWalk walk = walk_elements (self, id);
  SipgoSlice element;

  while (next_element (&walk, &element))
    if (sipgo_slice_equal (element, text, length))
      return TRUE;
  return FALSE;
}

gboolean
sipgo_message_is_encoded (SipgoMessage *self)
{
  g_autofree char *encoding = sipgo_message_dup_value (self, SIPGO_HEADER_CONTENT_ENCODING);

  return encoding && encoding[0] != '\0' && g_ascii_strcasecmp (encoding, "identity") != 0;
}

gboolean
sipgo_message_get_number (SipgoMessage *self, SipgoHeaderId id, guint32 maximum, guint32 *number)
{
  SipgoHeaderRow *row = sipgo_message_first_row (self, id);
  const char *p, *end;
  guint32 value;

  if (!row)
    return FALSE;
  p = row->value;
  end = p + row->value_length;
  if (!sipgo_scan_number (&p, end, maximum, &value))
    return FALSE;
  /* In Retry-After and some other headers a comment or parameters follow the number. */
  if (p < end && !strchr (" \t;(", *p))
    return FALSE;
  *number = value;
  return TRUE;
}

gboolean
sipgo_header_value_is_safe (const char *value)
{
  return strpbrk (value, "\r\n") == NULL && g_utf8_validate (value, -1, NULL);
}

gboolean
sipgo_method_is_valid (const char *method)
{
  const char *end = method + strlen (method);

  return end > method && sipgo_skip_class (method, end, SIPGO_CHAR_TOKEN) == end;
}

/**
 * sipgo_message_to_bytes:
 *
 * Gets the message as bytes, as it is sent.
 *
 * Returns: (transfer full): the bytes
 *
 * Since: 1.0
 */
GBytes *
sipgo_message_to_bytes (SipgoMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return sipgo_message_serialize (self);
}

/**
 * sipgo_message_to_string:
 *
 * Gets the message as text, for display. Invalid UTF-8 is replaced by U+FFFD.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
sipgo_message_to_string (SipgoMessage *self)
{
  g_autoptr (GBytes) bytes = NULL;
  const char *data;
  gsize size;

  g_return_val_if_fail (self != NULL, NULL);

  bytes = sipgo_message_serialize (self);
  data = g_bytes_get_data (bytes, &size);
  return sipgo_dup_valid (data, size);
}
