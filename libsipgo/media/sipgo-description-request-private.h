/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/media/sipgo-description-request.h"

G_BEGIN_DECLS

/* Called once, when the handler has completed or failed the request. error is NULL on success; if a description was
 * asked for, it is then the request's result. The call may come before the vfunc that was given the request returns. */
typedef void (*SipgoDescriptionFunc) (SipgoDescriptionRequest *request, const GError *error, gpointer user_data);

/* content is the peer's description, or NULL to ask the handler for one of ours. */
SipgoDescriptionRequest *sipgo_description_request_new (SipgoDescriptionType type, const char *content_type,
                                                        const char *content,
                                                        SipgoSessionDescriptionHandlerOptions *options,
                                                        SipgoDescriptionFunc func, gpointer user_data);
/* The caller does not need the result any more: func will not be called. */
void        sipgo_description_request_abandon                 (SipgoDescriptionRequest *self);
const char *sipgo_description_request_get_result              (SipgoDescriptionRequest *self);
const char *sipgo_description_request_get_result_content_type (SipgoDescriptionRequest *self);

G_END_DECLS
