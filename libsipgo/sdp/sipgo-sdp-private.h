/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIPGO_SDP_CONTENT_TYPE "application/sdp"

/* What a description may hold: more is refused, so that a hostile one costs little. */
#define SIPGO_SDP_MAX_SIZE    65536
#define SIPGO_SDP_MAX_LINES   512
#define SIPGO_SDP_MAX_MEDIA   64
#define SIPGO_SDP_MAX_FORMATS 64     /* of one m= line; more are not read */

/* Seen from the side whose description it is. */
typedef enum {
  SIPGO_SDP_INACTIVE = 0,
  SIPGO_SDP_SENDONLY = 1 << 0,
  SIPGO_SDP_RECVONLY = 1 << 1,
  SIPGO_SDP_SENDRECV = SIPGO_SDP_SENDONLY | SIPGO_SDP_RECVONLY,
} SipgoSdpDirection;

/* What the c= line says of where a stream is. */
typedef enum {
  SIPGO_SDP_NETWORK_NONE,      /* there is none that can be read */
  SIPGO_SDP_NETWORK_IP4,
  SIPGO_SDP_NETWORK_IP6,
  SIPGO_SDP_NETWORK_UNKNOWN,   /* one that is not the Internet */
} SipgoSdpNetwork;

/* A line as it came: i=, u=, e=, p=, c=, b=, r=, z=, k= or a=. */
typedef struct
{
  const char *name;            /* of the attribute or of the bandwidth's type; NULL in the other lines */
  const char *value;           /* NULL: an attribute that is a flag */
  char type;                   /* 'a' */
} SipgoSdpLine;

/* Those of the session or of one m= line, in their order. */
typedef struct
{
  const SipgoSdpLine *lines;
  guint n;
} SipgoSdpLines;

/* A payload type and what the rtpmap and fmtp lines say of it. */
typedef struct
{
  const char *name;            /* NULL without rtpmap */
  const char *parameters;      /* of the fmtp line, or NULL */
  guint clock_rate;
  guint8 channels;
  guint8 payload_type;
} SipgoSdpFormat;

typedef struct
{
  const char *type;            /* "audio" */
  const char *proto;           /* "RTP/AVP" */
  const char *format_list;     /* as it stands in the m= line */
  const char *address;         /* of its c= line or the session's, may be a name; NULL without either */
  SipgoSdpNetwork network;
  SipgoSdpFormat *formats;     /* of a line of RTP: what of the list is a payload type */
  guint n_formats;
  guint16 port;
  gboolean broken;             /* the m= line cannot be used; what it should say is made up for the answer */
  guint16 rtcp_port;           /* 0 without a=rtcp */
  guint16 ptime;               /* 0: not given; the session's holds for its media */
  guint16 maxptime;
  SipgoSdpDirection direction;
  gboolean rtcp_mux;
  SipgoSdpLines lines;         /* all of them, those too that the fields above are read from */
} SipgoSdpMedia;

/*
 * A session description of RFC 8866: every m= line and, below each and above them all, every line that is whole. The
 * fields are what is understood of the lines. All text lives in one block.
 */
typedef struct
{
  gboolean has_origin;
  const char *user;            /* of the o= line, like the next three; each NULL where it is missing */
  const char *id;
  const char *version;
  const char *origin_address;
  const char *name;
  const char *address;         /* of the session's c= line, or NULL */
  SipgoSdpNetwork network;
  guint16 ptime;
  guint16 maxptime;
  guint n_times;
  char *time_lines;            /* the t= lines as they are written; NULL: t=0 0 */
  guint bandwidth;             /* kbit/s of the session's b=AS line, or 0 */
  SipgoSdpDirection direction;
  SipgoSdpMedia *media;
  guint n_media;
  SipgoSdpLines lines;         /* of the session */

  char *text;
  SipgoSdpLine *all_lines;     /* of the session and of the media */
} SipgoSdp;

void      sipgo_sdp_free      (SipgoSdp *self);

/* The value of the first attribute of this name, "" where it is a flag; NULL without one. Names are
 * case-significant. */
const char *sipgo_sdp_lines_get_attribute  (const SipgoSdpLines *self, const char *name);
/* The value of the next one from place on, which begins with 0 and is moved behind it; NULL where there is none
 * left. */
const char *sipgo_sdp_lines_next_attribute (const SipgoSdpLines *self, const char *name, guint *place);
/* What holds for an m= line: its own attribute, or else the session's. */
const char *sipgo_sdp_get_attribute        (const SipgoSdp *self, const SipgoSdpMedia *media, const char *name);

/* In upper or lower case; nearly always it is written as it should be, or is another word from its first letter on. */
static inline gboolean
sipgo_sdp_is_word (const char *text, const char *word)
{
  if (((text[0] ^ word[0]) & ~0x20) != 0)
    return FALSE;
  return g_str_equal (text, word) || g_ascii_strcasecmp (text, word) == 0;
}

SipgoSdpDirection sipgo_sdp_direction_reverse (SipgoSdpDirection direction);
/* Whether nothing can be sent there: as a call was put on hold by RFC 2543, or a name in .invalid (RFC 6157 section
 * 5). */
gboolean  sipgo_sdp_address_is_null (const char *address);
gboolean  sipgo_sdp_address_is_multicast (const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoSdp, sipgo_sdp_free)

G_END_DECLS
