/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/auth/sipgo-authorization-private.h"

#include "libsipgo/auth/sipgo-auth-element-private.h"

#include <string.h>

/* A request has one header field for each realm on its way; further ones are not read. */
#define MAX_ROWS 16
/* Octets of one parameter. No nonce of ours and no reasonable user name is longer. */
#define MAX_LENGTH 1024

/* The state of reading. */
typedef struct
{
  SipgoAuthorization *found;
  gboolean is_digest;
  gboolean is_valid;         /* no parameter is repeated or malformed */
  char *qop;
  char *count;
} Reader;

void
sipgo_authorization_free (SipgoAuthorization *self)
{
  if (!self)
    return;
  g_free (self->username);
  g_free (self->realm);
  g_free (self->nonce);
  g_free (self->uri);
  g_free (self->response);
  g_free (self->cnonce);
  g_free (self->algorithm);
  g_free (self);
}

static char **
find_field (Reader *reader, SipgoSlice name)
{
  SipgoAuthorization *found = reader->found;
  const struct
  {
    const char *name;
    char **field;
  } fields[] = {
    { "username", &found->username }, { "realm", &found->realm }, { "nonce", &found->nonce }, { "uri", &found->uri },
    { "response", &found->response }, { "cnonce", &found->cnonce }, { "algorithm", &found->algorithm },
    { "qop", &reader->qop }, { "nc", &reader->count },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (fields); i++)
    if (sipgo_slice_equal_nocase (name, fields[i].name))
      return fields[i].field;
  return NULL;
}

/* RFC 7616 3.4: no parameter may stand there twice. */
static void
take_parameter (Reader *reader, SipgoSlice name, SipgoSlice raw)
{
  char **field = find_field (reader, name);

  if (!field)
    return;
  if (*field || raw.length > MAX_LENGTH)
    {
      reader->is_valid = FALSE;
      return;
    }
  *field = sipgo_dup_clean (raw.data, raw.length);
  sipgo_unquote (*field);
}

/* nc is exactly eight hexadecimal digits, from 1 on. */
static gboolean
read_count (const char *text, guint32 *count)
{
  guint i;

  for (i = 0; i < 8; i++)
    if (!text || !g_ascii_isxdigit (text[i]))
      return FALSE;
  *count = (guint32) g_ascii_strtoull (text, NULL, 16);
  return text[8] == '\0' && *count > 0;
}

static gboolean
read_qop (Reader *reader)
{
  SipgoAuthorization *found = reader->found;

  if (!reader->qop)
    return !found->session || found->cnonce;
  if (g_ascii_strcasecmp (reader->qop, "auth") == 0)
    found->qop = SIPGO_QOP_AUTH;
  else if (g_ascii_strcasecmp (reader->qop, "auth-int") == 0)
    found->qop = SIPGO_QOP_AUTH_INT;
  else
    return FALSE;
  return found->cnonce && read_count (reader->count, &found->nonce_count);
}

static gboolean
is_complete (Reader *reader)
{
  SipgoAuthorization *found = reader->found;

  return reader->is_digest && reader->is_valid && found->username && found->realm && found->nonce && found->uri
         && found->response
         && (!found->algorithm || sipgo_digest_parse_algorithm (found->algorithm, &found->hash, &found->session))
         && read_qop (reader);
}

static SipgoAuthorization *
read_row (SipgoSlice row, const char *realm)
{
  g_autoptr (SipgoAuthorization) found = g_new0 (SipgoAuthorization, 1);
  Reader reader = { .found = found, .is_valid = TRUE };
  const char *p = row.data, *end = row.data + row.length;
  SipgoAuthElement element;
  gboolean is_ours;

  while (sipgo_auth_element_next (&p, end, &element))
    {
      if (element.scheme.data)
        reader.is_digest = sipgo_slice_equal_nocase (element.scheme, "Digest");
      if (element.name.data)
        take_parameter (&reader, element.name, element.value);
    }
  is_ours = is_complete (&reader) && strcmp (found->realm, realm) == 0;
  g_free (reader.qop);
  g_free (reader.count);
  if (!is_ours)
    return NULL;
  for (p = found->response; *p; p++)
    found->response[p - found->response] = g_ascii_tolower (*p);
  return g_steal_pointer (&found);
}

SipgoAuthorization *
sipgo_authorization_read (SipgoMessage *request, const char *realm)
{
  SipgoAuthorization *found = NULL;
  SipgoSlice row;
  guint i;

  for (i = 0; !found && i < MAX_ROWS && sipgo_message_get_row (request, SIPGO_HEADER_AUTHORIZATION, i, &row); i++)
    found = read_row (row, realm);
  return found;
}
