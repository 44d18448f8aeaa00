/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-user-agent-private.h"

#include "libsipgo/gst/sipgo-rtp-handler-factory.h"
#include "libsipgo/media/sipgo-description-exchange-private.h"
#include "libsipgo/media/sipgo-null-handler.h"
#include "libsipgo/agent/sipgo-body-check-private.h"
#include "libsipgo/agent/sipgo-event-private.h"
#include "libsipgo/session/sipgo-invitation-private.h"
#include "libsipgo/agent/sipgo-limits-private.h"
#include "libsipgo/events/sipgo-notifier-private.h"
#include "libsipgo/session/sipgo-referral-private.h"
#include "libsipgo/session/sipgo-session-private.h"
#include "libsipgo/registration/sipgo-registered-contact-private.h"

#include <string.h>

/* Requests outside any dialog: makes the object for each, and emits the agent's signals. */

/* Calls that are over and are remembered for Replaces. */
#define MAX_ENDED 64

typedef enum {
  SIGNAL_INVITATION,
  SIGNAL_MESSAGE,
  SIGNAL_NOTIFICATION,
  SIGNAL_PUBLICATION,
  SIGNAL_REFERRAL,
  SIGNAL_REGISTER_RECEIVED,
  SIGNAL_SUBSCRIPTION,
  SIGNAL_OPTIONS_RECEIVED,
  SIGNAL_PASSWORD_NEEDED,
  N_SIGNALS
} AgentSignal;

static guint signals[N_SIGNALS];

static gboolean
has_handler (SipgoUserAgent *self, AgentSignal signal)
{
  return g_signal_has_handler_pending (self, signals[signal], 0, TRUE);
}

/* --- Replaces (RFC 3891) ------------------------------------------------------------------------------------------ */

typedef struct
{
  char *call_id;
  const char *to_tag;
  const char *from_tag;
  gboolean early_only;
} Replaces;

/* Parses "call-id;to-tag=…;from-tag=…", and cuts the text in place. */
static gboolean
parse_replaces (char *text, Replaces *replaces)
{
  char *rest = strchr (text, ';');

  *replaces = (Replaces) { .call_id = g_strstrip (text) };
  while (rest)
    {
      char *parameter = rest + 1;

      *rest = '\0';
      rest = strchr (parameter, ';');
      if (rest)
        *rest = '\0';
      g_strstrip (parameter);
      if (*parameter == '\0')
        return FALSE;
      if (g_ascii_strncasecmp (parameter, "to-tag=", 7) == 0)
        replaces->to_tag = parameter + 7;
      else if (g_ascii_strncasecmp (parameter, "from-tag=", 9) == 0)
        replaces->from_tag = parameter + 9;
      else if (g_ascii_strcasecmp (parameter, "early-only") == 0)
        replaces->early_only = TRUE;
    }
  g_strstrip (text);
  return *replaces->call_id && replaces->to_tag && *replaces->to_tag && replaces->from_tag && *replaces->from_tag;
}

void
sipgo_user_agent_remember_ended (SipgoUserAgent *self, SipgoDialog *dialog)
{
  g_queue_push_head (&self->ended, g_strdup (sipgo_dialog_get_id (dialog)));
  if (g_queue_get_length (&self->ended) > MAX_ENDED)
    g_free (g_queue_pop_tail (&self->ended));
}

static gboolean
has_ended (SipgoUserAgent *self, const Replaces *replaces)
{
  g_autofree char *id = sipgo_dialog_make_id (replaces->call_id, replaces->to_tag, replaces->from_tag);

  return g_queue_find_custom (&self->ended, id, (GCompareFunc) strcmp) != NULL;
}

/* Returns 0 and the session that the INVITE replaces, or the status to refuse the INVITE with. */
static guint
find_replacee (SipgoUserAgent *self, SipgoMessage *invite, SipgoSession **replacee)
{
  g_autofree char *value = sipgo_message_dup_value (invite, SIPGO_HEADER_REPLACES);
  Replaces replaces;
  SipgoSession *session;

  if (!parse_replaces (value, &replaces) || sipgo_message_count (invite, SIPGO_HEADER_REPLACES) > 1)
    return 400;
  session = sipgo_user_agent_core_find_dialog (sipgo_user_agent_get_core (self), replaces.call_id, replaces.to_tag,
                                               replaces.from_tag);
  if (!session)
    return has_ended (self, &replaces) ? 603 : 481;
  /* The dialog may be that of a subscription. */
  if (!SIPGO_IS_SESSION (session))
    return 481;
  if (session->state >= SIPGO_SESSION_STATE_TERMINATING)
    return 603;
  if (replaces.early_only && session->state == SIPGO_SESSION_STATE_ESTABLISHED)
    return 486;
  /* An early dialog can be replaced only at the side that has sent its INVITE (RFC 3891 section 3). */
  if (session->state < SIPGO_SESSION_STATE_ESTABLISHED && SIPGO_IS_INVITATION (session))
    return 481;
  *replacee = session;
  return 0;
}

/* An agent that does not support the extension ignores the Replaces header (RFC 3891 section 4). */
static gboolean
reads_replaces (SipgoUserAgent *self, SipgoMessage *invite)
{
  return self->agent.settings.sip_extension_replaces != SIPGO_SIP_EXTENSION_UNSUPPORTED
         && sipgo_message_has (invite, SIPGO_HEADER_REPLACES);
}

/* --- the methods -------------------------------------------------------------------------------------------------- */

/* TRUE when we require reliable provisional responses and the caller does not support them (RFC 3262 section 3). */
static gboolean
lacks_required (SipgoUserAgent *self, SipgoMessage *invite)
{
  return self->agent.settings.sip_extension_100rel == SIPGO_SIP_EXTENSION_REQUIRED
         && !sipgo_message_has_option (invite, "Supported", "100rel") && !sipgo_message_has_option (invite, "Require",
                                                                                                    "100rel");
}

/* A factory of the application may support any type; that is checked only when the call is answered. */
static gboolean
understands (const char *content_type, gpointer user_data)
{
  SipgoSessionDescriptionHandlerFactory *factory = sipgo_user_agent_get_session_description_handler_factory (user_data);

  if (content_type && sipgo_description_exchange_has (content_type))
    return TRUE;
  return content_type && !SIPGO_IS_RTP_HANDLER_FACTORY (factory) && !SIPGO_IS_NULL_HANDLER_FACTORY (factory);
}

static void
receive_invite (SipgoUserAgent *self, SipgoIncomingRequest *request)
{
  g_autoptr (SipgoInvitation) invitation = NULL;
  SipgoSession *replacee = NULL;
  guint refusal = 0;

  if (!has_handler (self, SIGNAL_INVITATION))
    refusal = 486;
  else if (!sipgo_body_is_understood (sipgo_message_get_body (request->message), understands, self))
    refusal = 415;
  else if (reads_replaces (self, request->message))
    refusal = find_replacee (self, request->message, &replacee);
  if (refusal)
    {
      sipgo_incoming_request_respond_simple (request, refusal);
      return;
    }
  if (lacks_required (self, request->message))
    {
      sipgo_incoming_request_refuse_with (request, 421, SIPGO_HEADER_REQUIRE, "100rel");
      return;
    }
  /* An INVITE that replaces a call does not add to the number of calls. */
  if (!replacee && !sipgo_limits_admit_call (self->agent.limits))
    {
      sipgo_incoming_request_refuse_for_now (request);
      return;
    }
  invitation = sipgo_invitation_new (&self->agent, SIPGO_INCOMING_INVITE_REQUEST (request));
  if (!invitation)
    return;
  if (replacee)
    sipgo_invitation_set_replacee (invitation, replacee);
  sipgo_session_join (SIPGO_SESSION (invitation));
  sipgo_invitation_start_waiting (invitation);
  if (sipgo_invitation_get_auto_send_an_initial_provisional_response (invitation))
    sipgo_incoming_request_respond_simple (request, 180);
  g_signal_emit (self, signals[SIGNAL_INVITATION], 0, invitation);
}

/* With the status that an INVITE would get for now (RFC 3261 11.2). */
static void
answer_options (SipgoIncomingRequest *request, gboolean in_time, GObject *owner)
{
  SipgoUserAgent *self = SIPGO_USER_AGENT (owner);

  if (sipgo_limits_has_room_for_call (self->agent.limits))
    sipgo_agent_answer_options (request, in_time, NULL);
  else
    sipgo_incoming_request_refuse_for_now (request);
}

static void
receive_options (SipgoUserAgent *self, SipgoIncomingRequest *request)
{
  sipgo_incoming_request_set_undecided (request, answer_options, self);
  sipgo_incoming_request_show (request, self, signals[SIGNAL_OPTIONS_RECEIVED], request);
}

static void
show (SipgoUserAgent *self, AgentSignal signal, SipgoIncomingRequest *request, guint undecided, guint without_handler)
{
  request->undecided_status = has_handler (self, signal) ? undecided : without_handler;
  sipgo_incoming_request_show (request, self, signals[signal], request);
}

static gboolean
allows_event (SipgoUserAgent *self, SipgoMessage *request)
{
  g_autofree char *event = sipgo_message_dup_value (request, SIPGO_HEADER_EVENT);
  g_autofree char *package = event ? sipgo_event_dup_package (event) : NULL;

  return package
         && (!self->agent.settings.allow_events
             || g_strv_contains ((const char *const *) self->agent.settings.allow_events, package));
}

static void
receive_publish (SipgoUserAgent *self, SipgoIncomingRequest *request)
{
  if (allows_event (self, request->message))
    show (self, SIGNAL_PUBLICATION, request, 489, 489);
  else
    sipgo_incoming_request_respond_simple (request, 489);
}

static void
receive_subscribe (SipgoUserAgent *self, SipgoIncomingRequest *request)
{
  g_autoptr (SipgoNotifier) notifier = NULL;
  guint refusal = 489;

  if (has_handler (self, SIGNAL_SUBSCRIPTION) && allows_event (self, request->message)
      && !sipgo_limits_admit_subscription (self->agent.limits))
    {
      sipgo_incoming_request_refuse_for_now (request);
      return;
    }
  if (has_handler (self, SIGNAL_SUBSCRIPTION) && allows_event (self, request->message))
    refusal = sipgo_notifier_new (&self->agent, request, &notifier);
  if (!notifier)
    {
      sipgo_incoming_request_respond_simple (request, refusal);
      return;
    }
  sipgo_incoming_request_show (request, self, signals[SIGNAL_SUBSCRIPTION], notifier);
}

/* Following a REFER makes a call at our cost, so it is refused unless a handler accepts it. */
static void
show_referral (SipgoUserAgent *self, SipgoSession *session, SipgoIncomingRequest *request, gpointer emitter,
               guint signal)
{
  g_autoptr (SipgoReferral) referral = sipgo_referral_new (&self->agent, session, request, NULL);

  if (!referral)
    {
      sipgo_incoming_request_respond_simple (request, 400);
      return;
    }
  request->undecided_status = 603;
  sipgo_incoming_request_show (request, emitter, signal, referral);
}

static void
receive_refer (SipgoUserAgent *self, SipgoIncomingRequest *request)
{
  show_referral (self, NULL, request, self, signals[SIGNAL_REFERRAL]);
}

void
sipgo_user_agent_receive_refer (SipgoAgent *agent, GObject *session, SipgoIncomingRequest *request)
{
  show_referral (SIPGO_USER_AGENT (agent), SIPGO_SESSION (session), request, session,
                 sipgo_session_signals[SIPGO_SESSION_REFER_RECEIVED]);
}

gboolean
sipgo_user_agent_takes_register (SipgoAgent *agent, SipgoServerTransaction *transaction)
{
  return has_handler (SIPGO_USER_AGENT (agent), SIGNAL_REGISTER_RECEIVED)
         || sipgo_registered_contact_is_taken (transaction);
}

gboolean
sipgo_user_agent_ask_password (SipgoAgent *agent, SipgoPasswordRequest *request)
{
  SipgoUserAgent *self = SIPGO_USER_AGENT (agent);

  if (!has_handler (self, SIGNAL_PASSWORD_NEEDED))
    return FALSE;
  g_signal_emit (self, signals[SIGNAL_PASSWORD_NEEDED], 0, request);
  return TRUE;
}

static void
receive_register (SipgoUserAgent *self, SipgoIncomingRequest *request)
{
  g_autoptr (SipgoUri) aor = sipgo_registered_contact_read_aor (request);
  g_autoptr (SipgoRegisteredContact) contact = NULL;
  guint refusal = 405;

  if (aor && sipgo_registrar_refresh (self->registrar, request, aor))
    return;
  if (sipgo_user_agent_takes_register (&self->agent, request->transaction))
    refusal = aor ? sipgo_registrar_take (self->registrar, request, aor, &contact) : 404;
  if (!contact)
    {
      sipgo_incoming_request_respond_simple (request, refusal);
      return;
    }
  sipgo_incoming_request_show (request, self, signals[SIGNAL_REGISTER_RECEIVED], contact);
}

void
sipgo_user_agent_receive (SipgoAgent *agent, SipgoIncomingRequest *request)
{
  SipgoUserAgent *self = SIPGO_USER_AGENT (agent);
  const char *method = sipgo_message_get_method (request->message);

  if (g_str_equal (method, "INVITE"))
    receive_invite (self, request);
  else if (g_str_equal (method, "OPTIONS"))
    receive_options (self, request);
  else if (g_str_equal (method, "MESSAGE"))
    show (self, SIGNAL_MESSAGE, request, 200, 405);
  else if (g_str_equal (method, "NOTIFY"))
    show (self, SIGNAL_NOTIFICATION, request, 200, self->agent.settings.allow_legacy_notifications ? 200 : 481);
  else if (g_str_equal (method, "PUBLISH"))
    receive_publish (self, request);
  else if (g_str_equal (method, "SUBSCRIBE"))
    receive_subscribe (self, request);
  else if (g_str_equal (method, "REFER"))
    receive_refer (self, request);
  else if (g_str_equal (method, "REGISTER"))
    receive_register (self, request);
  else
    sipgo_incoming_request_respond_simple (request, 481);
}

/* --- the signals -------------------------------------------------------------------------------------------------- */

static void
add_signal (SipgoUserAgentClass *klass, AgentSignal signal, const char *name, GType type)
{
  signals[signal] = g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  1, type);
}

static void
add_password_needed (SipgoUserAgentClass *klass)
{
  /**
   * SipgoUserAgent::password-needed:
   * @self: the agent
   * @request: the question; without a decision, the request that was challenged fails
   *
   * A server asks for a password (401 or 407), and the account has no credentials for the realm, or the server has
   * refused them. A handler provides them, at once or, after [method@PasswordRequest.defer], when the user has typed
   * them. A wrong password leads to the next question, at most eight times for a request. Without a handler the request
   * fails at once.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_PASSWORD_NEEDED, "password-needed", SIPGO_TYPE_PASSWORD_REQUEST);
}

void
sipgo_user_agent_add_signals (SipgoUserAgentClass *klass)
{
  /**
   * SipgoUserAgent::invitation:
   * @self: the agent
   * @invitation: the call, to be accepted or rejected
   *
   * An INVITE has arrived: somebody calls. Without a handler it is rejected with 486.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_INVITATION, "invitation", SIPGO_TYPE_INVITATION);
  /**
   * SipgoUserAgent::message:
   * @self: the agent
   * @request: the MESSAGE; when no handler answers or defers it, the library answers 200, and 405 when no handler is
   *   connected
   *
   * A MESSAGE outside any call (RFC 3428).
   *
   * With a handler connected, even one that only reads the message, the sender gets 200, which says that the message
   * has arrived. A handler that cannot deliver the message must reject the request.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_MESSAGE, "message", SIPGO_TYPE_INCOMING_REQUEST);
  /**
   * SipgoUserAgent::notification:
   * @self: the agent
   * @request: the NOTIFY; when no handler answers or defers it, the library answers 200; when no handler is connected,
   *   481, or 200 with [property@UserAgent:allow-legacy-notifications]
   *
   * A NOTIFY outside any call and any subscription.
   *
   * With a handler connected, even one that only reads the NOTIFY, the sender gets 200 and goes on sending. A handler
   * that does not know the subscription must reject the request with 481.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_NOTIFICATION, "notification", SIPGO_TYPE_INCOMING_REQUEST);
  /**
   * SipgoUserAgent::publication:
   * @self: the agent
   * @request: the PUBLISH; when no handler answers or defers it, the library answers 489
   *
   * Somebody publishes a state with us (RFC 3903). A 2xx must have a `SIP-ETag` and an `Expires`: set them as extra
   * headers of the response.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_PUBLICATION, "publication", SIPGO_TYPE_INCOMING_REQUEST);
  /**
   * SipgoUserAgent::referral:
   * @self: the agent
   * @referral: the REFER; when no handler answers or defers it, the library answers 603
   *
   * Somebody asks us, outside any call, to call another party (REFER, RFC 3515). Without a handler it gets 603.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_REFERRAL, "referral", SIPGO_TYPE_REFERRAL);
  /**
   * SipgoUserAgent::register-received:
   * @self: the agent
   * @contact: the REGISTER, to be accepted, rejected or deferred
   *
   * A client registers with us (RFC 3261 10.3). When no handler decides, a REGISTER over a `ws` or `wss` listener of
   * ours is accepted, since browsers can be reached in no other way: it binds only names under `.invalid`, and sees and
   * removes no contacts of others. Any other REGISTER gets 403, and 405 when no handler is connected. The agent is a
   * registrar, and lists REGISTER in Allow, as long as a handler is connected.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_REGISTER_RECEIVED, "register-received", SIPGO_TYPE_REGISTERED_CONTACT);
  /**
   * SipgoUserAgent::subscription:
   * @self: the agent
   * @notifier: the subscription; when no handler answers or defers it, the SUBSCRIBE gets 489
   *
   * Somebody subscribes to a state of ours (RFC 6665).
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_SUBSCRIPTION, "subscription", SIPGO_TYPE_NOTIFIER);
  /**
   * SipgoUserAgent::options-received:
   * @self: the agent
   * @request: the OPTIONS; when no handler answers or defers it, the library answers 200 with the agent's capabilities,
   *   or 503 when the agent's limits allow no further call
   *
   * Somebody asks for the capabilities of the agent (RFC 3261 section 11).
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_OPTIONS_RECEIVED, "options-received", SIPGO_TYPE_INCOMING_REQUEST);
  add_password_needed (klass);
}
