/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-early-dialogs-private.h"

/* More forks than a proxy makes: provisional responses with further To tags are ignored. */
#define MAX_EARLY_DIALOGS 32

static void
early_dialog_free (gpointer data)
{
  SipgoEarlyDialog *self = data;

  sipgo_dialog_unref (self->dialog);
  g_clear_pointer (&self->description, sipgo_body_unref);
  g_clear_pointer (&self->hint, sipgo_body_unref);
  g_free (self);
}

SipgoEarlyDialog *
sipgo_early_dialogs_find (SipgoEarlyDialogs *self, const char *id)
{
  guint i;

  for (i = 0; self && id && i < self->len; i++)
    {
      SipgoEarlyDialog *early = g_ptr_array_index (self, i);

      if (g_str_equal (sipgo_dialog_get_id (early->dialog), id))
        return early;
    }
  return NULL;
}

SipgoEarlyDialog *
sipgo_early_dialogs_ensure (SipgoEarlyDialogs **self, SipgoMessage *invite, SipgoMessage *response)
{
  g_autofree char *id = sipgo_message_get_to_tag (response) ? sipgo_dialog_id_of_response (response) : NULL;
  SipgoEarlyDialog *early = sipgo_early_dialogs_find (*self, id);
  SipgoDialog *dialog;

  if (early || !id || (*self && (*self)->len >= MAX_EARLY_DIALOGS))
    return early;
  dialog = sipgo_dialog_new_client (invite, response, NULL);
  if (!dialog)
    return NULL;
  if (!*self)
    *self = g_ptr_array_new_with_free_func (early_dialog_free);
  early = g_new0 (SipgoEarlyDialog, 1);
  early->dialog = dialog;
  g_ptr_array_add (*self, early);
  return early;
}

gboolean
sipgo_early_dialog_take_reliable (SipgoEarlyDialog *self, SipgoMessage *response)
{
  guint32 rseq;

  if (!sipgo_message_has_option (response, "Require", "100rel")
      || !sipgo_message_get_number (response, SIPGO_HEADER_RSEQ, G_MAXUINT32, &rseq))
    return FALSE;
  if (self->has_rseq && rseq != self->rseq + 1)
    return FALSE;
  self->has_rseq = TRUE;
  self->rseq = rseq;
  return TRUE;
}

static void
set_body (SipgoBody **field, SipgoBody *body)
{
  g_autoptr (SipgoBody) old = *field;

  *field = body ? sipgo_body_ref (body) : NULL;
}

void
sipgo_early_dialog_set_description (SipgoEarlyDialog *self, SipgoBody *description)
{
  set_body (&self->description, description);
}

void
sipgo_early_dialog_set_hint (SipgoEarlyDialog *self, SipgoBody *hint)
{
  set_body (&self->hint, hint);
}
