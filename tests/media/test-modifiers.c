/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The modifiers of the library, and one made from a function. */
#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/media/sipgo-sdp-modifier.h"

#define HEAD "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
#define AUDIO(formats) "m=audio 4000 RTP/AVP " formats "\r\nc=IN IP4 127.0.0.1\r\n"

/* Owns the modifier. */
static void
check (SipgoSdpModifier *modifier, const char *sdp, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *result = sipgo_sdp_modifier_modify (modifier, sdp, &error);
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (result, ==, expected);
  again = sipgo_sdp_modifier_modify (modifier, result, &error);
  g_assert_cmpstr (again, ==, expected);
  g_assert_finalize_object (modifier);
}

static void
test_strip_codec (void)
{
  static const char sdp[] =
    HEAD "a=rtpmap:9 G722/8000\r\n" AUDIO ("111 9 0 126") "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10\r\n"
                                                          "a=rtpmap:9 g722/8000\r\n"
    "a=rtpmap:126 telephone-event/8000\r\na=fmtp:126 0-16\r\na=rtcp-fb:9 nack\r\na=sendrecv\r\n";

  check (sipgo_sdp_modifier_strip_codec ("telephone-event"), sdp,
         HEAD "a=rtpmap:9 G722/8000\r\n" AUDIO ("111 9 0") "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10\r\n"
                                                           "a=rtpmap:9 g722/8000\r\n"
         "a=rtcp-fb:9 nack\r\na=sendrecv\r\n");
  check (sipgo_sdp_modifier_strip_codec ("G722"), sdp,
         HEAD "a=rtpmap:9 G722/8000\r\n" AUDIO ("111 0 126") "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10\r\n"
         "a=rtpmap:126 telephone-event/8000\r\na=fmtp:126 0-16\r\na=sendrecv\r\n");
  check (sipgo_sdp_modifier_strip_codec ("G7"), sdp, sdp);
}

/* Static payload types, which need no rtpmap; other streams keep the same number for their own codec. */
static void
test_strip_static_codec (void)
{
  check (sipgo_sdp_modifier_strip_codec ("pcma"),
         HEAD AUDIO ("8 0") "m=video 4002 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\n",
         HEAD AUDIO ("0") "m=video 4002 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\n");
  check (sipgo_sdp_modifier_strip_codec ("PCMA"), HEAD AUDIO ("8 0") "a=rtpmap:8 other/8000\r\n",
         HEAD AUDIO ("8 0") "a=rtpmap:8 other/8000\r\n");
  check (sipgo_sdp_modifier_strip_codec ("PCMA"), HEAD "m=application 8 TCP/BFCP 8\r\n",
         HEAD "m=application 8 TCP/BFCP 8\r\n");
}

/* An m= line needs a format: the stream is rejected instead. */
static void
test_strip_last_codec (void)
{
  check (sipgo_sdp_modifier_strip_codec ("PCMU"), HEAD AUDIO ("0") "a=rtpmap:0 PCMU/8000\r\n",
         HEAD "m=audio 0 RTP/AVP 0\r\nc=IN IP4 127.0.0.1\r\na=rtpmap:0 PCMU/8000\r\n");
}

static void
test_strip_media (void)
{
  check (sipgo_sdp_modifier_strip_media ("video"),
         HEAD "a=group:BUNDLE 0 1 10\r\na=group:LS 1 0\r\n" AUDIO ("0") "a=mid:0\r\nm=video 4002 RTP/AVP 99\r\n"
                                                                        "a=mid:1\r\na=rtpmap:99 H264/90000\r\n"
         "m=videos 1 RTP/AVP 1\r\n",
         HEAD "a=group:BUNDLE 0 10\r\na=group:LS 0\r\n" AUDIO ("0") "a=mid:0\r\nm=video 0 RTP/AVP 99\r\na=mid:1\r\n"
                                                                    "a=rtpmap:99 H264/90000\r\n"
         "m=videos 1 RTP/AVP 1\r\n");
  check (sipgo_sdp_modifier_strip_media ("video"), HEAD AUDIO ("0"), HEAD AUDIO ("0"));
}

#define CANDIDATE(n, transport) "a=candidate:1 " n " " transport " 2113937151 192.0.2.1 53974 typ host\r\n"

static void
test_strip_tcp_candidates (void)
{
  check (sipgo_sdp_modifier_strip_tcp_candidates (),
         HEAD AUDIO ("0") CANDIDATE ("1", "udp") CANDIDATE ("2", "TCP") CANDIDATE ("1", "tcp"),
         HEAD AUDIO ("0") CANDIDATE ("1", "udp"));
}

static void
test_hold (void)
{
  check (sipgo_sdp_modifier_hold (),
         HEAD AUDIO ("0") "a=sendrecv\r\nm=video 2 RTP/AVP 99\r\na=recvonly\r\nm=video 4 RTP/AVP 99\r\na=sendonly\r\n",
         HEAD AUDIO ("0") "a=sendonly\r\nm=video 2 RTP/AVP 99\r\na=inactive\r\nm=video 4 RTP/AVP 99\r\na=sendonly\r\n");
  /* sendrecv is the default direction. */
  check (sipgo_sdp_modifier_hold (), HEAD AUDIO ("0") "m=video 2 RTP/AVP 99\r\na=inactive\r\nm=audio 6 RTP/AVP 0",
         HEAD AUDIO ("0") "a=sendonly\r\nm=video 2 RTP/AVP 99\r\na=inactive\r\nm=audio 6 RTP/AVP 0\r\na=sendonly");
  check (sipgo_sdp_modifier_hold (), HEAD "a=sendrecv\r\n" AUDIO ("0"), HEAD "a=sendonly\r\n" AUDIO ("0"));
}

static void
test_add_mids (void)
{
  check (sipgo_sdp_modifier_add_mids (), HEAD AUDIO ("0") "m=video 2 RTP/AVP 99\r\na=recvonly\r\n",
         HEAD AUDIO ("0") "a=mid:0\r\nm=video 2 RTP/AVP 99\r\na=recvonly\r\na=mid:1\r\n");
  check (sipgo_sdp_modifier_add_mids (), HEAD AUDIO ("0") "a=mid:audio\r\nm=video 2 RTP/AVP 99\r\n",
         HEAD AUDIO ("0") "a=mid:audio\r\nm=video 2 RTP/AVP 99\r\n");
}

/* A text that is no description causes no harm. */
static void
test_nonsense (void)
{
  static const char *const texts[] =
      { "", "m=", "m=audio", "m=audio RTP/", "\r\n\r\n", "m= \nm= ", "a=rtpmap:",
        "m=audio 1 RTP/AVP\r\na=rtpmap:x y\r\na=candidate:" };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      SipgoSdpModifier *modifiers[] = {
        sipgo_sdp_modifier_strip_codec ("PCMU"), sipgo_sdp_modifier_strip_media ("audio"),
            sipgo_sdp_modifier_strip_tcp_candidates (),
        sipgo_sdp_modifier_hold (), sipgo_sdp_modifier_add_mids (),
      };

      for (j = 0; j < G_N_ELEMENTS (modifiers); j++)
        {
          g_autofree char *result = sipgo_sdp_modifier_modify (modifiers[j], texts[i], NULL);

          g_assert_nonnull (result);
          g_object_unref (modifiers[j]);
        }
    }
}

static void
test_endless (void)
{
  g_autoptr (GString) sdp = g_string_new (HEAD);
  guint i;

  for (i = 0; i < 4000; i++)
    g_string_append (sdp, "a=group:X y\r\n");
  for (i = 0; i < 4000; i++)
    g_string_append (sdp, "m=video 1 RTP/AVP 99\r\na=mid:y\r\n");
  check (sipgo_sdp_modifier_strip_media ("video"), sdp->str, sdp->str);
  check (sipgo_sdp_modifier_hold (), sdp->str, sdp->str);
  g_string_truncate (sdp, 0);
  for (i = 0; i < 4000; i++)
    g_string_append (sdp, "m=video 1 RTP/AVP 99\r\n");
  check (sipgo_sdp_modifier_add_mids (), sdp->str, sdp->str);
}

/* --- a modifier of the application -------------------------------------------------------------------------------- */

static char *
shout (const char *sdp, gpointer user_data, GError **error)
{
  if (user_data)
    return g_ascii_strup (sdp, -1);
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_MEDIA, "hoarse");
  return NULL;
}

static void
test_function (void)
{
  SipgoSdpModifier *modifier = sipgo_sdp_modifier_from_func (shout, g_strdup ("loud"), g_free);
  g_autoptr (SipgoSdpModifier) failing = sipgo_sdp_modifier_from_func (shout, NULL, NULL);
  g_autoptr (GError) error = NULL;

  check (modifier, "v=0", "V=0");
  g_assert_null (sipgo_sdp_modifier_modify (failing, "v=0", &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_MEDIA);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/modifiers/strip-codec", test_strip_codec);
  g_test_add_func ("/media/modifiers/strip-static-codec", test_strip_static_codec);
  g_test_add_func ("/media/modifiers/strip-last-codec", test_strip_last_codec);
  g_test_add_func ("/media/modifiers/strip-media", test_strip_media);
  g_test_add_func ("/media/modifiers/strip-tcp-candidates", test_strip_tcp_candidates);
  g_test_add_func ("/media/modifiers/hold", test_hold);
  g_test_add_func ("/media/modifiers/add-mids", test_add_mids);
  g_test_add_func ("/media/modifiers/nonsense", test_nonsense);
  g_test_add_func ("/media/modifiers/endless", test_endless);
  g_test_add_func ("/media/modifiers/function", test_function);
  return g_test_run ();
}
