/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/net/sipgo-dns-query-private.h"

G_BEGIN_DECLS

/* The name server of a simulated network: one table of records for all its hosts. */
typedef struct _SipgoSimulatedDns SipgoSimulatedDns;

/* How the server answers queries of one type for one name. */
typedef struct
{
  guint ttl;                 /* seconds */
  gint64 delay_us;           /* 0: the answer comes from within the query */
  gboolean is_silent;        /* there is no answer at all */
  gboolean fails;            /* SERVFAIL */
} SipgoDnsManner;

#define SIPGO_SIMULATED_TTL 60

SipgoSimulatedDns *sipgo_simulated_dns_new         (SipgoEnvironment *environment);
void               sipgo_simulated_dns_free        (SipgoSimulatedDns *self);
void               sipgo_simulated_dns_add_address (SipgoSimulatedDns *self, const char *name, const char *address);
void               sipgo_simulated_dns_add_srv     (SipgoSimulatedDns *self, const char *name, guint priority,
                                                    guint weight, guint port, const char *target);
void               sipgo_simulated_dns_add_naptr   (SipgoSimulatedDns *self, const char *name, guint order,
                                                    guint preference, const char *flags, const char *service,
                                                    const char *replacement);
/* Removes the records of this type. */
void               sipgo_simulated_dns_remove      (SipgoSimulatedDns *self, SipgoDnsRecordType type,
                                                    const char *name);
/* From now on. The default is a TTL of a minute, without delay. */
void               sipgo_simulated_dns_set_manner  (SipgoSimulatedDns *self, SipgoDnsRecordType type,
                                                    const char *name, const SipgoDnsManner *manner);
void               sipgo_simulated_dns_look_up     (SipgoSimulatedDns *self, SipgoDnsQuery *query);
/* The names that were asked for since the last call, each with a blank behind it; transfer full. */
char              *sipgo_simulated_dns_take_asked  (SipgoSimulatedDns *self);

G_END_DECLS
