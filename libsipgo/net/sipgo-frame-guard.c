/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-frame-guard-private.h"

/* Bytes of the HTTP request. */
#define MAX_HEAD (16 * 1024)
#define MAX_FRAME_HEAD 14
#define CONTINUATION 0x0
#define IS_CONTROL 0x8
#define IS_FINAL 0x80

/* --- input -------------------------------------------------------------------------------------------------------- */

#define GUARDED_TYPE_INPUT (guarded_input_get_type ())
G_DECLARE_FINAL_TYPE (GuardedInput, guarded_input, GUARDED, INPUT, GFilterInputStream)

struct _GuardedInput
{
  GFilterInputStream parent_instance;

  GOutputStream *output;            /* of the base stream, not owned */
  gsize max_message;
  guint head_length;                /* of the HTTP request */
  guint n_end;                      /* octets of its final CR LF CR LF received so far */
  guint8 frame_head[MAX_FRAME_HEAD];
  guint frame_head_length;
  guint64 payload_left;
  guint64 message_length;           /* of the frames of the present message so far */
  gboolean is_control;              /* the present frame is no part of the message */
  gboolean is_last;                 /* it ends the message */
  gsize held;                       /* what has come of the present message */
  SipgoFrameGuardFunc func;         /* or NULL */
  gpointer user_data;
};

static void guarded_input_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (GuardedInput, guarded_input, G_TYPE_FILTER_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, guarded_input_pollable_init))

/* Returns how many of the bytes belong to the HTTP request. */
static gsize
scan_head (GuardedInput *self, const guint8 *data, gsize length)
{
  static const char end[] = "\r\n\r\n";
  gsize i;

  for (i = 0; i < length && self->n_end < 4; i++)
    {
      if (data[i] != (guint8) end[self->n_end])
        self->n_end = 0;
      if (data[i] == (guint8) end[self->n_end])
        self->n_end++;
    }
  self->head_length += i;
  return i;
}

/* The length of the extended payload length (RFC 6455 5.2), after the first two bytes of the frame. */
static guint
get_length_bytes (GuardedInput *self)
{
  guint length = self->frame_head[1] & 0x7f;

  return length == 126 ? 2 : length == 127 ? 8 : 0;
}

static guint
get_frame_head_length (GuardedInput *self)
{
  return 2 + get_length_bytes (self) + (self->frame_head[1] & 0x80 ? 4 : 0);
}

static guint64
get_payload_length (GuardedInput *self)
{
  guint n = get_length_bytes (self), i;
  guint64 length = 0;

  if (n == 0)
    return self->frame_head[1] & 0x7f;
  for (i = 0; i < n; i++)
    length = length << 8 | self->frame_head[2 + i];
  return length;
}

static gboolean
check_frame (GuardedInput *self, GError **error)
{
  guint kind = self->frame_head[0] & 0x0f;
  guint64 length = get_payload_length (self);

  self->payload_left = length;
  self->is_control = (kind & IS_CONTROL) != 0;
  self->is_last = (self->frame_head[0] & IS_FINAL) != 0;
  if (self->is_control)
    {
      if (g_pollable_output_stream_is_writable (G_POLLABLE_OUTPUT_STREAM (self->output)))
        return TRUE;
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "The client sends pings and does not read the pongs");
      return FALSE;
    }
  if (kind != CONTINUATION)
    self->message_length = 0;
  if (length > self->max_message || self->message_length + length > self->max_message)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                   "The client sends a message of more than %" G_GSIZE_FORMAT " bytes", self->max_message);
      return FALSE;
    }
  if (self->is_last && length == 0)
    self->held = 0;
  self->message_length = self->is_last ? 0 : self->message_length + length;
  return TRUE;
}

static gboolean
scan_frames (GuardedInput *self, const guint8 *data, gsize length, GError **error)
{
  gsize i = 0;

  while (i < length)
    {
      gsize skipped = MIN (self->payload_left, length - i);

      self->payload_left -= skipped;
      i += skipped;
      if (!self->is_control)
        self->held = self->payload_left == 0 && self->is_last ? 0 : self->held + skipped;
      if (i == length)
        break;
      self->frame_head[self->frame_head_length++] = data[i++];
      if (self->frame_head_length < 2 || self->frame_head_length < get_frame_head_length (self))
        continue;
      if (!check_frame (self, error))
        return FALSE;
      self->frame_head_length = 0;
    }
  return TRUE;
}

/* Checks the n bytes that were read. Returns n, or -1 with error if a limit is exceeded. */
static gssize
scan (GuardedInput *self, const void *buffer, gssize n, GError **error)
{
  gsize head = n > 0 && self->n_end < 4 ? scan_head (self, buffer, n) : 0;

  if (n <= 0)
    return n;
  if (self->head_length > MAX_HEAD)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "The client's HTTP request is too long");
      return -1;
    }
  if (!scan_frames (self, (const guint8 *) buffer + head, n - head, error))
    return -1;
  if (self->func)
    self->func (self->held, self->user_data);
  return n;
}

static GInputStream *
base_of (gpointer self)
{
  return g_filter_input_stream_get_base_stream (self);
}

static gssize
guarded_input_read (GInputStream *stream, void *buffer, gsize size, GCancellable *cancellable, GError **error)
{
  return scan (GUARDED_INPUT (stream), buffer, g_input_stream_read (base_of (stream), buffer, size, cancellable,
                                                                    error), error);
}

static gssize
guarded_input_read_nonblocking (GPollableInputStream *stream, void *buffer, gsize size, GError **error)
{
  gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (base_of (stream)), buffer, size, NULL,
                                                       error);

  return scan (GUARDED_INPUT (stream), buffer, n, error);
}

static gboolean
guarded_input_can_poll (GPollableInputStream *stream)
{
  return G_IS_POLLABLE_INPUT_STREAM (base_of (stream))
         && g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (base_of (stream)));
}

static gboolean
guarded_input_is_readable (GPollableInputStream *stream)
{
  return g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (base_of (stream)));
}

static GSource *
guarded_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  g_autoptr (GSource) child = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (base_of (stream)),
                                                                     cancellable);

  return g_pollable_source_new_full (stream, child, cancellable);
}

static void
guarded_input_class_init (GuardedInputClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = guarded_input_read;
}

static void
guarded_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->can_poll = guarded_input_can_poll;
  iface->is_readable = guarded_input_is_readable;
  iface->create_source = guarded_input_create_source;
  iface->read_nonblocking = guarded_input_read_nonblocking;
}

static void
guarded_input_init (GuardedInput *self)
{
}

/* --- the I/O stream ----------------------------------------------------------------------------------------------- */

struct _SipgoFrameGuard
{
  GIOStream parent_instance;

  GIOStream *base;
  GuardedInput *input;
};

G_DEFINE_FINAL_TYPE (SipgoFrameGuard, sipgo_frame_guard, G_TYPE_IO_STREAM)

GIOStream *
sipgo_frame_guard_new (GIOStream *base, gsize max_message)
{
  SipgoFrameGuard *self = g_object_new (SIPGO_TYPE_FRAME_GUARD, NULL);

  self->base = g_object_ref (base);
  self->input = g_object_new (GUARDED_TYPE_INPUT, "base-stream", g_io_stream_get_input_stream (base),
                              "close-base-stream", FALSE, NULL);
  self->input->output = g_io_stream_get_output_stream (base);
  self->input->max_message = max_message;
  return G_IO_STREAM (self);
}

void
sipgo_frame_guard_watch (SipgoFrameGuard *self, SipgoFrameGuardFunc func, gpointer user_data)
{
  self->input->func = func;
  self->input->user_data = user_data;
}

static GInputStream *
sipgo_frame_guard_get_input_stream (GIOStream *stream)
{
  return G_INPUT_STREAM (SIPGO_FRAME_GUARD (stream)->input);
}

static GOutputStream *
sipgo_frame_guard_get_output_stream (GIOStream *stream)
{
  return g_io_stream_get_output_stream (SIPGO_FRAME_GUARD (stream)->base);
}

static gboolean
sipgo_frame_guard_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  return g_io_stream_close (SIPGO_FRAME_GUARD (stream)->base, cancellable, error);
}

static void
base_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_io_stream_close_finish (G_IO_STREAM (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
sipgo_frame_guard_close_async (GIOStream *stream, int priority, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (stream, cancellable, callback, user_data);

  g_io_stream_close_async (SIPGO_FRAME_GUARD (stream)->base, priority, cancellable, base_closed, task);
}

static gboolean
sipgo_frame_guard_close_finish (GIOStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
sipgo_frame_guard_finalize (GObject *object)
{
  SipgoFrameGuard *self = SIPGO_FRAME_GUARD (object);

  g_object_unref (self->input);
  g_object_unref (self->base);
  G_OBJECT_CLASS (sipgo_frame_guard_parent_class)->finalize (object);
}

static void
sipgo_frame_guard_class_init (SipgoFrameGuardClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sipgo_frame_guard_finalize;
  stream_class->get_input_stream = sipgo_frame_guard_get_input_stream;
  stream_class->get_output_stream = sipgo_frame_guard_get_output_stream;
  stream_class->close_fn = sipgo_frame_guard_close;
  stream_class->close_async = sipgo_frame_guard_close_async;
  stream_class->close_finish = sipgo_frame_guard_close_finish;
}

static void
sipgo_frame_guard_init (SipgoFrameGuard *self)
{
}
