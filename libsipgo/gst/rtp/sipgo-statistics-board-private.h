/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/media/sipgo-media-statistics.h"

G_BEGIN_DECLS

/* Statistics that one thread writes and another one reads without waiting (triple buffer): writer and reader have a
 * slot each, and exchange it with the third one. */
typedef struct
{
  SipgoMediaStatistics slots[3];
  gint between;                /* atomic: the third slot, and whether it is newer than the reader's */
  gint written;                /* the writer's slot */
  gint read;                   /* the reader's */
} SipgoStatisticsBoard;

void                  sipgo_statistics_board_init    (SipgoStatisticsBoard *self);
/* The writer fills in the slot that begin () returns, and publishes it. */
SipgoMediaStatistics *sipgo_statistics_board_begin   (SipgoStatisticsBoard *self);
void                  sipgo_statistics_board_publish (SipgoStatisticsBoard *self);
/* Reads the statistics that were published last. */
void                  sipgo_statistics_board_read    (SipgoStatisticsBoard *self, SipgoMediaStatistics *statistics);

G_END_DECLS
