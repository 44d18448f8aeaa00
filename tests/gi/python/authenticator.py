#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""An agent that checks the passwords of those that register with it and call it."""
import asyncio
import hashlib

from harness import Case, GLib, Sipgo, asynchronous, make_agent, unittest


def make_server(provide, challenges=Sipgo.Challenges.REGISTER, transport="udp", **properties):
    agent = make_agent(transport)
    agent.authenticator.challenges = challenges
    agent.authenticator.realm = "home"
    for name, value in properties.items():
        setattr(agent.authenticator, name, value)
    agent.authenticator.connect("credentials-needed", provide)
    agent.connect("register-received", lambda _agent, contact: contact.accept())
    return agent


def make_client(server, user="alice", password="secret"):
    transport, _, host = server.listeners[0].partition(":")
    properties = {"transport": Sipgo.WebSocketTransport(url=f"ws://{host}")} if transport == "ws" else {"listen": ["udp:127.0.0.1:0"]}
    return Sipgo.UserAgent(uri=f"sip:{user}@{host}", credentials=Sipgo.Credentials.new(user, password),
                           session_description_handler_factory=Sipgo.NullHandlerFactory(), **properties)


def provide(_authenticator, request):
    if request.username == "alice":
        request.provide(Sipgo.Credentials.new("alice", "secret"))


class AuthenticatorTest(Case):
    async def registers(self, transport):
        async with make_server(provide, transport=transport) as server:
            async with make_client(server) as client:
                registerer = Sipgo.Registerer.new(client)
                await registerer.register()
                contact = server.registered_contacts[0]
                self.assertEqual(contact.address_of_record.user, "alice")
                self.assertEqual(contact.request.get_authenticated_username(), "alice")
            for user, password in (("alice", "guess"), ("mallory", "secret")):
                async with make_client(server, user, password) as client:
                    with self.assertRaises(GLib.Error) as caught:
                        await Sipgo.Registerer.new(client).register()
                    self.assertTrue(caught.exception.matches(Sipgo.Status.quark(), 401), caught.exception)
            self.assertEqual(server.limits.failed_authentications, 2)

    @asynchronous
    async def test_phone(self):
        await self.registers("udp")

    @asynchronous
    async def test_browser(self):
        await self.registers("ws")

    @asynchronous
    async def test_deferred(self):
        seen = []

        async def look_up(request):
            await asyncio.sleep(0)
            seen.append((request.username, request.realm, request.method, request.uri.host, request.message.method))
            digest = hashlib.sha256(b"alice:home:secret").hexdigest()
            request.provide(Sipgo.Credentials.new_ha1("alice", "home", digest))

        def defer(_authenticator, request):
            request.defer()
            tasks.append(asyncio.ensure_future(look_up(request)))

        tasks = []
        async with make_server(defer, algorithms=["SHA-256"]) as server, make_client(server) as client:
            await Sipgo.Registerer.new(client).register()
            self.assertEqual(seen, [("alice", "home", "REGISTER", "127.0.0.1", "REGISTER")])

    @asynchronous
    async def test_client_asks_for_password(self):
        asked = []

        async def type_password(request):
            await asyncio.sleep(0)
            asked.append((request.username, request.realm, request.was_refused))
            request.provide(Sipgo.Credentials.new(request.username, "secret" if request.was_refused else "typing error"))

        def ask(agent, request):
            self.assertEqual(request.account.uri, agent.uri)
            request.defer()
            tasks.append(asyncio.ensure_future(type_password(request)))

        tasks = []
        async with make_server(provide) as server, make_client(server) as client:
            client.credentials = None
            client.connect("password-needed", ask)
            await Sipgo.Registerer.new(client).register()
            self.assertEqual(asked, [("alice", "home", False), ("alice", "home", True)])
            self.assertEqual(client.credentials.get_username(), "alice")

    @asynchronous
    async def test_client_does_not_know_the_password(self):
        async with make_server(provide) as server, make_client(server) as client:
            client.credentials = None
            client.connect("password-needed", lambda agent, request: request.refuse())
            with self.assertRaises(GLib.Error) as caught:
                await Sipgo.Registerer.new(client).register()
            self.assertTrue(caught.exception.matches(Sipgo.Status.quark(), 401), caught.exception)

    @asynchronous
    async def test_not_challenged(self):
        async with make_agent() as server, make_client(server) as client:
            received = Sipgo.signals(server, "options-received")
            sending = client.core.request("OPTIONS", client.uri.to_string()).send()
            request = await anext(received)
            self.assertIsNone(request.get_authenticated_username())
            request.proceed()
            await sending

    @asynchronous
    async def test_decided_once(self):
        requests = []

        def refuse(_authenticator, request):
            with self.assertRaises(GLib.Error) as caught:
                request.provide(Sipgo.Credentials.new("bob", "secret"))
            self.assertTrue(caught.exception.matches(Sipgo.Error.quark(), Sipgo.Error.INVALID))
            request.refuse()
            with self.assertRaises(GLib.Error) as caught:
                request.proceed()
            self.assertTrue(caught.exception.matches(Sipgo.Error.quark(), Sipgo.Error.STATE))
            requests.append(request)

        async with make_server(refuse) as server, make_client(server) as client:
            with self.assertRaises(GLib.Error):
                await Sipgo.Registerer.new(client).register()
        self.assertEqual(len(requests), 1)

    @asynchronous
    async def test_all(self):
        async with make_server(provide, Sipgo.Challenges.ALL) as server, make_client(server) as client:
            response = await client.core.request("OPTIONS", client.uri.to_string()).send()
            self.assertEqual(response.status_code, 200)
            client.credentials = None
            with self.assertRaises(GLib.Error):
                await client.core.request("OPTIONS", client.uri.to_string()).send()

    def test_settings(self):
        agent = Sipgo.UserAgent()
        authenticator = agent.authenticator
        self.assertEqual(authenticator.challenges, Sipgo.Challenges.NONE)
        self.assertEqual(authenticator.realm, "sip")
        self.assertEqual(authenticator.algorithms, ["MD5"])
        self.assertEqual(authenticator.nonce_lifetime, 300)
        self.assertFalse(authenticator.allow_any_identity)
        authenticator.set_algorithms(["SHA-256", "MD5"])
        self.assertEqual(authenticator.algorithms, ["SHA-256", "MD5"])
        authenticator.algorithms = ["SHA-256"]
        self.assertEqual(authenticator.get_algorithms(), ["SHA-256"])
        authenticator.algorithms = None
        self.assertEqual(authenticator.algorithms, ["MD5"])
        self.assertEqual(agent.limits.max_failed_authentications, 20)
        self.assertEqual(agent.limits.max_unauthenticated_requests, 300)
        self.assertEqual(agent.limits.refused_unauthenticated_requests, 0)


if __name__ == "__main__":
    unittest.main()
