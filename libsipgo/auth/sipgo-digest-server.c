/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/auth/sipgo-digest-server-private.h"

#include "libsipgo/auth/sipgo-credentials-private.h"

#include <string.h>

#define KEY_WORDS 4
/* Nonces with a count. When there are more, the oldest one becomes stale before its time. */
#define MAX_USED 16384
/* The time in milliseconds, the number, and 128 bits of the keyed hash, all in hexadecimal. */
#define TIME_LENGTH 12
#define NUMBER_LENGTH 16
#define HASH_LENGTH 32
#define TIME_UNIT (G_USEC_PER_SEC / 1000)
#define NONCE_LENGTH (TIME_LENGTH + NUMBER_LENGTH + HASH_LENGTH)

/* Counts below the highest one of a nonce that may still come: requests overtake each other on the way, and while they
 * wait for their credentials. */
#define WINDOW 64

/* A nonce that was used. */
typedef struct
{
  gint64 number;             /* the key of the table */
  gint64 made;
  guint32 highest;           /* count */
  guint64 seen;              /* bit i is for the count highest - i */
} Used;

struct _SipgoDigestServer
{
  SipgoRandom *random;
  gint64 lifetime;
  gboolean has_key;
  guint64 key[KEY_WORDS];
  gint64 last_number;
  gint64 forgotten;          /* nonces up to this number are valid only if they are in the table */
  GHashTable *used;          /* Used.number → Used */
  GQueue order;              /* Used, in the order of their first use */
};

SipgoDigestServer *
sipgo_digest_server_new (SipgoRandom *random)
{
  SipgoDigestServer *self = g_new0 (SipgoDigestServer, 1);

  self->random = random;
  self->used = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  g_queue_init (&self->order);
  return self;
}

void
sipgo_digest_server_free (SipgoDigestServer *self)
{
  g_queue_clear (&self->order);
  g_hash_table_unref (self->used);
  explicit_bzero (self->key, sizeof self->key);
  g_free (self);
}

void
sipgo_digest_server_set_lifetime (SipgoDigestServer *self, gint64 lifetime)
{
  self->lifetime = lifetime;
}

/* --- nonces ------------------------------------------------------------------------------------------------------- */

static char *
hash_nonce (SipgoDigestServer *self, const char *head, const char *realm, const char *client)
{
  g_autofree char *text = g_strconcat (head, " ", client, " ", realm, NULL);
  guint i;

  for (i = 0; i < KEY_WORDS && !self->has_key; i++)
    self->key[i] = sipgo_random_next (self->random);
  self->has_key = TRUE;
  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) self->key, sizeof self->key, text, -1);
}

char *
sipgo_digest_server_make_nonce (SipgoDigestServer *self, const char *realm, const char *client, gint64 now)
{
  g_autofree char *head = g_strdup_printf ("%0*" G_GINT64_MODIFIER "x%0*" G_GINT64_MODIFIER "x", TIME_LENGTH,
                                           now / TIME_UNIT, NUMBER_LENGTH, ++self->last_number);
  g_autofree char *hash = hash_nonce (self, head, realm, client);

  return g_strdup_printf ("%s%.*s", head, HASH_LENGTH, hash);
}

/* Compares without a hint in its time at which place the texts differ. */
static gboolean
is_same (const char *a, const char *b, gsize length)
{
  guchar difference = 0;
  gsize i;

  for (i = 0; i < length; i++)
    difference |= (guchar) a[i] ^ (guchar) b[i];
  return difference == 0;
}

static gint64
read_hex (const char *text, gsize length)
{
  g_autofree char *digits = g_strndup (text, length);

  return (gint64) g_ascii_strtoull (digits, NULL, 16);
}

static gint64
get_time (const char *nonce)
{
  return read_hex (nonce, TIME_LENGTH) * TIME_UNIT;
}

static gint64
get_number (const char *nonce)
{
  return read_hex (nonce + TIME_LENGTH, NUMBER_LENGTH);
}

static gboolean
is_ours (SipgoDigestServer *self, const char *nonce, const char *realm, const char *client)
{
  g_autofree char *head = g_strndup (nonce, TIME_LENGTH + NUMBER_LENGTH);
  g_autofree char *hash = hash_nonce (self, head, realm, client);

  return strlen (nonce) == NONCE_LENGTH && is_same (nonce + TIME_LENGTH + NUMBER_LENGTH, hash, HASH_LENGTH);
}

static gboolean
has_count (const Used *used, guint32 count)
{
  if (count > used->highest)
    return FALSE;
  return used->highest - count >= WINDOW || (used->seen >> (used->highest - count) & 1) != 0;
}

static void
add_count (Used *used, guint32 count)
{
  if (count > used->highest)
    {
      used->seen = count - used->highest < WINDOW ? used->seen << (count - used->highest) : 0;
      used->highest = count;
    }
  used->seen |= G_GUINT64_CONSTANT (1) << (used->highest - count);
}

/* Without qop there is no count, so such a nonce is good for one request (RFC 2617 3.2.1 allows that). */
static void
use_up (Used *used)
{
  used->highest = G_MAXUINT32;
  used->seen = G_MAXUINT64;
}

static gboolean
is_unused (SipgoDigestServer *self, const SipgoAuthorization *authorization)
{
  gint64 number = get_number (authorization->nonce);
  Used *used = g_hash_table_lookup (self->used, &number);

  if (!used)
    return number > self->forgotten;
  return authorization->qop != SIPGO_QOP_NONE && !has_count (used, authorization->nonce_count);
}

gboolean
sipgo_digest_server_is_fresh (SipgoDigestServer *self, const SipgoAuthorization *authorization, const char *client,
                              gint64 now)
{
  return is_ours (self, authorization->nonce, authorization->realm, client)
         && now - get_time (authorization->nonce) < self->lifetime && is_unused (self, authorization);
}

static void
forget_oldest (SipgoDigestServer *self)
{
  Used *used = g_queue_pop_head (&self->order);

  self->forgotten = MAX (self->forgotten, used->number);
  g_hash_table_remove (self->used, &used->number);
}

/* A nonce that has expired needs no count any more, and those with a lower number have expired before it. They must not
 * become valid again when somebody sets a longer lifetime. */
static void
forget_some (SipgoDigestServer *self, gint64 now)
{
  Used *used;

  while ((used = g_queue_peek_head (&self->order)) && now - used->made >= self->lifetime)
    forget_oldest (self);
  if (self->order.length >= MAX_USED)
    forget_oldest (self);
}

gboolean
sipgo_digest_server_use (SipgoDigestServer *self, const SipgoAuthorization *authorization, gint64 now)
{
  gint64 number = get_number (authorization->nonce);
  Used *used;

  if (!is_unused (self, authorization))
    return FALSE;
  used = g_hash_table_lookup (self->used, &number);
  if (!used)
    {
      forget_some (self, now);
      used = g_new0 (Used, 1);
      used->number = number;
      used->made = get_time (authorization->nonce);
      g_hash_table_insert (self->used, &used->number, used);
      g_queue_push_tail (&self->order, used);
    }
  if (authorization->qop == SIPGO_QOP_NONE)
    use_up (used);
  else
    add_count (used, authorization->nonce_count);
  return TRUE;
}

/* --- challenges and responses ------------------------------------------------------------------------------------- */

void
sipgo_digest_server_add_challenges (SipgoDigestServer *self, SipgoMessage *response, const char *const *algorithms,
                                    const char *realm, const char *client, gboolean stale, gint64 now)
{
  g_autofree char *nonce = sipgo_digest_server_make_nonce (self, realm, client, now);
  guint i;

  for (i = 0; algorithms[i]; i++)
    {
      g_autoptr (GString) value = g_string_new ("Digest realm=");

      sipgo_append_quoted (value, realm);
      g_string_append_printf (value, ", nonce=\"%s\", algorithm=%s, qop=\"auth\"%s", nonce, algorithms[i],
                              stale ? ", stale=true" : "");
      sipgo_message_add (response, SIPGO_HEADER_WWW_AUTHENTICATE, value->str);
    }
}

/* HA1 of a password that nobody knows. */
static void
make_unknown_ha1 (SipgoDigestServer *self, const SipgoAuthorization *authorization, SipgoDigestHex ha1)
{
  char secret[17];

  g_snprintf (secret, sizeof secret, "%016" G_GINT64_MODIFIER "x", self->key[0]);
  sipgo_digest_hash (authorization->hash, ha1, authorization->username, authorization->realm, secret, NULL);
  explicit_bzero (secret, sizeof secret);
}

gboolean
sipgo_digest_server_verify (SipgoDigestServer *self, const SipgoAuthorization *authorization, SipgoMessage *request,
                            SipgoCredentials *credentials)
{
  SipgoBody *body = sipgo_message_get_body (request);
  SipgoDigestHex ha1, response;
  SipgoCredentials *found;
  gboolean is_known;
  SipgoDigestInput input = {
    .hash = authorization->hash,
    .session = authorization->session,
    .qop = authorization->qop,
    .nonce = authorization->nonce,
    .cnonce = authorization->cnonce,
    .nonce_count = authorization->nonce_count,
    .method = sipgo_message_get_method (request),
    .uri = authorization->uri,
    .body = body ? sipgo_body_get_bytes (body) : NULL,
  };
  gsize length;

  /* Also for a user that is known, so that the time does not tell which ones are. */
  make_unknown_ha1 (self, authorization, ha1);
  found = credentials ? sipgo_credentials_find (credentials, authorization->hash, authorization->realm, ha1) : NULL;
  /* In a list they may be those of another user, who must not become this one. */
  is_known = found && strcmp (sipgo_credentials_get_username (found), authorization->username) == 0;
  sipgo_digest_respond (&input, ha1, response);
  explicit_bzero (ha1, sizeof ha1);
  length = strlen (response);
  return strlen (authorization->response) == length && is_same (authorization->response, response, length) && is_known;
}
