/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* An array of boxed values as a list of its own. Public functions return lists: PyGObject frees the elements of a
 * GPtrArray that has a free function before the script sees them. */
static inline GList *
sipgo_list_of_boxed (GPtrArray *array, GType type)
{
  GList *list = NULL;
  guint i;

  for (i = array->len; i > 0; i--)
    list = g_list_prepend (list, g_boxed_copy (type, g_ptr_array_index (array, i - 1)));
  return list;
}

G_END_DECLS
