/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-params-private.h"

#include <string.h>

/* Scans one parameter from its semicolon on: sets the slices and returns where it ends, or NULL with fault. */
static const char *
scan_one (const char *p, const char *end, SipgoSlice *name, SipgoSlice *value, SipgoFault *fault)
{
  const char *q;

  p = sipgo_skip_lws (p + 1, end);
  q = sipgo_skip_class (p, end, SIPGO_CHAR_TOKEN);
  if (q == p)
    {
      sipgo_fault (fault, p, "a parameter name after ;");
      return NULL;
    }
  *name = (SipgoSlice) { p, q - p };
  *value = (SipgoSlice) { NULL, 0 };
  p = sipgo_skip_lws (q, end);
  if (p == end || *p != '=')
    return q;
  p = sipgo_skip_lws (p + 1, end);
  q = p < end && *p == '"' ? sipgo_skip_quoted (p, end) : sipgo_skip_class (p, end, SIPGO_CHAR_VALUE);
  if (!q)
    sipgo_fault (fault, p, "the closing \" of a quoted string");
  else if (q == p)
    sipgo_fault (fault, p, "a parameter value after =");
  else
    *value = (SipgoSlice) { p, q - p };
  return q == p ? NULL : q;
}

gboolean
sipgo_params_scan (const char **p, const char *end, SipgoParamsScan *scan, SipgoFault *fault)
{
  const char *q = *p;

  scan->n_params = 0;
  scan->rest = NULL;
  for (;;)
    {
      const char *semicolon = sipgo_skip_lws (q, end);
      SipgoSlice name, value;

      if (semicolon == end || *semicolon != ';')
        break;
      q = scan_one (semicolon, end, &name, &value, fault);
      if (!q)
        return FALSE;
      if (scan->n_params < SIPGO_N_NOTED_PARAMS)
        {
          scan->noted[scan->n_params].name = name;
          scan->noted[scan->n_params].value = value;
        }
      else if (scan->n_params == SIPGO_N_NOTED_PARAMS)
        {
          scan->rest = semicolon;
        }
      scan->n_params++;
    }
  scan->whole = (SipgoSlice) { *p, q - *p };
  *p = q;
  return TRUE;
}

void
sipgo_params_next (const char **p, const char *end, SipgoSlice *name, SipgoSlice *value)
{
  SipgoFault fault;

  *p = sipgo_skip_lws (scan_one (*p, end, name, value, &fault), end);
}

/* The parameter at index. Those that are not noted must be asked for in order: *rest points to the next of them. */
static inline void
get_scanned (const SipgoParamsScan *scan, guint index, const char **rest, SipgoSlice *name, SipgoSlice *value)
{
  if (index < SIPGO_N_NOTED_PARAMS)
    {
      *name = scan->noted[index].name;
      *value = scan->noted[index].value;
      return;
    }
  sipgo_params_next (rest, scan->whole.data + scan->whole.length, name, value);
}

guint
sipgo_params_scan_find (const SipgoParamsScan *scan, const char *wanted, SipgoSlice *first)
{
  const gsize length = strlen (wanted);
  const char *rest = scan->rest;
  guint n = 0, i;

  *first = (SipgoSlice) { NULL, 0 };
  for (i = 0; i < scan->n_params; i++)
    {
      SipgoSlice name, value;

      get_scanned (scan, i, &rest, &name, &value);
      if (sipgo_slice_is_word (name, wanted, length) && n++ == 0)
        *first = value;
    }
  return n;
}

static char *
cut (const SipgoParamsScan *scan, char *copy, SipgoSlice slice)
{
  char *start;

  if (!slice.data)
    return NULL;
  start = copy + (slice.data - scan->whole.data);
  start[slice.length] = '\0';
  return start;
}

void
sipgo_params_cut (const SipgoParamsScan *scan, char *copy, SipgoParam *params)
{
  const char *rest = scan->rest;
  guint i;

  for (i = 0; i < scan->n_params; i++)
    {
      SipgoSlice name, value;
      char *text;

      get_scanned (scan, i, &rest, &name, &value);
      params[i].name = cut (scan, copy, name);
      params[i].value = text = cut (scan, copy, value);
      if (text && *text == '"')
        sipgo_unquote (text);
    }
}

static gboolean
is_name (const char *name, const char *wanted)
{
  for (; *name == *wanted || ((*name ^ *wanted) == 0x20 && g_ascii_isalpha (*name)); name++, wanted++)
    if (*name == '\0')
      return TRUE;
  return FALSE;
}

const SipgoParam *
sipgo_params_find (const SipgoParam *params, guint n_params, const char *name)
{
  guint i;

  for (i = 0; i < n_params; i++)
    if (is_name (params[i].name, name))
      return &params[i];
  return NULL;
}

static gboolean
is_plain_value (const char *value)
{
  const char *end = value + strlen (value);

  return end > value && sipgo_skip_class (value, end, SIPGO_CHAR_VALUE) == end;
}

void
sipgo_params_append_replaced (GString *string, SipgoSlice params, const char *name, const char *value, gboolean remove)
{
  const char *end = params.data + params.length;
  const char *p = sipgo_skip_lws (params.data, end);

  while (p < end && *p == ';')
    {
      SipgoSlice old_name, old_value;
      const char *start = p;

      sipgo_params_next (&p, end, &old_name, &old_value);
      if (!sipgo_slice_equal_nocase (old_name, name))
        g_string_append_len (string, start, p - start);
    }
  if (remove)
    return;
  g_string_append_c (string, ';');
  g_string_append (string, name);
  if (!value)
    return;
  g_string_append_c (string, '=');
  if (is_plain_value (value))
    g_string_append (string, value);
  else
    sipgo_append_quoted (string, value);
}

static gboolean
all_in (const SipgoParam *a, guint n_a, const SipgoParam *b, guint n_b, gboolean lax)
{
  guint i;

  for (i = 0; i < n_a; i++)
    {
      const SipgoParam *other = sipgo_params_find (b, n_b, a[i].name);

      if (!other)
        {
          if (!lax || g_ascii_strcasecmp (a[i].name, "tag") == 0)
            return FALSE;
        }
      else if (!a[i].value != !other->value || (a[i].value && g_ascii_strcasecmp (a[i].value, other->value) != 0))
        {
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
sipgo_params_equal (const SipgoParam *a, guint n_a, const SipgoParam *b, guint n_b, gboolean lax)
{
  return all_in (a, n_a, b, n_b, lax) && all_in (b, n_b, a, n_a, lax);
}

GStrv
sipgo_params_dup_names (const SipgoParam *params, guint n_params)
{
  GStrv names = g_new (char *, n_params + 1);
  guint i;

  for (i = 0; i < n_params; i++)
    names[i] = g_strdup (params[i].name);
  names[n_params] = NULL;
  return names;
}
