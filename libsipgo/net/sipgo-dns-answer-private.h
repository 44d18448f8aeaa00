/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-address-private.h"

G_BEGIN_DECLS

/* One record of any type that a SipgoDnsQuery asks for. */
typedef struct
{
  SipgoAddress address;
  guint first;               /* priority of SRV, order of NAPTR: the lowest comes first */
  guint second;              /* weight of SRV, preference of NAPTR */
  guint port;                /* of SRV */
  char *name;                /* target of SRV ("" if the service is not offered), replacement of NAPTR */
  char *flags;               /* of NAPTR */
  char *service;             /* of NAPTR */
} SipgoDnsRecord;

/* The answer to a query, with a count of references. It is not changed once it is complete. */
typedef struct
{
  int ref_count;
  GArray *records;           /* SipgoDnsRecord, as the resolver has given them; empty if there are none */
  guint ttl;                 /* seconds: the smallest of all records */
  GError *error;             /* there was no answer; NULL if there are just no records */
} SipgoDnsAnswer;

/* More records are ignored: so many are an error or an attack. */
#define SIPGO_DNS_MAX_RECORDS 64

SipgoDnsAnswer *sipgo_dns_answer_new   (void);
SipgoDnsAnswer *sipgo_dns_answer_ref   (SipgoDnsAnswer *self);
void            sipgo_dns_answer_unref (SipgoDnsAnswer *self);
/* Takes ownership of the texts of the record. */
void            sipgo_dns_answer_take  (SipgoDnsAnswer *self, SipgoDnsRecord record, guint ttl);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoDnsAnswer, sipgo_dns_answer_unref)

G_END_DECLS
