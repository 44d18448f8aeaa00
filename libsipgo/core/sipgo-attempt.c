/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-attempt-private.h"

SipgoAttempt *
sipgo_attempt_new (SipgoEnvironment *environment, SipgoMessage *message, SipgoClientTransaction *transaction,
                   guint place, char *prepared_for, char *sent_contact)
{
  SipgoAttempt *self = g_new0 (SipgoAttempt, 1);

  self->environment = sipgo_environment_ref (environment);
  self->message = sipgo_message_ref (message);
  self->transaction = transaction;
  self->place = place;
  self->prepared_for = prepared_for;
  self->sent_contact = sent_contact;
  return self;
}

void
sipgo_attempt_free (SipgoAttempt *self)
{
  sipgo_environment_cancel_timer (self->environment, &self->timer);
  sipgo_environment_unref (self->environment);
  g_clear_pointer (&self->transaction, sipgo_client_transaction_detach);
  g_clear_pointer (&self->message, sipgo_message_unref);
  g_free (self->prepared_for);
  g_free (self->sent_contact);
  g_free (self);
}

static void
timed_out (gpointer user_data)
{
  SipgoAttempt *self = user_data;

  sipgo_client_transaction_terminate (self->transaction);
}

gboolean
sipgo_attempt_cancelled (SipgoAttempt *self)
{
  if (sipgo_timer_is_running (&self->timer))
    return FALSE;
  sipgo_environment_set_timer (self->environment, &self->timer, SIPGO_TIMEOUT, timed_out, self);
  return TRUE;
}

void
sipgo_attempt_end (SipgoAttempt *self)
{
  g_autoptr (SipgoClientTransaction) transaction = sipgo_client_transaction_ref (self->transaction);

  g_clear_pointer (&self->transaction, sipgo_client_transaction_detach);
  sipgo_client_transaction_terminate (transaction);
}

SipgoAttempt *
sipgo_attempt_find (GPtrArray *attempts, SipgoClientTransaction *transaction)
{
  guint i;

  for (i = 0; attempts && i < attempts->len; i++)
    {
      if (((SipgoAttempt *) attempts->pdata[i])->transaction == transaction)
        return attempts->pdata[i];
    }
  return NULL;
}
