/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-logger-factory.h"

G_BEGIN_DECLS

/* Whether somebody listens to lines of the level; asking first saves the formatting. */
gboolean sipgo_logger_factory_is_heard    (SipgoLoggerFactory *self, SipgoLogLevel level);
/* To those who listen, not to GLib. */
void     sipgo_logger_factory_tell        (SipgoLoggerFactory *self, SipgoLogLevel level, const char *category,
                                           const char *label, const char *content);
/* From here on those who listen are told nothing more. */
void     sipgo_logger_factory_fall_silent (SipgoLoggerFactory *self);

G_END_DECLS
