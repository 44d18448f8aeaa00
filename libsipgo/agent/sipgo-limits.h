/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "libsipgo/base/sipgo-version-macros.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_LIMITS (sipgo_limits_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoLimits, sipgo_limits, SIPGO, LIMITS, GObject)

SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_limits_get_accepting_calls (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_limits_set_accepting_calls (SipgoLimits *self, gboolean accepting_calls);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_max_calls (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_limits_set_max_calls (SipgoLimits *self, guint max_calls);
SIPGO_AVAILABLE_IN_ALL
double sipgo_limits_get_max_media_load (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_limits_set_max_media_load (SipgoLimits *self, double max_media_load);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_max_transactions (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_limits_set_max_transactions (SipgoLimits *self, guint max_transactions);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_max_subscriptions (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_limits_set_max_subscriptions (SipgoLimits *self, guint max_subscriptions);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_max_registered_contacts (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_limits_set_max_registered_contacts (SipgoLimits *self, guint max_registered_contacts);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_max_connections (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_limits_set_max_connections (SipgoLimits *self, guint max_connections);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_max_connections_per_host (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_limits_set_max_connections_per_host (SipgoLimits *self, guint max_connections_per_host);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_max_bytes_in_flight (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_limits_set_max_bytes_in_flight (SipgoLimits *self, guint max_bytes_in_flight);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_max_trace_records (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_limits_set_max_trace_records (SipgoLimits *self, guint max_trace_records);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_max_trace_bytes (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_limits_set_max_trace_bytes (SipgoLimits *self, guint max_trace_bytes);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_max_handshakes (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_limits_set_max_handshakes (SipgoLimits *self, guint max_handshakes);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_max_unauthenticated_requests (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_limits_set_max_unauthenticated_requests (SipgoLimits *self, guint max_unauthenticated_requests);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_max_failed_authentications (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_limits_set_max_failed_authentications (SipgoLimits *self, guint max_failed_authentications);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_calls (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
double sipgo_limits_get_media_load (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_transactions (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_subscriptions (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_registered_contacts (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_connections (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_handshakes (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_limits_get_bytes_in_flight (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
guint64 sipgo_limits_get_refused_calls (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
guint64 sipgo_limits_get_refused_requests (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
guint64 sipgo_limits_get_refused_subscriptions (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
guint64 sipgo_limits_get_refused_registered_contacts (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
guint64 sipgo_limits_get_refused_connections (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
guint64 sipgo_limits_get_refused_unauthenticated_requests (SipgoLimits *self);
SIPGO_AVAILABLE_IN_ALL
guint64 sipgo_limits_get_failed_authentications (SipgoLimits *self);

G_END_DECLS
