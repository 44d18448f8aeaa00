/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-log-level.h"
#include "libsipgo/base/sipgo-logger.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_LOGGER_FACTORY (sipgo_logger_factory_get_type ())

SIPGO_AVAILABLE_IN_ALL
SipgoLoggerFactory *sipgo_logger_factory_new                 (void);
SIPGO_AVAILABLE_IN_ALL
SipgoLogLevel       sipgo_logger_factory_get_level           (SipgoLoggerFactory *self);
SIPGO_AVAILABLE_IN_ALL
void                sipgo_logger_factory_set_level           (SipgoLoggerFactory *self, SipgoLogLevel level);
SIPGO_AVAILABLE_IN_ALL
gboolean            sipgo_logger_factory_get_builtin_enabled (SipgoLoggerFactory *self);
SIPGO_AVAILABLE_IN_ALL
void                sipgo_logger_factory_set_builtin_enabled (SipgoLoggerFactory *self, gboolean builtin_enabled);
SIPGO_AVAILABLE_IN_ALL
SipgoLogger        *sipgo_logger_factory_get_logger          (SipgoLoggerFactory *self, const char *category,
                                                              const char *label);
SIPGO_AVAILABLE_IN_ALL
void                sipgo_logger_factory_generic_log         (SipgoLoggerFactory *self, SipgoLogLevel level,
                                                              const char *category,
                                                              const char *label, const char *content);

G_END_DECLS
