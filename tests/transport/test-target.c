/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/transport/sipgo-listener-private.h"
#include "libsipgo/transport/sipgo-target-private.h"

static void
test_target (void)
{
  SipgoTarget target = { SIPGO_PROTOCOL_TCP };
  g_autofree char *text = NULL;
  SipgoProtocol protocol;

  sipgo_address_parse (&target.address, "::1", 5070);
  text = sipgo_target_to_string (&target);
  g_assert_cmpstr (text, ==, "tcp:[::1]:5070");
  g_assert_true (sipgo_protocol_parse (&protocol, "Tcp"));
  g_assert_cmpint (protocol, ==, SIPGO_PROTOCOL_TCP);
  g_assert_false (sipgo_protocol_parse (&protocol, "sctp"));
  g_assert_cmpstr (sipgo_protocol_get_name (SIPGO_PROTOCOL_UDP), ==, "UDP");
}

static const struct
{
  const char *text;
  int code;                /* -1: parsed */
  const char *formatted;
} listeners[] = {
  { "udp:127.0.0.1:5070", -1, "127.0.0.1:5070" },
  { "udp:127.0.0.1", -1, "127.0.0.1:5060" },
  { "TCP:[::1]:0", -1, "[::1]:0" },
  { "tcp:[::]", -1, "[::]:5060" },
  { "udp:", SIPGO_ERROR_INVALID },
  { "udp", SIPGO_ERROR_INVALID },
  { "", SIPGO_ERROR_INVALID },
  { "udp:127.0.0.1:", SIPGO_ERROR_INVALID },
  { "udp:127.0.0.1:65536", SIPGO_ERROR_INVALID },
  { "udp:127.0.0.1:-1", SIPGO_ERROR_INVALID },
  { "udp:127.0.0.1:5060x", SIPGO_ERROR_INVALID },
  { "udp:[::1]5060", SIPGO_ERROR_INVALID },
  { "udp:[::1", SIPGO_ERROR_INVALID },
  { "udp:localhost:5060", SIPGO_ERROR_INVALID },
  { "sctp:127.0.0.1:5060", SIPGO_ERROR_INVALID },
  { "tls:127.0.0.1:5061", SIPGO_ERROR_UNSUPPORTED },
};

static void
test_listener (void)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];
  guint i;

  for (i = 0; i < G_N_ELEMENTS (listeners); i++)
    {
      g_autoptr (GError) error = NULL;
      SipgoProtocol protocol;
      SipgoAddress address;
      gboolean parsed = sipgo_listener_parse (listeners[i].text, &protocol, &address, &error);

      g_test_message ("\"%s\"", listeners[i].text);
      if (listeners[i].code < 0)
        {
          g_assert_no_error (error);
          g_assert_true (parsed);
          g_assert_cmpstr (sipgo_address_format (&address, text), ==, listeners[i].formatted);
        }
      else
        {
          g_assert_false (parsed);
          g_assert_error (error, SIPGO_ERROR, listeners[i].code);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transport/target/text", test_target);
  g_test_add_func ("/transport/target/listener", test_listener);
  return g_test_run ();
}
