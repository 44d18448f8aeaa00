/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-native-tcp-private.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libsipgo/net/sipgo-native-socket-private.h"

#define READ_SIZE 16384
/* Reads, and new connections, in one dispatch: other sources of the main loop must not wait too long. */
#define MAX_READS 4
#define MAX_ACCEPTS 16
/* How long no connections are accepted when there are no file descriptors left. */
#define ACCEPT_PAUSE SIPGO_SECONDS (1)
/* For a peer that has disappeared: keep-alive probes after this time without data, and the connection is closed when
 * data are not acknowledged for USER_TIMEOUT_MS. */
#define KEEP_ALIVE_SECONDS 60
#define USER_TIMEOUT_MS 32000

typedef struct
{
  SipgoStream parent;
  gint ref_count;           /* one for the owner, one while receiving */
  int fd;                   /* -1: closed */
  GSource *source;
} NativeStream;

typedef struct
{
  SipgoStreamListener parent;
  SipgoEnvironment *environment;
  gint ref_count;
  int fd;
  GSource *source;
  SipgoTimer pause;
} NativeListener;

static void
native_stream_unref (NativeStream *self)
{
  if (--self->ref_count == 0)
    g_free (self);
}

int
sipgo_native_tcp_steal (SipgoStream *stream)
{
  NativeStream *self = (NativeStream *) stream;
  int fd = self->fd;

  g_source_destroy (self->source);
  g_source_unref (self->source);
  self->fd = -1;
  native_stream_unref (self);
  return fd;
}

static void
native_stream_free (SipgoStream *stream)
{
  close (sipgo_native_tcp_steal (stream));
}

static gssize
native_stream_write (SipgoStream *stream, const char *data, gsize length, GError **error)
{
  NativeStream *self = (NativeStream *) stream;
  gssize n;

  if (stream->is_connecting)
    return 0;
  do
    n = send (self->fd, data, length, MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  if (n < 0 && errno != EAGAIN)
    {
      sipgo_native_set_error (error, &stream->remote, errno);
      return -1;
    }
  n = MAX (n, 0);
  if ((gsize) n < length)
    sipgo_native_source_want (self->source, G_IO_IN | G_IO_OUT);
  return n;
}

static void
native_stream_finish (SipgoStream *stream)
{
  shutdown (((NativeStream *) stream)->fd, SHUT_WR);
}

static const SipgoStreamClass native_stream_class = {
  .write = native_stream_write,
  .finish = native_stream_finish,
  .free = native_stream_free,
};

static void
report_closed (NativeStream *self, int code)
{
  g_autoptr (GError) error = NULL;

  if (code != 0)
    sipgo_native_set_error (&error, &self->parent.remote, code);
  self->parent.funcs->closed (error, self->parent.user_data);
}

static void
finish_connecting (NativeStream *self)
{
  int code = 0;
  socklen_t size = sizeof code;

  if (getsockopt (self->fd, SOL_SOCKET, SO_ERROR, &code, &size) < 0)
    code = errno;
  if (code != 0)
    {
      report_closed (self, code);
      return;
    }
  self->parent.is_connecting = FALSE;
  sipgo_native_source_want (self->source, G_IO_IN);
  self->parent.funcs->connected (self->parent.user_data);
}

static void
read_some (NativeStream *self)
{
  char data[READ_SIZE];
  gssize n = sizeof data;
  guint i;

  for (i = 0; i < MAX_READS && n == sizeof data && self->fd >= 0; i++)
    {
      n = recv (self->fd, data, sizeof data, 0);
      if (n > 0)
        self->parent.funcs->received (data, n, self->parent.user_data);
      else if (n == 0)
        report_closed (self, 0);
      else if (errno != EAGAIN && errno != EINTR)
        report_closed (self, errno);
    }
}

static void
native_stream_ready (GIOCondition condition, gpointer user_data)
{
  NativeStream *self = user_data;

  self->ref_count++;
  if (self->parent.is_connecting)
    {
      finish_connecting (self);
    }
  else
    {
      if (condition & G_IO_OUT)
        {
          sipgo_native_source_want (self->source, G_IO_IN);
          self->parent.funcs->writable (self->parent.user_data);
        }
      if (self->fd >= 0 && (condition & (G_IO_IN | G_IO_HUP | G_IO_ERR)))
        read_some (self);
      else if (self->fd >= 0 && self->parent.n_waiting > 0)
        self->parent.funcs->received ("", 0, self->parent.user_data);
    }
  native_stream_unref (self);
}

static void
set_options (int fd)
{
  int on = 1;
  int idle = KEEP_ALIVE_SECONDS;
  int user_timeout = USER_TIMEOUT_MS;

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt (fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  setsockopt (fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
  setsockopt (fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &user_timeout, sizeof user_timeout);
}

static SipgoStream *
native_stream_new (SipgoEnvironment *environment, int fd, const SipgoAddress *remote, gboolean connected)
{
  NativeStream *self = g_new0 (NativeStream, 1);
  socklen_t size = sizeof self->parent.local;

  set_options (fd);
  self->parent.klass = &native_stream_class;
  self->parent.remote = *remote;
  if (getsockname (fd, &self->parent.local.any, &size) < 0)
    sipgo_address_parse (&self->parent.local, sipgo_address_is_ipv6 (remote) ? "::1" : "127.0.0.1", 0);
  self->ref_count = 1;
  self->fd = fd;
  self->parent.is_connecting = !connected;
  self->source = sipgo_native_source_new (environment, fd, connected ? G_IO_IN : G_IO_OUT, "sipgo tcp",
                                          native_stream_ready, self);
  sipgo_native_source_set_waiting (self->source, &self->parent.n_waiting);
  return &self->parent;
}

SipgoStream *
sipgo_native_tcp_connect (SipgoEnvironment *environment, const SipgoAddress *remote, GError **error)
{
  int fd = sipgo_native_socket (remote, SOCK_STREAM, error);

  if (fd < 0)
    return NULL;
  if (connect (fd, &remote->any, sipgo_address_get_size (remote)) < 0 && errno != EINPROGRESS)
    {
      sipgo_native_set_error (error, remote, errno);
      close (fd);
      return NULL;
    }
  return native_stream_new (environment, fd, remote, FALSE);
}

static void
native_listener_unref (NativeListener *self)
{
  if (--self->ref_count > 0)
    return;
  sipgo_environment_unref (self->environment);
  g_free (self);
}

static void
native_listener_free (SipgoStreamListener *listener)
{
  NativeListener *self = (NativeListener *) listener;

  sipgo_environment_cancel_timer (self->environment, &self->pause);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->fd);
  self->fd = -1;
  native_listener_unref (self);
}

static void
resume (gpointer user_data)
{
  sipgo_native_source_want (((NativeListener *) user_data)->source, G_IO_IN);
}

/* A connection that cannot be accepted stays in the queue and would wake the main loop again at once. */
static void
pause_accepting (NativeListener *self)
{
  sipgo_native_source_want (self->source, 0);
  sipgo_environment_set_timer (self->environment, &self->pause, ACCEPT_PAUSE, resume, self);
}

static void
native_listener_ready (GIOCondition condition, gpointer user_data)
{
  NativeListener *self = user_data;
  guint i;

  self->ref_count++;
  for (i = 0; i < MAX_ACCEPTS && self->fd >= 0; i++)
    {
      SipgoAddress remote = { 0 };
      socklen_t size = sizeof remote;
      int fd = accept4 (self->fd, &remote.any, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);

      if (fd >= 0)
        {
          self->parent.accepted (native_stream_new (self->environment, fd, &remote, TRUE), self->parent.user_data);
          continue;
        }
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
        pause_accepting (self);
      if (errno != ECONNABORTED && errno != EINTR)
        break;
    }
  native_listener_unref (self);
}

SipgoStreamListener *
sipgo_native_tcp_listen (SipgoEnvironment *environment, const SipgoAddress *address, GError **error)
{
  int on = 1;
  SipgoAddress bound = { 0 };
  NativeListener *self;
  int fd = sipgo_native_socket (address, SOCK_STREAM, error);

  if (fd < 0)
    return NULL;
  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (!sipgo_native_bind_socket (fd, SOCK_STREAM, address, &bound, error))
    {
      close (fd);
      return NULL;
    }
  self = g_new0 (NativeListener, 1);
  self->parent.free = native_listener_free;
  self->parent.local = bound;
  self->environment = sipgo_environment_ref (environment);
  self->ref_count = 1;
  self->fd = fd;
  self->source = sipgo_native_source_new (environment, fd, G_IO_IN, "sipgo tcp listener", native_listener_ready, self);
  return &self->parent;
}
