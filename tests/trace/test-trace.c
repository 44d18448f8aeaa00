/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/sipgo-transport-enum-types.h"
#include "libsipgo/trace/sipgo-trace-private.h"
#include "libsipgo/trace/sipgo-trace-record-private.h"
#include "libsipgo/transport/sipgo-transport.h"

#define INVITE \
  "INVITE sip:bob@10.0.0.2 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK%s\r\nFrom: <sip:a@b>;tag=1\r\n" \
  "To: <sip:bob@10.0.0.2>\r\nCall-ID: %s\r\nCSeq: 1 INVITE\r\n%sContent-Length: 0\r\n\r\n"

typedef struct
{
  SipgoEnvironment *environment;
  SipgoRecorder *recorder;
  SipgoFlow *flow;
} Fixture;

static void
flow_finalize (SipgoFlow *flow)
{
}

static const SipgoFlowClass flow_class = { .finalize = flow_finalize };

static SipgoFlow *
make_flow (SipgoProtocol protocol, const char *peer)
{
  SipgoAddress remote;
  SipgoFlow *flow;

  sipgo_address_parse (&remote, peer, 5060);
  flow = sipgo_flow_new (&flow_class, sizeof *flow, protocol, &remote);
  sipgo_address_parse (&flow->local, sipgo_address_is_ipv6 (&remote) ? "fd00::1" : "10.0.0.1", 5060);
  flow->has_local = TRUE;
  return flow;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->environment = sipgo_environment_new_virtual (1);
  self->recorder = sipgo_recorder_new (self->environment);
  self->flow = make_flow (SIPGO_PROTOCOL_UDP, "10.0.0.2");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  sipgo_flow_unref (self->flow);
  sipgo_recorder_unref (self->recorder);
  g_assert_cmpuint (sipgo_environment_count_timers (self->environment), ==, 0);
  sipgo_environment_unref (self->environment);
}

static void
add_text (Fixture *self, SipgoFlow *flow, SipgoRecordKind kind, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  sipgo_recorder_add_message (self->recorder, kind, flow, bytes);
}

static void
add (Fixture *self, SipgoRecordKind kind, const char *call_id, const char *header)
{
  g_autofree char *text = g_strdup_printf (INVITE, call_id, call_id, header);

  add_text (self, self->flow, kind, text);
}

static guint
count (SipgoTrace *trace)
{
  return g_list_model_get_n_items (G_LIST_MODEL (trace));
}

static void
run (Fixture *self)
{
  while (sipgo_environment_step (self->environment))
    ;
}

/* --- the ring ----------------------------------------------------------------------------------------------------- */

static void
test_records (Fixture *self, gconstpointer data)
{
  guint i;

  sipgo_recorder_set_limits (self->recorder, 100, 1024 * 1024);
  for (i = 0; i < 1000; i++)
    sipgo_recorder_add_note (self->recorder, i, NULL, "note %u", i);
  g_assert_cmpuint (sipgo_recorder_get_end (self->recorder), ==, 1000);
  g_assert_cmpuint (sipgo_recorder_get_first (self->recorder), ==, 900);
  for (i = 900; i < 1000; i++)
    g_assert_cmpuint (sipgo_recorder_get (self->recorder, i)->owner, ==, i);
  sipgo_recorder_set_limits (self->recorder, 7, 1024 * 1024);
  g_assert_cmpuint (sipgo_recorder_get_first (self->recorder), ==, 993);
  g_assert_cmpstr (sipgo_recorder_get (self->recorder, 993)->note.text, ==, "note 993");
  sipgo_recorder_set_limits (self->recorder, 50, 1024 * 1024);
  for (i = 1000; i < 1040; i++)
    sipgo_recorder_add_note (self->recorder, i, NULL, "note %u", i);
  g_assert_cmpuint (sipgo_recorder_get_first (self->recorder), ==, 993);
  g_assert_cmpstr (sipgo_recorder_get (self->recorder, 1039)->note.text, ==, "note 1039");
  g_assert_cmpstr (sipgo_recorder_get (self->recorder, 993)->note.text, ==, "note 993");
}

static void
test_bytes (Fixture *self, gconstpointer data)
{
  g_autofree char *large = g_strnfill (1000, 'x');
  g_autofree char *too_large = g_strnfill (5000, 'x');
  guint i;

  sipgo_recorder_set_limits (self->recorder, 100, 4500);
  for (i = 0; i < 20; i++)
    add_text (self, self->flow, SIPGO_RECORD_SENT, large);
  g_assert_cmpuint (sipgo_recorder_get_end (self->recorder) - sipgo_recorder_get_first (self->recorder), ==, 4);
  add_text (self, self->flow, SIPGO_RECORD_SENT, too_large);
  g_assert_cmpuint (sipgo_recorder_get_end (self->recorder), ==, sipgo_recorder_get_first (self->recorder));
}

static void
test_off (Fixture *self, gconstpointer data)
{
  sipgo_recorder_set_limits (self->recorder, 0, 4500);
  add (self, SIPGO_RECORD_SENT, "one", "");
  sipgo_recorder_add_note (self->recorder, 0, NULL, "note");
  g_assert_cmpuint (sipgo_recorder_get_end (self->recorder), ==, 0);
  sipgo_recorder_set_limits (self->recorder, 1, 4500);
  sipgo_recorder_close (self->recorder);
  add (self, SIPGO_RECORD_SENT, "one", "");
  g_assert_cmpuint (sipgo_recorder_get_end (self->recorder), ==, 0);
}

/* --- a trace ------------------------------------------------------------------------------------------------------ */

static void
on_changed (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  g_string_append_printf (user_data, "%u-%u+%u ", position, removed, added);
}

/* Only what belongs to the owner or has the Call-ID; a Call-ID that stands elsewhere in a message does not count. */
static void
test_filter (Fixture *self, gconstpointer data)
{
  g_autoptr (SipgoTrace) trace = sipgo_trace_new_for (self->recorder, 1, NULL);
  g_autoptr (SipgoTrace) whole = sipgo_trace_new (self->recorder);
  g_autoptr (GString) changes = g_string_new (NULL);
  g_autoptr (SipgoTraceRecord) state = NULL;
  g_autoptr (SipgoTraceRecord) message = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *source = NULL;
  g_autofree char *destination = NULL;

  g_signal_connect (trace, "items-changed", G_CALLBACK (on_changed), changes);
  sipgo_recorder_add_state (self->recorder, 1, "session", SIPGO_TYPE_TRANSPORT_STATE, SIPGO_TRANSPORT_STATE_CONNECTED);
  sipgo_recorder_add_state (self->recorder, 2, "session", SIPGO_TYPE_TRANSPORT_STATE, SIPGO_TRANSPORT_STATE_CONNECTED);
  sipgo_trace_set_call_id (trace, "mine");
  add (self, SIPGO_RECORD_RECEIVED, "mine", "");
  add (self, SIPGO_RECORD_SENT, "other", "Subject: mine\r\n");
  add_text (self, self->flow, SIPGO_RECORD_RECEIVED, "this is not SIP, but mine");
  sipgo_recorder_add_note (self->recorder, 0, "mine", "a note");
  sipgo_recorder_add_note (self->recorder, 0, "other", "another note");
  g_assert_cmpuint (count (trace), ==, 0);
  run (self);
  g_assert_cmpstr (changes->str, ==, "0-0+3 ");
  g_assert_cmpuint (count (whole), ==, 7);
  state = g_list_model_get_item (G_LIST_MODEL (trace), 0);
  g_assert_cmpint (sipgo_trace_record_get_kind (state), ==, SIPGO_TRACE_KIND_STATE);
  summary = sipgo_trace_record_get_summary (state);
  g_assert_cmpstr (summary, ==, "session: connected");
  g_assert_null (sipgo_trace_record_get_source (state));
  message = g_list_model_get_item (G_LIST_MODEL (trace), 1);
  g_assert_cmpint (sipgo_trace_record_get_kind (message), ==, SIPGO_TRACE_KIND_RECEIVED);
  source = sipgo_trace_record_get_source (message);
  destination = sipgo_trace_record_get_destination (message);
  g_assert_cmpstr (source, ==, "10.0.0.2:5060");
  g_assert_cmpstr (destination, ==, "10.0.0.1:5060");
  g_assert_cmpstr (sipgo_trace_record_get_protocol (message), ==, "UDP");
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (trace), 3));
}

/* A trace that somebody has asked for keeps its records, however much else happens, up to the same limits. */
static void
test_keeps (Fixture *self, gconstpointer data)
{
  g_autoptr (SipgoTrace) trace = NULL;
  guint i;

  sipgo_recorder_set_limits (self->recorder, 5, 1024 * 1024);
  add (self, SIPGO_RECORD_SENT, "mine", "");
  trace = sipgo_trace_new_for (self->recorder, 1, "mine");
  for (i = 0; i < 100; i++)
    {
      add (self, SIPGO_RECORD_SENT, "other", "");
      run (self);
    }
  g_assert_cmpuint (count (trace), ==, 1);
  for (i = 0; i < 10; i++)
    {
      add (self, SIPGO_RECORD_SENT, "mine", "");
      run (self);
    }
  g_assert_cmpuint (count (trace), ==, 5);
}

/* --- the ladder --------------------------------------------------------------------------------------------------- */

/* Each message on the wire has its line: a retransmission is what one looks for when packets are lost. */
static void
test_ladder (Fixture *self, gconstpointer data)
{
  SipgoFlow *other = make_flow (SIPGO_PROTOCOL_TCP, "fd00::2");
  g_autoptr (SipgoTrace) trace = sipgo_trace_new (self->recorder);
  g_autofree char *ladder = NULL;

  add (self, SIPGO_RECORD_SENT, "one", "");
  add (self, SIPGO_RECORD_SENT, "one", "");
  add_text (self, self->flow, SIPGO_RECORD_RECEIVED, "SIP/2.0 180 Ringing\r\n\r\n");
  add_text (self, other, SIPGO_RECORD_RECEIVED, "SIP/2.0 200 OK\r\n\r\n");
  sipgo_recorder_add_state (self->recorder, 1, "session", SIPGO_TYPE_TRANSPORT_STATE, SIPGO_TRANSPORT_STATE_CONNECTED);
  sipgo_recorder_add_note (self->recorder, 1, NULL, "two\nlines");
  ladder = sipgo_trace_ladder (trace);
  g_assert_cmpstr (ladder, ==,
                   "          this agent                    udp:10.0.0.2:5060                tcp:[fd00::2]:5060\n"
                   "      0.000   |---- INVITE sip:bob@10.0.0.2 --->|                                 |\n"
                   "      0.000   |- again: INVITE sip:bob@10.0.0. >|                                 |\n"
                   "      0.000   |<--------- 180 Ringing ----------|                                 |\n"
                   "      0.000   |<---------------------------- 200 OK ------------------------------|\n"
                   "      0.000   | [session: connected]\n"
                   "      0.000   | (two lines)\n");
  sipgo_flow_unref (other);
}

/* More peers than columns: the last column is for all others. */
static void
test_many_peers (Fixture *self, gconstpointer data)
{
  g_autoptr (SipgoTrace) trace = sipgo_trace_new (self->recorder);
  g_autofree char *ladder = NULL;
  g_autofree char *page = NULL;
  guint i;

  for (i = 0; i < 100; i++)
    {
      g_autofree char *host = g_strdup_printf ("10.0.1.%u", i);
      SipgoFlow *flow = make_flow (SIPGO_PROTOCOL_UDP, host);

      add_text (self, flow, SIPGO_RECORD_SENT, "OPTIONS sip:x SIP/2.0\r\n\r\n");
      sipgo_flow_unref (flow);
    }
  ladder = sipgo_trace_ladder (trace);
  page = sipgo_trace_to_html (trace);
  g_assert_nonnull (strstr (ladder, "others"));
  g_assert_null (strstr (ladder, "10.0.1.50"));
  g_assert_cmpuint (strlen (ladder), <, 101 * 400);
}

static void
test_empty (Fixture *self, gconstpointer data)
{
  g_autoptr (SipgoTrace) trace = sipgo_trace_new (self->recorder);
  g_autofree char *ladder = sipgo_trace_ladder (trace);
  g_autofree char *page = sipgo_trace_to_html (trace);
  g_autoptr (GBytes) capture = sipgo_trace_to_pcapng (trace);

  g_assert_cmpstr (ladder, ==, "          this agent\n");
  g_assert_true (g_str_has_suffix (page, "</html>\n"));
  g_assert_cmpuint (g_bytes_get_size (capture), >, 28);
}

/* --- hostile messages and secrets --------------------------------------------------------------------------------- */

static const char hostile[] =
  "INVITE sip:\"<script>alert(1)</script>&@x SIP/2.0\r\n"
  "Subject: </pre></div><img src=x onerror=alert(2)>\x1b[31m\xff\r\n"
  "Authorization: Digest response=\"6629fae49393a05397450978507c4ef1\"\r\n"
  "To: <sip:alice:s3cret@example.com>\r\n\r\n"
  "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n";

static void
test_hostile (Fixture *self, gconstpointer data)
{
  static const char *const secrets[] = { "6629fae4", "s3cret", "WVNfX19z" };
  g_autoptr (SipgoTrace) trace = sipgo_trace_new (self->recorder);
  g_autoptr (SipgoTraceRecord) record = NULL;
  g_autofree char *ladder = NULL;
  g_autofree char *page = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) capture = NULL;
  gsize length;
  const char *bytes;
  guint i;

  add_text (self, self->flow, SIPGO_RECORD_RECEIVED, hostile);
  sipgo_recorder_add_note (self->recorder, 0, NULL, "<b>sip:alice:s3cret@example.com</b>");
  ladder = sipgo_trace_ladder (trace);
  page = sipgo_trace_to_html (trace);
  capture = sipgo_trace_to_pcapng (trace);
  record = g_list_model_get_item (G_LIST_MODEL (trace), 0);
  text = sipgo_trace_record_get_text (record);
  g_assert_true (g_utf8_validate (page, -1, NULL));
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_null (strstr (page, "<script"));
  g_assert_null (strstr (page, "<img"));
  g_assert_null (strstr (page, "<b>"));
  g_assert_null (strchr (page, 0x1b));
  g_assert_null (strchr (ladder, 0x1b));
  g_assert_nonnull (strstr (page, "&lt;/pre&gt;&lt;/div&gt;&lt;img"));
  bytes = g_bytes_get_data (capture, &length);
  for (i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_assert_null (strstr (ladder, secrets[i]));
      g_assert_null (strstr (page, secrets[i]));
      g_assert_null (strstr (text, secrets[i]));
      g_assert_null (memmem (bytes, length, secrets[i], strlen (secrets[i])));
    }
}

/* A long start line does not show half of a password, nor does a long message. */
static void
test_shortened (Fixture *self, gconstpointer data)
{
  g_autofree char *user = g_strnfill (95, 'u');
  g_autofree char *body = g_strnfill (16384, 'b');
  g_autofree char *message = g_strdup_printf ("INVITE sip:%s:passw0rdpassw0rdpassw0rd@x SIP/2.0\r\n\r\n%s", user, body);
  g_autoptr (SipgoTrace) trace = sipgo_trace_new (self->recorder);
  g_autoptr (SipgoTraceRecord) record = NULL;
  g_autofree char *ladder = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *text = NULL;

  add_text (self, self->flow, SIPGO_RECORD_SENT, message);
  ladder = sipgo_trace_ladder (trace);
  record = g_list_model_get_item (G_LIST_MODEL (trace), 0);
  summary = sipgo_trace_record_get_summary (record);
  text = sipgo_trace_record_get_text (record);
  g_assert_null (strstr (summary, "passw0rd"));
  g_assert_null (strstr (text, "passw0rd"));
  g_assert_nonnull (strstr (text, " more bytes]"));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/trace/ring/records", test_records);
  ADD ("/trace/ring/bytes", test_bytes);
  ADD ("/trace/ring/off", test_off);
  ADD ("/trace/filter", test_filter);
  ADD ("/trace/keeps", test_keeps);
  ADD ("/trace/ladder/lines", test_ladder);
  ADD ("/trace/ladder/many-peers", test_many_peers);
  ADD ("/trace/empty", test_empty);
  ADD ("/trace/hostile", test_hostile);
  ADD ("/trace/shortened", test_shortened);
  return g_test_run ();
}
