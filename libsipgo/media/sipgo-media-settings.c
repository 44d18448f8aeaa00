/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/media/sipgo-media-private.h"

static void
changed (SipgoMedia *self, const char *property, SipgoMediaSetting setting)
{
  SipgoMediaClass *klass = (SipgoMediaClass *) G_OBJECT_GET_CLASS (self);

  if (klass->setting_changed)
    klass->setting_changed (self, setting);
  g_object_notify (G_OBJECT (self), property);
}

static void
set_string (SipgoMedia *self, char **field, const char *value, const char *property, SipgoMediaSetting setting)
{
  if (g_strcmp0 (*field, value) == 0)
    return;
  g_free (*field);
  *field = g_strdup (value);
  changed (self, property, setting);
}

/**
 * sipgo_media_get_codec: (get-property codec)
 * @self: media
 *
 * Gets the name of the codec in use.
 *
 * Returns: (nullable): the name; %NULL before a codec is agreed
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
 * Gets whether it is agreed that we send.
 *
 * Returns: whether it is
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
 * Gets whether it is agreed that the peer sends.
 *
 * Returns: whether it is
 */
gboolean
sipgo_media_get_receiving (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), FALSE);
  return self->receiving;
}

/**
 * sipgo_media_get_muted: (get-property muted)
 * @self: media
 *
 * Gets whether silence is sent.
 *
 * Returns: whether it is
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
 * Sets whether silence is sent in place of whatever would be.
 */
void
sipgo_media_set_muted (SipgoMedia *self, gboolean muted)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  muted = muted != FALSE;
  if (self->muted == muted)
    return;
  self->muted = muted;
  changed (self, "muted", SIPGO_MEDIA_SETTING_MUTED);
}

/**
 * sipgo_media_get_volume: (get-property volume)
 * @self: media
 *
 * Gets how loud the peer is heard.
 *
 * Returns: the factor
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
 * Sets how loud the peer is heard.
 */
void
sipgo_media_set_volume (SipgoMedia *self, double volume)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  volume = CLAMP (volume, 0.0, SIPGO_MEDIA_MAX_VOLUME);
  if (self->volume == volume)
    return;
  self->volume = volume;
  changed (self, "volume", SIPGO_MEDIA_SETTING_VOLUME);
}

/**
 * sipgo_media_get_dtmf_mode: (get-property dtmf-mode)
 * @self: media
 *
 * Gets how digits are sent.
 *
 * Returns: the mode
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
 */
void
sipgo_media_set_dtmf_mode (SipgoMedia *self, SipgoDtmfMode dtmf_mode)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  g_return_if_fail (dtmf_mode <= SIPGO_DTMF_MODE_INFO);
  if (self->dtmf_mode == dtmf_mode)
    return;
  self->dtmf_mode = dtmf_mode;
  g_object_notify (G_OBJECT (self), "dtmf-mode");
}

/**
 * sipgo_media_get_source: (get-property source)
 * @self: media
 *
 * Gets what the peer hears.
 *
 * Returns: the source
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
 * @source: see [property@Media:source]
 *
 * Sets what the peer hears. A name that means nothing is reported by [signal@Media::error].
 */
void
sipgo_media_set_source (SipgoMedia *self, const char *source)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  set_string (self, &self->source, source ? source : "silence", "source", SIPGO_MEDIA_SETTING_SOURCE);
}

/**
 * sipgo_media_get_sink: (get-property sink)
 * @self: media
 *
 * Gets where what the peer says goes.
 *
 * Returns: the sink
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
 * @sink: see [property@Media:sink]
 *
 * Sets where what the peer says goes. A name that means nothing is reported by [signal@Media::error].
 */
void
sipgo_media_set_sink (SipgoMedia *self, const char *sink)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  set_string (self, &self->sink, sink ? sink : "null", "sink", SIPGO_MEDIA_SETTING_SINK);
}

/**
 * sipgo_media_get_hold_source: (get-property hold-source)
 * @self: media
 *
 * Gets what a peer that we have put on hold hears.
 *
 * Returns: the source
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
 * Sets what a peer that we have put on hold hears.
 *
 * What cannot be opened is told by [signal@Media::error] when the hold begins; silence is sent then.
 */
void
sipgo_media_set_hold_source (SipgoMedia *self, const char *hold_source)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  set_string (self, &self->hold_source, hold_source ? hold_source : "silence", "hold-source", SIPGO_MEDIA_SETTING_HOLD_SOURCE);
}

/**
 * sipgo_media_get_source_element: (get-property source-element)
 * @self: media
 *
 * Gets the element whose audio is sent.
 *
 * Returns: (transfer none) (nullable): the element
 */
GObject *
sipgo_media_get_source_element (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), NULL);
  return self->source_element;
}

/**
 * sipgo_media_set_source_element: (set-property source-element)
 * @self: media
 * @element: (nullable): a `GstElement`, or %NULL for none
 *
 * Sets the element whose audio is sent.
 */
void
sipgo_media_set_source_element (SipgoMedia *self, GObject *element)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  g_return_if_fail (element == NULL || G_IS_OBJECT (element));
  if (g_set_object (&self->source_element, element))
    changed (self, "source-element", SIPGO_MEDIA_SETTING_SOURCE);
}

/**
 * sipgo_media_get_sink_element: (get-property sink-element)
 * @self: media
 *
 * Gets the element that gets what the peer says.
 *
 * Returns: (transfer none) (nullable): the element
 */
GObject *
sipgo_media_get_sink_element (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), NULL);
  return self->sink_element;
}

/**
 * sipgo_media_set_sink_element: (set-property sink-element)
 * @self: media
 * @element: (nullable): a `GstElement`, or %NULL for none
 *
 * Sets the element that gets what the peer says.
 */
void
sipgo_media_set_sink_element (SipgoMedia *self, GObject *element)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  g_return_if_fail (element == NULL || G_IS_OBJECT (element));
  if (g_set_object (&self->sink_element, element))
    changed (self, "sink-element", SIPGO_MEDIA_SETTING_SINK);
}

/**
 * sipgo_media_get_measure_levels: (get-property measure-levels)
 * @self: media
 *
 * Gets whether levels are measured.
 *
 * Returns: whether they are
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
 */
void
sipgo_media_set_measure_levels (SipgoMedia *self, gboolean measure_levels)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  measure_levels = measure_levels != FALSE;
  if (self->measure_levels == measure_levels)
    return;
  self->measure_levels = measure_levels;
  changed (self, "measure-levels", SIPGO_MEDIA_SETTING_MEASURE_LEVELS);
}

/**
 * sipgo_media_get_input_level: (get-property input-level)
 * @self: media
 *
 * Gets how loud we are.
 *
 * Returns: the effective level of what is sent, in dBFS
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
 * Gets how loud the peer is.
 *
 * Returns: the effective level of what is heard, in dBFS
 */
double
sipgo_media_get_output_level (SipgoMedia *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), SIPGO_MEDIA_SILENCE_LEVEL);
  return self->output_level;
}
