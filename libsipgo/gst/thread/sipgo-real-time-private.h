/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Real-time priority for the calling thread that cannot starve the machine: a watchdog thread of higher priority takes
 * it away when the thread has used more than 85 % of a second, and gives it back after five seconds below 50 %.
 */
typedef struct _SipgoRealTime SipgoRealTime;

/* Called by the thread itself. NULL if the system does not allow real-time priority; the thread is then unchanged. The
 * object is never freed. */
SipgoRealTime *sipgo_real_time_new        (void);
/* Whether the thread has work to do. The watchdog sleeps while it has none. */
void           sipgo_real_time_set_active (SipgoRealTime *self, gboolean active);

G_END_DECLS
