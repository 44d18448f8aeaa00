/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Copies an array of boxed values to a list. Public functions return lists and not a GPtrArray with a free function:
 * PyGObject would free its elements before the script sees them. */
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
