/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-address-private.h"

#include <arpa/inet.h>
#include <string.h>

static gboolean
parse_ipv6 (SipgoAddress *self, const char *host)
{
  char text[INET6_ADDRSTRLEN];
  gsize length = strlen (host);

  if (host[0] == '[')
    {
      if (length < 2 || host[length - 1] != ']')
        return FALSE;
      host++;
      length -= 2;
    }
  if (length >= sizeof text)
    return FALSE;
  memcpy (text, host, length);
  text[length] = '\0';
  return inet_pton (AF_INET6, text, &self->v6.sin6_addr) == 1;
}

gboolean
sipgo_address_parse (SipgoAddress *self, const char *host, guint port)
{
  memset (self, 0, sizeof *self);
  if (port > G_MAXUINT16)
    return FALSE;
  if (inet_pton (AF_INET, host, &self->v4.sin_addr) == 1)
    self->any.sa_family = AF_INET;
  else if (parse_ipv6 (self, host))
    self->any.sa_family = AF_INET6;
  else
    return FALSE;
  sipgo_address_set_port (self, port);
  return TRUE;
}

gboolean
sipgo_address_is_ipv6 (const SipgoAddress *self)
{
  return self->any.sa_family == AF_INET6;
}

socklen_t
sipgo_address_get_size (const SipgoAddress *self)
{
  return sipgo_address_is_ipv6 (self) ? sizeof self->v6 : sizeof self->v4;
}

guint
sipgo_address_get_port (const SipgoAddress *self)
{
  return g_ntohs (sipgo_address_is_ipv6 (self) ? self->v6.sin6_port : self->v4.sin_port);
}

void
sipgo_address_set_port (SipgoAddress *self, guint port)
{
  if (sipgo_address_is_ipv6 (self))
    self->v6.sin6_port = g_htons (port);
  else
    self->v4.sin_port = g_htons (port);
}

const guint8 *
sipgo_address_get_bytes (const SipgoAddress *self, gsize *length)
{
  gboolean is_ipv6 = sipgo_address_is_ipv6 (self);

  *length = is_ipv6 ? sizeof self->v6.sin6_addr : sizeof self->v4.sin_addr;
  return is_ipv6 ? (const guint8 *) &self->v6.sin6_addr : (const guint8 *) &self->v4.sin_addr;
}

gboolean
sipgo_address_is_any (const SipgoAddress *self)
{
  if (sipgo_address_is_ipv6 (self))
    return IN6_IS_ADDR_UNSPECIFIED (&self->v6.sin6_addr);
  return self->v4.sin_addr.s_addr == INADDR_ANY;
}

gboolean
sipgo_address_equal_host (const SipgoAddress *self, const SipgoAddress *other)
{
  if (self->any.sa_family != other->any.sa_family)
    return FALSE;
  if (!sipgo_address_is_ipv6 (self))
    return self->v4.sin_addr.s_addr == other->v4.sin_addr.s_addr;
  return IN6_ARE_ADDR_EQUAL (&self->v6.sin6_addr, &other->v6.sin6_addr)
         && self->v6.sin6_scope_id == other->v6.sin6_scope_id;
}

static gboolean
is_private_v4 (guint32 address)
{
  return address >> 24 == 10 || address >> 24 == 127 || address >> 20 == 0xac1 || address >> 16 == 0xc0a8
         || address >> 16 == 0xa9fe;
}

gboolean
sipgo_address_is_loopback (const SipgoAddress *self)
{
  if (sipgo_address_is_ipv6 (self))
    return IN6_IS_ADDR_LOOPBACK (&self->v6.sin6_addr);
  return g_ntohl (self->v4.sin_addr.s_addr) >> 24 == 127;
}

gboolean
sipgo_address_is_listed (const SipgoAddress *self, GArray *addresses)
{
  guint i;

  for (i = 0; i < addresses->len; i++)
    {
      if (sipgo_address_equal_host (&g_array_index (addresses, SipgoAddress, i), self))
        return TRUE;
    }
  return FALSE;
}

/* RFC 4291 2.5.6, RFC 3927 */
gboolean
sipgo_address_is_link_local (const SipgoAddress *self)
{
  if (sipgo_address_is_ipv6 (self))
    return IN6_IS_ADDR_LINKLOCAL (&self->v6.sin6_addr);
  return g_ntohl (self->v4.sin_addr.s_addr) >> 16 == 0xa9fe;
}

gboolean
sipgo_address_is_private (const SipgoAddress *self)
{
  const struct in6_addr *address = &self->v6.sin6_addr;

  if (!sipgo_address_is_ipv6 (self))
    return is_private_v4 (g_ntohl (self->v4.sin_addr.s_addr));
  return IN6_IS_ADDR_LOOPBACK (address) || IN6_IS_ADDR_LINKLOCAL (address) || (address->s6_addr[0] & 0xfe) == 0xfc;
}

gboolean
sipgo_address_equal (const SipgoAddress *self, const SipgoAddress *other)
{
  return sipgo_address_get_port (self) == sipgo_address_get_port (other) && sipgo_address_equal_host (self, other);
}

/* An attacker may choose remote addresses, so the bits are mixed well. The tables with these keys have a limited
 * size. */
guint
sipgo_address_hash (const SipgoAddress *self)
{
  guint64 hash = sipgo_address_get_port (self);
  guint64 halves[2];

  if (sipgo_address_is_ipv6 (self))
    {
      memcpy (halves, &self->v6.sin6_addr, sizeof halves);
      hash += (halves[0] ^ (halves[1] << 31 | halves[1] >> 33)) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
    }
  else
    {
      hash |= (guint64) self->v4.sin_addr.s_addr << 16;
    }
  hash = (hash ^ (hash >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  hash = (hash ^ (hash >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return hash >> 32;
}

static char *
format_byte (char *end, guint8 byte)
{
  if (byte >= 100)
    *end++ = '0' + byte / 100;
  if (byte >= 10)
    *end++ = '0' + byte / 10 % 10;
  *end++ = '0' + byte % 10;
  return end;
}

/* Faster than inet_ntop (), which uses printf: each received request gets an address as “received”. */
static void
format_ipv4 (const SipgoAddress *self, char text[SIPGO_ADDRESS_TEXT_LENGTH])
{
  const guint8 *bytes = (const guint8 *) &self->v4.sin_addr;
  char *end = text;
  guint i;

  for (i = 0; i < 4; i++)
    {
      if (i > 0)
        *end++ = '.';
      end = format_byte (end, bytes[i]);
    }
  *end = '\0';
}

const char *
sipgo_address_format_host (const SipgoAddress *self, char text[SIPGO_ADDRESS_TEXT_LENGTH])
{
  if (!sipgo_address_is_ipv6 (self))
    format_ipv4 (self, text);
  else if (!inet_ntop (AF_INET6, &self->v6.sin6_addr, text, SIPGO_ADDRESS_TEXT_LENGTH))
    g_strlcpy (text, "::", SIPGO_ADDRESS_TEXT_LENGTH);
  return text;
}

const char *
sipgo_address_format (const SipgoAddress *self, char text[SIPGO_ADDRESS_TEXT_LENGTH])
{
  char host[SIPGO_ADDRESS_TEXT_LENGTH];

  sipgo_address_format_host (self, host);
  if (sipgo_address_is_ipv6 (self))
    g_snprintf (text, SIPGO_ADDRESS_TEXT_LENGTH, "[%s]:%u", host, sipgo_address_get_port (self));
  else
    g_snprintf (text, SIPGO_ADDRESS_TEXT_LENGTH, "%s:%u", host, sipgo_address_get_port (self));
  return text;
}
