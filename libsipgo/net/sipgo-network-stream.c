/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-network-links-private.h"

#include "libsipgo/base/sipgo-error.h"

struct _SipgoNetworkStreams
{
  GHashTable *listeners;      /* address → NetworkListener, borrowed both */
  GQueue streams;             /* NetworkStream */
};

typedef struct _NetworkStream NetworkStream;

typedef struct
{
  SipgoStreamListener parent;
  SipgoNetwork *network;
} NetworkListener;

/* One end of a connection. */
struct _NetworkStream
{
  SipgoStream parent;
  SipgoNetwork *network;
  GList link;                 /* in the network's streams */
  NetworkStream *peer;        /* NULL: not yet, or no longer */
  gboolean connected;
  GQueue events;              /* Event, on the way to this end */
  gint64 last_arrival;
};

typedef enum {
  EVENT_OPEN,          /* the listener hears of it; on the way to the end that connects */
  EVENT_CONNECTED,
  EVENT_DATA,
  EVENT_END,
  EVENT_CUT,
} EventKind;

typedef struct
{
  SipgoTimer timer;
  EventKind kind;
  NetworkStream *stream;
  GList link;
  GBytes *bytes;
} Event;

static void event_arrived (gpointer user_data);

static void
event_free (Event *event)
{
  sipgo_environment_cancel_timer (sipgo_network_get_environment (event->stream->network), &event->timer);
  g_queue_unlink (&event->stream->events, &event->link);
  g_clear_pointer (&event->bytes, g_bytes_unref);
  g_free (event);
}

static void
drop_events (NetworkStream *self)
{
  while (self->events.head)
    event_free (self->events.head->data);
}

/* A connection keeps its order: nothing arrives before what was sent earlier. */
static void
schedule (NetworkStream *to, EventKind kind, GBytes *bytes, gint64 delay)
{
  SipgoEnvironment *environment = sipgo_network_get_environment (to->network);
  gint64 now = sipgo_environment_now (environment);
  Event *event = g_new0 (Event, 1);

  event->kind = kind;
  event->stream = to;
  event->bytes = bytes;
  event->link.data = event;
  g_queue_push_tail_link (&to->events, &event->link);
  to->last_arrival = MAX (now + delay, to->last_arrival);
  sipgo_environment_set_timer (environment, &event->timer, to->last_arrival - now, event_arrived, event);
}

static gssize
network_stream_write (SipgoStream *stream, const char *data, gsize length, GError **error)
{
  NetworkStream *self = (NetworkStream *) stream;
  GBytes *bytes;

  if (!self->connected)
    return 0;
  bytes = g_bytes_new (data, length);
  sipgo_network_show (self->network, &stream->local, &stream->remote, bytes);
  if (self->peer)
    schedule (self->peer, EVENT_DATA, bytes, sipgo_network_draw_delay (self->network));
  else
    g_bytes_unref (bytes);      /* the other end has gone; word of it is on its way */
  return length;
}

static void
network_stream_finish (SipgoStream *stream)
{
  NetworkStream *self = (NetworkStream *) stream;

  if (self->peer)
    schedule (self->peer, EVENT_END, NULL, sipgo_network_draw_delay (self->network));
}

static void
network_stream_free (SipgoStream *stream)
{
  NetworkStream *self = (NetworkStream *) stream;
  g_autoptr (SipgoNetwork) network = self->network;

  network_stream_finish (stream);
  if (self->peer)
    self->peer->peer = NULL;
  drop_events (self);
  g_queue_unlink (&sipgo_network_get_streams (network)->streams, &self->link);
  g_free (self);
}

static const SipgoStreamClass network_stream_class = {
  .write = network_stream_write,
  .finish = network_stream_finish,
  .free = network_stream_free,
};

static NetworkStream *
network_stream_new (SipgoNetwork *network, const SipgoAddress *local, const SipgoAddress *remote)
{
  NetworkStream *self = g_new0 (NetworkStream, 1);

  self->parent.klass = &network_stream_class;
  self->parent.local = *local;
  self->parent.remote = *remote;
  self->network = sipgo_network_ref (network);
  g_queue_init (&self->events);
  self->link.data = self;
  g_queue_push_tail_link (&sipgo_network_get_streams (network)->streams, &self->link);
  return self;
}

static void
set_error (GError **error, const SipgoAddress *remote, const char *what)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "%s cannot be reached: %s",
               sipgo_address_format (remote, text), what);
}

static void
open_arrived (NetworkStream *self)
{
  SipgoNetworkStreams *streams = sipgo_network_get_streams (self->network);
  NetworkListener *listener = g_hash_table_lookup (streams->listeners, &self->parent.remote);
  g_autoptr (GError) error = NULL;
  NetworkStream *peer;

  if (!listener)
    {
      set_error (&error, &self->parent.remote, "Connection refused");
      self->parent.funcs->closed (error, self->parent.user_data);
      return;
    }
  peer = network_stream_new (self->network, &self->parent.remote, &self->parent.local);
  peer->connected = TRUE;
  peer->peer = self;
  self->peer = peer;
  schedule (self, EVENT_CONNECTED, NULL, sipgo_network_draw_delay (self->network));
  listener->parent.accepted (&peer->parent, listener->parent.user_data);
}

static void
event_arrived (gpointer user_data)
{
  Event *event = user_data;
  EventKind kind = event->kind;
  SipgoStream *stream = &event->stream->parent;
  NetworkStream *self = event->stream;
  g_autoptr (GBytes) bytes = g_steal_pointer (&event->bytes);
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *data;

  event_free (event);
  switch (kind)
    {
    case EVENT_OPEN:
      open_arrived (self);
      break;
    case EVENT_CONNECTED:
      self->connected = TRUE;
      stream->funcs->connected (stream->user_data);
      break;
    case EVENT_DATA:
      data = g_bytes_get_data (bytes, &length);
      stream->funcs->received (data, length, stream->user_data);
      break;
    case EVENT_END:
      stream->funcs->closed (NULL, stream->user_data);
      break;
    case EVENT_CUT:
      set_error (&error, &stream->remote, "Connection reset by peer");
      stream->funcs->closed (error, stream->user_data);
      break;
    default:
      g_assert_not_reached ();
    }
}

SipgoStream *
sipgo_network_connect (SipgoNetwork *self, guint host, const SipgoAddress *local, const SipgoAddress *remote)
{
  SipgoAddress bound;
  NetworkStream *stream;

  sipgo_network_take_address (self, host, local, sipgo_network_get_streams (self)->listeners, &bound);
  stream = network_stream_new (self, &bound, remote);
  schedule (stream, EVENT_OPEN, NULL, sipgo_network_draw_delay (self));
  return &stream->parent;
}

static void
network_listener_free (SipgoStreamListener *listener)
{
  g_autoptr (SipgoNetwork) network = ((NetworkListener *) listener)->network;

  g_hash_table_remove (sipgo_network_get_streams (network)->listeners, &listener->local);
  g_free (listener);
}

SipgoStreamListener *
sipgo_network_listen (SipgoNetwork *self, guint host, const SipgoAddress *address, GError **error)
{
  SipgoNetworkStreams *streams = sipgo_network_get_streams (self);
  char text[SIPGO_ADDRESS_TEXT_LENGTH];
  NetworkListener *listener;
  SipgoAddress bound;

  if (!sipgo_network_take_address (self, host, address, streams->listeners, &bound))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_ADDRESS_IN_USE, "Another agent of the network listens on tcp:%s",
                   sipgo_address_format (&bound, text));
      return NULL;
    }
  listener = g_new0 (NetworkListener, 1);
  listener->parent.free = network_listener_free;
  listener->parent.local = bound;
  listener->network = sipgo_network_ref (self);
  g_hash_table_insert (streams->listeners, &listener->parent.local, listener);
  return &listener->parent;
}

SipgoNetworkStreams *
sipgo_network_streams_new (void)
{
  SipgoNetworkStreams *self = g_new0 (SipgoNetworkStreams, 1);

  self->listeners = g_hash_table_new ((GHashFunc) sipgo_address_hash, (GEqualFunc) sipgo_address_equal);
  g_queue_init (&self->streams);
  return self;
}

void
sipgo_network_streams_free (SipgoNetworkStreams *self)
{
  g_hash_table_unref (self->listeners);
  g_free (self);
}

void
sipgo_network_streams_cut (SipgoNetworkStreams *self)
{
  GList *l;

  for (l = self->streams.head; l; l = l->next)
    {
      NetworkStream *stream = l->data;

      drop_events (stream);
      stream->peer = NULL;
      schedule (stream, EVENT_CUT, NULL, 0);
    }
}
