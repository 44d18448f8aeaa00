/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/thread/sipgo-media-thread-private.h"
#include "libsipgo/net/sipgo-address-private.h"

G_BEGIN_DECLS

typedef enum {
  SIPGO_PACKET_RTP,
  SIPGO_PACKET_RTCP,
  SIPGO_PACKET_N_CHANNELS
} SipgoPacketChannel;

/*
 * A port sends and receives the packets of one stream. The endpoint does not know how: by a pair of UDP sockets, or by
 * something else, such as ICE.
 *
 * Made and freed in the main thread, while the media thread does not use the port. The rest is for the media thread.
 */
typedef struct _SipgoRtpPort SipgoRtpPort;

typedef struct
{
  /* Makes the media thread watch the descriptors of the port for the client, each under a channel. Only the port knows
   * what its channels mean. Any thread. */
  void   (*watch)   (SipgoRtpPort *self, SipgoMediaThread *thread, gpointer client);
  /* Reads the next packet of the channel, RTP or RTCP. Returns its size; 0 for a packet that is not for the endpoint;
   * negative if there is none. Never waits. */
  gssize (*receive) (SipgoRtpPort *self, guint channel, guint8 *data, gsize size, SipgoAddress *from);
  /* A packet that cannot be sent is dropped. */
  void   (*send)    (SipgoRtpPort *self, SipgoPacketChannel channel, const guint8 *data, gsize size,
                     const SipgoAddress *to);
  void   (*free)    (SipgoRtpPort *self);
} SipgoRtpPortClass;

struct _SipgoRtpPort
{
  const SipgoRtpPortClass *klass;
  SipgoAddress local[SIPGO_PACKET_N_CHANNELS];   /* the bound addresses; both equal if RTCP has no port of its own */
};

static inline void
sipgo_rtp_port_watch (SipgoRtpPort *self, SipgoMediaThread *thread, gpointer client)
{
  self->klass->watch (self, thread, client);
}

static inline gssize
sipgo_rtp_port_receive (SipgoRtpPort *self, guint channel, guint8 *data, gsize size, SipgoAddress *from)
{
  return self->klass->receive (self, channel, data, size, from);
}

static inline void
sipgo_rtp_port_send (SipgoRtpPort *self, SipgoPacketChannel channel, const guint8 *data, gsize size,
                     const SipgoAddress *to)
{
  self->klass->send (self, channel, data, size, to);
}

static inline guint16
sipgo_rtp_port_get_number (SipgoRtpPort *self)
{
  return (guint16) sipgo_address_get_port (&self->local[SIPGO_PACKET_RTP]);
}

static inline void
sipgo_rtp_port_free (SipgoRtpPort *self)
{
  self->klass->free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoRtpPort, sipgo_rtp_port_free)

G_END_DECLS
