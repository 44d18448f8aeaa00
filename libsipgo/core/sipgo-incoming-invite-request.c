/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-incoming-invite-request-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/core/sipgo-user-agent-core-private.h"
#include "libsipgo/dialog/sipgo-response-repeater-private.h"

/* The first RSeq is from 1 to 2^31 - 1 (RFC 3262); a small one leaves room to count up. */
#define MAX_FIRST_RSEQ 0xffff

#define RINGING_INTERVAL SIPGO_SECONDS (60)

/* A 100 Trying stops the caller's retransmissions, so the decision may take longer than Timer F. */
#define PATIENCE SIPGO_SECONDS (60)

struct _SipgoIncomingInviteRequest
{
  SipgoIncomingRequest parent_instance;

  SipgoDialog *dialog;              /* created by the INVITE, or the dialog of a re-INVITE */
  SipgoResponseRepeater repeater;   /* retransmits the 2xx or the reliable provisional response */
  SipgoTimer ringing_timer;
  guint32 next_rseq;
  gboolean answered;
  guint32 cseq;
  const SipgoIncomingInviteFuncs *funcs;
  gpointer user_data;
};

struct _SipgoIncomingInviteRequestClass
{
  SipgoIncomingRequestClass parent_class;
};

/**
 * SipgoIncomingInviteRequest:
 *
 * An INVITE received from the peer: an [class@IncomingRequest] with the dialog that it creates. Its 2xx is
 * retransmitted until the ACK, a reliable provisional response until its PRACK.
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (SipgoIncomingInviteRequest, sipgo_incoming_invite_request, SIPGO_TYPE_INCOMING_REQUEST)

static const SipgoIncomingInviteFuncs no_owner = { NULL };

static SipgoIncomingRequest *
base_of (SipgoIncomingInviteRequest *self)
{
  return &self->parent_instance;
}

gboolean
sipgo_incoming_invite_request_set_dialog (SipgoIncomingInviteRequest *self, SipgoDialog *dialog, GError **error)
{
  if (dialog)
    self->dialog = sipgo_dialog_ref (dialog);
  else
    self->dialog = sipgo_dialog_new_server (base_of (self)->message,
                                            sipgo_server_transaction_get_to_tag (base_of (self)->transaction), error);
  if (self->dialog && !dialog)
    sipgo_dialog_keep_flow (self->dialog, base_of (self)->message, base_of (self)->flow);
  return self->dialog != NULL;
}

void
sipgo_incoming_invite_request_set_owner (SipgoIncomingInviteRequest *self, const SipgoIncomingInviteFuncs *funcs,
                                         gpointer user_data)
{
  self->funcs = funcs ? funcs : &no_owner;
  self->user_data = user_data;
}

SipgoDialog *
sipgo_incoming_invite_request_get_dialog (SipgoIncomingInviteRequest *self)
{
  return self->dialog;
}

void
sipgo_incoming_invite_request_stop_repeating (SipgoIncomingInviteRequest *self)
{
  sipgo_response_repeater_stop (&self->repeater);
}

/* --- answering ---------------------------------------------------------------------------------------------------- */

/* A response that creates a dialog carries a Contact and the Record-Route of the request (12.1.1). */
static void
sipgo_incoming_invite_request_prepare (SipgoIncomingRequest *request, SipgoMessage *response)
{
  SipgoDialog *dialog = SIPGO_INCOMING_INVITE_REQUEST (request)->dialog;
  guint status = sipgo_message_get_status_code (response);
  SipgoAccount *account;
  gboolean is_secure;

  if (status <= 100 || status >= 300)
    return;
  sipgo_message_copy_headers (response, request->message, SIPGO_HEADER_RECORD_ROUTE);
  is_secure = sipgo_uri_is_secure (sipgo_message_get_request_uri (request->message));
  account = sipgo_user_agent_core_find_account (request->core, request->message);
  sipgo_message_add (response, SIPGO_HEADER_ALLOW, SIPGO_ALLOW);
  sipgo_user_agent_core_add_supported (request->core, response);
  sipgo_user_agent_core_add_contact (request->core, account, response,
                                     sipgo_server_transaction_get_flow (request->transaction), is_secure,
                                     dialog ? sipgo_dialog_get_local_identity (dialog) : NULL);
}

static void
gave_up (gpointer user_data)
{
  SipgoIncomingInviteRequest *self = user_data;
  g_autoptr (SipgoIncomingInviteRequest) hold = g_object_ref (self);

  if (self->funcs->not_confirmed)
    self->funcs->not_confirmed (self, self->answered ? 200 : 100, self->user_data);
}

static void
start_repeating (SipgoIncomingInviteRequest *self, SipgoMessage *response)
{
  sipgo_response_repeater_start (&self->repeater, sipgo_user_agent_core_get_environment (base_of (self)->core),
                                 base_of (self)->transaction, response, gave_up, self);
}

static SipgoEnvironment *
environment_of (SipgoIncomingInviteRequest *self)
{
  return sipgo_user_agent_core_get_environment (base_of (self)->core);
}

/* Send the provisional response again every minute: a proxy cancels an INVITE without a response for three minutes
 * (13.3.1.1). */
static void
ring_again (gpointer user_data)
{
  SipgoIncomingInviteRequest *self = user_data;

  sipgo_server_transaction_repeat (base_of (self)->transaction);
  sipgo_environment_set_timer (environment_of (self), &self->ringing_timer, RINGING_INTERVAL, ring_again, self);
}

static void
sipgo_incoming_invite_request_respond (SipgoIncomingRequest *request, SipgoMessage *response)
{
  SipgoIncomingInviteRequest *self = SIPGO_INCOMING_INVITE_REQUEST (request);
  guint status = sipgo_message_get_status_code (response);

  if (status < 200)
    {
      if (status > 100)
        sipgo_environment_set_timer (environment_of (self), &self->ringing_timer, RINGING_INTERVAL, ring_again, self);
      sipgo_server_transaction_respond (request->transaction, response);
      return;
    }
  self->answered = TRUE;
  sipgo_environment_cancel_timer (environment_of (self), &self->ringing_timer);
  sipgo_response_repeater_stop (&self->repeater);
  if (status < 300)
    {
      if (self->funcs->accepting)
        self->funcs->accepting (self, response, self->user_data);
      if (self->dialog)
        sipgo_dialog_confirm_server (self->dialog);
      start_repeating (self, response);
    }
  else
    {
      sipgo_server_transaction_respond (request->transaction, response);
    }
  if (self->funcs->answered)
    self->funcs->answered (self, status, self->user_data);
}

void
sipgo_incoming_invite_request_send_reliably (SipgoIncomingInviteRequest *self, SipgoMessage *response)
{
  if (self->next_rseq == 0)
    self->next_rseq = 1 + sipgo_random_below (sipgo_user_agent_core_get_random (base_of (self)->core), MAX_FIRST_RSEQ);
  sipgo_message_add (response, SIPGO_HEADER_REQUIRE, "100rel");
  sipgo_message_add_printf (response, SIPGO_HEADER_RSEQ, "%u", self->next_rseq++);
  start_repeating (self, response);
}

gboolean
sipgo_incoming_invite_request_awaits_prack (SipgoIncomingInviteRequest *self)
{
  return !self->answered && sipgo_response_repeater_is_running (&self->repeater);
}

/* --- what the caller sends ---------------------------------------------------------------------------------------- */

/* RAck: the RSeq of the response, then the CSeq of the INVITE (RFC 3262 section 7.2). */
static gboolean
rack_fits (SipgoIncomingInviteRequest *self, SipgoMessage *prack)
{
  g_autofree char *rack = sipgo_message_dup_value (prack, SIPGO_HEADER_RACK);
  g_autofree char *expected = g_strdup_printf ("%u %u INVITE", self->next_rseq - 1, self->cseq);
  g_auto (GStrv) words = NULL;
  g_autofree char *found = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) kept = NULL;
  guint i;

  if (!rack)
    return FALSE;
  words = g_strsplit_set (rack, " \t", 16);
  for (i = 0; words[i]; i++)
    {
      if (words[i][0] != '\0')
        g_strv_builder_add (builder, words[i]);
    }
  kept = g_strv_builder_end (builder);
  found = g_strjoinv (" ", kept);
  return g_str_equal (found, expected);
}

void
sipgo_incoming_invite_request_receive_prack (SipgoIncomingInviteRequest *self, SipgoIncomingRequest *prack)
{
  if (!sipgo_incoming_invite_request_awaits_prack (self) || !rack_fits (self, prack->message))
    {
      sipgo_incoming_request_respond_simple (prack, 481);
      return;
    }
  sipgo_response_repeater_stop (&self->repeater);
  if (self->funcs->prack)
    self->funcs->prack (self, prack, self->user_data);
  else
    sipgo_incoming_request_respond_simple (prack, 200);
}

gboolean
sipgo_incoming_invite_request_receive_ack (SipgoIncomingInviteRequest *self, SipgoMessage *ack)
{
  if (!self->answered || sipgo_message_get_cseq (ack) != self->cseq)
    return FALSE;
  if (!sipgo_response_repeater_is_running (&self->repeater))
    return TRUE;
  sipgo_response_repeater_stop (&self->repeater);
  if (self->funcs->acknowledged)
    self->funcs->acknowledged (self, ack, self->user_data);
  return TRUE;
}

static void
receive_cancel (SipgoServerTransaction *transaction, SipgoMessage *cancel, gpointer user_data)
{
  g_autoptr (SipgoIncomingInviteRequest) self = g_object_ref (SIPGO_INCOMING_INVITE_REQUEST (user_data));

  if (self->answered)
    return;
  if (self->funcs->cancelled)
    self->funcs->cancelled (self, cancel, self->user_data);
  if (!self->answered)
    sipgo_incoming_request_respond_simple (base_of (self), 487);
}

static void
transaction_ended (SipgoServerTransaction *transaction, gpointer user_data)
{
  SipgoIncomingInviteRequest *self = user_data;

  sipgo_environment_cancel_timer (environment_of (self), &self->ringing_timer);
  sipgo_incoming_request_put_away (base_of (self));
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

SipgoIncomingRequest *
sipgo_incoming_invite_request_new (SipgoUserAgentCore *core, SipgoServerTransaction *transaction,
                                   guint undecided_status)
{
  static const SipgoServerTransactionFuncs funcs = { .cancelled = receive_cancel, .ended = transaction_ended };
  SipgoIncomingRequest *self = g_object_new (SIPGO_TYPE_INCOMING_INVITE_REQUEST, NULL);

  sipgo_incoming_request_take (self, core, transaction, undecided_status);
  SIPGO_INCOMING_INVITE_REQUEST (self)->cseq = sipgo_message_get_cseq (self->message);
  sipgo_server_transaction_set_owner (transaction, &funcs, self);
  return self;
}

static void
sipgo_incoming_invite_request_dispose (GObject *object)
{
  SipgoIncomingInviteRequest *self = SIPGO_INCOMING_INVITE_REQUEST (object);

  sipgo_response_repeater_stop (&self->repeater);
  if (base_of (self)->core)
    sipgo_environment_cancel_timer (environment_of (self), &self->ringing_timer);
  if (base_of (self)->transaction && sipgo_server_transaction_get_owner (base_of (self)->transaction) == self)
    sipgo_server_transaction_set_owner (base_of (self)->transaction, NULL, NULL);
  g_clear_pointer (&self->dialog, sipgo_dialog_unref);
  G_OBJECT_CLASS (sipgo_incoming_invite_request_parent_class)->dispose (object);
}

static void
sipgo_incoming_invite_request_class_init (SipgoIncomingInviteRequestClass *klass)
{
  SipgoIncomingRequestClass *request_class = (SipgoIncomingRequestClass *) klass;

  G_OBJECT_CLASS (klass)->dispose = sipgo_incoming_invite_request_dispose;
  request_class->patience = PATIENCE;
  request_class->prepare = sipgo_incoming_invite_request_prepare;
  request_class->respond = sipgo_incoming_invite_request_respond;
}

static void
sipgo_incoming_invite_request_init (SipgoIncomingInviteRequest *self)
{
  self->funcs = &no_owner;
}
