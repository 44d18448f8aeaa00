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
 * Where the packets of one stream go and come from. The endpoint knows nothing of what is below: a pair of UDP sockets,
 * or whatever else finds a way to the peer.
 *
 * Made and freed in the main thread, when the media thread knows nothing of it; the rest belongs to the media thread.
 */
typedef struct _SipgoRtpPort SipgoRtpPort;

typedef struct
{
  /* Has the media thread watch what the port reads from, on behalf of the client: any number of channels, which only
   * the port knows the meaning of. Any thread. */
  void   (*watch)   (SipgoRtpPort *self, SipgoMediaThread *thread, gpointer client);
  /* The next packet of what is watched under the channel, RTP or RTCP. 0: one came that is nothing for the endpoint;
   * negative: there is none. Never waits. */
  gssize (*receive) (SipgoRtpPort *self, guint channel, guint8 *data, gsize size, SipgoAddress *from);
  /* What cannot be sent is lost, as on the way. */
  void   (*send)    (SipgoRtpPort *self, SipgoPacketChannel channel, const guint8 *data, gsize size,
                     const SipgoAddress *to);
  void   (*free)    (SipgoRtpPort *self);
} SipgoRtpPortClass;

struct _SipgoRtpPort
{
  const SipgoRtpPortClass *klass;
  SipgoAddress local[SIPGO_PACKET_N_CHANNELS];   /* where it is bound; the same twice without a port for RTCP */
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

static inline gboolean
sipgo_address_is_set (const SipgoAddress *self)
{
  return self->any.sa_family != AF_UNSPEC;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoRtpPort, sipgo_rtp_port_free)

G_END_DECLS
