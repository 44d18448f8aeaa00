/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sipgo-rtp-leg-private.h"

/* Something that goes into its place in the media thread while the one before comes back to be dropped. */
typedef struct
{
  gpointer object;
} Exchange;

static void
exchange_free (gpointer data)
{
  Exchange *exchange = data;

  g_clear_object (&exchange->object);
  g_free (exchange);
}

static Exchange *
exchange_new (gpointer object)
{
  Exchange *exchange = g_new (Exchange, 1);

  exchange->object = object;
  return exchange;
}

static void
apply_source (SipgoRtpLeg *self, gpointer data)
{
  Exchange *exchange = data;

  exchange->object = sipgo_audio_feed_swap_source (self->feed, exchange->object);
}

void
sipgo_rtp_leg_set_source (SipgoRtpLeg *self, SipgoAudioSource *source)
{
  sipgo_rtp_leg_command (self, apply_source, exchange_new (source), exchange_free);
}

static void
apply_file (SipgoRtpLeg *self, gpointer data)
{
  Exchange *exchange = data;

  exchange->object = sipgo_audio_feed_swap_file (self->feed, exchange->object);
}

void
sipgo_rtp_leg_set_file (SipgoRtpLeg *self, SipgoAudioSource *file)
{
  sipgo_rtp_leg_command (self, apply_file, exchange_new (file), exchange_free);
}

static void
apply_hold_source (SipgoRtpLeg *self, gpointer data)
{
  Exchange *exchange = data;

  exchange->object = sipgo_audio_feed_swap_hold_source (self->feed, exchange->object);
}

void
sipgo_rtp_leg_set_hold_source (SipgoRtpLeg *self, SipgoAudioSource *hold_source)
{
  sipgo_rtp_leg_command (self, apply_hold_source, exchange_new (hold_source), exchange_free);
}

static void
apply_holding (SipgoRtpLeg *self, gpointer data)
{
  sipgo_audio_feed_set_holding (self->feed, GPOINTER_TO_INT (data));
  sipgo_rtp_endpoint_set_holding (self->endpoint, GPOINTER_TO_INT (data));
}

void
sipgo_rtp_leg_set_holding (SipgoRtpLeg *self, gboolean holding)
{
  sipgo_rtp_leg_command (self, apply_holding, GINT_TO_POINTER (holding), NULL);
}

static void
apply_sink (SipgoRtpLeg *self, gpointer data)
{
  Exchange *exchange = data;
  SipgoAudioSink *old = self->media.sink;

  self->media.sink = exchange->object;
  exchange->object = old;
}

void
sipgo_rtp_leg_set_sink (SipgoRtpLeg *self, SipgoAudioSink *sink)
{
  sipgo_rtp_leg_command (self, apply_sink, exchange_new (sink), exchange_free);
}

static void
apply_recorder (SipgoRtpLeg *self, gpointer data)
{
  Exchange *exchange = data;
  SipgoWavWriter *old = self->media.recorder;

  self->media.recorder = exchange->object;
  exchange->object = old;
}

void
sipgo_rtp_leg_set_recorder (SipgoRtpLeg *self, SipgoWavWriter *recorder)
{
  sipgo_rtp_leg_command (self, apply_recorder, exchange_new (recorder), exchange_free);
}

static void
apply_muted (SipgoRtpLeg *self, gpointer data)
{
  sipgo_audio_feed_set_muted (self->feed, GPOINTER_TO_INT (data));
}

void
sipgo_rtp_leg_set_muted (SipgoRtpLeg *self, gboolean muted)
{
  sipgo_rtp_leg_command (self, apply_muted, GINT_TO_POINTER (muted), NULL);
}

static void
apply_volume (SipgoRtpLeg *self, gpointer data)
{
  self->media.volume = *(const double *) data;
}

void
sipgo_rtp_leg_set_volume (SipgoRtpLeg *self, double volume)
{
  sipgo_rtp_leg_command (self, apply_volume, g_memdup2 (&volume, sizeof volume), g_free);
}

static void
apply_measure (SipgoRtpLeg *self, gpointer data)
{
  self->media.measure = GPOINTER_TO_INT (data);
}

void
sipgo_rtp_leg_set_measure (SipgoRtpLeg *self, gboolean measure)
{
  sipgo_rtp_leg_command (self, apply_measure, GINT_TO_POINTER (measure), NULL);
}

static void
apply_digits (SipgoRtpLeg *self, gpointer data)
{
  const GArray *events = data;
  guint i;

  for (i = 0; i < events->len; i++)
    sipgo_event_sender_add (sipgo_rtp_endpoint_get_events (self->endpoint), &g_array_index (events, SipgoEvent, i));
}

void
sipgo_rtp_leg_send_digits (SipgoRtpLeg *self, const SipgoEvent *events, guint n_events)
{
  GArray *copy = g_array_new (FALSE, FALSE, sizeof (SipgoEvent));

  g_array_append_vals (copy, events, n_events);
  sipgo_rtp_leg_command (self, apply_digits, copy, (GDestroyNotify) g_array_unref);
}

static void
apply_cancel_digits (SipgoRtpLeg *self, gpointer data)
{
  sipgo_event_sender_cancel (sipgo_rtp_endpoint_get_events (self->endpoint), GPOINTER_TO_UINT (data));
}

void
sipgo_rtp_leg_cancel_digits (SipgoRtpLeg *self, guint serial)
{
  sipgo_rtp_leg_command (self, apply_cancel_digits, GUINT_TO_POINTER (serial), NULL);
}

/* --- figures ----------------------------------------------------------------------------------------------------- */

#define SLOT  3
#define NEWER 4

static gint
exchange_slot (SipgoStatisticsBoard *board, gint mine)
{
  gint between;

  do
    between = g_atomic_int_get (&board->between);
  while (!g_atomic_int_compare_and_exchange (&board->between, between, mine));
  return between & SLOT;
}

void
sipgo_rtp_leg_init_board (SipgoRtpLeg *self)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (self->board.slots); i++)
    self->board.slots[i].round_trip_ms = -1.0;
  self->board.written = 1;
  self->board.read = 2;
}

void
sipgo_rtp_leg_publish (SipgoRtpLeg *self)
{
  SipgoMediaStatistics *statistics = &self->board.slots[self->board.written];

  sipgo_rtp_endpoint_read_statistics (self->endpoint, statistics);
  statistics->frames_concealed = sipgo_audio_drain_get_concealed (self->drain);
  self->board.written = exchange_slot (&self->board, self->board.written | NEWER);
}

void
sipgo_rtp_leg_read_statistics (SipgoRtpLeg *self, SipgoMediaStatistics *statistics)
{
  if (g_atomic_int_get (&self->board.between) & NEWER)
    self->board.read = exchange_slot (&self->board, self->board.read);
  *statistics = self->board.slots[self->board.read];
}
