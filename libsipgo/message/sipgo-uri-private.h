/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-grammar-private.h"
#include "libsipgo/message/sipgo-params-private.h"
#include "libsipgo/message/sipgo-uri.h"

G_BEGIN_DECLS

typedef enum {
  SIPGO_URI_SIP,
  SIPGO_URI_SIPS,
  SIPGO_URI_TEL,
  SIPGO_URI_OPAQUE,      /* any other scheme: the text is kept as it is */
} SipgoUriKind;

/* A part of a text by offset and length. */
typedef struct
{
  guint32 at;                /* 0: absent, since only the scheme can begin at 0 */
  guint32 length;
} SipgoUriPiece;

/* The parts of a URI as offsets in its text, so that they are valid for a copy of the text as well. */
typedef struct
{
  const char *text;
  guint32 length;
  SipgoUriKind kind;
  guint32 scheme_length;
  guint32 port;
  SipgoUriPiece user;
  SipgoUriPiece password;
  SipgoUriPiece host;
  SipgoUriPiece parameters;  /* after the first ; up to the ? */
  SipgoUriPiece headers;     /* after the ? */
  guint32 n_parameters;
  guint32 n_headers;
  gboolean must_escape;      /* the user part has characters that must be %-escaped there */
  gboolean has_escapes;      /* there is a %-escape somewhere */
} SipgoUriScan;

/* One block of memory: this struct, the two arrays, the text, and a copy of the text that is cut into decoded,
 * NUL-terminated parts. It may be part of the block of a SipgoNameAddr, whose reference count it then shares. */
struct _SipgoUri
{
  gint *ref_count;
  gint own_ref_count;
  gpointer block;            /* the memory to free */
  SipgoUriScan raw;          /* of text */
  const char *text;
  const char *scheme;        /* from here on in the cut copy */
  const char *user;
  const char *password;
  const char *host;
  SipgoParam *parameters;
  SipgoParam *headers;
};

static inline SipgoSlice
sipgo_uri_scan_get (const SipgoUriScan *self, SipgoUriPiece piece)
{
  return (SipgoSlice) { piece.at > 0 ? self->text + piece.at : NULL, piece.length };
}

gboolean  sipgo_uri_scan          (const char *data, gsize length, SipgoUriScan *scan, SipgoFault *fault);
SipgoUri *sipgo_uri_new_from_scan (const SipgoUriScan *scan);
/* Makes the URI in memory of the caller: pairs for the parameters and headers, length + 1 bytes for text, and as many
 * for the copy that is cut into parts. Not for a scan with must_escape. */
void      sipgo_uri_init          (SipgoUri *self, const SipgoUriScan *scan, SipgoParam *pairs, char *text, char *copy,
                                   gint *ref_count, gpointer block);
SipgoUri *sipgo_uri_parse_slice   (const char *data, gsize length, SipgoFault *fault);
const char *sipgo_uri_peek_text   (SipgoUri *self);
/* Appends host and port. host may be NULL, port 0 for none. */
void      sipgo_uri_append_host   (GString *text, const char *host, guint port);

/* Leaves out what is not allowed in a Request-URI: the method parameter and headers (RFC 3261 19.1.1, table 1). */
SipgoUri *sipgo_uri_make_request_uri (SipgoUri *self);

G_END_DECLS
