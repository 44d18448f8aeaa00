/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-nonce-store-private.h"
#include "libsipgo/core/sipgo-account-private.h"
#include "libsipgo/core/sipgo-core-settings-private.h"
#include "libsipgo/core/sipgo-password-request-private.h"
#include "libsipgo/core/sipgo-request-check-private.h"
#include "libsipgo/core/sipgo-request-options-private.h"
#include "libsipgo/core/sipgo-user-agent-core.h"
#include "libsipgo/dialog/sipgo-dialog-private.h"
#include "libsipgo/transaction/sipgo-transaction-layer-private.h"
#include "libsipgo/transaction/sipgo-server-transaction-private.h"

G_BEGIN_DECLS

/* The default value of Supported. */
#define SIPGO_SUPPORTED "100rel,replaces"

/* What a Contact is for. */
typedef enum {
  SIPGO_CONTACT_OF_REGISTER,        /* where the registrar finds us, which a GRUU does not say */
  SIPGO_CONTACT_OF_REQUEST,
  SIPGO_CONTACT_OF_RESPONSE,
} SipgoContactUse;

/* Called for a request outside any dialog that passed the checks of 8.2. */
typedef void (*SipgoNewRequestFunc) (SipgoServerTransaction *transaction, gpointer user_data);
/* Called for a request inside a dialog; transaction is NULL for an ACK. */
typedef void (*SipgoDialogRequestFunc) (SipgoServerTransaction *transaction, SipgoMessage *request, gpointer user_data);

/* Shows the question to the application. FALSE when nobody answers such questions. */
typedef gboolean (*SipgoAskPasswordFunc) (SipgoPasswordRequest *request, gpointer user_data);

struct _SipgoUserAgentCore
{
  GObject parent_instance;

  SipgoEnvironment *environment;
  SipgoTransportLayer *transport;
  SipgoTransactionLayer *transactions;
  GHashTable *dialogs;              /* the dialog's id → DialogEntry */
  GHashTable *subscribers;          /* Call-ID and From tag of a SUBSCRIBE → SubscriberEntry */
  SipgoNewRequestFunc func;
  gpointer user_data;
  guint n_closed;                   /* how often it was closed: requests from before must not be sent */

  SipgoAccount *own;                /* the agent's own account */
  GListStore *accounts;             /* the others … */
  guint n_accounts;                 /* … and how many they are: every request from outside asks */
  char *product;
  char *allow_events;
  SipgoNonceStore *nonces;
  SipgoAskPasswordFunc ask_password;
  gpointer ask_password_data;
  GPtrArray *password_requests;     /* SipgoPasswordRequest, not owned: those that are not answered */
  GQueue deferred;                  /* SipgoIncomingRequest, not owned: the deferred ones */
  SipgoCoreSettings settings;
};

SipgoUserAgentCore    *sipgo_user_agent_core_new              (SipgoEnvironment *environment, SipgoNet *net);
void                   sipgo_user_agent_core_set_handler      (SipgoUserAgentCore *self, SipgoNewRequestFunc func,
                                                               gpointer user_data);
SipgoEnvironment      *sipgo_user_agent_core_get_environment  (SipgoUserAgentCore *self);
/* Like g_task_new (), but the callback runs in the main context of the agent. self NULL: the object was disposed. */
GTask                 *sipgo_user_agent_core_new_task         (SipgoUserAgentCore *self, gpointer source_object,
                                                               GCancellable *cancellable,
                                                               GAsyncReadyCallback callback, gpointer user_data);
SipgoTransportLayer   *sipgo_user_agent_core_get_transport    (SipgoUserAgentCore *self);
SipgoRecorder *sipgo_user_agent_core_get_recorder (SipgoUserAgentCore *self);
SipgoTransactionLayer *sipgo_user_agent_core_get_transaction_layer (SipgoUserAgentCore *self);
SipgoRandom           *sipgo_user_agent_core_get_random       (SipgoUserAgentCore *self);
/* The limit of concurrent transactions: above it, new requests get 503; 0 for no limit. */
void                   sipgo_user_agent_core_set_max_transactions (SipgoUserAgentCore *self, guint max);
/* Ends every transaction and dialog and closes all sockets, at once. */
void                   sipgo_user_agent_core_close            (SipgoUserAgentCore *self);

/* --- who we are --- */
SipgoAccount          *sipgo_user_agent_core_get_own          (SipgoUserAgentCore *self);
void                   sipgo_user_agent_core_add_account      (SipgoUserAgentCore *self, SipgoAccount *account);
void                   sipgo_user_agent_core_remove_account   (SipgoUserAgentCore *self, SipgoAccount *account);
/* FALSE with error when one of them has a proxy that cannot be read. */
gboolean               sipgo_user_agent_core_check_accounts   (SipgoUserAgentCore *self, GError **error);
/* The account that a request from outside is for; the agent's own when it is for none of the others. */
SipgoAccount          *sipgo_user_agent_core_find_account     (SipgoUserAgentCore *self, SipgoMessage *request);
/* The store of the nonces received from servers. */
SipgoNonceStore       *sipgo_user_agent_core_get_nonces       (SipgoUserAgentCore *self);
/* func: NULL when there is no application to ask. */
void                   sipgo_user_agent_core_set_ask_password (SipgoUserAgentCore *self, SipgoAskPasswordFunc func,
                                                               gpointer user_data);
/* Asks the application for a password, or joins an open question (transfer full). It may be answered already, and the
 * application may have done anything meanwhile. NULL when nobody answers. */
SipgoPasswordRequest  *sipgo_user_agent_core_ask_password     (SipgoUserAgentCore *self, SipgoAccount *account,
                                                               const SipgoDigestLack *lack);
/* The settings other than the identity. */
SipgoCoreSettings     *sipgo_user_agent_core_get_settings     (SipgoUserAgentCore *self);
GQueue                *sipgo_user_agent_core_get_deferred     (SipgoUserAgentCore *self);
void                   sipgo_user_agent_core_set_product      (SipgoUserAgentCore *self,
                                                               const char *product);   /* User-Agent, Server */
/* The next hop of a request of the account to the URI: its proxy, or the URI itself. */
SipgoUri              *sipgo_user_agent_core_get_next_hop     (SipgoUserAgentCore *self, SipgoAccount *account,
                                                               SipgoUri *uri);
/* FALSE with error when a request to the URI has no next hop: a tel: URI without an outbound proxy, or a scheme other
 * than sip: and sips:. */
gboolean               sipgo_user_agent_core_check_target     (SipgoUserAgentCore *self, SipgoUri *uri, GError **error);
/* Whether a request to the URI must be sent over TLS: the URI or the next hop is a SIPS URI (26.2.2). */
gboolean               sipgo_request_is_secure                (SipgoUri *uri, SipgoUri *next_hop);
/* Makes the value of the account's Contact: one of its GRUUs (RFC 5627), or the address of the flow. is_secure: with a
 * SIPS URI, as required when the Request-URI or the next hop is a SIPS URI (8.1.1.8, 12.1.1). local: our address in the
 * message (nullable); when it is anonymous and the identity of the account is not, the Contact does not tell who we are
 * (RFC 3323 section 4.1). */
char                  *sipgo_user_agent_core_make_contact     (SipgoUserAgentCore *self, SipgoAccount *account,
                                                               SipgoFlow *flow, gboolean is_secure,
                                                               SipgoContactUse use, SipgoNameAddr *local);
/* Supported lists what such a Contact makes use of: outbound (RFC 5626 4.3) and gruu (RFC 5627). */
void                   sipgo_user_agent_core_add_contact_tags (SipgoUserAgentCore *self, SipgoAccount *account,
                                                               SipgoMessage *message, gboolean is_secure,
                                                               SipgoContactUse use, SipgoNameAddr *local);
/* Adds the account's Contact to a response over the flow. */
void                   sipgo_user_agent_core_add_contact      (SipgoUserAgentCore *self, SipgoAccount *account,
                                                               SipgoMessage *response, SipgoFlow *flow,
                                                               gboolean is_secure, SipgoNameAddr *local);

/* For the end of the process: sends a request of the dialog once, without a transaction, and only when the next hop
 * needs no DNS lookup. Takes no ownership. */
void                   sipgo_user_agent_core_send_at_exit     (SipgoUserAgentCore *self, SipgoMessage *request,
                                                               SipgoDialog *dialog);

/* --- messages --- */
/* Makes a request of the account outside any dialog, with From, To, Call-ID, CSeq and Max-Forwards. NULL from: the
 * identity of the account; NULL to: the target. */
SipgoMessage          *sipgo_user_agent_core_new_message      (SipgoUserAgentCore *self, SipgoAccount *account,
                                                               const char *method, SipgoUri *target,
                                                               SipgoNameAddr *from, SipgoNameAddr *to,
                                                               const char *call_id, guint32 sequence);
/* … over this edge; the other function takes the one that requests of the account go over now. */
SipgoMessage          *sipgo_user_agent_core_new_message_over (SipgoUserAgentCore *self, SipgoAccount *account,
                                                               SipgoEdge *edge, const char *method, SipgoUri *target,
                                                               SipgoNameAddr *from, SipgoNameAddr *to,
                                                               const char *call_id, guint32 sequence);
void                   sipgo_user_agent_core_add_product      (SipgoUserAgentCore *self, SipgoMessage *message);
/* Add Supported, for every message that carries it, and Require, for an INVITE. */
void               sipgo_user_agent_core_add_supported   (SipgoUserAgentCore *self, SipgoMessage *message);
void               sipgo_user_agent_core_add_required    (SipgoUserAgentCore *self, SipgoMessage *message);

/* --- dialogs --- */
void                   sipgo_user_agent_core_add_dialog       (SipgoUserAgentCore *self, SipgoDialog *dialog,
                                                               SipgoDialogRequestFunc func, gpointer user_data);
void                   sipgo_user_agent_core_remove_dialog    (SipgoUserAgentCore *self, SipgoDialog *dialog);
gboolean               sipgo_user_agent_core_has_dialog       (SipgoUserAgentCore *self, SipgoDialog *dialog);
/* The user_data given to add_dialog () with this dialog, or NULL. */
gpointer               sipgo_user_agent_core_find_dialog      (SipgoUserAgentCore *self, const char *call_id,
                                                               const char *local_tag, const char *remote_tag);
guint                  sipgo_user_agent_core_count_dialogs    (SipgoUserAgentCore *self);

/* --- subscriptions --- */
/* Receives each NOTIFY that matches the SUBSCRIBE with this Call-ID and From tag and belongs to no known dialog yet
 * (RFC 6665 4.4.1). */
void                   sipgo_user_agent_core_add_subscriber    (SipgoUserAgentCore *self, const char *call_id,
                                                                const char *local_tag,
                                                                SipgoDialogRequestFunc func, gpointer user_data);
void                   sipgo_user_agent_core_remove_subscriber (SipgoUserAgentCore *self, const char *call_id,
                                                                const char *local_tag);
guint                  sipgo_user_agent_core_count_subscribers (SipgoUserAgentCore *self);
/* The value of Allow-Events: the event packages, separated by commas. */
void                   sipgo_user_agent_core_set_allow_events  (SipgoUserAgentCore *self, const char *packages);
const char            *sipgo_user_agent_core_get_allow_events  (SipgoUserAgentCore *self);

G_END_DECLS
