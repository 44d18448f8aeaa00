/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"

G_BEGIN_DECLS

/*
 * The flight recorder of an agent: a ring of the last messages, states and decisions, limited by their number and by
 * the bytes of the messages. A message is a reference to its bytes, a state is a number: nothing is formatted before
 * somebody looks. Reference-counted, since a trace may be kept longer than its agent.
 */
typedef struct _SipgoRecorder SipgoRecorder;

#define SIPGO_RECORDER_DEFAULT_RECORDS 1024
#define SIPGO_RECORDER_DEFAULT_BYTES   (1024 * 1024)

typedef enum {
  SIPGO_RECORD_SENT,
  SIPGO_RECORD_RECEIVED,
  SIPGO_RECORD_STATE,
  SIPGO_RECORD_NOTE,
} SipgoRecordKind;

typedef struct
{
  SipgoRecordKind kind;
  gint state;                  /* of STATE: a value of the enumeration states */
  gint64 time;                 /* microseconds since 1970 */
  guint64 owner;               /* of STATE and NOTE: the number of the object that it is about; 0: the agent */
  union
  {
    struct { SipgoFlowEnds *ends; GBytes *bytes; } message;
    struct { const char *object; GType states; } change;     /* object is static */
    struct { char *call_id; char *text; } note;              /* call_id: NULL for none */
  };
} SipgoRecord;

SipgoRecorder     *sipgo_recorder_new         (SipgoEnvironment *environment);
SipgoRecorder     *sipgo_recorder_ref         (SipgoRecorder *self);
void               sipgo_recorder_unref       (SipgoRecorder *self);
/* The agent is gone: nothing more is recorded, and no watch is called. */
void               sipgo_recorder_close       (SipgoRecorder *self);
/* max_records: 0 records nothing. */
void               sipgo_recorder_set_limits  (SipgoRecorder *self, guint max_records, gsize max_bytes);
SipgoEnvironment  *sipgo_recorder_get_environment (SipgoRecorder *self);
guint              sipgo_recorder_get_max_records (SipgoRecorder *self);
gsize              sipgo_recorder_get_max_bytes   (SipgoRecorder *self);

/* A number for an object whose states and decisions are recorded. */
guint64            sipgo_recorder_take_owner  (SipgoRecorder *self);
void               sipgo_recorder_add_message (SipgoRecorder *self, SipgoRecordKind kind, SipgoFlow *flow,
                                               GBytes *bytes);
void               sipgo_recorder_add_state   (SipgoRecorder *self, guint64 owner, const char *object, GType states,
                                               gint state);
/* For rare events only: the text is formatted at once. call_id is nullable. */
void               sipgo_recorder_add_note    (SipgoRecorder *self, guint64 owner, const char *call_id,
                                               const char *format, ...) G_GNUC_PRINTF (4, 5);

/* Records are numbered from 0. Those before the first are overwritten; there is none at the end. */
guint64            sipgo_recorder_get_first   (SipgoRecorder *self);
guint64            sipgo_recorder_get_end     (SipgoRecorder *self);
const SipgoRecord *sipgo_recorder_get         (SipgoRecorder *self, guint64 number);

/* Calls func from the main loop when there are new records. */
typedef void (*SipgoRecorderFunc) (gpointer user_data);
void               sipgo_recorder_watch       (SipgoRecorder *self, SipgoRecorderFunc func, gpointer user_data);
void               sipgo_recorder_unwatch     (SipgoRecorder *self, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoRecorder, sipgo_recorder_unref)

G_END_DECLS
