/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-name-addr.h"
#include "libsipgo/message/sipgo-uri-private.h"

G_BEGIN_DECLS

/* The value of From, To, Contact and their like, as it stands in a text. */
typedef struct
{
  SipgoSlice whole;
  SipgoSlice display;        /* with its quotes; no data when absent */
  SipgoUriScan uri;
  SipgoParamsScan parameters;
} SipgoNameAddrScan;

/* Of From or To what names the dialog (12), as it stands in a text. */
typedef struct
{
  SipgoSlice tag;            /* no data when there is none */
  gboolean is_ambiguous;     /* which of two tags counts, nobody can know (7.3.1) */
  gboolean is_odd;           /* is no UTF-8, or has a quoted tag: only a SipgoNameAddr has what it means */
} SipgoTagScan;

gboolean       sipgo_name_addr_scan          (const char *data, gsize length, SipgoNameAddrScan *scan,
                                              SipgoFault *fault);
gboolean       sipgo_name_addr_scan_tag      (const char *data, gsize length, SipgoTagScan *tag, SipgoFault *fault);
SipgoNameAddr *sipgo_name_addr_parse_slice   (const char *data, gsize length, SipgoFault *fault);
/* What sipgo_name_addr_with_parameter () would write. */
char          *sipgo_name_addr_dup_with_parameter (SipgoNameAddr *self, const char *name, const char *value);
/* Whether it was read from the same text. */
gboolean       sipgo_name_addr_is_text       (SipgoNameAddr *self, SipgoSlice text);
/* Compares the URI's host without making the URI; FALSE for one that has none. */
gboolean       sipgo_name_addr_has_host      (SipgoNameAddr *self, const char *host);

G_END_DECLS
