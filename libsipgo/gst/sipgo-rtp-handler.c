/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sipgo-rtp-handler-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/gst/sipgo-rtp-media-private.h"
#include "libsipgo/media/sipgo-description-exchange-private.h"

/* The index of the only stream that is offered and accepted. */
#define AUDIO 0

/**
 * SipgoRtpHandler:
 *
 * A [iface@SessionDescriptionHandler] for telephones and trunks: audio over RTP (RFC 3550, RFC 3551).
 *
 * A [class@RtpHandlerFactory] makes it. An application controls what is sent and heard by its [class@Media].
 *
 * Since: 1.0
 */
struct _SipgoRtpHandler
{
  GObject parent_instance;

  GMainContext *context;
  SipgoSdpNegotiator *negotiator;
  SipgoRtpMedia *media;        /* NULL without a port */
  GError *error;               /* why media is NULL */
  SipgoRtpPortRange range;     /* for other ports; none without port_max */
  SipgoEnvironment *environment;    /* has the random numbers of range; NULL for none */
  SipgoEnvironment *clock;     /* of the probe; NULL: no STUN server is asked */
  SipgoAddress stun_server;
  SipgoRtpPort *fresh;         /* the port that was not in a description yet; NULL: there is none */
  gboolean fresh_is_ours;      /* the leg does not have it yet */
  SipgoStunProbe *probe;       /* under way; or NULL */
  SipgoDescriptionRequest *waiting;      /* for the probe */
  GCancellable *lookup;        /* of the running DNS lookup of name, or NULL */
  char *name;                  /* the host name in the peer's c= line that was looked up last */
  char *address;               /* the result, or NULL */
};

static void rtp_handler_iface_init (SipgoSessionDescriptionHandlerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SipgoRtpHandler, sipgo_rtp_handler, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER, rtp_handler_iface_init))

static gboolean
rtp_handler_has_description (SipgoSessionDescriptionHandler *handler, const char *content_type)
{
  return sipgo_description_exchange_has (content_type);
}

/* --- where the peer is -------------------------------------------------------------------------------------------- */

/* Nothing is sent while address is NULL. */
static void
agree (SipgoRtpHandler *self, char *address)
{
  SipgoSdpAgreement agreement = *sipgo_sdp_negotiator_get_agreement (self->negotiator, AUDIO);

  agreement.address = address;
  sipgo_rtp_media_agreed (self->media, &agreement, TRUE);
}

static void
stop_lookup (SipgoRtpHandler *self)
{
  if (self->lookup)
    g_cancellable_cancel (self->lookup);
  g_clear_object (&self->lookup);
}

static void
report_unknown (SipgoRtpHandler *self, const char *reason)
{
  g_autoptr (SipgoMedia) media = SIPGO_MEDIA (g_object_ref (self->media));
  g_autoptr (GError) error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE,
                                          "No media are sent, because the host name in the peer's session description, "
                                          "%s, has no address: %s",
                                          self->name, reason);

  sipgo_media_report_error (media, error);
}

/* Takes a reference to the handler. A cancelled lookup has been replaced by another, or is not needed any more. */
static void
looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SipgoRtpHandler) self = user_data;
  g_autoptr (GError) error = NULL;
  GList *addresses = g_resolver_lookup_by_name_with_flags_finish (G_RESOLVER (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->lookup);
  if (!addresses)
    {
      report_unknown (self, error ? error->message : "the answer was empty");
      return;
    }
  self->address = g_inet_address_to_string (addresses->data);
  g_resolver_free_addresses (addresses);
  agree (self, self->address);
}

/* A c= line may have a host name in place of an address (RFC 8866 5.7). */
static void
look_up (SipgoRtpHandler *self, const SipgoSdpAgreement *agreement)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();

  g_free (self->name);
  self->name = g_strdup (agreement->address);
  g_clear_pointer (&self->address, g_free);
  self->lookup = g_cancellable_new ();
  g_main_context_push_thread_default (self->context);
  g_resolver_lookup_by_name_with_flags_async (resolver, self->name,
                                              agreement->ip6
                                                  ? G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY
                                                  : G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY,
                                              self->lookup, looked_up, g_object_ref (self));
  g_main_context_pop_thread_default (self->context);
}

static void
use_agreement (SipgoRtpHandler *self)
{
  const SipgoSdpAgreement *agreement = sipgo_sdp_negotiator_get_agreement (self->negotiator, AUDIO);

  if (!agreement)
    return;
  if (!agreement->address || g_hostname_is_ip_address (agreement->address))
    {
      stop_lookup (self);
      agree (self, agreement->address);
    }
  else if (g_strcmp0 (agreement->address, self->name) == 0 && (self->address || self->lookup))
    {
      agree (self, self->address);
    }
  else
    {
      stop_lookup (self);
      agree (self, NULL);
      look_up (self, agreement);
    }
}

/* --- descriptions ------------------------------------------------------------------------------------------------- */

/* Media in the formats of our first offer may arrive before the answer (RFC 3264 5.1), so they are accepted at once.
 * The formats of a later offer are used when its answer has come. A hold begins with the offer: the peer must not hear
 * us while it answers. */
static void
use_proposal (SipgoRtpHandler *self)
{
  const SipgoSdpAgreement *proposal = sipgo_sdp_negotiator_get_proposal (self->negotiator, AUDIO);

  if (!sipgo_sdp_negotiator_get_agreement (self->negotiator, AUDIO))
    sipgo_rtp_media_agreed (self->media, proposal, FALSE);
  else if (proposal->holding)
    sipgo_rtp_media_set_holding (self->media, TRUE);
}

static void
describe (SipgoRtpHandler *self, SipgoDescriptionRequest *request)
{
  g_autofree char *text = NULL;

  text = sipgo_description_exchange_get (self->negotiator, request);
  if (!text)
    return;
  if (sipgo_description_request_get_description_type (request) == SIPGO_DESCRIPTION_TYPE_OFFER)
    use_proposal (self);
  else
    use_agreement (self);
  sipgo_description_request_complete (request, SIPGO_SDP_CONTENT_TYPE, text);
}

/* --- behind a NAT ------------------------------------------------------------------------------------------------- */

static void
stop_probe (SipgoRtpHandler *self)
{
  g_clear_pointer (&self->probe, sipgo_stun_probe_free);
  g_clear_object (&self->waiting);
}

static void
use_fresh_port (SipgoRtpHandler *self)
{
  SipgoRtpPort *port = g_steal_pointer (&self->fresh);

  if (self->fresh_is_ours)
    sipgo_rtp_leg_set_port (sipgo_rtp_media_get_leg (self->media), port);
  self->fresh_is_ours = FALSE;
}

/* Without an answer the description has our own address, as if there was no server. */
static void
probed (const SipgoAddress *mapped, gpointer user_data)
{
  g_autoptr (SipgoRtpHandler) self = g_object_ref (user_data);
  g_autoptr (SipgoDescriptionRequest) request = g_object_ref (self->waiting);
  SipgoSdpStream *stream = sipgo_sdp_negotiator_get_stream (self->negotiator, AUDIO);
  const SipgoAddress *rtp = &mapped[SIPGO_PACKET_RTP], *rtcp = &mapped[SIPGO_PACKET_RTCP];
  char host[SIPGO_ADDRESS_TEXT_LENGTH];

  if (sipgo_address_is_set (rtp))
    {
      sipgo_sdp_negotiator_set_address (self->negotiator, sipgo_address_format_host (rtp, host));
      sipgo_sdp_stream_set_mapped_ports (stream, (guint16) sipgo_address_get_port (rtp),
                                         sipgo_address_is_set (rtcp) ? (guint16) sipgo_address_get_port (rtcp) : 0);
    }
  stop_probe (self);
  use_fresh_port (self);
  describe (self, request);
}

static void
rtp_handler_get_description (SipgoSessionDescriptionHandler *handler, SipgoDescriptionRequest *request)
{
  SipgoRtpHandler *self = SIPGO_RTP_HANDLER (handler);

  if (!self->media)
    {
      sipgo_description_request_fail (request, self->error);
      return;
    }
  stop_probe (self);
  if (!self->fresh)
    {
      describe (self, request);
      return;
    }
  self->waiting = g_object_ref (request);
  self->probe = sipgo_rtp_udp_port_ask (self->fresh, self->clock, &self->stun_server, probed, self);
}

/* Only a private address is behind a NAT. */
static void
note_fresh_port (SipgoRtpHandler *self, SipgoRtpPort *port, const char *local_address, gboolean is_ours)
{
  SipgoAddress local;

  if (!self->clock || !sipgo_address_parse (&local, local_address, 0) || !sipgo_address_is_private (&local)
      || sipgo_address_is_ipv6 (&local) != sipgo_address_is_ipv6 (&self->stun_server))
    {
      if (is_ours)
        sipgo_rtp_leg_set_port (sipgo_rtp_media_get_leg (self->media), port);
      return;
    }
  self->fresh = port;
  self->fresh_is_ours = is_ours;
}

static void
drop_fresh_port (SipgoRtpHandler *self)
{
  stop_probe (self);
  if (self->fresh_is_ours)
    sipgo_rtp_port_free (self->fresh);
  self->fresh_is_ours = FALSE;
  self->fresh = NULL;
}

static void
rtp_handler_set_description (SipgoSessionDescriptionHandler *handler, SipgoDescriptionRequest *request)
{
  SipgoRtpHandler *self = SIPGO_RTP_HANDLER (handler);

  if (!self->media)
    {
      sipgo_description_request_fail (request, self->error);
      return;
    }
  if (!sipgo_description_exchange_set (self->negotiator, request))
    return;
  if (sipgo_description_request_get_description_type (request) == SIPGO_DESCRIPTION_TYPE_ANSWER)
    use_agreement (self);
  sipgo_description_request_complete (request, NULL, NULL);
}

static void
rtp_handler_rollback_description (SipgoSessionDescriptionHandler *handler)
{
  SipgoRtpHandler *self = SIPGO_RTP_HANDLER (handler);
  const SipgoSdpAgreement *agreement;

  stop_probe (self);
  sipgo_sdp_negotiator_rollback (self->negotiator);
  agreement = sipgo_sdp_negotiator_get_agreement (self->negotiator, AUDIO);
  /* An answer that refuses the only stream is an error to the session, which then rolls back; the negotiator has
   * nevertheless agreed that there is no stream. */
  if (self->media && agreement && agreement->n_formats == 0)
    use_agreement (self);
  else if (self->media)
    sipgo_rtp_media_set_holding (self->media, agreement && agreement->holding);
}

static void
report_dtmf_error (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!sipgo_media_send_dtmf_finish (SIPGO_MEDIA (source), result, &error))
    sipgo_media_report_error (SIPGO_MEDIA (source), error);
}

static gboolean
rtp_handler_send_dtmf (SipgoSessionDescriptionHandler *handler, const char *tones, guint duration_ms, guint gap_ms)
{
  SipgoRtpHandler *self = SIPGO_RTP_HANDLER (handler);

  if (!self->media || !sipgo_media_can_dial (SIPGO_MEDIA (self->media)))
    return FALSE;
  sipgo_media_send_dtmf (SIPGO_MEDIA (self->media), tones, duration_ms, gap_ms, NULL, report_dtmf_error, NULL);
  return TRUE;
}

static SipgoMedia *
rtp_handler_get_media (SipgoSessionDescriptionHandler *handler)
{
  SipgoRtpHandler *self = SIPGO_RTP_HANDLER (handler);

  return self->media ? SIPGO_MEDIA (self->media) : NULL;
}

/* The old ports may be bound to an address that is gone, and a peer that is told the new address sends there. */
static void
rtp_handler_set_local_address (SipgoSessionDescriptionHandler *handler, const char *local_address)
{
  SipgoRtpHandler *self = SIPGO_RTP_HANDLER (handler);
  g_autoptr (GError) error = NULL;
  SipgoRtpPort *port;

  if (!self->media || self->range.port_max == 0)
    return;
  port = sipgo_rtp_udp_port_new (&self->range, local_address, &error);
  if (!port)
    {
      sipgo_media_report_error (SIPGO_MEDIA (self->media), error);
      return;
    }
  drop_fresh_port (self);
  sipgo_sdp_negotiator_set_address (self->negotiator, local_address);
  sipgo_sdp_stream_set_port (sipgo_sdp_negotiator_get_stream (self->negotiator, AUDIO),
                             sipgo_rtp_port_get_number (port), TRUE);
  note_fresh_port (self, port, local_address, TRUE);
}

static void
rtp_handler_close (SipgoSessionDescriptionHandler *handler)
{
  SipgoRtpHandler *self = SIPGO_RTP_HANDLER (handler);

  stop_lookup (self);
  drop_fresh_port (self);
  if (self->media)
    sipgo_rtp_media_close (self->media);
}

static void
rtp_handler_iface_init (SipgoSessionDescriptionHandlerInterface *iface)
{
  iface->has_description = rtp_handler_has_description;
  iface->get_description = rtp_handler_get_description;
  iface->set_description = rtp_handler_set_description;
  iface->rollback_description = rtp_handler_rollback_description;
  iface->send_dtmf = rtp_handler_send_dtmf;
  iface->get_media = rtp_handler_get_media;
  iface->close = rtp_handler_close;
  iface->set_local_address = rtp_handler_set_local_address;
}

static void
sipgo_rtp_handler_dispose (GObject *object)
{
  SipgoRtpHandler *self = SIPGO_RTP_HANDLER (object);

  stop_lookup (self);
  drop_fresh_port (self);
  if (self->media)
    sipgo_rtp_media_close (self->media);
  g_clear_object (&self->media);
  G_OBJECT_CLASS (sipgo_rtp_handler_parent_class)->dispose (object);
}

static void
sipgo_rtp_handler_finalize (GObject *object)
{
  SipgoRtpHandler *self = SIPGO_RTP_HANDLER (object);

  g_main_context_unref (self->context);
  g_clear_pointer (&self->negotiator, sipgo_sdp_negotiator_free);
  g_clear_error (&self->error);
  g_clear_pointer (&self->range.net, sipgo_net_unref);
  g_clear_pointer (&self->environment, sipgo_environment_unref);
  g_clear_pointer (&self->clock, sipgo_environment_unref);
  g_free (self->name);
  g_free (self->address);
  G_OBJECT_CLASS (sipgo_rtp_handler_parent_class)->finalize (object);
}

static void
sipgo_rtp_handler_class_init (SipgoRtpHandlerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sipgo_rtp_handler_dispose;
  object_class->finalize = sipgo_rtp_handler_finalize;
}

static void
sipgo_rtp_handler_init (SipgoRtpHandler *self)
{
}

SipgoRtpHandler *
sipgo_rtp_handler_new (SipgoMediaThread *thread, SipgoSdpNegotiator *negotiator, SipgoRtpPort *port,
                       const char *local_address, const GError *error)
{
  SipgoRtpHandler *self = g_object_new (SIPGO_TYPE_RTP_HANDLER, NULL);

  self->context = g_main_context_ref_thread_default ();
  self->negotiator = negotiator;
  if (!port)
    {
      self->error = g_error_copy (error);
      return self;
    }
  sipgo_sdp_negotiator_set_address (negotiator, local_address);
  sipgo_sdp_stream_set_port (sipgo_sdp_negotiator_get_stream (negotiator, AUDIO), sipgo_rtp_port_get_number (port),
                             TRUE);
  self->media = sipgo_rtp_media_new (thread, port, self->context);
  return self;
}

void
sipgo_rtp_handler_set_strict_source (SipgoRtpHandler *self, gboolean strict_source)
{
  if (self->media)
    sipgo_rtp_leg_set_strict (sipgo_rtp_media_get_leg (self->media), strict_source);
}

void
sipgo_rtp_handler_draw_identity (SipgoRtpHandler *self, SipgoRandom *random)
{
  if (self->media)
    sipgo_rtp_leg_draw_identity (sipgo_rtp_media_get_leg (self->media), random);
}

void
sipgo_rtp_handler_set_port_range (SipgoRtpHandler *self, const SipgoRtpPortRange *range,
                                  SipgoEnvironment *environment)
{
  self->range = *range;
  if (range->net)
    sipgo_net_ref (range->net);
  self->environment = environment ? sipgo_environment_ref (environment) : NULL;
}

void
sipgo_rtp_handler_set_stun_server (SipgoRtpHandler *self, SipgoEnvironment *environment, const SipgoAddress *server,
                                   SipgoRtpPort *port, const char *local_address)
{
  if (!self->media)
    return;
  self->clock = sipgo_environment_ref (environment);
  self->stun_server = *server;
  note_fresh_port (self, port, local_address, FALSE);
}
