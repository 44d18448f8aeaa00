/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-body-check-private.h"

#include <string.h>

#define MAX_DEPTH 4

typedef enum {
  KNOWN,
  OPTIONAL,                         /* not understood, with handling=optional */
  UNSAID,                           /* not understood, without a handling parameter */
  REQUIRED,                         /* not understood, with handling=required */
} Verdict;

typedef struct
{
  SipgoUnderstandsFunc func;
  gpointer user_data;
} Check;

static gboolean
has_handling (SipgoBody *body, const char *value)
{
  const char *disposition = sipgo_body_get_content_disposition (body);
  g_auto (GStrv) parameters = disposition ? g_strsplit (disposition, ";", 16) : NULL;
  guint i;

  for (i = 1; parameters && parameters[0] && parameters[i]; i++)
    {
      g_auto (GStrv) parts = g_strsplit (parameters[i], "=", 2);

      if (parts[0] && parts[1] && g_ascii_strcasecmp (g_strstrip (parts[0]), "handling") == 0
          && g_ascii_strcasecmp (g_strstrip (parts[1]), value) == 0)
        return TRUE;
    }
  return FALSE;
}

static Verdict judge (const Check *self, SipgoBody *body, guint depth);

/* A multipart/alternative is understood when one part is; any other multipart when one part is and no part that is not
 * understood is required. */
static Verdict
judge_parts (const Check *self, SipgoBody *body, guint depth)
{
  gboolean alternative = sipgo_body_is_type (body, "multipart/alternative");
  GList *parts = depth < MAX_DEPTH ? sipgo_body_get_parts (body, NULL) : NULL, *l;
  Verdict worst = parts ? KNOWN : UNSAID;
  gboolean known = FALSE;

  for (l = parts; l; l = l->next)
    {
      Verdict verdict = judge (self, l->data, depth + 1);

      known |= verdict == KNOWN;
      worst = MAX (worst, verdict);
    }
  g_list_free_full (parts, (GDestroyNotify) sipgo_body_unref);
  return known && (alternative || worst < REQUIRED) ? KNOWN : worst;
}

static Verdict
judge (const Check *self, SipgoBody *body, guint depth)
{
  Verdict verdict;

  if (sipgo_body_is_type (body, "multipart/*"))
    verdict = judge_parts (self, body, depth);
  else
    verdict = self->func (sipgo_body_get_content_type (body), self->user_data) ? KNOWN : UNSAID;
  if (verdict == KNOWN)
    return KNOWN;
  if (has_handling (body, "optional"))
    return OPTIONAL;
  return has_handling (body, "required") ? REQUIRED : verdict;
}

gboolean
sipgo_body_is_understood (SipgoBody *body, SipgoUnderstandsFunc func, gpointer user_data)
{
  const Check check = { func, user_data };

  return !body || judge (&check, body, 0) <= OPTIONAL;
}
