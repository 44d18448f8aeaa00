/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/media/sipgo-description-exchange-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"

static SipgoSdpDirection
wanted_direction (SipgoDescriptionRequest *request)
{
  SipgoSessionDescriptionHandlerOptions *options = sipgo_description_request_get_options (request);

  return options && sipgo_session_description_handler_options_get_hold (options)
      ? SIPGO_SDP_SENDONLY : SIPGO_SDP_SENDRECV;
}

char *
sipgo_description_exchange_get (SipgoSdpNegotiator *negotiator, SipgoDescriptionRequest *request)
{
  SipgoSdpDirection wanted = wanted_direction (request);
  g_autoptr (GError) error = NULL;
  char *text;

  if (sipgo_description_request_get_description_type (request) == SIPGO_DESCRIPTION_TYPE_OFFER)
    text = sipgo_sdp_negotiator_make_offer (negotiator, wanted, &error);
  else
    text = sipgo_sdp_negotiator_make_answer (negotiator, wanted, &error);
  if (!text)
    sipgo_description_request_fail (request, error);
  return text;
}

static gboolean
take (SipgoSdpNegotiator *negotiator, SipgoDescriptionRequest *request, GError **error)
{
  const char *content_type = sipgo_description_request_get_content_type (request);
  const char *text = sipgo_description_request_get_content (request);

  if (!text || (content_type && !sipgo_description_exchange_has (content_type)))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED, "Session descriptions must be application/sdp, not %s",
                   content_type ? content_type : "empty");
      return FALSE;
    }
  if (sipgo_description_request_get_description_type (request) == SIPGO_DESCRIPTION_TYPE_OFFER)
    return sipgo_sdp_negotiator_take_offer (negotiator, text, error);
  return sipgo_sdp_negotiator_take_answer (negotiator, text, error);
}

gboolean
sipgo_description_exchange_set (SipgoSdpNegotiator *negotiator, SipgoDescriptionRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (take (negotiator, request, &error))
    return TRUE;
  sipgo_description_request_fail (request, error);
  return FALSE;
}

gboolean
sipgo_description_exchange_has (const char *content_type)
{
  gsize length = strcspn (content_type, "; \t");

  return length == strlen (SIPGO_SDP_CONTENT_TYPE)
         && g_ascii_strncasecmp (content_type, SIPGO_SDP_CONTENT_TYPE, length) == 0;
}
