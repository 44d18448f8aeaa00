/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/media/sipgo-media-statistics.h"

G_BEGIN_DECLS

/* Figures that one thread writes and another one reads, neither of them waiting: each has a slot of its own, and they
 * exchange it for the one between them. */
typedef struct
{
  SipgoMediaStatistics slots[3];
  gint between;                /* atomic: a slot, and whether it is newer than the reader's */
  gint written;                /* the writer's slot */
  gint read;                   /* the reader's */
} SipgoStatisticsBoard;

void                  sipgo_statistics_board_init    (SipgoStatisticsBoard *self);
/* The writer fills what it is given, and publishes it. */
SipgoMediaStatistics *sipgo_statistics_board_begin   (SipgoStatisticsBoard *self);
void                  sipgo_statistics_board_publish (SipgoStatisticsBoard *self);
/* As they were published last. */
void                  sipgo_statistics_board_read    (SipgoStatisticsBoard *self, SipgoMediaStatistics *statistics);

G_END_DECLS
