/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-logger-factory.h"

G_BEGIN_DECLS

/* Whether a handler of ::logged gets lines of this level. Asking first saves the formatting. */
gboolean sipgo_logger_factory_is_heard    (SipgoLoggerFactory *self, SipgoLogLevel level);
/* Emits ::logged; does not write to GLib's log. */
void     sipgo_logger_factory_tell        (SipgoLoggerFactory *self, SipgoLogLevel level, const char *category,
                                           const char *label, const char *content);
/* ::logged is not emitted any more. */
void     sipgo_logger_factory_fall_silent (SipgoLoggerFactory *self);

G_END_DECLS
