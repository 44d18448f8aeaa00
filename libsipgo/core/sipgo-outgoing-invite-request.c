/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-outgoing-invite-request-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/core/sipgo-outgoing-ack-private.h"

struct _SipgoOutgoingInviteRequest
{
  SipgoOutgoingRequest parent_instance;

  GPtrArray *acks;                      /* SipgoOutgoingAck, one for each 2xx that made a dialog */
  gboolean rang_too_long;
  gboolean cancel_sent;
  char *cancel_reason;
  SipgoRequestOptions *cancel_options;  /* headers of the CANCEL; NULL for none */
  SipgoTimer timer;                     /* the limit of ringing, or of the wait after CANCEL */
};

struct _SipgoOutgoingInviteRequestClass
{
  SipgoOutgoingRequestClass parent_class;
};

/**
 * SipgoOutgoingInviteRequest:
 *
 * An INVITE that this agent sends: an [class@OutgoingRequest] that is cancelled with a CANCEL.
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (SipgoOutgoingInviteRequest, sipgo_outgoing_invite_request, SIPGO_TYPE_OUTGOING_REQUEST)

/* A callee that rings longer sends a provisional response every minute (13.3.1.1); give up after three minutes without
 * one. */
#define RINGING_LIMIT SIPGO_SECONDS (180)

static SipgoOutgoingRequest *
base_of (SipgoOutgoingInviteRequest *self)
{
  return &self->parent_instance;
}

static SipgoEnvironment *
environment_of (SipgoOutgoingInviteRequest *self)
{
  return sipgo_user_agent_core_get_environment (base_of (self)->core);
}

/* --- the CANCEL --------------------------------------------------------------------------------------------------- */

void
sipgo_outgoing_invite_request_set_cancel_options (SipgoOutgoingRequest *request, SipgoRequestOptions *options)
{
  g_set_object (&SIPGO_OUTGOING_INVITE_REQUEST (request)->cancel_options, options);
}

/* 9.1: the same Request-URI, topmost Via, To, From, Call-ID, CSeq number and Route as the INVITE. */
static SipgoMessage *
make_cancel (SipgoOutgoingInviteRequest *self, SipgoMessage *invite)
{
  SipgoMessage *cancel = sipgo_message_new_request ("CANCEL", sipgo_message_get_request_uri (invite));

  sipgo_message_add (cancel, SIPGO_HEADER_MAX_FORWARDS, "70");
  sipgo_message_copy_headers (cancel, invite, SIPGO_HEADER_ROUTE);
  sipgo_message_copy_headers (cancel, invite, SIPGO_HEADER_FROM);
  sipgo_message_copy_headers (cancel, invite, SIPGO_HEADER_TO);
  sipgo_message_copy_headers (cancel, invite, SIPGO_HEADER_CALL_ID);
  sipgo_message_add_printf (cancel, SIPGO_HEADER_CSEQ, "%u CANCEL", sipgo_message_get_cseq (invite));
  if (self->cancel_reason)
    sipgo_message_add (cancel, SIPGO_HEADER_REASON, self->cancel_reason);
  sipgo_message_add_request_options (cancel, self->cancel_options, NULL);
  return cancel;
}

static void
finish_cancelled (SipgoOutgoingInviteRequest *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The call was cancelled");

  sipgo_outgoing_request_finish_locally (base_of (self), 487, error);
}

/* No final response for 64 × T1 after the CANCEL: the INVITE counts as cancelled (9.1). */
static void
gave_up (gpointer user_data)
{
  SipgoOutgoingInviteRequest *self = user_data;

  sipgo_outgoing_request_drop_transaction (base_of (self));
  finish_cancelled (self);
}

static gboolean
is_proceeding (SipgoOutgoingInviteRequest *self)
{
  return base_of (self)->transaction
         && sipgo_client_transaction_get_state (base_of (self)->transaction) == SIPGO_TRANSACTION_STATE_PROCEEDING;
}

static void
cancel_transaction (SipgoOutgoingInviteRequest *self, SipgoClientTransaction *invite)
{
  static const SipgoClientTransactionFuncs nobody = { NULL };
  SipgoTransactionLayer *transactions = sipgo_user_agent_core_get_transaction_layer (base_of (self)->core);
  SipgoTransactionTable *table = sipgo_transaction_layer_get_table (transactions);
  SipgoTarget target = sipgo_client_transaction_get_target (invite);
  g_autoptr (SipgoMessage) cancel = make_cancel (self, sipgo_client_transaction_get_request (invite));
  SipgoClientTransaction *transaction;

  target.protocol_is_fixed = TRUE;
  transaction = sipgo_client_transaction_new (table, cancel, &target, sipgo_client_transaction_get_branch (invite),
                                              &nobody, NULL, NULL);
  g_clear_pointer (&transaction, sipgo_client_transaction_detach);
}

static void
send_cancel (SipgoOutgoingInviteRequest *self)
{
  self->cancel_sent = TRUE;
  cancel_transaction (self, base_of (self)->transaction);
  sipgo_environment_set_timer (environment_of (self), &self->timer, SIPGO_TIMEOUT, gave_up, self);
}

void
sipgo_outgoing_invite_request_cancel_at_exit (SipgoOutgoingRequest *request)
{
  SipgoOutgoingInviteRequest *self = SIPGO_OUTGOING_INVITE_REQUEST (request);

  if (!self->cancel_sent && is_proceeding (self))
    send_cancel (self);
}

static void
sipgo_outgoing_invite_request_stop (SipgoOutgoingRequest *request, const char *reason)
{
  SipgoOutgoingInviteRequest *self = SIPGO_OUTGOING_INVITE_REQUEST (request);

  if (!request->is_stopping)
    self->cancel_reason = g_strdup (reason);
  request->is_stopping = TRUE;
  sipgo_outgoing_request_drop_left (request);
  if (!request->transaction)
    finish_cancelled (self);
  else if (!self->cancel_sent && is_proceeding (self))
    send_cancel (self);
}

static void
ring_too_long (gpointer user_data)
{
  SipgoOutgoingInviteRequest *self = user_data;

  self->rang_too_long = TRUE;
  sipgo_outgoing_invite_request_stop (base_of (self), NULL);
}

/* Sends the CANCEL that had to wait for a provisional response (9.1), or starts the limit of three minutes again. */
static void
sipgo_outgoing_invite_request_progressed (SipgoOutgoingRequest *request, SipgoMessage *response)
{
  SipgoOutgoingInviteRequest *self = SIPGO_OUTGOING_INVITE_REQUEST (request);
  gboolean first = !sipgo_timer_is_running (&self->timer);

  if (request->is_stopping)
    sipgo_outgoing_invite_request_stop (request, NULL);
  else if (first || sipgo_message_get_status_code (response) > 100)
    sipgo_environment_set_timer (environment_of (self), &self->timer, RINGING_LIMIT, ring_too_long, self);
}

static GError *
sipgo_outgoing_invite_request_explain (SipgoOutgoingRequest *request)
{
  if (!SIPGO_OUTGOING_INVITE_REQUEST (request)->rang_too_long)
    return NULL;
  return g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TIMEOUT,
                              "The call was cancelled: it rang for three minutes without an answer");
}

/* After the first 2xx, further 2xx from other forks may come until the transaction ends. */
static gboolean
sipgo_outgoing_invite_request_finished (SipgoOutgoingRequest *request)
{
  SipgoOutgoingInviteRequest *self = SIPGO_OUTGOING_INVITE_REQUEST (request);

  sipgo_environment_cancel_timer (environment_of (self), &self->timer);
  return request->failure == NULL;
}

/* More forks than a proxy creates. */
#define MAX_ACKS 32

/* --- the ACKs ----------------------------------------------------------------------------------------------------- */

static SipgoOutgoingAck *
find_ack (SipgoOutgoingInviteRequest *self, const char *dialog_id)
{
  guint i;

  for (i = 0; i < self->acks->len; i++)
    {
      if (g_str_equal (sipgo_outgoing_ack_get_dialog_id (self->acks->pdata[i]), dialog_id))
        return self->acks->pdata[i];
    }
  return NULL;
}

static void
acknowledge (SipgoOutgoingRequest *request, SipgoMessage *invite, SipgoDialog *dialog, SipgoMessage *ack)
{
  /* The ACK carries the same credentials as the INVITE (22.1). */
  sipgo_message_copy_headers (ack, invite, SIPGO_HEADER_AUTHORIZATION);
  sipgo_message_copy_headers (ack, invite, SIPGO_HEADER_PROXY_AUTHORIZATION);
  g_ptr_array_add (SIPGO_OUTGOING_INVITE_REQUEST (request)->acks, sipgo_outgoing_ack_new (request->core, dialog, ack));
}

void
sipgo_outgoing_invite_request_acknowledge (SipgoOutgoingRequest *request, SipgoDialog *dialog, SipgoMessage *ack)
{
  acknowledge (request, request->message, dialog, ack);
}

gboolean
sipgo_outgoing_invite_request_is_acknowledged (SipgoOutgoingRequest *request)
{
  return SIPGO_OUTGOING_INVITE_REQUEST (request)->acks->len > 0;
}

/* A 2xx of another fork, or of another target: send ACK and BYE, since one call is enough (13.2.2.4). */
static void
end_surplus (SipgoOutgoingRequest *self, SipgoMessage *invite, SipgoFlow *flow, SipgoMessage *response)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoDialog) dialog = sipgo_dialog_new_client (invite, response, &error);
  g_autoptr (SipgoOutgoingRequest) bye = NULL;

  if (!dialog || !sipgo_outgoing_request_check_flow (flow, dialog, &error))
    {
      sipgo_log (sipgo_user_agent_core_get_environment (self->core), SIPGO_LOG_DROPPED, "a 2xx of another fork: %s",
                 error->message);
      g_clear_pointer (&dialog, sipgo_dialog_unref);
      dialog = sipgo_dialog_new_client_unreachable (invite, response);
    }
  sipgo_dialog_keep_flow (dialog, response, flow);
  acknowledge (self, invite, dialog, sipgo_dialog_new_ack (dialog, sipgo_message_get_cseq (invite)));
  bye = sipgo_outgoing_request_new (self->core, sipgo_dialog_new_request (dialog, "BYE"),
                                    sipgo_dialog_get_next_hop (dialog), dialog, FALSE);
  sipgo_outgoing_request_start (bye);
}

/* A 2xx whose dialog has an ACK already is a retransmission. */
static void
take_surplus (SipgoOutgoingInviteRequest *self, const char *id, SipgoMessage *invite,
              SipgoClientTransaction *transaction, SipgoMessage *response)
{
  SipgoOutgoingAck *ack = id ? find_ack (self, id) : NULL;

  if (ack)
    sipgo_outgoing_ack_send (ack);
  else if (self->acks->len < MAX_ACKS)
    end_surplus (base_of (self), invite, sipgo_client_transaction_get_flow (transaction), response);
}

static void
sipgo_outgoing_invite_request_accepted (SipgoOutgoingRequest *request, SipgoMessage *response)
{
  SipgoOutgoingInviteRequest *self = SIPGO_OUTGOING_INVITE_REQUEST (request);
  g_autofree char *id = sipgo_dialog_id_of_response (response);
  g_autofree char *first_id = sipgo_dialog_id_of_response (request->response);

  if (g_strcmp0 (id, first_id) != 0 || (id && find_ack (self, id)))
    take_surplus (self, id, request->message, request->transaction, response);
}

static void
sipgo_outgoing_invite_request_surplus (SipgoOutgoingRequest *request, SipgoAttempt *attempt, SipgoMessage *response)
{
  SipgoOutgoingInviteRequest *self = SIPGO_OUTGOING_INVITE_REQUEST (request);
  guint status = sipgo_message_get_status_code (response);
  g_autofree char *id = sipgo_dialog_id_of_response (response);

  if (status >= 200 && status < 300)
    {
      take_surplus (self, id, attempt->message, attempt->transaction, response);
    }
  else if (status < 200 && sipgo_attempt_cancelled (attempt))
    {
      cancel_transaction (self, attempt->transaction);
    }
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

SipgoOutgoingRequest *
sipgo_outgoing_invite_request_new (SipgoUserAgentCore *core, SipgoMessage *message, SipgoUri *next_hop,
                                   SipgoDialog *dialog, gboolean wants_contact)
{
  SipgoOutgoingRequest *self = g_object_new (SIPGO_TYPE_OUTGOING_INVITE_REQUEST, NULL);

  g_assert (sipgo_message_method_is (message, "INVITE"));
  sipgo_outgoing_request_take (self, core, message, next_hop, dialog, wants_contact);
  return self;
}

static void
sipgo_outgoing_invite_request_dispose (GObject *object)
{
  SipgoOutgoingInviteRequest *self = SIPGO_OUTGOING_INVITE_REQUEST (object);

  if (base_of (self)->core)
    sipgo_environment_cancel_timer (environment_of (self), &self->timer);
  G_OBJECT_CLASS (sipgo_outgoing_invite_request_parent_class)->dispose (object);
}

static void
sipgo_outgoing_invite_request_finalize (GObject *object)
{
  SipgoOutgoingInviteRequest *self = SIPGO_OUTGOING_INVITE_REQUEST (object);

  g_ptr_array_unref (self->acks);
  g_clear_object (&self->cancel_options);
  g_free (self->cancel_reason);
  G_OBJECT_CLASS (sipgo_outgoing_invite_request_parent_class)->finalize (object);
}

static void
sipgo_outgoing_invite_request_class_init (SipgoOutgoingInviteRequestClass *klass)
{
  SipgoOutgoingRequestClass *request_class = (SipgoOutgoingRequestClass *) klass;

  G_OBJECT_CLASS (klass)->dispose = sipgo_outgoing_invite_request_dispose;
  G_OBJECT_CLASS (klass)->finalize = sipgo_outgoing_invite_request_finalize;
  request_class->stop = sipgo_outgoing_invite_request_stop;
  request_class->progressed = sipgo_outgoing_invite_request_progressed;
  request_class->accepted = sipgo_outgoing_invite_request_accepted;
  request_class->finished = sipgo_outgoing_invite_request_finished;
  request_class->surplus = sipgo_outgoing_invite_request_surplus;
  request_class->explain = sipgo_outgoing_invite_request_explain;
}

static void
sipgo_outgoing_invite_request_init (SipgoOutgoingInviteRequest *self)
{
  self->acks = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_outgoing_ack_free);
}
