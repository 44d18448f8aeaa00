/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIPGO_DTMF_EVENT_SIZE 4     /* octets of a telephone-event in a packet */
#define SIPGO_DTMF_N_EVENTS   16

/* Sending of digits as telephone-events (RFC 4733): one packet for each tick while the digit sounds, then three with
 * the end bit (2.5.1.4). */
typedef struct
{
  guint8 event;
  guint16 n_ticks;
  guint16 gap_ticks;
  guint serial;                /* of the request that the digit belongs to */
  gboolean last;               /* the last digit of its request */
} SipgoDtmfEvent;

typedef struct
{
  GArray *queue;               /* of SipgoDtmfEvent; NULL while empty */
  SipgoDtmfEvent now;
  gboolean active;
  guint ticks;                 /* of the present digit */
  guint n_ends;
  guint gap_left;
  guint32 timestamp;
  guint duration;
} SipgoDtmfEventSender;

typedef struct
{
  guint8 payload[SIPGO_DTMF_EVENT_SIZE];
  guint32 timestamp;
  gboolean marker;
} SipgoDtmfEventPacket;

void     sipgo_dtmf_event_sender_add     (SipgoDtmfEventSender *self, const SipgoDtmfEvent *event);
void     sipgo_dtmf_event_sender_cancel  (SipgoDtmfEventSender *self, guint serial);
/* Ends the present digit with the next packet. */
void     sipgo_dtmf_event_sender_release (SipgoDtmfEventSender *self);
void     sipgo_dtmf_event_sender_clear   (SipgoDtmfEventSender *self);
/* One tick. TRUE if packet is to be sent in place of audio. *finished is the serial of the request whose last digit has
 * now been sent, or 0. */
gboolean sipgo_dtmf_event_sender_tick    (SipgoDtmfEventSender *self, guint32 timestamp, guint clock_rate,
                                          SipgoDtmfEventPacket *packet, guint *finished);

/*
 * Receiving of telephone-events: each digit is reported once, however many of its packets arrive or are lost. All
 * packets of a digit have the same timestamp. A digit that is longer than the duration field can hold goes on in a new
 * segment with a new timestamp (RFC 4733 2.5.1.3).
 */
typedef struct
{
  gboolean known;              /* a digit was received, and the fields below are set */
  gboolean told;               /* the digit was reported */
  guint16 seq;                 /* of the newest packet */
  guint16 first_seq;           /* of the digit's first packet that arrived */
  guint32 timestamp;           /* of the present segment */
  guint8 event;
  guint32 before;              /* length of the earlier segments, in units of the RTP clock */
  guint16 duration;            /* of this segment */
  guint ticks;                 /* since the digit's first packet */
  guint last_ticks;            /* of these, those until its last packet */
  guint quiet_ticks;           /* since its last packet */

  /* The digits that were reported under this timestamp; bit n for event n. */
  guint16 told_mask;
  guint16 ended_mask;          /* of these, those whose end bit arrived */
  guint16 told_duration[SIPGO_DTMF_N_EVENTS];
} SipgoDtmfEventReceiver;

typedef struct
{
  guint8 event;
  guint32 duration;            /* in units of the RTP clock */
  guint n_ticks;               /* if the duration stopped at its maximum: how long the digit sounded; else 0 */
} SipgoDtmfHeardEvent;

/* A packet completes at most two digits: an earlier one whose end was lost, and its own. */
#define SIPGO_DTMF_MAX_HEARD 2

/* Both return the number of digits to report. */
guint sipgo_dtmf_event_receiver_take (SipgoDtmfEventReceiver *self, guint16 seq, gboolean marker, guint32 timestamp,
                                      const guint8 *payload, gsize size,
                                      SipgoDtmfHeardEvent heard[SIPGO_DTMF_MAX_HEARD]);
guint sipgo_dtmf_event_receiver_tick (SipgoDtmfEventReceiver *self, SipgoDtmfHeardEvent *heard);

G_END_DECLS
