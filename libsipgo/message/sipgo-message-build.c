/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-message-private.h"

#include <string.h>

#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/message/sipgo-uri-private.h"

/* A line break in a value would be a header of somebody else's: whatever gets here becomes one line. */
static void
make_one_line (char *p, gsize length)
{
  for (; length > 0; p++, length--)
    if (*p == '\r' || *p == '\n')
      *p = ' ';
}

static void
set_value (SipgoMessage *self, SipgoHeaderRow *row, const char *value, gsize length)
{
  char *copy = (char *) sipgo_arena_add (&self->arena, value, length);

  if (memchr (copy, '\r', length) || memchr (copy, '\n', length))
    make_one_line (copy, length);
  row->value = copy;
  row->value_length = length;
}

static SipgoHeaderRow *
insert (SipgoMessage *self, guint position, SipgoHeaderId id, const char *value, gsize length)
{
  SipgoHeaderRow *row = sipgo_message_insert_row (self, position);

  row->id = id;
  row->name = NULL;
  row->name_length = 0;
  set_value (self, row, value, length);
  self->present |= G_GUINT64_CONSTANT (1) << id;
  sipgo_message_forget (self, id);
  return row;
}

static void
insert_named (SipgoMessage *self, const char *name, gsize name_length, const char *value, gsize length)
{
  SipgoHeaderId id = sipgo_header_id_from_name (name, name_length);
  SipgoHeaderRow *row = insert (self, self->n_rows, id, value, length);

  if (id != SIPGO_HEADER_OTHER)
    return;
  row->name = sipgo_arena_add (&self->arena, name, name_length);
  row->name_length = name_length;
}

static gboolean
is_named (const SipgoHeaderRow *row, const char *name)
{
  return row->name_length == strlen (name) && g_ascii_strncasecmp (row->name, name, row->name_length) == 0;
}

SipgoMessage *
sipgo_message_new_request (const char *method, SipgoUri *uri)
{
  SipgoMessage *self = sipgo_message_alloc ();

  g_assert (sipgo_method_is_valid (method));
  self->is_request = TRUE;
  self->method = sipgo_method_intern (&self->arena, method, strlen (method));
  self->known |= SIPGO_KNOWN_URI | SIPGO_KNOWN_BODY;
  self->request_uri = sipgo_uri_ref (uri);
  return self;
}

static void
add_tagged (SipgoMessage *self, SipgoHeaderRow *row, const char *tag)
{
  g_autoptr (GString) value = g_string_sized_new (row->value_length + 32);

  g_string_append_len (value, row->value, row->value_length);
  g_string_append (value, ";tag=");
  g_string_append (value, tag);
  insert (self, self->n_rows, SIPGO_HEADER_TO, value->str, value->len);
}

static void
add_to_with_tag (SipgoMessage *self, SipgoMessage *request, const char *to_tag)
{
  SipgoHeaderRow *row = sipgo_message_first_row (request, SIPGO_HEADER_TO);
  SipgoNameAddr *to = sipgo_message_get_to (request);

  if (to && to_tag && !sipgo_name_addr_has_parameter (to, "tag"))
    add_tagged (self, row, to_tag);
  else if (row)
    insert (self, self->n_rows, SIPGO_HEADER_TO, row->value, row->value_length);
}

static void
copy_first (SipgoMessage *self, SipgoMessage *request, SipgoHeaderId id)
{
  SipgoHeaderRow *row = sipgo_message_first_row (request, id);

  if (row)
    insert (self, self->n_rows, id, row->value, row->value_length);
}

SipgoMessage *
sipgo_message_new_response (SipgoMessage *request, guint status_code, const char *reason, const char *to_tag)
{
  SipgoMessage *self = sipgo_message_alloc ();

  g_assert (status_code >= 100 && status_code <= 699);
  self->status_code = status_code;
  self->known |= SIPGO_KNOWN_BODY;
  if (!reason)
    self->reason = sipgo_status_get_phrase (status_code);
  else if (sipgo_header_value_is_safe (reason))
    self->reason = sipgo_arena_add (&self->arena, reason, strlen (reason));
  sipgo_message_copy_headers (self, request, SIPGO_HEADER_VIA);
  copy_first (self, request, SIPGO_HEADER_FROM);
  add_to_with_tag (self, request, to_tag);
  copy_first (self, request, SIPGO_HEADER_CALL_ID);
  copy_first (self, request, SIPGO_HEADER_CSEQ);
  if (status_code == 100)
    copy_first (self, request, SIPGO_HEADER_TIMESTAMP);
  return self;
}

SipgoMessage *
sipgo_message_copy (SipgoMessage *self)
{
  SipgoMessage *copy = sipgo_message_alloc ();
  SipgoBody *body = sipgo_message_get_body (self);
  guint i;

  copy->is_request = self->is_request;
  copy->status_code = self->status_code;
  copy->known = SIPGO_KNOWN_URI | SIPGO_KNOWN_BODY;
  if (self->method)
    copy->method = sipgo_method_intern (&copy->arena, self->method, strlen (self->method));
  if (self->reason)
    copy->reason = sipgo_arena_add (&copy->arena, self->reason, strlen (self->reason));
  if (self->request_uri)
    copy->request_uri = sipgo_uri_ref (self->request_uri);
  if (body)
    copy->body = sipgo_body_ref (body);
  for (i = 0; i < self->n_rows; i++)
    {
      SipgoHeaderRow *row = &self->rows[i];

      if (row->id != SIPGO_HEADER_OTHER)
        insert (copy, copy->n_rows, row->id, row->value, row->value_length);
      else
        insert_named (copy, row->name, row->name_length, row->value, row->value_length);
    }
  return copy;
}

void
sipgo_message_add (SipgoMessage *self, SipgoHeaderId id, const char *value)
{
  g_assert (id != SIPGO_HEADER_OTHER);
  insert (self, self->n_rows, id, value, strlen (value));
}

void
sipgo_message_add_printf (SipgoMessage *self, SipgoHeaderId id, const char *format, ...)
{
  g_autofree char *value = NULL;
  va_list args;

  va_start (args, format);
  value = g_strdup_vprintf (format, args);
  va_end (args);
  sipgo_message_add (self, id, value);
}

void
sipgo_message_add_named (SipgoMessage *self, const char *name, const char *value)
{
  g_assert (sipgo_method_is_valid (name));
  insert_named (self, name, strlen (name), value, strlen (value));
}

void
sipgo_message_prepend (SipgoMessage *self, SipgoHeaderId id, const char *value)
{
  SipgoHeaderRow *first = sipgo_message_first_row (self, id);

  insert (self, first ? first - self->rows : 0, id, value, strlen (value));
}

void
sipgo_message_replace (SipgoMessage *self, SipgoHeaderId id, const char *value)
{
  SipgoHeaderRow *first = sipgo_message_first_row (self, id);
  guint position = first ? first - self->rows : self->n_rows;

  sipgo_message_remove (self, id);
  insert (self, position, id, value, strlen (value));
}

void
sipgo_message_remove (SipgoMessage *self, SipgoHeaderId id)
{
  guint i, n = 0;

  g_assert (id != SIPGO_HEADER_OTHER);
  for (i = 0; i < self->n_rows; i++)
    if (self->rows[i].id != id)
      self->rows[n++] = self->rows[i];
  self->n_rows = n;
  self->present &= ~(G_GUINT64_CONSTANT (1) << id);
  sipgo_message_forget (self, id);
}

void
sipgo_message_remove_named (SipgoMessage *self, const char *name)
{
  SipgoHeaderId id = sipgo_header_id_from_name (name, strlen (name));
  guint i, n = 0;

  if (id != SIPGO_HEADER_OTHER)
    {
      sipgo_message_remove (self, id);
      return;
    }
  for (i = 0; i < self->n_rows; i++)
    if (self->rows[i].id != SIPGO_HEADER_OTHER || !is_named (&self->rows[i], name))
      self->rows[n++] = self->rows[i];
  self->n_rows = n;
  sipgo_message_forget (self, SIPGO_HEADER_OTHER);
}

void
sipgo_message_copy_headers (SipgoMessage *self, SipgoMessage *source, SipgoHeaderId id)
{
  guint i;

  g_assert (self != source && id != SIPGO_HEADER_OTHER);
  for (i = 0; i < source->n_rows; i++)
    if (source->rows[i].id == id)
      insert (self, self->n_rows, id, source->rows[i].value, source->rows[i].value_length);
}

void
sipgo_message_set_request_uri (SipgoMessage *self, SipgoUri *uri)
{
  g_assert (self->is_request);
  sipgo_uri_ref (uri);
  g_clear_pointer (&self->request_uri, sipgo_uri_unref);
  g_clear_pointer (&self->wire, g_bytes_unref);
  self->request_uri = uri;
}

static void
set_or_remove (SipgoMessage *self, SipgoHeaderId id, const char *value)
{
  if (value)
    sipgo_message_replace (self, id, value);
  else
    sipgo_message_remove (self, id);
}

void
sipgo_message_set_body (SipgoMessage *self, SipgoBody *body)
{
  if (body)
    sipgo_body_ref (body);
  g_clear_pointer (&self->body, sipgo_body_unref);
  self->body = body;
  self->known |= SIPGO_KNOWN_BODY;
  set_or_remove (self, SIPGO_HEADER_CONTENT_TYPE, body ? sipgo_body_get_content_type (body) : NULL);
  set_or_remove (self, SIPGO_HEADER_CONTENT_DISPOSITION, body ? sipgo_body_get_content_disposition (body) : NULL);
}
