/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-version.h"

/**
 * sipgo_get_major_version:
 *
 * Gets the first number of the version of the library at run time, which may be newer than the one that the program was
 * compiled with.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sipgo_get_major_version (void)
{
  return SIPGO_MAJOR_VERSION;
}

/**
 * sipgo_get_minor_version:
 *
 * Gets the second number of the version of the library at run time.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sipgo_get_minor_version (void)
{
  return SIPGO_MINOR_VERSION;
}

/**
 * sipgo_get_micro_version:
 *
 * Gets the third number of the version of the library at run time.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sipgo_get_micro_version (void)
{
  return SIPGO_MICRO_VERSION;
}

/**
 * sipgo_check_version:
 * @major: the first number
 * @minor: the second
 * @micro: the third
 *
 * Checks whether the library at run time has this version or a newer one.
 *
 * Returns: %TRUE if it has
 *
 * Since: 1.0
 */
gboolean
sipgo_check_version (guint major, guint minor, guint micro)
{
  const guint wanted[] = { major, minor, micro };
  const guint there[] = { SIPGO_MAJOR_VERSION, SIPGO_MINOR_VERSION, SIPGO_MICRO_VERSION };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (there); i++)
    if (wanted[i] != there[i])
      return wanted[i] < there[i];
  return TRUE;
}
