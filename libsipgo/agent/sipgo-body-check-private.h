/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-body.h"

G_BEGIN_DECLS

/* Whether a part of that type is understood; type is NULL where the part does not say. */
typedef gboolean (*SipgoUnderstandsFunc) (const char *content_type, gpointer user_data);

/* Whether all of a body that has to be understood is (RFC 3261 8.2.3, RFC 5621); body is nullable. */
gboolean sipgo_body_is_understood (SipgoBody *body, SipgoUnderstandsFunc func, gpointer user_data);

G_END_DECLS
