/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/trace/sipgo-trace-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-parser-private.h"
#include "libsipgo/trace/sipgo-trace-capture-private.h"
#include "libsipgo/trace/sipgo-trace-ladder-private.h"
#include "libsipgo/trace/sipgo-trace-page-private.h"
#include "libsipgo/trace/sipgo-trace-record-private.h"

/**
 * SipgoTrace:
 *
 * What has happened in a call, a registration or a whole agent: the last messages, states and decisions, with secrets
 * masked. [property@Session:trace], [property@Registerer:trace] and [property@UserAgent:trace] have one.
 *
 * An agent records everything in one ring, whose size [property@Limits:max-trace-records] and
 * [property@Limits:max-trace-bytes] limit. A trace has what is in the ring when it is first asked for. From then on it
 * keeps its own records, with the same limits, however much else the agent does; it stays valid when the call is over
 * and the agent is gone.
 *
 * The trace is a list model of [class@TraceRecord], the oldest first. New records come from the main loop.
 *
 * ```c
 * static void
 * saved (GObject *source, GAsyncResult *result, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *
 *   if (!sipgo_trace_save_finish (SIPGO_TRACE (source), result, &error))
 *     g_printerr ("%s\n", error->message);
 * }
 *
 * static void
 * show (SipgoSession *session)
 * {
 *   SipgoTrace *trace = sipgo_session_get_trace (session);
 *   g_autofree char *ladder = sipgo_trace_ladder (trace);
 *
 *   g_print ("%s", ladder);
 *   sipgo_trace_save (trace, "call.pcapng", NULL, saved, NULL);
 * }
 * ```
 *
 * ```python
 * print(call.trace.ladder())
 * await call.trace.save("call.pcapng")
 * ```
 *
 * ```js
 * print(call.trace.ladder());
 * await call.trace.save('call.pcapng');
 * ```
 *
 * Since: 1.0
 */
struct _SipgoTrace
{
  GObject parent_instance;

  SipgoRecorder *recorder;
  gboolean is_whole;           /* all records, not those of one owner */
  guint64 owner;
  char *call_id;               /* or NULL */
  guint64 next;                /* the number of the first record that was not looked at yet */
  GPtrArray *records;          /* SipgoTraceRecord */
  gsize bytes;                 /* of their messages */
};

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SipgoTrace, sipgo_trace, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* --- from the recorder -------------------------------------------------------------------------------------------- */

static gboolean
has_call_id (SipgoTrace *self, GBytes *bytes)
{
  g_auto (SipgoParseResult) result = { 0 };
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  if (!self->call_id || !memmem (data, length, self->call_id, strlen (self->call_id)))
    return FALSE;
  sipgo_parser_parse_datagram (bytes, &sipgo_limits_default, &result);
  return result.message && g_strcmp0 (sipgo_message_get_call_id (result.message), self->call_id) == 0;
}

static gboolean
is_mine (SipgoTrace *self, const SipgoRecord *record)
{
  if (self->is_whole)
    return TRUE;
  switch (record->kind)
    {
    case SIPGO_RECORD_SENT:
    case SIPGO_RECORD_RECEIVED:
      return has_call_id (self, record->message.bytes);
    case SIPGO_RECORD_NOTE:
      return record->owner == self->owner
             || (self->call_id && g_strcmp0 (record->note.call_id, self->call_id) == 0);
    case SIPGO_RECORD_STATE:
    default:
      return record->owner == self->owner;
    }
}

static gsize
get_size (SipgoTraceRecord *record)
{
  return record->bytes ? g_bytes_get_size (record->bytes) : 0;
}

/* Forgets the oldest records above the limits. */
static void
keep_limits (SipgoTrace *self)
{
  guint max_records = sipgo_recorder_get_max_records (self->recorder);
  gsize max_bytes = sipgo_recorder_get_max_bytes (self->recorder);
  guint n = 0;

  /* Records from before 0 was set stay. */
  if (max_records == 0)
    return;
  while (n < self->records->len && (self->records->len - n > max_records || self->bytes > max_bytes))
    self->bytes -= get_size (self->records->pdata[n++]);
  if (n == 0)
    return;
  g_ptr_array_remove_range (self->records, 0, n);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

static void
take_new_records (SipgoTrace *self)
{
  g_autoptr (SipgoTrace) hold = g_object_ref (self);
  guint64 end = sipgo_recorder_get_end (self->recorder);
  guint before = self->records->len;

  for (self->next = MAX (self->next, sipgo_recorder_get_first (self->recorder)); self->next < end; self->next++)
    {
      const SipgoRecord *record = sipgo_recorder_get (self->recorder, self->next);
      SipgoTraceRecord *mine;

      if (!is_mine (self, record))
        continue;
      mine = sipgo_trace_record_new (record);
      self->bytes += get_size (mine);
      g_ptr_array_add (self->records, mine);
    }
  if (self->records->len == before)
    return;
  g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->records->len - before);
  keep_limits (self);
}

static void
on_recorded (gpointer user_data)
{
  take_new_records (user_data);
}

static SipgoTrace *
trace_new (SipgoRecorder *recorder)
{
  SipgoTrace *self = g_object_new (SIPGO_TYPE_TRACE, NULL);

  self->recorder = sipgo_recorder_ref (recorder);
  sipgo_recorder_watch (recorder, on_recorded, self);
  return self;
}

SipgoTrace *
sipgo_trace_new (SipgoRecorder *recorder)
{
  SipgoTrace *self = trace_new (recorder);

  self->is_whole = TRUE;
  take_new_records (self);
  return self;
}

SipgoTrace *
sipgo_trace_new_for (SipgoRecorder *recorder, guint64 owner, const char *call_id)
{
  SipgoTrace *self = trace_new (recorder);

  self->owner = owner;
  self->call_id = g_strdup (call_id);
  take_new_records (self);
  return self;
}

void
sipgo_trace_set_call_id (SipgoTrace *self, const char *call_id)
{
  g_free (self->call_id);
  self->call_id = g_strdup (call_id);
}

/* --- the list model ----------------------------------------------------------------------------------------------- */

static GType
sipgo_trace_get_item_type (GListModel *model)
{
  return SIPGO_TYPE_TRACE_RECORD;
}

static guint
sipgo_trace_get_n_items (GListModel *model)
{
  return SIPGO_TRACE (model)->records->len;
}

static gpointer
sipgo_trace_get_item (GListModel *model, guint position)
{
  SipgoTrace *self = SIPGO_TRACE (model);

  return position < self->records->len ? g_object_ref (self->records->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = sipgo_trace_get_item_type;
  interface->get_n_items = sipgo_trace_get_n_items;
  interface->get_item = sipgo_trace_get_item;
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_trace_finalize (GObject *object)
{
  SipgoTrace *self = SIPGO_TRACE (object);

  sipgo_recorder_unwatch (self->recorder, self);
  sipgo_recorder_unref (self->recorder);
  g_ptr_array_unref (self->records);
  g_free (self->call_id);
  G_OBJECT_CLASS (sipgo_trace_parent_class)->finalize (object);
}

static void
sipgo_trace_class_init (SipgoTraceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sipgo_trace_finalize;
}

static void
sipgo_trace_init (SipgoTrace *self)
{
  self->records = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * sipgo_trace_ladder:
 * @self: a trace
 *
 * Draws the trace in plain text: a column for the agent and for each of its peers, an arrow for each message, and
 * states and decisions between them. Times are in seconds since the first record. A message that was sent or received
 * once more is marked `again`.
 *
 * Returns: (transfer full): lines of text
 *
 * Since: 1.0
 */
char *
sipgo_trace_ladder (SipgoTrace *self)
{
  g_return_val_if_fail (SIPGO_IS_TRACE (self), NULL);
  take_new_records (self);
  return sipgo_trace_ladder_make (self->records);
}

/**
 * sipgo_trace_to_html:
 * @self: a trace
 *
 * Draws the trace as a page of HTML with an SVG ladder. A click on an arrow shows the message. The page has no script
 * and loads nothing.
 *
 * Returns: (transfer full): the page
 *
 * Since: 1.0
 */
char *
sipgo_trace_to_html (SipgoTrace *self)
{
  g_return_val_if_fail (SIPGO_IS_TRACE (self), NULL);
  take_new_records (self);
  return sipgo_trace_page_make (self->records);
}

/**
 * sipgo_trace_to_pcapng:
 * @self: a trace
 *
 * Writes the messages as a capture file for Wireshark, as they were before encryption. States and decisions are
 * comments on the packets. Secrets are replaced by as many asterisks, so that lengths agree.
 *
 * Returns: (transfer full): the file
 *
 * Since: 1.0
 */
GBytes *
sipgo_trace_to_pcapng (SipgoTrace *self)
{
  g_return_val_if_fail (SIPGO_IS_TRACE (self), NULL);
  take_new_records (self);
  return sipgo_trace_capture_make (self->records);
}

/* --- files -------------------------------------------------------------------------------------------------------- */

static GBytes *
take_text (char *text)
{
  return g_bytes_new_take (text, strlen (text));
}

static GBytes *
make_file (SipgoTrace *self, const char *path, GError **error)
{
  const char *extension = strrchr (path, '.');

  take_new_records (self);
  if (!extension)
    extension = "";
  if (g_ascii_strcasecmp (extension, ".txt") == 0)
    return take_text (sipgo_trace_ladder_report (self->records));
  if (g_ascii_strcasecmp (extension, ".html") == 0 || g_ascii_strcasecmp (extension, ".htm") == 0)
    return take_text (sipgo_trace_page_make (self->records));
  if (g_ascii_strcasecmp (extension, ".pcapng") == 0)
    return sipgo_trace_capture_make (self->records);
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
               "A trace cannot be saved as %s: name the file .txt, .html or .pcapng", path);
  return NULL;
}

static void
written (GObject *file, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (file), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_FILE, "The trace could not be saved: %s", error->message);
}

/**
 * sipgo_trace_save:
 * @self: a trace
 * @path: (type filename): a file, which is replaced
 * @cancellable: (nullable): cancels it
 * @callback: called when the file is written
 * @user_data: for @callback
 *
 * Saves the trace as it is now, in the form that the extension of @path names: `.txt` for the ladder and the text of
 * all messages, `.html` for [method@Trace.to_html], `.pcapng` for [method@Trace.to_pcapng]. Only the user can read the
 * file, since a trace tells who talks to whom.
 *
 * Fails when @path has another extension ([error@Error] `INVALID`), or the file cannot be written ([error@Error]
 * `FILE`).
 *
 * Since: 1.0
 */
void
sipgo_trace_save (SipgoTrace *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                  gpointer user_data)
{
  SipgoEnvironment *environment;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GFile) file = NULL;
  GError *error = NULL;
  gboolean entered;

  g_return_if_fail (SIPGO_IS_TRACE (self));
  g_return_if_fail (path != NULL);
  environment = sipgo_recorder_get_environment (self->recorder);
  task = sipgo_environment_new_task (environment, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_trace_save);
  bytes = make_file (self, path, &error);
  if (!bytes)
    {
      g_task_return_error (task, error);
      return;
    }
  file = g_file_new_for_path (path);
  entered = sipgo_environment_enter (environment);
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, cancellable, written,
                                       g_steal_pointer (&task));
  sipgo_environment_leave (environment, entered);
}

/**
 * sipgo_trace_save_finish:
 * @self: a trace
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Trace.save].
 *
 * Returns: %TRUE when the file is written
 *
 * Since: 1.0
 */
gboolean
sipgo_trace_save_finish (SipgoTrace *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
