/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/registration/registerer-util.h"

SipgoRegisterer *
make_registerer (Fixture *fixture)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@example.com", NULL);
  g_autoptr (SipgoUri) registrar = sipgo_uri_parse ("sip:10.0.0.2:5060", NULL);
  SipgoRegisterer *registerer;

  sipgo_user_agent_set_uri (fixture->agent, uri);
  registerer = sipgo_registerer_new (fixture->agent);
  sipgo_registerer_set_registrar (registerer, registrar);
  return registerer;
}

SipgoMessage *
grant (Fixture *fixture, guint seconds)
{
  SipgoMessage *request = peer_expect (fixture->peer, "REGISTER");
  g_autofree char *contact = sipgo_message_get_header (request, "Contact");

  peer_reply (fixture->peer, request, "200 OK\nContact: %s;expires=%u", contact, seconds);
  return request;
}

SipgoMessage *
do_register (Fixture *fixture, SipgoRegisterer *registerer, guint seconds)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request;

  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  request = grant (fixture, seconds);
  WAIT_OK (fixture, &outcome);
  return request;
}
