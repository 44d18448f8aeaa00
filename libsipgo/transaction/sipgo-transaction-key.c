/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transaction/sipgo-transaction-key-private.h"

#include <string.h>

#define MAGIC_COOKIE "z9hG4bK"

/* The function of g_str_hash (), which goes on where another text ended. */
static guint
hash_text (guint hash, const char *text)
{
  for (; *text != '\0'; text++)
    hash = hash * 33 + (guchar) *text;
  return hash;
}

/* Folds letters to one case, and a few other characters with them: good enough for a hash. */
static guint
hash_host (guint hash, const char *host)
{
  for (; *host != '\0'; host++)
    hash = hash * 33 + ((guchar) *host | 0x20);
  return hash;
}

/* --- of a transaction --------------------------------------------------------------------------------------------- */

void
sipgo_transaction_key_init_client (SipgoTransactionKey *self, const char *branch, const char *method)
{
  *self = (SipgoTransactionKey) { .branch = branch, .method = method };
  self->hash = hash_text (hash_text (5381, branch), method);
}

/* A peer that knows no magic cookie: the headers that 17.2.3 compares, in a row. */
static char *
make_rfc2543_text (SipgoMessage *request, SipgoVia *via)
{
  g_autofree char *uri = sipgo_uri_to_string (sipgo_message_get_request_uri (request));
  g_autofree char *via_text = sipgo_via_to_string (via);
  const char *from_tag = sipgo_message_get_from_tag (request);

  return g_strdup_printf ("%s|%s|%s|%u|%s", uri, from_tag ? from_tag : "", sipgo_message_get_call_id (request),
                          sipgo_message_get_cseq (request), via_text);
}

void
sipgo_transaction_key_init_server (SipgoTransactionKey *self, SipgoMessage *request, const char *method)
{
  SipgoVia *via = sipgo_message_get_via (request);
  const char *branch = sipgo_via_get_branch (via);

  *self = (SipgoTransactionKey) { .method = method, .host = "" };
  if (branch && strncmp (branch, MAGIC_COOKIE, strlen (MAGIC_COOKIE)) == 0)
    {
      self->branch = branch;
      self->host = sipgo_via_get_host (via);
      self->port = sipgo_via_get_port (via);
    }
  else
    self->branch = self->own_text = make_rfc2543_text (request, via);
  self->hash = hash_host (hash_text (hash_text (5381 + self->port, self->branch), method), self->host);
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

static gboolean
is_same_host (const char *a, const char *b)
{
  return a == b || (a && b && g_ascii_strcasecmp (a, b) == 0);
}

gboolean
sipgo_transaction_key_equal (gconstpointer self, gconstpointer other)
{
  const SipgoTransactionKey *a = self, *b = other;

  return a->hash == b->hash && a->port == b->port && strcmp (a->branch, b->branch) == 0
         && strcmp (a->method, b->method) == 0
         && is_same_host (a->host, b->host);
}

/* --- of a merged request ------------------------------------------------------------------------------------------ */

void
sipgo_merge_key_init (SipgoMergeKey *self, SipgoMessage *request)
{
  const char *from_tag = sipgo_message_get_from_tag (request);

  *self = (SipgoMergeKey) { 0 };
  if (sipgo_message_get_to_tag (request) || !from_tag)
    return;
  self->from_tag = from_tag;
  self->call_id = sipgo_message_get_call_id (request);
  self->method = sipgo_message_get_method (request);
  self->sequence = sipgo_message_get_cseq (request);
  self->hash = hash_text (hash_text (5381 + self->sequence, from_tag), self->call_id);
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

  return a->hash == b->hash && a->sequence == b->sequence && strcmp (a->from_tag, b->from_tag) == 0
         && strcmp (a->call_id, b->call_id) == 0 && strcmp (a->method, b->method) == 0;
}
