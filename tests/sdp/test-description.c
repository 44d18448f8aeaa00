/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/sdp/sipgo-sdp-parser-private.h"
#include "libsipgo/sdp/sipgo-sdp-writer-private.h"

/* The offer of a browser: nothing is lost when it is parsed and written. */
static const char browser[] =
  "v=0\r\n"
  "o=mozilla 4611731400430051336 0 IN IP4 0.0.0.0\r\n"
  "s=-\r\n"
  "i=A call\r\n"
  "c=IN IP4 192.0.2.1/127\r\n"
  "b=AS:512\r\n"
  "b=X-YZ:128\r\n"
  "t=0 0\r\n"
  "a=fingerprint:sha-256 4A:AD:B9\r\n"
  "a=group:BUNDLE 0 1\r\n"
  "a=ice-options:trickle\r\n"
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 110\r\n"
  "c=IN IP6 2001:db8::1\r\n"
  "b=TIAS:64000\r\n"
  "a=mid:0\r\n"
  "a=candidate:1 1 UDP 2122252543 192.0.2.7 50000 typ host\r\n"
  "a=candidate:2 1 UDP 1686052863 203.0.113.7 50000 typ srflx raddr 192.0.2.7 rport 50000\r\n"
  "a=end-of-candidates\r\n"
  "a=ice-ufrag:9c1a\r\n"
  "a=ice-pwd:e7d1:with a colon\r\n"
  "a=setup:actpass\r\n"
  "a=rtcp-mux\r\n"
  "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
  "a=rtpmap:111 opus/48000/2\r\n"
  "a=fmtp:111 minptime=10;useinbandfec=1\r\n"
  "a=rtpmap:110 telephone-event/48000\r\n"
  "a=rtcp-fb:111 transport-cc\r\n"
  "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n"
  "a=ssrc:1001 cname:x\r\n"
  "a=ssrc:1001 msid:s t\r\n"
  "a=x-unknown\r\n"
  "a=x-empty:\r\n"
  "m=video 0 UDP/TLS/RTP/SAVPF 120\r\n"
  "a=mid:1\r\n"
  "a=bundle-only\r\n"
  "a=fingerprint:sha-256 BB:BB:BB\r\n";

static void
test_everything_kept (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoSdp) sdp = sipgo_sdp_parse (browser, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = sipgo_sdp_to_string (sdp);
  g_assert_cmpstr (text, ==, browser);
}

/* Valid lines are written in their standard form, malformed ones are left out. */
static void
test_tidied (void)
{
  static const char untidy[] =
    " v = 0\n"
    "o=- 1 1 IN IP4 192.0.2.1\n"
    "t=1 2\n"
    "a = x-session : a  b \n"
    "s=name\n"
    "k=prompt\n"
    "b=AS:64\n"
    "r=7d 1h 0 25h\n"
    "b=AS\n"
    "i=\n"
    "a=\n"
    "a=:\n"
    "a=n\303\244me:x\n"
    "nonsense\n"
    "x=unknown\n"
    "c=IN IP4 300.0.0.1\n"
    "m=audio 4000 RTP/AVP 0\n"
    "a=x-kept:\303\244\n"
    "c=IN IP4\n"
    "c=TN RFC2543 +1-201-406-4090\n"
    "i=the sound\n";
  g_autoptr (SipgoSdp) sdp = sipgo_sdp_parse (untidy, NULL);
  g_autofree char *text = sipgo_sdp_to_string (sdp);

  g_assert_cmpstr (text, ==,
                   "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=name\r\nb=AS:64\r\nt=1 2\r\nr=7d 1h 0 25h\r\nk=prompt\r\n"
                   "a=x-session:a  b\r\n"
                   "m=audio 4000 RTP/AVP 0\r\ni=the sound\r\nc=TN RFC2543 +1-201-406-4090\r\na=x-kept:\303\244\r\n");
}

static void
assert_attribute (const SipgoSdpLines *lines, const char *name, const char *value)
{
  g_assert_cmpstr (sipgo_sdp_lines_get_attribute (lines, name), ==, value);
}

static void
test_attributes (void)
{
  g_autoptr (SipgoSdp) sdp = sipgo_sdp_parse (browser, NULL);
  const SipgoSdpMedia *audio = &sdp->media[0], *video = &sdp->media[1];
  guint place = 0;

  assert_attribute (&sdp->lines, "group", "BUNDLE 0 1");
  assert_attribute (&sdp->lines, "mid", NULL);
  assert_attribute (&sdp->lines, "AS", NULL);
  assert_attribute (&audio->lines, "mid", "0");
  assert_attribute (&audio->lines, "MID", NULL);
  assert_attribute (&audio->lines, "mi", NULL);
  assert_attribute (&audio->lines, "ice-pwd", "e7d1:with a colon");
  assert_attribute (&audio->lines, "rtpmap", "111 opus/48000/2");
  assert_attribute (&audio->lines, "setup", "actpass");
  assert_attribute (&audio->lines, "rtcp-mux", "");
  assert_attribute (&audio->lines, "x-unknown", "");
  assert_attribute (&audio->lines, "x-empty", "");
  assert_attribute (&video->lines, "mid", "1");
  assert_attribute (&video->lines, "candidate", NULL);

  g_assert_true (g_str_has_suffix (sipgo_sdp_lines_next_attribute (&audio->lines, "candidate", &place), "typ host"));
  g_assert_true (g_str_has_suffix (sipgo_sdp_lines_next_attribute (&audio->lines, "candidate", &place), "rport 50000"));
  g_assert_null (sipgo_sdp_lines_next_attribute (&audio->lines, "candidate", &place));

  /* The attributes of an m= line. */
  g_assert_cmpstr (sipgo_sdp_get_attribute (sdp, audio, "fingerprint"), ==, "sha-256 4A:AD:B9");
  g_assert_cmpstr (sipgo_sdp_get_attribute (sdp, video, "fingerprint"), ==, "sha-256 BB:BB:BB");
  g_assert_null (sipgo_sdp_get_attribute (sdp, audio, "ice-lite"));

  /* The attributes that have fields. */
  g_assert_cmpstr (audio->formats[0].name, ==, "opus");
  g_assert_cmpstr (audio->address, ==, "2001:db8::1");
  g_assert_true (audio->rtcp_mux);
  g_assert_cmpuint (sdp->bandwidth, ==, 512);
}

/* A medium that is built keeps all other attributes as lines. */
static void
test_built (void)
{
  static const SipgoSdpLine lines[] = { { "mid", "0", 'a' }, { "end-of-candidates", NULL, 'a' }, { "AS", "64", 'b' } };
  SipgoSdpFormat format = { "PCMU", NULL, 8000, 1, 0 };
  SipgoSdpMedia media = { .type = "audio", .proto = "RTP/AVP", .port = 4000, .formats = &format, .n_formats = 1,
                          .direction = SIPGO_SDP_SENDRECV, .lines = { lines, G_N_ELEMENTS (lines) } };
  g_autoptr (GString) text = g_string_new (NULL);

  sipgo_sdp_write_media (text, &media);
  g_assert_cmpstr (text->str, ==,
                   "m=audio 4000 RTP/AVP 0\r\na=sendrecv\r\nb=AS:64\r\na=mid:0\r\n"
                   "a=end-of-candidates\r\n");
}

/* The maximum number of lines, all of them kept. */
static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new ("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n"
                                           "m=audio 1 RTP/AVP 0\r\n");
  g_autoptr (SipgoSdp) sdp = NULL;
  g_autofree char *again = NULL;
  guint i;

  for (i = 5; i < SIPGO_SDP_MAX_LINES; i++)
    g_string_append_printf (text, "a=x%u:%u\r\n", i, i);
  sdp = sipgo_sdp_parse (text->str, NULL);
  g_assert_cmpuint (sdp->media[0].lines.n, ==, SIPGO_SDP_MAX_LINES - 5);
  again = sipgo_sdp_to_string (sdp);
  g_assert_cmpstr (again, ==, text->str);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sdp/description/everything-kept", test_everything_kept);
  g_test_add_func ("/sdp/description/tidied", test_tidied);
  g_test_add_func ("/sdp/description/attributes", test_attributes);
  g_test_add_func ("/sdp/description/built", test_built);
  g_test_add_func ("/sdp/description/many", test_many);
  return g_test_run ();
}
