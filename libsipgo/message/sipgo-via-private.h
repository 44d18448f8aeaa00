/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-grammar-private.h"
#include "libsipgo/message/sipgo-via.h"

G_BEGIN_DECLS

SipgoVia *sipgo_via_parse_first (const char *data, gsize length, SipgoFault *fault);
gboolean  sipgo_via_is_ambiguous (SipgoVia *self);
/* How much of its text stands in front of the parameters; nothing there ever has to be repaired. */
gsize     sipgo_via_get_head_length (SipgoVia *self);
/* What would be parsed from a text that begins with this head and goes on with other parameters. */
SipgoVia *sipgo_via_new_with_parameters (SipgoVia *self, SipgoSlice text);

G_END_DECLS
