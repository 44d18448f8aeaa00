/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/media/sipgo-media-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-context-private.h"
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/sipgo-media-enum-types.h"

/**
 * SipgoMedia:
 *
 * The media of a call as an application sees them: what is sent and heard, tones, files and figures.
 *
 * All signals and notifications come in the main context of the call's agent. What the peer hears comes from
 * [property@Media:source], or from a file while [method@Media.play_file] plays one; what the peer says goes to
 * [property@Media:sink].
 *
 * A peer that we have put on hold hears nothing of the conversation: from the moment the hold is offered it is sent
 * [property@Media:hold-source], which is silence by default, in place of the source, of files and of digits.
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
 * await call.media.play_file("welcome.wav")           # done when the peer has been sent the last of it
 * await call.media.send_dtmf("123#")
 * call.media.source = "microphone"
 * call.media.muted = True
 * ```
 */
G_DEFINE_ABSTRACT_TYPE (SipgoMedia, sipgo_media, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_CODEC,
  PROP_CLOSED,
  PROP_SENDING,
  PROP_RECEIVING,
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

static void
sipgo_media_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SipgoMedia *self = SIPGO_MEDIA (object);

  switch (prop_id)
    {
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

  g_clear_object (&self->source_element);
  g_clear_object (&self->sink_element);
  G_OBJECT_CLASS (sipgo_media_parent_class)->dispose (object);
}

static void
sipgo_media_finalize (GObject *object)
{
  SipgoMedia *self = SIPGO_MEDIA (object);

  g_main_context_unref (self->context);
  g_clear_pointer (&self->environment, sipgo_environment_unref);
  g_free (self->codec);
  g_free (self->source);
  g_free (self->sink);
  g_free (self->hold_source);
  G_OBJECT_CLASS (sipgo_media_parent_class)->finalize (object);
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY)
#define WRITABLE (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY)

static void
install_stream_properties (void)
{
  /**
   * SipgoMedia:codec: (getter get_codec)
   *
   * The name of the codec in use, such as `PCMU` or `opus`; %NULL before one is agreed.
   */
  props[PROP_CODEC] = g_param_spec_string ("codec", NULL, NULL, NULL, READABLE);

  /**
   * SipgoMedia:closed: (getter get_closed)
   *
   * Whether the call is over: from then on nothing is heard, sent or told any more.
   */
  props[PROP_CLOSED] = g_param_spec_boolean ("closed", NULL, NULL, FALSE, READABLE);
  /**
   * SipgoMedia:sending: (getter get_sending)
   *
   * Whether it is agreed that we send.
   */
  props[PROP_SENDING] = g_param_spec_boolean ("sending", NULL, NULL, FALSE, READABLE);

  /**
   * SipgoMedia:receiving: (getter get_receiving)
   *
   * Whether it is agreed that the peer sends.
   */
  props[PROP_RECEIVING] = g_param_spec_boolean ("receiving", NULL, NULL, FALSE, READABLE);

  /**
   * SipgoMedia:muted: (getter get_muted) (setter set_muted)
   *
   * Whether silence is sent in place of whatever would be. %FALSE by default.
   */
  props[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, WRITABLE);

  /**
   * SipgoMedia:volume: (getter get_volume) (setter set_volume)
   *
   * How loud the peer is heard in the sink: a factor; 1.0, the default, leaves it as it comes.
   */
  props[PROP_VOLUME] = g_param_spec_double ("volume", NULL, NULL, 0.0, SIPGO_MEDIA_MAX_VOLUME, 1.0, WRITABLE);

  /**
   * SipgoMedia:dtmf-mode: (getter get_dtmf_mode) (setter set_dtmf_mode)
   *
   * How [method@Media.send_dtmf] sends digits: as telephone-events (RFC 4733), by INFO, or as the peer takes them.
   * The last, %SIPGO_DTMF_MODE_AUTO, by default.
   */
  props[PROP_DTMF_MODE] = g_param_spec_enum ("dtmf-mode", NULL, NULL, SIPGO_TYPE_DTMF_MODE, SIPGO_DTMF_MODE_AUTO, WRITABLE);
}

static void
install_road_properties (void)
{
  /**
   * SipgoMedia:source: (getter get_source) (setter set_source)
   *
   * What the peer hears: `microphone`; `silence`; `tone:440` or `tone:440:-12`, a tone of that frequency in Hz and that
   * level in dBFS; `file:/a/path.wav`, over and over; `echo`, what the peer says. `silence` by default, unless
   * [property@RtpHandlerFactory:source] names another.
   */
  props[PROP_SOURCE] = g_param_spec_string ("source", NULL, NULL, "silence", WRITABLE);

  /**
   * SipgoMedia:sink: (getter get_sink) (setter set_sink)
   *
   * Where what the peer says goes: `speaker`; `null`, nowhere; `file:/a/path.wav`, which is written as WAV. `null` by
   * default, unless [property@RtpHandlerFactory:sink] names another.
   */
  props[PROP_SINK] = g_param_spec_string ("sink", NULL, NULL, "null", WRITABLE);

  /**
   * SipgoMedia:hold-source: (getter get_hold_source) (setter set_hold_source)
   *
   * What a peer that we have put on hold hears: `silence`, the default, or music on hold, written as in
   * [property@Media:source]. It is opened when the hold begins and closed when it ends. [property@Media:muted] silences
   * it, too.
   */
  props[PROP_HOLD_SOURCE] = g_param_spec_string ("hold-source", NULL, NULL, "silence", WRITABLE);

  /**
   * SipgoMedia:source-element: (getter get_source_element) (setter set_source_element)
   *
   * A `GstElement` with one source pad for raw audio, which is sent in place of [property@Media:source]. It runs in a
   * pipeline of its own. %NULL by default.
   */
  props[PROP_SOURCE_ELEMENT] = g_param_spec_object ("source-element", NULL, NULL, G_TYPE_OBJECT, WRITABLE);

  /**
   * SipgoMedia:sink-element: (getter get_sink_element) (setter set_sink_element)
   *
   * A `GstElement` with one sink pad for raw audio, which gets what the peer says in place of [property@Media:sink]. It
   * runs in a pipeline of its own. %NULL by default.
   */
  props[PROP_SINK_ELEMENT] = g_param_spec_object ("sink-element", NULL, NULL, G_TYPE_OBJECT, WRITABLE);
}

static void
install_level_properties (void)
{
  /**
   * SipgoMedia:measure-levels: (getter get_measure_levels) (setter set_measure_levels)
   *
   * Whether [property@Media:input-level] and [property@Media:output-level] are measured, ten times a second. %FALSE by
   * default.
   */
  props[PROP_MEASURE_LEVELS] = g_param_spec_boolean ("measure-levels", NULL, NULL, FALSE, WRITABLE);

  /**
   * SipgoMedia:input-level: (getter get_input_level)
   *
   * How loud we are: the effective level in dBFS of what is sent, -100 for silence.
   */
  props[PROP_INPUT_LEVEL] = g_param_spec_double ("input-level", NULL, NULL, SIPGO_MEDIA_SILENCE_LEVEL, 10.0,
                                                 SIPGO_MEDIA_SILENCE_LEVEL, READABLE);

  /**
   * SipgoMedia:output-level: (getter get_output_level)
   *
   * How loud the peer is: the effective level in dBFS of what is heard, -100 for silence.
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
   * @duration_ms: how long it sounded as far as was heard, in milliseconds
   *
   * The peer has pressed a key, and told so by a telephone-event in the media (RFC 4733) or by INFO. Emitted once for each,
   * when it is released.
   *
   * INFO may carry `application/dtmf-relay`, `application/dtmf` or `application/vnd.nortelnetworks.digits`. It is accepted unless
   * a handler of [signal@Session::info-received] decides otherwise, and told once it is accepted, whoever did it. Some peers
   * send each key both ways: the same digit that comes the other way within a second, and as long again as it sounded, is taken
   * for the same key. A hook flash is no digit: it is accepted and not told.
   */
  signals[SIGNAL_DTMF] = g_signal_new ("dtmf", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT);

  /**
   * SipgoMedia::error:
   * @self: the media
   * @error: what has gone wrong
   *
   * Something that runs by itself has failed: a device, a file that is a source or sink, an element of the application's.
   * The call goes on; where a source failed, silence is sent. It is told by itself, not within what has led to it, so that a
   * handler may do whatever it likes with the call. What nobody listens to is logged.
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
  install_road_properties ();
  install_level_properties ();
  g_object_class_install_properties (object_class, N_PROPS, props);
  install_signals (G_TYPE_FROM_CLASS (klass));
}

static void
sipgo_media_init (SipgoMedia *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->volume = 1.0;
  self->source = g_strdup ("silence");
  self->sink = g_strdup ("null");
  self->hold_source = g_strdup ("silence");
  self->input_level = self->output_level = SIPGO_MEDIA_SILENCE_LEVEL;
}

/* --- for the handler ----------------------------------------------------------------------------------------- */

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
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CLOSED]);
}

void
sipgo_media_set_receiving (SipgoMedia *self, gboolean receiving)
{
  update_flag (self, &self->receiving, receiving, PROP_RECEIVING);
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
sipgo_media_report_dtmf (SipgoMedia *self, char digit, guint duration_ms, SipgoDigitWay way)
{
  char text[] = { digit, '\0' };

  if (!sipgo_media_note_digit (self, digit, duration_ms, way))
    return;
  g_signal_emit (self, signals[SIGNAL_DTMF], 0, text, duration_ms);
}

/* --- errors ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  SipgoMedia *self;
  GError *error;
} Report;

static void
log_error (SipgoMedia *self, const GError *error)
{
  /* What was under way when the call ended is no failure. */
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

static const char digits[] = "0123456789*#ABCD";

int
sipgo_media_digit_to_event (char digit)
{
  const char *place = digit ? strchr (digits, g_ascii_toupper (digit)) : NULL;

  return place ? (int) (place - digits) : -1;
}

char
sipgo_media_event_to_digit (guint event)
{
  g_assert (event < sizeof digits - 1);
  return digits[event];
}
