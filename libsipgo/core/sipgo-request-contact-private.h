/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-account-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"

G_BEGIN_DECLS

struct _SipgoUserAgentCore;

/* The Contact of a request, which is written anew for each target. Embedded in the request. */
typedef struct
{
  char *suffix;                     /* its parameters, each with its semicolon; NULL for none */
  char *former;                     /* <URI> that the request removes (RFC 3261 10.2.2) unless it is sent; or NULL */
  char *sent;                       /* the Contact of the last attempt, without the suffix; NULL for none */
} SipgoRequestContact;

void     sipgo_request_contact_clear       (SipgoRequestContact *self);
/* Writes Contact, and what it makes use of into Supported. */
void     sipgo_request_contact_write       (SipgoRequestContact *self, struct _SipgoUserAgentCore *core,
                                            SipgoAccount *account, SipgoMessage *request, SipgoFlow *flow,
                                            gboolean is_secure);
/* Whether it would be written otherwise now: the response has shown that the peer sees another address. */
gboolean sipgo_request_contact_is_outdated (SipgoRequestContact *self, struct _SipgoUserAgentCore *core,
                                            SipgoAccount *account, SipgoMessage *request, SipgoFlow *flow,
                                            gboolean is_secure);
/* <URI> of the one that was sent; NULL for none. */
char    *sipgo_request_contact_dup_sent    (SipgoRequestContact *self);

G_END_DECLS
