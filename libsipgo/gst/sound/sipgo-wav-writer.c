/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sound/sipgo-wav-writer-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "libsipgo/base/sipgo-context-private.h"
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/gst/thread/sipgo-handover-private.h"

#define HEADER_SIZE   44
#define DEFAULT_RATE  8000
#define FLUSH_SAMPLES 8000
#define MAX_PENDING   (60 * SIPGO_AUDIO_MAX_RATE)     /* samples; more are dropped, while the main thread is stuck */
#define MAX_DATA      (G_MAXUINT32 - HEADER_SIZE - 8 * SIPGO_AUDIO_MAX_FRAME)

/* The samples of one tick. */
typedef struct
{
  SipgoHandoverItem item;
  guint rate;
  guint n;
  gint16 samples[];
} Block;

struct _SipgoWavWriter
{
  SipgoAudioSink parent_instance;

  GMainContext *context;
  char *path;
  guint n_channels;
  int fd;                      /* main thread; -1: closed or failed */
  guint32 n_octets;            /* of samples in the file */
  guint written_rate;          /* of these samples, in Hz */
  SipgoWavWriterFailed failed;
  gpointer user_data;

  SipgoHandover blocks;        /* of Block */
  gint n_pending;              /* atomic: samples in blocks */
  gint flushing;               /* atomic: a flush has been posted to the main thread */
  gint closed;                 /* atomic */

  guint rate;                  /* media thread; 0 before the first frame */
  SipgoAudioFrame left;        /* media thread */
};

G_DEFINE_FINAL_TYPE (SipgoWavWriter, sipgo_wav_writer, SIPGO_TYPE_AUDIO_SINK)

/* --- the file ----------------------------------------------------------------------------------------------------- */

static void
put_u32 (guint8 *p, guint32 number)
{
  number = GUINT32_TO_LE (number);
  memcpy (p, &number, sizeof number);
}

static void
put_u16 (guint8 *p, guint16 number)
{
  number = GUINT16_TO_LE (number);
  memcpy (p, &number, sizeof number);
}

static gboolean
write_header (SipgoWavWriter *self)
{
  guint8 header[HEADER_SIZE] = "RIFF....WAVEfmt ";

  put_u32 (header + 4, self->n_octets + HEADER_SIZE - 8);
  put_u32 (header + 16, 16);
  put_u16 (header + 20, 1);
  put_u16 (header + 22, (guint16) self->n_channels);
  put_u32 (header + 24, self->written_rate);
  put_u32 (header + 28, self->written_rate * self->n_channels * 2);
  put_u16 (header + 32, (guint16) (self->n_channels * 2));
  put_u16 (header + 34, 16);
  memcpy (header + 36, "data", 4);
  put_u32 (header + 40, self->n_octets);
  return pwrite (self->fd, header, sizeof header, 0) == sizeof header;
}

static void
fail (SipgoWavWriter *self)
{
  g_autoptr (GError) error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_FILE, "“%s” cannot be written: %s", self->path,
                                          g_strerror (errno));

  close (self->fd);
  self->fd = -1;
  if (self->failed)
    self->failed (self, error, self->user_data);
}

static gboolean
write_samples (SipgoWavWriter *self, GArray *samples)
{
  const char *p = samples->data;
  gsize left = samples->len * sizeof (gint16);

  while (left > 0)
    {
      gssize n = pwrite (self->fd, p, left, (off_t) self->n_octets + HEADER_SIZE);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      p += n;
      left -= (gsize) n;
      self->n_octets += (guint32) n;
    }
  return TRUE;
}

static GArray *
take_pending (SipgoWavWriter *self)
{
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (gint16));
  SipgoHandoverItem *item;
  guint i;

  g_atomic_int_set (&self->flushing, FALSE);
  item = sipgo_handover_take_all (&self->blocks);
  while (item)
    {
      Block *block = (Block *) item;

      item = item->next;
      self->written_rate = block->rate;
      for (i = 0; i < block->n; i++)
        block->samples[i] = GINT16_TO_LE (block->samples[i]);
      g_array_append_vals (samples, block->samples, block->n);
      g_free (block);
    }
  g_atomic_int_add (&self->n_pending, -(gint) samples->len);
  return samples;
}

static void
flush (SipgoWavWriter *self)
{
  g_autoptr (GArray) samples = take_pending (self);

  if (self->fd < 0 || samples->len * sizeof (gint16) > MAX_DATA - self->n_octets)
    return;
  if (!write_samples (self, samples) || !write_header (self))
    fail (self);
}

static gboolean
flush_later (gpointer data)
{
  flush (data);
  g_object_unref (data);
  return G_SOURCE_REMOVE;
}

/* --- frames ------------------------------------------------------------------------------------------------------- */

/* The main thread may flush or close at the same time; the queue needs no lock. */
static void
append (SipgoWavWriter *self, const gint16 *samples, guint n)
{
  gint n_pending = g_atomic_int_get (&self->n_pending);
  Block *block;

  if (g_atomic_int_get (&self->closed) || n_pending >= MAX_PENDING)
    return;
  block = g_malloc (sizeof *block + n * sizeof (gint16));
  block->rate = self->rate;
  block->n = n;
  memcpy (block->samples, samples, n * sizeof (gint16));
  g_atomic_int_add (&self->n_pending, (gint) n);
  sipgo_handover_push (&self->blocks, &block->item);
  if (n_pending + (gint) n >= FLUSH_SAMPLES && g_atomic_int_compare_and_exchange (&self->flushing, FALSE, TRUE))
    sipgo_context_post (self->context, flush_later, g_object_ref (self));
}

static guint
use_rate (SipgoWavWriter *self, guint rate)
{
  if (self->rate == 0)
    self->rate = rate;
  return self->rate;
}

static void
sipgo_wav_writer_write (SipgoAudioSink *sink, const SipgoAudioFrame *frame)
{
  SipgoWavWriter *self = SIPGO_WAV_WRITER (sink);
  SipgoAudioFrame converted;

  sipgo_audio_frame_convert (frame, &converted, use_rate (self, frame->rate));
  append (self, converted.samples, converted.n);
}

void
sipgo_wav_writer_write_left (SipgoWavWriter *self, const SipgoAudioFrame *frame)
{
  self->left = *frame;
}

void
sipgo_wav_writer_write_right (SipgoWavWriter *self, const SipgoAudioFrame *frame)
{
  gint16 both[2 * SIPGO_AUDIO_MAX_FRAME];
  SipgoAudioFrame left, right;
  guint rate, i;

  if (self->left.rate == 0)
    return;
  rate = use_rate (self, frame ? MAX (frame->rate, self->left.rate) : self->left.rate);
  sipgo_audio_frame_convert (&self->left, &left, rate);
  if (frame)
    sipgo_audio_frame_convert (frame, &right, rate);
  else
    sipgo_audio_frame_clear (&right, rate);
  for (i = 0; i < left.n; i++)
    {
      both[2 * i] = left.samples[i];
      both[2 * i + 1] = right.samples[i];
    }
  append (self, both, 2 * left.n);
}

/* --- life --------------------------------------------------------------------------------------------------------- */

void
sipgo_wav_writer_close (SipgoWavWriter *self)
{
  g_atomic_int_set (&self->closed, TRUE);
  if (self->fd < 0)
    return;
  flush (self);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

static void
sipgo_wav_writer_finalize (GObject *object)
{
  SipgoWavWriter *self = SIPGO_WAV_WRITER (object);

  self->failed = NULL;
  sipgo_wav_writer_close (self);
  g_array_unref (take_pending (self));
  g_main_context_unref (self->context);
  g_free (self->path);
  G_OBJECT_CLASS (sipgo_wav_writer_parent_class)->finalize (object);
}

static void
sipgo_wav_writer_class_init (SipgoWavWriterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sipgo_wav_writer_finalize;
  SIPGO_AUDIO_SINK_CLASS (klass)->write = sipgo_wav_writer_write;
}

static void
sipgo_wav_writer_init (SipgoWavWriter *self)
{
  self->written_rate = DEFAULT_RATE;
}

SipgoWavWriter *
sipgo_wav_writer_new (const char *path, guint n_channels, GMainContext *context, GError **error)
{
  SipgoWavWriter *self;
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

  if (fd < 0)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_FILE, "“%s” cannot be written: %s", path, g_strerror (errno));
      return NULL;
    }
  self = g_object_new (SIPGO_TYPE_WAV_WRITER, NULL);
  self->fd = fd;
  self->path = g_strdup (path);
  self->n_channels = n_channels;
  self->context = g_main_context_ref (context);
  return self;
}

void
sipgo_wav_writer_set_failed (SipgoWavWriter *self, SipgoWavWriterFailed failed, gpointer user_data)
{
  self->failed = failed;
  self->user_data = user_data;
}
