/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scripted-peer.h"

#include <string.h>

#include "libsipgo/transport/sipgo-listener-private.h"

/* Longer than any test waits. */
#define PATIENCE SIPGO_SECONDS (7200)

static void
peer_message_free (gpointer data)
{
  PeerMessage *self = data;

  sipgo_message_unref (self->message);
  sipgo_flow_unref (self->flow);
  g_free (self);
}

static gint64
now (Peer *self)
{
  return sipgo_environment_now (self->environment);
}

static void
handle (SipgoMessage *message, SipgoFlow *flow, gpointer user_data)
{
  Peer *self = user_data;
  PeerMessage *entry = g_new (PeerMessage, 1);

  entry->message = sipgo_message_ref (message);
  entry->flow = sipgo_flow_ref (flow);
  entry->time = (now (self) - self->mark) / 1000;
  g_ptr_array_add (self->received, entry);
}

static void
listen_on (Peer *self, const char *protocol, const char *address)
{
  g_autofree char *listener = g_strconcat (protocol, ":", address, NULL);
  g_autoptr (GError) error = NULL;

  sipgo_transport_layer_listen (self->layer, listener, &error);
  g_assert_no_error (error);
}

Peer *
peer_new (SipgoEnvironment *environment, SipgoSimulatedNetwork *network, const char *address)
{
  Peer *self = g_new0 (Peer, 1);
  g_autoptr (SipgoNet) host = sipgo_simulated_network_add_host (network);

  self->environment = sipgo_environment_ref (environment);
  self->layer = sipgo_transport_layer_new (environment, host, NULL);
  self->received = g_ptr_array_new_with_free_func (peer_message_free);
  self->mark = now (self);
  sipgo_transport_layer_set_handler (self->layer, handle, self);
  listen_on (self, "udp", address);
  listen_on (self, "tcp", address);
  self->remote_uri = g_strdup ("sip:alice@10.0.0.1:5060");
  peer_new_call (self);
  return self;
}

void
peer_free (Peer *self)
{
  g_ptr_array_unref (self->received);
  g_clear_pointer (&self->flow, sipgo_flow_unref);
  sipgo_transport_layer_free (self->layer);
  g_free (self->tag);
  g_free (self->remote_tag);
  g_free (self->call_id);
  g_free (self->remote_uri);
  g_free (self->invite_branch);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

void
peer_aim (Peer *self, const char *target)
{
  g_autoptr (GError) error = NULL;
  SipgoTarget parsed = { 0 };

  g_assert_true (sipgo_listener_parse (target, &parsed.protocol, &parsed.address, NULL));
  g_clear_pointer (&self->flow, sipgo_flow_unref);
  self->flow = sipgo_transport_layer_get_flow (self->layer, &parsed, &error);
  g_assert_no_error (error);
}

static void
set_text (char **text, const char *value)
{
  char *copy = g_strdup (value);

  g_free (*text);
  *text = copy;
}

void
peer_new_call (Peer *self)
{
  g_autofree char *call_id = g_strdup_printf ("call-%u@peer", ++self->n_branches);
  g_autofree char *tag = g_strdup_printf ("peer%u", self->n_branches);

  set_text (&self->call_id, call_id);
  set_text (&self->tag, tag);
  set_text (&self->remote_tag, NULL);
}

void
peer_set_tag (Peer *self, const char *tag)
{
  set_text (&self->tag, tag);
}

/* --- receiving ---------------------------------------------------------------------------------------------------- */

char *
peer_describe (SipgoMessage *message)
{
  if (sipgo_message_is_request (message))
    return g_strdup (sipgo_message_get_method (message));
  return g_strdup_printf ("%u %s", sipgo_message_get_status_code (message), sipgo_message_get_cseq_method (message));
}

/* The call of this message becomes the current call of the peer. */
static void
learn (Peer *self, SipgoMessage *message)
{
  SipgoNameAddr *contact = sipgo_message_get_contact (message);
  gboolean is_request = sipgo_message_is_request (message);

  set_text (&self->call_id, sipgo_message_get_call_id (message));
  if (is_request)
    set_text (&self->remote_tag, sipgo_message_get_from_tag (message));
  else if (sipgo_message_get_to_tag (message) && sipgo_message_method_is (message, "INVITE"))
    set_text (&self->remote_tag, sipgo_message_get_to_tag (message));
  if (contact && sipgo_message_method_is (message, "INVITE"))
    {
      g_autofree char *uri = sipgo_uri_to_string (sipgo_name_addr_get_uri (contact));

      set_text (&self->remote_uri, uri);
    }
}

static PeerMessage *
await (Peer *self, const char *what)
{
  gint64 end = now (self) + PATIENCE;
  g_autofree char *found = NULL;
  PeerMessage *entry;

  while (self->received->len <= self->next)
    {
      if (!sipgo_environment_step (self->environment) || now (self) > end)
        g_error ("\"%s\" does not come", what);
    }
  entry = self->received->pdata[self->next++];
  found = peer_describe (entry->message);
  if (!g_str_equal (found, what))
    {
      g_autofree char *text = sipgo_message_to_string (entry->message);

      g_error ("expected \"%s\", but at %" G_GINT64_FORMAT " ms this came:\n%s", what, entry->time, text);
    }
  learn (self, entry->message);
  return entry;
}

SipgoMessage *
peer_expect (Peer *self, const char *what)
{
  return await (self, what)->message;
}

SipgoMessage *
peer_expect_at (Peer *self, const char *what, gint64 milliseconds)
{
  PeerMessage *entry = await (self, what);

  g_assert_cmpint (entry->time, ==, milliseconds);
  return entry->message;
}

void
peer_expect_nothing (Peer *self, gint64 milliseconds)
{
  run_for (self->environment, milliseconds);
  if (self->received->len > self->next)
    {
      PeerMessage *entry = self->received->pdata[self->next];
      g_autofree char *text = sipgo_message_to_string (entry->message);

      g_error ("expected nothing, but at %" G_GINT64_FORMAT " ms this came:\n%s", entry->time, text);
    }
}

void
peer_skip (Peer *self)
{
  self->next = self->received->len;
}

void
peer_mark (Peer *self)
{
  self->mark = now (self);
}

static SipgoFlow *
flow_of (Peer *self, SipgoMessage *message)
{
  guint i;

  for (i = 0; i < self->received->len; i++)
    {
      PeerMessage *entry = self->received->pdata[i];

      if (entry->message == message)
        return entry->flow;
    }
  g_error ("the peer never got that message");
}

/* --- sending ------------------------------------------------------------------------------------------------------ */

static gboolean
has_header (const char *headers, const char *name)
{
  g_autofree char *pattern = g_strconcat ("\n", name, ":", NULL);

  return strstr (headers, pattern) != NULL;
}

static void
add_missing (GString *out, const char *headers, const char *name, const char *format, ...) G_GNUC_PRINTF (4, 5);

static void
add_missing (GString *out, const char *headers, const char *name, const char *format, ...)
{
  va_list arguments;

  if (has_header (headers, name))
    return;
  g_string_append_printf (out, "%s: ", name);
  va_start (arguments, format);
  g_string_append_vprintf (out, format, arguments);
  va_end (arguments);
  g_string_append_c (out, '\n');
}

static void
send_over (SipgoFlow *flow, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  char *joined = g_strjoinv ("\r\n", lines);
  g_autoptr (GBytes) bytes = g_bytes_new_take (joined, strlen (joined));
  g_autoptr (GError) error = NULL;

  sipgo_flow_send (flow, bytes, &error);
  g_assert_no_error (error);
}

/* After the headers that were filled in: the headers of the text, Content-Length and the body. */
static void
finish_and_send (SipgoFlow *flow, GString *out, const char *headers, const char *body)
{
  gsize length = 0;
  const char *c;

  /* Every line end becomes two characters. */
  for (c = body; c && *c; c++)
    length += *c == '\n' ? 2 : 1;
  g_string_append (out, headers + 1);
  if (headers[1] != '\0')
    g_string_append_c (out, '\n');
  add_missing (out, headers, "Content-Length", "%" G_GSIZE_FORMAT, length);
  g_string_append_printf (out, "\n%s", body ? body : "");
  send_over (flow, out->str);
}

/* "first line", "\nheader\nheader", "body" */
static char *
split (const char *text, char **headers, const char **body)
{
  const char *end_of_line = strchr (text, '\n');
  const char *end_of_headers = strstr (text, "\n\n");
  gsize length = strlen (text);

  if (!end_of_line)
    end_of_line = text + length;
  *body = end_of_headers ? end_of_headers + 2 : NULL;
  if (!end_of_headers)
    end_of_headers = text + length;
  while (end_of_headers > end_of_line && end_of_headers[-1] == '\n')
    end_of_headers--;
  *headers = end_of_headers > end_of_line ? g_strndup (end_of_line, end_of_headers - end_of_line) : g_strdup ("\n");
  return g_strndup (text, end_of_line - text);
}

static void
add_vias (GString *out, const char *headers, SipgoMessage *request)
{
  g_auto (GStrv) vias = sipgo_message_get_header_values (request, "Via");
  guint i;

  if (has_header (headers, "Via"))
    return;
  for (i = 0; vias[i]; i++)
    g_string_append_printf (out, "Via: %s\n", vias[i]);
}

void
peer_reply (Peer *self, SipgoMessage *request, const char *format, ...)
{
  g_autoptr (GString) out = g_string_new ("SIP/2.0 ");
  g_autofree char *from = sipgo_message_get_header (request, "From");
  g_autofree char *to = sipgo_message_get_header (request, "To");
  g_autofree char *text = NULL;
  g_autofree char *headers = NULL;
  g_autofree char *first = NULL;
  const char *body;
  gboolean needs_tag;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  first = split (text, &headers, &body);
  needs_tag = !sipgo_message_get_to_tag (request) && !g_str_has_prefix (first, "100");
  g_string_append_printf (out, "%s\n", first);
  add_vias (out, headers, request);
  add_missing (out, headers, "From", "%s", from);
  add_missing (out, headers, "To", "%s%s%s", to, needs_tag ? ";tag=" : "", needs_tag ? self->tag : "");
  add_missing (out, headers, "Call-ID", "%s", sipgo_message_get_call_id (request));
  add_missing (out, headers, "CSeq", "%u %s", sipgo_message_get_cseq (request), sipgo_message_get_method (request));
  finish_and_send (flow_of (self, request), out, headers, body);
}

static guint
take_number (Peer *self, const char *method)
{
  if (g_str_equal (method, "ACK") || g_str_equal (method, "CANCEL"))
    return self->invite_cseq;
  self->cseq++;
  if (g_str_equal (method, "INVITE"))
    self->invite_cseq = self->cseq;
  return self->cseq;
}

static char *
take_branch (Peer *self, const char *method)
{
  char *branch;

  if (g_str_equal (method, "CANCEL"))
    return g_strdup (self->invite_branch);
  branch = g_strdup_printf ("z9hG4bKpeer%u", ++self->n_branches);
  if (g_str_equal (method, "INVITE"))
    set_text (&self->invite_branch, branch);
  return branch;
}

/* first: "METHOD" or "METHOD uri" */
static void
send_request (Peer *self, const char *first, const char *headers, const char *body, const char *branch)
{
  g_auto (GStrv) words = g_strsplit (first, " ", 2);
  g_autoptr (GString) out = g_string_new (NULL);
  const char *protocol = sipgo_protocol_get_name (sipgo_flow_get_protocol (self->flow));
  g_autofree char *own_branch = branch ? g_strdup (branch) : take_branch (self, words[0]);

  g_string_append_printf (out, "%s %s SIP/2.0\n", words[0], words[1] ? words[1] : self->remote_uri);
  add_missing (out, headers, "Via", "SIP/2.0/%s %s;branch=%s;rport", protocol, sipgo_flow_get_sent_by (self->flow),
               own_branch);
  add_missing (out, headers, "Max-Forwards", "70");
  add_missing (out, headers, "From", "<sip:peer@example.com>;tag=%s", self->tag);
  add_missing (out, headers, "To", "<sip:alice@example.com>%s%s", self->remote_tag ? ";tag=" : "",
               self->remote_tag ? self->remote_tag : "");
  add_missing (out, headers, "Call-ID", "%s", self->call_id);
  if (!has_header (headers, "CSeq"))
    g_string_append_printf (out, "CSeq: %u %s\n", take_number (self, words[0]), words[0]);
  finish_and_send (self->flow, out, headers, body);
}

void
peer_send (Peer *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *headers = NULL;
  g_autofree char *first = NULL;
  const char *body;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_assert_nonnull (self->flow);
  first = split (text, &headers, &body);
  send_request (self, first, headers, body, NULL);
}

void
peer_acknowledge (Peer *self, SipgoMessage *response)
{
  gboolean accepted = sipgo_message_get_status_code (response) < 300;
  g_autofree char *to = sipgo_message_get_header (response, "To");
  g_autofree char *headers = g_strdup_printf ("\nTo: %s\nCSeq: %u ACK", to, sipgo_message_get_cseq (response));

  send_request (self, "ACK", headers, NULL, accepted ? NULL : sipgo_via_get_branch (sipgo_message_get_via (response)));
}

void
peer_send_raw (Peer *self, const char *text)
{
  send_over (self->flow, text);
}

/* --- time --------------------------------------------------------------------------------------------------------- */

static void
note_time (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

void
run_for (SipgoEnvironment *environment, gint64 milliseconds)
{
  gboolean over = FALSE;
  SipgoTimer timer = { 0 };

  sipgo_environment_set_timer (environment, &timer, SIPGO_MS (milliseconds), note_time, &over);
  while (!over)
    sipgo_environment_step (environment);
}
