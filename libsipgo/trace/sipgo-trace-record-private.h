/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/trace/sipgo-trace-record.h"
#include "libsipgo/transport/sipgo-recorder-private.h"

G_BEGIN_DECLS

/* A copy of a record of the recorder, which holds the bytes of its message. */
struct _SipgoTraceRecord
{
  GObject parent_instance;

  SipgoTraceKind kind;
  gint64 time;
  SipgoFlowEnds *ends;         /* of a message */
  GBytes *bytes;               /* of a message, with its secrets */
  char *note;                  /* of STATE and NOTE */
};

SipgoTraceRecord *sipgo_trace_record_new        (const SipgoRecord *record);
gboolean          sipgo_trace_record_is_message (SipgoTraceRecord *self);
/* The peer of a message: "udp:192.0.2.1:5060", or the name of the agent's own transport. */
char             *sipgo_trace_record_dup_peer   (SipgoTraceRecord *self);

G_END_DECLS
