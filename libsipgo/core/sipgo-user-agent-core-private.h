/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-credentials.h"
#include "libsipgo/auth/sipgo-digest-store-private.h"
#include "libsipgo/core/sipgo-core-settings-private.h"
#include "libsipgo/core/sipgo-request-check-private.h"
#include "libsipgo/core/sipgo-request-options-private.h"
#include "libsipgo/core/sipgo-user-agent-core.h"
#include "libsipgo/dialog/sipgo-dialog-private.h"
#include "libsipgo/transaction/sipgo-transaction-layer-private.h"
#include "libsipgo/transaction/sipgo-server-transaction-private.h"

G_BEGIN_DECLS

/* What Supported says when the agent is not told otherwise. */
#define SIPGO_SUPPORTED "100rel, replaces"

/* A request that is in no dialog, and that passed the checks of 8.2. */
typedef void (*SipgoNewRequestFunc) (SipgoServerTransaction *transaction, gpointer user_data);
/* A request inside a dialog; transaction is NULL for an ACK. */
typedef void (*SipgoDialogRequestFunc) (SipgoServerTransaction *transaction, SipgoMessage *request, gpointer user_data);

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

  SipgoNameAddr *identity;
  char *contact_name;
  char *product;
  char *allow_events;
  SipgoCredentials *credentials;
  SipgoDigestStore *digests;
  GQueue deferred;                  /* SipgoIncomingRequest, borrowed: those that wait for a decision */
  SipgoUri *outbound_proxy;
  SipgoCoreSettings settings;
};

SipgoUserAgentCore    *sipgo_user_agent_core_new              (SipgoEnvironment *environment, SipgoNet *net);
void                   sipgo_user_agent_core_set_handler      (SipgoUserAgentCore *self, SipgoNewRequestFunc func,
                                                               gpointer user_data);
SipgoEnvironment      *sipgo_user_agent_core_get_environment  (SipgoUserAgentCore *self);
/* As g_task_new (), but the callback comes in the agent's context. self NULL: of an object that was disposed. */
GTask                 *sipgo_user_agent_core_new_task         (SipgoUserAgentCore *self, gpointer source_object,
                                                               GCancellable *cancellable,
                                                               GAsyncReadyCallback callback, gpointer user_data);
SipgoTransportLayer   *sipgo_user_agent_core_get_transport    (SipgoUserAgentCore *self);
SipgoTransactionLayer *sipgo_user_agent_core_get_transaction_layer (SipgoUserAgentCore *self);
SipgoRandom           *sipgo_user_agent_core_get_random       (SipgoUserAgentCore *self);
/* From so many on new requests are refused with 503; 0 for no limit. */
void                   sipgo_user_agent_core_set_max_transactions (SipgoUserAgentCore *self, guint max);
/* Ends every transaction and dialog and closes all sockets, at once. */
void                   sipgo_user_agent_core_close            (SipgoUserAgentCore *self);

/* --- who we are --- */
void                   sipgo_user_agent_core_set_identity     (SipgoUserAgentCore *self, SipgoNameAddr *identity,
                                                               const char *contact_name);
void                   sipgo_user_agent_core_set_credentials  (SipgoUserAgentCore *self, SipgoCredentials *credentials);
SipgoCredentials      *sipgo_user_agent_core_get_credentials  (SipgoUserAgentCore *self);
/* The nonces that servers have given us. */
SipgoDigestStore      *sipgo_user_agent_core_get_digests      (SipgoUserAgentCore *self);
/* What it is set to beyond who it is. */
SipgoCoreSettings     *sipgo_user_agent_core_get_settings     (SipgoUserAgentCore *self);
GQueue                *sipgo_user_agent_core_get_deferred     (SipgoUserAgentCore *self);
void                   sipgo_user_agent_core_set_product      (SipgoUserAgentCore *self,
                                                               const char *product);   /* User-Agent, Server */
/* The proxy that every request outside a dialog goes to first; NULL for none. */
void                   sipgo_user_agent_core_set_outbound_proxy (SipgoUserAgentCore *self, SipgoUri *proxy);
/* Where a request to the URI is sent first: the outbound proxy, or the URI itself. */
SipgoUri              *sipgo_user_agent_core_get_next_hop     (SipgoUserAgentCore *self, SipgoUri *uri);
/* FALSE with error when requests to the URI can be sent nowhere: tel: without a proxy, and schemes that are not
 * SIP's. */
gboolean               sipgo_user_agent_core_check_target     (SipgoUserAgentCore *self, SipgoUri *uri, GError **error);
/* Whether a request to the URI may leave over TLS only: it or its next hop is a SIPS URI (26.2.2). */
gboolean               sipgo_request_is_secure                (SipgoUri *uri, SipgoUri *next_hop);
/* A SIPS URI where the request's Request-URI or next hop is one (8.1.1.8, 12.1.1). */
char                  *sipgo_user_agent_core_make_contact     (SipgoUserAgentCore *self, SipgoFlow *flow,
                                                               gboolean is_secure);

/* Sends a request for which nobody waits any more, since the process ends: once, without a transaction, and only where
 * no name has to be looked up. Takes nothing. */
void                   sipgo_user_agent_core_send_at_exit     (SipgoUserAgentCore *self, SipgoMessage *request,
                                                               SipgoUri *next_hop);

/* --- messages --- */
/* A request outside any dialog: From, To, Call-ID, CSeq, Max-Forwards. NULL from: our identity; NULL to: the target. */
SipgoMessage          *sipgo_user_agent_core_new_message      (SipgoUserAgentCore *self, const char *method,
                                                               SipgoUri *target,
                                                               SipgoNameAddr *from, SipgoNameAddr *to,
                                                               const char *call_id, guint32 sequence);
void                   sipgo_user_agent_core_add_product      (SipgoUserAgentCore *self, SipgoMessage *message);
/* Supported of every message that lists it, Require of an INVITE. */
void               sipgo_user_agent_core_add_supported   (SipgoUserAgentCore *self, SipgoMessage *message);
void               sipgo_user_agent_core_add_required    (SipgoUserAgentCore *self, SipgoMessage *message);
/* The Contact of a message in which we are called so. Where that is nobody, and the agent is somebody, the Contact does
 * not tell either (RFC 3323 section 4.1). */
char              *sipgo_user_agent_core_make_contact_for (SipgoUserAgentCore *self, SipgoFlow *flow,
                                                           gboolean is_secure, SipgoNameAddr *local);

/* --- dialogs --- */
void                   sipgo_user_agent_core_add_dialog       (SipgoUserAgentCore *self, SipgoDialog *dialog,
                                                               SipgoDialogRequestFunc func, gpointer user_data);
void                   sipgo_user_agent_core_remove_dialog    (SipgoUserAgentCore *self, SipgoDialog *dialog);
gboolean               sipgo_user_agent_core_has_dialog       (SipgoUserAgentCore *self, SipgoDialog *dialog);
/* The user_data that the dialog was added with, or NULL. */
gpointer               sipgo_user_agent_core_find_dialog      (SipgoUserAgentCore *self, const char *call_id,
                                                               const char *local_tag, const char *remote_tag);
guint                  sipgo_user_agent_core_count_dialogs    (SipgoUserAgentCore *self);

/* --- subscriptions --- */
/* Takes the NOTIFYs that are in no dialog yet but answer the SUBSCRIBE with this Call-ID and From tag (RFC 6665
 * 4.4.1). */
void                   sipgo_user_agent_core_add_subscriber    (SipgoUserAgentCore *self, const char *call_id,
                                                                const char *local_tag,
                                                                SipgoDialogRequestFunc func, gpointer user_data);
void                   sipgo_user_agent_core_remove_subscriber (SipgoUserAgentCore *self, const char *call_id,
                                                                const char *local_tag);
guint                  sipgo_user_agent_core_count_subscribers (SipgoUserAgentCore *self);
/* What Allow-Events says: the event packages, with commas between. */
void                   sipgo_user_agent_core_set_allow_events  (SipgoUserAgentCore *self, const char *packages);
const char            *sipgo_user_agent_core_get_allow_events  (SipgoUserAgentCore *self);

G_END_DECLS
