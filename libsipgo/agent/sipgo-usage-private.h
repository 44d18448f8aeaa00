/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-internal-type.h"
#include "libsipgo/core/sipgo-failure-private.h"
#include "libsipgo/core/sipgo-outgoing-request-private.h"
#include "libsipgo/core/sipgo-user-agent-core-private.h"

G_BEGIN_DECLS

typedef struct _SipgoAgent SipgoAgent;

#define SIPGO_TYPE_USAGE (sipgo_usage_get_type ())

/* The one way of belonging to an agent: a call, a subscription, a publication, … (RFC 5057 calls it a usage). The agent
 * keeps a list of its usages and knows nothing else of them. */
SIPGO_DECLARE_INTERNAL_TYPE (SipgoUsage, sipgo_usage, SIPGO, USAGE, GObject)

struct _SipgoUsage
{
  GObject parent_instance;

  SipgoAgent *agent;                /* not owned; NULL once the agent is gone, or this has left it */
  SipgoUserAgentCore *core;
  GList link;                       /* in one of the agent's two lists */
  guint64 number;                   /* by the order of joining; 0 while it has not joined, and when it is over */
  gboolean is_leaving;              /* stop () waits for it */
  gboolean announcing;              /* a request is being shown to the handlers of request-created */
  GStrv extra_headers;              /* for every request */
  SipgoFailure *failure;
  GObject *data;                    /* the application's */
};

struct _SipgoUsageClass
{
  GObjectClass parent_class;

  guint request_created_signal;

  /* The agent is being stopped: takes back what it has at its peer. TRUE while there is an answer to wait for; it is
   * asked again until there is none. */
  gboolean (*leave) (SipgoUsage *self);
  /* The agent has stopped, or is gone: ends without a word to the peer. The default forgets the agent. */
  void (*terminate) (SipgoUsage *self);
  /* The process ends: one message to the peer, and nothing told to anybody here. */
  void (*hang_up_at_exit) (SipgoUsage *self);
};

#define SIPGO_USAGE_GET_CLASS(object) (G_TYPE_INSTANCE_GET_CLASS ((object), SIPGO_TYPE_USAGE, SipgoUsageClass))

/* From here on it knows that agent, as long as that lives; the agent asks nothing of it before it joins. */
void              sipgo_usage_set_up          (SipgoUsage *self, SipgoAgent *agent);
void              sipgo_usage_join            (SipgoUsage *self);
/* Its end has come: it knows its agent as before it joined. */
void              sipgo_usage_retire          (SipgoUsage *self);
void              sipgo_usage_forget_agent    (SipgoUsage *self);
/* Ends it without a word where it was not ended; for a dispose () that comes before that. */
void              sipgo_usage_end             (SipgoUsage *self);
/* An answer has come for which stop () may wait. */
void              sipgo_usage_check_left      (SipgoUsage *self);

SipgoEnvironment *sipgo_usage_get_environment (SipgoUsage *self);
/* FALSE with error while a request is being shown to the handlers of request-created. */
gboolean          sipgo_usage_check_announced (SipgoUsage *self, GError **error);
/* Emits request-created, before the request is sent: one that a handler ends is not sent at all. Handlers may end all
 * else, too; the caller holds the usage. FALSE with error when the request is not to be sent any more. */
gboolean          sipgo_usage_announce        (SipgoUsage *self, SipgoOutgoingRequest *request, GError **error);

/* TRUE when that is a change, of which the class then tells. */
gboolean          sipgo_usage_set_failure       (SipgoUsage *self, SipgoFailure *failure);
gboolean          sipgo_usage_set_extra_headers (SipgoUsage *self, const char *const *extra_headers);

/* --- for the agent --- */

typedef struct
{
  GQueue live;                      /* SipgoUsage, by their links: in the order of their numbers */
  GQueue others;                    /* those that know the agent, and have not joined, or are over */
  guint n_leaving;                  /* of the live ones: those that stop () waits for */
  guint64 last_number;
} SipgoUsageList;

/* Asks all to leave; FALSE when there is none to wait for. */
gboolean          sipgo_usage_list_leave      (SipgoUsageList *self);
void              sipgo_usage_list_terminate  (SipgoUsageList *self);
/* The agent is gone: no usage knows it any more. */
void              sipgo_usage_list_drop       (SipgoUsageList *self);
void              sipgo_usage_list_hang_up_at_exit (SipgoUsageList *self);
/* Where the usage with the number is in a list model of usages in the order of their numbers, or where it would be: the
 * model itself would look at one after the other, and there may be thousands. */
guint             sipgo_usage_find_number     (GListModel *list, guint64 number);

G_END_DECLS
