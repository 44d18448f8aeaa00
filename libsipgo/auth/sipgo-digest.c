/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/auth/sipgo-digest-private.h"

#include <string.h>

#include "libsipgo/auth/sipgo-sha512-256-private.h"

static const struct
{
  const char *name;
  SipgoDigestHash hash;
  gboolean session;
} algorithms[] = {
  { "MD5", SIPGO_DIGEST_MD5, FALSE },
  { "MD5-sess", SIPGO_DIGEST_MD5, TRUE },
  { "SHA-256", SIPGO_DIGEST_SHA256, FALSE },
  { "SHA-256-sess", SIPGO_DIGEST_SHA256, TRUE },
  { "SHA-512-256", SIPGO_DIGEST_SHA512_256, FALSE },
  { "SHA-512-256-sess", SIPGO_DIGEST_SHA512_256, TRUE },
};

gboolean
sipgo_digest_parse_algorithm (const char *name, SipgoDigestHash *hash, gboolean *session)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (g_ascii_strcasecmp (algorithms[i].name, name) == 0)
      {
        *hash = algorithms[i].hash;
        *session = algorithms[i].session;
        return TRUE;
      }
  return FALSE;
}

const char *
sipgo_qop_get_name (SipgoQop qop)
{
  g_assert (qop != SIPGO_QOP_NONE);
  return qop == SIPGO_QOP_AUTH ? "auth" : "auth-int";
}

static void
hash_bytes (SipgoDigestHash hash, SipgoDigestHex hex, const guint8 *data, gsize length)
{
  if (hash == SIPGO_DIGEST_SHA512_256)
    {
      guint8 digest[SIPGO_SHA512_256_LENGTH];
      guint i;

      sipgo_sha512_256 (data, length, digest);
      for (i = 0; i < sizeof digest; i++)
        g_snprintf (hex + 2 * i, 3, "%02x", digest[i]);
    }
  else
    {
      GChecksumType type = hash == SIPGO_DIGEST_MD5 ? G_CHECKSUM_MD5 : G_CHECKSUM_SHA256;
      g_autofree char *text = g_compute_checksum_for_data (type, data, length);

      g_strlcpy (hex, text, sizeof (SipgoDigestHex));
    }
}

void
sipgo_digest_hash (SipgoDigestHash hash, SipgoDigestHex hex, ...)
{
  const char *part;
  gsize length = 0;
  char *text, *p;
  va_list parts;

  va_start (parts, hex);
  while ((part = va_arg (parts, const char *)))
    length += strlen (part) + 1;
  va_end (parts);

  /* One block of the right size: reallocating it would leave copies of a password in memory. */
  text = p = g_malloc (length + 1);
  va_start (parts, hex);
  while ((part = va_arg (parts, const char *)))
    {
      p = g_stpcpy (p, part);
      *p++ = ':';
    }
  va_end (parts);
  hash_bytes (hash, hex, (const guint8 *) text, length > 0 ? length - 1 : 0);
  explicit_bzero (text, length);
  g_free (text);
}

static void
hash_a2 (const SipgoDigestInput *input, SipgoDigestHex a2)
{
  SipgoDigestHex body;
  gsize length = 0;
  gconstpointer data;

  if (input->qop != SIPGO_QOP_AUTH_INT)
    {
      sipgo_digest_hash (input->hash, a2, input->method, input->uri, NULL);
      return;
    }
  data = input->body ? g_bytes_get_data (input->body, &length) : NULL;
  hash_bytes (input->hash, body, data ? data : (gconstpointer) "", length);
  sipgo_digest_hash (input->hash, a2, input->method, input->uri, body, NULL);
}

void
sipgo_digest_respond (const SipgoDigestInput *input, const char *ha1, SipgoDigestHex response)
{
  SipgoDigestHex a1, a2;
  char count[9];

  if (input->session)
    sipgo_digest_hash (input->hash, a1, ha1, input->nonce, input->cnonce, NULL);
  else
    g_strlcpy (a1, ha1, sizeof a1);
  hash_a2 (input, a2);
  g_snprintf (count, sizeof count, "%08x", input->nonce_count);
  if (input->qop == SIPGO_QOP_NONE)
    sipgo_digest_hash (input->hash, response, a1, input->nonce, a2, NULL);
  else
    sipgo_digest_hash (input->hash, response, a1, input->nonce, count, input->cnonce, sipgo_qop_get_name (input->qop),
                       a2, NULL);
  explicit_bzero (a1, sizeof a1);
}
