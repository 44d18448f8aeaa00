/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "libsipgo/base/sipgo-version-macros.h"

G_BEGIN_DECLS

/**
 * SipgoTraceKind:
 * @SIPGO_TRACE_KIND_SENT: a message was sent
 * @SIPGO_TRACE_KIND_RECEIVED: a message was received
 * @SIPGO_TRACE_KIND_STATE: the state of an object has changed
 * @SIPGO_TRACE_KIND_NOTE: the library has decided something, or something has failed
 *
 * What a [class@TraceRecord] is about.
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_TRACE_KIND_SENT,
  SIPGO_TRACE_KIND_RECEIVED,
  SIPGO_TRACE_KIND_STATE,
  SIPGO_TRACE_KIND_NOTE,
} SipgoTraceKind;

#define SIPGO_TYPE_TRACE_RECORD (sipgo_trace_record_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoTraceRecord, sipgo_trace_record, SIPGO, TRACE_RECORD, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoTraceKind  sipgo_trace_record_get_kind     (SipgoTraceRecord *self);
SIPGO_AVAILABLE_IN_ALL
gint64          sipgo_trace_record_get_time     (SipgoTraceRecord *self);
SIPGO_AVAILABLE_IN_ALL
const char     *sipgo_trace_record_get_protocol (SipgoTraceRecord *self);
SIPGO_AVAILABLE_IN_ALL
char           *sipgo_trace_record_get_source   (SipgoTraceRecord *self);
SIPGO_AVAILABLE_IN_ALL
char           *sipgo_trace_record_get_destination (SipgoTraceRecord *self);
SIPGO_AVAILABLE_IN_ALL
char           *sipgo_trace_record_get_summary  (SipgoTraceRecord *self);
SIPGO_AVAILABLE_IN_ALL
char           *sipgo_trace_record_get_text     (SipgoTraceRecord *self);

G_END_DECLS
