/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-network-watch-private.h"
#include "libsipgo/base/sipgo-internal-type.h"
#include "libsipgo/core/sipgo-failure-private.h"
#include "libsipgo/core/sipgo-outgoing-request-private.h"
#include "libsipgo/core/sipgo-user-agent-core-private.h"
#include "libsipgo/trace/sipgo-trace-private.h"

G_BEGIN_DECLS

typedef struct _SipgoAgent SipgoAgent;

#define SIPGO_TYPE_USAGE (sipgo_usage_get_type ())

/* The base class of all that belongs to an agent: a call, a registration, a subscription, a publication … (RFC 5057
 * calls it a dialog usage). The agent has a list of its usages, and does not know their types. */
SIPGO_DECLARE_INTERNAL_TYPE (SipgoUsage, sipgo_usage, SIPGO, USAGE, GObject)

struct _SipgoUsage
{
  GObject parent_instance;

  SipgoAgent *agent;                /* not owned; NULL once the agent is gone or was left */
  SipgoUserAgentCore *core;
  SipgoAccount *account;            /* whose it is; the agent's own by default */
  GList link;                       /* in one of the agent's two lists */
  guint64 number;                   /* counts in the order of joining; 0 before it has joined and after its end */
  gboolean is_leaving;              /* stop () waits for it */
  gboolean announcing;              /* request-created is being emitted */
  GStrv extra_headers;              /* for every request */
  SipgoFailure *failure;
  GObject *data;                    /* the application's */
  guint64 record_owner;             /* the owner of its records */
  SipgoTrace *trace;                /* made when it is first asked for */
};

struct _SipgoUsageClass
{
  GObjectClass parent_class;

  guint request_created_signal;

  /* The agent is being stopped: ends what the peer has (BYE, unregister, unsubscribe …). TRUE while the answer of the
   * peer is pending; it is called again until it returns FALSE. */
  gboolean (*leave) (SipgoUsage *self);
  /* The agent has stopped or is gone: ends without a message to the peer. The default forgets the agent. */
  void (*terminate) (SipgoUsage *self);
  /* The Call-ID of its messages, for its trace; NULL while there is none. */
  const char *(*get_call_id) (SipgoUsage *self);
  /* This machine has other addresses now, or is in another network. */
  void (*follow_network) (SipgoUsage *self, SipgoNetworkChange change);
  /* The process exits: sends one message to the peer; no signal or callback is called. */
  void (*hang_up_at_exit) (SipgoUsage *self);
};

#define SIPGO_USAGE_GET_CLASS(object) (G_TYPE_INSTANCE_GET_CLASS ((object), SIPGO_TYPE_USAGE, SipgoUsageClass))

/* Sets the agent, which is held weakly. The agent does not stop or count the usage before it has joined. */
void              sipgo_usage_set_up          (SipgoUsage *self, SipgoAgent *agent);
void              sipgo_usage_join            (SipgoUsage *self);
/* The usage is over: it leaves the list of live usages, and knows its agent as before it joined. */
void              sipgo_usage_retire          (SipgoUsage *self);
void              sipgo_usage_forget_agent    (SipgoUsage *self);
/* For dispose (): ends a usage that has not ended, without a message to the peer. */
void              sipgo_usage_end             (SipgoUsage *self);
/* An answer has arrived for which stop () may wait. */
void              sipgo_usage_check_left      (SipgoUsage *self);

SipgoEnvironment *sipgo_usage_get_environment (SipgoUsage *self);
/* FALSE with error while request-created is being emitted. */
gboolean          sipgo_usage_check_announced (SipgoUsage *self, GError **error);
/* The request is one of this usage and of its account. Returns it. */
SipgoOutgoingRequest *sipgo_usage_adopt       (SipgoUsage *self, SipgoOutgoingRequest *request);
/* Emits request-created before the request is sent. A handler may end the request, which is not sent then, or anything
 * else, so the caller holds a reference to the usage. FALSE with error when the request must not be sent any more. */
gboolean          sipgo_usage_announce        (SipgoUsage *self, SipgoOutgoingRequest *request, GError **error);

/* The new state, a value of the enumeration states, goes to the log and to the recorder. object is static. */
void              sipgo_usage_record_state      (SipgoUsage *self, const char *object, const char *id, GType states,
                                                 gint state);
SipgoTrace       *sipgo_usage_get_trace         (SipgoUsage *self);
/* There is a Call-ID now, or another one. */
void              sipgo_usage_call_id_changed   (SipgoUsage *self);

/* TRUE when the value has changed; the class notifies its property then. */
gboolean          sipgo_usage_set_account       (SipgoUsage *self, SipgoAccount *account);
gboolean          sipgo_usage_set_failure       (SipgoUsage *self, SipgoFailure *failure);
gboolean          sipgo_usage_set_extra_headers (SipgoUsage *self, const char *const *extra_headers);

/* --- for the agent --- */

typedef struct
{
  GQueue live;                      /* SipgoUsage by their link, in the order of their numbers */
  GQueue others;                    /* usages that know the agent, but have not joined or are over */
  guint n_leaving;                  /* live usages that stop () waits for */
  guint64 last_number;
} SipgoUsageList;

/* Asks all usages to leave; FALSE when there is none to wait for. */
gboolean          sipgo_usage_list_leave      (SipgoUsageList *self);
void              sipgo_usage_list_terminate  (SipgoUsageList *self);
void              sipgo_usage_list_follow_network (SipgoUsageList *self, SipgoNetworkChange change);
/* The agent is gone: all usages forget it. */
void              sipgo_usage_list_drop       (SipgoUsageList *self);
void              sipgo_usage_list_hang_up_at_exit (SipgoUsageList *self);
/* The position of the usage with this number in a list model that is sorted by number, or where it would be inserted. A
 * binary search, since there may be thousands and GListStore searches linearly. */
guint             sipgo_usage_find_number     (GListModel *list, guint64 number);

G_END_DECLS
