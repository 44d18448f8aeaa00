/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-address-private.h"

G_BEGIN_DECLS

/*
 * One end of a connection, the kernel's or the simulator's. All functions of a Funcs table are called from the
 * environment's context, never from within a call of the owner's. An object may be freed from within any of them.
 */
typedef struct _SipgoStream SipgoStream;

typedef struct
{
  void (*connected) (gpointer user_data);
  void (*received)  (const char *data, gsize length, gpointer user_data);
  void (*writable)  (gpointer user_data);      /* after write () took less than it was given */
  void (*closed)    (const GError *error, gpointer user_data);   /* error: NULL when the peer ended it in good order */
} SipgoStreamFuncs;

typedef struct
{
  gssize (*write)  (SipgoStream *self, const char *data, gsize length,
                    GError **error);   /* how many were taken; -1: gone */
  void   (*finish) (SipgoStream *self);        /* no more will be written */
  void   (*free)   (SipgoStream *self);        /* closes */
} SipgoStreamClass;

struct _SipgoStream
{
  const SipgoStreamClass *klass;
  SipgoAddress local, remote;
  gboolean is_framed;                  /* each write () and received () is one whole message (a WebSocket) */
  gboolean is_secure;                  /* over TLS */
  const SipgoStreamFuncs *funcs;       /* set by the owner as soon as it has the stream */
  gpointer user_data;
  guint n_waiting;                     /* set by the owner while it has messages not yet handed up: a main loop that a
                                        * handler runs calls received () without new bytes then */
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
