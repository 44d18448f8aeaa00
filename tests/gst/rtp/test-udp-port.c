/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/gst/rtp/sipgo-rtp-udp-port-private.h"
#include "libsipgo/net/sipgo-simulated-network-private.h"

/* The same pair of ports on the kernel's network and on the simulated one. */

typedef struct
{
  SipgoEnvironment *environment;
  SipgoSimulatedNetwork *network;
  SipgoRtpPortRange range;
} Place;

static void
place_init (Place *place, gboolean simulated)
{
  *place = (Place) { .range = { .port_min = 46001, .port_max = 46007 } };
  if (!simulated)
    return;
  place->environment = sipgo_environment_new_virtual (1);
  place->network = sipgo_simulated_network_new (place->environment);
  place->range.net = sipgo_simulated_network_add_host (place->network);
  place->range.random = sipgo_environment_get_random (place->environment);
}

static void
place_clear (Place *place)
{
  g_clear_pointer (&place->range.net, sipgo_net_unref);
  g_clear_pointer (&place->network, sipgo_simulated_network_unref);
  g_clear_pointer (&place->environment, sipgo_environment_unref);
}

/* Packets on the simulated network arrive when time passes, those on the loopback interface at once. */
static gssize
receive (Place *place, SipgoRtpPort *port, guint channel, guint8 *data, gsize size, SipgoAddress *from)
{
  while (place->environment && sipgo_environment_step (place->environment))
    ;
  return sipgo_rtp_port_receive (port, channel, data, size, from);
}

static void
test_pair (gconstpointer simulated)
{
  g_autoptr (SipgoRtpPort) one = NULL;
  g_autoptr (SipgoRtpPort) two = NULL;
  SipgoAddress nowhere = { 0 }, from;
  guint8 data[64];
  Place place;
  guint i;

  place_init (&place, simulated != NULL);
  one = sipgo_rtp_udp_port_new (&place.range, "127.0.0.1", NULL);
  two = sipgo_rtp_udp_port_new (&place.range, "127.0.0.1", NULL);
  g_assert_cmpuint (sipgo_rtp_port_get_number (one), !=, sipgo_rtp_port_get_number (two));
  g_assert_cmpuint (sipgo_rtp_port_get_number (one) % 2, ==, 0);
  g_assert_cmpuint (sipgo_address_get_port (&one->local[SIPGO_PACKET_RTCP]), ==, sipgo_rtp_port_get_number (one) + 1);
  for (i = 0; i < SIPGO_PACKET_N_CHANNELS; i++)
    {
      sipgo_rtp_port_send (one, i, (const guint8 *) "hello", 5, &nowhere);
      g_assert_cmpint (receive (&place, two, i, data, sizeof data, &from), <, 0);
      sipgo_rtp_port_send (one, i, (const guint8 *) "hello", 5, &two->local[i]);
      g_assert_cmpint (receive (&place, two, i, data, sizeof data, &from), ==, 5);
      g_assert_true (sipgo_address_equal (&from, &one->local[i]));
      g_assert_cmpint (receive (&place, two, i, data, sizeof data, &from), <, 0);
      /* A packet that is longer than the buffer is truncated. */
      sipgo_rtp_port_send (one, i, (const guint8 *) "hello", 5, &two->local[i]);
      g_assert_cmpint (receive (&place, two, i, data, 2, &from), ==, 2);
    }
  g_clear_pointer (&one, sipgo_rtp_port_free);
  g_clear_pointer (&two, sipgo_rtp_port_free);
  place_clear (&place);
}

static void
test_used_up (gconstpointer simulated)
{
  SipgoRtpPort *ports[3];
  g_autoptr (GError) error = NULL;
  SipgoRtpPort *again;
  guint16 number;
  Place place;
  guint i;

  place_init (&place, simulated != NULL);
  for (i = 0; i < 3; i++)
    {
      ports[i] = sipgo_rtp_udp_port_new (&place.range, "127.0.0.1", &error);
      g_assert_no_error (error);
    }
  g_assert_null (sipgo_rtp_udp_port_new (&place.range, "127.0.0.1", &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_RESOURCES);
  g_assert_nonnull (strstr (error->message, "127.0.0.1 from 46001 to 46007"));
  number = sipgo_rtp_port_get_number (ports[1]);
  sipgo_rtp_port_free (ports[1]);
  again = sipgo_rtp_udp_port_new (&place.range, "127.0.0.1", NULL);
  g_assert_cmpuint (sipgo_rtp_port_get_number (again), ==, number);
  sipgo_rtp_port_free (again);
  sipgo_rtp_port_free (ports[0]);
  sipgo_rtp_port_free (ports[2]);
  place_clear (&place);
}

/* If one of the two ports is in use, neither is taken. */
static void
test_half_taken (void)
{
  g_autoptr (SipgoDatagramPort) other = NULL;
  g_autoptr (SipgoRtpPort) port = NULL;
  SipgoAddress address;
  Place place;

  place_init (&place, TRUE);
  place.range.port_min = 46000;
  place.range.port_max = 46003;
  sipgo_address_parse (&address, "127.0.0.1", 46003);
  other = sipgo_net_open_port (place.range.net, &address, NULL, NULL);
  port = sipgo_rtp_udp_port_new (&place.range, "127.0.0.1", NULL);
  g_assert_cmpuint (sipgo_rtp_port_get_number (port), ==, 46000);
  g_assert_null (sipgo_rtp_udp_port_new (&place.range, "127.0.0.1", NULL));
  /* 46002 has been released. */
  sipgo_address_set_port (&address, 46002);
  g_clear_pointer (&other, sipgo_datagram_port_free);
  other = sipgo_net_open_port (place.range.net, &address, NULL, NULL);
  g_assert_nonnull (other);
  g_clear_pointer (&other, sipgo_datagram_port_free);
  g_clear_pointer (&port, sipgo_rtp_port_free);
  place_clear (&place);
}

/* The address in the description may be that of a router. */
static void
test_not_ours (void)
{
  g_autoptr (SipgoRtpPort) port = NULL;
  Place place;

  place_init (&place, FALSE);
  port = sipgo_rtp_udp_port_new (&place.range, "192.0.2.77", NULL);
  g_assert_nonnull (port);
  g_assert_true (sipgo_address_is_any (&port->local[SIPGO_PACKET_RTP]));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/gst/rtp/udp-port/kernel/pair", NULL, test_pair);
  g_test_add_data_func ("/gst/rtp/udp-port/kernel/used-up", NULL, test_used_up);
  g_test_add_data_func ("/gst/rtp/udp-port/simulated/pair", "yes", test_pair);
  g_test_add_data_func ("/gst/rtp/udp-port/simulated/used-up", "yes", test_used_up);
  g_test_add_func ("/gst/rtp/udp-port/simulated/half-taken", test_half_taken);
  g_test_add_func ("/gst/rtp/udp-port/kernel/not-ours", test_not_ours);
  return g_test_run ();
}
