/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/phone/sipgo-session-manager.h"
#include "tests/util/ua-util.h"

/* A session manager on the agent of the fixture; its signals, as words. */
typedef struct
{
  Fixture base;
  SipgoSessionManager *manager;
  GString *log;
  SipgoSession *session;           /* of the last signal */
} Managed;

void managed_set_up    (Managed *self, gconstpointer data);
void managed_tear_down (Managed *self, gconstpointer data);
#define ADD_MANAGED(path, function) g_test_add (path, Managed, NULL, managed_set_up, function, managed_tear_down)

#define DECLARE_MANAGER_NOTE(name) DECLARE_NOTE (manager_##name)
DECLARE_NOTE (call);
DECLARE_MANAGER_NOTE (invite);
DECLARE_MANAGER_NOTE (answer);
DECLARE_MANAGER_NOTE (decline);
DECLARE_MANAGER_NOTE (hangup);
DECLARE_MANAGER_NOTE (hold);
DECLARE_MANAGER_NOTE (unhold);
DECLARE_MANAGER_NOTE (send_dtmf);
DECLARE_MANAGER_NOTE (transfer);
DECLARE_MANAGER_NOTE (transfer_to_session);
DECLARE_MANAGER_NOTE (message);

void note_received (SipgoSessionManager *manager, SipgoInvitation *invitation, Managed *self);
void note_pressed  (SipgoSessionManager *manager, SipgoSession *session, const char *tone, guint duration,
                    Managed *self);
void note_heard    (SipgoSessionManager *manager, SipgoIncomingRequest *request, Managed *self);

/* The signals since the last call. */
#define assert_told(self, words) \
  G_STMT_START { g_assert_cmpstr ((self)->log->str, ==, words); g_string_truncate ((self)->log, 0); } G_STMT_END

/* The number of calls. */
guint         managed_count   (Managed *self);
/* An answered outgoing call. */
SipgoSession *managed_call    (Managed *self);
void          managed_hang_up (Managed *self);
