/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "manager-util.h"

#define MANAGER_NOTE(name) NOTE_BOOLEAN (manager_##name, SipgoSessionManager, sipgo_session_manager_##name##_finish)
MANAGER_NOTE (invite)
MANAGER_NOTE (answer)
MANAGER_NOTE (decline)
MANAGER_NOTE (hangup)
MANAGER_NOTE (hold)
MANAGER_NOTE (unhold)
MANAGER_NOTE (send_dtmf)
MANAGER_NOTE (transfer)
MANAGER_NOTE (transfer_to_session)
MANAGER_NOTE (message)
NOTE_OBJECT (call, SipgoSessionManager, sipgo_session_manager_call_finish)

static void
take (Managed *self, SipgoSession *session, const char *word)
{
  g_set_object (&self->session, session);
  g_string_append_printf (self->log, "%s ", word);
}

static void
created (SipgoSessionManager *manager, SipgoSession *session, Managed *self)
{
  take (self, session, "created");
}

void
note_received (SipgoSessionManager *manager, SipgoInvitation *invitation, Managed *self)
{
  take (self, SIPGO_SESSION (invitation), "received");
}

static void
answered (SipgoSessionManager *manager, SipgoSession *session, Managed *self)
{
  take (self, session, "answered");
}

static void
hung_up (SipgoSessionManager *manager, SipgoSession *session, Managed *self)
{
  g_assert_null (sipgo_session_manager_find (manager, session));
  take (self, session, "over");
}

static void
held (SipgoSessionManager *manager, SipgoSession *session, gboolean is_held, Managed *self)
{
  g_assert_cmpint (sipgo_session_manager_is_held (manager, session), ==, is_held);
  take (self, session, is_held ? "held" : "resumed");
}

void
note_pressed (SipgoSessionManager *manager, SipgoSession *session, const char *tone, guint duration, Managed *self)
{
  g_autofree char *word = g_strdup_printf ("%s/%u", tone, duration);

  take (self, session, word);
}

void
note_heard (SipgoSessionManager *manager, SipgoIncomingRequest *request, Managed *self)
{
  g_autofree char *text = sipgo_body_get_text (sipgo_message_get_body (sipgo_incoming_request_get_message (request)));

  g_string_append_printf (self->log, "%s ", text);
}

void
managed_set_up (Managed *self, gconstpointer data)
{
  fixture_set_up (&self->base, data);
  self->log = g_string_new (NULL);
  self->manager = sipgo_session_manager_new (self->base.agent);
  g_object_set (self->manager, "auto-stop", FALSE, NULL);
  g_signal_connect (self->manager, "call-created", G_CALLBACK (created), self);
  g_signal_connect (self->manager, "call-answered", G_CALLBACK (answered), self);
  g_signal_connect (self->manager, "call-hangup", G_CALLBACK (hung_up), self);
  g_signal_connect (self->manager, "call-hold", G_CALLBACK (held), self);
}

void
managed_tear_down (Managed *self, gconstpointer data)
{
  g_clear_object (&self->session);
  settle (&self->base);
  g_assert_finalize_object (self->manager);
  g_string_free (self->log, TRUE);
  fixture_tear_down (&self->base, data);
}

guint
managed_count (Managed *self)
{
  return g_list_model_get_n_items (sipgo_session_manager_get_sessions (self->manager));
}

SipgoSession *
managed_call (Managed *self)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_session_manager_call (self->manager, "sip:bob@10.0.0.2:5060", NULL, NULL, note_call, &outcome);
  assert_told (self, "created ");
  peer_reply (self->base.peer, peer_expect (self->base.peer, "INVITE"), "200 OK\n" WITH_SDP);
  peer_expect (self->base.peer, "ACK");
  WAIT_OK (&self->base, &outcome);
  assert_told (self, "answered ");
  return self->session;
}

void
managed_hang_up (Managed *self)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_session_manager_hangup (self->manager, self->session, NULL, note_manager_hangup, &outcome);
  peer_reply (self->base.peer, peer_expect (self->base.peer, "BYE"), "200 OK");
  WAIT_OK (&self->base, &outcome);
  assert_told (self, "over ");
}
