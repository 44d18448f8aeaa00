/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/rtp/sipgo-statistics-board-private.h"

#define SLOT  3
#define NEWER 4

void
sipgo_statistics_board_init (SipgoStatisticsBoard *self)
{
  guint i;

  *self = (SipgoStatisticsBoard) { .written = 1, .read = 2 };
  for (i = 0; i < G_N_ELEMENTS (self->slots); i++)
    self->slots[i].round_trip_ms = -1.0;
}

static gint
exchange_slot (SipgoStatisticsBoard *self, gint mine)
{
  gint between;

  do
    between = g_atomic_int_get (&self->between);
  while (!g_atomic_int_compare_and_exchange (&self->between, between, mine));
  return between & SLOT;
}

SipgoMediaStatistics *
sipgo_statistics_board_begin (SipgoStatisticsBoard *self)
{
  return &self->slots[self->written];
}

void
sipgo_statistics_board_publish (SipgoStatisticsBoard *self)
{
  self->written = exchange_slot (self, self->written | NEWER);
}

void
sipgo_statistics_board_read (SipgoStatisticsBoard *self, SipgoMediaStatistics *statistics)
{
  if (g_atomic_int_get (&self->between) & NEWER)
    self->read = exchange_slot (self, self->read);
  *statistics = self->slots[self->read];
}
