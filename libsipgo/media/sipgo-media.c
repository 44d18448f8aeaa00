/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/media/sipgo-media-private.h"

#include <gst/gst.h>

#include "libsipgo/base/sipgo-context-private.h"
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/sipgo-media-enum-types.h"

/**
 * SipgoMedia:
 *
 * The media of a call: the sound that is sent and heard, digits (DTMF), files and statistics.
 *
 * All signals and notifications come in the main context of the call's agent. The peer hears [property@Media:source],
 * or a file while [method@Media.play_file] plays it. The sound of the peer goes to [property@Media:sink].
 *
 * While we have the peer on hold it hears only [property@Media:hold-source], silence by default, in place of the
 * source, of files and of digits. This begins when the offer of the hold is made, before the peer has answered it.
 *
 * ```c
 * static void
 * digit_heard (SipgoMedia *media, const char *digit, guint duration_ms, gpointer user_data)
 * {
 *   g_print ("%s, for %u ms\n", digit, duration_ms);
 * }
 *
 * static void
 * played (GObject *media, GAsyncResult *result, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *
 *   if (!sipgo_media_play_file_finish (SIPGO_MEDIA (media), result, &error))
 *     g_printerr ("Not played: %s\n", error->message);
 * }
 *
 * static void
 * play (SipgoSession *call)
 * {
 *   SipgoMedia *media = sipgo_session_get_media (call);
 *
 *   g_signal_connect (media, "dtmf", G_CALLBACK (digit_heard), NULL);
 *   sipgo_media_play_file (media, "welcome.wav", NULL, played, NULL);
 * }
 * ```
 *
 * ```python
 * call.media.connect("dtmf", lambda media, digit, duration_ms: print(digit))
 * call.media.record_file("call.wav")
 * await call.media.play_file("welcome.wav")           # returns when all of it has been sent
 * await call.media.send_dtmf("123#")
 * call.media.source = "microphone"
 * call.media.muted = True
 * ```
 *
 * Since: 1.0
 */
G_DEFINE_ABSTRACT_TYPE (SipgoMedia, sipgo_media, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_STREAMS,
  PROP_CODEC,
  PROP_CLOSED,
  PROP_SENDING,
  PROP_RECEIVING,
  PROP_STALL_TIMEOUT,
  PROP_STALLED,
  PROP_MUTED,
  PROP_VOLUME,
  PROP_DTMF_MODE,
  PROP_SOURCE,
  PROP_SINK,
  PROP_HOLD_SOURCE,
  PROP_SOURCE_ELEMENT,
  PROP_SINK_ELEMENT,
  PROP_MEASURE_LEVELS,
  PROP_INPUT_LEVEL,
  PROP_OUTPUT_LEVEL,
  N_PROPS
};

enum {
  SIGNAL_DTMF,
  SIGNAL_ERROR,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/* Seconds. Longer than the pauses of peers that send nothing during silence: RTCP comes at least every 10 s. */
#define DEFAULT_STALL_TIMEOUT 30

static SipgoMediaClass *
class_of (SipgoMedia *self)
{
  return (SipgoMediaClass *) G_OBJECT_GET_CLASS (self);
}

static void
sipgo_media_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SipgoMedia *self = SIPGO_MEDIA (object);

  switch (prop_id)
    {
    case PROP_STREAMS:
      g_value_set_object (value, self->streams);
      break;
    case PROP_CODEC:
      g_value_set_string (value, self->codec);
      break;
    case PROP_CLOSED:
      g_value_set_boolean (value, self->closed);
      break;
    case PROP_SENDING:
      g_value_set_boolean (value, self->sending);
      break;
    case PROP_RECEIVING:
      g_value_set_boolean (value, self->receiving);
      break;
    case PROP_STALL_TIMEOUT:
      g_value_set_uint (value, self->stall_timeout);
      break;
    case PROP_STALLED:
      g_value_set_boolean (value, self->stalled);
      break;
    case PROP_MUTED:
      g_value_set_boolean (value, self->muted);
      break;
    case PROP_VOLUME:
      g_value_set_double (value, self->volume);
      break;
    case PROP_DTMF_MODE:
      g_value_set_enum (value, self->dtmf_mode);
      break;
    case PROP_SOURCE:
      g_value_set_string (value, self->source);
      break;
    case PROP_SINK:
      g_value_set_string (value, self->sink);
      break;
    case PROP_HOLD_SOURCE:
      g_value_set_string (value, self->hold_source);
      break;
    case PROP_SOURCE_ELEMENT:
      g_value_set_object (value, self->source_element);
      break;
    case PROP_SINK_ELEMENT:
      g_value_set_object (value, self->sink_element);
      break;
    case PROP_MEASURE_LEVELS:
      g_value_set_boolean (value, self->measure_levels);
      break;
    case PROP_INPUT_LEVEL:
      g_value_set_double (value, self->input_level);
      break;
    case PROP_OUTPUT_LEVEL:
      g_value_set_double (value, self->output_level);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sipgo_media_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SipgoMedia *self = SIPGO_MEDIA (object);

  switch (prop_id)
    {
    case PROP_STALL_TIMEOUT:
      sipgo_media_set_stall_timeout (self, g_value_get_uint (value));
      break;
    case PROP_MUTED:
      sipgo_media_set_muted (self, g_value_get_boolean (value));
      break;
    case PROP_VOLUME:
      sipgo_media_set_volume (self, g_value_get_double (value));
      break;
    case PROP_DTMF_MODE:
      sipgo_media_set_dtmf_mode (self, g_value_get_enum (value));
      break;
    case PROP_SOURCE:
      sipgo_media_set_source (self, g_value_get_string (value));
      break;
    case PROP_SINK:
      sipgo_media_set_sink (self, g_value_get_string (value));
      break;
    case PROP_HOLD_SOURCE:
      sipgo_media_set_hold_source (self, g_value_get_string (value));
      break;
    case PROP_SOURCE_ELEMENT:
      sipgo_media_set_source_element (self, g_value_get_object (value));
      break;
    case PROP_SINK_ELEMENT:
      sipgo_media_set_sink_element (self, g_value_get_object (value));
      break;
    case PROP_MEASURE_LEVELS:
      sipgo_media_set_measure_levels (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sipgo_media_dispose (GObject *object)
{
  SipgoMedia *self = SIPGO_MEDIA (object);

  if (self->environment)
    sipgo_environment_cancel_timer (self->environment, &self->stall_timer);
  g_clear_object (&self->source_element);
  g_clear_object (&self->sink_element);
  G_OBJECT_CLASS (sipgo_media_parent_class)->dispose (object);
}

static void
sipgo_media_finalize (GObject *object)
{
  SipgoMedia *self = SIPGO_MEDIA (object);

  g_object_unref (self->streams);
  g_main_context_unref (self->context);
  g_clear_pointer (&self->environment, sipgo_environment_unref);
  g_free (self->codec);
  g_free (self->source);
  g_free (self->sink);
  g_free (self->hold_source);
  G_OBJECT_CLASS (sipgo_media_parent_class)->finalize (object);
}

/* The duration of a telephone-event has 16 bits (RFC 4733 2.3.5), in units of the RTP clock: 65535 / 48000 Hz. */
#define MAX_TONE_MS 1300

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY)
#define WRITABLE (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY)

static void
install_stream_properties (void)
{
  /**
   * SipgoMedia:streams: (getter get_streams)
   *
   * The streams of the call: a list of [class@MediaStream], in the order in which they were first offered. Today there
   * is always one stream, of audio.
   *
   * Since: 1.0
   */
  props[PROP_STREAMS] = g_param_spec_object ("streams", NULL, NULL, G_TYPE_LIST_MODEL, READABLE);

  /**
   * SipgoMedia:codec: (getter get_codec)
   *
   * The name of the codec in use, such as `PCMU` or `opus`; %NULL before the first answer.
   *
   * Since: 1.0
   */
  props[PROP_CODEC] = g_param_spec_string ("codec", NULL, NULL, NULL, READABLE);

  /**
   * SipgoMedia:closed: (getter get_closed)
   *
   * Whether the call is over: no sound is sent or received any more.
   *
   * Since: 1.0
   */
  props[PROP_CLOSED] = g_param_spec_boolean ("closed", NULL, NULL, FALSE, READABLE);

  /**
   * SipgoMedia:sending: (getter get_sending)
   *
   * Whether offer and answer let us send.
   *
   * Since: 1.0
   */
  props[PROP_SENDING] = g_param_spec_boolean ("sending", NULL, NULL, FALSE, READABLE);

  /**
   * SipgoMedia:receiving: (getter get_receiving)
   *
   * Whether offer and answer let the peer send.
   *
   * Since: 1.0
   */
  props[PROP_RECEIVING] = g_param_spec_boolean ("receiving", NULL, NULL, FALSE, READABLE);

  /**
   * SipgoMedia:stall-timeout: (getter get_stall_timeout) (setter set_stall_timeout)
   *
   * After how many seconds without a packet of the peer [property@Media:stalled] becomes %TRUE; 0 for never. 30 by
   * default: a peer that sends no audio during silence still sends RTCP every few seconds (RFC 3550 section 6.2).
   *
   * Since: 1.0
   */
  props[PROP_STALL_TIMEOUT] = g_param_spec_uint ("stall-timeout", NULL, NULL, 0, G_MAXUINT, DEFAULT_STALL_TIMEOUT,
                                                 WRITABLE);

  /**
   * SipgoMedia:stalled: (getter get_stalled)
   *
   * Whether the peer may send, but no RTP and no RTCP packet of it has come for [property@Media:stall-timeout]: it has
   * probably disappeared, or lost its network. It becomes %FALSE again with the next packet, and when the peer may not
   * send, as during a hold of ours. The call goes on, unless [property@UserAgent:end-stalled-calls] is set.
   *
   * Since: 1.0
   */
  props[PROP_STALLED] = g_param_spec_boolean ("stalled", NULL, NULL, FALSE, READABLE);

  /**
   * SipgoMedia:muted: (getter get_muted) (setter set_muted)
   *
   * Whether silence is sent in place of the source, files and music on hold. %FALSE by default.
   *
   * Since: 1.0
   */
  props[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, WRITABLE);

  /**
   * SipgoMedia:volume: (getter get_volume) (setter set_volume)
   *
   * The volume of the peer in the sink: a factor from 0.0 to 4.0; 1.0, the default, does not change the sound.
   *
   * Since: 1.0
   */
  props[PROP_VOLUME] = g_param_spec_double ("volume", NULL, NULL, 0.0, SIPGO_MEDIA_MAX_VOLUME, 1.0, WRITABLE);

  /**
   * SipgoMedia:dtmf-mode: (getter get_dtmf_mode) (setter set_dtmf_mode)
   *
   * How [method@Media.send_dtmf] sends digits: as telephone-events (RFC 4733), by INFO, or whichever of the two the
   * peer accepts. %SIPGO_DTMF_MODE_AUTO by default.
   *
   * Since: 1.0
   */
  props[PROP_DTMF_MODE] = g_param_spec_enum ("dtmf-mode", NULL, NULL, SIPGO_TYPE_DTMF_MODE, SIPGO_DTMF_MODE_AUTO,
                                             WRITABLE);
}

static void
install_source_and_sink_properties (void)
{
  /**
   * SipgoMedia:source: (getter get_source) (setter set_source)
   *
   * What the peer hears: `microphone`; `silence`; `tone:440` or `tone:440:-12`, a tone of that frequency in Hz and that
   * level in dBFS; `file:/a/path.wav`, repeated; `echo`, the peer's own sound. `silence` by default, unless
   * [property@RtpHandlerFactory:source] names another.
   *
   * Since: 1.0
   */
  props[PROP_SOURCE] = g_param_spec_string ("source", NULL, NULL, "silence", WRITABLE);

  /**
   * SipgoMedia:sink: (getter get_sink) (setter set_sink)
   *
   * Where the sound of the peer goes: `speaker`; `null`, nowhere; `file:/a/path.wav`, which is written as WAV. `null`
   * by default, unless [property@RtpHandlerFactory:sink] names another.
   *
   * Since: 1.0
   */
  props[PROP_SINK] = g_param_spec_string ("sink", NULL, NULL, "null", WRITABLE);

  /**
   * SipgoMedia:hold-source: (getter get_hold_source) (setter set_hold_source)
   *
   * What the peer hears while we have it on hold: `silence`, the default, or music on hold, written as in
   * [property@Media:source]. The source is opened when the hold begins and closed when the hold ends.
   * [property@Media:muted] silences it, too.
   *
   * Since: 1.0
   */
  props[PROP_HOLD_SOURCE] = g_param_spec_string ("hold-source", NULL, NULL, "silence", WRITABLE);

  /**
   * SipgoMedia:source-element: (getter get_source_element) (setter set_source_element)
   *
   * An element with one source pad for raw audio, which is sent in place of [property@Media:source]. The element runs
   * in a pipeline of its own. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_SOURCE_ELEMENT] = g_param_spec_object ("source-element", NULL, NULL, GST_TYPE_ELEMENT, WRITABLE);

  /**
   * SipgoMedia:sink-element: (getter get_sink_element) (setter set_sink_element)
   *
   * An element with one sink pad for raw audio, which gets the sound of the peer in place of [property@Media:sink]. The
   * element runs in a pipeline of its own. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_SINK_ELEMENT] = g_param_spec_object ("sink-element", NULL, NULL, GST_TYPE_ELEMENT, WRITABLE);
}

static void
install_level_properties (void)
{
  /**
   * SipgoMedia:measure-levels: (getter get_measure_levels) (setter set_measure_levels)
   *
   * Whether [property@Media:input-level] and [property@Media:output-level] are measured, ten times a second. %FALSE by
   * default.
   *
   * Since: 1.0
   */
  props[PROP_MEASURE_LEVELS] = g_param_spec_boolean ("measure-levels", NULL, NULL, FALSE, WRITABLE);

  /**
   * SipgoMedia:input-level: (getter get_input_level)
   *
   * The level (RMS) of the sound that is sent, in dBFS; -100 for silence.
   *
   * Since: 1.0
   */
  props[PROP_INPUT_LEVEL] = g_param_spec_double ("input-level", NULL, NULL, SIPGO_MEDIA_SILENCE_LEVEL, 10.0,
                                                 SIPGO_MEDIA_SILENCE_LEVEL, READABLE);

  /**
   * SipgoMedia:output-level: (getter get_output_level)
   *
   * The level (RMS) of the sound of the peer, in dBFS; -100 for silence.
   *
   * Since: 1.0
   */
  props[PROP_OUTPUT_LEVEL] = g_param_spec_double ("output-level", NULL, NULL, SIPGO_MEDIA_SILENCE_LEVEL, 10.0,
                                                  SIPGO_MEDIA_SILENCE_LEVEL, READABLE);
}

static void
install_signals (GType type)
{
  /**
   * SipgoMedia::dtmf:
   * @self: the media
   * @digit: one of `0123456789*#ABCD`
   * @duration_ms: how long the digit sounded, as far as it was received, in milliseconds
   *
   * The peer has sent a digit (DTMF), as a telephone-event in RTP (RFC 4733) or by INFO. Emitted once for each digit,
   * when the digit ends.
   *
   * INFO may carry `application/dtmf-relay`, `application/dtmf` or `application/vnd.nortelnetworks.digits`. It is
   * accepted unless a handler of [signal@Session::info-received] decides otherwise; the digit is reported once the INFO
   * is accepted, by default or by a handler. Some peers send each digit both ways: the same digit received the other
   * way within one second plus its own length is a duplicate, and is not reported. A hook flash is not a digit: the
   * INFO is accepted, and no signal is emitted.
   *
   * Since: 1.0
   */
  signals[SIGNAL_DTMF] = g_signal_new ("dtmf", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT);

  /**
   * SipgoMedia::error:
   * @self: the media
   * @error: the reason
   *
   * A source, a sink or a recording has failed: a device, a file, or an element of the application. The call goes on;
   * if a source failed, silence is sent. The signal is emitted from the main loop and not within the call that caused
   * the error, so that a handler may end the call. An error is logged if no handler is connected.
   *
   * Since: 1.0
   */
  signals[SIGNAL_ERROR] = g_signal_new ("error", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
sipgo_media_class_init (SipgoMediaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sipgo_media_get_property;
  object_class->set_property = sipgo_media_set_property;
  object_class->dispose = sipgo_media_dispose;
  object_class->finalize = sipgo_media_finalize;
  install_stream_properties ();
  install_source_and_sink_properties ();
  install_level_properties ();
  g_object_class_install_properties (object_class, N_PROPS, props);
  install_signals (G_TYPE_FROM_CLASS (klass));
}

static void
sipgo_media_init (SipgoMedia *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->streams = g_list_store_new (SIPGO_TYPE_MEDIA_STREAM);
  self->volume = 1.0;
  self->stall_timeout = DEFAULT_STALL_TIMEOUT;
  self->source = g_strdup ("silence");
  self->sink = g_strdup ("null");
  self->hold_source = g_strdup ("silence");
  self->input_level = self->output_level = SIPGO_MEDIA_SILENCE_LEVEL;
}

/* --- what an application reads and sets --------------------------------------------------------------------------- */

/**
 * sipgo_media_get_streams: (get-property streams)
 * @self: media
 *
 * Gets the streams of the call.
 *
 * Returns: (transfer none): a list of [class@MediaStream]
 *
 * Since: 1.0
 */
GListModel *
sipgo_media_get_streams (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), NULL);
  return G_LIST_MODEL (self->streams);
}

static void
changed (SipgoMedia *self, guint prop_id, SipgoMediaSetting setting)
{
  if (class_of (self)->setting_changed)
    class_of (self)->setting_changed (self, setting);
  g_object_notify_by_pspec (G_OBJECT (self), props[prop_id]);
}

static void
set_string (SipgoMedia *self, char **field, const char *value, guint prop_id, SipgoMediaSetting setting)
{
  if (g_strcmp0 (*field, value) == 0)
    return;
  g_free (*field);
  *field = g_strdup (value);
  changed (self, prop_id, setting);
}

/**
 * sipgo_media_get_codec: (get-property codec)
 * @self: media
 *
 * Gets the name of the codec in use.
 *
 * Returns: (nullable): the name; %NULL before a codec is agreed
 *
 * Since: 1.0
 */
const char *
sipgo_media_get_codec (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), NULL);
  return self->codec;
}

/**
 * sipgo_media_get_closed: (get-property closed)
 * @self: media
 *
 * Gets whether the call is over.
 *
 * Returns: whether it is
 *
 * Since: 1.0
 */
gboolean
sipgo_media_get_closed (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), FALSE);
  return self->closed;
}

/**
 * sipgo_media_get_sending: (get-property sending)
 * @self: media
 *
 * Gets whether offer and answer let us send.
 *
 * Returns: whether we may send
 *
 * Since: 1.0
 */
gboolean
sipgo_media_get_sending (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), FALSE);
  return self->sending;
}

/**
 * sipgo_media_get_receiving: (get-property receiving)
 * @self: media
 *
 * Gets whether offer and answer let the peer send.
 *
 * Returns: whether the peer may send
 *
 * Since: 1.0
 */
gboolean
sipgo_media_get_receiving (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), FALSE);
  return self->receiving;
}

/**
 * sipgo_media_get_stalled: (get-property stalled)
 * @self: media
 *
 * Gets whether no packet of the peer has come for [property@Media:stall-timeout].
 *
 * Returns: whether the peer has gone quiet
 *
 * Since: 1.0
 */
gboolean
sipgo_media_get_stalled (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), FALSE);
  return self->stalled;
}

/**
 * sipgo_media_get_stall_timeout: (get-property stall-timeout)
 * @self: media
 *
 * Gets after how many seconds without a packet of the peer the media are stalled.
 *
 * Returns: seconds; 0 for never
 *
 * Since: 1.0
 */
guint
sipgo_media_get_stall_timeout (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), 0);
  return self->stall_timeout;
}

static void check_stall (gpointer user_data);

/* The timer runs to the first moment at which the media can be stalled; then each second, until a packet comes. */
static void
watch_for_stall (SipgoMedia *self, gint64 delay)
{
  sipgo_environment_set_timer (self->environment, &self->stall_timer, delay, check_stall, self);
}

static void
set_stalled (SipgoMedia *self, gboolean stalled)
{
  if (self->stalled == stalled)
    return;
  self->stalled = stalled;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STALLED]);
}

/* The media have counted since our offer; the peer may send since its answer. */
static void
check_stall (gpointer user_data)
{
  g_autoptr (SipgoMedia) self = g_object_ref (user_data);
  gint64 timeout = SIPGO_SECONDS ((gint64) self->stall_timeout);
  gint64 quiet = sipgo_environment_now (self->environment) - self->receiving_since;
  SipgoMediaStatistics statistics = { 0 };
  gboolean stalled;

  class_of (self)->get_statistics (self, &statistics);
  quiet = MIN (quiet, SIPGO_MS ((gint64) statistics.quiet_ms));
  stalled = quiet >= timeout;
  watch_for_stall (self, stalled ? SIPGO_SECONDS (1) : timeout - quiet);
  set_stalled (self, stalled);
  if (self->stalled && self->stalled_func)
    self->stalled_func (self->session);
}

/* Called when one of the conditions has changed. */
static void
update_stall (SipgoMedia *self)
{
  if (!self->environment)
    return;
  if (self->receiving && !self->closed && self->stall_timeout > 0 && class_of (self)->get_statistics)
    {
      watch_for_stall (self, SIPGO_SECONDS ((gint64) self->stall_timeout));
      return;
    }
  sipgo_environment_cancel_timer (self->environment, &self->stall_timer);
  set_stalled (self, FALSE);
}

/**
 * sipgo_media_set_stall_timeout: (set-property stall-timeout)
 * @self: media
 * @seconds: the limit; 0 for never
 *
 * Sets after how many seconds without a packet of the peer the media are stalled.
 *
 * Since: 1.0
 */
void
sipgo_media_set_stall_timeout (SipgoMedia *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  if (self->stall_timeout == seconds)
    return;
  self->stall_timeout = seconds;
  update_stall (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STALL_TIMEOUT]);
}

/**
 * sipgo_media_get_muted: (get-property muted)
 * @self: media
 *
 * Gets whether silence is sent.
 *
 * Returns: whether it is
 *
 * Since: 1.0
 */
gboolean
sipgo_media_get_muted (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), FALSE);
  return self->muted;
}

/**
 * sipgo_media_set_muted: (set-property muted)
 * @self: media
 * @muted: whether to send silence
 *
 * Sets whether silence is sent in place of the source, files and music on hold.
 *
 * Since: 1.0
 */
void
sipgo_media_set_muted (SipgoMedia *self, gboolean muted)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  muted = muted != FALSE;
  if (self->muted == muted)
    return;
  self->muted = muted;
  changed (self, PROP_MUTED, SIPGO_MEDIA_SETTING_MUTED);
}

/**
 * sipgo_media_get_volume: (get-property volume)
 * @self: media
 *
 * Gets the volume of the peer in the sink.
 *
 * Returns: the factor
 *
 * Since: 1.0
 */
double
sipgo_media_get_volume (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), 1.0);
  return self->volume;
}

/**
 * sipgo_media_set_volume: (set-property volume)
 * @self: media
 * @volume: a factor, 0.0 to 4.0
 *
 * Sets the volume of the peer in the sink.
 *
 * Since: 1.0
 */
void
sipgo_media_set_volume (SipgoMedia *self, double volume)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  volume = CLAMP (volume, 0.0, SIPGO_MEDIA_MAX_VOLUME);
  if (self->volume == volume)
    return;
  self->volume = volume;
  changed (self, PROP_VOLUME, SIPGO_MEDIA_SETTING_VOLUME);
}

/**
 * sipgo_media_get_dtmf_mode: (get-property dtmf-mode)
 * @self: media
 *
 * Gets how digits are sent.
 *
 * Returns: the mode
 *
 * Since: 1.0
 */
SipgoDtmfMode
sipgo_media_get_dtmf_mode (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), SIPGO_DTMF_MODE_AUTO);
  return self->dtmf_mode;
}

/**
 * sipgo_media_set_dtmf_mode: (set-property dtmf-mode)
 * @self: media
 * @dtmf_mode: a mode
 *
 * Sets how digits are sent from now on.
 *
 * Since: 1.0
 */
void
sipgo_media_set_dtmf_mode (SipgoMedia *self, SipgoDtmfMode dtmf_mode)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  g_return_if_fail (dtmf_mode <= SIPGO_DTMF_MODE_INFO);
  if (self->dtmf_mode == dtmf_mode)
    return;
  self->dtmf_mode = dtmf_mode;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DTMF_MODE]);
}

/**
 * sipgo_media_get_source: (get-property source)
 * @self: media
 *
 * Gets what the peer hears.
 *
 * Returns: the source
 *
 * Since: 1.0
 */
const char *
sipgo_media_get_source (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), NULL);
  return self->source;
}

/**
 * sipgo_media_set_source: (set-property source)
 * @self: media
 * @source: (nullable): see [property@Media:source]; %NULL for silence
 *
 * Sets what the peer hears. An unknown name is reported by [signal@Media::error].
 *
 * Since: 1.0
 */
void
sipgo_media_set_source (SipgoMedia *self, const char *source)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  set_string (self, &self->source, source ? source : "silence", PROP_SOURCE, SIPGO_MEDIA_SETTING_SOURCE);
}

/**
 * sipgo_media_get_sink: (get-property sink)
 * @self: media
 *
 * Gets where the sound of the peer goes.
 *
 * Returns: the sink
 *
 * Since: 1.0
 */
const char *
sipgo_media_get_sink (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), NULL);
  return self->sink;
}

/**
 * sipgo_media_set_sink: (set-property sink)
 * @self: media
 * @sink: (nullable): see [property@Media:sink]; %NULL for nobody
 *
 * Sets where the sound of the peer goes. An unknown name is reported by [signal@Media::error].
 *
 * Since: 1.0
 */
void
sipgo_media_set_sink (SipgoMedia *self, const char *sink)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  set_string (self, &self->sink, sink ? sink : "null", PROP_SINK, SIPGO_MEDIA_SETTING_SINK);
}

/**
 * sipgo_media_get_hold_source: (get-property hold-source)
 * @self: media
 *
 * Gets what the peer hears while we have it on hold.
 *
 * Returns: the source
 *
 * Since: 1.0
 */
const char *
sipgo_media_get_hold_source (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), NULL);
  return self->hold_source;
}

/**
 * sipgo_media_set_hold_source: (set-property hold-source)
 * @self: media
 * @hold_source: (nullable): see [property@Media:hold-source]; %NULL for silence
 *
 * Sets what the peer hears while we have it on hold.
 *
 * If the source cannot be opened when the hold begins, [signal@Media::error] is emitted and silence is sent.
 *
 * Since: 1.0
 */
void
sipgo_media_set_hold_source (SipgoMedia *self, const char *hold_source)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  set_string (self, &self->hold_source, hold_source ? hold_source : "silence", PROP_HOLD_SOURCE,
              SIPGO_MEDIA_SETTING_HOLD_SOURCE);
}

/**
 * sipgo_media_get_source_element: (get-property source-element)
 * @self: media
 *
 * Gets the element whose audio is sent.
 *
 * Returns: (transfer none) (nullable): the element, or %NULL
 *
 * Since: 1.0
 */
GstElement *
sipgo_media_get_source_element (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), NULL);
  return self->source_element;
}

/**
 * sipgo_media_set_source_element: (set-property source-element)
 * @self: media
 * @element: (nullable): an element, or %NULL for none
 *
 * Sets the element whose audio is sent.
 *
 * Since: 1.0
 */
void
sipgo_media_set_source_element (SipgoMedia *self, GstElement *element)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  g_return_if_fail (element == NULL || GST_IS_ELEMENT (element));
  if (g_set_object (&self->source_element, element))
    changed (self, PROP_SOURCE_ELEMENT, SIPGO_MEDIA_SETTING_SOURCE);
}

/**
 * sipgo_media_get_sink_element: (get-property sink-element)
 * @self: media
 *
 * Gets the element that gets the sound of the peer.
 *
 * Returns: (transfer none) (nullable): the element, or %NULL
 *
 * Since: 1.0
 */
GstElement *
sipgo_media_get_sink_element (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), NULL);
  return self->sink_element;
}

/**
 * sipgo_media_set_sink_element: (set-property sink-element)
 * @self: media
 * @element: (nullable): an element, or %NULL for none
 *
 * Sets the element that gets the sound of the peer.
 *
 * Since: 1.0
 */
void
sipgo_media_set_sink_element (SipgoMedia *self, GstElement *element)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  g_return_if_fail (element == NULL || GST_IS_ELEMENT (element));
  if (g_set_object (&self->sink_element, element))
    changed (self, PROP_SINK_ELEMENT, SIPGO_MEDIA_SETTING_SINK);
}

/**
 * sipgo_media_get_measure_levels: (get-property measure-levels)
 * @self: media
 *
 * Gets whether levels are measured.
 *
 * Returns: whether they are
 *
 * Since: 1.0
 */
gboolean
sipgo_media_get_measure_levels (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), FALSE);
  return self->measure_levels;
}

/**
 * sipgo_media_set_measure_levels: (set-property measure-levels)
 * @self: media
 * @measure_levels: whether to measure
 *
 * Sets whether levels are measured.
 *
 * Since: 1.0
 */
void
sipgo_media_set_measure_levels (SipgoMedia *self, gboolean measure_levels)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  measure_levels = measure_levels != FALSE;
  if (self->measure_levels == measure_levels)
    return;
  self->measure_levels = measure_levels;
  changed (self, PROP_MEASURE_LEVELS, SIPGO_MEDIA_SETTING_MEASURE_LEVELS);
}

/**
 * sipgo_media_get_input_level: (get-property input-level)
 * @self: media
 *
 * Gets the level of the sound that is sent.
 *
 * Returns: the level (RMS) in dBFS
 *
 * Since: 1.0
 */
double
sipgo_media_get_input_level (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), SIPGO_MEDIA_SILENCE_LEVEL);
  return self->input_level;
}

/**
 * sipgo_media_get_output_level: (get-property output-level)
 * @self: media
 *
 * Gets the level of the sound of the peer.
 *
 * Returns: the level (RMS) in dBFS
 *
 * Since: 1.0
 */
double
sipgo_media_get_output_level (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), SIPGO_MEDIA_SILENCE_LEVEL);
  return self->output_level;
}

/* --- what an application does ------------------------------------------------------------------------------------- */

/**
 * sipgo_media_play_file:
 * @self: media
 * @path: a sound file: WAV, or anything that GStreamer can decode
 * @cancellable: (nullable): stops playing, at the next frame of 20 ms
 * @callback: (scope async): called when all of the file has been sent
 * @user_data: for @callback
 *
 * Plays a file to the peer, in place of [property@Media:source].
 *
 * Files are queued: a file is played when the ones before it have ended. Playing pauses while the call is on hold, by
 * either side, and whenever [property@Media:sending] is %FALSE.
 *
 * Fails when the file cannot be read or decoded ([error@Error] `FILE`), or the call ends before the end of the file
 * (`TERMINATED`).
 *
 * Since: 1.0
 */
void
sipgo_media_play_file (SipgoMedia *self, const char *path, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_MEDIA (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));
  task = sipgo_context_new_task (self->context, self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sipgo_media_play_file);
  class_of (self)->play_file (self, path, task);
}

/**
 * sipgo_media_play_file_finish:
 * @self: media
 * @result: from the callback
 *
 * Finishes [method@Media.play_file].
 *
 * Returns: whether all of the file has been sent
 *
 * Since: 1.0
 */
gboolean
sipgo_media_play_file_finish (SipgoMedia *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == (gpointer) sipgo_media_play_file, FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sipgo_media_record_file:
 * @self: media
 * @path: the file to write; an existing file is replaced
 *
 * Records the call as WAV with two channels: the left one is the sound of the peer, the right one what is sent.
 *
 * The recording ends with [method@Media.stop_recording] or with the call; then the file is complete.
 *
 * Fails when the file cannot be written ([error@Error] `FILE`), or a recording runs already (`STATE`).
 *
 * Returns: whether the recording has begun
 *
 * Since: 1.0
 */
gboolean
sipgo_media_record_file (SipgoMedia *self, const char *path, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  return class_of (self)->record_file (self, path, error);
}

/**
 * sipgo_media_stop_recording:
 * @self: media
 *
 * Ends the recording, if there is one. When this returns, the file is complete.
 *
 * Since: 1.0
 */
void
sipgo_media_stop_recording (SipgoMedia *self)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  class_of (self)->stop_recording (self);
}

static gboolean
check_tones (GTask *task, const char *tones)
{
  const char *p;

  for (p = tones; *p; p++)
    if (sipgo_dtmf_digit_to_event (*p) < 0)
      {
        g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                                 "“%s” has a character that is not a DTMF digit: use 0 to 9, *, # and A to D", tones);
        return FALSE;
      }
  return TRUE;
}

static gboolean
takes_events (SipgoMedia *self)
{
  return class_of (self)->takes_events && class_of (self)->takes_events (self);
}

/* Before the first answer (codec is NULL) it is not known whether the peer accepts telephone-events. */
static gboolean
sends_info (SipgoMedia *self)
{
  if (self->dtmf_mode != SIPGO_DTMF_MODE_AUTO)
    return self->dtmf_mode == SIPGO_DTMF_MODE_INFO;
  return self->info_sender && self->codec && !takes_events (self);
}

gboolean
sipgo_media_can_dial (SipgoMedia *self)
{
  return sends_info (self) ? self->info_sender != NULL : takes_events (self);
}

/**
 * sipgo_media_send_dtmf:
 * @self: media
 * @tones: the digits to send, of `0123456789*#ABCD`
 * @duration_ms: how long each digit sounds, in milliseconds, 1300 at most; 0 for 100
 * @gap_ms: the pause after each digit, in milliseconds; 0 for 70
 * @cancellable: (nullable): stops sending; the present digit is still ended properly
 * @callback: (scope async): called when the last digit has been sent
 * @user_data: for @callback
 *
 * Sends digits (DTMF) as telephone-events (RFC 4733) or by INFO, as [property@Media:dtmf-mode] says: by default as
 * telephone-events if the peer accepts them, else by INFO.
 *
 * The lengths of telephone-events are rounded up to 20 ms. Digits are queued: they are sent after the digits of earlier
 * calls of this method, and after the end of a hold, by either side. By INFO each digit waits for the response to the
 * one before, and the gap is not kept.
 *
 * Fails when a character is not a digit ([error@Error] `INVALID`), the peer does not accept telephone-events and the
 * mode does not allow INFO (`UNSUPPORTED`), the call ends before all digits are sent (`TERMINATED`), the mode is INFO
 * and there is no call any more (`STATE`), or the peer rejects an INFO (domain [enum@Status]).
 *
 * Since: 1.0
 */
void
sipgo_media_send_dtmf (SipgoMedia *self, const char *tones, guint duration_ms, guint gap_ms,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_MEDIA (self));
  g_return_if_fail (tones != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));
  task = sipgo_context_new_task (self->context, self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sipgo_media_send_dtmf);
  duration_ms = duration_ms ? MIN (duration_ms, MAX_TONE_MS) : 100;
  if (!check_tones (task, tones))
    return;
  if (!sends_info (self))
    class_of (self)->send_dtmf (self, tones, duration_ms, gap_ms ? gap_ms : 70, g_steal_pointer (&task));
  else if (self->info_sender)
    self->info_sender (tones, duration_ms, g_steal_pointer (&task), self->session);
  else
    g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE,
                             "The digits cannot be sent by INFO, because the call is over");
}

/**
 * sipgo_media_send_dtmf_finish:
 * @self: media
 * @result: from the callback
 *
 * Finishes [method@Media.send_dtmf].
 *
 * Returns: whether all digits have been sent
 *
 * Since: 1.0
 */
gboolean
sipgo_media_send_dtmf_finish (SipgoMedia *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == (gpointer) sipgo_media_send_dtmf, FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sipgo_media_get_statistics:
 * @self: media
 *
 * Gets what has been sent and received so far.
 *
 * Returns: (transfer full): the figures
 *
 * Since: 1.0
 */
SipgoMediaStatistics *
sipgo_media_get_statistics (SipgoMedia *self)
{
  SipgoMediaStatistics *statistics;

  g_return_val_if_fail (SIPGO_IS_MEDIA (self), NULL);
  statistics = g_new0 (SipgoMediaStatistics, 1);
  statistics->round_trip_ms = -1.0;
  class_of (self)->get_statistics (self, statistics);
  return statistics;
}

/* --- for the handler ---------------------------------------------------------------------------------------------- */

void
sipgo_media_add_stream (SipgoMedia *self, SipgoMediaStream *stream)
{
  g_list_store_append (self->streams, stream);
}

void
sipgo_media_set_codec (SipgoMedia *self, const char *codec)
{
  if (g_strcmp0 (self->codec, codec) == 0)
    return;
  g_free (self->codec);
  self->codec = g_strdup (codec);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CODEC]);
}

static void
update_flag (SipgoMedia *self, gboolean *field, gboolean value, guint prop_id)
{
  value = value != FALSE;
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop_id]);
}

void
sipgo_media_set_sending (SipgoMedia *self, gboolean sending)
{
  update_flag (self, &self->sending, sending, PROP_SENDING);
}

void
sipgo_media_set_closed (SipgoMedia *self)
{
  if (self->closed)
    return;
  self->closed = TRUE;
  update_stall (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CLOSED]);
}

void
sipgo_media_set_receiving (SipgoMedia *self, gboolean receiving)
{
  if (self->receiving == (receiving != FALSE))
    return;
  update_flag (self, &self->receiving, receiving, PROP_RECEIVING);
  if (self->environment)
    self->receiving_since = sipgo_environment_now (self->environment);
  update_stall (self);
}

static void
update_level (SipgoMedia *self, double *field, double level, guint prop_id)
{
  level = CLAMP (level, SIPGO_MEDIA_SILENCE_LEVEL, 10.0);
  if (*field == level)
    return;
  *field = level;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop_id]);
}

void
sipgo_media_set_input_level (SipgoMedia *self, double level)
{
  update_level (self, &self->input_level, level, PROP_INPUT_LEVEL);
}

void
sipgo_media_set_output_level (SipgoMedia *self, double level)
{
  update_level (self, &self->output_level, level, PROP_OUTPUT_LEVEL);
}

void
sipgo_media_report_dtmf (SipgoMedia *self, char digit, guint duration_ms, SipgoDtmfWay way)
{
  char text[] = { digit, '\0' };

  if (self->environment &&
      !sipgo_dtmf_digits_note (&self->digits, digit, duration_ms, way, sipgo_environment_now (self->environment)))
    return;
  g_signal_emit (self, signals[SIGNAL_DTMF], 0, text, duration_ms);
}

/* --- errors ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  SipgoMedia *self;
  GError *error;
} Report;

static void
log_error (SipgoMedia *self, const GError *error)
{
  /* The end of the call stops files and digits; that is not an error to log. */
  if (g_error_matches (error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED))
    return;
  if (self->environment)
    sipgo_log (self->environment, SIPGO_LOG_MEDIA, "%s", error->message);
  else
    g_message ("%s", error->message);
}

static gboolean
tell_error (gpointer data)
{
  g_autofree Report *report = data;
  g_autoptr (SipgoMedia) self = report->self;
  g_autoptr (GError) error = report->error;

  if (g_signal_has_handler_pending (self, signals[SIGNAL_ERROR], 0, TRUE))
    g_signal_emit (self, signals[SIGNAL_ERROR], 0, error);
  else
    log_error (self, error);
  return G_SOURCE_REMOVE;
}

void
sipgo_media_report_error (SipgoMedia *self, const GError *error)
{
  Report *report = g_new (Report, 1);

  report->self = g_object_ref (self);
  report->error = g_error_copy (error);
  sipgo_context_post (self->context, tell_error, report);
}

void
sipgo_media_set_environment (SipgoMedia *self, SipgoEnvironment *environment)
{
  if (!self->environment)
    self->environment = sipgo_environment_ref (environment);
}

/* --- for the session ---------------------------------------------------------------------------------------------- */

void
sipgo_media_set_session (SipgoMedia *self, SipgoInfoSender info_sender, SipgoStalledFunc stalled_func, gpointer session)
{
  self->info_sender = info_sender;
  self->stalled_func = stalled_func;
  self->session = session;
}

gboolean
sipgo_media_is_heard (SipgoMedia *self)
{
  return g_signal_has_handler_pending (self, g_signal_lookup ("dtmf", SIPGO_TYPE_MEDIA), 0, FALSE);
}
