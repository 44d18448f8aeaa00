/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SipgoLogLevel:
 * @SIPGO_LOG_LEVEL_ERROR: something failed
 * @SIPGO_LOG_LEVEL_WARN: something is not as it should be; it goes on
 * @SIPGO_LOG_LEVEL_LOG: what happens
 * @SIPGO_LOG_LEVEL_DEBUG: every step, every message on the wire
 *
 * How much a line of the log matters, the most important first.
 */
typedef enum {
  SIPGO_LOG_LEVEL_ERROR,
  SIPGO_LOG_LEVEL_WARN,
  SIPGO_LOG_LEVEL_LOG,
  SIPGO_LOG_LEVEL_DEBUG,
} SipgoLogLevel;

G_END_DECLS
