/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Real-time priority for the calling thread that cannot starve the machine: a watchdog of still higher priority takes
 * it away from a thread that has used nearly all of a second, and gives it back when there has been room for a while.
 */
typedef struct _SipgoRealTime SipgoRealTime;

/* Called by the thread itself. NULL where the system does not allow it: the thread stays as it was. It is for good. */
SipgoRealTime *sipgo_real_time_new        (void);
/* Whether there is anything to watch: the watchdog sleeps else. */
void           sipgo_real_time_set_active (SipgoRealTime *self, gboolean active);

G_END_DECLS
