/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-version.h"

/**
 * sipgo_get_major_version:
 *
 * The first number of the version of the library that the program runs with, which may be newer than the one that it
 * was compiled against.
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
 * The second number of the version of the library that the program runs with.
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
 * The third number of the version of the library that the program runs with.
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
 * Whether the library that the program runs with is of this version or a newer one.
 *
 * Returns: %TRUE when it is
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
