/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/gst/sipgo-packet-port-private.h"

G_BEGIN_DECLS

#define SIPGO_MEDIA_TICK             (20 * GST_MSECOND)
#define SIPGO_MEDIA_TICKS_PER_SECOND 50
#define SIPGO_MEDIA_TICK_MS          20

/* First all legs hear, then all speak: what one leg heard another may send on within the same tick. */
typedef enum {
  SIPGO_MEDIA_PHASE_RECEIVE,
  SIPGO_MEDIA_PHASE_SEND,
  SIPGO_MEDIA_N_PHASES
} SipgoMediaPhase;

/* What the media thread drives: all of it runs there. */
typedef struct
{
  void (*receive) (gpointer client, SipgoPacketChannel channel);
  void (*tick)    (gpointer client, SipgoMediaPhase phase, GstClockTime time);
} SipgoMediaClientFuncs;

/*
 * The thread that moves the media of all calls of the process: it receives when packets come and sends every 20 ms.
 * Other threads reach into it by commands between two ticks. A virtual one has no thread: whoever steps it is the
 * media thread, packets pass through memory, and every run comes out the same.
 */
typedef struct _SipgoMediaThread SipgoMediaThread;
typedef void (*SipgoMediaFunc) (gpointer data);

SipgoMediaThread *sipgo_media_thread_get_shared  (void);
SipgoMediaThread *sipgo_media_thread_new_virtual (void);
/* A virtual one that the clock of a virtual environment steps, while it has anything to drive. */
SipgoMediaThread *sipgo_media_thread_new_simulated (SipgoEnvironment *environment);
SipgoMediaThread *sipgo_media_thread_ref         (SipgoMediaThread *self);
void              sipgo_media_thread_unref       (SipgoMediaThread *self);

void              sipgo_media_thread_attach      (SipgoMediaThread *self, const SipgoMediaClientFuncs *funcs, gpointer client, const int *fds);
/* When this returns the media thread is not in the client and will not enter it. */
void              sipgo_media_thread_detach      (SipgoMediaThread *self, gpointer client);

void              sipgo_media_thread_invoke      (SipgoMediaThread *self, SipgoMediaFunc func, gpointer data);
void              sipgo_media_thread_invoke_sync (SipgoMediaThread *self, SipgoMediaFunc func, gpointer data);

gboolean          sipgo_media_thread_is_virtual  (SipgoMediaThread *self);
void              sipgo_media_thread_step        (SipgoMediaThread *self);   /* one tick of a virtual one */
SipgoPacketHub   *sipgo_media_thread_get_hub     (SipgoMediaThread *self);   /* of a virtual one */
gint64            sipgo_media_thread_now         (SipgoMediaThread *self);   /* microseconds; in the media thread */

/* Runs a function once in a main context. */
void              sipgo_media_post               (GMainContext *context, GSourceFunc func, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoMediaThread, sipgo_media_thread_unref)

G_END_DECLS
