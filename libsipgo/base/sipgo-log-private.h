/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"

G_BEGIN_DECLS

/* What the library itself tells: to GLib's log, under the domain sipgo-<topic>, and to who listens to the logger
 * factory of the environment, under the category <topic>. */
typedef enum {
  SIPGO_LOG_WIRE,        /* messages as they cross the wire, credentials masked */
  SIPGO_LOG_STATE,       /* an object went from one state to the next */
  SIPGO_LOG_DROPPED,     /* something from the network was not understood or not wanted */
  SIPGO_LOG_MEDIA,       /* media failed, and nobody listens to its signal: GLib's log shows it by itself */
} SipgoLogTopic;

void     sipgo_log       (SipgoEnvironment *environment, SipgoLogTopic topic, const char *format,
                          ...) G_GNUC_PRINTF (3, 4);
/* Whether anybody reads it: asking first saves the formatting. */
gboolean sipgo_log_wants (SipgoEnvironment *environment, SipgoLogTopic topic);
/* An object has come to a state, which is a value of the enumeration; id may be NULL. */
void     sipgo_log_state (SipgoEnvironment *environment, const char *object, const char *id, GType states, gint state);

G_END_DECLS
