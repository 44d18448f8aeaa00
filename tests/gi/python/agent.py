#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The agent: start, stop, and requests outside of calls."""
from harness import Case, GLib, Sipgo, address, asynchronous, make_agent, pair, unittest


class AgentTest(Case):
    @asynchronous
    async def test_start_and_stop(self):
        states = []
        agent = make_agent(uri=Sipgo.Uri.parse("sip:alice@example.com"), display_name="Alice")
        agent.connect("notify::state", lambda agent, _property: states.append(agent.state))
        self.assertEqual(agent.listen, ["udp:127.0.0.1:0"])
        self.assertEqual(str(agent.uri), "sip:alice@example.com")
        async with agent as entered:
            self.assertIs(entered, agent)
            self.assertRegex(agent.listeners[0], r"^udp:127\.0\.0\.1:[1-9]\d+$")
            self.assertEqual(len(agent.sessions), 0)
        self.assertEqual(states, [Sipgo.UserAgentState.STARTED, Sipgo.UserAgentState.STOPPED])

    @asynchronous
    async def test_properties(self):
        agent = Sipgo.UserAgent.new()
        agent.product = "test/1"
        agent.display_name = "Alice"
        agent.contact_name = "alice"
        agent.no_answer_timeout = 7
        self.assertEqual((agent.session_expires, agent.min_session_expires), (1800, 90))
        agent.session_expires, agent.min_session_expires = 600, 120
        self.assertEqual((agent.session_expires, agent.min_session_expires), (600, 120))
        self.assertFalse(agent.end_stalled_calls)
        agent.end_stalled_calls = True
        self.assertTrue(agent.end_stalled_calls)
        agent.credentials = Sipgo.Credentials.new("alice", "secret")
        agent.listen = ["tcp:127.0.0.1:0", "udp:127.0.0.1:0"]
        self.assertEqual((agent.product, agent.display_name, agent.contact_name, agent.no_answer_timeout),
                         ("test/1", "Alice", "alice", 7))
        self.assertEqual(agent.credentials.username, "alice")
        async with agent:
            self.assertEqual(sorted(listener.split(":")[0] for listener in agent.listeners), ["tcp", "udp"])

    @asynchronous
    async def test_network(self):
        agent = make_agent()
        seen = []
        agent.connect("notify::network-available", lambda agent, _property: seen.append(agent.network_available))
        self.assertEqual((agent.network_available, agent.local_address), (False, None))
        agent.network_changed()
        async with agent:
            available = agent.network_available
            self.assertEqual(agent.local_address is not None, available)
            agent.network_changed()
            agent.network_changed()
        self.assertEqual((agent.network_available, agent.local_address), (False, None))
        self.assertEqual(seen, [True, False] if available else [])

    @asynchronous
    async def test_address_in_use(self):
        async with make_agent() as first:
            second = Sipgo.UserAgent(listen=first.listeners)
            with self.fails(Sipgo.Error.ADDRESS_IN_USE):
                await second.start()

    @asynchronous
    async def test_bad_listen(self):
        with self.assertRaises(GLib.Error):
            await Sipgo.UserAgent(listen=["carrier-pigeon:127.0.0.1:0"]).start()

    @asynchronous
    async def test_options_request(self):
        async with pair() as (alice, bob):
            request = alice.core.request("OPTIONS", address(bob), extra_headers=["Accept: application/sdp"])
            self.assertIsInstance(request, Sipgo.OutgoingRequest)
            accepted = []
            request.connect("accept", lambda _request, response: accepted.append(response.status_code))
            response = await request.send()
            self.assertEqual((response.status_code, accepted), (Sipgo.Status.OK, [200]))
            self.assertIn("INVITE", response.get_header("Allow"))
            self.assertEqual(request.response.status_code, 200)
            self.assertEqual(request.message.get_header("Accept"), "application/sdp")
            self.assertIsNone(request.failure)

    @asynchronous
    async def test_options_received(self):
        async with pair() as (alice, bob):
            def received(_agent, request):
                self.assertEqual(request.method, "OPTIONS")
                self.assertTrue(request.source)
                request.reject(status_code=486)
                self.assertTrue(request.is_answered())

            bob.connect("options-received", received)
            request = alice.core.request("OPTIONS", address(bob))
            with self.refused(Sipgo.Status.BUSY_HERE):
                await request.send()
            self.assertEqual(request.failure.status, 486)
            self.assertEqual(request.failure.reason_phrase, "Busy Here")
            self.assertEqual(request.failure.response.status_code, 486)
            self.assertTrue(request.failure.tried)
            tried, answered = request.failure.steps
            self.assertEqual((tried.kind, answered.kind), (Sipgo.StepKind.TRIED, Sipgo.StepKind.ANSWERED))
            self.assertEqual((answered.protocol, answered.text), ("UDP", "486 Busy Here"))
            self.assertEqual(str(answered), f"{answered.target} answered 486 Busy Here")
            self.assertLessEqual(tried.time, answered.time)

    @asynchronous
    async def test_message(self):
        async with pair("tcp") as (alice, bob):
            texts = []

            def received(_agent, request):
                self.assertIsInstance(request, Sipgo.IncomingRequest)
                texts.append(request.message.body.text)
                request.accept(extra_headers=["X-Read: yes"])

            bob.connect("message", received)
            response = await alice.core.request("MESSAGE", address(bob), body=Sipgo.Body.new("text/plain", "tea?")).send()
            self.assertEqual(response.get_header("X-Read"), "yes")
            self.assertEqual(texts, ["tea?"])

    @asynchronous
    async def test_nobody_wants_it(self):
        async with pair() as (alice, bob):
            with self.assertRaises(GLib.Error) as caught:
                await alice.core.request("MESSAGE", address(bob)).send()
            self.assertTrue(400 <= caught.exception.code < 500)

    @asynchronous
    async def test_unreachable(self):
        async with make_agent("tcp") as alice:
            async with make_agent("tcp") as gone:
                nobody = address(gone)
            request = alice.core.request("OPTIONS", nobody)
            with self.fails(Sipgo.Error.UNREACHABLE):
                await request.send()
            self.assertIsNone(request.failure.response)

    @asynchronous
    async def test_draining(self):
        async with pair() as (alice, bob):
            self.assertTrue(bob.limits.accepting_calls)
            bob.limits.accepting_calls = False
            request = alice.core.request("OPTIONS", address(bob))
            with self.refused(Sipgo.Status.SERVICE_UNAVAILABLE):
                await request.send()

    @asynchronous
    async def test_bad_uri(self):
        async with make_agent() as alice:
            with self.fails(Sipgo.Error.INVALID):
                alice.core.request("OPTIONS", "nonsense")


if __name__ == "__main__":
    unittest.main()
