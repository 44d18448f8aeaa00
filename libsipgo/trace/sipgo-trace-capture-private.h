/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* records: SipgoTraceRecord. A capture file (pcapng) for Wireshark, with secrets masked. A message over UDP is a packet
 * with headers of IP and UDP made for it. Any other message is an exported PDU: Wireshark then needs no handshake, no
 * keys and no port to know that it is SIP. States and decisions are comments on the next packet. */
GBytes *sipgo_trace_capture_make (GPtrArray *records);

G_END_DECLS
