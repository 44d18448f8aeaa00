/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SipgoLogLevel:
 * @SIPGO_LOG_LEVEL_ERROR: an operation has failed
 * @SIPGO_LOG_LEVEL_WARN: something is wrong, but the program goes on
 * @SIPGO_LOG_LEVEL_LOG: a normal event
 * @SIPGO_LOG_LEVEL_DEBUG: every step, every message that is sent or received
 *
 * The importance of a line of the log, the most important first.
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_LOG_LEVEL_ERROR,
  SIPGO_LOG_LEVEL_WARN,
  SIPGO_LOG_LEVEL_LOG,
  SIPGO_LOG_LEVEL_DEBUG,
} SipgoLogLevel;

G_END_DECLS
