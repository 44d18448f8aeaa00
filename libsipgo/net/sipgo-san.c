/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-san-private.h"

#include <gio/gio.h>
#include <string.h>

/* The certificate comes from the peer before it is trusted. More names are not read. */
#define MAX_NAMES 256
#define MAX_NAME_LENGTH 253      /* RFC 1035 2.3.4 */

/* ASN.1 tags (X.690). */
#define TAG_BOOLEAN       0x01
#define TAG_OCTET_STRING  0x04
#define TAG_OID           0x06
#define TAG_SEQUENCE      0x30
#define TAG_SET           0x31
#define TAG_VERSION       0xa0     /* [0] of TBSCertificate */
#define TAG_EXTENSIONS    0xa3     /* [3] of TBSCertificate */
#define TAG_DNS_NAME      0x82     /* [2] of GeneralName */
#define TAG_URI           0x86     /* [6] */
#define TAG_ADDRESS       0x87     /* [7] */

#define SUBJECT_INDEX 4            /* of the elements of TBSCertificate behind the version (RFC 5280 4.1) */

#define IPV4_LENGTH 4
#define IPV6_LENGTH 16

/* Bytes that are not read yet, or the content of one element. */
typedef struct
{
  const guint8 *data;
  gsize length;
} Range;

/* DER has one form of each length, and each is definite (X.690 10.1). */
static gboolean
take_length (Range *range, gsize *length)
{
  guint n_bytes, i;

  if (range->length == 0)
    return FALSE;
  *length = *range->data++;
  range->length--;
  if (*length < 0x80)
    return *length <= range->length;
  n_bytes = *length & 0x7f;
  if (n_bytes == 0 || n_bytes > 3 || n_bytes > range->length || range->data[0] == 0)
    return FALSE;
  for (*length = 0, i = 0; i < n_bytes; i++)
    *length = *length << 8 | range->data[i];
  range->data += n_bytes;
  range->length -= n_bytes;
  return *length >= 0x80 && *length <= range->length;
}

/* Takes the next element. No element of a certificate that is read here has a tag of several bytes. */
static gboolean
take (Range *range, guint8 *tag, Range *content)
{
  if (range->length == 0 || (range->data[0] & 0x1f) == 0x1f)
    return FALSE;
  *tag = *range->data++;
  range->length--;
  if (!take_length (range, &content->length))
    return FALSE;
  content->data = range->data;
  range->data += content->length;
  range->length -= content->length;
  return TRUE;
}

static gboolean
take_tag (Range *range, guint8 wanted, Range *content)
{
  guint8 tag;

  return take (range, &tag, content) && tag == wanted;
}

/* A name with other characters, such as a zero byte, could be taken for another one. */
static gboolean
is_host (const char *text, gsize length)
{
  gsize i;

  for (i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (text[i]) && (text[i] == '\0' || !strchr ("-._*", text[i])))
        return FALSE;
    }
  return length > 0 && length <= MAX_NAME_LENGTH;
}

/* RFC 5922 7.1: only URIs of the scheme sip count, and not those with a user. A port or parameters name no domain. */
static void
add_uri (SipgoSan *self, const Range *content)
{
  const char *text = (const char *) content->data;

  if (content->length <= 4 || g_ascii_strncasecmp (text, "sip:", 4) != 0 || !is_host (text + 4, content->length - 4))
    return;
  g_ptr_array_add (self->sip_domains, g_strndup (text + 4, content->length - 4));
}

static void
add_dns_name (SipgoSan *self, const Range *content)
{
  const char *text = (const char *) content->data;

  if (is_host (text, content->length))
    g_ptr_array_add (self->dns_names, g_strndup (text, content->length));
}

static void
add_address (SipgoSan *self, const Range *content)
{
  g_autoptr (GInetAddress) address = NULL;

  if (content->length == IPV4_LENGTH)
    address = g_inet_address_new_from_bytes (content->data, G_SOCKET_FAMILY_IPV4);
  else if (content->length == IPV6_LENGTH)
    address = g_inet_address_new_from_bytes (content->data, G_SOCKET_FAMILY_IPV6);
  if (address)
    g_ptr_array_add (self->addresses, g_inet_address_to_string (address));
}

static gboolean
read_names (SipgoSan *self, Range value)
{
  Range names, content;
  guint8 tag;
  guint n;

  self->has_san = TRUE;
  if (!take_tag (&value, TAG_SEQUENCE, &names) || value.length > 0)
    return FALSE;
  for (n = 0; names.length > 0 && n < MAX_NAMES; n++)
    {
      if (!take (&names, &tag, &content))
        return FALSE;
      if (tag == TAG_URI)
        add_uri (self, &content);
      else if (tag == TAG_DNS_NAME)
        add_dns_name (self, &content);
      else if (tag == TAG_ADDRESS)
        add_address (self, &content);
    }
  return TRUE;
}

static gboolean
read_extension (SipgoSan *self, Range extension)
{
  static const guint8 san_oid[] = { 0x55, 0x1d, 0x11 };      /* 2.5.29.17 */
  Range oid, value;
  guint8 tag;

  if (!take_tag (&extension, TAG_OID, &oid) || !take (&extension, &tag, &value))
    return FALSE;
  if (tag == TAG_BOOLEAN && !take (&extension, &tag, &value))
    return FALSE;
  if (tag != TAG_OCTET_STRING || extension.length > 0)
    return FALSE;
  if (oid.length != sizeof san_oid || memcmp (oid.data, san_oid, sizeof san_oid) != 0)
    return TRUE;
  return read_names (self, value);
}

static gboolean
read_extensions (SipgoSan *self, Range content)
{
  Range extensions, extension;

  if (!take_tag (&content, TAG_SEQUENCE, &extensions) || content.length > 0)
    return FALSE;
  while (extensions.length > 0)
    {
      if (!take_tag (&extensions, TAG_SEQUENCE, &extension) || !read_extension (self, extension))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_attribute (SipgoSan *self, Range attribute)
{
  static const guint8 common_name_oid[] = { 0x55, 0x04, 0x03 };      /* 2.5.4.3 */
  Range oid, value;
  guint8 tag;

  if (!take_tag (&attribute, TAG_OID, &oid) || !take (&attribute, &tag, &value))
    return FALSE;
  if (oid.length != sizeof common_name_oid || memcmp (oid.data, common_name_oid, sizeof common_name_oid) != 0)
    return TRUE;
  g_clear_pointer (&self->common_name, g_free);
  if (is_host ((const char *) value.data, value.length))
    self->common_name = g_strndup ((const char *) value.data, value.length);
  return TRUE;
}

/* A Name is a sequence of sets of attributes (RFC 5280 4.1.2.4). */
static gboolean
read_subject (SipgoSan *self, Range name)
{
  Range set, attribute;

  while (name.length > 0)
    {
      if (!take_tag (&name, TAG_SET, &set))
        return FALSE;
      while (set.length > 0)
        {
          if (!take_tag (&set, TAG_SEQUENCE, &attribute) || !read_attribute (self, attribute))
            return FALSE;
        }
    }
  return TRUE;
}

/* RFC 5280 4.1: subject and extensions are elements of the TBSCertificate, the first element of the certificate. */
static gboolean
read_certificate (SipgoSan *self, Range range)
{
  Range certificate, tbs, content;
  guint8 tag;
  guint i = 0;

  if (!take_tag (&range, TAG_SEQUENCE, &certificate) || range.length > 0
      || !take_tag (&certificate, TAG_SEQUENCE, &tbs))
    return FALSE;
  while (tbs.length > 0)
    {
      if (!take (&tbs, &tag, &content) || (tag == TAG_EXTENSIONS && !read_extensions (self, content))
          || (i == SUBJECT_INDEX && !read_subject (self, content)))
        return FALSE;
      i += tag != TAG_VERSION;
    }
  return TRUE;
}

static void
make_lists (SipgoSan *self)
{
  self->sip_domains = g_ptr_array_new_with_free_func (g_free);
  self->dns_names = g_ptr_array_new_with_free_func (g_free);
  self->addresses = g_ptr_array_new_with_free_func (g_free);
}

gboolean
sipgo_san_read (SipgoSan *self, const guint8 *data, gsize length)
{
  make_lists (self);
  if (read_certificate (self, (Range) { data, length }))
    return TRUE;
  sipgo_san_clear (self);
  make_lists (self);
  return FALSE;
}

void
sipgo_san_clear (SipgoSan *self)
{
  g_clear_pointer (&self->sip_domains, g_ptr_array_unref);
  g_clear_pointer (&self->dns_names, g_ptr_array_unref);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_clear_pointer (&self->common_name, g_free);
}

static gboolean
has_name (GPtrArray *names, const char *name)
{
  guint i;

  for (i = 0; i < names->len; i++)
    {
      if (g_ascii_strcasecmp (names->pdata[i], name) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_address (const SipgoSan *self, const char *text)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);
  g_autofree char *usual = address ? g_inet_address_to_string (address) : NULL;

  return usual && has_name (self->addresses, usual);
}

static gboolean
has_common_name (const SipgoSan *self)
{
  return self->common_name && !self->has_san;
}

gboolean
sipgo_san_is_for (const SipgoSan *self, const char *name)
{
  if (has_address (self, name))
    return TRUE;
  if (strchr (name, '*'))
    return FALSE;
  if (has_common_name (self))
    return g_ascii_strcasecmp (self->common_name, name) == 0;
  return has_name (self->sip_domains->len > 0 ? self->sip_domains : self->dns_names, name);
}

static void
add_identities (GPtrArray *identities, GPtrArray *names)
{
  guint i;

  for (i = 0; i < names->len; i++)
    {
      if (!strchr (names->pdata[i], '*'))
        g_ptr_array_add (identities, g_strdup (names->pdata[i]));
    }
}

GStrv
sipgo_san_dup_identities (const SipgoSan *self)
{
  GPtrArray *identities = g_ptr_array_new ();

  add_identities (identities, self->sip_domains->len > 0 ? self->sip_domains : self->dns_names);
  add_identities (identities, self->addresses);
  if (has_common_name (self) && !strchr (self->common_name, '*'))
    g_ptr_array_add (identities, g_strdup (self->common_name));
  if (identities->len > 0)
    g_ptr_array_add (identities, NULL);
  return (GStrv) g_ptr_array_free (identities, identities->len == 0);
}

static void
append_names (GString *text, GPtrArray *names)
{
  guint i;

  for (i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", (const char *) names->pdata[i]);
}

char *
sipgo_san_to_string (const SipgoSan *self)
{
  GString *text = g_string_new (NULL);

  append_names (text, self->sip_domains);
  append_names (text, self->dns_names);
  append_names (text, self->addresses);
  if (has_common_name (self))
    g_string_append (text, self->common_name);
  return g_string_free (text, text->len == 0);
}
