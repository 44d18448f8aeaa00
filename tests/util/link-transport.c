/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "link-transport.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"

G_DEFINE_FINAL_TYPE (LinkTransport, link_transport, SIPGO_TYPE_TRANSPORT)

static void
link_transport_start (SipgoTransport *transport)
{
  LinkTransport *self = LINK_TRANSPORT (transport);

  self->n_starts++;
  if (self->unreachable)
    link_transport_cut (self);
  else if (!self->slow)
    sipgo_transport_report_connected (transport);
}

static void
link_transport_stop (SipgoTransport *transport)
{
  LinkTransport *self = LINK_TRANSPORT (transport);

  self->n_stops++;
  if (!self->slow)
    sipgo_transport_report_disconnected (transport, NULL);
}

typedef struct
{
  SipgoTimer timer;
  LinkTransport *to;
  GBytes *bytes;
} Arrival;

static void
arrive (gpointer user_data)
{
  Arrival *arrival = user_data;
  g_autoptr (LinkTransport) to = arrival->to;
  g_autoptr (GBytes) bytes = arrival->bytes;

  g_free (arrival);
  sipgo_transport_receive (SIPGO_TRANSPORT (to), bytes);
}

static void
link_transport_transmit (SipgoTransport *transport, GBytes *bytes, GError **error)
{
  LinkTransport *self = LINK_TRANSPORT (transport);
  Arrival *arrival;

  if (self->broken)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "The line is broken");
      return;
    }
  g_ptr_array_add (self->sent, g_bytes_ref (bytes));
  if (!self->peer)
    return;
  arrival = g_new0 (Arrival, 1);
  arrival->to = g_object_ref (self->peer);
  arrival->bytes = g_bytes_ref (bytes);
  sipgo_environment_set_timer (sipgo_transport_get_environment (transport), &arrival->timer, SIPGO_MS (1), arrive,
                               arrival);
}

static void
link_transport_finalize (GObject *object)
{
  g_ptr_array_unref (LINK_TRANSPORT (object)->sent);
  G_OBJECT_CLASS (link_transport_parent_class)->finalize (object);
}

static void
link_transport_class_init (LinkTransportClass *klass)
{
  SipgoTransportClass *transport_class = SIPGO_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = link_transport_finalize;
  transport_class->start = link_transport_start;
  transport_class->stop = link_transport_stop;
  transport_class->transmit = link_transport_transmit;
}

static void
link_transport_init (LinkTransport *self)
{
  self->sent = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

LinkTransport *
link_transport_new (const char *protocol)
{
  return g_object_new (LINK_TYPE_TRANSPORT, "protocol", protocol, NULL);
}

void
link_transport_join (LinkTransport *self, LinkTransport *peer)
{
  self->peer = peer;
  peer->peer = self;
}

void
link_transport_cut (LinkTransport *self)
{
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "The line was cut");

  sipgo_transport_report_disconnected (SIPGO_TRANSPORT (self), error);
}

void
link_transport_receive (LinkTransport *self, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  sipgo_transport_receive (SIPGO_TRANSPORT (self), bytes);
}

char *
link_transport_dup_last (LinkTransport *self)
{
  GBytes *bytes = self->sent->len > 0 ? g_ptr_array_index (self->sent, self->sent->len - 1) : NULL;

  return bytes ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
}
