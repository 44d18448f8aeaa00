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

/* The parts of a URI as they stand in a text; what is absent has no data. */
typedef struct
{
  SipgoUriKind kind;
  SipgoSlice whole;
  SipgoSlice scheme;
  SipgoSlice user;
  SipgoSlice password;
  SipgoSlice host;
  SipgoSlice parameters;     /* behind the first ; up to the ? */
  SipgoSlice headers;        /* behind the ? */
  guint port;
  guint n_parameters;
  guint n_headers;
  gboolean has_slips;        /* characters of the user part that belong escaped */
} SipgoUriScan;

/* One block of memory: this, the two arrays, the text, and the text once more cut into decoded, terminated pieces. */
struct _SipgoUri
{
  gint ref_count;
  SipgoUriScan raw;          /* points into text */
  const char *text;
  const char *scheme;        /* from here on in the cut copy */
  const char *user;
  const char *password;
  const char *host;
  SipgoParam *parameters;
  SipgoParam *headers;
};

gboolean  sipgo_uri_scan          (const char *data, gsize length, SipgoUriScan *scan, SipgoFault *fault);
void      sipgo_uri_scan_move     (SipgoUriScan *scan, const char *to);
SipgoUri *sipgo_uri_new_from_scan (const SipgoUriScan *scan);
SipgoUri *sipgo_uri_parse_slice   (const char *data, gsize length, SipgoFault *fault);
const char *sipgo_uri_peek_text   (SipgoUri *self);
/* What follows the user: host may be NULL, port 0. */
void      sipgo_uri_append_host   (GString *text, const char *host, guint port);

G_END_DECLS
