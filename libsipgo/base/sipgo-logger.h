/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "libsipgo/base/sipgo-version-macros.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_LOGGER (sipgo_logger_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoLogger, sipgo_logger, SIPGO, LOGGER, GObject)

/* Declared here, because both classes refer to each other. */
SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoLoggerFactory, sipgo_logger_factory, SIPGO, LOGGER_FACTORY, GObject)

SIPGO_AVAILABLE_IN_ALL
void sipgo_logger_error (SipgoLogger *self, const char *content);
SIPGO_AVAILABLE_IN_ALL
void sipgo_logger_warn  (SipgoLogger *self, const char *content);
SIPGO_AVAILABLE_IN_ALL
void sipgo_logger_log   (SipgoLogger *self, const char *content);
SIPGO_AVAILABLE_IN_ALL
void sipgo_logger_debug (SipgoLogger *self, const char *content);

SIPGO_AVAILABLE_IN_ALL
SipgoLoggerFactory *sipgo_logger_get_factory  (SipgoLogger *self);
SIPGO_AVAILABLE_IN_ALL
const char         *sipgo_logger_get_category (SipgoLogger *self);
SIPGO_AVAILABLE_IN_ALL
const char         *sipgo_logger_get_label    (SipgoLogger *self);

G_END_DECLS
