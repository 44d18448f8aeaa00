/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transaction/sipgo-transaction-key-private.h"

#include <string.h>

#define MAGIC_COOKIE "z9hG4bK"

/* The function of g_str_hash (), continued over several texts. */
static guint
hash_text (guint hash, const char *text)
{
  for (; *text != '\0'; text++)
    hash = hash * 33 + (guchar) *text;
  return hash;
}

static guint
hash_slice (guint hash, SipgoSlice slice)
{
  gsize i;

  for (i = 0; i < slice.length; i++)
    hash = hash * 33 + (guchar) slice.data[i];
  return hash;
}

/* Setting this bit folds letters to lower case; that it changes a few other characters does not matter in a hash. */
static guint
hash_host (guint hash, SipgoSlice host)
{
  gsize i;

  for (i = 0; i < host.length; i++)
    hash = hash * 33 + ((guchar) host.data[i] | 0x20);
  return hash;
}

/* --- of a transaction --------------------------------------------------------------------------------------------- */

void
sipgo_transaction_key_init_client (SipgoTransactionKey *self, SipgoSlice branch, const char *method)
{
  *self = (SipgoTransactionKey) { .branch = branch, .method = method };
  self->hash = hash_text (hash_slice (5381, branch), method);
}

/* For a peer without the magic cookie: the headers that 17.2.3 compares, one after the other. */
static char *
make_rfc2543_text (SipgoMessage *request)
{
  g_autofree char *uri = sipgo_uri_to_string (sipgo_message_get_request_uri (request));
  g_autofree char *via_text = sipgo_via_to_string (sipgo_message_get_via (request));
  const char *from_tag = sipgo_message_get_from_tag (request);

  return g_strdup_printf ("%s|%s|%s|%u|%s", uri, from_tag ? from_tag : "", sipgo_message_get_call_id (request),
                          sipgo_message_get_cseq (request), via_text);
}

void
sipgo_transaction_key_init_server (SipgoTransactionKey *self, SipgoMessage *request, const char *method)
{
  const SipgoTopVia *via = sipgo_message_peek_via (request);

  *self = (SipgoTransactionKey) { .method = method };
  if (via->branch.length >= strlen (MAGIC_COOKIE)
      && memcmp (via->branch.data, MAGIC_COOKIE, strlen (MAGIC_COOKIE)) == 0)
    {
      self->branch = via->branch;
      self->host = via->host;
      self->port = via->port;
    }
  else
    {
      self->own_text = make_rfc2543_text (request);
      self->branch = (SipgoSlice) { self->own_text, strlen (self->own_text) };
    }
  self->hash = hash_host (hash_text (hash_slice (5381 + self->port, self->branch), method), self->host);
}

void
sipgo_transaction_key_clear (SipgoTransactionKey *self)
{
  g_clear_pointer (&self->own_text, g_free);
}

guint
sipgo_transaction_key_hash (gconstpointer self)
{
  return ((const SipgoTransactionKey *) self)->hash;
}

/* Host names and IPv6 addresses are compared without case. */
static gboolean
is_same_host (SipgoSlice a, SipgoSlice b)
{
  return a.length == b.length && (a.length == 0 || g_ascii_strncasecmp (a.data, b.data, a.length) == 0);
}

static gboolean
is_same (SipgoSlice a, SipgoSlice b)
{
  return sipgo_slice_equal (a, b.data, b.length);
}

gboolean
sipgo_transaction_key_equal (gconstpointer self, gconstpointer other)
{
  const SipgoTransactionKey *a = self, *b = other;

  return a->hash == b->hash && a->port == b->port && is_same (a->branch, b->branch)
         && strcmp (a->method, b->method) == 0
         && is_same_host (a->host, b->host);
}

/* --- of a merged request ------------------------------------------------------------------------------------------ */

void
sipgo_merge_key_init (SipgoMergeKey *self, SipgoMessage *request)
{
  SipgoSlice from_tag = sipgo_message_peek_from_tag (request);

  *self = (SipgoMergeKey) { 0 };
  if (sipgo_message_peek_to_tag (request).data || !from_tag.data)
    return;
  self->from_tag = from_tag;
  self->call_id = sipgo_message_get_call_id (request);
  self->method = sipgo_message_get_method (request);
  self->sequence = sipgo_message_get_cseq (request);
  self->hash = hash_text (hash_slice (5381 + self->sequence, from_tag), self->call_id);
}

guint
sipgo_merge_key_hash (gconstpointer self)
{
  return ((const SipgoMergeKey *) self)->hash;
}

gboolean
sipgo_merge_key_equal (gconstpointer self, gconstpointer other)
{
  const SipgoMergeKey *a = self, *b = other;

  return a->hash == b->hash && a->sequence == b->sequence && is_same (a->from_tag, b->from_tag)
         && strcmp (a->call_id, b->call_id) == 0 && strcmp (a->method, b->method) == 0;
}
