/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIPGO_SDP_CONTENT_TYPE "application/sdp"

/* Limits of a session description. A larger one is refused, so that an attacker cannot cost us much time or memory. */
#define SIPGO_SDP_MAX_SIZE    65536
#define SIPGO_SDP_MAX_LINES   512
#define SIPGO_SDP_MAX_MEDIA   64
#define SIPGO_SDP_MAX_FORMATS 64     /* of one m= line; further ones are not read */

/* The payload types below are those of RFC 3551 6; these and larger ones are explained by a=rtpmap. */
#define SIPGO_SDP_FIRST_DYNAMIC 96

/* Seen from the side that sends the description. */
typedef enum {
  SIPGO_SDP_INACTIVE = 0,
  SIPGO_SDP_SENDONLY = 1 << 0,
  SIPGO_SDP_RECVONLY = 1 << 1,
  SIPGO_SDP_SENDRECV = SIPGO_SDP_SENDONLY | SIPGO_SDP_RECVONLY,
} SipgoSdpDirection;

/* The network and address type of a c= line. */
typedef enum {
  SIPGO_SDP_NETWORK_NONE,      /* there is no readable c= line */
  SIPGO_SDP_NETWORK_IP4,
  SIPGO_SDP_NETWORK_IP6,
  SIPGO_SDP_NETWORK_UNKNOWN,   /* not "IN IP4" or "IN IP6" */
} SipgoSdpNetwork;

/* A line as received: i=, u=, e=, p=, c=, b=, r=, z=, k= or a=. */
typedef struct
{
  const char *name;            /* of the attribute or the bandwidth type; NULL in other lines */
  const char *value;           /* NULL: a flag, such as a=sendrecv */
  char type;                   /* such as 'a' */
} SipgoSdpLine;

/* The lines of the session or of one m= line, in order. */
typedef struct
{
  const SipgoSdpLine *lines;
  guint n;
} SipgoSdpLines;

/* A payload type with its a=rtpmap and a=fmtp. */
typedef struct
{
  const char *name;            /* NULL without a=rtpmap */
  const char *parameters;      /* of a=fmtp, or NULL */
  guint clock_rate;
  guint8 channels;
  guint8 payload_type;
} SipgoSdpFormat;

typedef struct
{
  const char *type;            /* such as "audio" */
  const char *proto;           /* such as "RTP/AVP" */
  const char *format_list;     /* as received in the m= line */
  const char *address;         /* of its own c= line or the session's, may be a host name; NULL without either */
  SipgoSdpNetwork network;
  SipgoSdpFormat *formats;     /* the payload types of the list, if proto is an RTP profile */
  guint n_formats;
  guint16 port;
  gboolean broken;             /* the m= line cannot be used; unreadable words are replaced, for the answer */
  guint16 rtcp_port;           /* 0 without a=rtcp */
  guint16 ptime;               /* of its own attribute or the session's, in ms; 0: not given */
  guint16 maxptime;
  SipgoSdpDirection direction;
  gboolean rtcp_mux;
  SipgoSdpLines lines;         /* all lines, including those from which the fields above were read */
} SipgoSdpMedia;

/*
 * A session description (RFC 8866): the lines of the session, the m= lines and the lines of each of them. Broken lines
 * are left out. The fields are the parsed values. All text is in one block of memory.
 */
typedef struct
{
  gboolean has_origin;
  const char *user;            /* of the o= line, like the next three; NULL if missing */
  const char *id;
  const char *version;
  const char *origin_address;
  const char *name;
  const char *address;         /* of the session's c= line, or NULL */
  SipgoSdpNetwork network;
  guint16 ptime;
  guint16 maxptime;
  guint n_times;
  char *time_lines;            /* the t= lines; NULL: t=0 0 */
  guint bandwidth;             /* of the session's b=AS line, in kbit/s; 0: none */
  SipgoSdpDirection direction;
  SipgoSdpMedia *media;
  guint n_media;
  SipgoSdpLines lines;         /* of the session */

  char *text;
  SipgoSdpLine *all_lines;     /* of the session and of the media */
} SipgoSdp;

void      sipgo_sdp_free      (SipgoSdp *self);

/* The value of the first attribute with this name, "" for a flag; NULL if there is none. Names are case-sensitive. */
const char *sipgo_sdp_lines_get_attribute  (const SipgoSdpLines *self, const char *name);
/* The value of the next attribute with this name; NULL at the end. *place is 0 for the first call, and is moved on. */
const char *sipgo_sdp_lines_next_attribute (const SipgoSdpLines *self, const char *name, guint *place);
/* The attribute of the m= line, or else of the session; NULL without either. */
const char *sipgo_sdp_get_attribute        (const SipgoSdp *self, const SipgoSdpMedia *media, const char *name);

/* Compares in upper or lower case. Fast for the usual cases: equal, or different in the first letter. */
static inline gboolean
sipgo_sdp_is_word (const char *text, const char *word)
{
  if (((text[0] ^ word[0]) & ~0x20) != 0)
    return FALSE;
  return g_str_equal (text, word) || g_ascii_strcasecmp (text, word) == 0;
}

SipgoSdpDirection sipgo_sdp_direction_reverse (SipgoSdpDirection direction);
/* Whether nothing can be sent to the address: 0.0.0.0 or ::, which is hold by RFC 2543, or a name under .invalid
 * (RFC 6157 5). */
gboolean  sipgo_sdp_address_is_null (const char *address);
gboolean  sipgo_sdp_address_is_multicast (const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoSdp, sipgo_sdp_free)

G_END_DECLS
