/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/media/sipgo-session-description-handler-options.h"

G_BEGIN_DECLS

/**
 * SipgoDescriptionType:
 * @SIPGO_DESCRIPTION_TYPE_OFFER: an offer
 * @SIPGO_DESCRIPTION_TYPE_ANSWER: an answer to an offer
 *
 * What a session description is in the offer/answer model of RFC 3264.
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_DESCRIPTION_TYPE_OFFER,
  SIPGO_DESCRIPTION_TYPE_ANSWER,
} SipgoDescriptionType;

#define SIPGO_TYPE_DESCRIPTION_REQUEST (sipgo_description_request_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoDescriptionRequest, sipgo_description_request, SIPGO, DESCRIPTION_REQUEST, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoDescriptionType  sipgo_description_request_get_description_type (SipgoDescriptionRequest *self);
SIPGO_AVAILABLE_IN_ALL
const char           *sipgo_description_request_get_content_type (SipgoDescriptionRequest *self);
SIPGO_AVAILABLE_IN_ALL
const char           *sipgo_description_request_get_content      (SipgoDescriptionRequest *self);
SIPGO_AVAILABLE_IN_ALL
SipgoSessionDescriptionHandlerOptions *sipgo_description_request_get_options (SipgoDescriptionRequest *self);

SIPGO_AVAILABLE_IN_ALL
void                  sipgo_description_request_complete         (SipgoDescriptionRequest *self,
                                                                  const char *content_type, const char *content);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_description_request_fail             (SipgoDescriptionRequest *self, const GError *error);

G_END_DECLS
