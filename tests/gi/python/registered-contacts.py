#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Incoming registrations: of browsers over a WebSocket listener, and of other clients when a handler accepts them."""
from harness import Case, GLib, Sipgo, address, asynchronous, make_agent, next_item, unittest
from rawsocket import TEXT, RawSocket

State = Sipgo.RegisteredContactState

JSSIP = """REGISTER sip:rig.test SIP/2.0
Via: SIP/2.0/WS {name};branch=z9hG4bK{number}
Max-Forwards: 69
To: <sip:{user}@rig.test>
From: "Jane" <sip:{user}@rig.test>;tag=6hh4gjh8n0
Call-ID: {user}1f4lhvbc4rvodh
CSeq: {number} REGISTER
Contact: {contact}
Expires: {expires}
Allow: INVITE,ACK,CANCEL,BYE,UPDATE,MESSAGE,OPTIONS,REFER,INFO,NOTIFY
Supported: path,gruu,outbound
User-Agent: JsSIP 3.10.1
Content-Length: 0

"""
JANE = '<sip:q2nkq9sl@{name};transport=ws>;+sip.ice;reg-id=1;+sip.instance="<urn:uuid:9ae1c1a2-a4f6-4b0d-9f37-7d2b1e3a4c5d>";expires=600'
OK = """SIP/2.0 200 OK
Via: {via}
From: {sender}
To: {to};tag=jane
Call-ID: {call}
CSeq: {sequence}
Content-Length: 0

"""


def wire(text, **values):
    return text.format(**values).replace("\n", "\r\n")


def make_client(agent, **properties):
    """An agent that registers over a WebSocket."""
    url = "ws://" + agent.listeners[0].partition(":")[2]
    return Sipgo.UserAgent(transport=Sipgo.WebSocketTransport(url=url), uri=Sipgo.Uri.parse("sip:jane@rig.test"),
                           session_description_handler_factory=Sipgo.NullHandlerFactory(), **properties)


class Jane:
    """A client that sends the messages of JsSIP."""

    def __init__(self, raw, name="df7jal23ls0d.invalid", user="jane"):
        self.raw, self.name, self.user, self.number = raw, name, user, 80

    async def receive(self):
        _kind, payload = await self.raw.receive()
        return Sipgo.Message.parse(GLib.Bytes.new(payload))

    async def register(self, contact=JANE, expires=600):
        self.number += 1
        self.raw.send(TEXT, wire(JSSIP, name=self.name, user=self.user, number=self.number, expires=expires,
                                 contact=contact.format(name=self.name)))
        return await self.receive()

    async def answer(self):
        request = await self.receive()
        self.raw.send(TEXT, wire(OK, via=request.get_header("Via"), sender=request.get_header("From"), to=request.get_header("To"),
                                 call=request.call_id, sequence=request.get_header("CSeq")))
        return request


class RegistrationsTest(Case):
    async def ends(self, registered):
        changes = Sipgo.signals(registered, "notify::state")
        while registered.state != State.TERMINATED:
            await next_item(changes)
        return registered.end_reason

    @asynchronous
    async def test_over_web_socket(self):
        async with make_agent("ws") as agent, make_client(agent) as client:
            registerer = Sipgo.Registerer.new(client)
            await registerer.register()
            registered, = agent.registered_contacts
            self.assertIsInstance(registered, Sipgo.RegisteredContact)
            self.assertEqual((registered.state, registered.user_agent), (State.ACTIVE, agent))
            self.assertEqual(registered.address_of_record.to_string(), "sip:jane@rig.test")
            self.assertEqual(registered.contacts, [registered.contact.to_string()])
            self.assertTrue(590 < registered.expires <= 600, registered.expires)
            self.assertEqual(registered.request.message.method, "REGISTER")
            invitations = client.invitations()
            call = Sipgo.Inviter.new_for_uri(agent, registered.contact.uri)
            inviting = call.invite()
            await (await next_item(invitations)).accept()
            await inviting
            await call.bye()
            await registerer.register()
            self.assertEqual(list(agent.registered_contacts), [registered])
            await registerer.unregister()
            self.assertEqual((list(agent.registered_contacts), registered.end_reason), ([], "unregistered"))

    @asynchronous
    async def test_jssip(self):
        async with make_agent("ws") as agent, RawSocket(agent) as raw:
            jane = Jane(raw)
            response = await jane.register()
            self.assertEqual(response.status_code, 200)
            self.assertEqual(response.get_header("Require"), "outbound")
            self.assertRegex(response.get_header("Contact"), r"^<sip:q2nkq9sl@df7jal23ls0d\.invalid;transport=ws>;.*\breg-id=1\b")
            registered, = agent.registered_contacts
            request = agent.core.request("OPTIONS", registered.contact.uri.to_string())
            sending = request.send()
            self.assertEqual((await jane.answer()).get_request_uri().user, "q2nkq9sl")
            await sending
            # Its page is loaded again: another name and connection, but the same instance ID.
            async with RawSocket(agent) as again:
                self.assertEqual((await Jane(again, "8eq3ljh6tb1c.invalid").register()).status_code, 200)
                self.assertEqual(registered.end_reason, "replaced")
                registered, = agent.registered_contacts
                self.assertEqual(registered.contact.uri.host, "8eq3ljh6tb1c.invalid")
            self.assertEqual(await self.ends(registered), "disconnected")
            self.assertEqual(list(agent.registered_contacts), [])

    @asynchronous
    async def test_unknown_to_one_another(self):
        """Two clients that no handler has accepted: neither sees the contact of the other, or can remove it."""
        async with make_agent("ws") as agent, RawSocket(agent) as first, RawSocket(agent) as second:
            other = Jane(second, "stranger.invalid")
            self.assertEqual((await Jane(first).register()).status_code, 200)
            response = await other.register("<sip:x@stranger.invalid;transport=ws>")
            self.assertEqual(len(response.get_header_values("Contact")), 1)
            self.assertEqual((await other.register("*", 0)).status_code, 200)
            registered, = agent.registered_contacts
            self.assertEqual(registered.contact.uri.user, "q2nkq9sl")
            # A call to a server is not sent to a client that claims its address.
            server = address(agent, "boss")
            self.assertEqual((await other.register(f"<{server}>")).status_code, 200)
            response = await agent.core.request("OPTIONS", server).send()
            self.assertIn("libsipgo", response.get_header("Server"))

    @asynchronous
    async def test_bounded(self):
        async with make_agent("ws") as agent, RawSocket(agent) as raw:
            statuses = [(await Jane(raw, user=f"u{i}").register()).status_code for i in range(66)]
            self.assertEqual(statuses, [200] * 64 + [503] * 2)
            self.assertEqual(len(agent.registered_contacts), 64)

    @asynchronous
    async def test_handler(self):
        async with make_agent() as agent:
            registerer_agent = make_agent(uri=Sipgo.Uri.parse("sip:jane@rig.test"))
            async with registerer_agent:
                registerer = Sipgo.Registerer.new(registerer_agent)
                registerer.registrar = Sipgo.Uri.parse(address(agent))
                with self.refused(405):
                    await registerer.register()
                decide = agent.connect("register-received", lambda _agent, registered: registered.reject(status_code=404))
                with self.refused(404):
                    await registerer.register()
                agent.disconnect(decide)

                def accept(_agent, registered):
                    registered.max_expires = 100
                    registered.accept(extra_headers=["X-A: 1"])

                agent.connect("register-received", accept)
                await registerer.register()
                registered, = agent.registered_contacts
                self.assertTrue(90 < registered.expires <= 100, registered.expires)
                response = await agent.core.request("OPTIONS", registered.contact.uri.to_string()).send()
                self.assertEqual(response.status_code, 200)
            self.assertEqual((registered.state, registered.end_reason), (State.TERMINATED, "unregistered"))

    @asynchronous
    async def test_password(self):
        """A handler requires digest authentication."""
        challenge = 'WWW-Authenticate: Digest realm="rig", nonce="n1", algorithm=MD5'

        def decide(_agent, registered):
            if "username=\"jane\"" in (registered.request.message.get_header("Authorization") or ""):
                registered.accept()
            else:
                registered.reject(status_code=401, extra_headers=[challenge])

        async with make_agent("ws") as agent:
            agent.connect("register-received", decide)
            async with make_client(agent) as stranger:
                with self.refused(401):
                    await Sipgo.Registerer.new(stranger).register()
            async with make_client(agent, credentials=Sipgo.Credentials.new("jane", "secret")) as client:
                await Sipgo.Registerer.new(client).register()
                self.assertEqual(len(agent.registered_contacts), 1)


if __name__ == "__main__":
    unittest.main()
