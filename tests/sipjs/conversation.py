#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""conversation.py node|chromium direct|kamailio MODULES: our agent and SIP.js talk.

Each side calls, is called, rejects, cancels, refers, messages, re-invites; SIP.js subscribes and publishes to us. At each
step the states of both sides are compared. MODULES is where npm has installed SIP.js.

Re-INVITEs that cross are not here: SIP.js 0.21 ends the call (BYE with 488) when the other's comes while the 491 to its own
is being taken in. tests/session/test-re-invite.c has them, at each moment."""
import asyncio
import functools
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "interop")]

import gi

gi.require_version("Sipgo", "1.0")
from gi.repository import GLib, Sipgo

from hub import Failure, Hub
from rig import HOST, RigCase, main, needs, skip

KIND, ROAD, MODULES = sys.argv[1:4]
TIME_LIMIT = 60
State = Sipgo.SessionState
STATES = {"Initial": State.INITIAL, "Establishing": State.ESTABLISHING, "Established": State.ESTABLISHED,
          "Terminating": State.TERMINATING, "Terminated": State.TERMINATED}
RELIABLE = {"sipExtension100rel": "Supported"}

needs(KIND, {"node": "nodejs"}.get(KIND, KIND))
if ROAD == "kamailio":
    needs("kamailio", "kamailio and kamailio-websocket-modules")
if not os.path.isdir(os.path.join(MODULES, "sip.js")):
    skip(f"SIP.js is not in {MODULES}; tests/run fetches it")


def text(body, content_type="text/plain"):
    return Sipgo.Body.new(content_type, body)


async def becomes(thing, name, value):
    changes = Sipgo.signals(thing, f"notify::{name}")
    while thing.get_property(name) != value:
        await anext(changes)


class Direct:
    """SIP.js connects to the WebSocket listener of our agent, which is also its registrar."""

    async def set_up(self, case):
        self.agent = Sipgo.UserAgent(listen=[f"ws:{HOST}:0"], uri=Sipgo.Uri.parse("sip:alice@rig.test"),
                                     websocket_origins=["*"], session_description_handler_factory=Sipgo.NullHandlerFactory())
        await self.agent.start()
        port = self.agent.listeners[0].rpartition(":")[2]
        self.server = f"ws://{HOST}:{port}"
        self.our_address = f"sip:anything@{HOST}:{port};transport=ws"
        self.account = {}

    async def registered(self, user):
        registered, = self.agent.registered_contacts
        return registered.contact.uri.to_string()


class Kamailio:
    """Both register with Kamailio: our agent over UDP, SIP.js over WebSocket."""

    async def set_up(self, case):
        port, ws_port = case.kamailio()
        self.agent = Sipgo.UserAgent(uri=Sipgo.Uri.parse("sip:alice@rig.test"), listen=[f"udp:{HOST}:0"],
                                     credentials=Sipgo.Credentials.new("alice", "wonderland"),
                                     outbound_proxy=Sipgo.Uri.parse(f"sip:{HOST}:{port}"),
                                     session_description_handler_factory=Sipgo.NullHandlerFactory())
        await self.agent.start()
        await Sipgo.Registerer.new(self.agent).register()
        self.server = f"ws://{HOST}:{ws_port}"
        self.our_address = "sip:alice@rig.test"
        self.account = {"authorizationUsername": "bob", "authorizationPassword": 's3cr3t "q" pw'}

    async def registered(self, user):
        return "sip:bob@rig.test"


def conversation(**options):
    """A test with our agent and a user of SIP.js that was started with these options, and has registered."""
    def decorate(test):
        @functools.wraps(test)
        def run(self):
            async def limited():
                async with asyncio.timeout(TIME_LIMIT):
                    await self.begin(options)
                    try:
                        await test(self)
                        self.check_logs()
                    finally:
                        await self.end()

            Sipgo.run(limited())

        return run

    return decorate


class Conversation(RigCase):
    @classmethod
    def setUpClass(cls):
        cls.hub = Hub(KIND, MODULES)
        cls.addClassCleanup(cls.hub.close)

    async def begin(self, options):
        self.road = {"direct": Direct, "kamailio": Kamailio}[ROAD]()
        await self.road.set_up(self)
        self.agent = self.road.agent
        self.invitations = self.agent.invitations()
        self.other = await self.hub.user()
        await self.other.tell("start", uri="sip:bob@rig.test", server=self.road.server,
                              options={"displayName": "Bob", **self.road.account, **options})
        self.assertEqual(await self.other.tell("register"), 200)
        await self.other.state("registerer", "Registered")
        self.peer = await self.road.registered(self.other)

    async def end(self):
        self.other.leave()
        await self.agent.stop()

    def check_logs(self):
        errors = [event for event in self.other.events if event["event"] == "log" and event["level"] == "error"]
        self.assertEqual(errors, [], "what SIP.js logged as errors")

    async def same(self, ours, name, state):
        """Waits until both sides have this state."""
        await ours.wait_for_state(STATES[state])
        if await self.other.tell("state", name=name) != state:
            await self.other.state(name, state)
        self.assertEqual(ours.state, STATES[state])

    # --- establishing a call ---

    async def called(self, to=None, **options):
        """SIP.js calls us; the call is not answered yet."""
        inviting = self.other.tell("invite", name="call", to=to or self.road.our_address, **options)
        invitation = await anext(self.invitations)
        await inviting
        return invitation

    async def they_call(self, **options):
        invitation = await self.called(**options)
        await invitation.accept()
        await self.same(invitation, "call", "Established")
        return invitation, "call"

    async def we_call(self, name=None, **options):
        call = Sipgo.Inviter.new(self.agent, self.peer)
        inviting = call.invite(**options)
        event = await self.other.event("invitation")
        await self.other.tell("accept", name=event["name"])
        await inviting
        await self.same(call, event["name"], "Established")
        await self.acknowledged(event["name"])
        return call, event["name"]

    async def acknowledged(self, name):
        """Waits for our ACK at SIP.js, which sends no INVITE before it: a proxy may forward the ACK after our next request."""
        await self.other.event("ack", name=name)

    async def hold(self, session, name, hold, direction):
        await (session.hold() if hold else session.unhold())
        self.assertEqual((await self.other.event("reinvite", name=name))["direction"], direction)
        await self.acknowledged(name)

    async def calls(self):
        """A call in each direction, one after the other."""
        for call in (self.they_call, self.we_call):
            with self.subTest(call.__name__):
                session, name = await call()
                yield session, name
                if session.state == State.ESTABLISHED:
                    await session.bye()
                    await self.same(session, name, "Terminated")

    # --- calls ---

    @conversation()
    async def test_they_call_and_hang_up(self):
        invitation = await self.called()
        self.assertEqual(invitation.remote_identity.display_name, "Bob")
        self.assertEqual(invitation.remote_identity.uri.to_string(), "sip:bob@rig.test")
        await invitation.progress()
        self.assertEqual((await self.other.event("progress", status=180))["reason"], "Ringing")
        self.assertEqual(await self.other.tell("state", name="call"), "Establishing")
        await invitation.accept()
        await self.same(invitation, "call", "Established")
        await self.other.event("accept", status=200)
        self.assertEqual(await self.other.tell("bye", name="call"), 200)
        await self.same(invitation, "call", "Terminated")

    @conversation()
    async def test_we_call_and_hang_up(self):
        call = Sipgo.Inviter.new(self.agent, self.peer)
        inviting = call.invite()
        event = await self.other.event("invitation")
        self.assertEqual(event["from"], "sip:alice@rig.test")
        name = event["name"]
        self.assertEqual((call.state, await self.other.tell("state", name=name)), (State.ESTABLISHING, "Initial"))
        progress = Sipgo.signals(call.request, "progress")
        await self.other.tell("progress", name=name, options={"statusCode": 183, "reasonPhrase": "Nearly"})
        while (response := await anext(progress)).status_code != 183:
            pass
        self.assertEqual(response.reason_phrase, "Nearly")
        await self.other.tell("accept", name=name)
        await inviting
        await self.same(call, name, "Established")
        await call.bye()
        await self.other.event("bye", name=name)
        await self.same(call, name, "Terminated")

    @conversation()
    async def test_we_hang_up_their_call_and_they_ours(self):
        invitation, name = await self.they_call()
        await invitation.bye()
        await self.same(invitation, name, "Terminated")
        call, name = await self.we_call()
        self.assertEqual(await self.other.tell("bye", name=name), 200)
        await self.same(call, name, "Terminated")

    @conversation()
    async def test_we_reject(self):
        invitation = await self.called()
        await invitation.reject(Sipgo.Status.BUSY_HERE)
        await self.other.event("reject", status=486)
        await self.same(invitation, "call", "Terminated")

    @conversation()
    async def test_they_reject(self):
        call = Sipgo.Inviter.new(self.agent, self.peer)
        inviting = call.invite()
        name = (await self.other.event("invitation"))["name"]
        await self.other.tell("reject", name=name, options={"statusCode": 603})
        with self.assertRaises(GLib.Error) as caught:
            await inviting
        self.assertTrue(caught.exception.matches(Sipgo.status_quark(), Sipgo.Status.DECLINE), caught.exception)
        await self.same(call, name, "Terminated")

    @conversation()
    async def test_they_cancel(self):
        invitation = await self.called()
        cancelled = Sipgo.signals(invitation, "cancel-received")
        await invitation.progress()
        await self.other.event("progress", status=180)
        await self.other.tell("cancel", name="call", options={"statusCode": 200, "reasonPhrase": "Call completed elsewhere"})
        self.assertIn("cause=200", (await anext(cancelled)).get_header("Reason"))
        await self.other.event("reject", status=487)
        await self.same(invitation, "call", "Terminated")

    @conversation()
    async def test_we_cancel(self):
        call = Sipgo.Inviter.new(self.agent, self.peer)
        inviting = call.invite()
        name = (await self.other.event("invitation"))["name"]
        await call.cancel(status_code=200, reason_phrase="Call completed elsewhere")
        with self.assertRaises(GLib.Error):
            await inviting
        self.assertIn("cause=200", (await self.other.event("cancel", name=name))["reason"])
        await self.same(call, name, "Terminated")

    @conversation()
    async def test_dispose(self):
        """Dropping a session sends what its state requires, on either side."""
        invitation = await self.called()
        await self.other.tell("dispose", name="call")
        await self.same(invitation, "call", "Terminated")
        invitation = await self.called()
        await invitation.end()
        await self.other.event("reject", name="call")
        await self.same(invitation, "call", "Terminated")
        async for session, name in self.calls():
            await self.other.tell("dispose", name=name)
            await self.same(session, name, "Terminated")
        async for session, name in self.calls():
            await session.end()
            await self.same(session, name, "Terminated")

    # --- offers and answers ---

    @conversation()
    async def test_late_offer(self):
        """The offer is in the 200, the answer in the ACK."""
        await self.they_call(options={"inviteWithoutSdp": True})
        call, name = await self.we_call(without_description=True)
        self.assertEqual(await self.other.tell("direction", name=name), "sendrecv")
        self.assertEqual(call.state, State.ESTABLISHED)

    @conversation()
    async def test_hold(self):
        async for session, name in self.calls():
            await self.hold(session, name, True, "sendonly")
            await self.hold(session, name, False, "sendrecv")

            offers = []
            handler = session.connect("invite-received", lambda _session, request: offers.append(request.message.body.text))
            self.assertEqual(await self.other.tell("reinvite", name=name, hold=True), 200)
            self.assertEqual(await self.other.tell("direction", name=name), "recvonly")
            self.assertEqual(await self.other.tell("reinvite", name=name), 200)
            self.assertEqual(await self.other.tell("direction", name=name), "sendrecv")
            self.assertIn("a=sendonly", offers[0])
            self.assertIn("a=sendrecv", offers[1])
            session.disconnect(handler)

    @conversation()
    async def test_reinvite_without_offer(self):
        async for session, name in self.calls():
            self.assertEqual(await self.other.tell("reinvite", name=name, withoutSdp=True), 200)
            await session.invite(without_description=True)
            await self.acknowledged(name)

    @conversation(**RELIABLE)
    async def test_they_call_reliably(self):
        """A reliable 183 with the answer gets a PRACK."""
        invitation = await self.called(options={"earlyMedia": True})
        await invitation.progress(status_code=183, reliable=True)
        await self.other.event("progress", status=183)
        self.assertEqual(await self.other.tell("direction", name="call"), "sendrecv")
        await invitation.accept()
        await self.same(invitation, "call", "Established")

    @conversation(**RELIABLE)
    async def test_we_call_reliably(self):
        for late in (False, True):
            with self.subTest(late=late):
                call = Sipgo.Inviter.new(self.agent, self.peer)
                inviting = call.invite(without_description=late)
                name = (await self.other.event("invitation"))["name"]
                await self.other.tell("progress", name=name, options={"statusCode": 183, "rel100": True})
                await self.other.tell("accept", name=name)
                await inviting
                await self.same(call, name, "Established")
                self.assertEqual(await self.other.tell("direction", name=name), "sendrecv")
                await call.bye()
                await self.same(call, name, "Terminated")

    # --- within a call ---

    @conversation()
    async def test_info_and_message(self):
        async for session, name in self.calls():
            await session.info(body=text("Signal=5\r\nDuration=100\r\n", "application/dtmf-relay"))
            self.assertIn("Signal=5", (await self.other.event("info", name=name))["body"])
            await session.message(body=text("tea?"))
            self.assertEqual((await self.other.event("message", name=name))["body"], "tea?")

            infos, messages = Sipgo.signals(session, "info-received"), Sipgo.signals(session, "message-received")
            telling = self.other.tell("info", name=name, body="Signal=6\r\nDuration=100\r\n")
            info = await anext(infos)
            self.assertIn("Signal=6", info.message.body.text)
            info.accept()
            self.assertEqual(await telling, 200)
            telling = self.other.tell("messageInSession", name=name, body="cake?")
            message = await anext(messages)
            self.assertEqual(message.message.body.text, "cake?")
            message.reject(status_code=Sipgo.Status.UNSUPPORTED_MEDIA_TYPE)
            self.assertEqual(await telling, 415)

    # --- transfers ---

    async def third(self):
        """Another agent of ours, who answers every call. It is reached by UDP: SIP.js writes Refer-To without angle brackets,
        which leaves a URI no parameters (RFC 3261, 20.10)."""
        agent = Sipgo.UserAgent(listen=[f"udp:{HOST}:0"], session_description_handler_factory=Sipgo.NullHandlerFactory())
        await agent.start()
        transport, _, place = agent.listeners[0].partition(":")
        answered = asyncio.get_running_loop().create_future()

        async def answer(invitation):
            await invitation.accept()
            if not answered.done():
                answered.set_result(invitation)

        agent.connect("invitation", lambda _agent, invitation: Sipgo.spawn(answer(invitation)) and None)
        self.addAsyncCleanup(agent.stop)
        return f"sip:carol@{place};transport={transport}", answered

    @staticmethod
    def follow(_session, referral):
        Sipgo.spawn(referral.make_inviter().invite())

    def addAsyncCleanup(self, function):
        ended = self.end

        async def end():
            await function()
            await ended()

        self.end = end

    @conversation()
    async def test_they_transfer_us(self):
        """SIP.js transfers us, and gets the result."""
        session, name = await self.we_call()
        session.connect("refer-received", self.follow)
        address, answered = await self.third()
        self.assertEqual(await self.other.tell("refer", name=name, to=address), 202)
        while "200 OK" not in (await self.other.event("refer-notify", name=name))["body"]:
            pass
        self.assertEqual((await answered).state, State.ESTABLISHED)
        await session.bye()

    @conversation()
    async def test_we_transfer_them(self):
        """We transfer SIP.js to ourselves in another call, and get the result."""
        session, name = await self.we_call()
        progress = []
        session.connect("refer-progress", lambda _session, _request, status, *_rest: progress.append(status))
        refer = session.refer(self.road.our_address)
        referred = (await self.other.event("refer", name=name))["referred"]
        invitation = await anext(self.invitations)
        await invitation.accept()
        await refer
        await self.same(invitation, referred, "Established")

    @conversation()
    async def test_they_transfer_us_attended(self):
        """SIP.js has two calls with us and connects them with each other: REFER with Replaces. So we call ourselves."""
        first, first_name = await self.we_call()
        first.connect("refer-received", self.follow)
        second, second_name = await self.we_call()
        self.assertEqual(await self.other.tell("refer", name=first_name, session=second_name), 202)
        replacing = await anext(self.invitations)
        self.assertIs(replacing.replacee, second)
        await replacing.accept()
        await self.same(second, second_name, "Terminated")
        while "200 OK" not in (await self.other.event("refer-notify", name=first_name))["body"]:
            pass

    @unittest.skipIf(ROAD == "direct", "SIP.js reaches nobody but us then")
    @conversation()
    async def test_we_transfer_them_attended(self):
        """We connect our call with SIP.js and another call of ours."""
        address, answered = await self.third()
        session, name = await self.we_call()
        other = Sipgo.Inviter.new(self.agent, address)
        await other.invite()
        carol = await answered
        refer = session.refer_to_session(other)
        referred = (await self.other.event("refer", name=name))["referred"]
        await self.other.state(referred, "Established")
        await refer
        await carol.wait_for_state(State.TERMINATED)
        await session.bye()
        await self.same(session, name, "Terminated")

    # --- outside of calls ---

    @conversation()
    async def test_messages(self):
        received = Sipgo.signals(self.agent, "message")
        telling = self.other.tell("message", to=self.road.our_address, body="hello")
        message = await anext(received)
        self.assertEqual(message.message.body.text, "hello")
        message.accept()
        self.assertEqual(await telling, 200)
        await Sipgo.Messager.new(self.agent, self.peer).message(body=text("hello back"))
        self.assertEqual((await self.other.event("message", name=None))["body"], "hello back")

    @conversation()
    async def test_subscription(self):
        subscriptions = Sipgo.signals(self.agent, "subscription")
        subscribing = self.other.tell("subscribe", name="presence", to=self.road.our_address, event="presence",
                                      options={"expires": 3600})
        notifier = await anext(subscriptions)
        self.assertEqual((notifier.event, notifier.expires), ("presence", 3600))
        notifier.body = text("open")
        notifier.accept()
        await subscribing
        await self.other.state("presence", "Subscribed")
        self.assertEqual((await self.other.event("notify", name="presence"))["body"], "open")
        await notifier.send_notification(body=text("closed"))
        self.assertEqual((await self.other.event("notify", name="presence"))["body"], "closed")
        await self.other.tell("unsubscribe", name="presence")
        await self.other.state("presence", "Terminated")
        await becomes(notifier, "state", Sipgo.SubscriptionState.TERMINATED)

        subscribing = self.other.tell("subscribe", name="again", to=self.road.our_address, event="presence")
        notifier = await anext(subscriptions)
        notifier.accept()
        await subscribing
        await self.other.state("again", "Subscribed")
        notifier.terminate("noresource", 0)
        await self.other.state("again", "Terminated")

    @conversation()
    async def test_publication(self):
        publications = Sipgo.signals(self.agent, "publication")
        await self.other.tell("publish", name="status", to=self.road.our_address, event="presence", body="open",
                              options={"body": "open", "contentType": "text/plain", "expires": 3600})
        publication = await anext(publications)
        self.assertEqual(publication.message.get_header("Event"), "presence")
        self.assertEqual(publication.message.body.text, "open")
        publication.accept(extra_headers=["SIP-ETag: one", "Expires: 3600"])
        await self.other.state("status", "Published")
        await self.other.tell("unpublish", name="status")
        publication = await anext(publications)
        self.assertEqual(publication.message.get_header("SIP-If-Match"), "one")
        publication.accept(extra_headers=["SIP-ETag: two", "Expires: 0"])
        await self.other.state("status", "Unpublished")

    @conversation()
    async def test_unregister(self):
        self.assertEqual(await self.other.tell("unregister"), 200)
        await self.other.state("registerer", "Unregistered")
        if ROAD == "direct":
            self.assertEqual(list(self.agent.registered_contacts), [])
            return
        call = Sipgo.Inviter.new(self.agent, self.peer)
        with self.assertRaises(GLib.Error):
            await call.invite()

    @unittest.skipIf(ROAD == "kamailio", "there Kamailio checks the passwords")
    @conversation(authorizationUsername="bob", authorizationPassword='s3cr3t "q" pw')
    async def test_password(self):
        """From here on we check its password, in each request outside calls."""
        self.agent.authenticator.realm = "rig.test"
        self.agent.authenticator.connect("credentials-needed", lambda _authenticator, needed: needed.provide(
            Sipgo.Credentials.new("bob", 's3cr3t "q" pw')))
        self.agent.authenticator.challenges = Sipgo.Challenges.ALL
        self.assertEqual(await self.other.tell("register"), 200)
        self.assertEqual(len(self.agent.registered_contacts), 1)
        invitation, name = await self.they_call()
        self.assertEqual(invitation.request.get_authenticated_username(), "bob")
        await invitation.bye()
        await self.same(invitation, name, "Terminated")
        self.assertEqual(self.agent.limits.failed_authentications, 0)

if __name__ == "__main__":
    sys.argv[1:4] = []
    main()
