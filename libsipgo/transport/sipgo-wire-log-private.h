/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"

G_BEGIN_DECLS

/* Log a message under the topic “wire”, with credentials masked. Nothing is formatted unless the log is read. */
void  sipgo_wire_log_sent          (SipgoEnvironment *environment, SipgoFlow *flow, GBytes *bytes);
void  sipgo_wire_log_received_over (SipgoEnvironment *environment, SipgoFlow *flow, GBytes *bytes);
void  sipgo_wire_log_received      (SipgoEnvironment *environment, SipgoProtocol protocol, const SipgoAddress *source,
                                    GBytes *bytes);

G_END_DECLS
