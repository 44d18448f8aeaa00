/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-web-socket-private.h"
#include "libsipgo/transport/sipgo-web-socket-transport.h"

G_BEGIN_DECLS

struct _SipgoWebSocketTransport
{
  SipgoTransport parent_instance;

  char *url;
  char *origin;
  GStrv extra_headers;
  guint keep_alive_interval;
  guint max_message_size;
  GTlsDatabase *tls_database;

  SipgoStream *stream;            /* NULL: not connected, and not about to be */
  GQueue queue;                   /* GBytes that the stream did not take yet */
  gsize queued;
  SipgoTimer keep_alive_timer;
};

G_END_DECLS
