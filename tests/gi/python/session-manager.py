#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""SessionManager and its signals."""
import contextlib

from harness import Case, GLib, GObject, Sipgo, address, asynchronous, make_agent, next_item, unittest
from registrar import Registrar


@contextlib.asynccontextmanager
async def managers(count=2, **properties):
    async with contextlib.AsyncExitStack() as stack:
        yield [await stack.enter_async_context(Sipgo.SessionManager.new(make_agent(**properties))) for _ in range(count)]


def at(manager, user="bob"):
    return address(manager.user_agent, user)


def log_of(manager):
    """The signals of the manager for its calls, in short form."""
    log = []
    for name in ("call-created", "call-received", "call-answered", "call-hangup"):
        manager.connect(name, lambda _manager, _session, name=name: log.append(name.removeprefix("call-")))
    manager.connect("call-hold", lambda _manager, _session, held: log.append(f"hold {held}"))
    manager.connect("call-dtmf-received", lambda _manager, _session, tone, duration: log.append(f"dtmf {tone} {duration}"))
    return log


async def talk(alice, bob):
    """An answered call from alice to bob: both of its sessions."""
    received = Sipgo.signals(bob, "call-received")
    calling = alice.call(at(bob))
    invitation = await next_item(received)
    await bob.answer(invitation)
    return await calling, invitation


class SessionManagerTest(Case):
    @asynchronous
    async def test_call(self):
        async with managers() as (alice, bob):
            logs = log_of(alice), log_of(bob)
            call, invitation = await talk(alice, bob)
            self.assertIsInstance(call, Sipgo.Inviter)
            managed = alice.sessions.get_item(0)
            self.assertIsInstance(managed, Sipgo.ManagedSession)
            self.assertEqual((managed.session, alice.find(call)), (call, managed))
            await alice.hangup(call)
            await invitation.wait_for_state(Sipgo.SessionState.TERMINATED)
            self.assertEqual(logs[0], ["created", "answered", "hangup"])
            self.assertEqual(logs[1], ["created", "received", "answered", "hangup"])
            self.assertEqual(alice.sessions.get_n_items(), 0)
            with self.fails(Sipgo.Error.STATE):
                await alice.hangup(call)

    @asynchronous
    async def test_options(self):
        async with managers() as (alice, bob):
            received = Sipgo.signals(bob, "call-received")
            calling = alice.call(at(bob), extra_headers=["X-Test: 1"])
            invitation = await next_item(received)
            self.assertEqual(invitation.request.message.get_header("X-Test"), "1")
            await bob.decline(invitation, status_code=Sipgo.Status.DECLINE)
            with self.refused(Sipgo.Status.DECLINE):
                await calling

            inviter = Sipgo.Inviter.new(alice.user_agent, at(bob))
            inviting = alice.invite(inviter)
            await bob.answer(await next_item(received))
            await inviting
            alice.max_simultaneous_sessions = 1
            with self.fails(Sipgo.Error.STATE):
                await alice.call(at(bob))

    @asynchronous
    async def test_nobody_home(self):
        async with managers() as (alice, bob):
            with self.refused(Sipgo.Status.TEMPORARILY_UNAVAILABLE):
                await alice.call(at(bob))

    @asynchronous
    async def test_hold_and_mute(self):
        factory = Sipgo.RtpHandlerFactory(source="silence", sink="null")
        async with managers(session_description_handler_factory=factory) as (alice, bob):
            call, _invitation = await talk(alice, bob)
            log = log_of(alice)
            await alice.hold(call)
            self.assertTrue(alice.is_held(call) and alice.find(call).held)
            await alice.unhold(call)
            self.assertEqual((alice.is_held(call), log), (False, ["hold True", "hold False"]))

            alice.mute(call)
            self.assertTrue(alice.is_muted(call) and call.media.muted)
            call.media.muted = False
            self.assertFalse(alice.is_muted(call))
            button = Sipgo.NullHandlerFactory()             # any object with a property to bind
            alice.find(call).bind_property("muted", button, "port", GObject.BindingFlags.SYNC_CREATE,
                                           lambda _binding, muted: 4000 + 2 * muted)
            alice.mute(call)
            self.assertEqual(button.port, 4002)

    @asynchronous
    async def test_dtmf(self):
        factory = Sipgo.RtpHandlerFactory(source="silence", sink="null")
        async with managers(session_description_handler_factory=factory) as (alice, bob):
            log = log_of(bob)
            call, _invitation = await talk(alice, bob)
            log.clear()
            await alice.send_dtmf(call, "5#")
            self.assertEqual([entry.rpartition(" ")[0] for entry in log], ["dtmf 5", "dtmf #"])
            with self.fails(Sipgo.Error.INVALID):
                await alice.send_dtmf(call, "x")
            alice.send_dtmf_using_session_description_handler = True
            pressed = Sipgo.signals(bob, "call-dtmf-received")
            await alice.send_dtmf(call, "7")
            self.assertEqual((await next_item(pressed))[1], "7")

    @asynchronous
    async def test_transfer(self):
        async with managers(3) as (alice, bob, carol):
            bob.follow_referrals = True
            call, _invitation = await talk(alice, bob)
            received = Sipgo.signals(carol, "call-received")
            transferring = alice.transfer(call, at(carol, "carol"))
            await carol.answer(await next_item(received))
            await transferring
            self.assertEqual(bob.sessions.get_n_items(), 2)

    @asynchronous
    async def test_attended_transfer(self):
        async with managers(3) as (alice, bob, carol):
            bob.follow_referrals = True
            first, _at_bob = await talk(alice, bob)
            second, at_carol = await talk(alice, carol)
            received = Sipgo.signals(carol, "call-received")
            transferring = alice.transfer_to_session(first, second)
            replacing = await next_item(received)
            self.assertEqual(replacing.replacee, at_carol)
            await carol.answer(replacing)
            await transferring

    @asynchronous
    async def test_message(self):
        async with managers() as (alice, bob):
            received = Sipgo.signals(bob, "message-received")
            sending = alice.message(at(bob), "tea?")
            request = await next_item(received)
            self.assertEqual(request.message.body.text, "tea?")
            await sending

    @asynchronous
    async def test_registration(self):
        async with Registrar("secret") as registrar:
            agent = make_agent(credentials=Sipgo.Credentials.new("alice", "secret"))
            manager = Sipgo.SessionManager(user_agent=agent, aor="sip:alice@example.com", reconnection_attempts=1)
            log = []
            for name in ("server-connected", "server-disconnected", "registered", "unregistered"):
                manager.connect(name, lambda *_arguments, name=name: log.append(name))
            async with manager:
                self.assertEqual((manager.is_connected(), manager.props.connected), (True, True))
                self.assertEqual((agent.uri.user, agent.reconnection_attempts), ("alice", 1))
                manager.registerer.registrar = registrar.uri
                await manager.register(extra_headers=["X-Test: 1"])
                self.assertEqual(registrar.requests[-1].get_header("X-Test"), "1")
                await manager.unregister()
            self.assertEqual(log, ["server-connected", "registered", "unregistered", "server-disconnected"])

    @asynchronous
    async def test_register_guard(self):
        async with Registrar() as registrar, managers(1, uri=Sipgo.Uri.parse("sip:alice@example.com")) as (manager,):
            manager.registerer.registrar = registrar.uri
            guards = []
            manager.connect("register-guard", lambda _manager, guard: guard.defer() and guards.append(guard))
            GLib.idle_add(lambda: guards.pop().block())
            with self.fails(Sipgo.Error.STATE):
                await manager.register()
            self.assertEqual(registrar.requests, [])
            GLib.idle_add(lambda: guards.pop().permit())
            await manager.register()
            self.assertEqual(len(registrar.requests), 1)


if __name__ == "__main__":
    unittest.main()
