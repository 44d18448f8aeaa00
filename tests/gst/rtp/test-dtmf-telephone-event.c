/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/gst/rtp/sipgo-dtmf-telephone-event-private.h"

/*
 * Telephone-events on their way in (RFC 4733), written one word a packet: SEQ:TIMESTAMP:EVENT:DURATION, with M behind
 * it for the marker and E for the end; "tN" are N ticks of 20 ms without a packet. What is heard is written
 * EVENT:MILLISECONDS.
 */
typedef struct
{
  const char *packets;
  const char *heard;
} Row;

static void
note (GString *out, const SipgoDtmfHeardEvent *heard, guint n)
{
  guint i;

  for (i = 0; i < n; i++)
    g_string_append_printf (out, "%u:%u ", heard[i].event, MAX (heard[i].duration / 8, heard[i].n_ticks * 20));
}

static void
take_word (SipgoDtmfEventReceiver *receiver, const char *word, GString *out)
{
  SipgoDtmfHeardEvent heard[SIPGO_DTMF_MAX_HEARD];
  g_auto (GStrv) fields = g_strsplit (word, ":", -1);
  guint8 payload[SIPGO_DTMF_EVENT_SIZE];
  guint duration;
  guint i;

  if (word[0] == 't')
    {
      for (i = (guint) g_ascii_strtoull (word + 1, NULL, 10); i > 0; i--)
        note (out, heard, sipgo_dtmf_event_receiver_tick (receiver, heard));
      return;
    }
  duration = (guint) g_ascii_strtoull (fields[3], NULL, 10);
  payload[0] = (guint8) g_ascii_strtoull (fields[2], NULL, 10);
  payload[1] = strchr (fields[3], 'E') ? 0x8a : 0x0a;
  payload[2] = (guint8) (duration >> 8);
  payload[3] = (guint8) duration;
  note (out, heard, sipgo_dtmf_event_receiver_take (receiver, (guint16) g_ascii_strtoull (fields[0], NULL, 10),
                                                    strchr (fields[3], 'M') != NULL,
                                                    (guint32) g_ascii_strtoull (fields[1], NULL,
                                                                                10), payload, sizeof payload, heard));
}

static void
check_rows (const Row *rows, guint n_rows)
{
  guint i, k;

  for (i = 0; i < n_rows; i++)
    {
      g_auto (GStrv) words = g_strsplit (rows[i].packets, " ", -1);
      g_autoptr (GString) out = g_string_new (NULL);
      SipgoDtmfEventReceiver receiver = { 0 };

      for (k = 0; words[k]; k++)
        take_word (&receiver, words[k], out);
      if (!g_str_equal (out->str, rows[i].heard))
        g_error ("row %u: %s\nheard %s\nnot   %s", i, rows[i].packets, out->str, rows[i].heard);
    }
}

#define CHECK(rows) check_rows (rows, G_N_ELEMENTS (rows))

static void
test_one_digit (void)
{
  static const Row rows[] = {
    { "1:0:5:160M 2:0:5:320 3:0:5:480 4:0:5:800E 5:0:5:800E 6:0:5:800E t20", "5:100 " },
    /* Without the start, the end, all except the end, all except one in the middle. */
    { "3:0:5:480 4:0:5:800E 5:0:5:800E", "5:100 " },
    { "1:0:5:160M 2:0:5:320 3:0:5:480 t20", "5:60 " },
    { "6:0:5:800E t20", "5:100 " },
    { "3:0:5:480 t9", "" },
    { "3:0:5:480 t10", "5:60 " },
    /* An end packet after the digit was ended by a timeout. */
    { "1:0:5:160M 2:0:5:320 t20 9:0:5:800E 10:0:5:800E t20", "5:40 " },
    { "1:0:5:160M 2:0:5:320 t20 9:0:5:800 10:0:5:960E 11:0:5:960E t20", "5:40 " },
    /* In any order, twice each, across the wrap of the sequence number. */
    { "2:0:5:320 1:0:5:160M 4:0:5:800E 3:0:5:480 6:0:5:800E 5:0:5:800E t20", "5:100 " },
    { "4:0:5:800E 3:0:5:480 2:0:5:320 1:0:5:160M 5:0:5:800E t20", "5:100 " },
    { "1:0:5:160M 1:0:5:160M 2:0:5:320 2:0:5:320 3:0:5:480E 3:0:5:480E 4:0:5:480E 1:0:5:160M t20", "5:60 " },
    { "65534:0:5:160M 65535:0:5:320 0:0:5:480E 1:0:5:480E t20", "5:60 " },
    /* The start packet three times, as some peers send it, and a marker on every packet. */
    { "1:0:5:0M 2:0:5:0M 3:0:5:0M 4:0:5:400 5:0:5:800E 6:0:5:800E 7:0:5:800E t20", "5:100 " },
    { "1:0:5:160M 2:0:5:320M 3:0:5:480M 4:0:5:480EM 5:0:5:480EM 6:0:5:480EM t20", "5:60 " },
    /* The whole range of events, and codes that are not digits. */
    { "1:0:0:80E 2:500:9:80E 3:1000:10:80E 4:1500:11:80E 5:2000:12:80E 6:2500:15:80E",
      "0:10 9:10 10:10 11:10 12:10 15:10 " },
    { "1:0:16:80E 2:500:17:80E 3:1000:255:80E t20", "" },
    { "1:0:5:160M 2:0:16:160 3:0:5:320E t20", "5:40 " },
  };

  CHECK (rows);
}

static void
test_other_timestamp (void)
{
  static const Row rows[] = {
    { "1:0:5:160M 2:0:5:320E 3:0:5:320E 4:800:5:160M 5:800:5:320E 6:800:5:320E t20", "5:40 5:40 " },
    /* The end of the first is lost: it is reported when the next begins, even if that is an end packet itself. */
    { "1:0:5:160M 2:0:5:320 4:800:6:160M 5:800:6:320E", "5:40 6:40 " },
    { "1:0:5:160M 2:0:5:320 6:800:6:320E", "5:40 6:40 " },
    /* Late packets of the first arrive between and after those of the second. */
    { "1:0:5:320M 2:0:5:480E 4:800:6:160M 3:0:5:480E 5:800:6:320 6:0:5:480E 7:800:6:480E 8:0:5:480E t20",
      "5:60 6:60 " },
    /* Timestamps across their wrap, and a new random start. */
    { "1:4294967000:5:160E 2:100:6:160E", "5:20 6:20 " },
    { "1:4000000000:5:160E 2:100:6:160ME 3:900:7:160E", "5:20 6:20 7:20 " },
    /* A peer whose timestamps go back a little. */
    { "1:5000:5:160M 2:5000:5:320E 3:4000:6:160M 4:4000:6:320E 5:4000:6:320E t20", "5:40 6:40 " },
    { "1:5000:5:160M 2:5000:5:320E 3:4000:6:320E t20", "5:40 " },
  };

  CHECK (rows);
}

/* Some peers use the same timestamp for consecutive digits. */
static void
test_same_timestamp (void)
{
  static const Row rows[] = {
    { "1:0:1:160M 2:0:1:320 3:0:1:480E 4:0:1:480E 5:0:2:160M 6:0:2:320E 7:0:2:320E 8:0:3:160M 9:0:3:800E t20",
      "1:60 2:40 3:100 " },
    /* Another event code, without a marker, and with a lost start or end. */
    { "1:0:1:160 2:0:1:480E 3:0:2:160 4:0:2:320E 5:0:2:320E t20", "1:60 2:40 " },
    { "1:0:1:160 2:0:1:480 3:0:2:160 4:0:2:320E t20", "1:60 2:40 " },
    { "1:0:1:480E 2:0:2:320E 3:0:3:160E t20", "1:60 2:40 3:20 " },
    { "1:0:1:160 2:0:2:160 3:0:3:160 t20", "1:20 2:20 3:20 " },
    /* The same event again: recognised by its marker, or by a duration that starts again. */
    { "1:0:1:160M 2:0:1:480E 3:0:1:480E 4:0:1:160M 5:0:1:480E 6:0:1:480E t20", "1:60 1:60 " },
    { "1:0:1:160M 2:0:1:480E 3:0:1:480E 5:0:1:320 6:0:1:480E 7:0:1:480E t20", "1:60 1:60 " },
    { "1:0:1:160M 2:0:1:480 4:0:1:160M 5:0:1:480E t20", "1:60 1:60 " },
    { "1:0:1:160M 2:0:1:480 5:0:1:320 6:0:1:480E t20", "1:60 1:60 " },
    { "1:0:1:160M 2:0:1:480 t20 5:0:1:160M 6:0:1:800E t20", "1:60 1:100 " },
    { "1:0:1:800EM 2:0:1:400EM t20", "1:100 1:50 " },
    /* A digit again after another one. */
    { "1:0:1:160M 2:0:1:480E 3:0:2:160M 4:0:2:480E 5:0:1:160M 6:0:1:480E 7:0:1:480E t20", "1:60 2:60 1:60 " },
    /* Repeated end packets among the packets of the next digit. */
    { "1:0:1:160M 2:0:1:480E 3:0:2:160M 4:0:1:480E 5:0:2:320 6:0:1:480E 7:0:2:480E 8:0:2:480E t20", "1:60 2:60 " },
    { "1:0:1:160M 2:0:1:480E 4:0:2:160M 3:0:1:480E 6:0:2:480E 5:0:2:320 t20", "1:60 2:60 " },
    { "1:0:1:160M 2:0:1:480E 5:0:1:160M 3:0:1:480E 4:0:1:480E 6:0:1:800E t20", "1:60 1:100 " },
    /* Two digits at once: each is reported once. */
    { "1:0:1:160M 2:0:2:160M 3:0:1:320 4:0:2:320 5:0:1:480 6:0:2:480E 7:0:1:480E t20", "1:20 2:60 " },
  };

  CHECK (rows);
}

/* RFC 4733 section 2.5.1.3: a digit longer than a 16-bit duration. */
static void
test_long (void)
{
  static const Row rows[] = {
    { "1:0:5:64000M 2:0:5:65535 3:65535:5:160 4:65535:5:4000E 5:65535:5:4000E t20", "5:8691 " },
    { "1:0:5:64000M 2:0:5:65535 3:65535:5:60000 4:65535:5:65535 5:131070:5:160 6:131070:5:800E 7:131070:5:800E t20",
      "5:16483 " },
    /* The last packet of the segment, or the first of the next one, is lost. */
    { "1:0:5:64000M 3:65535:5:160 4:65535:5:4000E t20", "5:8691 " },
    { "1:0:5:64000M 2:0:5:65535 4:65535:5:4000E t20", "5:8691 " },
    { "1:0:5:64000M 2:0:5:65535 3:65535:5:160 4:65535:5:4000 t20", "5:8691 " },
    /* Segments of complete packets: 409 times 160. */
    { "1:0:5:65440M 2:65440:5:160 3:65440:5:1600E t20", "5:8380 " },
    /* Between other digits. */
    { "1:0:4:800E 2:1000:5:160M 3:1000:5:65535 4:66535:5:800E 5:70000:6:160M 6:70000:6:800E t20",
      "4:100 5:8291 6:100 " },
    /* A new digit at the same distance is another one. */
    { "1:0:5:800EM 2:65535:5:160M 3:65535:5:800E t20", "5:100 5:100 " },
    { "1:0:5:800EM 2:65535:5:160 3:65535:5:800E t20", "5:100 5:100 " },
    { "1:0:5:65535M 2:65535:6:800E t20", "5:8191 6:100 " },
    /* Peers whose duration wraps, or stays at its maximum, under one timestamp. */
    { "1:0:5:65000M 2:0:5:65400 3:0:5:24 4:0:5:800E 5:0:5:800E t20", "5:8292 " },
    { "1:0:5:65000M 2:0:5:24 3:0:5:65000 4:0:5:24 5:0:5:800E t20", "5:16484 " },
    { "1:0:5:160M t5 2:0:5:65535 t9 3:0:5:65535 t9 4:0:5:65535 t9 5:0:5:65535E 6:0:5:65535E t20", "5:8191 " },
    /* A digit that was ended by a timeout is not reported again when it continues. */
    { "1:0:5:64000M 2:0:5:65535 t20 3:65535:5:160 4:65535:5:800E 5:65535:5:800E t20", "5:8191 " },
  };

  CHECK (rows);
}

/* Four hours, with twenty packets a second, in segments and with the maximum duration. */
static void
test_very_long (void)
{
  SipgoDtmfEventReceiver segments = { 0 }, still = { 0 };
  g_autoptr (GString) out = g_string_new (NULL);
  guint16 seq = 0;
  guint32 timestamp = 0, duration = 0;
  guint i;

  for (i = 0; i < 4 * 3600 * 20; i++)
    {
      gboolean end = i == 4 * 3600 * 20 - 1;
      g_autofree char *word = NULL, *other = NULL;

      duration += 400;
      if (duration > G_MAXUINT16)
        {
          timestamp += G_MAXUINT16;
          duration -= G_MAXUINT16;
        }
      word = g_strdup_printf ("%u:%u:5:%u%s%s", seq, timestamp, duration, i == 0 ? "M" : "", end ? "E" : "");
      other = g_strdup_printf ("%u:0:6:%u%s%s", seq, MIN ((i + 1) * 400, G_MAXUINT16), i == 0 ? "M" : "",
                               end ? "E" : "");
      seq++;
      take_word (&segments, word, out);
      take_word (&segments, "t3", out);
      take_word (&still, other, out);
      take_word (&still, i % 2 ? "t3" : "t2", out);
    }
  g_assert_cmpstr (out->str, ==, "5:14400000 6:14399940 ");
}

/* Any bytes: digits or none, never more than fit. */
static void
test_fuzz (void)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed (32);
  SipgoDtmfEventReceiver receiver = { 0 };
  SipgoDtmfHeardEvent heard[SIPGO_DTMF_MAX_HEARD];
  guint round;

  for (round = 0; round < 200000; round++)
    {
      guint8 payload[8];
      guint i, n;

      for (i = 0; i < sizeof payload; i++)
        payload[i] = (guint8) g_rand_int (dice);
      payload[0] &= 0x1f;
      n = sipgo_dtmf_event_receiver_take (&receiver, (guint16) (g_rand_int (dice) & 15), g_rand_boolean (dice),
                                          g_rand_int (dice) & 0x10fff, payload, (gsize) g_rand_int_range (dice, 0,
                                                                                                          8), heard);
      g_assert_cmpuint (n, <=, SIPGO_DTMF_MAX_HEARD);
      for (i = 0; i < n; i++)
        g_assert_cmpuint (heard[i].event, <, SIPGO_DTMF_N_EVENTS);
      if (round % 7 == 0)
        sipgo_dtmf_event_receiver_tick (&receiver, heard);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gst/rtp/dtmf-telephone-event/rfc4733-2.5.1.4-one", test_one_digit);
  g_test_add_func ("/gst/rtp/dtmf-telephone-event/other-timestamp", test_other_timestamp);
  g_test_add_func ("/gst/rtp/dtmf-telephone-event/same-timestamp", test_same_timestamp);
  g_test_add_func ("/gst/rtp/dtmf-telephone-event/rfc4733-2.5.1.3-long", test_long);
  g_test_add_func ("/gst/rtp/dtmf-telephone-event/rfc4733-2.5.1.3-very-long", test_very_long);
  g_test_add_func ("/gst/rtp/dtmf-telephone-event/fuzz", test_fuzz);
  return g_test_run ();
}
