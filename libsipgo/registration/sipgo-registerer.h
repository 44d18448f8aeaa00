/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-internal-type.h"
#include "libsipgo/registration/sipgo-unregister-options.h"
#include "libsipgo/agent/sipgo-agent-types.h"
#include "libsipgo/trace/sipgo-trace.h"
#include "libsipgo/core/sipgo-account.h"
#include "libsipgo/core/sipgo-failure.h"
#include "libsipgo/core/sipgo-outgoing-request.h"

G_BEGIN_DECLS

/**
 * SipgoRegistererState:
 * @SIPGO_REGISTERER_STATE_INITIAL: nothing was registered yet
 * @SIPGO_REGISTERER_STATE_REGISTERED: the registrar has our Contact, and the registration is refreshed
 * @SIPGO_REGISTERER_STATE_UNREGISTERED: the registrar does not have our Contact, or not any more
 * @SIPGO_REGISTERER_STATE_TERMINATED: the registerer was ended, or the agent was stopped
 *
 * The state of a [class@Registerer].
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_REGISTERER_STATE_INITIAL,
  SIPGO_REGISTERER_STATE_REGISTERED,
  SIPGO_REGISTERER_STATE_UNREGISTERED,
  SIPGO_REGISTERER_STATE_TERMINATED,
} SipgoRegistererState;

#define SIPGO_TYPE_REGISTERER (sipgo_registerer_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoRegisterer, sipgo_registerer, SIPGO, REGISTERER, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoRegisterer      *sipgo_registerer_new               (SipgoUserAgent *agent);
SIPGO_AVAILABLE_IN_ALL
SipgoUserAgent       *sipgo_registerer_get_user_agent    (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
SipgoAccount *sipgo_registerer_get_account (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_registerer_set_account (SipgoRegisterer *self, SipgoAccount *account);
SIPGO_AVAILABLE_IN_ALL
SipgoRegistererState  sipgo_registerer_get_state         (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
SipgoUri             *sipgo_registerer_get_registrar     (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_registerer_set_registrar     (SipgoRegisterer *self, SipgoUri *registrar);
SIPGO_AVAILABLE_IN_ALL
guint                 sipgo_registerer_get_expires       (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
guint                 sipgo_registerer_get_granted_expires (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_registerer_set_expires       (SipgoRegisterer *self, guint seconds);
SIPGO_AVAILABLE_IN_ALL
GStrv                 sipgo_registerer_get_contacts      (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
SipgoFailure         *sipgo_registerer_get_failure       (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
SipgoTrace           *sipgo_registerer_get_trace         (SipgoRegisterer *self);

SIPGO_AVAILABLE_IN_ALL
void                  sipgo_registerer_register          (SipgoRegisterer *self, SipgoRequestOptions *options,
                                                          GCancellable *cancellable, GAsyncReadyCallback callback,
                                                          gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingRequest *sipgo_registerer_register_finish   (SipgoRegisterer *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_registerer_unregister        (SipgoRegisterer *self, SipgoUnregisterOptions *options,
                                                          GCancellable *cancellable, GAsyncReadyCallback callback,
                                                          gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingRequest *sipgo_registerer_unregister_finish (SipgoRegisterer *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_registerer_end               (SipgoRegisterer *self, GCancellable *cancellable,
                                                          GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean              sipgo_registerer_end_finish        (SipgoRegisterer *self, GAsyncResult *result, GError **error);

/* --- properties --- */
SIPGO_AVAILABLE_IN_ALL
guint sipgo_registerer_get_refresh_frequency (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_registerer_set_refresh_frequency (SipgoRegisterer *self, guint refresh_frequency);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_registerer_get_jitter (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_registerer_set_jitter (SipgoRegisterer *self, guint jitter);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_registerer_get_retry_after (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
GListModel *sipgo_registerer_get_registrations (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
SipgoUri *sipgo_registerer_get_pub_gruu (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
SipgoUri *sipgo_registerer_get_temp_gruu (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_registerer_get_reg_id (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_registerer_set_reg_id (SipgoRegisterer *self, guint reg_id);
SIPGO_AVAILABLE_IN_ALL
GStrv sipgo_registerer_get_extra_headers (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_registerer_set_extra_headers (SipgoRegisterer *self, const char *const *extra_headers);
SIPGO_AVAILABLE_IN_ALL
GStrv sipgo_registerer_get_extra_contact_header_params (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_registerer_set_extra_contact_header_params (SipgoRegisterer *self,
                                                       const char *const *extra_contact_header_params);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr *sipgo_registerer_get_local_identity (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_registerer_set_local_identity (SipgoRegisterer *self, SipgoNameAddr *local_identity);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr *sipgo_registerer_get_remote_identity (SipgoRegisterer *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_registerer_set_remote_identity (SipgoRegisterer *self, SipgoNameAddr *remote_identity);

G_END_DECLS
