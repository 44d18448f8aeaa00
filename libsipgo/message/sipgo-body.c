/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-body.h"

#include <string.h>

#include "libsipgo/base/sipgo-boxed-list-private.h"
#include "libsipgo/message/sipgo-grammar-private.h"
#include "libsipgo/message/sipgo-multipart-private.h"

struct _SipgoBody
{
  gint ref_count;
  char *content_type;
  char *content_disposition;
  GBytes *bytes;
};

/**
 * SipgoBody:
 *
 * The body of a message: an SDP, a text, or a multipart body (RFC 3261, section 7.4; RFC 5621). A body never changes.
 *
 * Since: 1.0
 */
G_DEFINE_BOXED_TYPE (SipgoBody, sipgo_body, sipgo_body_ref, sipgo_body_unref)

/**
 * sipgo_body_new:
 * @content_type: the media type, such as `application/sdp`
 * @text: the text
 *
 * Creates a body from text.
 *
 * Returns: (transfer full): the body
 *
 * Since: 1.0
 */
SipgoBody *
sipgo_body_new (const char *content_type, const char *text)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  bytes = g_bytes_new (text, strlen (text));
  return sipgo_body_new_full (content_type, NULL, bytes);
}

/**
 * sipgo_body_new_bytes:
 * @content_type: the media type, such as `image/png`
 * @bytes: the content
 *
 * Creates a body from bytes.
 *
 * Returns: (transfer full): the body
 *
 * Since: 1.0
 */
SipgoBody *
sipgo_body_new_bytes (const char *content_type, GBytes *bytes)
{
  return sipgo_body_new_full (content_type, NULL, bytes);
}

/**
 * sipgo_body_new_full:
 * @content_type: (nullable): the value of `Content-Type`: the media type with its parameters
 * @content_disposition: (nullable): the value of `Content-Disposition`, such as `render`; %NULL for the default of the
 *   media type
 * @bytes: the content
 *
 * Creates a body from bytes, with its Content-Type and Content-Disposition (RFC 3261, section 20.11).
 *
 * Returns: (transfer full): the body
 *
 * Since: 1.0
 */
SipgoBody *
sipgo_body_new_full (const char *content_type, const char *content_disposition, GBytes *bytes)
{
  SipgoBody *self;

  g_return_val_if_fail (bytes != NULL, NULL);

  self = g_new (SipgoBody, 1);
  self->ref_count = 1;
  self->content_type = g_strdup (content_type);
  self->content_disposition = g_strdup (content_disposition);
  self->bytes = g_bytes_ref (bytes);
  return self;
}

/**
 * sipgo_body_ref:
 *
 * Takes a reference.
 *
 * Returns: (transfer full): the body itself
 *
 * Since: 1.0
 */
SipgoBody *
sipgo_body_ref (SipgoBody *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);
  return self;
}

/**
 * sipgo_body_unref:
 * @self: (transfer full): the body
 *
 * Drops a reference.
 *
 * Since: 1.0
 */
void
sipgo_body_unref (SipgoBody *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->content_type);
  g_free (self->content_disposition);
  g_bytes_unref (self->bytes);
  g_free (self);
}

/**
 * sipgo_body_get_content_type:
 *
 * Gets the value of `Content-Type`: the media type with its parameters.
 *
 * Returns: (nullable): the type; %NULL when the message has no Content-Type
 *
 * Since: 1.0
 */
const char *
sipgo_body_get_content_type (SipgoBody *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->content_type;
}

/**
 * sipgo_body_get_content_disposition:
 *
 * Gets the value of `Content-Disposition`, which says what the body is for.
 *
 * Returns: (nullable): the disposition with its parameters; %NULL when the message has no Content-Disposition
 *
 * Since: 1.0
 */
const char *
sipgo_body_get_content_disposition (SipgoBody *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->content_disposition;
}

/**
 * sipgo_body_is_type:
 * @media_type: a type without parameters, such as `application/sdp`, or all subtypes of one, such as `multipart/` and
 *   a star
 *
 * Checks the media type of the body. Case and parameters are ignored.
 *
 * Returns: whether the body has the type @media_type
 *
 * Since: 1.0
 */
gboolean
sipgo_body_is_type (SipgoBody *self, const char *media_type)
{
  gsize length;

  g_return_val_if_fail (self != NULL && media_type != NULL, FALSE);

  length = strlen (media_type);
  if (!self->content_type)
    return FALSE;
  if (g_str_has_suffix (media_type, "/*"))
    return g_ascii_strncasecmp (self->content_type, media_type, length - 1) == 0;
  return g_ascii_strncasecmp (self->content_type, media_type, length) == 0
         && (self->content_type[length] == '\0' || strchr ("; \t", self->content_type[length]));
}

/**
 * sipgo_body_get_bytes:
 *
 * Gets the content.
 *
 * Returns: (transfer none): the bytes
 *
 * Since: 1.0
 */
GBytes *
sipgo_body_get_bytes (SipgoBody *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->bytes;
}

/**
 * sipgo_body_get_text:
 *
 * Gets the content as text. Invalid UTF-8 is replaced by U+FFFD.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
sipgo_body_get_text (SipgoBody *self)
{
  gsize size;
  const char *data;

  g_return_val_if_fail (self != NULL, NULL);

  data = g_bytes_get_data (self->bytes, &size);
  return sipgo_dup_valid (data ? data : "", size);
}

static char *
dup_header (SipgoSlice value, const char *fallback)
{
  return value.data ? sipgo_dup_clean (value.data, value.length) : g_strdup (fallback);
}

/* The parts as bodies, which share the bytes; NULL with error when the body is not multipart or is malformed. */
static GPtrArray *
split (SipgoBody *self, GError **error)
{
  g_autoptr (GArray) slices = sipgo_multipart_split (self->content_type, self->bytes, error);
  const char *data = g_bytes_get_data (self->bytes, NULL);
  GPtrArray *parts;
  guint i;

  if (!slices)
    return NULL;
  parts = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_body_unref);
  for (i = 0; i < slices->len; i++)
    {
      SipgoMultipartPart *part = &g_array_index (slices, SipgoMultipartPart, i);
      g_autofree char *type = dup_header (part->type, "text/plain");
      g_autofree char *disposition = dup_header (part->disposition, NULL);
      g_autoptr (GBytes) content = g_bytes_new_from_bytes (self->bytes, part->content.data - data,
                                                           part->content.length);

      g_ptr_array_add (parts, sipgo_body_new_full (type, disposition, content));
    }
  return parts;
}

/**
 * sipgo_body_get_parts:
 *
 * Splits a multipart body into its parts (RFC 2046, section 5.1).
 *
 * Fails when the body is not multipart, or is malformed ([error@Error] `MALFORMED`); the message of the error says why.
 *
 * Returns: (transfer full) (element-type SipgoBody): the parts in their order
 *
 * Since: 1.0
 */
GList *
sipgo_body_get_parts (SipgoBody *self, GError **error)
{
  g_autoptr (GPtrArray) parts = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  parts = split (self, error);
  return parts ? sipgo_list_of_boxed (parts, SIPGO_TYPE_BODY) : NULL;
}

static SipgoBody *
find (SipgoBody *self, const char *media_type, guint depth)
{
  g_autoptr (GPtrArray) parts = NULL;
  guint i;

  if (sipgo_body_is_type (self, media_type))
    return sipgo_body_ref (self);
  if (depth == SIPGO_MULTIPART_MAX_DEPTH || !sipgo_body_is_type (self, "multipart/*"))
    return NULL;
  parts = split (self, NULL);
  for (i = 0; parts && i < parts->len; i++)
    {
      SipgoBody *found = find (g_ptr_array_index (parts, i), media_type, depth + 1);

      if (found)
        return found;
    }
  return NULL;
}

/**
 * sipgo_body_find:
 * @media_type: a type without parameters, such as `application/sdp`
 *
 * Looks for a media type: the body itself, or when it is multipart, its parts and the parts of those.
 *
 * Returns: (transfer full) (nullable): the body or the first part of that type; %NULL when there is none
 *
 * Since: 1.0
 */
SipgoBody *
sipgo_body_find (SipgoBody *self, const char *media_type)
{
  g_return_val_if_fail (self != NULL && media_type != NULL, NULL);

  return find (self, media_type, 0);
}
