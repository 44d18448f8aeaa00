#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Registration, with digest authentication."""
from harness import Case, GLib, Sipgo, address, asynchronous, make_agent, unittest
from registrar import Registrar

State = Sipgo.RegistererState


def make_account(password="secret"):
    return make_agent(uri=Sipgo.Uri.parse("sip:alice@example.com"), credentials=Sipgo.Credentials.new("alice", password))


class RegisterTest(Case):
    @asynchronous
    async def test_register(self):
        async with Registrar("secret") as registrar, make_account() as agent:
            registerer = Sipgo.Registerer.new(agent)
            self.assertEqual((registerer.user_agent, registerer.state), (agent, State.INITIAL))
            registerer.registrar = registrar.uri
            registerer.expires = 120
            states = []
            registerer.connect("notify::state", lambda registerer, _property: states.append(registerer.state))

            told = []
            registerer.connect("request-created", lambda _registerer, request: request.connect(
                "accept", lambda _request, response: told.append(response.status_code)) and None)

            request = await registerer.register(extra_headers=["X-Test: 1"])
            self.assertEqual(told, [200])
            self.assertEqual((request.message.method, request.response.status_code), ("REGISTER", 200))
            self.assertEqual(len(registrar.requests), 2)
            self.assertEqual(registrar.requests[1].get_header("X-Test"), "1")
            self.assertEqual(registrar.requests[1].get_from().uri.user, "alice")
            self.assertTrue(registerer.contacts)
            self.assertIsNone(registerer.failure)

            await registerer.unregister()
            self.assertEqual(states, [State.REGISTERED, State.UNREGISTERED])

    @asynchronous
    async def test_wrong_password(self):
        async with Registrar("secret") as registrar, make_account("wrong") as agent:
            registerer = Sipgo.Registerer.new(agent)
            registerer.registrar = registrar.uri
            with self.assertRaises(GLib.Error):
                await registerer.register()
            self.assertEqual(registerer.failure.status, 401)
            self.assertNotEqual(registerer.state, State.REGISTERED)

    @asynchronous
    async def test_refused(self):
        async with make_agent() as other, make_account() as agent:
            registerer = Sipgo.Registerer.new(agent)
            registerer.registrar = Sipgo.Uri.parse(address(other)).with_user(None)
            with self.assertRaises(GLib.Error) as caught:
                await registerer.register()
            self.assertEqual(caught.exception.domain, GLib.quark_to_string(Sipgo.status_quark()))
            self.assertEqual(registerer.failure.status, caught.exception.code)


if __name__ == "__main__":
    unittest.main()
