/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-native-watch-private.h"

#include <errno.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "libsipgo/net/sipgo-native-socket-private.h"

/* Messages of one dispatch; the rest waits for the next one. */
#define MAX_MESSAGES 64
/* A shorter suspension breaks no connection. */
#define LEAST_SLEEP SIPGO_SECONDS (2)

struct _SipgoNativeWatch
{
  SipgoEnvironment *environment;    /* not owned */
  SipgoNetChangedFunc func;
  gpointer user_data;
  int route_fd;                /* NETLINK_ROUTE; -1: none */
  GSource *route_source;
  int clock_fd;                /* -1: none */
  GSource *clock_source;
  gint64 slept;                /* how long the machine had been suspended when we last looked */
};

/* --- suspension --------------------------------------------------------------------------------------------------- */

/* The timer never fires. The kernel cancels it when the wall clock is set, as it does after each suspension. */
static void
arm_clock (SipgoNativeWatch *self)
{
  struct itimerspec never = { .it_value.tv_sec = sizeof (time_t) > 4 ? (time_t) G_MAXUINT32 : (time_t) G_MAXINT32 };

  timerfd_settime (self->clock_fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL);
}

static void
on_clock (GIOCondition condition, gpointer user_data)
{
  SipgoNativeWatch *self = user_data;
  gint64 slept = sipgo_environment_get_suspended (self->environment);
  gint64 before = self->slept;
  guint64 n_fired;

  (void) !read (self->clock_fd, &n_fired, sizeof n_fired);
  arm_clock (self);
  self->slept = slept;
  if (slept - before >= LEAST_SLEEP)
    self->func (TRUE, self->user_data);
}

/* --- links, addresses, routes ------------------------------------------------------------------------------------- */

static void
on_route (GIOCondition condition, gpointer user_data)
{
  SipgoNativeWatch *self = user_data;
  char message[8192];
  guint n = 0;

  /* ENOBUFS means that messages were lost, so it is one, too. */
  while (n < MAX_MESSAGES && (recv (self->route_fd, message, sizeof message, MSG_TRUNC) >= 0 || errno == ENOBUFS))
    n++;
  if (n > 0)
    self->func (FALSE, self->user_data);
}

static int
open_route_socket (void)
{
  struct sockaddr_nl address = {
    .nl_family = AF_NETLINK,
    .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE,
  };
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);

  if (fd < 0 || bind (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  close (fd);
  return -1;
}

/* --- life --------------------------------------------------------------------------------------------------------- */

SipgoNativeWatch *
sipgo_native_watch_new (SipgoEnvironment *environment, SipgoNetChangedFunc func, gpointer user_data)
{
  SipgoNativeWatch *self = g_new0 (SipgoNativeWatch, 1);

  self->environment = environment;
  self->func = func;
  self->user_data = user_data;
  self->slept = sipgo_environment_get_suspended (self->environment);
  self->route_fd = open_route_socket ();
  if (self->route_fd >= 0)
    self->route_source = sipgo_native_source_new (environment, self->route_fd, G_IO_IN, "sipgo routes", on_route, self);
  self->clock_fd = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (self->clock_fd >= 0)
    {
      arm_clock (self);
      self->clock_source = sipgo_native_source_new (environment, self->clock_fd, G_IO_IN, "sipgo clock", on_clock,
                                                    self);
    }
  return self;
}

void
sipgo_native_watch_free (SipgoNativeWatch *self)
{
  sipgo_clear_source (&self->route_source);
  sipgo_clear_source (&self->clock_source);
  if (self->route_fd >= 0)
    close (self->route_fd);
  if (self->clock_fd >= 0)
    close (self->clock_fd);
  g_free (self);
}

static gboolean
is_useful (const struct ifaddrs *entry)
{
  return entry->ifa_addr && (entry->ifa_flags & (IFF_UP | IFF_RUNNING)) == (IFF_UP | IFF_RUNNING)
         && (entry->ifa_addr->sa_family == AF_INET || entry->ifa_addr->sa_family == AF_INET6);
}

void
sipgo_native_list_addresses (GArray *addresses)
{
  struct ifaddrs *entries, *entry;

  if (getifaddrs (&entries) < 0)
    return;
  for (entry = entries; entry; entry = entry->ifa_next)
    {
      SipgoAddress address = { 0 };

      if (!is_useful (entry))
        continue;
      memcpy (&address, entry->ifa_addr,
              entry->ifa_addr->sa_family == AF_INET ? sizeof address.v4 : sizeof address.v6);
      sipgo_address_set_port (&address, 0);
      if (!sipgo_address_is_loopback (&address) && !sipgo_address_is_link_local (&address))
        g_array_append_val (addresses, address);
    }
  freeifaddrs (entries);
}
