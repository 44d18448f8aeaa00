/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-referral-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/agent/sipgo-event-private.h"
#include "libsipgo/session/sipgo-inviter-private.h"

/**
 * SipgoReferral:
 *
 * A REFER (RFC 3515): the peer of a session, or somebody outside any session, asks us to call another party.
 * [method@Referral.make_inviter] accepts and makes that call, which [method@Inviter.invite] sends; the library reports
 * its progress to the referrer by NOTIFY.
 *
 * A referral holds its agent weakly: without the agent its properties can be read, but it cannot be answered.
 *
 * ```c
 * static void
 * refer_received (SipgoSession *session, SipgoReferral *referral, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *   g_autoptr (SipgoInviter) call = sipgo_referral_make_inviter (referral, &error);
 *
 *   if (call)
 *     sipgo_inviter_invite (call, NULL, NULL, NULL, NULL);
 *   else
 *     g_printerr ("No call: %s\n", error->message);
 * }
 *
 * static void
 * follow_transfers (SipgoSession *session)
 * {
 *   g_signal_connect (session, "refer-received", G_CALLBACK (refer_received), NULL);
 * }
 * ```
 *
 * ```python
 * async for referral in Sipgo.signals(call, "refer-received"):
 *     if referral.refer_to.uri.host == "example.com":
 *         await referral.make_inviter().invite()
 *     else:
 *         referral.reject()
 * ```
 *
 * Since: 1.0
 */
struct _SipgoReferral
{
  SipgoUsage usage;                 /* not in the agent's list: an application may keep referrals that are over */

  SipgoSession *session;            /* NULL for a REFER outside any call */
  SipgoDialog *dialog;              /* of a REFER outside any call */
  char *replaces;                   /* from the Refer-To; NULL for none */
  char *referred_by;
  SipgoIncomingRequest *request;
  SipgoNameAddr *refer_to;
  gboolean accepted;
  gboolean sent_final;
  /* SipgoOutgoingRequest: NOTIFYs that wait until the pending one is answered, which keeps them in order. */
  GQueue waiting;
  gboolean busy;
};

struct _SipgoReferralClass
{
  SipgoUsageClass parent_class;
};

G_DEFINE_FINAL_TYPE (SipgoReferral, sipgo_referral, SIPGO_TYPE_USAGE)

enum
{
  PROP_0,
  PROP_REQUEST,
  PROP_REFER_TO,
  PROP_REFERRED_BY,
  PROP_REPLACES,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* --- NOTIFY ------------------------------------------------------------------------------------------------------- */

static gboolean
has_agent (SipgoReferral *self)
{
  return self->usage.agent && sipgo_agent_check_started (self->usage.agent, NULL);
}

/* NULL when the agent is gone or stopped. */
static SipgoOutgoingRequest *
make_notify (SipgoReferral *self)
{
  SipgoMessage *message;
  SipgoDialog *dialog;

  if (!has_agent (self))
    return NULL;
  if (self->session && self->session->state == SIPGO_SESSION_STATE_ESTABLISHED)
    return sipgo_session_new_request (self->session, "NOTIFY", NULL, TRUE, NULL);
  /* The subscription uses the dialog also after the call is over (RFC 3515 2.4.6, RFC 5057 4.2). */
  dialog = self->session ? self->session->dialog : self->dialog;
  message = sipgo_dialog_new_request (dialog, "NOTIFY");
  sipgo_user_agent_core_add_product (self->usage.core, message);
  return sipgo_usage_adopt (&self->usage, sipgo_outgoing_request_new (self->usage.core, message,
                                                                      sipgo_dialog_get_next_hop (dialog), dialog,
                                                                      TRUE));
}

static void
notify_moment (SipgoOutgoingRequest *notify, SipgoMoment moment, SipgoMessage *response, gpointer user_data)
{
  g_autoptr (SipgoReferral) self = NULL;
  g_autoptr (SipgoOutgoingRequest) next = NULL;
  SipgoFailure *failure = sipgo_outgoing_request_get_failure (notify);
  gboolean is_over;

  if (moment < SIPGO_MOMENT_ACCEPT)
    return;
  self = user_data;
  sipgo_outgoing_request_set_handler (notify, NULL, NULL);
  is_over = failure && sipgo_event_status_ends (sipgo_failure_get_status (failure));
  /* The referrer does not know the subscription, or is gone. */
  self->sent_final |= is_over;
  if (is_over || !has_agent (self))
    g_queue_clear_full (&self->waiting, g_object_unref);
  next = g_queue_pop_head (&self->waiting);
  self->busy = next != NULL;
  if (!next)
    return;
  sipgo_outgoing_request_unqueue (next);
  sipgo_outgoing_request_set_handler (next, notify_moment, g_object_ref (self));
  sipgo_outgoing_request_start (next);
}

static void
send_or_queue (SipgoReferral *self, SipgoOutgoingRequest *notify)
{
  if (self->busy)
    {
      sipgo_outgoing_request_queue (notify);
      g_queue_push_tail (&self->waiting, g_object_ref (notify));
      return;
    }
  self->busy = TRUE;
  sipgo_outgoing_request_set_handler (notify, notify_moment, g_object_ref (self));
  sipgo_outgoing_request_start (notify);
}

static void
send_notify (SipgoReferral *self, guint status, const char *phrase)
{
  g_autoptr (SipgoOutgoingRequest) notify = NULL;
  g_autofree char *fragment = g_strdup_printf ("SIP/2.0 %u %s\r\n", status, phrase);
  g_autoptr (SipgoBody) body = NULL;
  gboolean last = status >= 200;

  if (self->sent_final)
    return;
  notify = make_notify (self);
  if (!notify)
    return;
  self->sent_final = last;
  sipgo_message_add_printf (notify->message, SIPGO_HEADER_EVENT, "refer;id=%u",
                            sipgo_message_get_cseq (self->request->message));
  sipgo_message_add (notify->message, SIPGO_HEADER_SUBSCRIPTION_STATE,
                     last ? "terminated;reason=noresource" : "active;expires=180");
  body = sipgo_body_new ("message/sipfrag;version=2.0", fragment);
  sipgo_message_set_body (notify->message, body);
  send_or_queue (self, notify);
}

static void
inviter_progress (SipgoOutgoingRequest *request, SipgoMessage *response, gpointer user_data)
{
  send_notify (user_data, sipgo_message_get_status_code (response), sipgo_message_get_reason_phrase (response));
}

static void
inviter_sends (SipgoSession *session, SipgoOutgoingRequest *request, gpointer user_data)
{
  if (sipgo_message_method_is (sipgo_outgoing_request_get_message (request), "INVITE"))
    g_signal_connect_object (request, "progress", G_CALLBACK (inviter_progress), user_data, 0);
}

static void
inviter_changed (SipgoSession *inviter, GParamSpec *pspec, gpointer user_data)
{
  SipgoReferral *self = user_data;
  SipgoFailure *failure = sipgo_session_get_failure (inviter);

  if (inviter->state == SIPGO_SESSION_STATE_ESTABLISHED)
    send_notify (self, 200, "OK");
  else if (inviter->state == SIPGO_SESSION_STATE_TERMINATED && failure)
    send_notify (self, sipgo_failure_get_status (failure), sipgo_failure_get_reason_phrase (failure));
  else if (inviter->state == SIPGO_SESSION_STATE_TERMINATED)
    send_notify (self, 487, sipgo_status_get_phrase (487));
}

/* --- the answer --------------------------------------------------------------------------------------------------- */

static gboolean
check_agent (SipgoReferral *self, GError **error)
{
  if (self->usage.agent)
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "The agent of the referral is gone");
  return FALSE;
}

/* Outside a call, the 2xx creates the dialog of the NOTIFYs, so it needs a Contact (12.1.1). */
static gboolean
send_accept (SipgoReferral *self, SipgoResponseOptions *options, GError **error)
{
  g_autoptr (SipgoMessage) response = NULL;
  SipgoUri *request_uri;

  if (self->session || sipgo_incoming_request_is_answered (self->request))
    return sipgo_incoming_request_respond (self->request, 202, options, NULL, error);
  response = sipgo_incoming_request_make_response (self->request, 202, options, NULL, error);
  if (!response)
    return FALSE;
  request_uri = sipgo_message_get_request_uri (self->request->message);
  sipgo_message_copy_headers (response, self->request->message, SIPGO_HEADER_RECORD_ROUTE);
  sipgo_user_agent_core_add_contact (self->usage.core, self->usage.account, response,
                                     sipgo_server_transaction_get_flow (self->request->transaction),
                                     sipgo_uri_is_secure (request_uri), NULL);
  sipgo_dialog_confirm_server (self->dialog);
  sipgo_incoming_request_send_response (self->request, response);
  return TRUE;
}

/**
 * sipgo_referral_accept:
 * @self: a referral
 * @options: (nullable): status code (202 by default), headers and body
 *
 * Accepts the REFER, which promises to try the call. [method@Referral.make_inviter] does so too.
 *
 * Fails when the REFER was answered before, or the agent is gone.
 *
 * Returns: %TRUE when the response was sent
 *
 * Since: 1.0
 */
gboolean
sipgo_referral_accept (SipgoReferral *self, SipgoResponseOptions *options, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_REFERRAL (self), FALSE);
  if (!check_agent (self, error) || !sipgo_response_options_check_status (options, 200, 299, error)
      || !send_accept (self, options, error))
    return FALSE;
  self->accepted = TRUE;
  send_notify (self, 100, "Trying");
  return TRUE;
}

/**
 * sipgo_referral_reject:
 * @self: a referral
 * @options: (nullable): status code (603 by default), headers and body
 *
 * Rejects the REFER.
 *
 * Fails when the REFER was answered before, or the agent is gone.
 *
 * Returns: %TRUE when the response was sent
 *
 * Since: 1.0
 */
gboolean
sipgo_referral_reject (SipgoReferral *self, SipgoResponseOptions *options, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_REFERRAL (self), FALSE);
  return check_agent (self, error) && sipgo_response_options_check_status (options, 300, 699, error)
         && sipgo_incoming_request_respond (self->request, 603, options, NULL, error);
}

/**
 * sipgo_referral_defer:
 * @self: a referral in a handler of [signal@Session::refer-received] or [signal@UserAgent::referral]
 *
 * Defers the decision, as [method@IncomingRequest.defer] does.
 *
 * Fails when it is not called in a handler of one of these signals, or the REFER was answered ([error@Error] `STATE`).
 *
 * Returns: %TRUE when it waits
 *
 * Since: 1.0
 */
gboolean
sipgo_referral_defer (SipgoReferral *self, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_REFERRAL (self), FALSE);
  return sipgo_incoming_request_defer (self->request, error);
}

/**
 * sipgo_referral_proceed:
 * @self: a referral that was deferred
 *
 * Takes one [method@Referral.defer] back. After the last one, the REFER gets 603 unless it was answered.
 *
 * Fails when the REFER was not deferred, or the time to answer it is over ([error@Error] `STATE`).
 *
 * Returns: %TRUE when a defer was taken back
 *
 * Since: 1.0
 */
gboolean
sipgo_referral_proceed (SipgoReferral *self, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_REFERRAL (self), FALSE);
  return sipgo_incoming_request_proceed (self->request, error);
}

/**
 * sipgo_referral_make_inviter:
 * @self: a referral
 *
 * Accepts the REFER, unless that was done, and makes the call that the peer asks for, with the Replaces (RFC 3891) of
 * the Refer-To and the Referred-By (RFC 3892) of the REFER.
 *
 * Fails when the REFER was rejected, its target cannot be called, or the agent is gone.
 *
 * Returns: (transfer full): the call, not sent yet
 *
 * Since: 1.0
 */
SipgoInviter *
sipgo_referral_make_inviter (SipgoReferral *self, GError **error)
{
  g_autoptr (SipgoInviter) inviter = NULL;

  g_return_val_if_fail (SIPGO_IS_REFERRAL (self), NULL);
  if (!check_agent (self, error))
    return NULL;
  inviter = sipgo_inviter_new_for_uri ((SipgoUserAgent *) self->usage.agent, sipgo_name_addr_get_uri (self->refer_to),
                                       error);
  if (!inviter)
    return NULL;
  sipgo_inviter_set_account (inviter, self->usage.account);
  if (!self->accepted && !sipgo_referral_accept (self, NULL, error))
    return NULL;
  if (self->referred_by)
    sipgo_inviter_set_referred_by (inviter, self->referred_by);
  /* The referral reports the progress of the call, so it lives as long as the call. */
  g_signal_connect_data (inviter, "request-created", G_CALLBACK (inviter_sends), g_object_ref (self),
                         (GClosureNotify) g_object_unref, 0);
  g_signal_connect_object (inviter, "notify::state", G_CALLBACK (inviter_changed), self, 0);
  return g_steal_pointer (&inviter);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

SipgoReferral *
sipgo_referral_new (SipgoAgent *agent, SipgoSession *session, SipgoIncomingRequest *request, GError **error)
{
  g_autoptr (SipgoReferral) self = NULL;
  g_autofree char *text = sipgo_message_dup_value (request->message, SIPGO_HEADER_REFER_TO);
  g_autoptr (SipgoNameAddr) refer_to = NULL;
  const char *replaces;

  if (!text)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED, "The REFER has no Refer-To");
      return NULL;
    }
  refer_to = sipgo_name_addr_parse (text, error);
  if (!refer_to)
    return NULL;
  self = g_object_new (SIPGO_TYPE_REFERRAL, NULL);
  sipgo_usage_set_up (&self->usage, agent);
  sipgo_usage_set_account (&self->usage, session ? session->usage.account
                                                 : sipgo_user_agent_core_find_account (agent->core, request->message));
  self->session = session ? g_object_ref (session) : NULL;
  self->request = g_object_ref (request);
  self->refer_to = g_steal_pointer (&refer_to);
  self->referred_by = sipgo_message_dup_value (request->message, SIPGO_HEADER_REFERRED_BY);
  replaces = sipgo_uri_get_header (sipgo_name_addr_get_uri (self->refer_to), "Replaces");
  self->replaces = g_strdup (replaces);
  if (!session)
    self->dialog = sipgo_dialog_new_server (request->message,
                                            sipgo_server_transaction_get_to_tag (request->transaction), error);
  if (!session && !self->dialog)
    return NULL;
  if (self->dialog)
    sipgo_dialog_keep_flow (self->dialog, request->message, request->flow);
  return g_steal_pointer (&self);
}

static void
sipgo_referral_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoReferral *self = SIPGO_REFERRAL (object);

  switch (id)
    {
    case PROP_REQUEST:
      g_value_set_object (value, self->request);
      break;
    case PROP_REFER_TO:
      g_value_set_boxed (value, self->refer_to);
      break;
    case PROP_REFERRED_BY:
      g_value_set_string (value, self->referred_by);
      break;
    case PROP_REPLACES:
      g_value_set_string (value, self->replaces);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_referral_finalize (GObject *object)
{
  SipgoReferral *self = SIPGO_REFERRAL (object);

  g_queue_clear_full (&self->waiting, g_object_unref);
  g_clear_object (&self->session);
  g_clear_pointer (&self->dialog, sipgo_dialog_unref);
  g_free (self->replaces);
  g_free (self->referred_by);
  g_clear_object (&self->request);
  g_clear_pointer (&self->refer_to, sipgo_name_addr_unref);
  G_OBJECT_CLASS (sipgo_referral_parent_class)->finalize (object);
}

static void
sipgo_referral_class_init (SipgoReferralClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sipgo_referral_get_property;
  object_class->finalize = sipgo_referral_finalize;

  /**
   * SipgoReferral:request:
   *
   * The REFER.
   *
   * Since: 1.0
   */
  props[PROP_REQUEST] = g_param_spec_object ("request", NULL, NULL, SIPGO_TYPE_INCOMING_REQUEST, flags);
  /**
   * SipgoReferral:refer-to:
   *
   * The name and address that we are asked to call (Refer-To).
   *
   * Since: 1.0
   */
  props[PROP_REFER_TO] = g_param_spec_boxed ("refer-to", NULL, NULL, SIPGO_TYPE_NAME_ADDR, flags);
  /**
   * SipgoReferral:referred-by:
   *
   * The referrer: the value of Referred-By (RFC 3892); %NULL when the REFER has none.
   *
   * Since: 1.0
   */
  props[PROP_REFERRED_BY] = g_param_spec_string ("referred-by", NULL, NULL, NULL, flags);
  /**
   * SipgoReferral:replaces:
   *
   * The call that the new one is to replace: the value of the Replaces header of its INVITE (RFC 3891); %NULL for none.
   *
   * Since: 1.0
   */
  props[PROP_REPLACES] = g_param_spec_string ("replaces", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_referral_init (SipgoReferral *self)
{
}

/**
 * sipgo_referral_get_request:
 * @self: a referral
 *
 * The REFER.
 *
 * Returns: (transfer none): the request
 *
 * Since: 1.0
 */
SipgoIncomingRequest *
sipgo_referral_get_request (SipgoReferral *self)
{
  g_return_val_if_fail (SIPGO_IS_REFERRAL (self), NULL);
  return self->request;
}

/**
 * sipgo_referral_get_refer_to:
 * @self: a referral
 *
 * The name and address that we are asked to call (Refer-To).
 *
 * Returns: (transfer none): name and address
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_referral_get_refer_to (SipgoReferral *self)
{
  g_return_val_if_fail (SIPGO_IS_REFERRAL (self), NULL);
  return self->refer_to;
}

/**
 * sipgo_referral_get_referred_by:
 * @self: a referral
 *
 * The referrer (RFC 3892).
 *
 * Returns: (nullable): the value of Referred-By, or %NULL
 *
 * Since: 1.0
 */
const char *
sipgo_referral_get_referred_by (SipgoReferral *self)
{
  g_return_val_if_fail (SIPGO_IS_REFERRAL (self), NULL);
  return self->referred_by;
}

/**
 * sipgo_referral_get_replaces:
 * @self: a referral
 *
 * The call that the new one is to replace (RFC 3891).
 *
 * Returns: (nullable): the value of Replaces, or %NULL
 *
 * Since: 1.0
 */
const char *
sipgo_referral_get_replaces (SipgoReferral *self)
{
  g_return_val_if_fail (SIPGO_IS_REFERRAL (self), NULL);
  return self->replaces;
}
