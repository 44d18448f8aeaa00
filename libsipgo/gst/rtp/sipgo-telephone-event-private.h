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
/* One tick. TRUE: packet goes out in place of audio. *finished is the serial of a request that is done with this, or
 * 0. */
gboolean sipgo_event_sender_tick   (SipgoEventSender *self, guint32 timestamp, guint clock_rate,
                                    SipgoEventPacket *packet, guint *finished);

/*
 * Digits on their way in: each is told once, however many of its packets come, or fail to. Packets of one digit share a
 * timestamp; a key that is held longer than the duration can say begins new segments (RFC 4733 section 2.5.1.3).
 */
typedef struct
{
  gboolean known;              /* the fields below are of a digit, told or not */
  gboolean told;
  guint16 seq;                 /* of the newest packet */
  guint16 first_seq;           /* of the digit's first packet that was heard */
  guint32 timestamp;           /* of the segment under way */
  guint8 event;
  guint32 before;              /* clock ticks of the segments before */
  guint16 duration;            /* of this segment */
  guint ticks;                 /* since its first packet */
  guint last_ticks;            /* of these, those until its last packet */
  guint quiet_ticks;           /* since its last packet */

  /* Of the digits that were told under this timestamp, by their event. */
  guint16 told_mask;
  guint16 ended_mask;          /* told by their end */
  guint16 told_duration[SIPGO_N_EVENTS];
} SipgoEventReceiver;

typedef struct
{
  guint8 event;
  guint32 duration;            /* of the event's clock */
  guint n_ticks;               /* where its sender counts no further: how long it sounded, else 0 */
} SipgoHeardEvent;

/* A packet brings out two digits at most: one whose end was lost, and its own. */
#define SIPGO_MAX_HEARD_EVENTS 2

/* Both return how many digits are to be told. */
guint sipgo_event_receiver_take (SipgoEventReceiver *self, guint16 seq, gboolean marker, guint32 timestamp,
                                 const guint8 *payload, gsize size, SipgoHeardEvent heard[SIPGO_MAX_HEARD_EVENTS]);
guint sipgo_event_receiver_tick (SipgoEventReceiver *self, SipgoHeardEvent *heard);

G_END_DECLS
