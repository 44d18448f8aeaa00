/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/net/sipgo-address-private.h"

G_BEGIN_DECLS

/*
 * A socket for datagrams, the kernel's or the simulator's. It is read by asking: receive () fills buffers of the
 * caller's until nothing waits any more. Whoever has a poll loop of its own polls the descriptor, or, where there is
 * none, just asks; whoever has not lets the port call it (watch ()).
 *
 * Opened, watched and freed where the network belongs. A port that nobody watches may be read and written by one other
 * thread.
 */
typedef struct _SipgoDatagramPort SipgoDatagramPort;

/* Into buffer, up to size bytes; what is longer is cut off. */
typedef struct
{
  void *buffer;
  gsize size;
  gsize length;                        /* of what came */
  SipgoAddress source;
} SipgoDatagram;

/* All 0: what the system does by itself. */
typedef struct
{
  guint receive_buffer;                /* bytes; 0: the system's */
  gboolean fragments;                  /* what is larger than a link's packets is sent in parts, and not refused */
  gboolean reports_errors;             /* ICMP errors come by take_error (), each with the address that it concerns */
} SipgoPortOptions;

/* G_IO_IN: ask receive (); G_IO_ERR: ask take_error (). The port may be freed from within. */
typedef void (*SipgoPortReadyFunc) (GIOCondition condition, gpointer user_data);

typedef struct
{
  /* How many of them were filled; fewer than n: nothing waits any more. Never waits itself. */
  guint    (*receive)    (SipgoDatagramPort *self, SipgoDatagram *datagrams, guint n);
  /* FALSE when there is none. */
  gboolean (*take_error) (SipgoDatagramPort *self, SipgoAddress *remote, GError **error);
  /* TRUE also where the datagram is lost for want of room, as on the way. */
  gboolean (*send)       (SipgoDatagramPort *self, const SipgoAddress *remote, const void *data, gsize length,
                          GError **error);
  void     (*watch)      (SipgoDatagramPort *self, SipgoEnvironment *environment, SipgoPortReadyFunc ready,
                          gpointer user_data);
  void     (*free)       (SipgoDatagramPort *self);
} SipgoDatagramPortClass;

struct _SipgoDatagramPort
{
  const SipgoDatagramPortClass *klass;
  SipgoAddress local;                  /* as bound */
  int fd;                              /* to poll, and for nothing else; -1: there is none */
  /* Set by whoever watches while it has datagrams that it has not handed on: a main loop that a handler runs calls
   * ready () then, also without new ones. */
  guint n_waiting;
};

static inline guint
sipgo_datagram_port_receive (SipgoDatagramPort *self, SipgoDatagram *datagrams, guint n)
{
  return self->klass->receive (self, datagrams, n);
}

static inline gboolean
sipgo_datagram_port_take_error (SipgoDatagramPort *self, SipgoAddress *remote, GError **error)
{
  return self->klass->take_error (self, remote, error);
}

static inline gboolean
sipgo_datagram_port_send (SipgoDatagramPort *self, const SipgoAddress *remote, const void *data, gsize length,
                          GError **error)
{
  return self->klass->send (self, remote, data, length, error);
}

static inline void
sipgo_datagram_port_watch (SipgoDatagramPort *self, SipgoEnvironment *environment, SipgoPortReadyFunc ready,
                           gpointer user_data)
{
  self->klass->watch (self, environment, ready, user_data);
}

static inline void
sipgo_datagram_port_free (SipgoDatagramPort *self)
{
  self->klass->free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoDatagramPort, sipgo_datagram_port_free)

G_END_DECLS
