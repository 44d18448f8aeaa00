/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIPGO_EVENT_SIZE 4     /* octets of a telephone-event in a packet */
#define SIPGO_N_EVENTS   16

/* Digits on their way out (RFC 4733): one packet a tick while a digit sounds, three that say it has ended. */
typedef struct
{
  guint8 event;
  guint16 n_ticks;
  guint16 gap_ticks;
  guint serial;                /* of the request; told when its last digit has been sent */
  gboolean last;
} SipgoEvent;

typedef struct
{
  GArray *queue;               /* of SipgoEvent; NULL while empty */
  SipgoEvent now;
  gboolean active;
  guint ticks;                 /* of the digit under way */
  guint n_ends;
  guint gap_left;
  guint32 timestamp;
  guint duration;
} SipgoEventSender;

typedef struct
{
  guint8 payload[SIPGO_EVENT_SIZE];
  guint32 timestamp;
  gboolean marker;
} SipgoEventPacket;

void     sipgo_event_sender_add    (SipgoEventSender *self, const SipgoEvent *event);
void     sipgo_event_sender_cancel (SipgoEventSender *self, guint serial);
/* The digit under way ends with the next packet. */
void     sipgo_event_sender_release (SipgoEventSender *self);
void     sipgo_event_sender_clear  (SipgoEventSender *self);
/* One tick. TRUE: packet goes out in place of audio. *finished is the serial of a request that is done with this, or 0. */
gboolean sipgo_event_sender_tick   (SipgoEventSender *self, guint32 timestamp, guint clock_rate, SipgoEventPacket *packet, guint *finished);

/* Digits on their way in: each is told once, however many of its packets come, or fail to. */
typedef struct
{
  gboolean known;              /* the fields below are of a digit, told or not */
  gboolean told;
  guint32 timestamp;
  guint8 event;
  guint16 duration;
  guint quiet_ticks;           /* since its last packet */
} SipgoEventReceiver;

typedef struct
{
  guint8 event;
  guint16 duration;            /* of the event's clock */
} SipgoHeardEvent;

/* Both return whether a digit is to be told. */
gboolean sipgo_event_receiver_take  (SipgoEventReceiver *self, guint32 timestamp, const guint8 *payload, gsize size, SipgoHeardEvent *heard);
gboolean sipgo_event_receiver_tick  (SipgoEventReceiver *self, SipgoHeardEvent *heard);

G_END_DECLS
