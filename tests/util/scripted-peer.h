/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-simulated-network-private.h"
#include "libsipgo/transport/sipgo-transport-layer-private.h"

/*
 * A SIP peer on the simulated network that does only what a test tells it, so that a test reads as a flow:
 *
 *   invite = peer_expect (peer, "INVITE");
 *   peer_reply (peer, invite, "180 Ringing\nContact: <sip:bob@10.0.0.2>");
 *   peer_reply (peer, invite, "200 OK\nContact: <sip:bob@10.0.0.2>\nContent-Type: application/sdp\n\n%s", answer);
 *   peer_expect (peer, "ACK");
 *
 * Messages are written with plain line ends, the headers that every message needs left out: those are filled in from
 * the request that is answered, or from the call that is going on. A header that the text has is left as it stands.
 */
typedef struct
{
  SipgoMessage *message;
  SipgoFlow *flow;
  gint64 time;                     /* of arrival, in milliseconds since the mark of the peer */
} PeerMessage;

typedef struct
{
  SipgoEnvironment *environment;
  SipgoTransportLayer *layer;
  SipgoFlow *flow;                 /* for its own requests */
  GPtrArray *received;             /* PeerMessage */
  guint next;                      /* the first one that no peer_expect () has checked */
  gint64 mark;

  /* The current call: taken from the messages that are expected, or set by a test. */
  char *tag;
  char *remote_tag;                /* NULL until known */
  char *call_id;
  char *remote_uri;                /* the Request-URI of its own requests */
  guint cseq;                      /* of its last request */
  guint invite_cseq;
  char *invite_branch;
  guint n_branches;
} Peer;

/* Listens on UDP and TCP at the address, such as "10.0.0.2:5060". */
Peer         *peer_new            (SipgoEnvironment *environment, SipgoSimulatedNetwork *network, const char *address);
void          peer_free           (Peer *self);
/* The target of its own requests: "udp:10.0.0.1:5060". */
void          peer_aim            (Peer *self, const char *target);
/* A new Call-ID, new tags. */
void          peer_new_call       (Peer *self);
void          peer_set_tag        (Peer *self, const char *tag);

/* Waits in virtual time for the next message, which must be the one that is named: "BYE", or "200 INVITE". The message
 * lives as long as the peer. */
SipgoMessage *peer_expect         (Peer *self, const char *what);
/* … and must arrive that many milliseconds after peer_mark (). */
SipgoMessage *peer_expect_at      (Peer *self, const char *what, gint64 milliseconds);
/* Nothing arrives for that many milliseconds. */
void          peer_expect_nothing (Peer *self, gint64 milliseconds);
/* Skips the messages received so far that were not expected. */
void          peer_skip           (Peer *self);
/* The start of the time that peer_expect_at () measures. */
void          peer_mark           (Peer *self);

/* "180 Ringing", further headers, and after an empty line a body. */
void          peer_reply          (Peer *self, SipgoMessage *request, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* "BYE", further headers, and after an empty line a body; "BYE sip:bob@example.com" with another Request-URI. A CANCEL
 * or ACK has the CSeq number of the last INVITE, and a CANCEL its branch too. */
void          peer_send           (Peer *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* The ACK to a final response to its INVITE; with the same branch, unless the response is a 2xx. */
void          peer_acknowledge    (Peer *self, SipgoMessage *response);
/* Sends the bytes unchanged, except for CRLF line ends. */
void          peer_send_raw       (Peer *self, const char *text);

/* The text that peer_expect () compares. */
char         *peer_describe       (SipgoMessage *message);
/* Runs the environment for that many milliseconds. */
void          run_for             (SipgoEnvironment *environment, gint64 milliseconds);
/* Runs it until the condition is true; an error if nothing is left to do before. */
#define RUN_UNTIL(environment, condition) \
  G_STMT_START { \
    while (!(condition)) \
      if (!sipgo_environment_step (environment)) \
        g_error ("%s:%d: nothing happens any more before %s", __FILE__, __LINE__, #condition); \
  } G_STMT_END

/* The first value of a header equals the text; NULL: the header is absent. */
#define assert_header(message, name, text) \
  G_STMT_START { \
    g_autofree char *value_ = sipgo_message_get_header (message, name); \
    g_assert_cmpstr (value_, ==, text); \
  } G_STMT_END
/* The first values of a header are the same in two messages. */
#define assert_same_header(message, other, name) \
  G_STMT_START { \
    g_autofree char *other_ = sipgo_message_get_header (other, name); \
    assert_header (message, name, other_); \
  } G_STMT_END
