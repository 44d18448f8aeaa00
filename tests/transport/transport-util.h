/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-native-net-private.h"
#include "libsipgo/net/sipgo-simulated-network-private.h"
#include "libsipgo/transport/sipgo-transport-layer-private.h"

/* A transport layer and the messages that it passed up. */
typedef struct
{
  SipgoEnvironment *environment;
  SipgoTransportLayer *layer;
  GPtrArray *messages;         /* SipgoMessage */
  GPtrArray *flows;            /* SipgoFlow, one for each message */
  gboolean answer;             /* answers requests with 200 */
} Agent;

/* network: NULL for the kernel's. */
void          agent_init         (Agent *agent, SipgoEnvironment *environment, SipgoSimulatedNetwork *network);
void          agent_clear        (Agent *agent);
void          agent_listen       (Agent *agent, const char *listener);
/* The first listener's address. */
void          agent_get_address  (Agent *agent, SipgoAddress *address);
SipgoMessage *agent_last         (Agent *agent);
SipgoFlow    *agent_last_flow    (Agent *agent);
/* Runs the environment until that many messages were passed up. */
void          agent_wait         (Agent *agent, guint n_messages);
SipgoFlow    *agent_get_flow     (Agent *agent, const char *target);    /* "udp:127.0.0.1:5060" */
void          agent_send         (Agent *agent, const char *target, const char *text);

/* An OPTIONS with \r\n line ends; extra: further header lines, or NULL. */
char         *make_request       (const char *method, const char *via, const char *extra);
char         *make_response      (const char *via);
GBytes       *to_bytes           (const char *text);

/* Counts calls, so that a test can wait for them. */
typedef struct
{
  SipgoFlowWatch watch;
  guint n_failures;
  GError *error;               /* the last */
} Watcher;

void          watcher_init       (Watcher *watcher, SipgoFlow *flow);
void          watcher_clear      (Watcher *watcher);

/* Runs the environment once: a virtual one, or the real main loop. */
void          turn               (SipgoEnvironment *environment);
#define WAIT_FOR(environment, condition) G_STMT_START { while (!(condition)) turn (environment); } G_STMT_END

/* --- a peer with plain sockets --- */
int           raw_socket         (int type, const char *host, SipgoAddress *bound);    /* bound to a free port */
void          raw_send_to        (int fd, const SipgoAddress *to, const char *text);
/* Runs the environment until the peer has received something, and returns it. */
char         *raw_receive        (SipgoEnvironment *environment, int fd);
gboolean      raw_has_data       (int fd);
