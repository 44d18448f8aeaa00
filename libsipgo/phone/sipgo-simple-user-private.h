/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/phone/sipgo-simple-user.h"

G_BEGIN_DECLS

/* A task of the user's. */
GTask    *sipgo_simple_user_new_task (SipgoSimpleUser *self, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean  sipgo_simple_user_finish   (SipgoSimpleUser *self, GAsyncResult *result, GError **error);

G_END_DECLS
