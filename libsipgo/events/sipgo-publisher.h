/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-client.h"

G_BEGIN_DECLS

/**
 * SipgoPublisherState:
 * @SIPGO_PUBLISHER_STATE_INITIAL: nothing was published yet
 * @SIPGO_PUBLISHER_STATE_PUBLISHED: the server has the publication, and keeps it until it expires
 * @SIPGO_PUBLISHER_STATE_UNPUBLISHED: the server has no publication: it was removed, has expired or was refused
 * @SIPGO_PUBLISHER_STATE_TERMINATED: the agent was stopped
 *
 * The state of a [class@Publisher].
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_PUBLISHER_STATE_INITIAL,
  SIPGO_PUBLISHER_STATE_PUBLISHED,
  SIPGO_PUBLISHER_STATE_UNPUBLISHED,
  SIPGO_PUBLISHER_STATE_TERMINATED,
} SipgoPublisherState;

#define SIPGO_TYPE_PUBLISHER (sipgo_publisher_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoPublisher, sipgo_publisher, SIPGO, PUBLISHER, SipgoClient)

SIPGO_AVAILABLE_IN_ALL
SipgoPublisher       *sipgo_publisher_new                    (SipgoUserAgent *agent, const char *target,
                                                              const char *event, GError **error);
SIPGO_AVAILABLE_IN_ALL
SipgoPublisher       *sipgo_publisher_new_for_uri            (SipgoUserAgent *agent, SipgoUri *target,
                                                              const char *event, GError **error);

SIPGO_AVAILABLE_IN_ALL
const char           *sipgo_publisher_get_event              (SipgoPublisher *self);
SIPGO_AVAILABLE_IN_ALL
SipgoPublisherState   sipgo_publisher_get_state              (SipgoPublisher *self);
SIPGO_AVAILABLE_IN_ALL
SipgoBody            *sipgo_publisher_get_body               (SipgoPublisher *self);
SIPGO_AVAILABLE_IN_ALL
const char           *sipgo_publisher_get_entity_tag         (SipgoPublisher *self);
SIPGO_AVAILABLE_IN_ALL
guint                 sipgo_publisher_get_expires            (SipgoPublisher *self);
SIPGO_AVAILABLE_IN_ALL
guint                 sipgo_publisher_get_granted_expires    (SipgoPublisher *self);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_publisher_set_expires            (SipgoPublisher *self, guint seconds);
SIPGO_AVAILABLE_IN_ALL
gboolean              sipgo_publisher_get_unpublish_on_close (SipgoPublisher *self);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_publisher_set_unpublish_on_close (SipgoPublisher *self, gboolean unpublish_on_close);

SIPGO_AVAILABLE_IN_ALL
void                  sipgo_publisher_publish                (SipgoPublisher *self, SipgoBody *body,
                                                              SipgoRequestOptions *options, GCancellable *cancellable,
                                                              GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingRequest *sipgo_publisher_publish_finish         (SipgoPublisher *self, GAsyncResult *result,
                                                              GError **error);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_publisher_unpublish              (SipgoPublisher *self, SipgoRequestOptions *options,
                                                              GCancellable *cancellable, GAsyncReadyCallback callback,
                                                              gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingRequest *sipgo_publisher_unpublish_finish       (SipgoPublisher *self, GAsyncResult *result,
                                                              GError **error);

G_END_DECLS
