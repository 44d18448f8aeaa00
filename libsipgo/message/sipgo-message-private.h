/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-arena-private.h"
#include "libsipgo/message/sipgo-grammar-private.h"
#include "libsipgo/message/sipgo-header-private.h"
#include "libsipgo/message/sipgo-message.h"
#include "libsipgo/message/sipgo-name-addr-private.h"
#include "libsipgo/message/sipgo-via-private.h"

G_BEGIN_DECLS

#define SIPGO_N_INLINE_ROWS 24
#define SIPGO_N_INLINE_BYTES 128

/* One header line, unfolded. The value of a parsed row may still hold NUL or a bare CR or LF. */
typedef struct
{
  const char *name;          /* as received; NULL in a message of ours when id gives the name */
  const char *value;
  guint32 value_length;
  guint32 name_length : 24;
  guint32 id : 8;
} SipgoHeaderRow;

/* The values that were looked for, whether found or not. */
typedef enum {
  SIPGO_KNOWN_URI = 1 << 0,
  SIPGO_KNOWN_VIA = 1 << 1,
  SIPGO_KNOWN_FROM = 1 << 2,
  SIPGO_KNOWN_TO = 1 << 3,
  SIPGO_KNOWN_CONTACT = 1 << 4,
  SIPGO_KNOWN_CALL_ID = 1 << 5,
  SIPGO_KNOWN_CSEQ = 1 << 6,
  SIPGO_KNOWN_BODY = 1 << 7,
  SIPGO_KNOWN_TOP_VIA = 1 << 8,
  SIPGO_KNOWN_FROM_TAG = 1 << 9,
  SIPGO_KNOWN_TO_TAG = 1 << 10,
} SipgoKnown;

struct _SipgoMessage
{
  gint ref_count;
  guint is_request : 1;
  guint is_compact : 1;      /* serialized with the compact names of headers (7.3.3) */
  guint status_code;
  guint known;               /* SipgoKnown */
  guint32 cseq;

  SipgoMessage *answered;    /* the request that a response of ours answers: values point into it */
  GBytes *source;            /* what was parsed; names and values point into it or into the arena */
  SipgoSlice uri_text;       /* of a request that was parsed */
  SipgoSlice body_text;      /* of a message that was parsed */

  SipgoTopVia top_via;
  SipgoSlice from_tag;
  SipgoSlice to_tag;

  const char *method;
  const char *reason;
  const char *call_id;
  const char *cseq_method;
  SipgoUri *request_uri;
  SipgoVia *via;
  SipgoNameAddr *from;
  SipgoNameAddr *to;
  SipgoNameAddr *contact;
  SipgoBody *body;
  GBytes *wire;              /* what was serialized last */

  guint64 present;           /* a bit for each id that has a row */
  guint64 repeated;          /* of a message that was parsed: a bit for each id that came more than once */
  SipgoHeaderRow *rows;
  guint n_rows;
  guint n_allocated;
  SipgoArena arena;
  SipgoHeaderRow inline_rows[SIPGO_N_INLINE_ROWS];
  char inline_bytes[SIPGO_N_INLINE_BYTES];
};

/* --- building ---
 * A message may be changed by the one who made it until it is sent; from then on it is only read. Values are text
 * without CR, LF or NUL: the callers' own values are checked with sipgo_header_value_is_safe () before they come
 * here. */
SipgoMessage *sipgo_message_new_request      (const char *method, SipgoUri *uri);
/* Copies Via, From, To, Call-ID, CSeq (and Timestamp for a 100) from the request as 8.2.6.2 says; to_tag (nullable) is
 * added when the request's To has none. A NULL reason means the usual phrase. */
SipgoMessage *sipgo_message_new_response     (SipgoMessage *request, guint status_code, const char *reason,
                                              const char *to_tag);
SipgoMessage *sipgo_message_copy             (SipgoMessage *self);

void          sipgo_message_add              (SipgoMessage *self, SipgoHeaderId id, const char *value);
void          sipgo_message_add_printf       (SipgoMessage *self, SipgoHeaderId id, const char *format,
                                              ...) G_GNUC_PRINTF (3, 4);
void          sipgo_message_add_named        (SipgoMessage *self, const char *name, const char *value);
gboolean      sipgo_message_add_line         (SipgoMessage *self, const char *line,
                                              GError **error);   /* "Name: value", checked */
/* Replaces all rows with that name; NULL value: removes them. The value is checked as in sipgo_message_add_line (). */
gboolean      sipgo_message_set_named        (SipgoMessage *self, const char *name, const char *value, GError **error);
void          sipgo_message_prepend          (SipgoMessage *self, SipgoHeaderId id, const char *value);
void          sipgo_message_replace          (SipgoMessage *self, SipgoHeaderId id,
                                              const char *value);   /* all rows by one */
void          sipgo_message_remove           (SipgoMessage *self, SipgoHeaderId id);
void          sipgo_message_remove_named     (SipgoMessage *self, const char *name);
void          sipgo_message_copy_headers     (SipgoMessage *self, SipgoMessage *source, SipgoHeaderId id);
void          sipgo_message_set_request_uri  (SipgoMessage *self, SipgoUri *uri);
void          sipgo_message_set_body         (SipgoMessage *self,
                                              SipgoBody *body);   /* also Content-Type, -Disposition, -Length */

/* --- reading without copies --- */
/* Of the topmost Via; NULL when it is absent or malformed. */
const SipgoTopVia *sipgo_message_peek_via    (SipgoMessage *self);
/* data is NULL when there is none. */
SipgoSlice    sipgo_message_peek_from_tag    (SipgoMessage *self);
SipgoSlice    sipgo_message_peek_to_tag      (SipgoMessage *self);
/* The URI of the first Contact, without the rest of the address; NULL when it is absent, malformed or "*". */
SipgoUri     *sipgo_message_dup_contact_uri  (SipgoMessage *self);
/* Whether its scheme is sips. */
gboolean      sipgo_message_has_secure_contact (SipgoMessage *self);
guint         sipgo_message_count            (SipgoMessage *self, SipgoHeaderId id);                    /* rows */
gboolean      sipgo_message_get_row          (SipgoMessage *self, SipgoHeaderId id, guint index, SipgoSlice *value);
gboolean      sipgo_message_has              (SipgoMessage *self, SipgoHeaderId id);
char         *sipgo_message_dup_value        (SipgoMessage *self,
                                              /* First row, unfolded; NULL when absent. */
                                              SipgoHeaderId id);
GStrv         sipgo_message_dup_list         (SipgoMessage *self,
                                              /* Every element of all rows, comma lists split. */
                                              SipgoHeaderId id);
/* Over the same elements: their number, and whether one is exactly this text. */
guint         sipgo_message_count_elements   (SipgoMessage *self, SipgoHeaderId id);
gboolean      sipgo_message_has_element      (SipgoMessage *self, SipgoHeaderId id, const char *text);
/* Leaves out entries that cannot be parsed. Never NULL. */
GPtrArray    *sipgo_message_dup_readable_name_addrs (SipgoMessage *self, SipgoHeaderId id);
/* Adds a header for each SipgoNameAddr; addresses may be NULL. */
void          sipgo_message_add_addresses    (SipgoMessage *self, SipgoHeaderId id, GPtrArray *addresses);
GPtrArray    *sipgo_message_dup_name_addrs   (SipgoMessage *self, SipgoHeaderId id,
                                              GError **error);    /* SipgoNameAddr; owned */
/* Whether the body has a Content-Encoding other than identity (20.12); none is supported. */
gboolean      sipgo_message_is_encoded       (SipgoMessage *self);
/* A decimal number of at most maximum; FALSE when absent, malformed or larger. */
gboolean      sipgo_message_get_number       (SipgoMessage *self, SipgoHeaderId id, guint32 maximum, guint32 *number);
gboolean      sipgo_message_method_is        (SipgoMessage *self,
                                              const char *method);   /* case-sensitive; the CSeq method of a response */

gboolean      sipgo_header_value_is_safe     (const char *value);    /* no CR, LF, NUL; valid UTF-8 */
gboolean      sipgo_method_is_valid          (const char *method);   /* a token */

/* Where a request came from, for the Via of an answer (18.2.1): fills received and rport of the topmost Via. Only on a
 * message that was just parsed. */
void          sipgo_message_stamp_via        (SipgoMessage *self, const char *source_address, guint source_port);

/* --- writing --- */
/* The bytes to send. They are kept until the message is changed. */
GBytes       *sipgo_message_serialize        (SipgoMessage *self);
/* Whether headers are written with their compact names where there are any. Only the transport layer knows. */
void          sipgo_message_set_compact      (SipgoMessage *self, gboolean is_compact);

/* --- for its parts, sipgo-message-*.c, and the parser --- */
SipgoMessage   *sipgo_message_alloc       (void);
SipgoHeaderRow *sipgo_message_insert_row  (SipgoMessage *self, guint position);
/* The first row of an id. */
SipgoHeaderRow *sipgo_message_first_row   (SipgoMessage *self, SipgoHeaderId id);
/* Drops the values that were read from headers with this id, and the serialized bytes. */
void            sipgo_message_forget      (SipgoMessage *self, SipgoHeaderId id);
const char     *sipgo_method_intern       (SipgoArena *arena, const char *method, gsize length);
gboolean        sipgo_message_scan_via    (SipgoMessage *self, SipgoFault *fault);
/* From or To. */
gboolean        sipgo_message_scan_tag    (SipgoMessage *self, SipgoHeaderId id, SipgoFault *fault);
gboolean        sipgo_message_scan_cseq   (SipgoMessage *self, SipgoFault *fault);
gboolean        sipgo_message_scan_call_id (SipgoMessage *self, SipgoFault *fault);

/* The largest message that a peer may send. 0: no limit; the default stands beside each field. */
typedef struct
{
  gsize max_header_section;   /* bytes of start line and headers; 64 KiB */
  gsize max_body;             /* 1 MiB */
  gsize max_line;             /* 16 KiB, a folded header counted whole */
  guint max_headers;          /* 512 */
} SipgoMessageLimits;

/* Splits the header section into rows. Returns 0, or the status that refuses the message. */
guint         sipgo_message_index    (SipgoMessage *self, const SipgoMessageLimits *limits, SipgoFault *fault);
/* Parses the start line. Returns 0, or the status that refuses the message. */
guint         sipgo_message_read_start_line (SipgoMessage *self, const char *line, const char *end, SipgoFault *fault);
/* Checks the headers that every message needs. Returns 0, or the status that refuses the message; header is the faulty
 * one, or OTHER. */
guint         sipgo_message_check    (SipgoMessage *self, SipgoHeaderId *header, SipgoFault *fault);

G_END_DECLS
