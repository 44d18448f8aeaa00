/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/session/sipgo-cancel-options.h"

G_BEGIN_DECLS

/* Sets *reason to the value of the Reason header (RFC 3326), if the options ask for one. FALSE with error when they are
 * not valid. */
gboolean sipgo_cancel_options_make_reason (SipgoCancelOptions *self, char **reason, GError **error);

G_END_DECLS
