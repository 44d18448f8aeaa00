/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/media/sipgo-media-stream-private.h"

#include "libsipgo/sipgo-media-enum-types.h"

/**
 * SipgoMediaStream:
 *
 * One stream of a call's media: an m= line of the session descriptions (RFC 8866, 5.14), and what offer and answer have
 * agreed on for it (RFC 3264).
 *
 * The streams of a call are [property@Media:streams]. A stream is the same object for the whole call. A later offer and
 * its answer change its properties; they are notified in the main context of the call's agent.
 *
 * ```python
 * for stream in call.media.streams:
 *     print(stream.kind, stream.codec, stream.direction, stream.get_statistics().packets_lost)
 * ```
 *
 * Since: 1.0
 */
struct _SipgoMediaStream
{
  GObject parent_instance;

  SipgoMediaKind kind;
  int index;
  char *mid;
  char *codec;
  SipgoMediaDirection direction;
  SipgoMediaProtection protection;

  SipgoMediaStreamReader reader;   /* NULL once closed */
  gpointer owner;
  SipgoMediaStatistics last;       /* the final values, once closed */
};

G_DEFINE_FINAL_TYPE (SipgoMediaStream, sipgo_media_stream, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_KIND,
  PROP_INDEX,
  PROP_MID,
  PROP_DIRECTION,
  PROP_CODEC,
  PROP_PROTECTION,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
sipgo_media_stream_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SipgoMediaStream *self = SIPGO_MEDIA_STREAM (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;
    case PROP_INDEX:
      g_value_set_int (value, self->index);
      break;
    case PROP_MID:
      g_value_set_string (value, self->mid);
      break;
    case PROP_DIRECTION:
      g_value_set_enum (value, self->direction);
      break;
    case PROP_CODEC:
      g_value_set_string (value, self->codec);
      break;
    case PROP_PROTECTION:
      g_value_set_enum (value, self->protection);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sipgo_media_stream_finalize (GObject *object)
{
  SipgoMediaStream *self = SIPGO_MEDIA_STREAM (object);

  g_free (self->mid);
  g_free (self->codec);
  G_OBJECT_CLASS (sipgo_media_stream_parent_class)->finalize (object);
}

static void
sipgo_media_stream_class_init (SipgoMediaStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sipgo_media_stream_get_property;
  object_class->finalize = sipgo_media_stream_finalize;

  /**
   * SipgoMediaStream:kind: (getter get_kind)
   *
   * What the stream carries. It does not change during the call.
   *
   * Since: 1.0
   */
  props[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, SIPGO_TYPE_MEDIA_KIND, SIPGO_MEDIA_KIND_AUDIO, flags);

  /**
   * SipgoMediaStream:index: (getter get_index)
   *
   * Which m= line of the session descriptions the stream is, counted from 0; -1 before the first answer. Later
   * descriptions keep the order of the lines (RFC 3264, 8).
   *
   * Since: 1.0
   */
  props[PROP_INDEX] = g_param_spec_int ("index", NULL, NULL, -1, G_MAXINT, -1, flags);

  /**
   * SipgoMediaStream:mid: (getter get_mid)
   *
   * The identification tag, `a=mid`, of the m= line in the peer's description (RFC 5888); %NULL if there is none.
   *
   * Since: 1.0
   */
  props[PROP_MID] = g_param_spec_string ("mid", NULL, NULL, NULL, flags);

  /**
   * SipgoMediaStream:direction: (getter get_direction)
   *
   * The agreed direction, seen from our side. Inactive before the first answer, when the stream is refused, and when
   * the call has ended.
   *
   * Since: 1.0
   */
  props[PROP_DIRECTION] = g_param_spec_enum ("direction", NULL, NULL, SIPGO_TYPE_MEDIA_DIRECTION,
                                             SIPGO_MEDIA_DIRECTION_INACTIVE, flags);

  /**
   * SipgoMediaStream:codec: (getter get_codec)
   *
   * The name of the codec that we send, such as `PCMU` or `opus`; %NULL before the first answer, and when the stream is
   * refused.
   *
   * Since: 1.0
   */
  props[PROP_CODEC] = g_param_spec_string ("codec", NULL, NULL, NULL, flags);

  /**
   * SipgoMediaStream:protection: (getter get_protection)
   *
   * How the RTP packets of the stream are protected.
   *
   * Since: 1.0
   */
  props[PROP_PROTECTION] = g_param_spec_enum ("protection", NULL, NULL, SIPGO_TYPE_MEDIA_PROTECTION,
                                              SIPGO_MEDIA_PROTECTION_NONE, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_media_stream_init (SipgoMediaStream *self)
{
  self->index = -1;
  self->last.round_trip_ms = -1.0;
}

SipgoMediaStream *
sipgo_media_stream_new (SipgoMediaKind kind, SipgoMediaStreamReader reader, gpointer owner)
{
  SipgoMediaStream *self = g_object_new (SIPGO_TYPE_MEDIA_STREAM, NULL);

  self->kind = kind;
  self->reader = reader;
  self->owner = owner;
  return self;
}

/**
 * sipgo_media_stream_get_kind: (get-property kind)
 * @self: a stream
 *
 * Gets what the stream carries.
 *
 * Returns: the kind
 *
 * Since: 1.0
 */
SipgoMediaKind
sipgo_media_stream_get_kind (SipgoMediaStream *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA_STREAM (self), SIPGO_MEDIA_KIND_AUDIO);
  return self->kind;
}

/**
 * sipgo_media_stream_get_index: (get-property index)
 * @self: a stream
 *
 * Gets which m= line of the session descriptions the stream is.
 *
 * Returns: the line, counted from 0; -1 before the first answer
 *
 * Since: 1.0
 */
int
sipgo_media_stream_get_index (SipgoMediaStream *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA_STREAM (self), -1);
  return self->index;
}

/**
 * sipgo_media_stream_get_mid: (get-property mid)
 * @self: a stream
 *
 * Gets the identification tag of the stream in the peer's description.
 *
 * Returns: (nullable): the tag; %NULL if there is none
 *
 * Since: 1.0
 */
const char *
sipgo_media_stream_get_mid (SipgoMediaStream *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA_STREAM (self), NULL);
  return self->mid;
}

/**
 * sipgo_media_stream_get_direction: (get-property direction)
 * @self: a stream
 *
 * Gets the agreed direction of the stream.
 *
 * Returns: the direction, seen from our side
 *
 * Since: 1.0
 */
SipgoMediaDirection
sipgo_media_stream_get_direction (SipgoMediaStream *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA_STREAM (self), SIPGO_MEDIA_DIRECTION_INACTIVE);
  return self->direction;
}

/**
 * sipgo_media_stream_get_codec: (get-property codec)
 * @self: a stream
 *
 * Gets the name of the codec that we send.
 *
 * Returns: (nullable): the name; %NULL while no codec is agreed
 *
 * Since: 1.0
 */
const char *
sipgo_media_stream_get_codec (SipgoMediaStream *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA_STREAM (self), NULL);
  return self->codec;
}

/**
 * sipgo_media_stream_get_protection: (get-property protection)
 * @self: a stream
 *
 * Gets how the RTP packets of the stream are protected.
 *
 * Returns: the protection
 *
 * Since: 1.0
 */
SipgoMediaProtection
sipgo_media_stream_get_protection (SipgoMediaStream *self)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA_STREAM (self), SIPGO_MEDIA_PROTECTION_NONE);
  return self->protection;
}

/**
 * sipgo_media_stream_get_statistics:
 * @self: a stream
 *
 * Gets what the stream has sent and received so far. After the end of the call the figures keep their last values.
 *
 * Returns: (transfer full): the figures
 *
 * Since: 1.0
 */
SipgoMediaStatistics *
sipgo_media_stream_get_statistics (SipgoMediaStream *self)
{
  SipgoMediaStatistics *statistics;

  g_return_val_if_fail (SIPGO_IS_MEDIA_STREAM (self), NULL);
  statistics = sipgo_media_statistics_copy (&self->last);
  if (self->reader)
    self->reader (self->owner, statistics);
  return statistics;
}

/* --- for the handler ---------------------------------------------------------------------------------------------- */

static void
update_text (SipgoMediaStream *self, char **field, const char *value, guint prop_id)
{
  if (g_strcmp0 (*field, value) == 0)
    return;
  g_free (*field);
  *field = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), props[prop_id]);
}

void
sipgo_media_stream_set_terms (SipgoMediaStream *self, const SipgoMediaStreamTerms *terms)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (self->index != terms->index)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_INDEX]);
  self->index = terms->index;
  update_text (self, &self->mid, terms->mid, PROP_MID);
  update_text (self, &self->codec, terms->codec, PROP_CODEC);
  if (self->direction != terms->direction)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DIRECTION]);
  self->direction = terms->direction;
  if (self->protection != terms->protection)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROTECTION]);
  self->protection = terms->protection;
  g_object_thaw_notify (G_OBJECT (self));
}

void
sipgo_media_stream_close (SipgoMediaStream *self)
{
  if (!self->reader)
    return;
  self->reader (self->owner, &self->last);
  self->reader = NULL;
  if (self->direction == SIPGO_MEDIA_DIRECTION_INACTIVE)
    return;
  self->direction = SIPGO_MEDIA_DIRECTION_INACTIVE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DIRECTION]);
}
