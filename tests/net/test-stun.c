/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-stun-private.h"

#include <string.h>

/* RFC 5769 2.2 and 2.3, without the attributes behind the address. */
static const guint8 id[] = { 0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae };
#define HEAD(length) "\x01\x01\x00" length "\x21\x12\xa4\x42\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae"
#define SOFTWARE "\x80\x22\x00\x0b" "test vector "
#define XOR_V4 "\x00\x20\x00\x08\x00\x01\xa1\x47\xe1\x12\xa6\x43"
#define XOR_V6 "\x00\x20\x00\x14\x00\x02\xa1\x47\x01\x13\xa9\xfa\xa5\xd3\xf1\x79\xbc\x25\xf4\xb5\xbe\xd2\xb9\xd9"
#define PLAIN_V4 "\x00\x01\x00\x08\x00\x01\x80\x55\xc0\x00\x02\x01"
#define SIZED(text) text, sizeof text - 1

typedef struct
{
  const char *name;
  const char *bytes;
  gsize length;
  const char *mapped;              /* NULL: not a response, or without a usable address */
} Row;

static const Row rows[] = {
  { "xor-ipv4", SIZED (HEAD ("\x1c") SOFTWARE XOR_V4), "192.0.2.1:32853" },
  { "xor-ipv6", SIZED (HEAD ("\x28") SOFTWARE XOR_V6), "[2001:db8:1234:5678:11:2233:4455:6677]:32853" },
  { "plain", SIZED (HEAD ("\x0c") PLAIN_V4), "192.0.2.1:32853" },
  { "xor-wins", SIZED (HEAD ("\x18") "\x00\x01\x00\x08\x00\x01\x00\x07\x0a\x00\x00\x01" XOR_V4), "192.0.2.1:32853" },
  { "no-address", SIZED (HEAD ("\x10") SOFTWARE), NULL },
  { "empty", SIZED (HEAD ("\x00")), NULL },
  { "no-bytes", SIZED (""), NULL },
  { "short-header", SIZED ("\x01\x01\x00\x00\x21\x12\xa4\x42"), NULL },
  { "wrong-length", SIZED (HEAD ("\x08") XOR_V4), NULL },
  { "attribute-too-long", SIZED (HEAD ("\x0c") "\x00\x20\x00\x09\x00\x01\xa1\x47\xe1\x12\xa6\x43"), NULL },
  { "attribute-cut", SIZED (HEAD ("\x04") "\x00\x20\x00\x08"), NULL },
  { "half-an-attribute", SIZED (HEAD ("\x0e") PLAIN_V4 "\x00\x20"), "192.0.2.1:32853" },
  { "address-too-short", SIZED (HEAD ("\x08") "\x00\x20\x00\x04\x00\x01\xa1\x47"), NULL },
  { "ipv6-too-short", SIZED (HEAD ("\x0c") "\x00\x20\x00\x08\x00\x02\xa1\x47\xe1\x12\xa6\x43"), NULL },
  { "unknown-family", SIZED (HEAD ("\x0c") "\x00\x20\x00\x08\x00\x03\xa1\x47\xe1\x12\xa6\x43"), NULL },
  { "port-zero", SIZED (HEAD ("\x0c") "\x00\x20\x00\x08\x00\x01\x21\x12\xe1\x12\xa6\x43"), NULL },
  { "any-address", SIZED (HEAD ("\x0c") "\x00\x20\x00\x08\x00\x01\xa1\x47\x21\x12\xa4\x42"), NULL },
  { "other-transaction", SIZED ("\x01\x01\x00\x0c\x21\x12\xa4\x42" "zzzzzzzzzzzz" XOR_V4), NULL },
  { "no-cookie", SIZED ("\x01\x01\x00\x0c" "zzzz\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae" XOR_V4), NULL },
  { "error", SIZED ("\x01\x11\x00\x0c\x21\x12\xa4\x42\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae" XOR_V4), NULL },
};

static void
test_response (gconstpointer data)
{
  const Row *row = data;
  /* In memory of its own, so that a read behind the end is found. */
  g_autofree guint8 *bytes = g_memdup2 (row->bytes, row->length);
  char text[SIPGO_ADDRESS_TEXT_LENGTH];
  SipgoAddress mapped;
  gboolean is_response = sipgo_stun_read_response (bytes, row->length, id, &mapped);

  g_assert_cmpint (is_response, ==, row->mapped != NULL);
  if (row->mapped)
    g_assert_cmpstr (sipgo_address_format (&mapped, text), ==, row->mapped);
}

static void
test_round_trip (void)
{
  static const char *const hosts[] = { "198.51.100.7", "2001:db8::7" };
  guint8 request[SIPGO_STUN_REQUEST_LENGTH], response[SIPGO_STUN_MAX_RESPONSE_LENGTH], read_id[SIPGO_STUN_ID_LENGTH];
  guint i;

  sipgo_stun_write_request (id, request);
  g_assert_true (sipgo_stun_read_request (request, sizeof request, read_id));
  g_assert_cmpmem (read_id, sizeof read_id, id, sizeof id);
  for (i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      SipgoAddress source, mapped;
      gsize length;

      sipgo_address_parse (&source, hosts[i], 40000);
      length = sipgo_stun_write_response (id, &source, response);
      g_assert_cmpuint (length, <=, sizeof response);
      g_assert_true (sipgo_stun_read_response (response, length, id, &mapped));
      g_assert_true (sipgo_address_equal (&source, &mapped));
      g_assert_false (sipgo_stun_read_request (response, length, read_id));
      g_assert_false (sipgo_stun_read_request (response, length - 1, read_id));
    }
}

int
main (int argc, char *argv[])
{
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/net/stun/response/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_response);
    }
  g_test_add_func ("/net/stun/round-trip", test_round_trip);
  return g_test_run ();
}
