/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/auth/sipgo-credentials-private.h"

#include <string.h>

struct _SipgoCredentials
{
  gint ref_count;
  char *username;      /* of a list: that of the first */
  char *realm;         /* NULL: any */
  char *password;      /* NULL if ha1 is set */
  char *ha1;
  GPtrArray *list;     /* credentials that are not lists; NULL if these are credentials themselves */
};

/**
 * SipgoCredentials:
 *
 * A user name and a password to answer Digest challenges, 401 and 407, with (RFC 3261, section 22; RFC 7616).
 *
 * The password cannot be read back, is never logged, and is erased from memory with the last reference.
 *
 * Where the proxy and the servers behind it ask for different passwords, [ctor@Credentials.new_list] has those for all
 * realms:
 *
 * ```python
 * office = Sipgo.Credentials.new_for_realm("anna", "secret", "office.example")
 * agent.credentials = Sipgo.Credentials.new_list([office, Sipgo.Credentials.new("alice", "other secret")])
 * ```
 *
 * Since: 1.0
 */
G_DEFINE_BOXED_TYPE (SipgoCredentials, sipgo_credentials, sipgo_credentials_ref, sipgo_credentials_unref)

static SipgoCredentials *
new_credentials (const char *username, const char *realm, const char *password, const char *ha1)
{
  SipgoCredentials *self = g_new0 (SipgoCredentials, 1);

  self->ref_count = 1;
  self->username = g_strdup (username);
  self->realm = g_strdup (realm);
  self->password = g_strdup (password);
  self->ha1 = ha1 ? g_ascii_strdown (ha1, -1) : NULL;
  return self;
}

/**
 * sipgo_credentials_new:
 * @username: the user name
 * @password: the password
 *
 * Makes credentials for all realms.
 *
 * Returns: (transfer full): the credentials
 *
 * Since: 1.0
 */
SipgoCredentials *
sipgo_credentials_new (const char *username, const char *password)
{
  g_return_val_if_fail (username != NULL && password != NULL, NULL);

  return new_credentials (username, NULL, password, NULL);
}

/**
 * sipgo_credentials_new_for_realm:
 * @username: the user name
 * @password: the password
 * @realm: the realm, as it is in the challenge of the server
 *
 * Makes credentials that are used for one realm only.
 *
 * Returns: (transfer full): the credentials
 *
 * Since: 1.0
 */
SipgoCredentials *
sipgo_credentials_new_for_realm (const char *username, const char *password, const char *realm)
{
  g_return_val_if_fail (username != NULL && password != NULL && realm != NULL, NULL);

  return new_credentials (username, realm, password, NULL);
}

static SipgoCredentials *
new_list (const char *username)
{
  SipgoCredentials *self = new_credentials (username, NULL, NULL, NULL);

  self->list = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_credentials_unref);
  return self;
}

static gboolean
is_hex (const char *text)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isxdigit (*text))
      return FALSE;
  return TRUE;
}

/**
 * sipgo_credentials_new_ha1:
 * @username: the user name
 * @realm: the realm, as it is in the challenge of the server
 * @ha1: the hash of `username:realm:password`, in hexadecimal: 32 digits for MD5 or 64 for SHA-256
 *
 * Makes credentials without the password itself. They answer challenges for this realm with this hash algorithm.
 *
 * Returns: (transfer full): the credentials
 *
 * Since: 1.0
 */
SipgoCredentials *
sipgo_credentials_new_ha1 (const char *username, const char *realm, const char *ha1)
{
  g_return_val_if_fail (username != NULL && realm != NULL && ha1 != NULL, NULL);
  g_return_val_if_fail ((strlen (ha1) == 32 || strlen (ha1) == 64) && is_hex (ha1), NULL);

  return new_credentials (username, realm, NULL, ha1);
}

/**
 * sipgo_credentials_new_list:
 * @credentials: (element-type SipgoCredentials): one or more credentials, which may be lists themselves
 *
 * Makes credentials for several realms. A challenge is answered by the first ones for its realm, and else by the first
 * ones for all realms.
 *
 * Returns: (transfer full): the credentials
 *
 * Since: 1.0
 */
SipgoCredentials *
sipgo_credentials_new_list (GList *credentials)
{
  SipgoCredentials *self;
  GList *l;

  g_return_val_if_fail (credentials != NULL, NULL);

  self = new_list (((SipgoCredentials *) credentials->data)->username);
  for (l = credentials; l; l = l->next)
    {
      SipgoCredentials *one = l->data;
      guint i;

      if (!one->list)
        g_ptr_array_add (self->list, sipgo_credentials_ref (one));
      for (i = 0; one->list && i < one->list->len; i++)
        g_ptr_array_add (self->list, sipgo_credentials_ref (one->list->pdata[i]));
    }
  return self;
}

/**
 * sipgo_credentials_ref:
 *
 * Takes a reference.
 *
 * Returns: (transfer full): the credentials themselves
 *
 * Since: 1.0
 */
SipgoCredentials *
sipgo_credentials_ref (SipgoCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);
  return self;
}

static void
free_secret (char *secret)
{
  if (secret)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/**
 * sipgo_credentials_unref:
 * @self: (transfer full): the credentials
 *
 * Drops a reference.
 *
 * Since: 1.0
 */
void
sipgo_credentials_unref (SipgoCredentials *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  free_secret (self->password);
  free_secret (self->ha1);
  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_free (self->username);
  g_free (self->realm);
  g_free (self);
}

/**
 * sipgo_credentials_get_username:
 *
 * Gets the user name.
 *
 * Returns: the user name; of a list, that of the first credentials
 *
 * Since: 1.0
 */
const char *
sipgo_credentials_get_username (SipgoCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->username;
}

/**
 * sipgo_credentials_get_realm:
 *
 * Gets the realm that the credentials are for.
 *
 * Returns: (nullable): the realm; %NULL if they are for all realms, or a list
 *
 * Since: 1.0
 */
const char *
sipgo_credentials_get_realm (SipgoCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->realm;
}

static gboolean
is_for (const SipgoCredentials *self, const char *realm)
{
  return !self->realm || strcmp (self->realm, realm) == 0;
}

SipgoCredentials *
sipgo_credentials_add_for_realm (SipgoCredentials *self, SipgoCredentials *added, const char *realm)
{
  g_autoptr (SipgoCredentials) result = new_list (added->username);
  guint i;

  for (i = 0; i < (added->list ? added->list->len : 1); i++)
    {
      SipgoCredentials *one = added->list ? added->list->pdata[i] : added;

      if (is_for (one, realm))
        g_ptr_array_add (result->list, new_credentials (one->username, realm, one->password, one->ha1));
    }
  if (result->list->len == 0)
    return NULL;
  for (i = 0; self && i < (self->list ? self->list->len : 1); i++)
    {
      SipgoCredentials *one = self->list ? self->list->pdata[i] : self;

      if (!one->realm || !is_for (one, realm))
        g_ptr_array_add (result->list, sipgo_credentials_ref (one));
    }
  return g_steal_pointer (&result);
}

static gboolean
get_ha1 (const SipgoCredentials *self, SipgoDigestHash hash, const char *realm, SipgoDigestHex ha1)
{
  if (self->password)
    {
      sipgo_digest_hash (hash, ha1, self->username, realm, self->password, NULL);
      return TRUE;
    }
  /* 64 digits could be SHA-256 or SHA-512-256; they are taken for SHA-256, which servers use. */
  if (hash != (strlen (self->ha1) == 32 ? SIPGO_DIGEST_MD5 : SIPGO_DIGEST_SHA256))
    return FALSE;
  g_strlcpy (ha1, self->ha1, sizeof (SipgoDigestHex));
  return TRUE;
}

static SipgoCredentials *
find_in_list (GPtrArray *list, gboolean has_realm, SipgoDigestHash hash, const char *realm, SipgoDigestHex ha1)
{
  guint i;

  for (i = 0; i < list->len; i++)
    {
      SipgoCredentials *one = list->pdata[i];

      if ((one->realm != NULL) == has_realm && sipgo_credentials_find (one, hash, realm, ha1))
        return one;
    }
  return NULL;
}

SipgoCredentials *
sipgo_credentials_find (SipgoCredentials *self, SipgoDigestHash hash, const char *realm, SipgoDigestHex ha1)
{
  SipgoCredentials *one;

  if (!self->list)
    return is_for (self, realm) && get_ha1 (self, hash, realm, ha1) ? self : NULL;
  one = find_in_list (self->list, TRUE, hash, realm, ha1);
  return one ? one : find_in_list (self->list, FALSE, hash, realm, ha1);
}
