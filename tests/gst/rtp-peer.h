/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "rtp-pair.h"

#define PEER_HEAD "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"

/* A handler on one side, and packets made and parsed by the test on the other. */
typedef struct
{
  Pair pair;
  SipgoRtpPort *port;
  SipgoAddress to;
  guint32 ssrc;
  guint16 seq;
  guint32 timestamp;
  GString *digits;             /* digits that the handler has reported: "1:120 " */
} Peer;

static inline void
peer_note_digit (SipgoMedia *media, const char *digit, guint duration_ms, GString *digits)
{
  g_string_append_printf (digits, "%s:%u ", digit, duration_ms);
}

static inline void
peer_init (Peer *peer, const char *codecs)
{
  memset (peer, 0, sizeof *peer);
  pair_init (&peer->pair, TRUE, codecs);
  peer->port = pair_open_port (&peer->pair);
  peer->digits = g_string_new (NULL);
  peer->ssrc = 0x11223344;
  peer->timestamp = 1000;
  g_signal_connect (peer->pair.media[0], "dtmf", G_CALLBACK (peer_note_digit), peer->digits);
}

static inline void
peer_clear (Peer *peer)
{
  sipgo_rtp_port_free (peer->port);
  pair_clear (&peer->pair);
  g_string_free (peer->digits, TRUE);
}

/* From now on sends to the audio address in our description. */
static inline void
peer_aim (Peer *peer, const char *description)
{
  g_assert_true (sipgo_address_parse (&peer->to, "127.0.0.1",
                                      (guint16) g_ascii_strtoull (strstr (description, "m=audio ") + 8, NULL, 10)));
}

/* Our offer, and the answer of the peer: its formats, and the lines after its m= line. */
static inline void
peer_answer (Peer *peer, const char *formats, const char *lines)
{
  g_autofree char *offer = pair_get (peer->pair.handlers[0], SIPGO_DESCRIPTION_TYPE_OFFER, FALSE);
  g_autofree char *answer = g_strdup_printf (PEER_HEAD "m=audio %u RTP/AVP %s\r\n%s",
                                             sipgo_rtp_port_get_number (peer->port), formats, lines);

  peer_aim (peer, offer);
  pair_set (peer->pair.handlers[0], SIPGO_DESCRIPTION_TYPE_ANSWER, answer);
}

static inline void
peer_send (Peer *peer, guint8 payload_type, gboolean marker, guint32 timestamp, const guint8 *payload, gsize size)
{
  guint8 packet[1500] = { 0x80, payload_type | (marker ? 0x80 : 0) };
  guint32 number;

  packet[2] = (guint8) (peer->seq >> 8);
  packet[3] = (guint8) peer->seq;
  peer->seq++;
  number = GUINT32_TO_BE (timestamp);
  memcpy (packet + 4, &number, 4);
  number = GUINT32_TO_BE (peer->ssrc);
  memcpy (packet + 8, &number, 4);
  memcpy (packet + 12, payload, size);
  sipgo_rtp_port_send (peer->port, SIPGO_PACKET_RTP, packet, 12 + size, &peer->to);
}
