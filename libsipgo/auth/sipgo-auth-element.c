/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/auth/sipgo-auth-element-private.h"

static void
read_element (SipgoSlice text, SipgoAuthElement *element)
{
  const char *p = text.data, *end = p + text.length;
  const char *stop = sipgo_skip_class (p, end, SIPGO_CHAR_TOKEN);
  const char *next = sipgo_skip_lws (stop, end);

  *element = (SipgoAuthElement) { { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };
  if (next == end || *next != '=')
    {
      element->scheme = (SipgoSlice) { p, stop - p };
      p = next;
      stop = sipgo_skip_class (p, end, SIPGO_CHAR_TOKEN);
      next = sipgo_skip_lws (stop, end);
    }
  if (stop == p || next == end || *next != '=')
    return;
  element->name = (SipgoSlice) { p, stop - p };
  element->value = sipgo_slice_trim (next + 1, end);
}

gboolean
sipgo_auth_element_next (const char **p, const char *end, SipgoAuthElement *element)
{
  SipgoSlice text;

  if (!sipgo_list_next (p, end, &text))
    return FALSE;
  read_element (text, element);
  return TRUE;
}
