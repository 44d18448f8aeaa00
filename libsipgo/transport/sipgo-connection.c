/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-connection-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-stream-parser-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"

/* Keep-alive pings (RFC 5626 3.5.1) that are answered after one read; further ones are ignored. */
#define MAX_PONGS 8
/* The peer answers a keep-alive within this time, or the connection is dead (RFC 5626 4.4.1). */
#define PONG_TIMEOUT SIPGO_SECONDS (10)

typedef enum {
  CONNECTING,
  OPEN,
  LINGERING,       /* message boundaries are lost: received data are dropped, the queue is still sent */
  CLOSED,
} State;

struct _SipgoConnection
{
  SipgoFlow parent;
  State state;
  gboolean is_limited;           /* the time for connecting is */
  gboolean is_accepted;          /* the peer has connected to us */
  gboolean heard;                /* a whole message or a ping was received */
  SipgoEnvironment *environment;
  SipgoStream *stream;           /* NULL: closed */
  SipgoStreamParser *parser;
  const SipgoMessageLimits *parser_limits;
  const SipgoConnectionLimits *limits;
  const SipgoConnectionFuncs *funcs;
  gpointer user_data;
  GQueue queue;                  /* GBytes to send */
  gsize first_sent;              /* bytes of the first one that are sent already */
  gsize queued;                  /* bytes */
  gsize held_below;              /* bytes of an incomplete message that the stream keeps itself */
  gsize held;                    /* bytes of all kinds, as told last */
  SipgoTimer timer;              /* for connecting, idleness or lingering */
  gint64 last_activity;
  gboolean awaits_pong;          /* a keep-alive was sent, and nothing has come since */
  gboolean has_ponged;           /* the peer has answered a keep-alive: it does so again, or is gone */
  SipgoTimer pong_timer;         /* while the answer to a keep-alive is awaited */
  SipgoTimer failure_timer;      /* after a failed write: calls the watches from the main loop */
  GError *failure;
};

static void watch_idleness (SipgoConnection *self);

SipgoFlow *
sipgo_connection_get_flow (SipgoConnection *self)
{
  return &self->parent;
}

gboolean
sipgo_connection_is_accepted (SipgoConnection *self)
{
  return self->is_accepted;
}

gsize
sipgo_connection_get_held (SipgoConnection *self)
{
  return self->held;
}

static void
tell_held (SipgoConnection *self, gboolean may_close)
{
  gsize before = self->held;

  self->held = self->queued + self->held_below + sipgo_stream_parser_get_held (self->parser);
  if (self->held != before && self->state != CLOSED)
    self->funcs->held (self, (gssize) (self->held - before), may_close, self->user_data);
}

static void
clear_queue (SipgoConnection *self)
{
  g_queue_clear_full (&self->queue, (GDestroyNotify) g_bytes_unref);
  self->queued = self->first_sent = 0;
}

void
sipgo_connection_close (SipgoConnection *self, const GError *error)
{
  if (self->state == CLOSED)
    return;
  sipgo_flow_ref (&self->parent);
  self->state = CLOSED;
  sipgo_environment_cancel_timer (self->environment, &self->timer);
  sipgo_environment_cancel_timer (self->environment, &self->pong_timer);
  sipgo_environment_cancel_timer (self->environment, &self->failure_timer);
  clear_queue (self);
  self->stream->klass->free (self->stream);
  self->stream = NULL;
  self->funcs->closed (self, self->user_data);
  if (error)
    sipgo_flow_fail (&self->parent, error);
  sipgo_flow_unref (&self->parent);
}

static void
close_because (SipgoConnection *self, const char *format)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];
  g_autoptr (GError) error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "The connection to %s %s",
                                          sipgo_address_format (&self->parent.remote, text), format);

  sipgo_connection_close (self, error);
}

static void
report_failure (gpointer user_data)
{
  SipgoConnection *self = user_data;
  g_autoptr (GError) failure = g_steal_pointer (&self->failure);

  sipgo_connection_close (self, failure);
}

/* FALSE if the connection is gone; the watches are then called from the main loop. */
static gboolean
write_queue (SipgoConnection *self, GError **error)
{
  GBytes *bytes;

  while ((bytes = g_queue_peek_head (&self->queue)))
    {
      gsize length;
      const char *data = g_bytes_get_data (bytes, &length);
      gssize n = self->stream->klass->write (self->stream, data + self->first_sent, length - self->first_sent,
                                             &self->failure);

      if (n < 0)
        {
          clear_queue (self);
          if (error)
            *error = g_error_copy (self->failure);
          sipgo_environment_set_timer (self->environment, &self->failure_timer, 0, report_failure, self);
          return FALSE;
        }
      self->first_sent += n;
      self->queued -= n;
      if (self->first_sent < length)
        return TRUE;
      self->first_sent = 0;
      g_bytes_unref (g_queue_pop_head (&self->queue));
    }
  if (self->state == LINGERING)
    self->stream->klass->finish (self->stream);
  return TRUE;
}

static gboolean
flush (SipgoConnection *self, GError **error)
{
  gboolean is_there = write_queue (self, error);

  tell_held (self, FALSE);
  return is_there;
}

static gboolean
refuse_to_send (SipgoConnection *self, const char *why, GError **error)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "The connection to %s %s",
               sipgo_address_format (&self->parent.remote, text), why);
  return FALSE;
}

static gboolean
enqueue (SipgoConnection *self, GBytes *bytes, GError **error)
{
  if (self->state == CLOSED || self->failure)
    return refuse_to_send (self, "is closed", error);
  if (self->queued + g_bytes_get_size (bytes) > self->limits->max_queue)
    return refuse_to_send (self, "is stuck: the peer does not read, and the send queue is full", error);
  g_queue_push_tail (&self->queue, g_bytes_ref (bytes));
  self->queued += g_bytes_get_size (bytes);
  if (self->state != CONNECTING && self->queue.length == 1)
    return flush (self, error);
  tell_held (self, FALSE);
  return TRUE;
}

static gboolean
connection_send (SipgoFlow *flow, GBytes *bytes, GError **error)
{
  SipgoConnection *self = (SipgoConnection *) flow;

  if (!enqueue (self, bytes, error))
    return FALSE;
  self->last_activity = sipgo_environment_now (self->environment);
  self->funcs->sent (flow, bytes, self->user_data);
  return TRUE;
}

static void
pong_timed_out (gpointer user_data)
{
  close_because (user_data, "was closed: the peer does not answer keep-alives");
}

/* Some servers never answer a keep-alive, so only one that supports outbound or has answered before has to. */
static void
connection_send_keep_alive (SipgoFlow *flow, gconstpointer data, gsize length)
{
  SipgoConnection *self = (SipgoConnection *) flow;
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);

  if (self->state != OPEN || !enqueue (self, bytes, NULL))
    return;
  self->last_activity = sipgo_environment_now (self->environment);
  if ((self->has_ponged || flow->expects_pong) && !self->awaits_pong)
    sipgo_environment_set_timer (self->environment, &self->pong_timer, PONG_TIMEOUT, pong_timed_out, self);
  self->awaits_pong = TRUE;
}

static void connect_timed_out (gpointer user_data);

static void
connection_limit_connecting (SipgoFlow *flow, gint64 delay)
{
  SipgoConnection *self = (SipgoConnection *) flow;

  if (self->state == CONNECTING && !self->is_limited)
    sipgo_environment_set_timer (self->environment, &self->timer, delay, connect_timed_out, self);
  self->is_limited = TRUE;
}

static void
connection_finalize (SipgoFlow *flow)
{
  SipgoConnection *self = (SipgoConnection *) flow;

  g_assert (self->state == CLOSED);
  g_clear_error (&self->failure);
  sipgo_stream_parser_free (self->parser);
  sipgo_environment_unref (self->environment);
}

static const SipgoFlowClass connection_class = {
  .send = connection_send,
  .send_keep_alive = connection_send_keep_alive,
  .limit_connecting = connection_limit_connecting,
  .finalize = connection_finalize,
};

static void
linger_timed_out (gpointer user_data)
{
  close_because (user_data, "was closed: the peer has sent data that are not SIP");
}

static void
linger (SipgoConnection *self)
{
  self->state = LINGERING;
  self->stream->n_waiting = 0;
  sipgo_environment_set_timer (self->environment, &self->timer, self->limits->linger_us, linger_timed_out, self);
  flush (self, NULL);
}

static void
answer_pings (SipgoConnection *self)
{
  guint pings = sipgo_stream_parser_take_pings (self->parser);
  guint i;

  if (pings == 0)
    return;
  self->heard = TRUE;
  self->last_activity = sipgo_environment_now (self->environment);
  for (i = 0; i < MIN (pings, MAX_PONGS); i++)
    {
      g_autoptr (GBytes) pong = g_bytes_new_static ("\r\n", 2);

      enqueue (self, pong, NULL);
    }
}

static void
pong (SipgoConnection *self)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\r\n", 2);

  self->heard = TRUE;
  self->last_activity = sipgo_environment_now (self->environment);
  enqueue (self, bytes, NULL);
}

static gboolean
is_pong (const char *data, gsize length)
{
  return length == 2 && memcmp (data, "\r\n", 2) == 0;
}

/* A WebSocket message has exactly one SIP message (RFC 7118 5), or is a keep-alive. */
static void
take_frame (SipgoConnection *self, const char *data, gsize length)
{
  g_auto (SipgoParseResult) result = { 0 };
  g_autoptr (GBytes) bytes = NULL;

  if (length == 4 && memcmp (data, "\r\n\r\n", 4) == 0)
    {
      pong (self);
      return;
    }
  if (is_pong (data, length))
    return;
  bytes = g_bytes_new (data, length);
  sipgo_parser_parse_datagram (bytes, self->parser_limits, &result);
  if (result.outcome == SIPGO_PARSED || result.outcome == SIPGO_PARSE_REFUSED)
    self->last_activity = sipgo_environment_now (self->environment);
  self->funcs->parsed (self, &result, self->user_data);
}

static void
take_messages (SipgoConnection *self)
{
  while (self->state == OPEN)
    {
      g_auto (SipgoParseResult) result = { 0 };

      sipgo_stream_parser_next (self->parser, &result);
      self->stream->n_waiting = result.outcome != SIPGO_PARSE_INCOMPLETE;
      if (result.outcome == SIPGO_PARSE_INCOMPLETE)
        break;
      if (result.outcome == SIPGO_PARSED || result.outcome == SIPGO_PARSE_REFUSED)
        {
          self->heard = TRUE;
          self->last_activity = sipgo_environment_now (self->environment);
        }
      self->funcs->parsed (self, &result, self->user_data);
      if (result.outcome == SIPGO_PARSE_BROKEN && self->state == OPEN)
        linger (self);
    }
  if (self->state == OPEN)
    answer_pings (self);
}

/* Whatever comes while the answer to a keep-alive is awaited shows that the peer is there. The answer itself is taken
 * out: two of them would look like a keep-alive of the peer. Returns whether it was the answer. */
static gboolean
take_pong (SipgoConnection *self, const char *data, gsize length)
{
  if (!self->awaits_pong || length == 0)
    return FALSE;
  self->awaits_pong = FALSE;
  sipgo_environment_cancel_timer (self->environment, &self->pong_timer);
  self->has_ponged |= is_pong (data, length);
  return is_pong (data, length);
}

static void
on_received (const char *data, gsize length, gpointer user_data)
{
  SipgoConnection *self = user_data;

  if (self->state != OPEN || take_pong (self, data, length))
    return;
  sipgo_flow_ref (&self->parent);
  if (self->stream->is_framed)
    {
      take_frame (self, data, length);
    }
  else
    {
      sipgo_stream_parser_push (self->parser, data, length);
      take_messages (self);
      tell_held (self, TRUE);
    }
  sipgo_flow_unref (&self->parent);
}

static void
on_connected (gpointer user_data)
{
  SipgoConnection *self = user_data;

  self->state = OPEN;
  self->parent.connected_at = sipgo_environment_wall_time (self->environment);
  self->parent.local = self->stream->local;
  if (self->parent.ends)
    self->parent.ends->local = self->parent.local;
  self->parent.peer_names = g_steal_pointer (&self->stream->peer_names);
  self->last_activity = sipgo_environment_now (self->environment);
  watch_idleness (self);
  flush (self, NULL);
  sipgo_flow_connected (&self->parent);
}

static void
on_held (gsize n, gpointer user_data)
{
  SipgoConnection *self = user_data;

  self->held_below = n;
  tell_held (self, FALSE);
}

static void
on_writable (gpointer user_data)
{
  flush (user_data, NULL);
}

static void
on_closed (const GError *error, gpointer user_data)
{
  if (error)
    sipgo_connection_close (user_data, error);
  else
    close_because (user_data, "was closed by the peer");
}

static const SipgoStreamFuncs stream_funcs = {
  .connected = on_connected,
  .received = on_received,
  .writable = on_writable,
  .closed = on_closed,
  .held = on_held,
};

/* The timer is not restarted for each message; when it fires, the time of the last message is compared. */
static void
idle_timed_out (gpointer user_data)
{
  SipgoConnection *self = user_data;
  gint64 quiet = sipgo_environment_now (self->environment) - self->last_activity;
  gint64 limit = self->heard ? self->limits->idle_timeout_us : self->limits->first_message_timeout_us;

  if (quiet >= limit && !self->parent.watches)
    close_because (self, "was closed: it was idle for too long");
  else
    watch_idleness (self);
}

static void
watch_idleness (SipgoConnection *self)
{
  gint64 quiet = sipgo_environment_now (self->environment) - self->last_activity;
  gint64 limit = self->heard ? self->limits->idle_timeout_us : self->limits->first_message_timeout_us;

  sipgo_environment_set_timer (self->environment, &self->timer, quiet < limit ? limit - quiet : limit,
                               idle_timed_out, self);
}

static void
connect_timed_out (gpointer user_data)
{
  close_because (user_data, "could not be made: there was no answer in time");
}

SipgoProtocol
sipgo_connection_get_stream_protocol (const SipgoStream *stream)
{
  if (!stream->is_framed)
    return stream->is_secure ? SIPGO_PROTOCOL_TLS : SIPGO_PROTOCOL_TCP;
  return stream->is_secure ? SIPGO_PROTOCOL_WSS : SIPGO_PROTOCOL_WS;
}

SipgoConnection *
sipgo_connection_new (SipgoEnvironment *environment, SipgoStream *stream, gboolean is_accepted,
                      const char *verified_name, const SipgoMessageLimits *limits,
                      const SipgoConnectionLimits *connection_limits,
                      const SipgoConnectionFuncs *funcs, gpointer user_data)
{
  SipgoConnection *self = sipgo_flow_new (&connection_class, sizeof *self,
                                          sipgo_connection_get_stream_protocol (stream), &stream->remote);

  self->parent.local = stream->local;
  self->parent.has_local = TRUE;
  self->parent.verified_name = g_strdup (verified_name);
  self->parent.peer_names = stream->is_connecting ? NULL : g_steal_pointer (&stream->peer_names);
  self->environment = sipgo_environment_ref (environment);
  self->stream = stream;
  self->stream->funcs = &stream_funcs;
  self->stream->user_data = self;
  self->parser = sipgo_stream_parser_new (limits);
  self->parser_limits = limits;
  self->limits = connection_limits;
  self->funcs = funcs;
  self->user_data = user_data;
  g_queue_init (&self->queue);
  self->last_activity = sipgo_environment_now (environment);
  self->is_accepted = is_accepted;
  self->heard = !is_accepted || stream->is_framed;      /* a WebSocket handshake counts as a message */
  self->state = stream->is_connecting ? CONNECTING : OPEN;
  self->parent.connected_at = self->state == OPEN ? sipgo_environment_wall_time (environment) : 0;
  if (self->state == OPEN)
    watch_idleness (self);
  else
    sipgo_environment_set_timer (environment, &self->timer, connection_limits->connect_timeout_us,
                                 connect_timed_out, self);
  return self;
}
