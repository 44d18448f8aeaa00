/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-body.h"

G_BEGIN_DECLS

/* Whether a body part of that type is understood; content_type is NULL when the part has no Content-Type. */
typedef gboolean (*SipgoUnderstandsFunc) (const char *content_type, gpointer user_data);

/* TRUE when each part whose handling is required is understood (RFC 3261 8.2.3, RFC 5621); body is nullable. */
gboolean sipgo_body_is_understood (SipgoBody *body, SipgoUnderstandsFunc func, gpointer user_data);

G_END_DECLS
