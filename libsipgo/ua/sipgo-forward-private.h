/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Callbacks for an operation of ours that stands for another one: they hand the other's outcome on to the task that is
 * their user data, and drop it. What the other one returns beside its success is dropped, too. */
void sipgo_forward_boolean (GObject *source, GAsyncResult *result, gpointer task);
void sipgo_forward_object  (GObject *source, GAsyncResult *result, gpointer task);

G_END_DECLS
