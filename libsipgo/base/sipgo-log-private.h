/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"

G_BEGIN_DECLS

/* The library's own log lines. They go to GLib's log, under the domain sipgo-<topic>, and to the handlers of
 * SipgoLoggerFactory::logged of the environment, under the category <topic>. */
typedef enum {
  SIPGO_LOG_WIRE,        /* messages that are sent and received, with credentials masked */
  SIPGO_LOG_STATE,       /* changes of state of an object */
  SIPGO_LOG_DROPPED,     /* data from the network that were dropped or refused */
  SIPGO_LOG_MEDIA,       /* errors of media, if no handler is connected to ::error; GLib shows them by default */
} SipgoLogTopic;

void     sipgo_log       (SipgoEnvironment *environment, SipgoLogTopic topic, const char *format,
                          ...) G_GNUC_PRINTF (3, 4);
/* Whether the topic is read by a handler or shown by GLib. Asking first saves the formatting. */
gboolean sipgo_log_wants (SipgoEnvironment *environment, SipgoLogTopic topic);
/* Logs the new state of an object, a value of the enumeration states. id may be NULL. */
void     sipgo_log_state (SipgoEnvironment *environment, const char *object, const char *id, GType states, gint state);

G_END_DECLS
