/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-name-addr.h"
#include "libsipgo/message/sipgo-uri-private.h"

G_BEGIN_DECLS

/* The parts of a name-addr or addr-spec (From, To, Contact …), as slices of its text. */
typedef struct
{
  SipgoSlice whole;
  SipgoSlice display;        /* with its quotes; data is NULL when absent */
  SipgoUriScan uri;
  SipgoParamsScan parameters;
} SipgoNameAddrScan;

/* The tag of From or To, which identifies the dialog (12), as a slice of its text. */
typedef struct
{
  SipgoSlice tag;            /* data is NULL when there is none */
  gboolean is_ambiguous;     /* two tag parameters (7.3.1): refuse the message */
  gboolean is_odd;           /* not UTF-8, or a quoted tag: parse a SipgoNameAddr to get the value */
} SipgoTagScan;

gboolean       sipgo_name_addr_scan          (const char *data, gsize length, SipgoNameAddrScan *scan,
                                              SipgoFault *fault);
gboolean       sipgo_name_addr_scan_tag      (const char *data, gsize length, SipgoTagScan *tag, SipgoFault *fault);
SipgoNameAddr *sipgo_name_addr_parse_slice   (const char *data, gsize length, SipgoFault *fault);
/* Reads what a person types as an address: a URI, whose parameters are its own, or a name-addr, with angle brackets. */
SipgoNameAddr *sipgo_name_addr_parse_typed   (const char *text, GError **error);
/* Reads the same for the target of a request: its URI, and its display name, NULL when it has none. */
SipgoUri      *sipgo_name_addr_parse_target  (const char *text, char **display_name, GError **error);
/* The text that sipgo_name_addr_with_parameter () gives. */
char          *sipgo_name_addr_dup_with_parameter (SipgoNameAddr *self, const char *name, const char *value);
/* Whether it was parsed from exactly this text. */
gboolean       sipgo_name_addr_is_text       (SipgoNameAddr *self, SipgoSlice text);
/* FALSE when the URI has no host. */
gboolean       sipgo_name_addr_has_host      (SipgoNameAddr *self, const char *host);

G_END_DECLS
