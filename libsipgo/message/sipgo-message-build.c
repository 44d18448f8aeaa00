/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-message-private.h"

#include <string.h>

#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/message/sipgo-uri-private.h"

#define TAG ";tag="

/* Replace line breaks in a value: otherwise a peer could inject headers. */
static void
make_one_line (char *p, gsize length)
{
  for (; length > 0; p++, length--)
    if (*p == '\r' || *p == '\n')
      *p = ' ';
}

static gboolean
is_one_line (const char *value, gsize length)
{
  return !memchr (value, '\r', length) && !memchr (value, '\n', length);
}

static void
set_value (SipgoMessage *self, SipgoHeaderRow *row, const char *value, gsize length)
{
  char *copy = (char *) sipgo_arena_add (&self->arena, value, length);

  if (!is_one_line (copy, length))
    make_one_line (copy, length);
  row->value = copy;
  row->value_length = length;
}

static SipgoHeaderRow *
insert_row (SipgoMessage *self, guint position, SipgoHeaderId id)
{
  SipgoHeaderRow *row = sipgo_message_insert_row (self, position);

  row->id = id;
  row->name = NULL;
  row->name_length = 0;
  self->present |= G_GUINT64_CONSTANT (1) << id;
  return row;
}

static SipgoHeaderRow *
insert (SipgoMessage *self, guint position, SipgoHeaderId id, const char *value, gsize length)
{
  SipgoHeaderRow *row = insert_row (self, position, id);

  set_value (self, row, value, length);
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

/* A response holds a reference to its request, so a copied header points to the value in the request. */
static SipgoHeaderRow *
repeat_row (SipgoMessage *self, const SipgoHeaderRow *row)
{
  SipgoHeaderRow *own = insert_row (self, self->n_rows, row->id);

  if (is_one_line (row->value, row->value_length))
    {
      own->value = row->value;
      own->value_length = row->value_length;
    }
  else
    set_value (self, own, row->value, row->value_length);
  return own;
}

static void
repeat_all (SipgoMessage *self, SipgoMessage *request, SipgoHeaderId id)
{
  guint i;

  for (i = 0; sipgo_message_has (request, id) && i < request->n_rows; i++)
    if (request->rows[i].id == id)
      repeat_row (self, &request->rows[i]);
}

static void
repeat_first (SipgoMessage *self, SipgoMessage *request, SipgoHeaderId id)
{
  SipgoHeaderRow *row = sipgo_message_first_row (request, id);

  if (row)
    repeat_row (self, row);
}

/* A To without tag gets the local tag (8.2.6.2). */
static void
repeat_to (SipgoMessage *self, SipgoMessage *request, const char *to_tag)
{
  SipgoHeaderRow *row = sipgo_message_first_row (request, SIPGO_HEADER_TO), *own;
  SipgoFault fault;
  gsize tag_length;
  char *value;

  if (!row)
    return;
  own = repeat_row (self, row);
  if (!to_tag || sipgo_message_peek_to_tag (request).data)
    return;
  /* The To of a rejected request may be malformed: the response repeats it unchanged. */
  if (self->status_code >= 400 && !sipgo_message_scan_tag (request, SIPGO_HEADER_TO, &fault))
    return;
  tag_length = strlen (to_tag);
  value = sipgo_arena_take (&self->arena, row->value_length + strlen (TAG) + tag_length);
  memcpy (value, own->value, row->value_length);
  memcpy (value + row->value_length, TAG, strlen (TAG));
  memcpy (value + row->value_length + strlen (TAG), to_tag, tag_length);
  own->value = value;
  own->value_length += strlen (TAG) + tag_length;
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
  self->answered = sipgo_message_ref (request);
  repeat_all (self, request, SIPGO_HEADER_VIA);
  repeat_first (self, request, SIPGO_HEADER_FROM);
  repeat_to (self, request, to_tag);
  repeat_first (self, request, SIPGO_HEADER_CALL_ID);
  repeat_first (self, request, SIPGO_HEADER_CSEQ);
  if (status_code == 100)
    repeat_first (self, request, SIPGO_HEADER_TIMESTAMP);
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
