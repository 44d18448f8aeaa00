/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-address-private.h"

G_BEGIN_DECLS

/*
 * One end of a connection: TCP, TLS or WebSocket, of the kernel or the simulator. The functions in SipgoStreamFuncs are
 * called in the main context of the environment, and never from within a call by the owner. Each of them may free the
 * stream.
 */
typedef struct _SipgoStream SipgoStream;

typedef struct
{
  void (*connected) (gpointer user_data);
  void (*received)  (const char *data, gsize length, gpointer user_data);
  void (*writable)  (gpointer user_data);      /* after write () has taken less than it was given */
  void (*closed)    (const GError *error, gpointer user_data);   /* error is NULL if the peer has closed normally */
  /* How many bytes of a message that is not complete the stream keeps itself, of a WebSocket; must not free it. */
  void (*held)      (gsize n, gpointer user_data);
} SipgoStreamFuncs;

typedef struct
{
  gssize (*write)  (SipgoStream *self, const char *data, gsize length,
                    GError **error);   /* returns the bytes taken; -1 with error if the connection is gone */
  void   (*finish) (SipgoStream *self);        /* closes the sending direction */
  void   (*free)   (SipgoStream *self);        /* closes */
} SipgoStreamClass;

struct _SipgoStream
{
  const SipgoStreamClass *klass;
  SipgoAddress local, remote;
  gboolean is_framed;                  /* a WebSocket: each write () and received () is one whole message */
  gboolean is_secure;                  /* over TLS */
  gboolean is_connecting;              /* write () takes nothing until connected () is called. An accepted stream
                                        * over TLS has its handshake before it, too */
  GStrv peer_names;                    /* that the peer's certificate has proved, from connected () on; NULL: none. The
                                        * owner may steal them */
  const SipgoStreamFuncs *funcs;       /* set by the owner when it gets the stream */
  gpointer user_data;
  guint n_waiting;                     /* set by the owner: messages that it has not handed on yet. While it is not 0,
                                        * received () is called without new bytes, too; a main loop that a signal
                                        * handler runs needs that */
};

typedef struct _SipgoStreamListener SipgoStreamListener;
typedef void (*SipgoStreamAcceptedFunc) (SipgoStream *stream, gpointer user_data);   /* stream: transfer full */

struct _SipgoStreamListener
{
  void (*free) (SipgoStreamListener *self);
  SipgoAddress local;
  SipgoStreamAcceptedFunc accepted;
  gpointer user_data;
};

G_END_DECLS
