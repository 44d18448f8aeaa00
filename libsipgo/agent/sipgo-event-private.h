/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message-private.h"

G_BEGIN_DECLS

/* Whether two values of Event name the same: package and id, byte by byte (RFC 6665 8.2.1). */
gboolean sipgo_event_equal               (const char *event, const char *other);
/* The package alone: "presence" of "presence;id=3". */
char    *sipgo_event_dup_package         (const char *event);
/* A value that can stand in Event: a token, with or without parameters. */
gboolean sipgo_event_is_valid            (const char *event);
/* The same, or an error. */
gboolean sipgo_event_check               (const char *event, GError **error);
/* The parameter of "value;name=…", without quotes; NULL when absent. */
char    *sipgo_event_dup_parameter       (const char *value, const char *name);

/* Whether a response to a SUBSCRIBE or NOTIFY inside a subscription ends that (RFC 6665 4.1.2.2 and 4.2.2). */
gboolean sipgo_event_status_ends         (guint status);

G_END_DECLS
