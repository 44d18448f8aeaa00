/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/sdp/sipgo-sdp-negotiator-private.h"

/* Several streams in one call: the m= line of each, and the agreement for it. */

#define HEAD  "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"
#define AUDIO "m=audio 5000 RTP/AVP 0\r\n"
#define VIDEO "m=video 5002 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n"

/* In the form in which they are sent. */
#define OUR_AUDIO  "m=audio 4000 RTP/AVP 0\r\na=ptime:20\r\na=sendrecv\r\n"
#define OUR_VIDEO  "m=video 4002 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\na=sendrecv\r\n"
#define OFFER_OF_AUDIO "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n" \
                       "a=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n"

static const SipgoSdpCodec vp8 = { "VP8", 90000, 1, 96 };

static void
add_audio (SipgoSdpNegotiator *self, guint16 port)
{
  SipgoSdpStream *stream = sipgo_sdp_negotiator_add_stream (self, "audio");

  sipgo_sdp_stream_add_codec (stream, sipgo_sdp_codec_find ("PCMU"));
  sipgo_sdp_stream_set_port (stream, port, FALSE);
}

static void
add_video (SipgoSdpNegotiator *self)
{
  SipgoSdpStream *stream = sipgo_sdp_negotiator_add_stream (self, "video");

  sipgo_sdp_stream_add_codec (stream, &vp8);
  sipgo_sdp_stream_set_port (stream, 4002, FALSE);
}

static SipgoSdpNegotiator *
negotiator_new (gboolean video)
{
  SipgoSdpNegotiator *self = sipgo_sdp_negotiator_new (1000);

  sipgo_sdp_negotiator_set_address (self, "192.0.2.1");
  add_audio (self, 4000);
  if (video)
    add_video (self);
  return self;
}

static void
assert_lines (const char *text, const char *lines)
{
  const char *first = strstr (text, "m=");

  g_assert_cmpstr (first ? first : "", ==, lines);
}

static void
assert_offer (SipgoSdpNegotiator *self, const char *lines)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = sipgo_sdp_negotiator_make_offer (self, SIPGO_SDP_SENDRECV, &error);

  g_assert_no_error (error);
  assert_lines (text, lines);
}

static void
take_answer (SipgoSdpNegotiator *self, const char *text)
{
  g_autoptr (GError) error = NULL;

  sipgo_sdp_negotiator_take_answer (self, text, &error);
  g_assert_no_error (error);
}

static void
assert_answer (SipgoSdpNegotiator *self, const char *offer, const char *lines)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  sipgo_sdp_negotiator_take_offer (self, offer, &error);
  g_assert_no_error (error);
  text = sipgo_sdp_negotiator_make_answer (self, SIPGO_SDP_SENDRECV, &error);
  g_assert_no_error (error);
  assert_lines (text, lines);
}

/* The port of the stream in the agreement, or 0 when it is not used. */
static guint
agreed_port (SipgoSdpNegotiator *self, guint index)
{
  const SipgoSdpAgreement *agreement = sipgo_sdp_negotiator_get_agreement (self, index);

  return agreement->n_formats > 0 ? agreement->port : 0;
}

static void
test_offered (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new (TRUE);

  assert_offer (self, OFFER_OF_AUDIO OUR_VIDEO);
  take_answer (self, HEAD AUDIO "a=mid:a\r\na=sendonly\r\n" VIDEO);
  g_assert_cmpuint (agreed_port (self, 0), ==, 5000);
  g_assert_cmpuint (agreed_port (self, 1), ==, 5002);
  g_assert_cmpint (sipgo_sdp_negotiator_get_agreement (self, 0)->direction, ==, SIPGO_SDP_RECVONLY);
  g_assert_cmpint (sipgo_sdp_negotiator_get_agreement (self, 1)->direction, ==, SIPGO_SDP_SENDRECV);
  g_assert_cmpstr (sipgo_sdp_negotiator_get_agreement (self, 1)->formats[0].codec->name, ==, "VP8");
  g_assert_cmpstr (sipgo_sdp_negotiator_get_agreement (self, 0)->mid, ==, "a");
  g_assert_null (sipgo_sdp_negotiator_get_agreement (self, 1)->mid);
}

/* RFC 3264 section 6: one stream is rejected, the others are used. */
static void
test_one_refused (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new (TRUE);

  assert_offer (self, OFFER_OF_AUDIO OUR_VIDEO);
  take_answer (self, HEAD AUDIO "m=video 0 RTP/AVP 96\r\n");
  g_assert_cmpuint (agreed_port (self, 0), ==, 5000);
  g_assert_cmpuint (agreed_port (self, 1), ==, 0);
  /* It is offered again in its place. */
  assert_offer (self, OFFER_OF_AUDIO OUR_VIDEO);
  take_answer (self, HEAD "m=audio 0 RTP/AVP 0\r\n" VIDEO);
  g_assert_cmpuint (agreed_port (self, 0), ==, 0);
  g_assert_cmpuint (agreed_port (self, 1), ==, 5002);
}

static void
test_all_refused (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new (TRUE);
  g_autoptr (GError) error = NULL;

  assert_offer (self, OFFER_OF_AUDIO OUR_VIDEO);
  take_answer (self, HEAD AUDIO VIDEO);
  assert_offer (self, OFFER_OF_AUDIO OUR_VIDEO);
  g_assert_false (sipgo_sdp_negotiator_take_answer (self, HEAD "m=audio 0 RTP/AVP 0\r\nm=video 0 RTP/AVP 96\r\n",
                                                    &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_NO_CODEC);
  g_assert_cmpuint (agreed_port (self, 0), ==, 0);
  g_assert_cmpuint (agreed_port (self, 1), ==, 0);
}

/* An answer that is malformed for one stream is rejected. */
static void
test_bad_answers (void)
{
  static const char *const answers[] = {
    HEAD AUDIO,
    HEAD VIDEO AUDIO,
    HEAD AUDIO VIDEO AUDIO,
    HEAD AUDIO "m=video 5002 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n",
    HEAD AUDIO "m=video 5002 RTP/SAVP 96\r\na=rtpmap:96 VP8/90000\r\n",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (SipgoSdpNegotiator) self = negotiator_new (TRUE);

      assert_offer (self, OFFER_OF_AUDIO OUR_VIDEO);
      g_assert_false (sipgo_sdp_negotiator_take_answer (self, answers[i], NULL));
      g_assert_null (sipgo_sdp_negotiator_get_agreement (self, 0));
    }
}

/* An unusable answer leaves the offer open for another answer. */
static void
test_second_answer (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new (TRUE);

  assert_offer (self, OFFER_OF_AUDIO OUR_VIDEO);
  g_assert_false (sipgo_sdp_negotiator_take_answer (self, HEAD AUDIO "a=sendonly\r\n" "m=video 5002 RTP/AVP 97\r\n",
                                                    NULL));
  g_assert_false (sipgo_sdp_negotiator_take_answer (self, HEAD AUDIO, NULL));
  take_answer (self, HEAD AUDIO VIDEO);
  g_assert_cmpint (sipgo_sdp_negotiator_get_agreement (self, 0)->direction, ==, SIPGO_SDP_SENDRECV);
  g_assert_cmpuint (agreed_port (self, 1), ==, 5002);
}

/* Each stream finds the m= line of its kind, in any order; other lines are rejected in their places. */
static void
test_answered (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new (TRUE);

  assert_answer (self, HEAD "m=text 6000 RTP/AVP 98\r\n" VIDEO "m=audio 0 RTP/AVP 0\r\n" AUDIO VIDEO,
                 "m=text 0 RTP/AVP 98\r\n" OUR_VIDEO "m=audio 0 RTP/AVP 0\r\n" OUR_AUDIO "m=video 0 RTP/AVP 96\r\n");
  g_assert_cmpint (sipgo_sdp_negotiator_get_agreement (self, 0)->line, ==, 3);
  g_assert_cmpint (sipgo_sdp_negotiator_get_agreement (self, 1)->line, ==, 1);
  /* RFC 3264 section 8: the same lines in the same order. */
  assert_offer (self,
                "m=text 0 RTP/AVP 98\r\n" OUR_VIDEO "m=audio 0 RTP/AVP 0\r\n"
                OFFER_OF_AUDIO "m=video 0 RTP/AVP 96\r\n");
}

static void
test_two_of_a_kind (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new (FALSE);

  add_audio (self, 4004);
  assert_answer (self, HEAD AUDIO "m=audio 6000 RTP/AVP 0\r\n" AUDIO,
                 OUR_AUDIO "m=audio 4004 RTP/AVP 0\r\na=ptime:20\r\na=sendrecv\r\n"
                           "m=audio 0 RTP/AVP 0\r\n");
  g_assert_cmpuint (agreed_port (self, 0), ==, 5000);
  g_assert_cmpuint (agreed_port (self, 1), ==, 6000);
  /* Each stream stays on its line when the one before it is removed. */
  assert_answer (self, HEAD "m=audio 0 RTP/AVP 0\r\nm=audio 6000 RTP/AVP 0\r\n" "m=audio 0 RTP/AVP 0\r\n",
                 "m=audio 0 RTP/AVP 0\r\nm=audio 4004 RTP/AVP 0\r\na=ptime:20\r\n"
                 "a=sendrecv\r\nm=audio 0 RTP/AVP 0\r\n");
  g_assert_cmpuint (agreed_port (self, 0), ==, 0);
  g_assert_cmpuint (agreed_port (self, 1), ==, 6000);
}

/* A stream that the peer does not offer yet is not answered; when it is added later, it is. */
static void
test_added_by_peer (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new (TRUE);

  assert_answer (self, HEAD AUDIO, OUR_AUDIO);
  g_assert_cmpint (sipgo_sdp_negotiator_get_agreement (self, 1)->line, ==, -1);
  assert_answer (self, HEAD AUDIO VIDEO, OUR_AUDIO OUR_VIDEO);
  g_assert_cmpuint (agreed_port (self, 1), ==, 5002);
  assert_answer (self, HEAD AUDIO "m=video 0 RTP/AVP 96\r\n", OUR_AUDIO "m=video 0 RTP/AVP 96\r\n");
  g_assert_cmpuint (agreed_port (self, 1), ==, 0);
  g_assert_cmpint (sipgo_sdp_negotiator_get_agreement (self, 1)->line, ==, 1);
}

/* RFC 3264 section 8.1: a new stream gets a line after the others, or the place of an unused line of its kind. */
static void
test_added_by_us (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new (FALSE);

  assert_answer (self, HEAD AUDIO "m=image 5004 udptl t38\r\n", OUR_AUDIO "m=image 0 udptl t38\r\n");
  add_video (self);
  g_assert_null (sipgo_sdp_negotiator_get_agreement (self, 1));
  assert_offer (self, OFFER_OF_AUDIO "m=image 0 udptl t38\r\n" OUR_VIDEO);
  take_answer (self, HEAD AUDIO "m=image 0 udptl t38\r\n" VIDEO);
  g_assert_cmpuint (agreed_port (self, 1), ==, 5002);
}

static void
test_added_in_place (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new (FALSE);

  assert_answer (self, HEAD VIDEO AUDIO, "m=video 0 RTP/AVP 96\r\n" OUR_AUDIO);
  add_video (self);
  add_video (self);
  assert_offer (self, OUR_VIDEO OFFER_OF_AUDIO OUR_VIDEO);
}

/* RFC 3264 section 8.2. */
static void
test_refused_by_us (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new (TRUE);

  assert_offer (self, OFFER_OF_AUDIO OUR_VIDEO);
  take_answer (self, HEAD AUDIO VIDEO);
  sipgo_sdp_stream_set_refused (sipgo_sdp_negotiator_get_stream (self, 1), TRUE);
  assert_offer (self, OFFER_OF_AUDIO "m=video 0 RTP/AVP 96\r\n");
  take_answer (self, HEAD AUDIO "m=video 0 RTP/AVP 96\r\n");
  g_assert_cmpuint (agreed_port (self, 0), ==, 5000);
  g_assert_cmpuint (agreed_port (self, 1), ==, 0);
  assert_answer (self, HEAD AUDIO VIDEO, OUR_AUDIO "m=video 0 RTP/AVP 96\r\n");
  sipgo_sdp_stream_set_refused (sipgo_sdp_negotiator_get_stream (self, 1), FALSE);
  assert_answer (self, HEAD AUDIO VIDEO, OUR_AUDIO OUR_VIDEO);
}

/* After an offer is rolled back, each stream is as before. */
static void
test_rollback (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new (TRUE);

  assert_answer (self, HEAD AUDIO, OUR_AUDIO);
  assert_offer (self, OFFER_OF_AUDIO OUR_VIDEO);
  g_assert_cmpuint (sipgo_sdp_negotiator_get_proposal (self, 1)->n_formats, ==, 1);
  sipgo_sdp_negotiator_rollback (self);
  g_assert_null (sipgo_sdp_negotiator_get_proposal (self, 1));
  g_assert_cmpuint (agreed_port (self, 0), ==, 5000);
  g_assert_cmpint (sipgo_sdp_negotiator_get_agreement (self, 1)->line, ==, -1);
  assert_offer (self, OFFER_OF_AUDIO OUR_VIDEO);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sdp/streams/offered", test_offered);
  g_test_add_func ("/sdp/streams/rfc3264-6/one-refused", test_one_refused);
  g_test_add_func ("/sdp/streams/rfc3264-6/all-refused", test_all_refused);
  g_test_add_func ("/sdp/streams/bad-answers", test_bad_answers);
  g_test_add_func ("/sdp/streams/second-answer", test_second_answer);
  g_test_add_func ("/sdp/streams/rfc3264-6/answered", test_answered);
  g_test_add_func ("/sdp/streams/two-of-a-kind", test_two_of_a_kind);
  g_test_add_func ("/sdp/streams/added-by-peer", test_added_by_peer);
  g_test_add_func ("/sdp/streams/rfc3264-8.1/added-by-us", test_added_by_us);
  g_test_add_func ("/sdp/streams/rfc3264-8.1/added-in-place", test_added_in_place);
  g_test_add_func ("/sdp/streams/rfc3264-8.2/refused-by-us", test_refused_by_us);
  g_test_add_func ("/sdp/streams/rollback", test_rollback);
  return g_test_run ();
}
