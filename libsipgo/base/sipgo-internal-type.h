/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "libsipgo/base/sipgo-version-macros.h"

/**
 * SIPGO_DECLARE_INTERNAL_TYPE: (skip)
 * @Name: the type, as `SipgoSession`
 * @name: the same in lower case, as `sipgo_session`
 * @MODULE: the library in upper case
 * @OBJECT: the rest of the type's name in upper case
 * @Parent: the type that it derives from
 *
 * Declares a class that can be derived inside the library only: the type is public, its struct is in a private header.
 *
 * Since: 1.0
 */
#define SIPGO_DECLARE_INTERNAL_TYPE(Name, name, MODULE, OBJECT, Parent)                                                \
  GType name##_get_type (void);                                                                                        \
  typedef struct _##Name Name;                                                                                         \
  typedef struct _##Name##Class Name##Class;                                                                           \
  _GLIB_DEFINE_AUTOPTR_CHAINUP (Name, Parent)                                                                          \
  G_DEFINE_AUTOPTR_CLEANUP_FUNC (Name##Class, g_type_class_unref)                                                      \
  G_GNUC_UNUSED static inline Name *MODULE##_##OBJECT (gpointer object)                                                \
  {                                                                                                                    \
    return G_TYPE_CHECK_INSTANCE_CAST (object, name##_get_type (), Name);                                              \
  }                                                                                                                    \
  G_GNUC_UNUSED static inline gboolean MODULE##_IS_##OBJECT (gpointer object)                                          \
  {                                                                                                                    \
    return G_TYPE_CHECK_INSTANCE_TYPE (object, name##_get_type ());                                                    \
  }
