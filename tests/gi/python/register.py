#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Registration, with digest authentication."""
from harness import Case, GLib, Sipgo, address, asynchronous, make_agent, next_item, unittest
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

    @asynchronous
    async def test_flows(self):
        """A flow to each of two edges, which are registrars of ours; the line lives while one of them does."""
        async with make_agent("tcp") as first, make_agent("tcp") as second:
            edges = [address(edge).replace("bob@", "") for edge in (first, second)]
            for edge in first, second:
                edge.connect("register-received", lambda _edge, contact: contact.accept())
            async with make_agent("tcp", uri="sip:alice@example.com", outbound_proxies=[Sipgo.Uri.parse(edges[0]), edges[1]],
                                  gruu=Sipgo.Gruu.TEMPORARY) as agent:
                self.assertEqual(agent.outbound_proxies, edges)
                self.assertEqual(agent.gruu, Sipgo.Gruu.TEMPORARY)
                registerer = Sipgo.Registerer.new(agent)
                await registerer.register()
                flows = list(registerer.registrations)
                while [flow.state for flow in flows] != [State.REGISTERED] * 2:
                    await next_item(Sipgo.signals(flows[1], "notify::state"))
                self.assertEqual([(str(flow.outbound_proxy), flow.reg_id, flow.failure) for flow in flows],
                                 [(edges[0], 1, None), (edges[1], 2, None)])
                self.assertEqual([len(list(edge.registered_contacts)) for edge in (first, second)], [1, 1])
                self.assertIsNone(registerer.pub_gruu or registerer.temp_gruu)
                await first.stop()
                while flows[0].state == State.REGISTERED:
                    await next_item(Sipgo.signals(flows[0], "notify::state"))
                self.assertEqual(registerer.state, State.REGISTERED)
                await registerer.unregister()
                self.assertEqual(registerer.state, State.UNREGISTERED)

    @asynchronous
    async def test_bad_proxies(self):
        with self.assertRaisesRegex(GLib.Error, "outbound-proxies: .*tea") as caught:
            await make_agent(outbound_proxies="tea").start()
        self.assertTrue(caught.exception.matches(Sipgo.error_quark(), Sipgo.Error.INVALID))


if __name__ == "__main__":
    unittest.main()
