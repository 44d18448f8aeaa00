/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/sdp/sipgo-sdp-negotiator-private.h"

#define HEAD "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"

static SipgoSdpNegotiator *
negotiator_new (const char *codecs)
{
  SipgoSdpNegotiator *self = sipgo_sdp_negotiator_new (1000);
  SipgoSdpStream *audio = sipgo_sdp_negotiator_add_stream (self, "audio");
  g_auto (GStrv) names = g_strsplit (codecs, " ", -1);
  guint i;

  for (i = 0; names[i]; i++)
    sipgo_sdp_stream_add_codec (audio, sipgo_sdp_codec_find (names[i]));
  sipgo_sdp_negotiator_set_address (self, "192.0.2.1");
  sipgo_sdp_stream_set_port (sipgo_sdp_negotiator_get_stream (self, 0), 4000, TRUE);
  return self;
}

static char *
offer (SipgoSdpNegotiator *self, SipgoSdpDirection wanted)
{
  g_autoptr (GError) error = NULL;
  char *text = sipgo_sdp_negotiator_make_offer (self, wanted, &error);

  g_assert_no_error (error);
  return text;
}

static char *
answer (SipgoSdpNegotiator *self, const char *text, SipgoSdpDirection wanted)
{
  g_autoptr (GError) error = NULL;
  char *result;

  sipgo_sdp_negotiator_take_offer (self, text, &error);
  g_assert_no_error (error);
  result = sipgo_sdp_negotiator_make_answer (self, wanted, &error);
  g_assert_no_error (error);
  return result;
}

static void
take (SipgoSdpNegotiator *self, const char *text)
{
  g_autoptr (GError) error = NULL;

  sipgo_sdp_negotiator_take_answer (self, text, &error);
  g_assert_no_error (error);
}

static void
assert_has (const char *text, const char *line)
{
  if (!strstr (text, line))
    g_error ("no %s in\n%s", line, text);
}

static void
test_offer (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("opus G722 PCMU PCMA");
  g_autofree char *text = offer (self, SIPGO_SDP_SENDRECV);

  g_assert_cmpstr (text, ==,
                   "v=0\r\no=- 500 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
                   "m=audio 4000 RTP/AVP 111 9 0 8 101 110\r\n"
                   "a=rtpmap:111 opus/48000/2\r\n"
                   "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
                   "a=rtpmap:110 telephone-event/48000\r\n"
                   "a=ptime:20\r\na=sendrecv\r\na=rtcp-mux\r\n");
}

static void
test_both_sides (void)
{
  g_autoptr (SipgoSdpNegotiator) alice = negotiator_new ("opus PCMU");
  g_autoptr (SipgoSdpNegotiator) bob = negotiator_new ("PCMA PCMU opus");
  g_autofree char *offered = offer (alice, SIPGO_SDP_SENDRECV);
  g_autofree char *answered = answer (bob, offered, SIPGO_SDP_SENDRECV);
  const SipgoSdpAgreement *a, *b;

  take (alice, answered);
  a = sipgo_sdp_negotiator_get_agreement (alice, 0);
  b = sipgo_sdp_negotiator_get_agreement (bob, 0);
  g_assert_cmpuint (b->n_formats, ==, 1);
  g_assert_cmpstr (a->formats[0].codec->name, ==, "opus");
  g_assert_cmpuint (a->formats[0].send, ==, 111);
  g_assert_cmpuint (b->formats[0].receive, ==, 111);
  g_assert_cmpuint (a->event_clock_rate, ==, 48000);
  g_assert_cmpuint (a->event_send, ==, 110);
  g_assert_cmpuint (b->event_receive, ==, 110);
  g_assert_true (a->rtcp_mux && b->rtcp_mux);
  g_assert_cmpuint (b->rtcp_port, ==, 4000);
  g_assert_cmpstr (b->address, ==, "192.0.2.1");
}

/* The answer has the m= lines of the offer in their order; a line that cannot be used gets port 0. */
static void
test_lines (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("PCMU");
  g_autofree char *text = answer (self,
                                  HEAD "m=video 6000 RTP/AVP 31 34\r\nm=audio 0 RTP/AVP 0\r\n"
                                       "m=audio 5000 RTP/AVP 8 0\r\n"
                                  "m=audio 5002 RTP/AVP 0\r\nm=image 5004 udptl t38\r\n", SIPGO_SDP_SENDRECV);
  g_autofree char *again = NULL;

  assert_has (text, "m=video 0 RTP/AVP 31 34\r\nm=audio 0 RTP/AVP 0\r\nm=audio 4000 RTP/AVP 0\r\n"
              "a=ptime:20\r\na=sendrecv\r\nm=audio 0 RTP/AVP 0\r\nm=image 0 udptl t38\r\n");
  again = offer (self, SIPGO_SDP_SENDRECV);
  assert_has (again, "m=video 0 RTP/AVP 31 34\r\nm=audio 0 RTP/AVP 0\r\nm=audio 4000 RTP/AVP 0 101\r\n");
  g_assert_true (g_str_has_suffix (again, "m=audio 0 RTP/AVP 0\r\nm=image 0 udptl t38\r\n"));
}

static void
test_dynamic_types (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("opus PCMU");
  g_autofree char *text = answer (self, HEAD "m=audio 5000 RTP/AVP 111 101 0\r\na=rtpmap:111 speex/16000\r\n"
                                  "a=rtpmap:101 opus/48000/2\r\n", SIPGO_SDP_SENDRECV);
  g_autofree char *again = NULL;

  /* Codecs match by name, clock rate and channels; the payload type is that of the peer. */
  assert_has (text, "m=audio 4000 RTP/AVP 101\r\na=rtpmap:101 opus/48000/2\r\n");
  /* The payload types stay: 111 and 101 do not get another meaning later. */
  again = offer (self, SIPGO_SDP_SENDRECV);
  assert_has (again, "m=audio 4000 RTP/AVP 101 0 96 110\r\n");
  assert_has (again, "a=rtpmap:96 telephone-event/8000\r\n");
}

static void
test_event_beside_opus (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("opus");
  g_autofree char *text = answer (self, HEAD "m=audio 5000 RTP/AVP 96 101 110\r\na=rtpmap:96 opus/48000/2\r\n"
                                  "a=rtpmap:101 telephone-event/8000\r\na=rtpmap:110 telephone-event/48000\r\n",
                                  SIPGO_SDP_SENDRECV);
  g_autoptr (SipgoSdpNegotiator) poor = negotiator_new ("opus");
  g_autofree char *other = answer (poor, HEAD "m=audio 5000 RTP/AVP 96 101\r\na=rtpmap:96 opus/48000/2\r\n"
                                   "a=rtpmap:101 telephone-event/8000\r\n", SIPGO_SDP_SENDRECV);

  assert_has (text, "RTP/AVP 96 110\r\n");
  assert_has (other, "RTP/AVP 96 101\r\n");
}

static void
test_directions (void)
{
  static const struct
  {
    const char *lines;
    SipgoSdpDirection wanted;
    const char *answered;
    SipgoSdpDirection agreed;
  } table[] = {
    { "a=sendrecv\r\n", SIPGO_SDP_SENDRECV, "a=sendrecv\r\n", SIPGO_SDP_SENDRECV },
    { "a=sendonly\r\n", SIPGO_SDP_SENDRECV, "a=recvonly\r\n", SIPGO_SDP_RECVONLY },
    { "a=recvonly\r\n", SIPGO_SDP_SENDRECV, "a=sendonly\r\n", SIPGO_SDP_SENDONLY },
    { "a=inactive\r\n", SIPGO_SDP_SENDRECV, "a=inactive\r\n", SIPGO_SDP_INACTIVE },
    { "a=sendrecv\r\n", SIPGO_SDP_SENDONLY, "a=sendonly\r\n", SIPGO_SDP_SENDONLY },
    { "a=sendonly\r\n", SIPGO_SDP_SENDONLY, "a=inactive\r\n", SIPGO_SDP_INACTIVE },
    { "c=IN IP4 0.0.0.0\r\n", SIPGO_SDP_SENDRECV, "a=recvonly\r\n", SIPGO_SDP_RECVONLY },
    { "c=IN IP6 ::\r\na=sendonly\r\n", SIPGO_SDP_SENDRECV, "a=recvonly\r\n", SIPGO_SDP_RECVONLY },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("PCMU");
      g_autofree char *offered = g_strconcat (HEAD "m=audio 5000 RTP/AVP 0\r\n", table[i].lines, NULL);
      g_autofree char *text = answer (self, offered, table[i].wanted);

      assert_has (text, table[i].answered);
      g_assert_cmpint (sipgo_sdp_negotiator_get_agreement (self, 0)->direction, ==, table[i].agreed);
    }
}

/* A direction at session level is the default of its media. */
static void
test_session_direction (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("PCMU");
  g_autofree char *text = answer (self, HEAD "a=inactive\r\nm=audio 5000 RTP/AVP 0\r\n", SIPGO_SDP_SENDRECV);

  assert_has (text, "a=inactive\r\n");
}

static void
test_versions (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("PCMU");
  g_autofree char *first = answer (self, HEAD "m=audio 5000 RTP/AVP 0\r\n", SIPGO_SDP_SENDRECV);
  g_autofree char *same = answer (self, HEAD "m=audio 5002 RTP/AVP 0\r\n", SIPGO_SDP_SENDRECV);
  g_autofree char *held = answer (self, HEAD "m=audio 5002 RTP/AVP 0\r\na=sendonly\r\n", SIPGO_SDP_SENDRECV);
  g_autofree char *back = answer (self, HEAD "m=audio 5002 RTP/AVP 0\r\n", SIPGO_SDP_SENDRECV);

  g_assert_cmpstr (first, ==, same);
  assert_has (first, "o=- 500 1 IN");
  assert_has (held, "o=- 500 2 IN");
  assert_has (back, "o=- 500 3 IN");
}

static void
test_hold (void)
{
  g_autoptr (SipgoSdpNegotiator) alice = negotiator_new ("PCMU PCMA");
  g_autoptr (SipgoSdpNegotiator) bob = negotiator_new ("PCMU PCMA");
  const SipgoSdpDirection wanted[] = { SIPGO_SDP_SENDRECV, SIPGO_SDP_SENDONLY, SIPGO_SDP_SENDRECV };
  const SipgoSdpDirection bobs[] = { SIPGO_SDP_SENDRECV, SIPGO_SDP_RECVONLY, SIPGO_SDP_SENDRECV };
  guint i;

  for (i = 0; i < 3; i++)
    {
      g_autofree char *offered = offer (alice, wanted[i]);
      g_autofree char *answered = answer (bob, offered, SIPGO_SDP_SENDRECV);

      take (alice, answered);
      g_assert_cmpint (sipgo_sdp_negotiator_get_agreement (alice, 0)->direction, ==, wanted[i]);
      g_assert_cmpint (sipgo_sdp_negotiator_get_agreement (bob, 0)->direction, ==, bobs[i]);
      g_assert_cmpuint (sipgo_sdp_negotiator_get_agreement (bob, 0)->n_formats, ==, 1);
    }
}

/* Bob puts Alice on hold, then Alice puts Bob on hold; both resume in the same order. */
static void
test_hold_by_both (void)
{
  static const struct
  {
    gboolean by_alice;
    SipgoSdpDirection wanted, other_wanted;
    const char *offered, *answered;
  } steps[] = {
    { TRUE, SIPGO_SDP_SENDRECV, SIPGO_SDP_SENDRECV, "a=sendrecv\r\n", "a=sendrecv\r\n" },
    { FALSE, SIPGO_SDP_SENDONLY, SIPGO_SDP_SENDRECV, "a=sendonly\r\n", "a=recvonly\r\n" },
    { TRUE, SIPGO_SDP_SENDONLY, SIPGO_SDP_SENDONLY, "a=inactive\r\n", "a=inactive\r\n" },
    { TRUE, SIPGO_SDP_SENDONLY, SIPGO_SDP_SENDONLY, "a=inactive\r\n", "a=inactive\r\n" },
    { FALSE, SIPGO_SDP_SENDRECV, SIPGO_SDP_SENDONLY, "a=sendrecv\r\n", "a=sendonly\r\n" },
    { TRUE, SIPGO_SDP_SENDONLY, SIPGO_SDP_SENDRECV, "a=sendonly\r\n", "a=recvonly\r\n" },
    { TRUE, SIPGO_SDP_SENDRECV, SIPGO_SDP_SENDRECV, "a=sendrecv\r\n", "a=sendrecv\r\n" },
  };
  g_autoptr (SipgoSdpNegotiator) alice = negotiator_new ("PCMU PCMA");
  g_autoptr (SipgoSdpNegotiator) bob = negotiator_new ("PCMU PCMA");
  guint i;

  for (i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      SipgoSdpNegotiator *from = steps[i].by_alice ? alice : bob;
      g_autofree char *offered = offer (from, steps[i].wanted);
      g_autofree char *answered = answer (steps[i].by_alice ? bob : alice, offered, steps[i].other_wanted);

      assert_has (offered, steps[i].offered);
      assert_has (answered, steps[i].answered);
      take (from, answered);
    }
}

static void
test_no_codec (void)
{
  static const struct { const char *offer; const char *message; } table[] = {
    { HEAD "m=audio 5000 RTP/AVP 3 97\r\na=rtpmap:97 iLBC/8000\r\n",
      "The two sides share no audio codec: the peer has payload type 3, iLBC/8000, we have PCMU, PCMA" },
    { HEAD "m=audio 5000 RTP/SAVP 0\r\n",
      "The peer offers audio over RTP/SAVP; this side takes audio over RTP/AVP only" },
    { HEAD "m=video 5000 RTP/AVP 31\r\n",
      "The peer offers video over RTP/AVP; this side takes audio over RTP/AVP only" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("PCMU PCMA");
      g_autoptr (GError) error = NULL;

      g_assert_false (sipgo_sdp_negotiator_take_offer (self, table[i].offer, &error));
      g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_NO_CODEC);
      g_assert_cmpstr (error->message, ==, table[i].message);
      g_clear_error (&error);
      g_assert_null (sipgo_sdp_negotiator_make_answer (self, SIPGO_SDP_SENDRECV, &error));
      g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
    }
}

static void
test_bad_answers (void)
{
  static const struct { const char *answer; SipgoError code; } table[] = {
    { HEAD, SIPGO_ERROR_MALFORMED },
    { HEAD "m=audio 5000 RTP/AVP 0\r\nm=audio 5000 RTP/AVP 0\r\n", SIPGO_ERROR_MALFORMED },
    { HEAD "m=video 5000 RTP/AVP 0\r\n", SIPGO_ERROR_MALFORMED },
    { HEAD "m=audio 0 RTP/AVP 0\r\n", SIPGO_ERROR_NO_CODEC },
    { HEAD "m=audio 5000 RTP/AVP 3\r\n", SIPGO_ERROR_NO_CODEC },
    { "nonsense", SIPGO_ERROR_MALFORMED },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("PCMU PCMA");
      g_autofree char *text = offer (self, SIPGO_SDP_SENDRECV);
      g_autoptr (GError) error = NULL;

      g_assert_false (sipgo_sdp_negotiator_take_answer (self, table[i].answer, &error));
      g_assert_error (error, SIPGO_ERROR, (gint) table[i].code);
      g_assert_null (sipgo_sdp_negotiator_get_agreement (self, 0));
    }
}

static void
test_answer_order (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("opus PCMU PCMA");
  g_autofree char *text = offer (self, SIPGO_SDP_SENDRECV);
  const SipgoSdpAgreement *agreement;

  take (self,
        HEAD "m=audio 5000 RTP/AVP 8 0 99 101\r\na=rtpmap:99 opus/48000/2\r\na=rtpmap:101 telephone-event/8000\r\n");
  agreement = sipgo_sdp_negotiator_get_agreement (self, 0);
  g_assert_cmpuint (agreement->n_formats, ==, 3);
  g_assert_cmpstr (agreement->formats[0].codec->name, ==, "PCMA");
  g_assert_cmpuint (agreement->formats[2].send, ==, 99);
  g_assert_cmpuint (agreement->formats[2].receive, ==, 111);
  g_assert_cmpuint (agreement->event_clock_rate, ==, 8000);
  g_assert_false (agreement->rtcp_mux);
  g_assert_cmpuint (agreement->rtcp_port, ==, 5001);
}

/* An answer to a later offer that rejects the stream ends this stream only (RFC 3264, 6 and 8.2). */
static void
test_refused_later (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("PCMU PCMA");
  g_autofree char *first = answer (self, HEAD "m=audio 5000 RTP/AVP 8\r\n", SIPGO_SDP_SENDRECV);
  g_autofree char *hold = offer (self, SIPGO_SDP_SENDONLY);
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (sipgo_sdp_negotiator_take_answer (self, HEAD "m=audio 0 RTP/AVP 8\r\n", &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_NO_CODEC);
  sipgo_sdp_negotiator_rollback (self);
  g_assert_cmpuint (sipgo_sdp_negotiator_get_agreement (self, 0)->n_formats, ==, 0);
  g_assert_false (sipgo_sdp_negotiator_get_agreement (self, 0)->holding);
  again = offer (self, SIPGO_SDP_SENDRECV);
  take (self, HEAD "m=audio 5000 RTP/AVP 0\r\n");
  g_assert_cmpuint (sipgo_sdp_negotiator_get_agreement (self, 0)->n_formats, ==, 1);
}

static void
test_rollback (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("PCMU PCMA");
  g_autofree char *first = answer (self, HEAD "m=audio 5000 RTP/AVP 8\r\n", SIPGO_SDP_SENDRECV);
  g_autofree char *hold = offer (self, SIPGO_SDP_SENDONLY);
  g_autofree char *later = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (sipgo_sdp_negotiator_take_offer (self, HEAD "m=audio 5000 RTP/AVP 8\r\n", &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
  sipgo_sdp_negotiator_rollback (self);
  g_assert_null (sipgo_sdp_negotiator_get_proposal (self, 0));
  g_assert_cmpint (sipgo_sdp_negotiator_get_agreement (self, 0)->direction, ==, SIPGO_SDP_SENDRECV);
  g_assert_cmpstr (sipgo_sdp_negotiator_get_agreement (self, 0)->formats[0].codec->name, ==, "PCMA");
  later = answer (self, HEAD "m=audio 5000 RTP/AVP 8\r\n", SIPGO_SDP_SENDRECV);
  assert_has (hold, "o=- 500 2 ");
  assert_has (later, "o=- 500 3 ");
}

static void
test_removed_and_back (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("PCMU");
  g_autofree char *first = answer (self, HEAD "m=audio 5000 RTP/AVP 0\r\n", SIPGO_SDP_SENDRECV);
  g_autofree char *removed = answer (self, HEAD "m=audio 0 RTP/AVP 0\r\n", SIPGO_SDP_SENDRECV);
  g_autofree char *back = NULL;

  assert_has (removed, "m=audio 0 RTP/AVP 0\r\n");
  g_assert_cmpuint (sipgo_sdp_negotiator_get_agreement (self, 0)->n_formats, ==, 0);
  back = offer (self, SIPGO_SDP_SENDRECV);
  assert_has (back, "m=audio 4000 RTP/AVP 0 101\r\n");
}

static void
test_no_media (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("PCMU");
  g_autofree char *text = answer (self, HEAD, SIPGO_SDP_SENDRECV);
  g_autofree char *later = NULL;

  g_assert_null (strstr (text, "m="));
  later = offer (self, SIPGO_SDP_SENDRECV);
  assert_has (later, "m=audio 4000 RTP/AVP 0 101\r\n");
}

static void
test_feedback_profile (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("PCMU");
  g_autofree char *text = answer (self, HEAD "m=audio 5000 RTP/AVPF 0\r\n", SIPGO_SDP_SENDRECV);

  assert_has (text, "m=audio 4000 RTP/AVPF 0\r\n");
}

static void
test_ipv6 (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("PCMU");
  g_autofree char *text = NULL;

  sipgo_sdp_negotiator_set_address (self, "2001:db8::1");
  sipgo_sdp_stream_set_port (sipgo_sdp_negotiator_get_stream (self, 0), 4000, FALSE);
  text = offer (self, SIPGO_SDP_SENDRECV);
  assert_has (text, " IN IP6 2001:db8::1\r\n");
  assert_has (text, "c=IN IP6 2001:db8::1\r\n");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sdp/negotiator/offer", test_offer);
  g_test_add_func ("/sdp/negotiator/both-sides", test_both_sides);
  g_test_add_func ("/sdp/negotiator/lines", test_lines);
  g_test_add_func ("/sdp/negotiator/dynamic-types", test_dynamic_types);
  g_test_add_func ("/sdp/negotiator/event-beside-opus", test_event_beside_opus);
  g_test_add_func ("/sdp/negotiator/directions", test_directions);
  g_test_add_func ("/sdp/negotiator/session-direction", test_session_direction);
  g_test_add_func ("/sdp/negotiator/versions", test_versions);
  g_test_add_func ("/sdp/negotiator/hold", test_hold);
  g_test_add_func ("/sdp/negotiator/hold-by-both", test_hold_by_both);
  g_test_add_func ("/sdp/negotiator/no-codec", test_no_codec);
  g_test_add_func ("/sdp/negotiator/bad-answers", test_bad_answers);
  g_test_add_func ("/sdp/negotiator/answer-order", test_answer_order);
  g_test_add_func ("/sdp/negotiator/rfc3264-6/refused-later", test_refused_later);
  g_test_add_func ("/sdp/negotiator/rollback", test_rollback);
  g_test_add_func ("/sdp/negotiator/removed-and-back", test_removed_and_back);
  g_test_add_func ("/sdp/negotiator/no-media", test_no_media);
  g_test_add_func ("/sdp/negotiator/feedback-profile", test_feedback_profile);
  g_test_add_func ("/sdp/negotiator/ipv6", test_ipv6);
  return g_test_run ();
}
