/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transaction/sipgo-transaction-layer-private.h"
#include "libsipgo/transaction/sipgo-client-transaction-private.h"
#include "libsipgo/transaction/sipgo-server-transaction-private.h"
#include "tests/util/scripted-peer.h"

/* A transaction layer at 10.0.0.1:5060, and a scripted peer at 10.0.0.2:5060. */
typedef struct
{
  SipgoEnvironment *environment;
  SipgoSimulatedNetwork *network;
  SipgoTransportLayer *transport;
  SipgoTransactionLayer *layer;
  Peer *peer;
} Fixture;

void fixture_set_up     (Fixture *self, gconstpointer data);
/* Runs until nothing is left to do, and checks that no transaction and no timer is left. */
void fixture_tear_down  (Fixture *self, gconstpointer data);

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
