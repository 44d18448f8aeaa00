/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-steps-private.h"

#include "libsipgo/message/sipgo-message-private.h"
#include "libsipgo/transport/sipgo-step-private.h"

/* Four for each target of a route, and some for DNS. Above it, the last step replaces the one before. */
#define MAX_NOTES 80
/* Bytes of a text from the network that are kept. */
#define MAX_TEXT 256

static void
clear_note (SipgoStepNote *note)
{
  g_clear_pointer (&note->text, g_free);
  g_clear_pointer (&note->response, sipgo_message_unref);
}

void
sipgo_steps_clear (SipgoSteps *self)
{
  guint i;

  for (i = 0; i < self->n_notes; i++)
    clear_note (&self->notes[i]);
  if (self->notes != &self->first)
    g_free (self->notes);
  *self = (SipgoSteps) { NULL };
}

static void
make_room (SipgoSteps *self)
{
  if (!self->notes)
    {
      self->notes = &self->first;
      self->n_allocated = 1;
    }
  if (self->n_notes == MAX_NOTES)
    clear_note (&self->notes[--self->n_notes]);
  if (self->n_notes < self->n_allocated)
    return;
  self->n_allocated = self->n_notes + 8;
  if (self->notes == &self->first)
    {
      self->notes = g_new (SipgoStepNote, self->n_allocated);
      self->notes[0] = self->first;
    }
  else
    {
      self->notes = g_renew (SipgoStepNote, self->notes, self->n_allocated);
    }
}

static SipgoStepNote *
append (SipgoSteps *self, SipgoStepKind kind, gint64 time, const SipgoTarget *target)
{
  /* The target may be that of a note, which moves. */
  SipgoTarget copy = target ? *target : (SipgoTarget) { .protocol = SIPGO_PROTOCOL_UDP };
  SipgoStepNote *note;

  copy.verified_name = NULL;       /* not owned, and not part of the text */
  make_room (self);
  note = &self->notes[self->n_notes++];
  note->kind = kind;
  note->time = time;
  note->has_target = target != NULL;
  note->target = copy;
  note->text = NULL;
  note->response = NULL;
  return note;
}

void
sipgo_steps_note (SipgoSteps *self, SipgoStepKind kind, gint64 time, const SipgoTarget *target, char *text)
{
  append (self, kind, time, target)->text = text;
}

void
sipgo_steps_note_response (SipgoSteps *self, SipgoStepKind kind, gint64 time, const SipgoTarget *target,
                           SipgoMessage *response)
{
  append (self, kind, time, target)->response = sipgo_message_ref (response);
}

guint
sipgo_steps_count (const SipgoSteps *self, SipgoStepKind kind)
{
  guint i, n = 0;

  for (i = 0; i < self->n_notes; i++)
    n += self->notes[i].kind == kind;
  return n;
}

const SipgoTarget *
sipgo_steps_get_target (const SipgoSteps *self)
{
  guint i;

  for (i = self->n_notes; i > 0; i--)
    {
      if (self->notes[i - 1].kind == SIPGO_STEP_KIND_TRIED)
        return &self->notes[i - 1].target;
    }
  return NULL;
}

/* --- as text ------------------------------------------------------------------------------------------------------ */

/* The first addresses of a redirection, or the realm of a challenge. */
static char *
describe_response (const SipgoStepNote *note)
{
  guint status = sipgo_message_get_status_code (note->response);
  SipgoHeaderId id = note->kind == SIPGO_STEP_KIND_REDIRECTED ? SIPGO_HEADER_CONTACT
                     : status == 401 ? SIPGO_HEADER_WWW_AUTHENTICATE : SIPGO_HEADER_PROXY_AUTHENTICATE;
  g_autofree char *value = NULL;
  GString *text = g_string_new (NULL);

  g_string_printf (text, "%u %s", status, sipgo_message_get_reason_phrase (note->response));
  if (note->kind != SIPGO_STEP_KIND_ANSWERED)
    value = sipgo_message_dup_value (note->response, id);
  if (value)
    g_string_append_printf (text, ", %.*s", MAX_TEXT, value);
  return g_string_free (text, FALSE);
}

static char *
describe (const SipgoStepNote *note)
{
  g_autofree char *text = note->response ? describe_response (note) : g_strdup (note->text);

  return text ? g_utf8_make_valid (text, -1) : NULL;
}

static SipgoStep *
make_step (const SipgoStepNote *note)
{
  char *target = note->has_target ? sipgo_target_to_string (&note->target) : NULL;
  const char *protocol = !note->has_target ? NULL
                         : note->target.protocol == SIPGO_PROTOCOL_TRANSPORT ? note->target.transport_name
                         : sipgo_protocol_get_name (note->target.protocol);

  return sipgo_step_new (note->kind, note->time, target, protocol, describe (note));
}

GList *
sipgo_steps_list (const SipgoSteps *self)
{
  GList *list = NULL;
  guint i;

  for (i = self->n_notes; i > 0; i--)
    list = g_list_prepend (list, make_step (&self->notes[i - 1]));
  return list;
}

static gboolean
is_outcome (const SipgoStepNote *note)
{
  return note->kind == SIPGO_STEP_KIND_ANSWERED || note->kind == SIPGO_STEP_KIND_REDIRECTED
         || note->kind == SIPGO_STEP_KIND_TIMED_OUT || note->kind == SIPGO_STEP_KIND_FAILED
         || note->kind == SIPGO_STEP_KIND_CERTIFICATE;
}

/* The target that was tried in this step, and what came of it in the steps that follow it. */
static char *
describe_attempt (const SipgoSteps *self, guint index, gboolean with_last_answer)
{
  g_autofree char *target = sipgo_target_to_string (&self->notes[index].target);
  guint i;

  for (i = index + 1; i < self->n_notes && self->notes[i].kind != SIPGO_STEP_KIND_TRIED; i++)
    {
      g_autofree char *outcome = NULL;

      if (!is_outcome (&self->notes[i])
          || (self->notes[i].response && i + 1 == self->n_notes && !with_last_answer))
        continue;
      outcome = describe (&self->notes[i]);
      return g_strconcat (target, ": ", outcome, NULL);
    }
  return g_steal_pointer (&target);
}

static GStrv
list_attempts (const SipgoSteps *self, gboolean with_last_answer)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint i;

  for (i = 0; i < self->n_notes; i++)
    {
      g_autofree char *line = NULL;

      if (self->notes[i].kind != SIPGO_STEP_KIND_TRIED)
        continue;
      line = describe_attempt (self, i, with_last_answer);
      g_strv_builder_add (builder, line);
    }
  return g_strv_builder_end (builder);
}

GStrv
sipgo_steps_list_tried (const SipgoSteps *self)
{
  return list_attempts (self, TRUE);
}

char *
sipgo_steps_explain (const SipgoSteps *self)
{
  g_auto (GStrv) attempts = list_attempts (self, FALSE);
  g_autofree char *tried = g_strjoinv (", ", attempts);
  GString *text;
  guint i;

  if (!attempts[0])
    return NULL;
  text = g_string_new ("tried ");
  g_string_append (text, tried);
  for (i = 0; i < self->n_notes; i++)
    {
      if (self->notes[i].kind == SIPGO_STEP_KIND_LOCATED)
        g_string_append_printf (text, "; resolved by %s", self->notes[i].text);
    }
  return g_string_free (text, FALSE);
}
