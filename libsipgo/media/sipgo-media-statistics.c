/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/media/sipgo-media-statistics.h"

G_DEFINE_BOXED_TYPE (SipgoMediaStatistics, sipgo_media_statistics, sipgo_media_statistics_copy,
                     sipgo_media_statistics_free)

/**
 * sipgo_media_statistics_copy:
 * @self: statistics
 *
 * Copies statistics.
 *
 * Returns: (transfer full): a copy
 *
 * Since: 1.0
 */
SipgoMediaStatistics *
sipgo_media_statistics_copy (SipgoMediaStatistics *self)
{
  SipgoMediaStatistics *copy;

  g_return_val_if_fail (self != NULL, NULL);
  copy = g_new (SipgoMediaStatistics, 1);
  *copy = *self;
  return copy;
}

/**
 * sipgo_media_statistics_free:
 * @self: (transfer full): statistics
 *
 * Frees statistics.
 *
 * Since: 1.0
 */
void
sipgo_media_statistics_free (SipgoMediaStatistics *self)
{
  g_free (self);
}
