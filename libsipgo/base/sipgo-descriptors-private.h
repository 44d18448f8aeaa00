/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether the errno of a failed system call means that there are no file descriptors or memory left. */
gboolean sipgo_is_lack_of_resources (int code);

/* Sets SIPGO_ERROR_RESOURCES with the text of what, the text of the errno, and advice. */
void     sipgo_set_descriptor_error (GError **error, int code, const char *what);

/* Whether n more file descriptors can be opened now. To be called before an operation that would abort, or stop
 * halfway, without them. */
gboolean sipgo_check_descriptors    (guint n, const char *what, GError **error);

G_END_DECLS
