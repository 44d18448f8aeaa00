/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"

G_BEGIN_DECLS

/* Shows a message under the topic wire of the log; credentials are masked. Costs next to nothing when nobody wants
 * it. */
void  sipgo_wire_log_sent          (SipgoEnvironment *environment, SipgoFlow *flow, GBytes *bytes);
void  sipgo_wire_log_received_over (SipgoEnvironment *environment, SipgoFlow *flow, GBytes *bytes);
void  sipgo_wire_log_received      (SipgoEnvironment *environment, SipgoProtocol protocol, const SipgoAddress *source,
                                    GBytes *bytes);
/* The text that is shown; what is no UTF-8 or a control character is escaped. */
char *sipgo_wire_log_dup_text      (const char *data, gsize length);

G_END_DECLS
