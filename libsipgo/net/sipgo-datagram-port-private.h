/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/net/sipgo-address-private.h"

G_BEGIN_DECLS

/*
 * A socket for datagrams, the kernel's or the simulator's. receive () fills the caller's buffers until no datagram
 * waits. A caller with a poll loop of its own polls the descriptor, or, if there is none, just calls receive (); any
 * other caller gets a callback by watch ().
 *
 * Opened, watched and freed in the thread of the network. A port that is not watched may be read and written by one
 * other thread.
 */
typedef struct _SipgoDatagramPort SipgoDatagramPort;

/* A received datagram: up to size bytes in buffer; the rest is cut off. */
typedef struct
{
  void *buffer;
  gsize size;
  gsize length;                        /* bytes received */
  SipgoAddress source;
} SipgoDatagram;

/* All 0 are the defaults of the system. */
typedef struct
{
  guint receive_buffer;                /* bytes; 0: the system's default */
  gboolean fragments;                  /* fragment datagrams larger than the path MTU instead of refusing them */
  gboolean reports_errors;             /* take_error () gives ICMP errors, with the remote address of each */
} SipgoPortOptions;

/* G_IO_IN: call receive (); G_IO_ERR: call take_error (). The function may free the port. */
typedef void (*SipgoPortReadyFunc) (GIOCondition condition, gpointer user_data);

typedef struct
{
  /* Returns the number of datagrams; fewer than n means that no more are waiting. Does not block. */
  guint    (*receive)    (SipgoDatagramPort *self, SipgoDatagram *datagrams, guint n);
  /* The next ICMP error, as error, and the remote address that it concerns. FALSE if there is none. */
  gboolean (*take_error) (SipgoDatagramPort *self, SipgoAddress *remote, GError **error);
  /* Does not block. TRUE also if the datagram is lost because a buffer is full. */
  gboolean (*send)       (SipgoDatagramPort *self, const SipgoAddress *remote, const void *data, gsize length,
                          GError **error);
  void     (*watch)      (SipgoDatagramPort *self, SipgoEnvironment *environment, SipgoPortReadyFunc ready,
                          gpointer user_data);
  void     (*free)       (SipgoDatagramPort *self);
} SipgoDatagramPortClass;

struct _SipgoDatagramPort
{
  const SipgoDatagramPortClass *klass;
  SipgoAddress local;                  /* the bound address */
  int fd;                              /* only for polling; -1: there is none */
  /* Set by the watcher: the number of datagrams that it has received and not handed on yet. While it is not 0, ready ()
   * is called without new datagrams, too; a main loop that a signal handler runs needs that. */
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
