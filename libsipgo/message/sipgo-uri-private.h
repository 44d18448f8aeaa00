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
  SIPGO_URI_OPAQUE,      /* any other scheme: kept as it is */
} SipgoUriKind;

/* A piece of a text: where it begins, and how long it is. */
typedef struct
{
  guint32 at;                /* 0: absent, since no piece but the scheme begins a URI */
  guint32 length;
} SipgoUriPiece;

/* The parts of a URI as they stand in a text. It stays true of a copy of the text. */
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
  SipgoUriPiece parameters;  /* behind the first ; up to the ? */
  SipgoUriPiece headers;     /* behind the ? */
  guint32 n_parameters;
  guint32 n_headers;
  gboolean has_slips;        /* characters of the user part that belong escaped */
  gboolean has_escapes;      /* %-escapes anywhere */
} SipgoUriScan;

/* One block of memory: this, the two arrays, the text, and the text once more cut into decoded, terminated pieces. It
 * may be part of a larger block, that of a SipgoNameAddr, with which it then shares the references. */
struct _SipgoUri
{
  gint *ref_count;
  gint own_ref_count;
  gpointer block;            /* what is freed */
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
/* Makes the URI in a block that is there already: with room for the parameters and headers, a text of length + 1, and a
 * copy of the text that may be cut. Not for a text that has slips. */
void      sipgo_uri_init          (SipgoUri *self, const SipgoUriScan *scan, SipgoParam *pairs, char *text, char *copy,
                                   gint *ref_count, gpointer block);
SipgoUri *sipgo_uri_parse_slice   (const char *data, gsize length, SipgoFault *fault);
const char *sipgo_uri_peek_text   (SipgoUri *self);
/* What follows the user: host may be NULL, port 0. */
void      sipgo_uri_append_host   (GString *text, const char *host, guint port);

G_END_DECLS
