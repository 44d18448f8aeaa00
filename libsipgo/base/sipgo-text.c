/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-text-private.h"

void
sipgo_append_uint (GString *out, guint64 number)
{
  char digits[20];
  char *p = digits + sizeof digits;

  do
    *--p = '0' + (char) (number % 10);
  while ((number /= 10) > 0);
  g_string_append_len (out, p, digits + sizeof digits - p);
}
