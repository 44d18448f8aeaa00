/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether the code of a failed system call says that descriptors or memory are used up. */
gboolean sipgo_is_lack_of_resources (int code);

/* SIPGO_ERROR_RESOURCES for what could not be done because of the code, with what to do about it. */
void     sipgo_set_descriptor_error (GError **error, int code, const char *what);

/* Whether so many more descriptors can be opened now: before something that would abort, or do half its work, without
 * them. */
gboolean sipgo_check_descriptors    (guint n, const char *what, GError **error);

G_END_DECLS
