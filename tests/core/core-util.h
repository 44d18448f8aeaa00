/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-user-agent-core-requests-private.h"
#include "tests/util/scripted-peer.h"

/* A core at 10.0.0.1:5060, and a scripted peer at 10.0.0.2:5060. */
typedef struct
{
  SipgoEnvironment *environment;
  SipgoSimulatedNetwork *network;
  SipgoUserAgentCore *core;
  Peer *peer;
  GPtrArray *requests;             /* SipgoIncomingRequest that were passed up */
} Fixture;

void fixture_set_up    (Fixture *self, gconstpointer data);
void fixture_tear_down (Fixture *self, gconstpointer data);
/* The last one that was passed up. */
SipgoIncomingRequest *fixture_last_request (Fixture *self);

/* The result of a send (). */
typedef struct
{
  gboolean done;
  SipgoMessage *response;
  GError *error;
} Outcome;

void outcome_note  (GObject *source, GAsyncResult *result, gpointer user_data);
void outcome_clear (Outcome *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
