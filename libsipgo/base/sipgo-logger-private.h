/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-logger-factory.h"

G_BEGIN_DECLS

typedef void (*SipgoLoggerWriteFunc) (SipgoLoggerFactory *factory, SipgoLogLevel level, const char *category,
                                      const char *label, const char *content);

/* Makes a logger that calls write with factory for each line. */
SipgoLogger *sipgo_logger_new (SipgoLoggerFactory *factory, SipgoLoggerWriteFunc write, const char *category,
                               const char *label);

G_END_DECLS
