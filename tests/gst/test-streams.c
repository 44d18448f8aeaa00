/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rtp-pair.h"

/* The streams of a call, as an application sees them. */

#define HEAD "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"

static SipgoMediaStream *
get_audio (SipgoMedia *media)
{
  GListModel *streams = sipgo_media_get_streams (media);

  g_assert_cmpuint (g_list_model_get_n_items (streams), ==, 1);
  return g_list_model_get_item (streams, 0);
}

static void
answer (Pair *pair, const char *offer)
{
  pair_set (pair->handlers[0], SIPGO_DESCRIPTION_TYPE_OFFER, offer);
  g_free (pair_get (pair->handlers[0], SIPGO_DESCRIPTION_TYPE_ANSWER, FALSE));
}

static void
test_call (void)
{
  g_autoptr (SipgoMediaStream) stream = NULL;
  g_autoptr (SipgoMediaStream) again = NULL;
  g_autoptr (SipgoMediaStatistics) statistics = NULL;
  g_autoptr (SipgoMediaStatistics) last = NULL;
  Pair pair;

  pair_init (&pair, TRUE, "PCMU");
  stream = get_audio (pair.media[0]);
  g_assert_cmpint (sipgo_media_stream_get_kind (stream), ==, SIPGO_MEDIA_KIND_AUDIO);
  g_assert_cmpint (sipgo_media_stream_get_index (stream), ==, -1);
  g_assert_cmpint (sipgo_media_stream_get_direction (stream), ==, SIPGO_MEDIA_DIRECTION_INACTIVE);
  pair_exchange (&pair, 0, FALSE);
  g_assert_cmpint (sipgo_media_stream_get_index (stream), ==, 0);
  g_assert_cmpint (sipgo_media_stream_get_direction (stream), ==, SIPGO_MEDIA_DIRECTION_SENDRECV);
  g_assert_cmpint (sipgo_media_stream_get_protection (stream), ==, SIPGO_MEDIA_PROTECTION_NONE);
  g_assert_cmpstr (sipgo_media_stream_get_codec (stream), ==, "PCMU");
  g_assert_null (sipgo_media_stream_get_mid (stream));
  pair_run (&pair, 50);
  statistics = sipgo_media_stream_get_statistics (stream);
  g_assert_cmpuint (statistics->packets_sent, >=, 49);
  pair_exchange (&pair, 0, TRUE);
  g_assert_cmpint (sipgo_media_stream_get_direction (stream), ==, SIPGO_MEDIA_DIRECTION_SENDONLY);
  again = get_audio (pair.media[0]);
  g_assert_true (again == stream);
  sipgo_session_description_handler_close (pair.handlers[0]);
  g_assert_cmpint (sipgo_media_stream_get_direction (stream), ==, SIPGO_MEDIA_DIRECTION_INACTIVE);
  pair_clear (&pair);
  /* It may be kept longer than the call, and so do its statistics. */
  last = sipgo_media_stream_get_statistics (stream);
  g_assert_cmpuint (last->packets_sent, >=, statistics->packets_sent);
}

/* The index of its m= line, its mid, and whether it is used. */
static void
test_lines (void)
{
  g_autoptr (SipgoMediaStream) stream = NULL;
  Pair pair;

  pair_init (&pair, TRUE, "PCMU");
  stream = get_audio (pair.media[0]);
  answer (&pair,
          HEAD "m=video 5000 RTP/AVP 31\r\na=mid:v\r\nm=audio 5002 RTP/AVP 0\r\na=mid:the-sound\r\na=sendonly\r\n");
  g_assert_cmpint (sipgo_media_stream_get_index (stream), ==, 1);
  g_assert_cmpstr (sipgo_media_stream_get_mid (stream), ==, "the-sound");
  g_assert_cmpint (sipgo_media_stream_get_direction (stream), ==, SIPGO_MEDIA_DIRECTION_RECVONLY);
  /* Removed, but still in its place. */
  answer (&pair, HEAD "m=video 0 RTP/AVP 31\r\nm=audio 0 RTP/AVP 0\r\n");
  g_assert_cmpint (sipgo_media_stream_get_index (stream), ==, 1);
  g_assert_cmpint (sipgo_media_stream_get_direction (stream), ==, SIPGO_MEDIA_DIRECTION_INACTIVE);
  g_assert_null (sipgo_media_stream_get_codec (stream));
  answer (&pair, HEAD "m=video 0 RTP/AVP 31\r\nm=audio 5002 RTP/AVP 0\r\n");
  g_assert_cmpint (sipgo_media_stream_get_direction (stream), ==, SIPGO_MEDIA_DIRECTION_SENDRECV);
  g_assert_cmpstr (sipgo_media_stream_get_codec (stream), ==, "PCMU");
  pair_clear (&pair);
}

/* A handler of a change may drop the call. */
static void
drop_call (SipgoMediaStream *stream, GParamSpec *pspec, Pair *pair)
{
  sipgo_session_description_handler_close (pair->handlers[0]);
}

static void
test_dropped (void)
{
  g_autoptr (SipgoMediaStream) stream = NULL;
  Pair pair;

  pair_init (&pair, TRUE, "PCMU");
  stream = get_audio (pair.media[0]);
  g_signal_connect (stream, "notify::direction", G_CALLBACK (drop_call), &pair);
  pair_exchange (&pair, 0, FALSE);
  pair_run (&pair, 2);
  g_assert_true (sipgo_media_get_closed (pair.media[0]));
  g_assert_false (sipgo_media_get_sending (pair.media[0]));
  g_assert_cmpint (sipgo_media_stream_get_direction (stream), ==, SIPGO_MEDIA_DIRECTION_INACTIVE);
  pair_clear (&pair);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gst/streams/call", test_call);
  g_test_add_func ("/gst/streams/lines", test_lines);
  g_test_add_func ("/gst/streams/dropped", test_dropped);
  return g_test_run ();
}
