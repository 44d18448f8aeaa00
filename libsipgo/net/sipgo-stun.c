/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-stun-private.h"

#include <string.h>

/* RFC 8489 section 5: the types of message, and the magic cookie at bytes 4 to 7. */
#define BINDING_REQUEST 0x0001
#define BINDING_SUCCESS 0x0101
#define MAGIC_COOKIE 0x2112a442u
#define HEADER_LENGTH 20

/* Section 14 */
#define MAPPED_ADDRESS 0x0001
#define XOR_MAPPED_ADDRESS 0x0020
#define FAMILY_IPV4 1
#define FAMILY_IPV6 2

static guint
read_16 (const guint8 *data)
{
  return (guint) data[0] << 8 | data[1];
}

static guint32
read_32 (const guint8 *data)
{
  return (guint32) read_16 (data) << 16 | read_16 (data + 2);
}

static void
write_16 (guint8 *data, guint value)
{
  data[0] = value >> 8;
  data[1] = value;
}

static void
write_32 (guint8 *data, guint32 value)
{
  write_16 (data, value >> 16);
  write_16 (data + 2, value & 0xffff);
}

static void
write_header (guint8 *message, guint type, guint length, const guint8 id[SIPGO_STUN_ID_LENGTH])
{
  write_16 (message, type);
  write_16 (message + 2, length);
  write_32 (message + 4, MAGIC_COOKIE);
  memcpy (message + 8, id, SIPGO_STUN_ID_LENGTH);
}

void
sipgo_stun_draw_id (SipgoRandom *random, guint8 id[SIPGO_STUN_ID_LENGTH])
{
  guint i;

  for (i = 0; i < SIPGO_STUN_ID_LENGTH; i++)
    id[i] = sipgo_random_below (random, 256);
}

void
sipgo_stun_write_request (const guint8 id[SIPGO_STUN_ID_LENGTH], guint8 request[SIPGO_STUN_REQUEST_LENGTH])
{
  write_header (request, BINDING_REQUEST, 0, id);
}

static gboolean
is_message (const guint8 *data, gsize length, guint type)
{
  return length >= HEADER_LENGTH && read_16 (data) == type && read_16 (data + 2) == length - HEADER_LENGTH
         && read_32 (data + 4) == MAGIC_COOKIE;
}

gboolean
sipgo_stun_read_request (const guint8 *data, gsize length, guint8 id[SIPGO_STUN_ID_LENGTH])
{
  if (!is_message (data, length, BINDING_REQUEST))
    return FALSE;
  memcpy (id, data + 8, SIPGO_STUN_ID_LENGTH);
  return TRUE;
}

gsize
sipgo_stun_write_response (const guint8 id[SIPGO_STUN_ID_LENGTH], const SipgoAddress *source,
                           guint8 response[SIPGO_STUN_MAX_RESPONSE_LENGTH])
{
  gsize size, i;
  const guint8 *bytes = sipgo_address_get_bytes (source, &size);
  guint8 *attribute = response + HEADER_LENGTH;
  guint8 *mask = response + 4;

  write_header (response, BINDING_SUCCESS, 8 + size, id);
  write_16 (attribute, XOR_MAPPED_ADDRESS);
  write_16 (attribute + 2, 4 + size);
  write_16 (attribute + 4, sipgo_address_is_ipv6 (source) ? FAMILY_IPV6 : FAMILY_IPV4);
  write_16 (attribute + 6, sipgo_address_get_port (source) ^ read_16 (mask));
  for (i = 0; i < size; i++)
    attribute[8 + i] = bytes[i] ^ mask[i];
  return HEADER_LENGTH + 8 + size;
}

/* An address is XORed with the cookie and the transaction ID, so that no NAT finds and changes it (section 14.2); mask
 * is NULL for a MAPPED-ADDRESS. */
static gboolean
read_address (const guint8 *value, gsize length, const guint8 *mask, SipgoAddress *address)
{
  gsize size = length >= 4 && value[1] == FAMILY_IPV6 ? 16 : 4;
  guint8 bytes[16];
  guint port;
  gsize i;

  if (length != 4 + size || (value[1] != FAMILY_IPV4 && value[1] != FAMILY_IPV6))
    return FALSE;
  port = read_16 (value + 2) ^ (mask ? read_16 (mask) : 0);
  for (i = 0; i < size; i++)
    bytes[i] = value[4 + i] ^ (mask ? mask[i] : 0);
  memset (address, 0, sizeof *address);
  address->any.sa_family = size == 16 ? AF_INET6 : AF_INET;
  if (size == 16)
    memcpy (&address->v6.sin6_addr, bytes, size);
  else
    memcpy (&address->v4.sin_addr, bytes, size);
  sipgo_address_set_port (address, port);
  return port > 0 && !sipgo_address_is_any (address);
}

/* XOR-MAPPED-ADDRESS counts; MAPPED-ADDRESS only when an old server sends nothing else. */
gboolean
sipgo_stun_read_response (const guint8 *data, gsize length, const guint8 id[SIPGO_STUN_ID_LENGTH],
                          SipgoAddress *mapped)
{
  gboolean found = FALSE;
  gsize offset = HEADER_LENGTH;

  if (!is_message (data, length, BINDING_SUCCESS) || memcmp (data + 8, id, SIPGO_STUN_ID_LENGTH) != 0)
    return FALSE;
  while (length - offset >= 4)
    {
      guint type = read_16 (data + offset);
      gsize size = read_16 (data + offset + 2);
      const guint8 *value = data + offset + 4;

      offset += 4;
      if (size > length - offset)
        return found;
      if (type == XOR_MAPPED_ADDRESS)
        return read_address (value, size, data + 4, mapped);
      if (type == MAPPED_ADDRESS && !found)
        found = read_address (value, size, NULL, mapped);
      /* Attributes are padded to four bytes. */
      offset += MIN ((size + 3) & ~(gsize) 3, length - offset);
    }
  return found;
}
