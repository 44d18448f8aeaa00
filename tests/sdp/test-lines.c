/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/base/sipgo-error-private.h"
#include "libsipgo/sdp/sipgo-sdp-negotiator-private.h"
#include "libsipgo/sdp/sipgo-sdp-parser-private.h"

/* Unusable lines, and mistakes in usable lines: each is ignored by itself, and the rest of the description is used. */

#define V "v=0\r\n"
#define O "o=- 1 1 IN IP4 192.0.2.9\r\n"
#define S "s=-\r\n"
#define C "c=IN IP4 192.0.2.9\r\n"
#define T "t=0 0\r\n"
#define HEAD V O S C T
#define M "m=audio 5000 RTP/AVP 0 8\r\n"

/* The answer to M. */
#define ANSWER "m=audio 4000 RTP/AVP 0\r\na=ptime:20\r\na=sendrecv\r\n"
#define HELD   "m=audio 4000 RTP/AVP 0\r\na=ptime:20\r\na=recvonly\r\n"

static SipgoSdpNegotiator *
negotiator_new (const char *address)
{
  SipgoSdpNegotiator *self = sipgo_sdp_negotiator_new (1000);
  SipgoSdpStream *audio = sipgo_sdp_negotiator_add_stream (self, "audio");
  const char *names[] = { "PCMU", "PCMA", "G722", "opus" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (names); i++)
    sipgo_sdp_stream_add_codec (audio, sipgo_sdp_codec_find (names[i]));
  sipgo_sdp_negotiator_set_address (self, address);
  sipgo_sdp_stream_set_port (sipgo_sdp_negotiator_get_stream (self, 0), 4000, FALSE);
  return self;
}

static char *
answer_as (const char *address, const char *offer, GError **error)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new (address);

  if (!sipgo_sdp_negotiator_take_offer (self, offer, error))
    return NULL;
  return sipgo_sdp_negotiator_make_answer (self, SIPGO_SDP_SENDRECV, error);
}

typedef struct
{
  const char *offer;
  const char *lines;           /* of the answer, from its first m= line on */
} Row;

static void
check_rows (const Row *rows, guint n)
{
  guint i;

  for (i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *answer = answer_as ("192.0.2.1", rows[i].offer, &error);
      const char *lines = answer ? strstr (answer, "m=") : NULL;

      if (error)
        g_error ("row %u is refused: %s\n%s", i, error->message, rows[i].offer);
      if (g_strcmp0 (lines, rows[i].lines) != 0)
        g_error ("row %u: the answer to\n%s\nis\n%s", i, rows[i].offer, answer);
    }
}

/* RFC 3264 section 6: as many m= lines as in the offer, in its order; an unused line keeps protocol and formats, and
 * gets port 0. */
static void
test_streams (void)
{
  static const Row rows[] = {
    /* A line with port 0 is not parsed. */
    { HEAD M "m=video 0 RTP/AVP 255\r\n" C, ANSWER "m=video 0 RTP/AVP 255\r\n" },
    { HEAD "m=video 0 RTP/AVP H264\r\n" M, "m=video 0 RTP/AVP H264\r\n" ANSWER },
    { HEAD "m=audio 0 RTP/AVP 0,8\r\n" M, "m=audio 0 RTP/AVP 0,8\r\n" ANSWER },
    { HEAD M "m=video 0 RTP/AVP -1 99999999999999999999\r\n", ANSWER "m=video 0 RTP/AVP -1 99999999999999999999\r\n" },
    { HEAD M "m=video 0 RTP/AVP\r\n", ANSWER "m=video 0 RTP/AVP 0\r\n" },
    { HEAD M "m=video 0\r\n", ANSWER "m=video 0 RTP/AVP 0\r\n" },
    { HEAD M "m=audio 0 RTP/SAVP 0\r\na=crypto:1\r\na=rtpmap:0\r\nc=IN\r\n", ANSWER "m=audio 0 RTP/SAVP 0\r\n" },
    { HEAD M "m=image 0 udptl t38\r\n", ANSWER "m=image 0 udptl t38\r\n" },
    { HEAD M "m=x-thing 0 x/y/z *\r\n", ANSWER "m=x-thing 0 x/y/z *\r\n" },
    /* Media, protocols and codecs that we do not support, in several spellings. */
    { HEAD M "m=video 6000 RTP/AVP 255 256 H264\r\n", ANSWER "m=video 0 RTP/AVP 255 256 H264\r\n" },
    { HEAD M "m=audio 6000 RTP/SAVP 0 300\r\n", ANSWER "m=audio 0 RTP/SAVP 0 300\r\n" },
    { HEAD M "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n",
      ANSWER "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n" },
    { HEAD M "m=text 6000 RTP/AVP 98\r\na=rtpmap:98 t140/1000\r\n", ANSWER "m=text 0 RTP/AVP 98\r\n" },
    { HEAD M "m=message 2855 TCP/MSRP *\r\n", ANSWER "m=message 0 TCP/MSRP *\r\n" },
    { HEAD M M M, ANSWER "m=audio 0 RTP/AVP 0 8\r\nm=audio 0 RTP/AVP 0 8\r\n" },
    /* Malformed m= lines. */
    { HEAD M "m=video\r\n", ANSWER "m=video 0 RTP/AVP 0\r\n" },
    { HEAD M "m=\r\n", ANSWER "m=audio 0 RTP/AVP 0\r\n" },
    { HEAD M "m=video 70000 RTP/AVP 31\r\n", ANSWER "m=video 0 RTP/AVP 31\r\n" },
    { HEAD M "m=video -1 RTP/AVP 31\r\n", ANSWER "m=video 0 RTP/AVP 31\r\n" },
    { HEAD M "m=video port RTP/AVP 31\r\n", ANSWER "m=video 0 RTP/AVP 31\r\n" },
    { HEAD "m=audio 99999999999999999999 RTP/AVP 0\r\n" M, "m=audio 0 RTP/AVP 0\r\n" ANSWER },
    { HEAD "m=audio 5002 RTP/AVP\r\n" M, "m=audio 0 RTP/AVP 0\r\n" ANSWER },
    { HEAD "m=audio 5002 RTP/AVP x y z\r\n" M, "m=audio 0 RTP/AVP x y z\r\n" ANSWER },
    { HEAD "m=\303\274ber 5002 RTP/AVP 0\r\n" M, "m=audio 0 RTP/AVP 0\r\n" ANSWER },
    { HEAD M "m=video 6000 RTP/AVP \357\277\275\r\n", ANSWER "m=video 0 RTP/AVP 0\r\n" },
    /* Unusual formats beside ours. */
    { HEAD "m=audio 5000 RTP/AVP 255 0\r\n", ANSWER },
    { HEAD "m=audio 5000 RTP/AVP PCMU 0 8\r\n", ANSWER },
    { HEAD "m=audio 5000 RTP/AVP 0,8 0\r\n", ANSWER },
    { HEAD "m=audio 5000 RTP/AVP 0 0 0\r\n", ANSWER },
    { HEAD "m=audio 5000/1 RTP/AVP 0\r\n", ANSWER },
    { HEAD "m=audio 5000 RTP/AVP 3 18 4 97 98 0\r\na=rtpmap:97 iLBC/8000\r\na=rtpmap:98\r\n", ANSWER },
  };

  check_rows (rows, G_N_ELEMENTS (rows));
}

/* Other lines of the m= section. */
static void
test_broken_lines (void)
{
  static const Row rows[] = {
    { V "o=CiscoSystemsSIP-GW-UserAgent 1 1 IN IP4\r\n" S C T M, ANSWER },
    { V "o=- 1 1 IN IP4 \r\n" S C T M, ANSWER },
    { V "o=\r\n" S C T M, ANSWER },
    { V "o=- 0\r\n" S C T M, ANSWER },
    { V "o=- -1 99999999999999999999999 XX YY \303\244\r\n" S C T M, ANSWER },
    { V S C T M, ANSWER },
    { V O C T M, ANSWER },
    { V O "s=\r\n" C T M, ANSWER },
    { V O "s= \r\n" C T M, ANSWER },
    { V O S C M, ANSWER },
    { V O S C "t=\r\n" M, ANSWER },
    { V O S C "t=now never\r\n" M, ANSWER },
    { V O S C T "r=x\r\nz=\r\nk=\r\nk=clear:x\r\nb=\r\nb=AS\r\nb=AS:x\r\nb=X-YZ:-1\r\ni=\r\nu=\r\ne=\r\np=\r\n" M,
      ANSWER },
    { V O S C T "x=unknown\r\nX=y\r\n9=9\r\n\303\244=1\r\n=\r\nnonsense\r\n-\r\n" M, ANSWER },
    { V T C S O M, ANSWER },
    { "\357\273\277" HEAD M, ANSWER },
    { O S C T V M, ANSWER },
    { V V O O S S C C T T M, ANSWER },
    { V O S T M C, ANSWER },
    { "\r\n" V O "\r\n\r\n" S C "\n" T "\r" M "\r\n\r\n", ANSWER },
    { "v=0\no=- 1 1 IN IP4 1.2.3.4\ns=-\nc=IN IP4 1.2.3.4\nt=0 0\nm=audio 5000 RTP/AVP 0 8\n", ANSWER },
    { "v=0\ro=- 1 1 IN IP4 1.2.3.4\rs=-\rc=IN IP4 1.2.3.4\rt=0 0\rm=audio 5000 RTP/AVP 0 8\r", ANSWER },
    { "v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=-\r\nc=IN IP4 1.2.3.4\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0 8", ANSWER },
    /* Attributes. */
    { HEAD M "a=\r\na=:\r\na=:x\r\na=rtpmap\r\na=rtpmap:\r\na=rtpmap:x\r\na=rtpmap:0\r\na=rtpmap:0 \r\n"
             "a=rtpmap:0 PCMU\r\na=rtpmap:0 /8000\r\n", ANSWER },
    { HEAD M "a=rtpmap:0 PCMU/0\r\na=rtpmap:0 PCMU/x\r\na=rtpmap:0 PCMU/99999999999\r\na=rtpmap:255 X/1\r\n"
             "a=rtpmap:-1 X/1\r\n", ANSWER },
    { HEAD M "a=rtpmap:0 PCMU/8000/\r\n", ANSWER },
    { HEAD M "a=rtpmap:0 PCMU/8000/1\r\na=rtpmap:0 PCMU/8000/1\r\n", ANSWER },
    { HEAD M "a=rtpmap:0 pcmu/8000\r\n", ANSWER },
    { HEAD M "a=fmtp\r\na=fmtp:\r\na=fmtp:0\r\na=fmtp:255 x\r\na=fmtp:0 \303\244\r\na=fmtp:x y\r\n", ANSWER },
    { HEAD M "a=ptime\r\na=ptime:\r\na=ptime:x\r\na=ptime:-20\r\na=ptime:99999999999\r\na=maxptime:\r\n"
             "a=maxptime:0\r\n", ANSWER },
    { HEAD M "a=rtcp:\r\na=rtcp:x\r\na=rtcp:99999\r\na=rtcp:5001x\r\na=crypto:\r\na=candidate:\r\na=ssrc:x\r\n"
             "a=group:\r\n", ANSWER },
    { HEAD "a=rtpmap:0 X/1\r\na=fmtp:0 x\r\na=rtcp:9\r\n" M, ANSWER },
    { HEAD M "b=AS\r\nb=\r\nk=prompt\r\nk=\r\ni=\303\274\r\nt=1 2\r\no=x\r\nv=7\r\ns=\r\n", ANSWER },
    /* A malformed rtpmap leaves its dynamic payload type without a codec. */
    { HEAD "m=audio 5000 RTP/AVP 96 97 0\r\na=rtpmap:96 opus\r\na=rtpmap:97 opus/48000/2/\r\n", ANSWER },
    { HEAD "m=audio 5000 RTP/AVP 9\r\na=rtpmap:9 G722/16000\r\n",
      "m=audio 4000 RTP/AVP 9\r\na=ptime:20\r\na=sendrecv\r\n" },
    /* c= lines: the first usable one counts. */
    { V O S T M "c=\r\nc=IN\r\nc=IN IP4\r\nc=IN IP4 300.1.1.1\r\nc=IN IP4 a b\r\n" C, ANSWER },
    { HEAD M "c=IN IP4\r\n", ANSWER },
    { HEAD M "c=IN IP4 192.0.2.9:5000\r\n", ANSWER },
    { V O S "c=IN IP4\r\n" T M C, ANSWER },
    { V O S "c=IN IP4 192.0.2.9/127\r\n" T M, ANSWER },
    { V O S "c=in ip4 192.0.2.9\r\n" T M, ANSWER },
    { V O S "c=IN IP4 0.0.0.0\r\n" T M, HELD },
    { V O S "c=IN IP4 hold.invalid\r\n" T M, HELD },
  };

  check_rows (rows, G_N_ELEMENTS (rows));
}

/* A direction with spaces around it is accepted, at session level, and at media level in its place. */
static void
test_blanks (void)
{
  static const Row rows[] = {
    { HEAD M "a=sendonly \r\n", HELD },
    { HEAD M "a=sendonly\t\r\n", HELD },
    { HEAD M "a=sendonly  \t \r\na=ptime:20\r\n", HELD },
    { HEAD M "a= sendonly\r\n", HELD },
    { HEAD M "a\t=\tsendonly\r\n", HELD },
    { HEAD M " a=sendonly\r\n", HELD },
    { HEAD M "\r\na=sendonly\r\n", HELD },
    { HEAD M "a=sendonly \n", HELD },
    { HEAD M "a=sendonly ", HELD },
    { HEAD M "a=sendonly\r\na=sendonly\r\n", HELD },
    { HEAD "a=sendonly \r\n" M, HELD },
    { HEAD "a=inactive\r\n" M "a=sendonly \r\n", HELD },
    { HEAD "a=sendonly\r\n" M " a=sendrecv\r\n", ANSWER },
    { V O S "a=sendonly \r\n" C T M, HELD },
    { HEAD "m=video 0 RTP/AVP 31\r\na=inactive\r\n" M "a=sendonly \r\nm=text 0 RTP/AVP 98\r\na=sendrecv\r\n",
      "m=video 0 RTP/AVP 31\r\n" HELD "m=text 0 RTP/AVP 98\r\n" },
    /* Attribute names are case-sensitive (RFC 8866 section 5); a direction with a value is ignored. */
    { HEAD M "a=SENDONLY\r\n", ANSWER },
    { HEAD M "a=sendonly:yes\r\n", ANSWER },
    { HEAD M "a=sendonlyx\r\n", ANSWER },
    { " v=0 \r\n o=- 1 1 IN IP4 192.0.2.9 \r\n s=- \r\n c= IN  IP4\t192.0.2.9  \r\n t= 0  0 \r\n"
      " m=  audio  5000  RTP/AVP  0  8  \r\n a=sendonly ", HELD },
    { HEAD "m=audio\t5000\tRTP/AVP\t0\t8\r\na=rtpmap: 0\tPCMU/8000 \r\n", ANSWER },
    { HEAD M "m=video\t0\tRTP/AVP\t31\t34 \r\n", ANSWER "m=video 0 RTP/AVP 31 34\r\n" },
  };

  check_rows (rows, G_N_ELEMENTS (rows));
}

static void
test_long_lines (void)
{
  g_autofree char *filler = g_strnfill (20000, 'x');
  const char *begins[] = { "s=", "a=", "a=x:", "x=", "i=", "b=AS:", "a=rtpmap:0 ", "a=fmtp:0 ", "a=ptime:", "a=rtcp:",
                           "c=IN IP4 ", "t=0 ", "o=", "" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (begins); i++)
    {
      g_autofree char *offer = g_strconcat (HEAD M, begins[i], filler, "\r\n", NULL);
      Row row = { offer, ANSWER };

      check_rows (&row, 1);
    }
}

/* --- descriptions that are rejected ------------------------------------------------------------------------------- */

/* RFC 3261 section 20.43: the warn-code for each reason. */
static void
test_refused (void)
{
  static const struct { const char *address; const char *offer; int code; guint warning; } rows[] = {
    { "192.0.2.1", "", SIPGO_ERROR_MALFORMED, 0 },
    { "192.0.2.1", "{\"type\":\"offer\"}", SIPGO_ERROR_MALFORMED, 0 },
    { "192.0.2.1", "m=audio 5000 RTP/AVP 0\r\n", SIPGO_ERROR_MALFORMED, 0 },
    { "192.0.2.1", "v=1\r\n" O M, SIPGO_ERROR_MALFORMED, 0 },
    { "192.0.2.1", HEAD "m=audio 70000 RTP/AVP 0\r\n", SIPGO_ERROR_MEDIA, 307 },
    { "192.0.2.1", HEAD "m=\r\n", SIPGO_ERROR_MEDIA, 307 },
    { "192.0.2.1", HEAD "m=audio 5000 RTP/AVP 255\r\n", SIPGO_ERROR_NO_CODEC, 305 },
    { "192.0.2.1", HEAD "m=audio 5000 RTP/AVP 3 96\r\na=rtpmap:96 opus\r\n", SIPGO_ERROR_NO_CODEC, 305 },
    { "192.0.2.1", HEAD "m=audio 5000 RTP/SAVP 0\r\n", SIPGO_ERROR_NO_CODEC, 302 },
    { "192.0.2.1", HEAD "m=video 5000 RTP/AVP 31\r\n", SIPGO_ERROR_NO_CODEC, 304 },
    { "192.0.2.1", HEAD "m=video 5000 RTP/AVP 31\r\nm=audio 5000 RTP/AVP 3\r\n", SIPGO_ERROR_NO_CODEC, 305 },
    { "192.0.2.1", V O S "c=IN IP6 2001:db8::9\r\n" T M, SIPGO_ERROR_MEDIA, 300 },
    { "192.0.2.1", HEAD M "c=IN IP6 2001:db8::9\r\n", SIPGO_ERROR_MEDIA, 300 },
    { "192.0.2.1", HEAD M "c=IN IP6 host.example.com\r\n", SIPGO_ERROR_MEDIA, 300 },
    { "2001:db8::1", HEAD M, SIPGO_ERROR_MEDIA, 300 },
    { "2001:db8::1", V O S "c=IN IP4 host.example.com\r\n" T M, SIPGO_ERROR_MEDIA, 300 },
    { "192.0.2.1", V O S "c=IN IP5 192.0.2.9\r\n" T M, SIPGO_ERROR_MEDIA, 300 },
    { "192.0.2.1", V O S "c=ATM NSAP 47.0091\r\n" T M, SIPGO_ERROR_MEDIA, 300 },
    { "192.0.2.1", HEAD M "c=TN RFC2543 +1-201-406-4090\r\n", SIPGO_ERROR_MEDIA, 300 },
    { "192.0.2.1", V O S "c=IN IP4 224.2.1.1/127\r\n" T M, SIPGO_ERROR_MEDIA, 330 },
    { "192.0.2.1", V O S "c=IN IP4 239.255.255.250\r\n" T M, SIPGO_ERROR_MEDIA, 330 },
    { "192.0.2.1", HEAD M "c=IN IP4 233.0.0.1/15/3\r\n", SIPGO_ERROR_MEDIA, 330 },
    { "2001:db8::1", V O S "c=IN IP6 ff15::101/3\r\n" T M, SIPGO_ERROR_MEDIA, 330 },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) copy = NULL;

      if (answer_as (rows[i].address, rows[i].offer, &error))
        g_error ("row %u is not refused", i);
      g_test_message ("row %u: %s", i, error->message);
      g_assert_error (error, SIPGO_ERROR, rows[i].code);
      copy = g_error_copy (error);
      g_assert_cmpuint (sipgo_error_get_warning (copy), ==, rows[i].warning);
    }
}

/* RFC 6157 section 4.2.1: the address family of the used stream counts; other streams are rejected in their places. */
static void
test_families (void)
{
  static const struct { const char *address; const char *offer; const char *lines; } rows[] = {
    { "192.0.2.1", V O S "c=IN IP6 2001:db8::9\r\n" T M C, ANSWER },
    { "192.0.2.1", HEAD M "c=IN IP6 2001:db8::9\r\n" M, "m=audio 0 RTP/AVP 0 8\r\n" ANSWER },
    { "192.0.2.1", HEAD M "m=audio 5002 RTP/AVP 0\r\nc=IN IP6 2001:db8::9\r\n", ANSWER "m=audio 0 RTP/AVP 0\r\n" },
    { "192.0.2.1", HEAD M "c=IN IP4 224.2.1.1/127\r\n" M, "m=audio 0 RTP/AVP 0 8\r\n" ANSWER },
    { "192.0.2.1", HEAD "m=audio 5000 ATM/AVP 0\r\nc=ATM NSAP 47.0091\r\n" M, "m=audio 0 ATM/AVP 0\r\n" ANSWER },
    { "192.0.2.1", V O S "c=ATM NSAP 47.0091\r\n" T M C, ANSWER },
    { "192.0.2.1", V "o=- 1 1 IN IP6 2001:db8::9\r\n" S C T M, ANSWER },
    { "2001:db8::1", V O S "c=IN IP6 2001:db8::9\r\n" T M, ANSWER },
    { "2001:db8::1", V O S "c=IN IP6 [2001:db8::9]\r\n" T M, ANSWER },
    { "2001:db8::1", HEAD M "c=IN IP6 2001:db8::9\r\n", ANSWER },
    { "2001:db8::1", V O S "c=IN IP6 host.example.com\r\n" T M, ANSWER },
    { "2001:db8::1", V O S "c=IN IP4 0.0.0.0\r\n" T M, HELD },
    { "192.0.2.1", V O S "c=IN IP6 ::\r\n" T M, HELD },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *answer = answer_as (rows[i].address, rows[i].offer, &error);

      g_assert_no_error (error);
      if (g_strcmp0 (strstr (answer, "m="), rows[i].lines) != 0)
        g_error ("row %u: %s", i, answer);
    }
}

/* --- answers ------------------------------------------------------------------------------------------------------ */

/* The same in an answer of the peer: an unusable line does not affect the audio beside it. */
static void
test_answers (void)
{
  static const struct { const char *answer; int code; } rows[] = {
    { HEAD M, -1 },
    { HEAD M "m=video 0 RTP/AVP 255\r\n", -1 },
    { HEAD M "m=video 0\r\n", -1 },
    { HEAD M M, SIPGO_ERROR_MALFORMED },
    { HEAD M "m=audio 0 RTP/AVP 0\r\nm=x\r\n", SIPGO_ERROR_MALFORMED },
    { V "o=-\r\nx\r\nc=IN IP4 192.0.2.9 \r\n" M "a=rtpmap:0\r\na=rtpmap:96\r\na=ptime:x\r\n", -1 },
    { HEAD "m=audio 5000 RTP/AVP 255 x 0\r\n", -1 },
    { V O S T M "c=IN IP4\r\n" C, -1 },
    { HEAD "m=audio 5000 RTP/AVP 255\r\n", SIPGO_ERROR_NO_CODEC },
    { HEAD "m=audio x RTP/AVP 0\r\n", SIPGO_ERROR_MALFORMED },
    { V O S "c=IN IP6 2001:db8::9\r\n" T M, SIPGO_ERROR_MEDIA },
    { V O S "c=IN IP4 224.2.1.1\r\n" T M, SIPGO_ERROR_MEDIA },
    { "nonsense", SIPGO_ERROR_MALFORMED },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("192.0.2.1");
      g_autoptr (GError) error = NULL;

      g_free (sipgo_sdp_negotiator_make_offer (self, SIPGO_SDP_SENDRECV, NULL));
      sipgo_sdp_negotiator_take_answer (self, rows[i].answer, &error);
      if (rows[i].code < 0)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (sipgo_sdp_negotiator_get_agreement (self, 0)->address, ==, "192.0.2.9");
        }
      else
        g_assert_error (error, SIPGO_ERROR, rows[i].code);
    }
}

/* RFC 3264 section 6: the t= line of the answer equals that of the offer. */
static void
test_times (void)
{
  static const struct { const char *times; const char *answered; } rows[] = {
    { "t=0 0\r\n", "t=0 0\r\nm=" },
    { "t=3034423619 3042462419\r\n", "t=3034423619 3042462419\r\nm=" },
    { "t= 3034423619  0 \r\n", "t=3034423619 0\r\nm=" },
    { "t=3034423619 3042462419\r\nr=604800 3600 0 90000\r\nt=3134423619 3142462419\r\n",
      "t=3034423619 3042462419\r\nt=3134423619 3142462419\r\nm=" },
    { "t=1 2\r\nt=1 2\r\nt=1 2\r\nt=1 2\r\nt=1 2\r\nt=1 2\r\n", "t=1 2\r\nt=1 2\r\nt=1 2\r\nt=1 2\r\nm=" },
    { "t=0 0\r\nt=1 2\r\n", "t=0 0\r\nt=1 2\r\nm=" },
    { "t=1 2\r\nt=0 0\r\n", "t=1 2\r\nt=0 0\r\nm=" },
    { "t=0 0\r\nt=0 0\r\n", "t=0 0\r\nt=0 0\r\nm=" },
    { "", "t=0 0\r\nm=" },
    { "t=\r\n", "t=0 0\r\nm=" },
    { "t=5\r\n", "t=0 0\r\nm=" },
    { "t=1 x\r\n", "t=0 0\r\nm=" },
    { "t=111111111111111111111 2\r\n", "t=0 0\r\nm=" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *offer = g_strconcat (V O S C, rows[i].times, M, NULL);
      g_autofree char *answer = answer_as ("192.0.2.1", offer, NULL);

      if (!strstr (answer, rows[i].answered))
        g_error ("row %u: %s", i, answer);
    }
}

/* Any damage to an offer: it is rejected, or gets an answer for each line that can be parsed. */
static void
test_fuzz (void)
{
  static const char usual[] = HEAD "a=sendrecv\r\nm=audio 5000 RTP/AVP 0 8 96 101\r\na=rtpmap:0 PCMU/8000\r\n"
                                   "a=rtpmap:96 opus/48000/2\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\nm=video 6000 RTP/AVP 31\r\n"
    "c=IN IP4 192.0.2.9\r\n"
    "m=audio 0 RTP/AVP 0\r\nm=image 5004 udptl t38\r\n";
  g_autoptr (GRand) dice = g_rand_new_with_seed (27);
  guint n_answered = 0;
  guint round;

  for (round = 0; round < 20000; round++)
    {
      g_autofree char *text = g_strdup (usual);
      g_autoptr (SipgoSdp) offer = NULL, answer = NULL;
      g_autofree char *answered = NULL;
      guint n = (guint) g_rand_int_range (dice, 1, 8);
      guint i, n_live = 0;

      while (n--)
        text[g_rand_int_range (dice, 0, sizeof usual - 1)] = "\r\n =:/0\x80m\t9"[g_rand_int_range (dice, 0, 11)];
      answered = answer_as ("192.0.2.1", text, NULL);
      if (!answered)
        continue;
      n_answered++;
      offer = sipgo_sdp_parse (text, NULL);
      answer = sipgo_sdp_parse (answered, NULL);
      g_assert_nonnull (answer);
      g_assert_cmpuint (answer->n_media, ==, offer->n_media);
      for (i = 0; i < answer->n_media; i++)
        {
          g_assert_false (answer->media[i].broken);
          g_assert_true (answer->media[i].port == 0 || offer->media[i].port != 0);
          n_live += answer->media[i].port != 0;
        }
      g_assert_cmpuint (n_live, <=, 1);
    }
  g_test_message ("%u of 20000 answered", n_answered);
  g_assert_cmpuint (n_answered, >, 10000);
}

/* --- numbers ------------------------------------------------------------------------------------------------------ */

static gboolean
has_number_twice (const char *text)
{
  g_auto (GStrv) words = g_strsplit (strstr (text, "RTP/AVP ") + 8, " ", -1);
  guint i, k;

  for (i = 0; words[i]; i++)
    for (k = 0; k < i; k++)
      if (g_ascii_strtoull (words[i], NULL, 10) == g_ascii_strtoull (words[k], NULL, 10))
        return TRUE;
  return FALSE;
}

/* The peer uses all dynamic payload types except n: codecs that get none are not offered. */
static void
test_numbers_run_out (void)
{
  guint n;

  for (n = 0; n <= 4; n++)
    {
      g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("192.0.2.1");
      g_autoptr (GString) offer = g_string_new (HEAD "m=audio 5000 RTP/AVP 0");
      g_autofree char *again = NULL;
      g_autofree char *first_line = NULL;
      guint i, n_dynamic = 0;

      for (i = 96; i < 128 - n; i++)
        g_string_append_printf (offer, " %u", i);
      g_string_append (offer, "\r\n");
      g_assert_true (sipgo_sdp_negotiator_take_offer (self, offer->str, NULL));
      g_free (sipgo_sdp_negotiator_make_answer (self, SIPGO_SDP_SENDRECV, NULL));
      again = sipgo_sdp_negotiator_make_offer (self, SIPGO_SDP_SENDRECV, NULL);
      first_line = g_strndup (strstr (again, "m="), strcspn (strstr (again, "m="), "\r"));
      g_test_message ("%u left: %s", n, first_line);
      g_assert_false (has_number_twice (first_line));
      for (i = 96; i < 128; i++)
        {
          g_autofree char *rtpmap = g_strdup_printf ("a=rtpmap:%u ", i);

          n_dynamic += strstr (again, rtpmap) != NULL;
        }
      g_assert_cmpuint (n_dynamic, ==, MIN (n, 3));
      g_assert_nonnull (strstr (first_line, "RTP/AVP 0"));
    }
}

static void
test_nothing_left (void)
{
  g_autoptr (SipgoSdpNegotiator) self = sipgo_sdp_negotiator_new (1000);
  SipgoSdpStream *audio = sipgo_sdp_negotiator_add_stream (self, "audio");
  g_autoptr (GString) offer = g_string_new (HEAD "m=audio 5000 RTP/AVP 96");
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;
  guint i;

  sipgo_sdp_stream_add_codec (audio, sipgo_sdp_codec_find ("opus"));
  sipgo_sdp_negotiator_set_address (self, "192.0.2.1");
  sipgo_sdp_stream_set_port (sipgo_sdp_negotiator_get_stream (self, 0), 4000, FALSE);
  for (i = 97; i < 128; i++)
    g_string_append_printf (offer, " %u", i);
  g_string_append (offer, "\r\n");
  g_assert_false (sipgo_sdp_negotiator_take_offer (self, offer->str, NULL));
  g_string_append (offer, "a=rtpmap:96 opus/48000/2\r\n");
  g_assert_true (sipgo_sdp_negotiator_take_offer (self, offer->str, NULL));
  g_free (sipgo_sdp_negotiator_make_answer (self, SIPGO_SDP_SENDRECV, NULL));
  /* Opus keeps the payload type of the peer, and telephone-event does not get it. */
  again = sipgo_sdp_negotiator_make_offer (self, SIPGO_SDP_SENDRECV, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (again, "m=audio 4000 RTP/AVP 96\r\n"));
}

/* The peer answers with our payload type of one codec for another codec: the two never share it. */
static void
test_number_means_another (void)
{
  g_autoptr (SipgoSdpNegotiator) self = negotiator_new ("192.0.2.1");
  g_autofree char *first = sipgo_sdp_negotiator_make_offer (self, SIPGO_SDP_SENDRECV, NULL);
  g_autofree char *answer = NULL;
  g_autofree char *again = NULL;
  g_autofree char *line = NULL;

  g_assert_nonnull (strstr (first, "a=rtpmap:101 telephone-event/8000"));
  g_assert_true (sipgo_sdp_negotiator_take_answer (self, HEAD M, NULL));
  g_assert_true (sipgo_sdp_negotiator_take_offer (self,
                                                  HEAD "m=audio 5000 RTP/AVP 101\r\na=rtpmap:101 opus/48000/2\r\n",
                                                  NULL));
  answer = sipgo_sdp_negotiator_make_answer (self, SIPGO_SDP_SENDRECV, NULL);
  g_assert_nonnull (strstr (answer, "m=audio 4000 RTP/AVP 101\r\na=rtpmap:101 opus/48000/2\r\n"));
  again = sipgo_sdp_negotiator_make_offer (self, SIPGO_SDP_SENDRECV, NULL);
  line = g_strndup (strstr (again, "m="), strcspn (strstr (again, "m="), "\r"));
  g_assert_false (has_number_twice (line));
  g_assert_nonnull (strstr (again, "a=rtpmap:101 opus/48000/2\r\n"));
  g_assert_nonnull (strstr (again, " telephone-event/8000\r\n"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sdp/lines/rfc3264-6-streams", test_streams);
  g_test_add_func ("/sdp/lines/broken", test_broken_lines);
  g_test_add_func ("/sdp/lines/blanks", test_blanks);
  g_test_add_func ("/sdp/lines/long", test_long_lines);
  g_test_add_func ("/sdp/lines/rfc3261-20.43-refused", test_refused);
  g_test_add_func ("/sdp/lines/rfc6157-4.2.1-families", test_families);
  g_test_add_func ("/sdp/lines/answers", test_answers);
  g_test_add_func ("/sdp/lines/rfc3264-6-times", test_times);
  g_test_add_func ("/sdp/lines/fuzz", test_fuzz);
  g_test_add_func ("/sdp/lines/rfc3264-8.3.2-numbers-run-out", test_numbers_run_out);
  g_test_add_func ("/sdp/lines/nothing-left", test_nothing_left);
  g_test_add_func ("/sdp/lines/rfc3264-8.3.2-number-means-another", test_number_means_another);
  return g_test_run ();
}
