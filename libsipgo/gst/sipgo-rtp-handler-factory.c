/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sipgo-rtp-handler-factory-private.h"

#include "libsipgo/base/sipgo-descriptors-private.h"
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/gst/codec/sipgo-gst-codec-private.h"
#include "libsipgo/gst/rtp/sipgo-rtp-udp-port-private.h"
#include "libsipgo/gst/sipgo-rtp-handler-private.h"

#define DEFAULT_PORT_MIN  16384
#define DEFAULT_PORT_MAX  32767
#define SPARE_DESCRIPTORS 4

/**
 * SipgoRtpHandlerFactory:
 *
 * Makes a [class@RtpHandler] for each session, and holds their settings: the codecs, the ports, and the source and sink
 * of the sound.
 *
 * ```c
 * static void
 * use_sound_card (SipgoUserAgent *agent)
 * {
 *   const char *codecs[] = { "opus", "PCMA", NULL };
 *   g_autoptr (GObject) factory = NULL;
 *
 *   factory = g_object_new (SIPGO_TYPE_RTP_HANDLER_FACTORY, "source", "microphone", "sink", "speaker",
 *                           "codecs", codecs, NULL);
 *   g_object_set (agent, "session-description-handler-factory", factory, NULL);
 * }
 * ```
 *
 * ```python
 * agent.session_description_handler_factory = Sipgo.RtpHandlerFactory(source="microphone", sink="speaker",
 *                                                                     codecs=["opus", "PCMA"])
 * ```
 *
 * Since: 1.0
 */
struct _SipgoRtpHandlerFactory
{
  GObject parent_instance;

  char **codecs;
  GError *codecs_error;        /* why the codecs cannot be used, or NULL */
  guint port_min;
  guint port_max;
  char *source;
  char *sink;
  gboolean strict_source;
  GThread *warm_up;
  SipgoMediaThread *thread;    /* a virtual thread; NULL: the one of the process */
  SipgoEnvironment *environment;   /* for random numbers; NULL: GLib's */
  SipgoNet *net;               /* NULL: the kernel's network */
  SipgoAddress stun_server;
  SipgoEnvironment *clock;     /* for asking it; NULL: there is none */
};

static void rtp_handler_factory_iface_init (SipgoSessionDescriptionHandlerFactoryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SipgoRtpHandlerFactory, sipgo_rtp_handler_factory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_FACTORY,
                                                      rtp_handler_factory_iface_init))

enum {
  PROP_0,
  PROP_CODECS,
  PROP_PORT_MIN,
  PROP_PORT_MAX,
  PROP_SOURCE,
  PROP_SINK,
  PROP_STRICT_SOURCE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* --- handlers ----------------------------------------------------------------------------------------------------- */

static SipgoMediaThread *
take_thread (SipgoRtpHandlerFactory *self, GError **error)
{
  return self->thread ? sipgo_media_thread_ref (self->thread) : sipgo_media_thread_get_shared (error);
}

static SipgoRandom *
get_random (SipgoRtpHandlerFactory *self)
{
  return self->environment ? sipgo_environment_get_random (self->environment) : NULL;
}

/* Making a pipeline needs some file descriptors for a moment, and GStreamer reports no error when there are none. */
static SipgoRtpPort *
make_port (const SipgoRtpPortRange *range, SipgoMediaThread *thread, const char *local_address, GError **error)
{
  g_autoptr (SipgoRtpPort) port = NULL;

  if (!thread)
    return NULL;
  port = sipgo_rtp_udp_port_new (range, local_address, error);
  if (!port || !sipgo_check_descriptors (SPARE_DESCRIPTORS, "The call's media cannot be made", error))
    return NULL;
  return g_steal_pointer (&port);
}

static SipgoSdpNegotiator *
make_negotiator (SipgoRtpHandlerFactory *self)
{
  SipgoRandom *random = get_random (self);
  guint64 id = random ? sipgo_random_next (random) : (guint64) g_random_int () << 32 | g_random_int ();
  /* 48 bits, which are 15 digits at most, are unique enough beside our address (RFC 8866 5.2). */
  SipgoSdpNegotiator *negotiator = sipgo_sdp_negotiator_new (id >> 16);
  SipgoSdpStream *audio = sipgo_sdp_negotiator_add_stream (negotiator, "audio");
  guint i;

  for (i = 0; self->codecs[i]; i++)
    {
      const SipgoSdpCodec *codec = sipgo_sdp_codec_find (self->codecs[i]);

      if (codec)
        sipgo_sdp_stream_add_codec (audio, codec);
    }
  return negotiator;
}

static SipgoSessionDescriptionHandler *
rtp_handler_factory_create_handler (SipgoSessionDescriptionHandlerFactory *factory, GObject *session,
                                    const char *local_address)
{
  SipgoRtpHandlerFactory *self = SIPGO_RTP_HANDLER_FACTORY (factory);
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoMediaThread) thread = sipgo_rtp_handler_factory_check (self, &error) ? take_thread (self,
                                                                                                      &error) : NULL;
  const SipgoRtpPortRange range = { self->net, get_random (self), self->port_min, self->port_max };
  SipgoRtpPort *port = make_port (&range, thread, local_address, &error);
  SipgoRtpHandler *handler = sipgo_rtp_handler_new (thread, make_negotiator (self), port, local_address, error);
  SipgoMedia *media = sipgo_session_description_handler_get_media (SIPGO_SESSION_DESCRIPTION_HANDLER (handler));

  if (media)
    g_object_set (media, "source", self->source, "sink", self->sink, NULL);
  sipgo_rtp_handler_set_port_range (handler, &range, self->environment);
  sipgo_rtp_handler_set_strict_source (handler, self->strict_source);
  if (self->clock)
    sipgo_rtp_handler_set_stun_server (handler, self->clock, &self->stun_server, port, local_address);
  if (self->environment)
    sipgo_rtp_handler_draw_identity (handler, sipgo_environment_get_random (self->environment));
  return SIPGO_SESSION_DESCRIPTION_HANDLER (handler);
}

/* The media thread runs the calls of all agents of the process. In virtual time there is no load. */
static double
rtp_handler_factory_get_load (SipgoSessionDescriptionHandlerFactory *factory, guint n_more)
{
  return SIPGO_RTP_HANDLER_FACTORY (factory)->thread ? 0 : sipgo_media_thread_get_shared_load (n_more);
}

static void
rtp_handler_factory_iface_init (SipgoSessionDescriptionHandlerFactoryInterface *iface)
{
  iface->create_handler = rtp_handler_factory_create_handler;
  iface->get_load = rtp_handler_factory_get_load;
}

/* --- virtual time ------------------------------------------------------------------------------------------------- */

void
sipgo_rtp_handler_factory_set_media_thread (SipgoRtpHandlerFactory *self, SipgoMediaThread *thread)
{
  g_clear_pointer (&self->thread, sipgo_media_thread_unref);
  self->thread = thread ? sipgo_media_thread_ref (thread) : NULL;
}

void
sipgo_rtp_handler_factory_set_stun_server (SipgoRtpHandlerFactory *self, SipgoEnvironment *environment,
                                           const SipgoAddress *server)
{
  g_clear_pointer (&self->clock, sipgo_environment_unref);
  if (!server)
    return;
  self->clock = sipgo_environment_ref (environment);
  self->stun_server = *server;
}

void
sipgo_rtp_handler_factory_set_environment (SipgoRtpHandlerFactory *self, SipgoEnvironment *environment, SipgoNet *net)
{
  g_autoptr (SipgoMediaThread) thread = NULL;

  g_clear_pointer (&self->net, sipgo_net_unref);
  self->net = net ? sipgo_net_ref (net) : NULL;
  g_clear_pointer (&self->environment, sipgo_environment_unref);
  self->environment = sipgo_environment_ref (environment);
  if (!sipgo_environment_is_virtual (environment))
    return;
  thread = sipgo_media_thread_new_simulated (environment);
  sipgo_rtp_handler_factory_set_media_thread (self, thread);
}

/* --- properties --------------------------------------------------------------------------------------------------- */

static void
sipgo_rtp_handler_factory_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SipgoRtpHandlerFactory *self = SIPGO_RTP_HANDLER_FACTORY (object);

  switch (prop_id)
    {
    case PROP_CODECS:
      g_value_set_boxed (value, self->codecs);
      break;
    case PROP_PORT_MIN:
      g_value_set_uint (value, self->port_min);
      break;
    case PROP_PORT_MAX:
      g_value_set_uint (value, self->port_max);
      break;
    case PROP_SOURCE:
      g_value_set_string (value, self->source);
      break;
    case PROP_SINK:
      g_value_set_string (value, self->sink);
      break;
    case PROP_STRICT_SOURCE:
      g_value_set_boolean (value, self->strict_source);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sipgo_rtp_handler_factory_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SipgoRtpHandlerFactory *self = SIPGO_RTP_HANDLER_FACTORY (object);

  switch (prop_id)
    {
    case PROP_CODECS:
      sipgo_rtp_handler_factory_set_codecs (self, g_value_get_boxed (value));
      break;
    case PROP_PORT_MIN:
      sipgo_rtp_handler_factory_set_port_min (self, g_value_get_uint (value));
      break;
    case PROP_PORT_MAX:
      sipgo_rtp_handler_factory_set_port_max (self, g_value_get_uint (value));
      break;
    case PROP_SOURCE:
      sipgo_rtp_handler_factory_set_source (self, g_value_get_string (value));
      break;
    case PROP_SINK:
      sipgo_rtp_handler_factory_set_sink (self, g_value_get_string (value));
      break;
    case PROP_STRICT_SOURCE:
      sipgo_rtp_handler_factory_set_strict_source (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sipgo_rtp_handler_factory_finalize (GObject *object)
{
  SipgoRtpHandlerFactory *self = SIPGO_RTP_HANDLER_FACTORY (object);

  g_clear_pointer (&self->warm_up, g_thread_join);
  g_clear_pointer (&self->thread, sipgo_media_thread_unref);
  g_clear_pointer (&self->net, sipgo_net_unref);
  g_clear_pointer (&self->environment, sipgo_environment_unref);
  g_clear_pointer (&self->clock, sipgo_environment_unref);
  g_strfreev (self->codecs);
  g_clear_error (&self->codecs_error);
  g_free (self->source);
  g_free (self->sink);
  G_OBJECT_CLASS (sipgo_rtp_handler_factory_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoRtpHandlerFactory:codecs: (getter get_codecs) (setter set_codecs)
   *
   * The codecs that are offered and accepted, in the order of preference: those of `opus`, `G722`, `PCMU` and `PCMA`
   * that are installed. With any other name the agent does not start and calls fail, with [error@Error] `INVALID`. All
   * four, in this order, by default.
   *
   * Since: 1.0
   */
  props[PROP_CODECS] = g_param_spec_boxed ("codecs", NULL, NULL, G_TYPE_STRV, flags);

  /**
   * SipgoRtpHandlerFactory:port-min: (getter get_port_min) (setter set_port_min)
   *
   * The lowest port for media. Each call uses an even port for RTP and the next one for RTCP. 16384 by default.
   *
   * Since: 1.0
   */
  props[PROP_PORT_MIN] = g_param_spec_uint ("port-min", NULL, NULL, 1, G_MAXUINT16, DEFAULT_PORT_MIN, flags);

  /**
   * SipgoRtpHandlerFactory:port-max: (getter get_port_max) (setter set_port_max)
   *
   * The highest port for media. 32767 by default.
   *
   * Since: 1.0
   */
  props[PROP_PORT_MAX] = g_param_spec_uint ("port-max", NULL, NULL, 1, G_MAXUINT16, DEFAULT_PORT_MAX, flags);

  /**
   * SipgoRtpHandlerFactory:source: (getter get_source) (setter set_source)
   *
   * The [property@Media:source] that new calls begin with. `silence` by default.
   *
   * Since: 1.0
   */
  props[PROP_SOURCE] = g_param_spec_string ("source", NULL, NULL, "silence", flags);

  /**
   * SipgoRtpHandlerFactory:sink: (getter get_sink) (setter set_sink)
   *
   * The [property@Media:sink] that new calls begin with. `null` by default.
   *
   * Since: 1.0
   */
  props[PROP_SINK] = g_param_spec_string ("sink", NULL, NULL, "null", flags);

  /**
   * SipgoRtpHandlerFactory:strict-source: (getter get_strict_source) (setter set_strict_source)
   *
   * Whether new calls accept RTP only from the address and port in the peer's description, and send only there.
   *
   * %FALSE, the default, is for peers behind a NAT, whose packets come from another address than the one in their
   * description (latching). The first address that audio comes from is adopted: it is accepted and sent to (symmetric
   * RTP, RFC 4961). The address of the description may take over at any time. Any other address may take over when the
   * adopted one has been silent for 200 ms and the stream goes on with the same SSRC, or when the adopted one has been
   * silent for a second and the other has been sending for half a second. RTCP is accepted from the host of the audio
   * and from the address of the description.
   *
   * %TRUE keeps packets of others out (“RTP bleed”). Then peers behind a NAT are not heard, and early media are not
   * heard before a description has come.
   *
   * Since: 1.0
   */
  props[PROP_STRICT_SOURCE] = g_param_spec_boolean ("strict-source", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_rtp_handler_factory_class_init (SipgoRtpHandlerFactoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  sipgo_gst_codec_init ();
  object_class->get_property = sipgo_rtp_handler_factory_get_property;
  object_class->set_property = sipgo_rtp_handler_factory_set_property;
  object_class->finalize = sipgo_rtp_handler_factory_finalize;
  install_properties (object_class);
}

static gboolean
is_usable (const char *name)
{
  const SipgoGstCodec *codec = sipgo_gst_codec_find (name);

  return codec && sipgo_gst_codec_is_installed (codec);
}

static char **
installed_codecs (void)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  char **names;
  guint i;

  for (i = 0; i < SIPGO_GST_N_CODECS; i++)
    if (is_usable (sipgo_gst_codec_nth (i)->name))
      g_strv_builder_add (builder, sipgo_gst_codec_nth (i)->name);
  names = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return names;
}

static void
sipgo_rtp_handler_factory_init (SipgoRtpHandlerFactory *self)
{
  self->codecs = installed_codecs ();
  self->port_min = DEFAULT_PORT_MIN;
  self->port_max = DEFAULT_PORT_MAX;
  self->source = g_strdup ("silence");
  self->sink = g_strdup ("null");
}

/**
 * sipgo_rtp_handler_factory_new:
 *
 * Makes a factory.
 *
 * Returns: (transfer full): a new factory
 *
 * Since: 1.0
 */
SipgoRtpHandlerFactory *
sipgo_rtp_handler_factory_new (void)
{
  return g_object_new (SIPGO_TYPE_RTP_HANDLER_FACTORY, NULL);
}

/**
 * sipgo_rtp_handler_factory_get_codecs: (get-property codecs)
 * @self: a factory
 *
 * Gets the codecs that are offered and accepted.
 *
 * Returns: (transfer full) (array zero-terminated=1): their names, in the order of preference
 *
 * Since: 1.0
 */
char **
sipgo_rtp_handler_factory_get_codecs (SipgoRtpHandlerFactory *self)
{
  g_return_val_if_fail (SIPGO_IS_RTP_HANDLER_FACTORY (self), NULL);
  return g_strdupv (self->codecs);
}

/* Names of the codecs in other programs, for the error text only. */
static const struct
{
  const char *alias;
  const char *name;
} aliases[] = {
  { "ULAW", "PCMU" }, { "U-LAW", "PCMU" }, { "MULAW", "PCMU" }, { "MU-LAW", "PCMU" }, { "G711U", "PCMU" },
      { "G.711U", "PCMU" },
  { "G711", "PCMU" }, { "G.711", "PCMU" }, { "ALAW", "PCMA" }, { "A-LAW", "PCMA" }, { "G711A", "PCMA" },
      { "G.711A", "PCMA" },
  { "G.722", "G722" },
};

static const char *
find_by_alias (const char *name)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (g_ascii_strcasecmp (aliases[i].alias, name) == 0)
      return aliases[i].name;
  return NULL;
}

static GError *
make_codec_error (const char *name)
{
  g_autoptr (GString) known = g_string_new (NULL);
  const char *meant = find_by_alias (name);
  guint i;

  for (i = 0; i < SIPGO_GST_N_CODECS; i++)
    g_string_append_printf (known, "%s%s", i == 0 ? "" : i + 1 < SIPGO_GST_N_CODECS ? ", " : " and ",
                            sipgo_gst_codec_nth (i)->name);
  if (meant)
    return g_error_new (SIPGO_ERROR, SIPGO_ERROR_INVALID,
                        "“%s” is not a known codec: use %s instead. The known codecs are %s",
                        name, meant, known->str);
  return g_error_new (SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%s” is not a known codec: the known codecs are %s", name,
                      known->str);
}

gboolean
sipgo_rtp_handler_factory_check (SipgoRtpHandlerFactory *self, GError **error)
{
  if (self->codecs_error)
    g_propagate_error (error, g_error_copy (self->codecs_error));
  return !self->codecs_error;
}

static gboolean
is_new (char **names, guint n, const char *name)
{
  guint i;

  for (i = 0; i < n; i++)
    if (g_ascii_strcasecmp (names[i], name) == 0)
      return FALSE;
  return TRUE;
}

/* Keeps the names of installed codecs, and unknown names. The first unknown name becomes codecs_error, with which
 * starting the agent and each call fail. */
static char **
take_names (SipgoRtpHandlerFactory *self, const char *const *codecs)
{
  char **names = g_new0 (char *, g_strv_length ((char **) codecs) + 1);
  guint n = 0;
  guint i;

  for (i = 0; codecs[i]; i++)
    {
      const SipgoGstCodec *codec = sipgo_gst_codec_find (codecs[i]);

      if (!codec && !self->codecs_error)
        self->codecs_error = make_codec_error (codecs[i]);
      if ((!codec || sipgo_gst_codec_is_installed (codec)) && is_new (names, n, codecs[i]))
        names[n++] = g_strdup (codec ? codec->name : codecs[i]);
    }
  return names;
}

/**
 * sipgo_rtp_handler_factory_set_codecs: (set-property codecs)
 * @self: a factory
 * @codecs: (nullable) (array zero-terminated=1): names in the order of preference; %NULL for all installed codecs
 *
 * Sets the codecs that handlers made from now on offer and accept. Names of codecs that are not installed are left out.
 * An unknown name is kept; with it [method@UserAgent.start] and each call fail with [error@Error] `INVALID`.
 *
 * Since: 1.0
 */
void
sipgo_rtp_handler_factory_set_codecs (SipgoRtpHandlerFactory *self, const char *const *codecs)
{
  g_auto (GStrv) names = NULL;

  g_return_if_fail (SIPGO_IS_RTP_HANDLER_FACTORY (self));
  g_clear_error (&self->codecs_error);
  names = codecs ? take_names (self, codecs) : installed_codecs ();
  if (g_strv_equal ((const char *const *) names, (const char *const *) self->codecs))
    return;
  g_strfreev (self->codecs);
  self->codecs = g_steal_pointer (&names);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CODECS]);
}

static void
set_port (SipgoRtpHandlerFactory *self, guint *field, guint port, guint prop_id)
{
  if (*field == port)
    return;
  *field = port;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop_id]);
}

/**
 * sipgo_rtp_handler_factory_get_port_min: (get-property port-min)
 * @self: a factory
 *
 * Gets the lowest port for media.
 *
 * Returns: the port
 *
 * Since: 1.0
 */
guint
sipgo_rtp_handler_factory_get_port_min (SipgoRtpHandlerFactory *self)
{
  g_return_val_if_fail (SIPGO_IS_RTP_HANDLER_FACTORY (self), 0);
  return self->port_min;
}

/**
 * sipgo_rtp_handler_factory_set_port_min: (set-property port-min)
 * @self: a factory
 * @port_min: a port, 1 to 65535
 *
 * Sets the lowest port for media.
 *
 * Since: 1.0
 */
void
sipgo_rtp_handler_factory_set_port_min (SipgoRtpHandlerFactory *self, guint port_min)
{
  g_return_if_fail (SIPGO_IS_RTP_HANDLER_FACTORY (self));
  g_return_if_fail (port_min > 0 && port_min <= G_MAXUINT16);
  set_port (self, &self->port_min, port_min, PROP_PORT_MIN);
}

/**
 * sipgo_rtp_handler_factory_get_port_max: (get-property port-max)
 * @self: a factory
 *
 * Gets the highest port for media.
 *
 * Returns: the port
 *
 * Since: 1.0
 */
guint
sipgo_rtp_handler_factory_get_port_max (SipgoRtpHandlerFactory *self)
{
  g_return_val_if_fail (SIPGO_IS_RTP_HANDLER_FACTORY (self), 0);
  return self->port_max;
}

/**
 * sipgo_rtp_handler_factory_set_port_max: (set-property port-max)
 * @self: a factory
 * @port_max: a port, 1 to 65535
 *
 * Sets the highest port for media.
 *
 * Since: 1.0
 */
void
sipgo_rtp_handler_factory_set_port_max (SipgoRtpHandlerFactory *self, guint port_max)
{
  g_return_if_fail (SIPGO_IS_RTP_HANDLER_FACTORY (self));
  g_return_if_fail (port_max > 0 && port_max <= G_MAXUINT16);
  set_port (self, &self->port_max, port_max, PROP_PORT_MAX);
}

static void
set_name (SipgoRtpHandlerFactory *self, char **field, const char *name, guint prop_id)
{
  if (g_str_equal (*field, name))
    return;
  g_free (*field);
  *field = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), props[prop_id]);
}

/**
 * sipgo_rtp_handler_factory_get_source: (get-property source)
 * @self: a factory
 *
 * Gets what the peers of new calls hear.
 *
 * Returns: the source
 *
 * Since: 1.0
 */
const char *
sipgo_rtp_handler_factory_get_source (SipgoRtpHandlerFactory *self)
{
  g_return_val_if_fail (SIPGO_IS_RTP_HANDLER_FACTORY (self), NULL);
  return self->source;
}

/**
 * sipgo_rtp_handler_factory_set_source: (set-property source)
 * @self: a factory
 * @source: (nullable): see [property@Media:source]; %NULL for silence
 *
 * Sets what the peers of new calls hear.
 *
 * Since: 1.0
 */
void
sipgo_rtp_handler_factory_set_source (SipgoRtpHandlerFactory *self, const char *source)
{
  g_return_if_fail (SIPGO_IS_RTP_HANDLER_FACTORY (self));
  set_name (self, &self->source, source ? source : "silence", PROP_SOURCE);
}

/**
 * sipgo_rtp_handler_factory_get_sink: (get-property sink)
 * @self: a factory
 *
 * Gets where the sound of the peer goes in new calls.
 *
 * Returns: the sink
 *
 * Since: 1.0
 */
const char *
sipgo_rtp_handler_factory_get_sink (SipgoRtpHandlerFactory *self)
{
  g_return_val_if_fail (SIPGO_IS_RTP_HANDLER_FACTORY (self), NULL);
  return self->sink;
}

/**
 * sipgo_rtp_handler_factory_set_sink: (set-property sink)
 * @self: a factory
 * @sink: (nullable): see [property@Media:sink]; %NULL for nobody
 *
 * Sets where the sound of the peer goes in new calls.
 *
 * Since: 1.0
 */
void
sipgo_rtp_handler_factory_set_sink (SipgoRtpHandlerFactory *self, const char *sink)
{
  g_return_if_fail (SIPGO_IS_RTP_HANDLER_FACTORY (self));
  set_name (self, &self->sink, sink ? sink : "null", PROP_SINK);
}

/**
 * sipgo_rtp_handler_factory_get_strict_source: (get-property strict-source)
 * @self: a factory
 *
 * Gets whether new calls accept RTP only from the address in the peer's description.
 *
 * Returns: whether they do
 *
 * Since: 1.0
 */
gboolean
sipgo_rtp_handler_factory_get_strict_source (SipgoRtpHandlerFactory *self)
{
  g_return_val_if_fail (SIPGO_IS_RTP_HANDLER_FACTORY (self), FALSE);
  return self->strict_source;
}

/**
 * sipgo_rtp_handler_factory_set_strict_source: (set-property strict-source)
 * @self: a factory
 * @strict_source: whether to accept only the address in the peer's description
 *
 * Sets whether new calls accept RTP only from the address in the peer's description.
 *
 * Since: 1.0
 */
void
sipgo_rtp_handler_factory_set_strict_source (SipgoRtpHandlerFactory *self, gboolean strict_source)
{
  g_return_if_fail (SIPGO_IS_RTP_HANDLER_FACTORY (self));
  strict_source = strict_source != FALSE;
  if (self->strict_source == strict_source)
    return;
  self->strict_source = strict_source;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STRICT_SOURCE]);
}

/* --- warming up --------------------------------------------------------------------------------------------------- */

static gpointer
warm_up_codecs (gpointer data)
{
  g_auto (GStrv) names = data;
  guint i;

  for (i = 0; names[i]; i++)
    if (sipgo_gst_codec_find (names[i]))
      sipgo_gst_codec_warm_up (sipgo_gst_codec_find (names[i]));
  return NULL;
}

/* If no thread can be started, the first call with a codec loads it. */
static void
start_warm_up (SipgoRtpHandlerFactory *self)
{
  GStrv names = g_strdupv (self->codecs);

  self->warm_up = g_thread_try_new ("sipgo-warm-up", warm_up_codecs, names, NULL);
  if (!self->warm_up)
    g_strfreev (names);
}

/**
 * sipgo_rtp_handler_factory_warm_up:
 * @self: a factory
 *
 * Loads the codecs in a thread of its own, so that the first call does not have to: loading can take a third of a
 * second for each codec. The user agent calls this when it starts.
 *
 * Since: 1.0
 */
void
sipgo_rtp_handler_factory_warm_up (SipgoRtpHandlerFactory *self)
{
  g_return_if_fail (SIPGO_IS_RTP_HANDLER_FACTORY (self));
  if (!self->warm_up)
    start_warm_up (self);
}
