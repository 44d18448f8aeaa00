/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-recorder-private.h"

#define FIRST_ALLOCATION 16
/* A text is shorter than the messages that it stands beside. */
#define MAX_NOTE 1024

typedef struct
{
  SipgoRecorderFunc func;
  gpointer user_data;
} Watch;

struct _SipgoRecorder
{
  gint ref_count;
  SipgoEnvironment *environment;
  gboolean is_closed;
  guint max_records;
  gsize max_bytes;
  SipgoRecord *ring;           /* record number n is at n % n_allocated */
  guint n_allocated;           /* grows to max_records */
  guint64 first, end;
  gsize bytes;                 /* of the messages in the ring */
  guint64 last_owner;
  GList *watches;              /* Watch */
  SipgoTimer timer;            /* set while records have come that the watches do not know */
};

SipgoRecorder *
sipgo_recorder_new (SipgoEnvironment *environment)
{
  SipgoRecorder *self = g_new0 (SipgoRecorder, 1);

  self->ref_count = 1;
  self->environment = sipgo_environment_ref (environment);
  self->max_records = SIPGO_RECORDER_DEFAULT_RECORDS;
  self->max_bytes = SIPGO_RECORDER_DEFAULT_BYTES;
  return self;
}

SipgoRecorder *
sipgo_recorder_ref (SipgoRecorder *self)
{
  self->ref_count++;
  return self;
}

static void
drop_first (SipgoRecorder *self)
{
  SipgoRecord *record = &self->ring[self->first++ % self->n_allocated];

  switch (record->kind)
    {
    case SIPGO_RECORD_SENT:
    case SIPGO_RECORD_RECEIVED:
      self->bytes -= g_bytes_get_size (record->message.bytes);
      g_bytes_unref (record->message.bytes);
      sipgo_flow_ends_unref (record->message.ends);
      break;
    case SIPGO_RECORD_NOTE:
      g_free (record->note.call_id);
      g_free (record->note.text);
      break;
    case SIPGO_RECORD_STATE:
    default:
      break;
    }
}

void
sipgo_recorder_unref (SipgoRecorder *self)
{
  if (--self->ref_count > 0)
    return;
  while (self->first < self->end)
    drop_first (self);
  sipgo_environment_cancel_timer (self->environment, &self->timer);
  g_list_free_full (self->watches, g_free);
  g_free (self->ring);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

void
sipgo_recorder_close (SipgoRecorder *self)
{
  self->is_closed = TRUE;
  sipgo_environment_cancel_timer (self->environment, &self->timer);
}

/* Moves the records to a ring of another size, which has room for them. */
static void
reallocate (SipgoRecorder *self, guint n_allocated)
{
  SipgoRecord *ring = g_new (SipgoRecord, n_allocated);
  guint64 number;

  for (number = self->first; number < self->end; number++)
    ring[number % n_allocated] = self->ring[number % self->n_allocated];
  g_free (self->ring);
  self->ring = ring;
  self->n_allocated = n_allocated;
}

void
sipgo_recorder_set_limits (SipgoRecorder *self, guint max_records, gsize max_bytes)
{
  self->max_records = max_records;
  self->max_bytes = max_bytes;
  while (self->first < self->end && (self->end - self->first > max_records || self->bytes > max_bytes))
    drop_first (self);
  if (self->n_allocated > max_records && max_records > 0)
    reallocate (self, max_records);
}

SipgoEnvironment *
sipgo_recorder_get_environment (SipgoRecorder *self)
{
  return self->environment;
}

guint
sipgo_recorder_get_max_records (SipgoRecorder *self)
{
  return self->max_records;
}

gsize
sipgo_recorder_get_max_bytes (SipgoRecorder *self)
{
  return self->max_bytes;
}

guint64
sipgo_recorder_take_owner (SipgoRecorder *self)
{
  return ++self->last_owner;
}

static void
tell (gpointer user_data)
{
  SipgoRecorder *self = sipgo_recorder_ref (user_data);
  g_autoptr (GList) watches = g_list_copy (self->watches);
  GList *l;

  for (l = watches; l; l = l->next)
    {
      Watch *watch = l->data;

      /* A watch may end others. */
      if (g_list_find (self->watches, watch))
        watch->func (watch->user_data);
    }
  sipgo_recorder_unref (self);
}

/* NULL if nothing is recorded. */
static SipgoRecord *
append (SipgoRecorder *self, SipgoRecordKind kind)
{
  SipgoRecord *record;

  if (self->max_records == 0 || self->is_closed)
    return NULL;
  if (self->end - self->first == self->max_records)
    drop_first (self);
  else if (self->end - self->first == self->n_allocated)
    reallocate (self, MIN (MAX (FIRST_ALLOCATION, 2 * self->n_allocated), self->max_records));
  record = &self->ring[self->end++ % self->n_allocated];
  record->kind = kind;
  record->time = sipgo_environment_wall_time (self->environment);
  record->owner = 0;
  if (self->watches && !sipgo_timer_is_running (&self->timer))
    sipgo_environment_set_timer (self->environment, &self->timer, 0, tell, self);
  return record;
}

void
sipgo_recorder_add_message (SipgoRecorder *self, SipgoRecordKind kind, SipgoFlow *flow, GBytes *bytes)
{
  SipgoRecord *record = append (self, kind);

  if (!record)
    return;
  record->message.ends = sipgo_flow_ends_ref (sipgo_flow_get_ends (flow));
  record->message.bytes = g_bytes_ref (bytes);
  self->bytes += g_bytes_get_size (bytes);
  while (self->bytes > self->max_bytes)
    drop_first (self);
}

void
sipgo_recorder_add_state (SipgoRecorder *self, guint64 owner, const char *object, GType states, gint state)
{
  SipgoRecord *record = append (self, SIPGO_RECORD_STATE);

  if (!record)
    return;
  record->owner = owner;
  record->state = state;
  record->change.object = object;
  record->change.states = states;
}

void
sipgo_recorder_add_note (SipgoRecorder *self, guint64 owner, const char *call_id, const char *format, ...)
{
  SipgoRecord *record = append (self, SIPGO_RECORD_NOTE);
  g_autofree char *text = NULL;
  va_list arguments;

  if (!record)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  record->owner = owner;
  record->note.call_id = g_strdup (call_id);
  record->note.text = g_strndup (text, MAX_NOTE);
}

guint64
sipgo_recorder_get_first (SipgoRecorder *self)
{
  return self->first;
}

guint64
sipgo_recorder_get_end (SipgoRecorder *self)
{
  return self->end;
}

const SipgoRecord *
sipgo_recorder_get (SipgoRecorder *self, guint64 number)
{
  g_assert (number >= self->first && number < self->end);
  return &self->ring[number % self->n_allocated];
}

void
sipgo_recorder_watch (SipgoRecorder *self, SipgoRecorderFunc func, gpointer user_data)
{
  Watch *watch = g_new (Watch, 1);

  *watch = (Watch) { func, user_data };
  self->watches = g_list_append (self->watches, watch);
}

void
sipgo_recorder_unwatch (SipgoRecorder *self, gpointer user_data)
{
  GList *l;

  for (l = self->watches; l; l = l->next)
    {
      if (((Watch *) l->data)->user_data != user_data)
        continue;
      g_free (l->data);
      self->watches = g_list_delete_link (self->watches, l);
      return;
    }
}
