/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-native-socket-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libsipgo/base/sipgo-descriptors-private.h"
#include "libsipgo/base/sipgo-error.h"

#define DISCARD_PORT 9

typedef struct
{
  GSource parent;
  SipgoEnvironment *environment;
  gpointer tag;
  SipgoNativeFunc func;
  gpointer user_data;
  const guint *n_waiting;       /* NULL if not used */
} NativeSource;

static gboolean
native_source_prepare (GSource *source, int *timeout)
{
  NativeSource *self = (NativeSource *) source;

  *timeout = -1;
  return self->n_waiting && *self->n_waiting > 0;
}

static gboolean
native_source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  NativeSource *self = (NativeSource *) source;
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_ref (self->environment);
  gboolean entered = sipgo_environment_enter (environment);

  self->func (g_source_query_unix_fd (source, self->tag), self->user_data);
  sipgo_environment_leave (environment, entered);
  return G_SOURCE_CONTINUE;
}

static void
native_source_finalize (GSource *source)
{
  sipgo_environment_unref (((NativeSource *) source)->environment);
}

static GSourceFuncs native_source_funcs = {
  .prepare = native_source_prepare, .dispatch = native_source_dispatch, .finalize = native_source_finalize
};

GSource *
sipgo_native_source_new (SipgoEnvironment *environment, int fd, GIOCondition wanted, const char *name,
                         SipgoNativeFunc func, gpointer user_data)
{
  GSource *source = g_source_new (&native_source_funcs, sizeof (NativeSource));
  NativeSource *self = (NativeSource *) source;

  self->environment = sipgo_environment_ref (environment);
  self->tag = g_source_add_unix_fd (source, fd, wanted);
  self->func = func;
  self->user_data = user_data;
  g_source_set_name (source, name);
  /* A signal handler may run a main loop of its own, and messages have to arrive during that time. Besides, for a
   * source that may not recurse GLib removes the descriptor from the poll set during each dispatch, which costs three
   * system calls. */
  g_source_set_can_recurse (source, TRUE);
  g_source_attach (source, sipgo_environment_get_context (environment));
  return source;
}

void
sipgo_native_source_want (GSource *source, GIOCondition wanted)
{
  g_source_modify_unix_fd (source, ((NativeSource *) source)->tag, wanted);
}

void
sipgo_native_source_set_waiting (GSource *source, const guint *n_waiting)
{
  ((NativeSource *) source)->n_waiting = n_waiting;
}

int
sipgo_native_socket (const SipgoAddress *address, int type, GError **error)
{
  int on = 1;
  int fd = socket (address->any.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  if (fd < 0)
    {
      int code = errno;
      const char *what = sipgo_address_is_ipv6 (address) ? "No IPv6 socket could be made"
                                                         : "No IPv4 socket could be made";

      if (sipgo_is_lack_of_resources (code))
        sipgo_set_descriptor_error (error, code, what);
      else
        g_set_error (error, SIPGO_ERROR, code == EAFNOSUPPORT ? SIPGO_ERROR_UNSUPPORTED : SIPGO_ERROR_UNREACHABLE,
                     "%s: %s", what, g_strerror (code));
      return -1;
    }
  /* [::] would otherwise take 0.0.0.0 too, and peers would show as ::ffff:192.0.2.1. */
  if (sipgo_address_is_ipv6 (address))
    setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  return fd;
}

static void
set_bind_error (GError **error, const char *protocol, const SipgoAddress *address, int code)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  sipgo_address_format (address, text);
  if (code == EADDRINUSE)
    g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_ADDRESS_IN_USE,
                 "Another program listens on %s:%s: end it, or listen on another port (port 0 takes a free one)",
                 protocol, text);
  else if (code == EADDRNOTAVAIL)
    g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                 "%s:%s is not an address of this machine: listen on one of its own, or on all with 0.0.0.0 or [::]",
                 protocol, text);
  else if (code == EACCES)
    g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                 "This user is not allowed to listen on %s:%s: use a port above 1023", protocol, text);
  else
    g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                 "Listening on %s:%s is not possible: %s", protocol, text, g_strerror (code));
}

gboolean
sipgo_native_bind_socket (int fd, int type, const SipgoAddress *address, SipgoAddress *bound, GError **error)
{
  gboolean is_stream = type == SOCK_STREAM;
  socklen_t size = sizeof *bound;

  if (bind (fd, &address->any, sipgo_address_get_size (address)) == 0
      && getsockname (fd, &bound->any, &size) == 0
      && (!is_stream || listen (fd, SOMAXCONN) == 0))
    return TRUE;
  set_bind_error (error, is_stream ? "tcp" : "udp", address, errno);
  return FALSE;
}

void
sipgo_native_set_error (GError **error, const SipgoAddress *remote, int code)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "%s cannot be reached: %s",
               sipgo_address_format (remote, text), g_strerror (code));
}

gboolean
sipgo_native_probe_local (const SipgoAddress *remote, SipgoAddress *local)
{
  SipgoAddress address = *remote;
  socklen_t size = sizeof *local;
  int fd = sipgo_native_socket (remote, SOCK_DGRAM, NULL);
  gboolean found;

  if (fd < 0)
    return FALSE;
  /* connect () on a UDP socket sends nothing, but needs a port other than 0. */
  if (sipgo_address_get_port (&address) == 0)
    sipgo_address_set_port (&address, DISCARD_PORT);
  found = connect (fd, &address.any, sipgo_address_get_size (&address)) == 0
          && getsockname (fd, &local->any, &size) == 0;
  close (fd);
  return found;
}
