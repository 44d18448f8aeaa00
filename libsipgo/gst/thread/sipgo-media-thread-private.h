/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "libsipgo/base/sipgo-environment-private.h"

G_BEGIN_DECLS

#define SIPGO_MEDIA_TICK             (20 * GST_MSECOND)
#define SIPGO_MEDIA_TICKS_PER_SECOND 50
#define SIPGO_MEDIA_TICK_MS          20

/* In a tick first all clients receive and then all send, so that one can send on what another has received in the same
 * tick. */
typedef enum {
  SIPGO_MEDIA_PHASE_RECEIVE,
  SIPGO_MEDIA_PHASE_SEND,
  SIPGO_MEDIA_N_PHASES
} SipgoMediaPhase;

/* A client of the media thread, such as a leg. Both functions run in the media thread. */
typedef struct
{
  void (*receive) (gpointer client, guint channel);    /* the descriptor of this channel can be read */
  void (*tick)    (gpointer client, SipgoMediaPhase phase, GstClockTime time);
} SipgoMediaClientFuncs;

/*
 * The thread that moves the media of all calls of the process: it receives when packets arrive and sends every 20 ms.
 * Other threads send it commands, which run between two ticks, and never wait for it. A virtual media thread is no
 * thread: it runs in the thread that calls step (), so that each run gives the same result.
 */
typedef struct _SipgoMediaThread SipgoMediaThread;
typedef void (*SipgoMediaFunc) (gpointer data);

/* NULL with error if the system has no file descriptors or threads left. */
SipgoMediaThread *sipgo_media_thread_get_shared  (GError **error);
SipgoMediaThread *sipgo_media_thread_new_virtual (void);
/* A virtual media thread that the clock of a virtual environment steps while it has clients. */
SipgoMediaThread *sipgo_media_thread_new_simulated (SipgoEnvironment *environment);
SipgoMediaThread *sipgo_media_thread_ref         (SipgoMediaThread *self);
void              sipgo_media_thread_unref       (SipgoMediaThread *self);

/* Does not wait: the client is called from the next tick on. */
void              sipgo_media_thread_attach      (SipgoMediaThread *self, const SipgoMediaClientFuncs *funcs,
                                                  gpointer client);
/* In the media thread: when this returns, the client is not called again. */
void              sipgo_media_thread_detach      (SipgoMediaThread *self, gpointer client);
/* Watches a descriptor of a client for input. A client may have any number of descriptors, each with a channel of its
 * own, until it is detached. Does not wait. fd may be -1: a virtual media thread needs no descriptor, since it calls
 * receive for each channel before each tick. */
void              sipgo_media_thread_watch       (SipgoMediaThread *self, gpointer client, int fd, guint channel);
/* In the media thread: when this returns, receive is not called for the channel again. The descriptor must stay open
 * until then, or until the client is detached. */
void              sipgo_media_thread_unwatch     (SipgoMediaThread *self, gpointer client, guint channel);

/* Runs func in the media thread before the next tick; at once if the caller is the media thread. */
void              sipgo_media_thread_invoke      (SipgoMediaThread *self, SipgoMediaFunc func, gpointer data);

gboolean          sipgo_media_thread_is_virtual  (SipgoMediaThread *self);
void              sipgo_media_thread_step        (SipgoMediaThread *self);   /* one tick of a virtual one */
void              sipgo_media_thread_stall       (SipgoMediaThread *self,
                                                  guint n_ticks);   /* a virtual one misses these ticks */
gint64            sipgo_media_thread_now         (SipgoMediaThread *self);   /* microseconds; in the media thread */

/* Changes the number of calls that the load is estimated for: a leg adds 1 when it is made and -1 when it is closed. */
void              sipgo_media_thread_add_calls   (SipgoMediaThread *self, int n);
/* The share of the time that the thread would be busy with n_more calls more than now; 1 is all. Any thread. */
double            sipgo_media_thread_get_load    (SipgoMediaThread *self, guint n_more);
/* The load of the shared thread of the process; 0 before the first call. */
double            sipgo_media_thread_get_shared_load (guint n_more);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoMediaThread, sipgo_media_thread_unref)

G_END_DECLS
