/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <netinet/in.h>

G_BEGIN_DECLS

typedef enum {
  SIPGO_PACKET_RTP,
  SIPGO_PACKET_RTCP,
  SIPGO_PACKET_N_CHANNELS
} SipgoPacketChannel;

/* family AF_UNSPEC: none. */
typedef union
{
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
} SipgoPacketAddress;

gboolean sipgo_packet_address_parse     (SipgoPacketAddress *self, const char *text, guint16 port);
gboolean sipgo_packet_address_equal     (const SipgoPacketAddress *a, const SipgoPacketAddress *b);
gboolean sipgo_packet_address_same_host (const SipgoPacketAddress *a, const SipgoPacketAddress *b);

static inline gboolean
sipgo_packet_address_is_set (const SipgoPacketAddress *self)
{
  return self->any.sa_family != AF_UNSPEC;
}

/* The network of a virtual media thread: packets arrive with the next tick, unless the filter says otherwise. */
typedef struct _SipgoPacketHub SipgoPacketHub;
/* Ticks of delay, or -1 to lose the packet. */
typedef int (*SipgoPacketHubFilter) (const guint8 *data, gsize size, gpointer user_data);

SipgoPacketHub *sipgo_packet_hub_new        (void);
void            sipgo_packet_hub_free       (SipgoPacketHub *self);
void            sipgo_packet_hub_advance    (SipgoPacketHub *self);
void            sipgo_packet_hub_set_filter (SipgoPacketHub *self, SipgoPacketHubFilter filter, gpointer user_data);

/* Where the packets of one call go and come from: two UDP sockets side by side, or two queues in memory. */
typedef struct _SipgoPacketPort SipgoPacketPort;

SipgoPacketPort *sipgo_packet_port_new_udp    (const char *local_address, guint port_min, guint port_max,
                                               GError **error);
SipgoPacketPort *sipgo_packet_port_new_memory (SipgoPacketHub *hub);
void             sipgo_packet_port_free       (SipgoPacketPort *self);

guint16          sipgo_packet_port_get_number (SipgoPacketPort *self);
const int       *sipgo_packet_port_get_fds    (SipgoPacketPort *self);

gssize           sipgo_packet_port_receive    (SipgoPacketPort *self, SipgoPacketChannel channel, guint8 *data,
                                               gsize size, SipgoPacketAddress *from);
void             sipgo_packet_port_send       (SipgoPacketPort *self, SipgoPacketChannel channel, const guint8 *data,
                                               gsize size, const SipgoPacketAddress *to);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoPacketPort, sipgo_packet_port_free)

G_END_DECLS
