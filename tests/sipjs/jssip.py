#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""jssip.py MODULES: JsSIP in node registers with our agent, with nothing in between; they call, write to and watch each other.

Unlike SIP.js it can be subscribed to. MODULES is where npm has installed it."""
import asyncio
import functools
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "interop")]

import gi

gi.require_version("Sipgo", "1.0")
from gi.repository import GLib, Sipgo

from hub import Hub
from rig import HOST, RigCase, main, needs, skip

MODULES, = sys.argv[1:2]
TIME_LIMIT = 60
State = Sipgo.SessionState

needs("node", "nodejs")
if not os.path.isdir(os.path.join(MODULES, "jssip")):
    skip(f"JsSIP is not in {MODULES}; tests/run fetches it")


def text(body, content_type="text/plain"):
    return Sipgo.Body.new(content_type, body)


def limited(test):
    """A test that may take some time, but not more."""
    @functools.wraps(test)
    def run(self):
        async def within():
            async with asyncio.timeout(TIME_LIMIT):
                await test(self)

        Sipgo.run(within())

    return run


def registered(test):
    """A test with a user of JsSIP that has registered."""
    @limited
    @functools.wraps(test)
    async def run(self):
        await self.begin()
        try:
            await test(self)
        finally:
            self.other.leave()
            await self.agent.stop()

    return run


class JsSip(RigCase):
    @classmethod
    def setUpClass(cls):
        cls.hub = Hub("jssip", MODULES)
        cls.addClassCleanup(cls.hub.close)

    async def begin(self):
        self.agent = Sipgo.UserAgent(listen=[f"ws:{HOST}:0"], uri=Sipgo.Uri.parse("sip:alice@rig.test"), allow_events=["presence"],
                                     session_description_handler_factory=Sipgo.NullHandlerFactory())
        await self.agent.start()
        self.invitations = self.agent.invitations()
        place = self.agent.listeners[0].removeprefix("ws:")
        self.other = await self.hub.user()
        await self.other.tell("start", uri="sip:bob@rig.test", server=f"ws://{place}", options={"display_name": "Bob"})
        await self.other.event("registered")
        self.peer = self.agent.registered_contacts[0].contact.uri

    @limited
    async def test_password(self):
        """It registers and calls with a password; each request outside the call needs one."""
        async with Sipgo.UserAgent(listen=[f"ws:{HOST}:0"], session_description_handler_factory=Sipgo.NullHandlerFactory()) as agent:
            agent.authenticator.challenges = Sipgo.Challenges.ALL
            agent.authenticator.realm = "rig.test"
            agent.authenticator.connect("credentials-needed",
                                        lambda _authenticator, needed: needed.provide(Sipgo.Credentials.new("bob", "secret")))
            server = f"ws://{agent.listeners[0].removeprefix('ws:')}"
            for password, outcome in (("guess", "registrationFailed"), ("secret", "registered")):
                user = await self.hub.user()
                await user.tell("start", uri="sip:bob@rig.test", server=server, options={"password": password})
                await user.event(outcome)
                if outcome == "registered":
                    invitations = agent.invitations()
                    await user.tell("call", name="call", to="sip:anything@rig.test")
                    invitation = await anext(invitations)
                    self.assertEqual(invitation.request.get_authenticated_username(), "bob")
                    await invitation.accept()
                    await user.event("confirmed", name="call")
                user.leave()

    async def they_call(self):
        await self.other.tell("call", name="call", to="sip:anything@rig.test")
        invitation = await anext(self.invitations)
        self.assertEqual(invitation.remote_identity.display_name, "Bob")
        self.assertEqual(invitation.remote_identity.uri.to_string(), "sip:bob@rig.test")
        await invitation.accept()
        await self.other.event("confirmed", name="call")
        return invitation, "call"

    async def we_call(self):
        call = Sipgo.Inviter.new_for_uri(self.agent, self.peer)
        inviting = call.invite()
        invitation = await self.other.event("invitation", **{"from": "sip:alice@rig.test"})
        await self.other.tell("answer", name=invitation["name"])
        await inviting
        await self.other.event("confirmed", name=invitation["name"])
        return call, invitation["name"]

    @registered
    async def test_calls(self):
        for way in (self.they_call, self.we_call):
            session, name = await way()
            self.assertEqual(session.state, State.ESTABLISHED)
            await session.bye()
            await self.other.event("ended", name=name, originator="remote")
            session, name = await way()
            await self.other.tell("terminate", name=name)
            await session.wait_for_state(State.TERMINATED)

    @registered
    async def test_refusals(self):
        await self.other.tell("call", name="call", to="sip:anything@rig.test")
        invitation = await anext(self.invitations)
        await invitation.reject(Sipgo.Status.BUSY_HERE)
        self.assertEqual((await self.other.event("failed", name="call"))["cause"], "Busy")

        await self.other.tell("call", name="another", to="sip:anything@rig.test")
        invitation = await anext(self.invitations)
        await self.other.event("progress", name="another")
        await self.other.tell("terminate", name="another")
        await invitation.wait_for_state(State.TERMINATED)

        inviting = Sipgo.Inviter.new_for_uri(self.agent, self.peer).invite()
        name = (await self.other.event("invitation"))["name"]
        await self.other.tell("terminate", name=name, options={"status_code": 603})
        with self.assertRaises(GLib.Error) as caught:
            await inviting
        self.assertTrue(caught.exception.matches(Sipgo.status_quark(), Sipgo.Status.DECLINE), caught.exception)

        call = Sipgo.Inviter.new_for_uri(self.agent, self.peer)
        inviting = call.invite()
        name = (await self.other.event("invitation"))["name"]
        await call.cancel()
        await self.other.event("failed", name=name, originator="remote")
        with self.assertRaises(GLib.Error):
            await inviting

    @registered
    async def test_in_a_call(self):
        session, name = await self.we_call()
        await session.hold()
        await self.other.event("hold", name=name, originator="remote")
        await session.unhold()
        await self.other.event("unhold", name=name, originator="remote")
        changes = Sipgo.signals(session, "invite-received")
        holding = asyncio.ensure_future(self.other.tell("hold", name=name))
        change = await anext(changes)
        self.assertIn("a=sendonly", change.message.body.text)
        change.proceed()
        await holding
        infos = Sipgo.signals(session, "info-received")
        await self.other.tell("tone", name=name, tone="5")
        info = await anext(infos)
        self.assertIn("Signal=5", info.message.body.text)
        info.accept()
        await session.info(body=text("Signal=6\r\nDuration=100\r\n", "application/dtmf-relay"))
        self.assertEqual((await self.other.event("dtmf", name=name))["tone"], "6")
        await session.bye()

    @registered
    async def test_transfer(self):
        """We transfer JsSIP to ourselves in another call, and get the result."""
        session, name = await self.we_call()
        refer = session.refer("sip:anything@rig.test")
        referred = (await self.other.event("refer", name=name))["referred"]
        await (await anext(self.invitations)).accept()
        await refer
        await self.other.event("confirmed", name=referred)

    @registered
    async def test_messages(self):
        received = Sipgo.signals(self.agent, "message")
        telling = self.other.tell("message", to="sip:anything@rig.test", body="hello")
        message = await anext(received)
        self.assertEqual(message.message.body.text, "hello")
        message.accept()
        self.assertEqual(await telling, 200)
        await Sipgo.Messager.new_for_uri(self.agent, self.peer).message(body=text("hello back"))
        self.assertEqual((await self.other.event("message"))["body"], "hello back")

    @registered
    async def test_they_subscribe(self):
        subscriptions = Sipgo.signals(self.agent, "subscription")
        await self.other.tell("subscribe", to="sip:anything@rig.test", event="presence")
        notifier = await anext(subscriptions)
        notifier.body = text("open")
        notifier.accept()
        await self.other.event("subscriber-active")
        self.assertEqual((await self.other.event("notify"))["body"], "open")
        await notifier.send_notification(body=text("closed"))
        self.assertEqual((await self.other.event("notify"))["body"], "closed")
        ended = Sipgo.signals(notifier, "notify::state")
        await self.other.tell("unsubscribe")
        self.assertEqual(await anext(ended), Sipgo.SubscriptionState.TERMINATED)

    @registered
    async def test_we_subscribe(self):
        subscriber = Sipgo.Subscriber.new_for_uri(self.agent, self.peer, "presence")
        notifications = Sipgo.signals(subscriber, "notification")
        await subscriber.subscribe()
        self.assertEqual(subscriber.state, Sipgo.SubscriptionState.ACTIVE)
        while (await anext(notifications)).message.body is None:
            pass
        await self.other.tell("notify", body="closed")
        while (await anext(notifications)).message.body.text != "closed":
            pass
        await subscriber.subscribe()                            # a refresh
        subscriber.unsubscribe()                                # JsSIP sends no last NOTIFY, so unsubscribe () completes after Timer N
        await self.other.event("notifier-terminated")

    @registered
    async def test_unregister(self):
        gone = Sipgo.signals(self.agent.registered_contacts[0], "notify::state")
        await self.other.tell("unregister")
        await self.other.event("unregistered")
        self.assertEqual(await anext(gone), Sipgo.RegisteredContactState.TERMINATED)
        self.assertEqual(len(self.agent.registered_contacts), 0)


if __name__ == "__main__":
    sys.argv[1:2] = []
    main()
