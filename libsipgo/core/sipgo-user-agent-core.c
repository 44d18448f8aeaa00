/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-user-agent-core-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/core/sipgo-request-check-private.h"
#include "libsipgo/message/sipgo-name-addr-private.h"
#include "libsipgo/transaction/sipgo-transaction-private.h"

#include <string.h>

typedef struct
{
  SipgoDialog *dialog;
  SipgoDialogRequestFunc func;
  gpointer user_data;
} DialogEntry;

typedef struct
{
  SipgoDialogRequestFunc func;
  gpointer user_data;
} SubscriberEntry;

/**
 * SipgoUserAgentCore:
 *
 * The SIP layer below the sessions of a [class@UserAgent]: requests of any method, dialogs and transactions.
 *
 * ```c
 * static void
 * answered (GObject *request, GAsyncResult *result, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *   g_autoptr (SipgoMessage) response = NULL;
 *   g_autofree char *allow = NULL;
 *
 *   response = sipgo_outgoing_request_send_finish (SIPGO_OUTGOING_REQUEST (request), result, &error);
 *   if (response)
 *     allow = sipgo_message_get_header (response, "Allow");
 *   g_print ("%s\n", response ? allow : error->message);
 * }
 *
 * static void
 * ask (SipgoUserAgent *agent, GError **error)
 * {
 *   g_autoptr (SipgoOutgoingRequest) request =
 *     sipgo_user_agent_core_request (sipgo_user_agent_get_core (agent), "OPTIONS", "sip:bob@example.com", NULL, error);
 *
 *   if (request)
 *     sipgo_outgoing_request_send (request, NULL, answered, NULL);
 * }
 * ```
 *
 * ```python
 * request = agent.core.request("OPTIONS", "sip:bob@example.com", extra_headers=["Accept: application/sdp"])
 * response = await request.send()
 * print(response.get_header("Allow"))
 * ```
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (SipgoUserAgentCore, sipgo_user_agent_core, G_TYPE_OBJECT)

static void
dialog_entry_free (gpointer data)
{
  DialogEntry *entry = data;

  sipgo_dialog_unref (entry->dialog);
  g_free (entry);
}

/* --- what comes in ------------------------------------------------------------------------------------------------ */

static void
receive_cancel (SipgoUserAgentCore *self, SipgoServerTransaction *transaction, SipgoMessage *cancel)
{
  SipgoServerTransaction *invite = sipgo_transaction_layer_find_cancelled (self->transactions, cancel);
  g_autoptr (SipgoMessage) response = NULL;

  if (!invite)
    {
      sipgo_request_check_refuse (transaction, 481);
      return;
    }
  response = sipgo_message_new_response (cancel, 200, NULL, sipgo_server_transaction_get_to_tag (invite));
  sipgo_server_transaction_respond (transaction, response);
  sipgo_server_transaction_cancel (invite, cancel);
}

static SubscriberEntry *
find_subscriber (SipgoUserAgentCore *self, SipgoMessage *request)
{
  g_autofree char *id = NULL;

  if (!sipgo_message_method_is (request, "NOTIFY"))
    return NULL;
  id = sipgo_dialog_make_id (sipgo_message_get_call_id (request), sipgo_message_get_to_tag (request), NULL);
  return g_hash_table_lookup (self->subscribers, id);
}

static void
receive_in_dialog (SipgoUserAgentCore *self, SipgoServerTransaction *transaction, SipgoMessage *request)
{
  g_autofree char *id = sipgo_dialog_id_of_request (request);
  DialogEntry *entry = id ? g_hash_table_lookup (self->dialogs, id) : NULL;
  SubscriberEntry *subscriber = transaction && !entry ? find_subscriber (self, request) : NULL;

  if (entry && transaction)
    sipgo_dialog_keep_flow (entry->dialog, request, sipgo_server_transaction_get_flow (transaction));
  if (entry)
    entry->func (transaction, request, entry->user_data);
  else if (subscriber)
    subscriber->func (transaction, request, subscriber->user_data);
  else if (transaction)
    sipgo_request_check_refuse (transaction, 481);
}

static void
receive_new (SipgoUserAgentCore *self, SipgoServerTransaction *transaction)
{
  if (sipgo_transaction_layer_is_merged (self->transactions, transaction))
    {
      sipgo_request_check_refuse (transaction, 482);
      return;
    }
  if (!self->func)
    {
      sipgo_request_check_refuse (transaction, 480);
      return;
    }
  self->func (transaction, self->user_data);
}

/* Near the limit of transactions, still accept a request inside a known dialog and a CANCEL for a known INVITE: they
 * mostly end a call, and so free resources. */
static gboolean
is_preferred (SipgoMessage *request, gpointer user_data)
{
  SipgoUserAgentCore *self = SIPGO_USER_AGENT_CORE (user_data);
  g_autofree char *id = NULL;

  if (sipgo_message_method_is (request, "CANCEL"))
    return sipgo_transaction_layer_find_cancelled (self->transactions, request) != NULL;
  id = sipgo_dialog_id_of_request (request);
  return id && g_hash_table_contains (self->dialogs, id);
}

void
sipgo_user_agent_core_set_max_transactions (SipgoUserAgentCore *self, guint max)
{
  sipgo_transaction_layer_set_limit (self->transactions, max, is_preferred);
}

static void
receive_request (SipgoServerTransaction *transaction, SipgoMessage *request, SipgoFlow *flow, gpointer user_data)
{
  g_autoptr (SipgoUserAgentCore) self = g_object_ref (SIPGO_USER_AGENT_CORE (user_data));

  if (!transaction)
    receive_in_dialog (self, NULL, request);
  else if (sipgo_message_method_is (request, "CANCEL"))
    receive_cancel (self, transaction, request);
  else if (!sipgo_request_check (transaction, request, &self->settings))
    return;
  else if (sipgo_message_peek_to_tag (request).data)
    receive_in_dialog (self, transaction, request);
  else
    receive_new (self, transaction);
}

/* --- dialogs ------------------------------------------------------------------------------------------------------ */

void
sipgo_user_agent_core_add_dialog (SipgoUserAgentCore *self, SipgoDialog *dialog, SipgoDialogRequestFunc func,
                                  gpointer user_data)
{
  DialogEntry *entry = g_new (DialogEntry, 1);

  entry->dialog = sipgo_dialog_ref (dialog);
  entry->func = func;
  entry->user_data = user_data;
  g_hash_table_replace (self->dialogs, (gpointer) sipgo_dialog_get_id (dialog), entry);
}

void
sipgo_user_agent_core_remove_dialog (SipgoUserAgentCore *self, SipgoDialog *dialog)
{
  DialogEntry *entry = g_hash_table_lookup (self->dialogs, sipgo_dialog_get_id (dialog));

  if (entry && entry->dialog == dialog)
    g_hash_table_remove (self->dialogs, sipgo_dialog_get_id (dialog));
}

gboolean
sipgo_user_agent_core_has_dialog (SipgoUserAgentCore *self, SipgoDialog *dialog)
{
  DialogEntry *entry = g_hash_table_lookup (self->dialogs, sipgo_dialog_get_id (dialog));

  return entry && entry->dialog == dialog;
}

gpointer
sipgo_user_agent_core_find_dialog (SipgoUserAgentCore *self, const char *call_id, const char *local_tag,
                                   const char *remote_tag)
{
  g_autofree char *id = sipgo_dialog_make_id (call_id, local_tag, remote_tag);
  DialogEntry *entry = g_hash_table_lookup (self->dialogs, id);

  return entry ? entry->user_data : NULL;
}

/**
 * sipgo_user_agent_core_get_dialogs:
 * @self: the core of an agent
 *
 * Gets all dialogs of the agent, early and confirmed: those of sessions and those of subscriptions.
 *
 * Returns: (transfer full) (element-type SipgoDialog): the dialogs, in no order
 *
 * Since: 1.0
 */
GList *
sipgo_user_agent_core_get_dialogs (SipgoUserAgentCore *self)
{
  GList *list = NULL;
  GHashTableIter iter;
  gpointer entry;

  g_return_val_if_fail (SIPGO_IS_USER_AGENT_CORE (self), NULL);
  g_hash_table_iter_init (&iter, self->dialogs);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    list = g_list_prepend (list, sipgo_dialog_ref (((DialogEntry *) entry)->dialog));
  return list;
}

guint
sipgo_user_agent_core_count_dialogs (SipgoUserAgentCore *self)
{
  return g_hash_table_size (self->dialogs);
}

/* --- subscriptions ------------------------------------------------------------------------------------------------ */

void
sipgo_user_agent_core_add_subscriber (SipgoUserAgentCore *self, const char *call_id, const char *local_tag,
                                      SipgoDialogRequestFunc func, gpointer user_data)
{
  SubscriberEntry *entry = g_new (SubscriberEntry, 1);

  entry->func = func;
  entry->user_data = user_data;
  g_hash_table_replace (self->subscribers, sipgo_dialog_make_id (call_id, local_tag, NULL), entry);
}

void
sipgo_user_agent_core_remove_subscriber (SipgoUserAgentCore *self, const char *call_id, const char *local_tag)
{
  g_autofree char *id = sipgo_dialog_make_id (call_id, local_tag, NULL);

  g_hash_table_remove (self->subscribers, id);
}

guint
sipgo_user_agent_core_count_subscribers (SipgoUserAgentCore *self)
{
  return g_hash_table_size (self->subscribers);
}

void
sipgo_user_agent_core_set_allow_events (SipgoUserAgentCore *self, const char *packages)
{
  g_free (self->allow_events);
  self->allow_events = g_strdup (packages);
}

const char *
sipgo_user_agent_core_get_allow_events (SipgoUserAgentCore *self)
{
  return self->allow_events;
}

/* --- who we are --------------------------------------------------------------------------------------------------- */

SipgoAccount *
sipgo_user_agent_core_get_own (SipgoUserAgentCore *self)
{
  return self->own;
}

void
sipgo_user_agent_core_add_account (SipgoUserAgentCore *self, SipgoAccount *account)
{
  sipgo_account_draw_contact_name (account, sipgo_user_agent_core_get_random (self));
  self->n_accounts++;
  g_list_store_append (self->accounts, account);
}

void
sipgo_user_agent_core_remove_account (SipgoUserAgentCore *self, SipgoAccount *account)
{
  guint position;

  if (!g_list_store_find (self->accounts, account, &position))
    return;
  self->n_accounts--;
  g_list_store_remove (self->accounts, position);
}

gboolean
sipgo_user_agent_core_check_accounts (SipgoUserAgentCore *self, GError **error)
{
  gboolean is_fine = sipgo_account_check (self->own, error);
  guint i;

  for (i = 0; i < self->n_accounts && is_fine; i++)
    {
      g_autoptr (SipgoAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      is_fine = sipgo_account_check (account, error);
    }
  return is_fine;
}

SipgoAccount *
sipgo_user_agent_core_find_account (SipgoUserAgentCore *self, SipgoMessage *request)
{
  guint i;

  for (i = 0; i < self->n_accounts; i++)
    {
      /* The list keeps it. */
      g_autoptr (SipgoAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (sipgo_account_matches (account, request))
        return account;
    }
  return self->own;
}

SipgoNonceStore *
sipgo_user_agent_core_get_nonces (SipgoUserAgentCore *self)
{
  return self->nonces;
}

GQueue *
sipgo_user_agent_core_get_deferred (SipgoUserAgentCore *self)
{
  return &self->deferred;
}

SipgoUri *
sipgo_user_agent_core_get_next_hop (SipgoUserAgentCore *self, SipgoAccount *account, SipgoUri *uri)
{
  GPtrArray *path;

  if (sipgo_transport_layer_is_bound (self->transport, uri, &path))
    return path ? sipgo_name_addr_get_uri (path->pdata[0]) : uri;
  return sipgo_account_get_next_hop (account, sipgo_account_get_edge (account), uri);
}

/* Whether an account has a proxy that may know what to do with any URI. */
static gboolean
has_proxy (SipgoUserAgentCore *self, SipgoUri *uri)
{
  gboolean found = sipgo_user_agent_core_get_next_hop (self, self->own, uri) != uri;
  guint i;

  for (i = 0; i < self->n_accounts && !found; i++)
    {
      g_autoptr (SipgoAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      found = sipgo_user_agent_core_get_next_hop (self, account, uri) != uri;
    }
  return found;
}

gboolean
sipgo_user_agent_core_check_target (SipgoUserAgentCore *self, SipgoUri *uri, GError **error)
{
  const char *scheme = sipgo_uri_get_scheme (uri);
  gboolean is_tel = g_ascii_strcasecmp (scheme, "tel") == 0;

  if (g_ascii_strcasecmp (scheme, "sip") == 0 || g_ascii_strcasecmp (scheme, "sips") == 0)
    return TRUE;
  if (is_tel && (has_proxy (self, uri) || sipgo_transport_layer_has_transport (self->transport)))
    return TRUE;
  if (is_tel)
    g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED, SIPGO_TEL_WITHOUT_PROXY);
  else
    g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
                 "Requests cannot be sent to a %s: URI: use a SIP URI", scheme);
  return FALSE;
}

void
sipgo_user_agent_core_set_ask_password (SipgoUserAgentCore *self, SipgoAskPasswordFunc func, gpointer user_data)
{
  self->ask_password = func;
  self->ask_password_data = user_data;
}

SipgoPasswordRequest *
sipgo_user_agent_core_ask_password (SipgoUserAgentCore *self, SipgoAccount *account, const SipgoDigestLack *lack)
{
  SipgoPasswordRequest *open = sipgo_password_request_find (self->password_requests, account, lack->realm);
  g_autoptr (SipgoPasswordRequest) request = NULL;
  gboolean is_shown;

  if (open)
    return g_object_ref (open);
  if (!self->ask_password)
    return NULL;
  request = sipgo_password_request_new (self->password_requests, account, lack);
  is_shown = self->ask_password (request, self->ask_password_data);
  sipgo_password_request_shown (request);
  return is_shown ? g_steal_pointer (&request) : NULL;
}

SipgoCoreSettings *
sipgo_user_agent_core_get_settings (SipgoUserAgentCore *self)
{
  return &self->settings;
}

void
sipgo_user_agent_core_set_product (SipgoUserAgentCore *self, const char *product)
{
  g_free (self->product);
  self->product = g_strdup (product);
}

GTask *
sipgo_user_agent_core_new_task (SipgoUserAgentCore *self, gpointer source_object, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  if (!self)
    return g_task_new (source_object, cancellable, callback, user_data);
  return sipgo_environment_new_task (self->environment, source_object, cancellable, callback, user_data);
}

void
sipgo_user_agent_core_send_at_exit (SipgoUserAgentCore *self, SipgoMessage *request, SipgoDialog *dialog)
{
  SipgoUri *next_hop = sipgo_dialog_get_next_hop (dialog);
  gboolean is_secure = sipgo_dialog_is_secure (dialog)
                       || sipgo_request_is_secure (sipgo_message_get_request_uri (request), next_hop);
  g_autofree char *branch = sipgo_random_dup_token (sipgo_user_agent_core_get_random (self), "z9hG4bK");
  g_autofree char *via = NULL;
  g_autoptr (SipgoFlow) flow = NULL;
  g_autoptr (GBytes) bytes = NULL;
  SipgoTarget target;

  if (sipgo_dialog_get_flow (dialog))
    flow = sipgo_flow_ref (sipgo_dialog_get_flow (dialog));
  else if (sipgo_transport_layer_find_target (self->transport, next_hop, is_secure, &target))
    flow = sipgo_transport_layer_get_flow (self->transport, &target, NULL);
  if (!flow)
    return;
  via = sipgo_flow_make_via (flow, branch);
  sipgo_message_prepend (request, SIPGO_HEADER_VIA, via);
  bytes = sipgo_transport_layer_serialize (self->transport, request);
  sipgo_flow_send (flow, bytes, NULL);
}

SipgoEnvironment *
sipgo_user_agent_core_get_environment (SipgoUserAgentCore *self)
{
  return self->environment;
}

SipgoTransportLayer *
sipgo_user_agent_core_get_transport (SipgoUserAgentCore *self)
{
  return self->transport;
}

SipgoRecorder *
sipgo_user_agent_core_get_recorder (SipgoUserAgentCore *self)
{
  return sipgo_transport_layer_get_recorder (self->transport);
}

SipgoTransactionLayer *
sipgo_user_agent_core_get_transaction_layer (SipgoUserAgentCore *self)
{
  return self->transactions;
}

/**
 * sipgo_user_agent_core_get_transactions:
 * @self: the core of an agent
 *
 * Gets all client and server transactions of the agent, including completed ones that still wait for retransmissions.
 *
 * Returns: (transfer full) (element-type SipgoTransaction): the transactions, in no order
 *
 * Since: 1.0
 */
GList *
sipgo_user_agent_core_get_transactions (SipgoUserAgentCore *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT_CORE (self), NULL);
  return sipgo_transaction_list (sipgo_transaction_layer_get_table (self->transactions));
}

SipgoRandom *
sipgo_user_agent_core_get_random (SipgoUserAgentCore *self)
{
  return sipgo_environment_get_random (self->environment);
}

void
sipgo_user_agent_core_set_handler (SipgoUserAgentCore *self, SipgoNewRequestFunc func, gpointer user_data)
{
  self->func = func;
  self->user_data = user_data;
}

/* --- messages ----------------------------------------------------------------------------------------------------- */

static char *
with_tag (SipgoUserAgentCore *self, SipgoNameAddr *address)
{
  char token[SIPGO_TOKEN_LENGTH + 1];
  g_autoptr (SipgoNameAddr) tagged = NULL;

  /* The application has chosen the tag. */
  if (sipgo_name_addr_get_parameter (address, "tag"))
    return sipgo_name_addr_to_string (address);
  sipgo_random_token (sipgo_user_agent_core_get_random (self), token);
  tagged = sipgo_name_addr_with_parameter (address, "tag", token);
  return sipgo_name_addr_to_string (tagged);
}

/* A contact that is registered with this agent is reached along its Path, not through the outbound proxy. */
static void
add_preloaded_routes (SipgoUserAgentCore *self, SipgoAccount *account, SipgoEdge *edge, SipgoMessage *message)
{
  GPtrArray *path;

  if (sipgo_transport_layer_is_bound (self->transport, sipgo_message_get_request_uri (message), &path))
    sipgo_message_add_addresses (message, SIPGO_HEADER_ROUTE, path);
  else
    sipgo_account_add_routes (account, edge, message);
}

SipgoMessage *
sipgo_user_agent_core_new_message (SipgoUserAgentCore *self, SipgoAccount *account, const char *method,
                                   SipgoUri *target, SipgoNameAddr *from, SipgoNameAddr *to, const char *call_id,
                                   guint32 sequence)
{
  return sipgo_user_agent_core_new_message_over (self, account, sipgo_account_get_edge (account), method, target, from,
                                                 to, call_id, sequence);
}

SipgoMessage *
sipgo_user_agent_core_new_message_over (SipgoUserAgentCore *self, SipgoAccount *account, SipgoEdge *edge,
                                        const char *method, SipgoUri *target, SipgoNameAddr *from, SipgoNameAddr *to,
                                        const char *call_id, guint32 sequence)
{
  g_autoptr (SipgoUri) request_uri = sipgo_uri_make_request_uri (target);
  g_autoptr (SipgoNameAddr) own_to = to ? sipgo_name_addr_ref (to) : sipgo_name_addr_new (NULL, request_uri);
  SipgoMessage *message = sipgo_message_new_request (method, request_uri);
  g_autofree char *from_text = with_tag (self, from ? from : sipgo_account_get_identity (account));
  g_autofree char *to_text = sipgo_name_addr_to_string (own_to);
  g_autofree char *own_call_id = call_id ? NULL
                                         : sipgo_random_dup_token (sipgo_user_agent_core_get_random (self), NULL);

  sipgo_message_add (message, SIPGO_HEADER_MAX_FORWARDS, "70");
  add_preloaded_routes (self, account, edge, message);
  sipgo_message_add (message, SIPGO_HEADER_FROM, from_text);
  sipgo_message_add (message, SIPGO_HEADER_TO, to_text);
  sipgo_message_add (message, SIPGO_HEADER_CALL_ID, call_id ? call_id : own_call_id);
  sipgo_message_add_printf (message, SIPGO_HEADER_CSEQ, "%u %s", sequence, method);
  sipgo_user_agent_core_add_product (self, message);
  return message;
}

void
sipgo_user_agent_core_add_product (SipgoUserAgentCore *self, SipgoMessage *message)
{
  if (self->product)
    sipgo_message_add (message, sipgo_message_is_request (message) ? SIPGO_HEADER_USER_AGENT : SIPGO_HEADER_SERVER,
                       self->product);
}

gboolean
sipgo_request_is_secure (SipgoUri *uri, SipgoUri *next_hop)
{
  return sipgo_uri_is_secure (next_hop) || sipgo_uri_is_secure (uri);
}

/* The value of the transport parameter; NULL for the default: UDP of a SIP URI, TLS of a SIPS URI (RFC 5630 3.1.4). */
static char *
dup_contact_transport (SipgoFlow *flow, gboolean is_secure)
{
  const char *protocol = sipgo_flow_get_protocol_name (flow);

  if (g_str_equal (protocol, is_secure ? "TLS" : "UDP"))
    return NULL;
  return g_ascii_strdown (g_str_equal (protocol, "WSS") ? "WS" : protocol, -1);      /* section 5.2.4 of RFC 7118 */
}

static void
note_contact (SipgoUserAgentCore *self, const char *contact)
{
  if (g_strcmp0 (self->settings.last_contact, contact) == 0)
    return;
  g_free (self->settings.last_contact);
  self->settings.last_contact = g_strdup (contact);
}

/* Whether requests in the dialog are to come over the flow of the request that creates it (RFC 5626 4.3). */
static gboolean
asks_for_flow (SipgoAccount *account, SipgoContactUse use)
{
  return use == SIPGO_CONTACT_OF_REQUEST && sipgo_account_get_edge (account)->is_outbound;
}

static char *
make_own_contact (SipgoUserAgentCore *self, SipgoAccount *account, SipgoFlow *flow, gboolean is_secure,
                  SipgoContactUse use, gboolean is_hidden)
{
  g_autofree char *transport = dup_contact_transport (flow, is_secure);
  const char *parameters = self->settings.contact_parameters ? self->settings.contact_parameters : "";
  const char *suffix = self->settings.contact_suffix && !is_hidden ? self->settings.contact_suffix : "";

  return g_strconcat (is_secure ? "<sips:" : "<sip:",
                      is_hidden ? "anonymous" : sipgo_account_get_contact_user (account), "@",
                      sipgo_flow_get_contact_host (flow), transport ? ";transport=" : "", transport ? transport : "",
                      parameters, asks_for_flow (account, use) ? ";ob" : "", ">", suffix, NULL);
}

static gboolean
is_anonymous (SipgoNameAddr *address)
{
  return address && sipgo_name_addr_has_host (address, "anonymous.invalid");
}

static gboolean
hides_us (SipgoAccount *account, SipgoNameAddr *local)
{
  return is_anonymous (local) && !is_anonymous (sipgo_account_get_identity (account));
}

static SipgoUri *
find_gruu (SipgoAccount *account, gboolean is_secure, SipgoContactUse use, SipgoNameAddr *local)
{
  return use == SIPGO_CONTACT_OF_REGISTER ? NULL
                                          : sipgo_account_find_gruu (account, is_secure, hides_us (account, local));
}

/* The instance would tell who an anonymous caller is, or one with a temporary GRUU. */
char *
sipgo_user_agent_core_make_contact (SipgoUserAgentCore *self, SipgoAccount *account, SipgoFlow *flow,
                                    gboolean is_secure, SipgoContactUse use, SipgoNameAddr *local)
{
  SipgoUri *gruu = find_gruu (account, is_secure, use, local);
  gboolean is_hidden = hides_us (account, local);
  gboolean shows_instance = !is_hidden && sipgo_account_get_gruu (account) != SIPGO_GRUU_TEMPORARY;
  g_autofree char *text = gruu ? sipgo_uri_to_string (gruu) : NULL;
  char *contact;

  if (gruu)
    contact = g_strconcat ("<", text, ">", shows_instance ? self->settings.contact_suffix : NULL, NULL);
  else
    contact = make_own_contact (self, account, flow, is_secure, use, is_hidden);
  if (!is_hidden)
    note_contact (self, contact);
  return contact;
}

static void
add_tag (SipgoMessage *message, const char *tag)
{
  if (!sipgo_message_has_option (message, "Supported", tag))
    sipgo_message_add (message, SIPGO_HEADER_SUPPORTED, tag);
}

void
sipgo_user_agent_core_add_contact_tags (SipgoUserAgentCore *self, SipgoAccount *account, SipgoMessage *message,
                                        gboolean is_secure, SipgoContactUse use, SipgoNameAddr *local)
{
  if (asks_for_flow (account, use))
    add_tag (message, "outbound");
  if (find_gruu (account, is_secure, use, local))
    add_tag (message, "gruu");
}

void
sipgo_user_agent_core_add_contact (SipgoUserAgentCore *self, SipgoAccount *account, SipgoMessage *response,
                                   SipgoFlow *flow, gboolean is_secure, SipgoNameAddr *local)
{
  g_autofree char *contact = sipgo_user_agent_core_make_contact (self, account, flow, is_secure,
                                                                 SIPGO_CONTACT_OF_RESPONSE, local);

  sipgo_message_add (response, SIPGO_HEADER_CONTACT, contact);
  sipgo_user_agent_core_add_contact_tags (self, account, response, is_secure, SIPGO_CONTACT_OF_RESPONSE, local);
}

void
sipgo_user_agent_core_add_supported (SipgoUserAgentCore *self, SipgoMessage *message)
{
  const char *supported = self->settings.supported;

  if (supported)
    sipgo_message_add (message, SIPGO_HEADER_SUPPORTED, supported);
}

void
sipgo_user_agent_core_add_required (SipgoUserAgentCore *self, SipgoMessage *message)
{
  const char *required = self->settings.required;

  if (required)
    sipgo_message_add (message, SIPGO_HEADER_REQUIRE, required);
}

/* --- life --------------------------------------------------------------------------------------------------------- */

SipgoUserAgentCore *
sipgo_user_agent_core_new (SipgoEnvironment *environment, SipgoNet *net)
{
  SipgoUserAgentCore *self = g_object_new (SIPGO_TYPE_USER_AGENT_CORE, NULL);

  self->environment = sipgo_environment_ref (environment);
  self->transport = sipgo_transport_layer_new (environment, net, NULL);
  self->transactions = sipgo_transaction_layer_new (environment, self->transport);
  self->password_requests = g_ptr_array_new ();
  self->nonces = sipgo_nonce_store_new (sipgo_environment_get_random (environment));
  self->dialogs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, dialog_entry_free);
  self->subscribers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  sipgo_transaction_layer_set_handler (self->transactions, receive_request, self);
  return self;
}

void
sipgo_user_agent_core_close (SipgoUserAgentCore *self)
{
  self->n_closed++;
  sipgo_password_request_close_all (self->password_requests);
  sipgo_transaction_layer_clear (self->transactions);
  sipgo_transport_layer_close (self->transport);
  g_hash_table_remove_all (self->dialogs);
  g_hash_table_remove_all (self->subscribers);
}

static void
sipgo_user_agent_core_finalize (GObject *object)
{
  SipgoUserAgentCore *self = SIPGO_USER_AGENT_CORE (object);

  g_clear_pointer (&self->transactions, sipgo_transaction_layer_free);
  g_clear_pointer (&self->transport, sipgo_transport_layer_free);
  g_clear_pointer (&self->nonces, sipgo_nonce_store_free);
  g_clear_pointer (&self->dialogs, g_hash_table_unref);
  g_clear_pointer (&self->subscribers, g_hash_table_unref);
  g_clear_pointer (&self->password_requests, g_ptr_array_unref);
  g_clear_object (&self->own);
  g_clear_object (&self->accounts);
  sipgo_core_settings_clear (&self->settings);
  g_free (self->product);
  g_free (self->allow_events);
  g_clear_pointer (&self->environment, sipgo_environment_unref);
  G_OBJECT_CLASS (sipgo_user_agent_core_parent_class)->finalize (object);
}

static void
sipgo_user_agent_core_class_init (SipgoUserAgentCoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sipgo_user_agent_core_finalize;
}

static void
sipgo_user_agent_core_init (SipgoUserAgentCore *self)
{
  self->settings.supported = g_strdup (SIPGO_SUPPORTED);
  self->own = g_object_new (SIPGO_TYPE_ACCOUNT, NULL);
  self->accounts = g_list_store_new (SIPGO_TYPE_ACCOUNT);
}
