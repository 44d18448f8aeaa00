/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/media/sipgo-null-handler.h"

#include "libsipgo/media/sipgo-description-exchange-private.h"

#define DEFAULT_PORT 16384

/**
 * SipgoNullHandler:
 *
 * A [iface@SessionDescriptionHandler] that makes offers and answers but sends and receives no media: for servers whose
 * media are handled by another program, and for tests of signalling. It has no socket and needs less than one KiB for
 * each call.
 *
 * Since: 1.0
 */
struct _SipgoNullHandler
{
  GObject parent_instance;

  SipgoSdpNegotiator *negotiator;
};

static void null_handler_iface_init (SipgoSessionDescriptionHandlerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SipgoNullHandler, sipgo_null_handler, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER, null_handler_iface_init))

static gboolean
null_handler_has_description (SipgoSessionDescriptionHandler *handler, const char *content_type)
{
  return sipgo_description_exchange_has (content_type);
}

static void
null_handler_get_description (SipgoSessionDescriptionHandler *handler, SipgoDescriptionRequest *request)
{
  g_autofree char *text = sipgo_description_exchange_get (SIPGO_NULL_HANDLER (handler)->negotiator, request);

  if (text)
    sipgo_description_request_complete (request, SIPGO_SDP_CONTENT_TYPE, text);
}

static void
null_handler_set_description (SipgoSessionDescriptionHandler *handler, SipgoDescriptionRequest *request)
{
  if (sipgo_description_exchange_set (SIPGO_NULL_HANDLER (handler)->negotiator, request))
    sipgo_description_request_complete (request, NULL, NULL);
}

static void
null_handler_rollback_description (SipgoSessionDescriptionHandler *handler)
{
  sipgo_sdp_negotiator_rollback (SIPGO_NULL_HANDLER (handler)->negotiator);
}

static void
null_handler_iface_init (SipgoSessionDescriptionHandlerInterface *iface)
{
  iface->has_description = null_handler_has_description;
  iface->get_description = null_handler_get_description;
  iface->set_description = null_handler_set_description;
  iface->rollback_description = null_handler_rollback_description;
}

static void
sipgo_null_handler_finalize (GObject *object)
{
  SipgoNullHandler *self = SIPGO_NULL_HANDLER (object);

  sipgo_sdp_negotiator_free (self->negotiator);
  G_OBJECT_CLASS (sipgo_null_handler_parent_class)->finalize (object);
}

static void
sipgo_null_handler_class_init (SipgoNullHandlerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sipgo_null_handler_finalize;
}

/* The session id of an o= line has to differ for each session of this host (RFC 8866 5.2). A counter is enough. */
static guint64
next_session_id (void)
{
  static guint last = 0x10000000;

  return (guint64) (guint) g_atomic_int_add (&last, 1) << 1;
}

static void
sipgo_null_handler_init (SipgoNullHandler *self)
{
  static const char *const names[] = { "PCMU", "PCMA", "G722", "opus" };
  SipgoSdpStream *audio;
  guint i;

  self->negotiator = sipgo_sdp_negotiator_new (next_session_id ());
  audio = sipgo_sdp_negotiator_add_stream (self->negotiator, "audio");
  for (i = 0; i < G_N_ELEMENTS (names); i++)
    sipgo_sdp_stream_add_codec (audio, sipgo_sdp_codec_find (names[i]));
}

/**
 * sipgo_null_handler_new:
 * @local_address: the address to write into descriptions
 * @port: the port to write into descriptions, 1 to 65535
 *
 * Makes a handler.
 *
 * Returns: (transfer full): a new handler
 *
 * Since: 1.0
 */
SipgoNullHandler *
sipgo_null_handler_new (const char *local_address, guint port)
{
  SipgoNullHandler *self;

  g_return_val_if_fail (local_address != NULL, NULL);
  g_return_val_if_fail (port > 0 && port <= G_MAXUINT16, NULL);
  self = g_object_new (SIPGO_TYPE_NULL_HANDLER, NULL);
  sipgo_sdp_negotiator_set_address (self->negotiator, local_address);
  sipgo_sdp_stream_set_port (sipgo_sdp_negotiator_get_stream (self->negotiator, 0), port, FALSE);
  return self;
}

/**
 * SipgoNullHandlerFactory:
 *
 * Makes a [class@NullHandler] for each session.
 *
 * Since: 1.0
 */
struct _SipgoNullHandlerFactory
{
  GObject parent_instance;

  guint port;
};

static void null_handler_factory_iface_init (SipgoSessionDescriptionHandlerFactoryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SipgoNullHandlerFactory, sipgo_null_handler_factory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_FACTORY,
                                                      null_handler_factory_iface_init))

enum {
  PROP_0,
  PROP_PORT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static SipgoSessionDescriptionHandler *
null_handler_factory_create_handler (SipgoSessionDescriptionHandlerFactory *factory, GObject *session,
                                     const char *local_address)
{
  SipgoNullHandlerFactory *self = SIPGO_NULL_HANDLER_FACTORY (factory);

  return SIPGO_SESSION_DESCRIPTION_HANDLER (sipgo_null_handler_new (local_address, self->port));
}

static void
null_handler_factory_iface_init (SipgoSessionDescriptionHandlerFactoryInterface *iface)
{
  iface->create_handler = null_handler_factory_create_handler;
}

static void
sipgo_null_handler_factory_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_PORT)
    g_value_set_uint (value, SIPGO_NULL_HANDLER_FACTORY (object)->port);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sipgo_null_handler_factory_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_PORT)
    sipgo_null_handler_factory_set_port (SIPGO_NULL_HANDLER_FACTORY (object), g_value_get_uint (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sipgo_null_handler_factory_class_init (SipgoNullHandlerFactoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sipgo_null_handler_factory_get_property;
  object_class->set_property = sipgo_null_handler_factory_set_property;

  /**
   * SipgoNullHandlerFactory:port: (getter get_port) (setter set_port)
   *
   * The port that is written into descriptions. The library does not listen there. 16384 by default.
   *
   * Since: 1.0
   */
  props[PROP_PORT] = g_param_spec_uint ("port", NULL, NULL, 1, G_MAXUINT16, DEFAULT_PORT,
                                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_null_handler_factory_init (SipgoNullHandlerFactory *self)
{
  self->port = DEFAULT_PORT;
}

/**
 * sipgo_null_handler_factory_new:
 *
 * Makes a factory.
 *
 * Returns: (transfer full): a new factory
 *
 * Since: 1.0
 */
SipgoNullHandlerFactory *
sipgo_null_handler_factory_new (void)
{
  return g_object_new (SIPGO_TYPE_NULL_HANDLER_FACTORY, NULL);
}

/**
 * sipgo_null_handler_factory_get_port: (get-property port)
 * @self: a factory
 *
 * Gets the port that is written into descriptions.
 *
 * Returns: the port
 *
 * Since: 1.0
 */
guint
sipgo_null_handler_factory_get_port (SipgoNullHandlerFactory *self)
{
  g_return_val_if_fail (SIPGO_IS_NULL_HANDLER_FACTORY (self), 0);
  return self->port;
}

/**
 * sipgo_null_handler_factory_set_port: (set-property port)
 * @self: a factory
 * @port: a port, 1 to 65535
 *
 * Sets the port that is written into descriptions, for handlers made from now on.
 *
 * Since: 1.0
 */
void
sipgo_null_handler_factory_set_port (SipgoNullHandlerFactory *self, guint port)
{
  g_return_if_fail (SIPGO_IS_NULL_HANDLER_FACTORY (self));
  g_return_if_fail (port > 0 && port <= G_MAXUINT16);
  if (self->port == port)
    return;
  self->port = port;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PORT]);
}
