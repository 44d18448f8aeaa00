/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/sdp/sipgo-sdp-codec-private.h"
#include "libsipgo/sdp/sipgo-sdp-parser-private.h"
#include "libsipgo/sdp/sipgo-sdp-writer-private.h"

static const char usual[] =
  "v=0\r\n"
  "o=alice 2890844526 2890844527 IN IP4 host.example.com\r\n"
  "s=A call\r\n"
  "c=IN IP4 192.0.2.101/127\r\n"
  "b=AS:64\r\n"
  "t=0 0\r\n"
  "a=recvonly\r\n"
  "m=audio 49170 RTP/AVP 0 8 96 101\r\n"
  "a=rtpmap:0 PCMU/8000\r\n"
  "a=rtpmap:96 opus/48000/2\r\n"
  "a=fmtp:96 useinbandfec=1;stereo=0\r\n"
  "a=rtpmap:101 telephone-event/8000\r\n"
  "a=fmtp:101 0-16\r\n"
  "a=ptime:20\r\n"
  "a=maxptime:150\r\n"
  "a=sendonly\r\n"
  "a=rtcp:49175 IN IP4 192.0.2.101\r\n"
  "a=rtcp-mux\r\n"
  "m=video 51372 RTP/SAVPF 31\r\n"
  "c=IN IP6 2001:db8::1\r\n"
  "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n";

static void
test_usual (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoSdp) sdp = sipgo_sdp_parse (usual, &error);
  const SipgoSdpMedia *audio;

  g_assert_no_error (error);
  g_assert_cmpstr (sdp->user, ==, "alice");
  g_assert_cmpstr (sdp->id, ==, "2890844526");
  g_assert_cmpstr (sdp->version, ==, "2890844527");
  g_assert_cmpstr (sdp->origin_address, ==, "host.example.com");
  g_assert_cmpstr (sdp->name, ==, "A call");
  g_assert_cmpstr (sdp->address, ==, "192.0.2.101");
  g_assert_cmpuint (sdp->bandwidth, ==, 64);
  g_assert_cmpint (sdp->direction, ==, SIPGO_SDP_RECVONLY);
  g_assert_cmpuint (sdp->n_media, ==, 3);

  audio = &sdp->media[0];
  g_assert_cmpstr (audio->type, ==, "audio");
  g_assert_cmpuint (audio->port, ==, 49170);
  g_assert_cmpstr (audio->proto, ==, "RTP/AVP");
  g_assert_cmpstr (audio->address, ==, "192.0.2.101");
  g_assert_cmpint (audio->direction, ==, SIPGO_SDP_SENDONLY);
  g_assert_cmpuint (audio->ptime, ==, 20);
  g_assert_cmpuint (audio->maxptime, ==, 150);
  g_assert_cmpuint (audio->rtcp_port, ==, 49175);
  g_assert_true (audio->rtcp_mux);
  g_assert_cmpuint (audio->n_formats, ==, 4);
  g_assert_cmpstr (audio->formats[0].name, ==, "PCMU");
  g_assert_null (audio->formats[1].name);
  g_assert_cmpuint (audio->formats[1].payload_type, ==, 8);
  g_assert_cmpstr (audio->formats[2].name, ==, "opus");
  g_assert_cmpuint (audio->formats[2].channels, ==, 2);
  g_assert_cmpuint (audio->formats[2].clock_rate, ==, 48000);
  g_assert_cmpstr (audio->formats[2].parameters, ==, "useinbandfec=1;stereo=0");
  g_assert_cmpstr (audio->formats[3].parameters, ==, "0-16");

  g_assert_cmpstr (sdp->media[1].address, ==, "2001:db8::1");
  g_assert_cmpint (sdp->media[1].direction, ==, SIPGO_SDP_RECVONLY);
  g_assert_cmpstr (sdp->media[2].format_list, ==, "webrtc-datachannel");
  g_assert_cmpuint (sdp->media[2].n_formats, ==, 0);
}

/* A description that is written parses to the same description. */
static void
test_round_trip (void)
{
  g_autoptr (SipgoSdp) first = sipgo_sdp_parse (usual, NULL);
  g_autofree char *text = sipgo_sdp_to_string (first);
  g_autoptr (SipgoSdp) second = sipgo_sdp_parse (text, NULL);
  g_autofree char *again = NULL;

  g_assert_nonnull (second);
  again = sipgo_sdp_to_string (second);
  g_assert_cmpstr (text, ==, again);
  g_assert_nonnull (strstr (text, "m=audio 49170 RTP/AVP 0 8 96 101\r\n"));
  g_assert_nonnull (strstr (text, "a=fmtp:101 0-16\r\n"));
  g_assert_nonnull (strstr (text, "b=AS:64\r\n"));
}

static void
test_line_ends (void)
{
  const char *texts[] = {
    "v=0\no=- 1 1 IN IP4 1.2.3.4\ns=-\nc=IN IP4 1.2.3.4\nt=0 0\nm=audio 5000 RTP/AVP 0\n",
    "v=0\ro=- 1 1 IN IP4 1.2.3.4\rs=-\rc=IN IP4 1.2.3.4\rt=0 0\rm=audio 5000 RTP/AVP 0\r",
    "v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=-\r\nc=IN IP4 1.2.3.4\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0\r\n\r\n",
    "v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=-\r\nc=IN IP4 1.2.3.4\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0 ",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SipgoSdp) sdp = sipgo_sdp_parse (texts[i], &error);

      g_assert_no_error (error);
      g_assert_cmpuint (sdp->n_media, ==, 1);
      g_assert_cmpuint (sdp->media[0].n_formats, ==, 1);
      g_assert_cmpstr (sdp->media[0].address, ==, "1.2.3.4");
    }
}

#define HEAD "v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=-\r\n"

static void
test_broken (void)
{
  static const struct { const char *text; const char *message; } broken[] = {
    { "", "*without a v=0 line*" },
    { "nonsense", "*without a v=0 line*" },
    { "o=- 1 1 IN IP4 1.2.3.4\r\nm=audio 5000 RTP/AVP 0\r\n", "*without a v=0 line*" },
    { "v=1\r\n", "*line 1: its version is not 0*" },
    { "v=0\r\n", "*without an o= line and without an m= line*" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sipgo_sdp_parse (broken[i].text, &error));
      g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED);
      if (!g_pattern_match_simple (broken[i].message, error->message))
        g_error ("%u: %s", i, error->message);
    }
}

/* A mistake in a line does not reject the call. */
static void
test_tolerated (void)
{
  static const char text[] =
    HEAD "m=audio 5000/1 RTP/AVP 0  101\r\na=rtpmap:55 x/8000\r\na=rtpmap:x\r\na=fmtp\r\na=fmtp:0\r\na=ptime:\r\n"
         "a=ptime:x\r\na=\r\na=:\r\n"
    "a=rtpmap:101 telephone-event/8000/300\r\nz=\r\na=rtcp:99999999\r\na=sendonly:no\r\n\r\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoSdp) sdp = sipgo_sdp_parse (text, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (sdp->media[0].n_formats, ==, 2);
  g_assert_cmpuint (sdp->media[0].ptime, ==, 0);
  g_assert_cmpuint (sdp->media[0].rtcp_port, ==, 0);
  g_assert_cmpuint (sdp->media[0].formats[1].channels, ==, 1);
  g_assert_cmpint (sdp->media[0].direction, ==, SIPGO_SDP_SENDRECV);
  g_assert_null (sdp->media[0].address);
}

static void
assert_too_much (GString *text, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sipgo_sdp_parse (text->str, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED);
  g_assert_true (g_pattern_match_simple (message, error->message));
  g_string_free (text, TRUE);
}

static GString *
repeat (const char *text, guint n)
{
  GString *out = g_string_new (HEAD);

  while (n--)
    g_string_append (out, text);
  return out;
}

static void
test_bounds (void)
{
  GString *formats = repeat ("", 0);
  g_autoptr (SipgoSdp) many = NULL;
  guint i;

  assert_too_much (repeat ("a=x\r\n", SIPGO_SDP_MAX_LINES), "*too many lines*");
  assert_too_much (repeat ("m=audio 1 RTP/AVP 0\r\n", SIPGO_SDP_MAX_MEDIA + 1), "*too many m= lines*");
  assert_too_much (repeat ("a=0123456789012345678901234567890123456789\r\n", SIPGO_SDP_MAX_SIZE / 44), "*");
  g_string_append (formats, "m=audio 1 RTP/AVP");
  for (i = 0; i <= SIPGO_SDP_MAX_FORMATS; i++)
    g_string_append (formats, " 0");
  g_assert_nonnull (many = sipgo_sdp_parse (formats->str, NULL));
  g_assert_cmpuint (many->media[0].n_formats, ==, SIPGO_SDP_MAX_FORMATS);
  g_string_free (formats, TRUE);
  formats = repeat ("a=", 1);
  while (formats->len <= SIPGO_SDP_MAX_SIZE)
    g_string_append_c (formats, 'x');
  assert_too_much (formats, "*larger than*");
}

/* Any bytes and any damage give an error or a description. */
static void
test_fuzz (void)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed (11);
  guint round;

  for (round = 0; round < 20000; round++)
    {
      g_autofree char *text = g_strdup (usual);
      g_autoptr (SipgoSdp) sdp = NULL;
      guint n = (guint) g_rand_int_range (dice, 1, 6);

      while (n--)
        text[g_rand_int_range (dice, 0, sizeof usual - 1)] = "\r\n =:/0\x80m\0a"[g_rand_int_range (dice, 0, 11)];
      sdp = sipgo_sdp_parse (text, NULL);
      if (sdp)
        g_free (sipgo_sdp_to_string (sdp));
    }
}

static void
test_codecs (void)
{
  SipgoSdpFormat format = { "OPUS", NULL, 48000, 2, 96 };
  SipgoSdpFormat bare = { .payload_type = 0 };
  SipgoSdpFormat unknown = { .payload_type = 111 };
  SipgoSdpFormat event = { "telephone-event", NULL, 8000, 1, 101 };

  g_assert_true (sipgo_sdp_codec_matches (sipgo_sdp_codec_find ("opus"), &format));
  format.channels = 1;
  g_assert_false (sipgo_sdp_codec_matches (sipgo_sdp_codec_find ("opus"), &format));
  g_assert_true (sipgo_sdp_codec_matches (sipgo_sdp_codec_find ("pcmu"), &bare));
  g_assert_false (sipgo_sdp_codec_matches (sipgo_sdp_codec_find ("PCMA"), &bare));
  g_assert_false (sipgo_sdp_codec_matches (sipgo_sdp_codec_find ("opus"), &unknown));
  g_assert_null (sipgo_sdp_codec_find ("GSM"));
  g_assert_true (sipgo_sdp_format_is_event (&event, 8000));
  g_assert_false (sipgo_sdp_format_is_event (&event, 48000));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sdp/parser/usual", test_usual);
  g_test_add_func ("/sdp/parser/round-trip", test_round_trip);
  g_test_add_func ("/sdp/parser/line-ends", test_line_ends);
  g_test_add_func ("/sdp/parser/broken", test_broken);
  g_test_add_func ("/sdp/parser/tolerated", test_tolerated);
  g_test_add_func ("/sdp/parser/bounds", test_bounds);
  g_test_add_func ("/sdp/parser/fuzz", test_fuzz);
  g_test_add_func ("/sdp/codecs", test_codecs);
  return g_test_run ();
}
