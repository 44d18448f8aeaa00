#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A phone with one line: SimpleUser."""
import contextlib

from harness import Case, Sipgo, address, asynchronous, make_agent, next_item, unittest
from registrar import Registrar


@contextlib.asynccontextmanager
async def users(source="silence"):
    factory = Sipgo.RtpHandlerFactory(source=source, sink="null")
    async with (Sipgo.SimpleUser.new(make_agent(session_description_handler_factory=factory)) as alice,
                Sipgo.SimpleUser.new(make_agent(session_description_handler_factory=factory)) as bob):
        yield alice, bob


def at(user):
    return address(user.manager.user_agent)


def log_of(user):
    log = []
    for name in ("call-created", "call-received", "call-answered", "call-hangup"):
        user.connect(name, lambda _user, name=name: log.append(name.removeprefix("call-")))
    user.connect("call-hold", lambda _user, held: log.append(f"hold {held}"))
    user.connect("call-dtmf-received", lambda _user, tone, _duration: log.append(f"tone {tone}"))
    user.connect("message-received", lambda _user, text: log.append(f"message {text}"))
    return log


async def talk(alice, bob):
    bob.connect("call-received", lambda user: user.answer() and None)
    answered = Sipgo.signals(bob, "call-answered")
    await alice.call(at(bob))
    await next_item(answered)


class SimpleUserTest(Case):
    @asynchronous
    async def test_call(self):
        async with users() as (alice, bob):
            logs = log_of(alice), log_of(bob)
            self.assertIsNone(alice.session)
            await talk(alice, bob)
            self.assertIsInstance(alice.session, Sipgo.Inviter)
            await alice.hold()
            self.assertTrue(alice.is_held())
            await alice.unhold()
            alice.mute()
            self.assertTrue(alice.is_muted() and alice.session.media.muted)
            alice.unmute()
            self.assertFalse(alice.is_muted() or alice.is_held())
            await alice.send_dtmf("5")
            session = bob.session
            await alice.hangup()
            await session.wait_for_state(Sipgo.SessionState.TERMINATED)
            self.assertEqual((alice.session, bob.session), (None, None))
            self.assertEqual(logs[0], ["created", "answered", "hold True", "hold False", "hangup"])
            self.assertEqual(logs[1], ["created", "received", "answered", "tone 5", "hangup"])

    @asynchronous
    async def test_decline(self):
        async with users() as (alice, bob):
            with self.refused(Sipgo.Status.TEMPORARILY_UNAVAILABLE):
                await alice.call(at(bob))
            bob.connect("call-received", lambda user: user.decline(status_code=603) and None)
            with self.refused(Sipgo.Status.DECLINE):
                await alice.call(at(bob), extra_headers=["X-Test: 1"])
            for operation in (alice.hangup, alice.answer, alice.decline, alice.hold, alice.unhold):
                with self.fails(Sipgo.Error.STATE):
                    await operation()

    @asynchronous
    async def test_message(self):
        async with users() as (alice, bob):
            received = Sipgo.signals(bob, "message-received")
            await alice.message(at(bob), "tea?")
            self.assertEqual(await next_item(received), "tea?")

    @asynchronous
    async def test_server(self):
        async with Registrar("secret") as registrar:
            agent = make_agent(credentials=Sipgo.Credentials.new("alice", "secret"))
            user = Sipgo.SimpleUser(manager=Sipgo.SessionManager(user_agent=agent, aor="sip:alice@example.com"))
            log = []
            for name in ("server-connected", "server-disconnected", "registered", "unregistered"):
                user.connect(name, lambda *_arguments, name=name: log.append(name))
            async with user:
                self.assertTrue(user.is_connected())
                self.assertEqual(user.manager.max_simultaneous_sessions, 1)
                user.manager.registerer.registrar = registrar.uri
                await user.register()
                await user.unregister()
            self.assertEqual(log, ["server-connected", "registered", "unregistered", "server-disconnected"])


if __name__ == "__main__":
    unittest.main()
