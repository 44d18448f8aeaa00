/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Callbacks for an operation that calls another one: they pass the result of the other one to the task, which is their
 * user data, and unref it. An object that the other one returns is dropped. */
void sipgo_forward_boolean (GObject *source, GAsyncResult *result, gpointer task);
void sipgo_forward_object  (GObject *source, GAsyncResult *result, gpointer task);

G_END_DECLS
