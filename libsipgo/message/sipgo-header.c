/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-header-private.h"

#include <string.h>

#define NAME(text, ...) { text, sizeof text - 1, { __VA_ARGS__ } }

/* The names, and the letter of those that have a compact form (RFC 3261 7.3.3, and what IANA has registered since). */
static const struct
{
  const char *text;
  gsize length;
  char compact[2];           /* the letter as text; empty without one */
} names[SIPGO_N_HEADERS] = {
  [SIPGO_HEADER_ACCEPT] = NAME ("Accept"),
  [SIPGO_HEADER_ACCEPT_CONTACT] = NAME ("Accept-Contact", 'a'),
  [SIPGO_HEADER_ACCEPT_ENCODING] = NAME ("Accept-Encoding"),
  [SIPGO_HEADER_ALLOW] = NAME ("Allow"),
  [SIPGO_HEADER_ALLOW_EVENTS] = NAME ("Allow-Events", 'u'),
  [SIPGO_HEADER_AUTHORIZATION] = NAME ("Authorization"),
  [SIPGO_HEADER_CALL_ID] = NAME ("Call-ID", 'i'),
  [SIPGO_HEADER_CONTACT] = NAME ("Contact", 'm'),
  [SIPGO_HEADER_CONTENT_DISPOSITION] = NAME ("Content-Disposition"),
  [SIPGO_HEADER_CONTENT_ENCODING] = NAME ("Content-Encoding", 'e'),
  [SIPGO_HEADER_CONTENT_LENGTH] = NAME ("Content-Length", 'l'),
  [SIPGO_HEADER_CONTENT_TYPE] = NAME ("Content-Type", 'c'),
  [SIPGO_HEADER_CSEQ] = NAME ("CSeq"),
  [SIPGO_HEADER_DATE] = NAME ("Date"),
  [SIPGO_HEADER_EVENT] = NAME ("Event", 'o'),
  [SIPGO_HEADER_EXPIRES] = NAME ("Expires"),
  [SIPGO_HEADER_FLOW_TIMER] = NAME ("Flow-Timer"),
  [SIPGO_HEADER_FROM] = NAME ("From", 'f'),
  [SIPGO_HEADER_IDENTITY] = NAME ("Identity", 'y'),
  [SIPGO_HEADER_MAX_FORWARDS] = NAME ("Max-Forwards"),
  [SIPGO_HEADER_MIN_EXPIRES] = NAME ("Min-Expires"),
  [SIPGO_HEADER_MIN_SE] = NAME ("Min-SE"),
  [SIPGO_HEADER_PATH] = NAME ("Path"),
  [SIPGO_HEADER_PRIVACY] = NAME ("Privacy"),
  [SIPGO_HEADER_PROXY_AUTHENTICATE] = NAME ("Proxy-Authenticate"),
  [SIPGO_HEADER_PROXY_AUTHORIZATION] = NAME ("Proxy-Authorization"),
  [SIPGO_HEADER_PROXY_REQUIRE] = NAME ("Proxy-Require"),
  [SIPGO_HEADER_P_ASSERTED_IDENTITY] = NAME ("P-Asserted-Identity"),
  [SIPGO_HEADER_RACK] = NAME ("RAck"),
  [SIPGO_HEADER_REASON] = NAME ("Reason"),
  [SIPGO_HEADER_RECORD_ROUTE] = NAME ("Record-Route"),
  [SIPGO_HEADER_RECV_INFO] = NAME ("Recv-Info"),
  [SIPGO_HEADER_REFERRED_BY] = NAME ("Referred-By", 'b'),
  [SIPGO_HEADER_REFER_TO] = NAME ("Refer-To", 'r'),
  [SIPGO_HEADER_REJECT_CONTACT] = NAME ("Reject-Contact", 'j'),
  [SIPGO_HEADER_REPLACES] = NAME ("Replaces"),
  [SIPGO_HEADER_REQUEST_DISPOSITION] = NAME ("Request-Disposition", 'd'),
  [SIPGO_HEADER_REQUIRE] = NAME ("Require"),
  [SIPGO_HEADER_RETRY_AFTER] = NAME ("Retry-After"),
  [SIPGO_HEADER_ROUTE] = NAME ("Route"),
  [SIPGO_HEADER_RSEQ] = NAME ("RSeq"),
  [SIPGO_HEADER_SERVER] = NAME ("Server"),
  [SIPGO_HEADER_SERVICE_ROUTE] = NAME ("Service-Route"),
  [SIPGO_HEADER_SESSION_EXPIRES] = NAME ("Session-Expires", 'x'),
  [SIPGO_HEADER_SIP_ETAG] = NAME ("SIP-ETag"),
  [SIPGO_HEADER_SIP_IF_MATCH] = NAME ("SIP-If-Match"),
  [SIPGO_HEADER_SUBJECT] = NAME ("Subject", 's'),
  [SIPGO_HEADER_SUBSCRIPTION_STATE] = NAME ("Subscription-State"),
  [SIPGO_HEADER_SUPPORTED] = NAME ("Supported", 'k'),
  [SIPGO_HEADER_TIMESTAMP] = NAME ("Timestamp"),
  [SIPGO_HEADER_TO] = NAME ("To", 't'),
  [SIPGO_HEADER_UNSUPPORTED] = NAME ("Unsupported"),
  [SIPGO_HEADER_USER_AGENT] = NAME ("User-Agent"),
  [SIPGO_HEADER_VIA] = NAME ("Via", 'v'),
  [SIPGO_HEADER_WARNING] = NAME ("Warning"),
  [SIPGO_HEADER_WWW_AUTHENTICATE] = NAME ("WWW-Authenticate"),
};

/* Names are compared as two words of eight bytes, the first and the last eight, which cover a name of up to sixteen
 * bytes. The mask of a pattern leaves out the case bit of each letter. */
typedef struct
{
  guint64 first, last;
} Words;

typedef struct
{
  Words words;
  Words mask;                /* the bits to compare */
} Pattern;

/* A hash table with open addressing; a power of two, large enough to keep the probes short. */
#define N_SLOTS 256

static Pattern patterns[SIPGO_N_HEADERS];
static guint8 slots[N_SLOTS];
static guint8 letters['z' - 'a' + 1];

static inline guint64
load (const char *p, gsize n)
{
  guint64 word = 0;

  memcpy (&word, p, n);
  return word;
}

static inline Words
read_words (const char *name, gsize length)
{
  if (length >= 8)
    return (Words) { load (name, 8), load (name + length - 8, 8) };
  if (length >= 4)
    return (Words) { load (name, 4), load (name + length - 4, 4) };
  return (Words) { load (name, 2), load (name + length - 2, 2) };
}

static inline guint
slot_of (Words words, gsize length)
{
  const guint64 lower = G_GUINT64_CONSTANT (0x2020202020202020);
  guint64 sum = (words.first | lower) + (words.last | lower) * 31 + length;

  return ((sum * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 56) % N_SLOTS;
}

static inline gboolean
matches (const Pattern *pattern, Words words)
{
  return ((words.first ^ pattern->words.first) & pattern->mask.first) == 0
         && ((words.last ^ pattern->words.last) & pattern->mask.last) == 0;
}

static Pattern
make_pattern (const char *text, gsize length)
{
  char mask[32];
  gsize i;

  for (i = 0; i < length; i++)
    mask[i] = g_ascii_isalpha (text[i]) ? ~0x20 : ~0;
  return (Pattern) { read_words (text, length), read_words (mask, length) };
}

static void
fill_slots (void)
{
  static gsize done;
  guint id;

  if (!g_once_init_enter (&done))
    return;
  for (id = SIPGO_HEADER_OTHER + 1; id < SIPGO_N_HEADERS; id++)
    {
      guint slot;

      patterns[id] = make_pattern (names[id].text, names[id].length);
      slot = slot_of (patterns[id].words, names[id].length);
      while (slots[slot] != 0)
        slot = (slot + 1) % N_SLOTS;
      slots[slot] = id;
      if (names[id].compact[0] != '\0')
        letters[names[id].compact[0] - 'a'] = id;
    }
  g_once_init_leave (&done, 1);
}

SipgoHeaderId
sipgo_header_id_from_name (const char *name, gsize length)
{
  Words words;
  guint slot;

  fill_slots ();
  if (length < 2)
    return length == 1 && g_ascii_isalpha (*name) ? letters[(*name | 32) - 'a'] : SIPGO_HEADER_OTHER;
  words = read_words (name, length);
  for (slot = slot_of (words, length); slots[slot] != 0; slot = (slot + 1) % N_SLOTS)
    {
      guint id = slots[slot];

      if (names[id].length == length && matches (&patterns[id], words)
          && (length <= 16 || g_ascii_strncasecmp (names[id].text, name, length) == 0))
        return id;
    }
  return SIPGO_HEADER_OTHER;
}

const char *
sipgo_header_get_name (SipgoHeaderId id)
{
  g_assert (id > SIPGO_HEADER_OTHER && id < SIPGO_N_HEADERS);
  return names[id].text;
}

const char *
sipgo_header_get_compact_name (SipgoHeaderId id)
{
  g_assert (id > SIPGO_HEADER_OTHER && id < SIPGO_N_HEADERS);
  return names[id].compact[0] != '\0' ? names[id].compact : names[id].text;
}
