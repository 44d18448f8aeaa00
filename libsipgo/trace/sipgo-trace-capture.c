/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/trace/sipgo-trace-capture-private.h"

#include <string.h>

#include "libsipgo/message/sipgo-secrets-private.h"
#include "libsipgo/trace/sipgo-trace-record-private.h"

/* draft-ietf-opsawg-pcapng; the link types are those of tcpdump.org. */
enum { SECTION = 0x0a0d0d0a, INTERFACE = 1, PACKET = 6 };
enum { END_OF_OPTIONS = 0, COMMENT = 1, IF_NAME = 2 };
enum { LINK_RAW_IP = 101, LINK_UPPER_PDU = 252 };
enum { RAW_IP, UPPER_PDU };                     /* the two interfaces, in their order */
/* The tags of an exported PDU (Wireshark's epan/exported_pdu.h). */
enum { PDU_END = 0, PDU_PROTOCOL_NAME = 12, PDU_IPV4_SOURCE = 20, PDU_IPV4_DESTINATION = 21, PDU_IPV6_SOURCE = 22,
       PDU_IPV6_DESTINATION = 23, PDU_PORT_TYPE = 24, PDU_SOURCE_PORT = 25, PDU_DESTINATION_PORT = 26 };
enum { PDU_PORT_TCP = 2, PDU_PORT_UDP = 3 };
#define UDP_HEADER 8
#define MAX_DATAGRAM (65535 - 20 - UDP_HEADER)

static void
put_16 (GByteArray *array, guint16 value)
{
  g_byte_array_append (array, (const guint8 *) &value, sizeof value);
}

static void
put_32 (GByteArray *array, guint32 value)
{
  g_byte_array_append (array, (const guint8 *) &value, sizeof value);
}

static void
put_padding (GByteArray *array)
{
  static const guint8 zeros[4];

  g_byte_array_append (array, zeros, (4 - array->len % 4) % 4);
}

/* Blocks are in the byte order of this machine, which the section header tells. */
static void
put_block (GByteArray *file, guint32 type, GByteArray *body)
{
  put_32 (file, type);
  put_32 (file, body->len + 12);
  g_byte_array_append (file, body->data, body->len);
  put_32 (file, body->len + 12);
}

static void
put_option (GByteArray *body, guint16 code, const char *text)
{
  put_16 (body, code);
  put_16 (body, strlen (text));
  g_byte_array_append (body, (const guint8 *) text, strlen (text));
  put_padding (body);
}

static void
put_section (GByteArray *file)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  put_32 (body, 0x1a2b3c4d);
  put_16 (body, 1);
  put_16 (body, 0);
  put_32 (body, G_MAXUINT32);                   /* the length is not given */
  put_32 (body, G_MAXUINT32);
  put_block (file, SECTION, body);
}

static void
put_interface (GByteArray *file, guint16 link_type, const char *name)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  put_16 (body, link_type);
  put_16 (body, 0);
  put_32 (body, 0);                             /* packets are not cut */
  put_option (body, IF_NAME, name);
  put_32 (body, END_OF_OPTIONS);
  put_block (file, INTERFACE, body);
}

/* --- headers ------------------------------------------------------------------------------------------------------ */

static void
put_host (GByteArray *packet, const SipgoAddress *address)
{
  gsize length;
  const guint8 *host = sipgo_address_get_bytes (address, &length);

  g_byte_array_append (packet, host, length);
}

static guint32
add_up (guint32 sum, const guint8 *data, gsize length)
{
  gsize i;

  for (i = 0; i < length; i++)
    sum += i % 2 == 0 ? (guint32) data[i] << 8 : data[i];
  return (sum & 0xffff) + (sum >> 16);
}

/* RFC 1071 */
static guint16
fold (guint32 sum)
{
  while (sum > 0xffff)
    sum = (sum & 0xffff) + (sum >> 16);
  return GUINT16_TO_BE (~sum & 0xffff);
}

static void
put_ip_header (GByteArray *packet, const SipgoAddress *source, const SipgoAddress *destination, guint length)
{
  guint start = packet->len;
  guint16 checksum;

  if (sipgo_address_is_ipv6 (source))
    {
      put_32 (packet, GUINT32_TO_BE (0x60000000));
      put_16 (packet, GUINT16_TO_BE (length));
      put_16 (packet, GUINT16_TO_BE (IPPROTO_UDP << 8 | 64));
    }
  else
    {
      put_32 (packet, GUINT32_TO_BE (0x45000000 | (20 + length)));
      put_32 (packet, 0);
      put_32 (packet, GUINT32_TO_BE (64 << 24 | IPPROTO_UDP << 16));
    }
  put_host (packet, source);
  put_host (packet, destination);
  if (sipgo_address_is_ipv6 (source))
    return;
  checksum = fold (add_up (0, packet->data + start, 20));
  memcpy (packet->data + start + 10, &checksum, 2);
}

/* Of UDP, with the pseudo-header: both addresses, the protocol and the length. */
static guint16
make_checksum (const SipgoAddress *source, const SipgoAddress *destination, const guint8 *data, gsize length)
{
  gsize host_length;
  const guint8 *host = sipgo_address_get_bytes (source, &host_length);
  guint32 sum = add_up (IPPROTO_UDP + length, host, host_length);
  guint16 checksum;

  host = sipgo_address_get_bytes (destination, &host_length);
  sum = add_up (sum, host, host_length);
  checksum = fold (add_up (sum, data, length));
  return checksum == 0 ? 0xffff : checksum;
}

static void
put_datagram (GByteArray *packet, const SipgoAddress *source, const SipgoAddress *destination, const guint8 *data,
              gsize length)
{
  guint start;
  guint16 checksum;

  put_ip_header (packet, source, destination, UDP_HEADER + length);
  start = packet->len;
  put_16 (packet, GUINT16_TO_BE (sipgo_address_get_port (source)));
  put_16 (packet, GUINT16_TO_BE (sipgo_address_get_port (destination)));
  put_16 (packet, GUINT16_TO_BE (UDP_HEADER + length));
  put_16 (packet, 0);
  g_byte_array_append (packet, data, length);
  checksum = make_checksum (source, destination, packet->data + start, packet->len - start);
  memcpy (packet->data + start + 6, &checksum, 2);
}

static void
put_tag (GByteArray *packet, guint16 tag, gconstpointer data, guint16 length)
{
  put_16 (packet, GUINT16_TO_BE (tag));
  put_16 (packet, GUINT16_TO_BE (length));
  if (length > 0)
    g_byte_array_append (packet, data, length);
}

static void
put_number (GByteArray *packet, guint16 tag, guint32 value)
{
  guint32 number = GUINT32_TO_BE (value);

  put_tag (packet, tag, &number, sizeof number);
}

static void
put_host_tag (GByteArray *packet, guint16 ipv4_tag, guint16 ipv6_tag, const SipgoAddress *address)
{
  gsize length;
  const guint8 *host = sipgo_address_get_bytes (address, &length);

  put_tag (packet, sipgo_address_is_ipv6 (address) ? ipv6_tag : ipv4_tag, host, length);
}

static void
put_upper_pdu (GByteArray *packet, const SipgoAddress *source, const SipgoAddress *destination, gboolean is_udp,
               const guint8 *data, gsize length)
{
  put_tag (packet, PDU_PROTOCOL_NAME, "sip\0", 4);
  put_host_tag (packet, PDU_IPV4_SOURCE, PDU_IPV6_SOURCE, source);
  put_host_tag (packet, PDU_IPV4_DESTINATION, PDU_IPV6_DESTINATION, destination);
  put_number (packet, PDU_PORT_TYPE, is_udp ? PDU_PORT_UDP : PDU_PORT_TCP);
  put_number (packet, PDU_SOURCE_PORT, sipgo_address_get_port (source));
  put_number (packet, PDU_DESTINATION_PORT, sipgo_address_get_port (destination));
  put_tag (packet, PDU_END, NULL, 0);
  g_byte_array_append (packet, data, length);
}

/* --- packets ------------------------------------------------------------------------------------------------------ */

static void
put_packet (GByteArray *file, SipgoTraceRecord *record, GPtrArray *comments)
{
  g_autoptr (GBytes) masked = sipgo_secrets_mask (record->bytes);
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  g_autoptr (GByteArray) body = g_byte_array_new ();
  gboolean is_sent = record->kind == SIPGO_TRACE_KIND_SENT;
  const SipgoAddress *source = is_sent ? &record->ends->local : &record->ends->remote;
  const SipgoAddress *destination = is_sent ? &record->ends->remote : &record->ends->local;
  gboolean is_udp = record->ends->protocol == SIPGO_PROTOCOL_UDP;
  gsize length;
  const guint8 *data = g_bytes_get_data (masked, &length);
  gboolean is_raw = is_udp && length <= MAX_DATAGRAM;
  guint i;

  if (is_raw)
    put_datagram (packet, source, destination, data, length);
  else
    put_upper_pdu (packet, source, destination, is_udp, data, length);
  put_32 (body, is_raw ? RAW_IP : UPPER_PDU);
  put_32 (body, (guint64) record->time >> 32);
  put_32 (body, (guint64) record->time & G_MAXUINT32);
  put_32 (body, packet->len);
  put_32 (body, packet->len);
  g_byte_array_append (body, packet->data, packet->len);
  put_padding (body);
  for (i = 0; i < comments->len; i++)
    put_option (body, COMMENT, comments->pdata[i]);
  put_32 (body, END_OF_OPTIONS);
  put_block (file, PACKET, body);
}

/* Those behind the last packet go to it. */
static guint
find_last_message (GPtrArray *records)
{
  guint i;

  for (i = records->len; i > 0; i--)
    {
      if (sipgo_trace_record_is_message (records->pdata[i - 1]))
        return i - 1;
    }
  return G_MAXUINT;
}

static void
take_comments (GPtrArray *comments, GPtrArray *records, guint first, guint end)
{
  guint i;

  for (i = first; i < end; i++)
    {
      SipgoTraceRecord *record = records->pdata[i];

      if (!sipgo_trace_record_is_message (record))
        g_ptr_array_add (comments, sipgo_trace_record_get_summary (record));
    }
}

GBytes *
sipgo_trace_capture_make (GPtrArray *records)
{
  GByteArray *file = g_byte_array_new ();
  guint last = find_last_message (records);
  guint i, done = 0;

  put_section (file);
  put_interface (file, LINK_RAW_IP, "udp");
  put_interface (file, LINK_UPPER_PDU, "others");
  for (i = 0; i < records->len; i++)
    {
      g_autoptr (GPtrArray) comments = NULL;

      if (!sipgo_trace_record_is_message (records->pdata[i]))
        continue;
      comments = g_ptr_array_new_with_free_func (g_free);
      take_comments (comments, records, done, i == last ? records->len : i);
      done = i + 1;
      put_packet (file, records->pdata[i], comments);
    }
  return g_byte_array_free_to_bytes (file);
}
