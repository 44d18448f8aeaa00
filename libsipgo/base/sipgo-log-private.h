/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The topics that the library logs under: the floor's G_LOG_DOMAIN says which floor, these say what kind of thing. */
typedef enum {
  SIPGO_LOG_WIRE,        /* messages as they cross the wire, credentials masked */
  SIPGO_LOG_STATE,       /* an object went from one state to the next */
  SIPGO_LOG_DROPPED,     /* something from the network was not understood or not wanted */
} SipgoLogTopic;

void sipgo_log (SipgoLogTopic topic, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean sipgo_log_wants (SipgoLogTopic topic);

G_END_DECLS
