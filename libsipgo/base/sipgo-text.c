/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-text-private.h"

#include <string.h>

char *
sipgo_put_uint (char *out, guint64 number)
{
  char digits[SIPGO_UINT_DIGITS];
  char *p = digits + sizeof digits;
  gsize length;

  do
    *--p = '0' + (char) (number % 10);
  while ((number /= 10) > 0);
  length = digits + sizeof digits - p;
  memcpy (out, p, length);
  return out + length;
}

void
sipgo_append_uint (GString *out, guint64 number)
{
  char digits[SIPGO_UINT_DIGITS];

  g_string_append_len (out, digits, sipgo_put_uint (digits, number) - digits);
}
