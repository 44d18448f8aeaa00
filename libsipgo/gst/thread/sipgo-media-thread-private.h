/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "libsipgo/base/sipgo-environment-private.h"

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
  void (*receive) (gpointer client, guint channel);    /* there is something to read where this channel was watched */
  void (*tick)    (gpointer client, SipgoMediaPhase phase, GstClockTime time);
} SipgoMediaClientFuncs;

/*
 * The thread that moves the media of all calls of the process: it receives when packets come and sends every 20 ms.
 * Other threads reach into it by commands between two ticks, and never wait for it. A virtual one has no thread:
 * whoever steps it is the media thread, and every run comes out the same.
 */
typedef struct _SipgoMediaThread SipgoMediaThread;
typedef void (*SipgoMediaFunc) (gpointer data);

/* NULL with error where the system has no descriptors or threads left. */
SipgoMediaThread *sipgo_media_thread_get_shared  (GError **error);
SipgoMediaThread *sipgo_media_thread_new_virtual (void);
/* A virtual one that the clock of a virtual environment steps, while it has anything to drive. */
SipgoMediaThread *sipgo_media_thread_new_simulated (SipgoEnvironment *environment);
SipgoMediaThread *sipgo_media_thread_ref         (SipgoMediaThread *self);
void              sipgo_media_thread_unref       (SipgoMediaThread *self);

/* Does not wait. */
void              sipgo_media_thread_attach      (SipgoMediaThread *self, const SipgoMediaClientFuncs *funcs,
                                                  gpointer client);
/* In the media thread, by a command: when this returns the client is not entered again. */
void              sipgo_media_thread_detach      (SipgoMediaThread *self, gpointer client);
/* Any number of descriptors of a client, each under a channel of its own, as long as the client is attached. Does
 * not wait. fd -1: there is none; a virtual thread asks before each tick, whatever the descriptor is. */
void              sipgo_media_thread_watch       (SipgoMediaThread *self, gpointer client, int fd, guint channel);
/* In the media thread: when this returns the client does not hear of the channel again. The descriptor stays open until
 * then, or until the client is detached. */
void              sipgo_media_thread_unwatch     (SipgoMediaThread *self, gpointer client, guint channel);

/* Runs func in the media thread, before the next tick; at once where the caller is in it. */
void              sipgo_media_thread_invoke      (SipgoMediaThread *self, SipgoMediaFunc func, gpointer data);

gboolean          sipgo_media_thread_is_virtual  (SipgoMediaThread *self);
void              sipgo_media_thread_step        (SipgoMediaThread *self);   /* one tick of a virtual one */
void              sipgo_media_thread_stall       (SipgoMediaThread *self,
                                                  guint n_ticks);   /* as if it had missed them */
gint64            sipgo_media_thread_now         (SipgoMediaThread *self);   /* microseconds; in the media thread */

/* Calls that have media or will have them soon: the owner of each counts it from its making to its end. */
void              sipgo_media_thread_add_calls   (SipgoMediaThread *self, int n);
/* The share of the time that the thread is busy, as it would be with n more calls than now; 1 is all. Any thread. */
double            sipgo_media_thread_get_load    (SipgoMediaThread *self, guint n_more);
/* That of the process's thread; 0 where there has been no call yet. */
double            sipgo_media_thread_get_shared_load (guint n_more);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoMediaThread, sipgo_media_thread_unref)

G_END_DECLS
