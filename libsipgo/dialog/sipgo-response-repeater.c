/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/dialog/sipgo-response-repeater-private.h"

static void
give_up (gpointer user_data)
{
  SipgoResponseRepeater *self = user_data;

  sipgo_response_repeater_stop (self);
  self->gave_up (self->user_data);
}

/* The interval doubles: for a 2xx up to T2 (RFC 3261 13.3.1.4), for a reliable provisional response without a limit
 * (RFC 3262 3). */
static void
repeat (gpointer user_data)
{
  SipgoResponseRepeater *self = user_data;

  self->interval *= 2;
  if (sipgo_message_get_status_code (self->response) >= 200)
    self->interval = MIN (self->interval, SIPGO_T2);
  sipgo_environment_set_timer (self->environment, &self->repeat_timer, self->interval, repeat, self);
  sipgo_server_transaction_respond (self->transaction, self->response);
}

void
sipgo_response_repeater_start (SipgoResponseRepeater *self, SipgoEnvironment *environment,
                               SipgoServerTransaction *transaction,
                               SipgoMessage *response, SipgoRepeaterGaveUpFunc gave_up, gpointer user_data)
{
  sipgo_response_repeater_stop (self);
  self->environment = environment;
  self->transaction = sipgo_server_transaction_ref (transaction);
  self->response = sipgo_message_ref (response);
  self->interval = SIPGO_T1;
  self->gave_up = gave_up;
  self->user_data = user_data;
  sipgo_environment_set_timer (environment, &self->repeat_timer, self->interval, repeat, self);
  sipgo_environment_set_timer (environment, &self->give_up_timer, SIPGO_TIMEOUT, give_up, self);
  sipgo_server_transaction_respond (transaction, response);
}

void
sipgo_response_repeater_stop (SipgoResponseRepeater *self)
{
  if (!self->transaction)
    return;
  sipgo_environment_cancel_timer (self->environment, &self->repeat_timer);
  sipgo_environment_cancel_timer (self->environment, &self->give_up_timer);
  g_clear_pointer (&self->transaction, sipgo_server_transaction_unref);
  g_clear_pointer (&self->response, sipgo_message_unref);
}

gboolean
sipgo_response_repeater_is_running (SipgoResponseRepeater *self)
{
  return self->transaction != NULL;
}
