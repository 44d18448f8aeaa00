/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-random-private.h"
#include "libsipgo/net/sipgo-dns-answer-private.h"
#include "libsipgo/transport/sipgo-protocol-private.h"

G_BEGIN_DECLS

/* The names of SRV records for the protocol: "_sip._udp.example.com", transfer full. */
char      *sipgo_service_make_name   (SipgoProtocol protocol, const char *domain);

/* The records of an SRV answer in the order in which to try them: by priority, and within it at random by weight
 * (RFC 2782). The result points to the records of the answer; transfer container. */
GPtrArray *sipgo_service_order_srv   (SipgoDnsAnswer *answer, SipgoRandom *random);

/* The NAPTR records that we can use, by order and preference (RFC 3263 4.1); must_be_secure: only those of TLS. The
 * result points to the records of the answer; transfer container. */
GPtrArray *sipgo_service_order_naptr (SipgoDnsAnswer *answer, gboolean must_be_secure);
/* FALSE if we cannot use the service of a NAPTR record, such as "SIP+D2U". */
gboolean   sipgo_service_get_protocol (const char *service, SipgoProtocol *protocol);

G_END_DECLS
