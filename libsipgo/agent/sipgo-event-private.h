/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message-private.h"

G_BEGIN_DECLS

/* Whether two Event headers match: the same package and id, compared byte by byte (RFC 6665 8.2.1). */
gboolean sipgo_event_equal               (const char *event, const char *other);
/* The package alone: "presence" of "presence;id=3". */
char    *sipgo_event_dup_package         (const char *event);
/* TRUE for a valid value of Event: a token, with or without parameters. */
gboolean sipgo_event_is_valid            (const char *event);
/* The same, with error when it is not valid. */
gboolean sipgo_event_check               (const char *event, GError **error);
/* The parameter of "value;name=…", without quotes; NULL when absent. */
char    *sipgo_event_dup_parameter       (const char *value, const char *name);

/* Whether this response to a SUBSCRIBE or NOTIFY in a subscription terminates it (RFC 6665 4.1.2.2 and 4.2.2). */
gboolean sipgo_event_status_ends         (guint status);

G_END_DECLS
