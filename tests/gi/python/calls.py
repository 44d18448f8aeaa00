#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls: made, answered, rejected, cancelled, redirected and ended."""
import asyncio

from harness import Case, Gio, GLib, Sipgo, address, asynchronous, establish, make_agent, next_item, pair, unittest

State = Sipgo.SessionState


class CallsTest(Case):
    async def call_and_hang_up(self, transport, who):
        async with pair(transport) as (alice, bob):
            call, invitation = await establish(alice, bob)
            self.assertEqual((call.state, invitation.state), (State.ESTABLISHED, State.ESTABLISHED))
            self.assertEqual([call], list(alice.sessions))
            self.assertEqual([invitation], list(bob.sessions))
            self.assertEqual(call.dialog.call_id, invitation.dialog.call_id)
            self.assertEqual(call.dialog.local_tag, invitation.dialog.remote_tag)
            self.assertFalse(call.dialog.is_early())
            self.assertEqual(str(call.remote_identity.uri), str(invitation.local_identity.uri))
            self.assertEqual(call.user_agent, alice)
            self.assertEqual(str(call.target), address(bob))
            self.assertEqual(call.request.response.status_code, 200)

            ours, theirs = (call, invitation) if who == "caller" else (invitation, call)
            byes = []
            theirs.connect("bye-received", lambda _session, request: byes.append(request.method))
            request = await ours.bye(extra_headers=["Reason: SIP;cause=200"])
            self.assertEqual((request.message.method, request.response.status_code), ("BYE", 200))
            await theirs.wait_for_state(State.TERMINATED)
            self.assertEqual((ours.state, byes), (State.TERMINATED, ["BYE"]))
            self.assertEqual((len(alice.sessions), len(bob.sessions)), (0, 0))

    @asynchronous
    async def test_caller_hangs_up(self):
        await self.call_and_hang_up("udp", "caller")

    @asynchronous
    async def test_callee_hangs_up(self):
        await self.call_and_hang_up("udp", "callee")

    @asynchronous
    async def test_tcp(self):
        await self.call_and_hang_up("tcp", "caller")

    @asynchronous
    async def test_states_and_moments(self):
        async with pair() as (alice, bob):
            invitations = bob.invitations()
            call = Sipgo.Inviter.new(alice, address(bob))
            states, moments = [], []
            call.connect("notify::state", lambda call, _property: states.append(call.state))

            def outgoing(_call, request):
                moments.append(request.message.method)
                for name in ("trying", "progress", "accept"):
                    request.connect(name, lambda _request, response: moments.append(response.status_code))

            call.connect("request-created", outgoing)
            inviting = call.invite()
            invitation = await next_item(invitations)
            self.assertIsInstance(invitation.request, Sipgo.IncomingInviteRequest)
            acknowledged = Sipgo.signals(invitation, "ack-received")
            await invitation.progress()
            await invitation.progress(status_code=183, reason_phrase="Wait")
            await invitation.accept()
            request = await inviting
            self.assertIsInstance(request, Sipgo.OutgoingInviteRequest)
            self.assertEqual((await next_item(acknowledged)).method, "ACK")
            await call.end()
            self.assertEqual(states, [State.ESTABLISHING, State.ESTABLISHED, State.TERMINATING, State.TERMINATED])
            self.assertEqual([moment for moment in moments if moment not in (100, 180)], ["INVITE", 183, 200, "BYE", 200])
            self.assertIn(180, moments)

    @asynchronous
    async def test_rejected(self):
        async with pair() as (alice, bob):
            bob.connect("invitation", lambda _agent, invitation: invitation.reject(Sipgo.Status.BUSY_HERE) and None)
            call = Sipgo.Inviter.new(alice, address(bob))
            with self.refused(Sipgo.Status.BUSY_HERE) as caught:
                await call.invite()
            self.assertRegex(caught.exception.message, "486 Busy Here")
            self.assertEqual((call.failure.status, call.failure.reason_phrase), (486, "Busy Here"))
            self.assertEqual(call.state, State.TERMINATED)

    @asynchronous
    async def test_nobody_answers_for_bob(self):
        async with pair() as (alice, bob):
            with self.refused(Sipgo.Status.BUSY_HERE):
                await Sipgo.Inviter.new(alice, address(bob)).invite()

    @asynchronous
    async def test_cancelled_by_its_task(self):
        async with pair() as (alice, bob):
            invitations = bob.invitations()
            call = Sipgo.Inviter.new(alice, address(bob))
            task = asyncio.ensure_future(call.invite())
            invitation = await next_item(invitations)
            cancels = Sipgo.signals(invitation, "cancel-received")
            await invitation.progress()
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task
            self.assertEqual((await next_item(cancels)).method, "CANCEL")
            await invitation.wait_for_state(State.TERMINATED)
            await call.wait_for_state(State.TERMINATED)

    @asynchronous
    async def test_time_limit(self):
        async with pair() as (alice, bob):
            invitations = bob.invitations()
            call = Sipgo.Inviter.new(alice, address(bob))
            with self.assertRaises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await call.invite()
            invitation = await next_item(invitations)
            await invitation.wait_for_state(State.TERMINATED)

    @asynchronous
    async def test_cancelled_by_its_cancellable(self):
        async with pair() as (alice, bob):
            invitations = bob.invitations()
            cancellable = Gio.Cancellable()
            inviting = Sipgo.Inviter.new(alice, address(bob)).invite(cancellable=cancellable)
            invitation = await next_item(invitations)
            cancellable.cancel()
            with self.assertRaises(GLib.Error) as caught:
                await inviting
            self.assertTrue(caught.exception.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED))
            await invitation.wait_for_state(State.TERMINATED)

    @asynchronous
    async def test_cancelled_by_its_method(self):
        async with pair() as (alice, bob):
            invitations = bob.invitations()
            call = Sipgo.Inviter.new(alice, address(bob))
            inviting = call.invite()
            invitation = await next_item(invitations)
            await invitation.progress()
            await call.cancel(status_code=200, reason_phrase="Call completed elsewhere")
            with self.assertRaises(GLib.Error):
                await inviting
            await invitation.wait_for_state(State.TERMINATED)

    @asynchronous
    async def test_redirected(self):
        async with pair() as (alice, bob):
            bob.connect("invitation", lambda _agent, invitation: invitation.redirect(["sip:carol@example.com", "sip:dave@example.com"]) and None)
            call = Sipgo.Inviter.new(alice, address(bob))
            with self.refused(Sipgo.Status.MOVED_TEMPORARILY):
                await call.invite()
            contacts = call.failure.response.get_name_addrs("Contact")
            self.assertEqual([str(contact.uri) for contact in contacts], ["sip:carol@example.com", "sip:dave@example.com"])

    @asynchronous
    async def test_async_with_ends_the_call(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            with self.assertRaises(ValueError):
                async with invitation:
                    raise ValueError("something of the application's")
            await call.wait_for_state(State.TERMINATED)

            invitations = bob.invitations()
            inviting = Sipgo.Inviter.new(alice, address(bob)).invite()
            async with await next_item(invitations):
                pass
            with self.assertRaises(GLib.Error) as caught:
                await inviting
            self.assertTrue(400 <= caught.exception.code < 700)

    @asynchronous
    async def test_many_at_once(self):
        async with pair() as (alice, bob):
            async def answer(invitation):
                async with invitation:
                    await invitation.accept()
                    await invitation.wait_for_state(State.TERMINATED)

            async def serve():
                count = 0
                async for invitation in bob.invitations():
                    Sipgo.spawn(answer(invitation))
                    count += 1
                return count

            serving = asyncio.ensure_future(serve())
            await asyncio.sleep(0)

            async def one():
                call = Sipgo.Inviter.new(alice, address(bob))
                await call.invite()
                await call.bye()

            await asyncio.gather(*(one() for _ in range(20)))
            await bob.stop()
            self.assertEqual(await serving, 20)

    @asynchronous
    async def test_stopping_ends_calls(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            await alice.stop()
            self.assertEqual(call.state, State.TERMINATED)
            await invitation.wait_for_state(State.TERMINATED)

    @asynchronous
    async def test_spawned_from_a_signal(self):
        async with pair() as (alice, bob):
            async def answer(invitation):
                await invitation.accept()

            bob.connect("invitation", lambda _agent, invitation: Sipgo.spawn(answer(invitation)) and None)
            call = Sipgo.Inviter.new(alice, address(bob))
            await call.invite()
            self.assertEqual(call.state, State.ESTABLISHED)

    @asynchronous
    async def test_wrong_use(self):
        async with pair() as (alice, bob):
            with self.fails(Sipgo.Error.INVALID):
                Sipgo.Inviter.new(alice, "nonsense")
            call = Sipgo.Inviter.new_for_uri(alice, Sipgo.Uri.parse(address(bob)))
            with self.fails(Sipgo.Error.STATE):
                await call.bye()
            call, _invitation = await establish(alice, bob)
            await call.bye()
            with self.fails(Sipgo.Error.STATE):
                await call.bye()
            with self.assertRaises(TypeError):
                Sipgo.Session()

    @asynchronous
    async def test_unreachable(self):
        async with make_agent("tcp") as alice:
            async with make_agent("tcp") as gone:
                nobody = address(gone)
            call = Sipgo.Inviter.new(alice, nobody)
            with self.fails(Sipgo.Error.UNREACHABLE):
                await call.invite()
            self.assertEqual((call.failure.status, call.failure.response), (503, None))     # RFC 3261, 8.1.3.1
            self.assertTrue(call.failure.tried)
            self.assertEqual(call.failure.error.message, call.failure.get_error().message)


if __name__ == "__main__":
    unittest.main()
