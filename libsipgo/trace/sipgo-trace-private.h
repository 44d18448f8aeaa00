/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/trace/sipgo-trace.h"
#include "libsipgo/transport/sipgo-recorder-private.h"

G_BEGIN_DECLS

/* All records of the recorder. */
SipgoTrace *sipgo_trace_new         (SipgoRecorder *recorder);
/* The states and decisions of the owner, and the messages with its Call-ID (nullable: not known yet). */
SipgoTrace *sipgo_trace_new_for     (SipgoRecorder *recorder, guint64 owner, const char *call_id);
/* The Call-ID is known now; messages are taken from now on. */
void        sipgo_trace_set_call_id (SipgoTrace *self, const char *call_id);

G_END_DECLS
