/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/media/sipgo-description-request.h"

G_BEGIN_DECLS

/* Called once: with error, or without one and, for a description that was asked for, with the request's result. It may
 * come before the vfunc that got the request has returned. */
typedef void (*SipgoDescriptionFunc) (SipgoDescriptionRequest *request, const GError *error, gpointer user_data);

/* content is NULL where a description is asked for. */
SipgoDescriptionRequest *sipgo_description_request_new (SipgoDescriptionType type, const char *content_type,
                                                        const char *content,
                                                        SipgoSessionDescriptionHandlerOptions *options,
                                                        SipgoDescriptionFunc func, gpointer user_data);
/* The caller has gone: whatever comes is dropped. */
void        sipgo_description_request_abandon                 (SipgoDescriptionRequest *self);
const char *sipgo_description_request_get_result              (SipgoDescriptionRequest *self);
const char *sipgo_description_request_get_result_content_type (SipgoDescriptionRequest *self);

G_END_DECLS
