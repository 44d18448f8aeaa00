/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "libsipgo/base/sipgo-version-macros.h"

G_BEGIN_DECLS

/**
 * SipgoDnsRecordType:
 * @SIPGO_DNS_RECORD_TYPE_ADDRESS: A and AAAA records of a host, in the order in which they should be tried
 * @SIPGO_DNS_RECORD_TYPE_SRV: SRV records (RFC 2782): the hosts that offer a service
 * @SIPGO_DNS_RECORD_TYPE_NAPTR: NAPTR records (RFC 3403): the transports that a domain offers
 *
 * What a [class@DnsQuery] asks for.
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_DNS_RECORD_TYPE_ADDRESS,
  SIPGO_DNS_RECORD_TYPE_SRV,
  SIPGO_DNS_RECORD_TYPE_NAPTR,
} SipgoDnsRecordType;

#define SIPGO_TYPE_DNS_QUERY (sipgo_dns_query_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoDnsQuery, sipgo_dns_query, SIPGO, DNS_QUERY, GObject)

SIPGO_AVAILABLE_IN_ALL
const char         *sipgo_dns_query_get_name        (SipgoDnsQuery *self);
SIPGO_AVAILABLE_IN_ALL
SipgoDnsRecordType  sipgo_dns_query_get_record_type (SipgoDnsQuery *self);
SIPGO_AVAILABLE_IN_ALL
GCancellable       *sipgo_dns_query_get_cancellable (SipgoDnsQuery *self);

SIPGO_AVAILABLE_IN_ALL
gboolean            sipgo_dns_query_add_address     (SipgoDnsQuery *self, const char *address, guint ttl,
                                                     GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean            sipgo_dns_query_add_srv         (SipgoDnsQuery *self, guint priority, guint weight, guint port,
                                                     const char *target, guint ttl, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean            sipgo_dns_query_add_naptr       (SipgoDnsQuery *self, guint order, guint preference,
                                                     const char *flags, const char *service, const char *replacement,
                                                     guint ttl, GError **error);
SIPGO_AVAILABLE_IN_ALL
void                sipgo_dns_query_complete        (SipgoDnsQuery *self);
SIPGO_AVAILABLE_IN_ALL
void                sipgo_dns_query_fail            (SipgoDnsQuery *self, const GError *error);

G_END_DECLS
