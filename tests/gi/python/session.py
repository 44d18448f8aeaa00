#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Within a call: INFO, MESSAGE, hold, re-INVITE and transfers."""
from harness import Case, Gio, GLib, GObject, Sipgo, address, asynchronous, establish, make_agent, next_item, pair, unittest

State = Sipgo.SessionState


class SessionTest(Case):
    @asynchronous
    async def test_info(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            texts = []

            def received(_session, request):
                texts.append(request.message.body.text)
                request.accept()

            invitation.connect("info-received", received)
            request = await call.info(body=Sipgo.Body.new("application/dtmf-relay", "Signal=5\r\nDuration=160"))
            self.assertEqual(request.response.status_code, 200)
            self.assertEqual(texts, ["Signal=5\r\nDuration=160"])

            call.connect("info-received", lambda _session, request: request.reject(status_code=415) and None)
            with self.refused(Sipgo.Status.UNSUPPORTED_MEDIA_TYPE):
                await invitation.info()

    @asynchronous
    async def test_message(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            received = Sipgo.signals(call, "message-received")
            sending = invitation.message(body=Sipgo.Body.new("text/plain", "tea?"))
            request = await next_item(received)
            self.assertEqual(request.message.body.text, "tea?")
            request.accept()
            await sending

    @asynchronous
    async def test_hold(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            offers = []
            invitation.connect("invite-received", lambda _session, request: offers.append(request.message.body.text))
            changes = []
            call.connect("notify::held", lambda call, _property: changes.append(call.held))
            self.assertFalse(call.held)
            await call.hold()
            self.assertTrue(call.held)
            self.assertIn("a=sendonly", offers[0])
            await call.unhold()
            self.assertIn("a=sendrecv", offers[1])
            self.assertEqual(changes, [True, False])

            invited = Sipgo.signals(invitation, "invite-received")
            changed = Sipgo.signals(call, "notify::held")
            call.held = True                          # a property: sends the same re-INVITE
            request = await next_item(invited)
            self.assertIn("a=sendonly", request.message.body.text)
            request.proceed()
            if not call.held:
                self.assertTrue(await next_item(changed))

    @asynchronous
    async def test_update(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            bodies = []
            invitation.connect("update-received", lambda _session, request: bodies.append(request.message.body))
            request = await call.update()
            self.assertEqual((request.message.method, request.response.status_code), ("UPDATE", 200))
            await call.update(without_description=True)
            self.assertIn("m=audio", bodies[0].text)
            self.assertIsNone(bodies[1])

            invitation.connect("update-received", lambda _session, request: request.reject(status_code=488) and None)
            with self.refused(Sipgo.Status.NOT_ACCEPTABLE_HERE):
                await call.update()

    @asynchronous
    async def test_re_invite(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            moments = []

            def outgoing(_session, request):
                moments.append(request.message.method)
                request.connect("accept", lambda _request, response: moments.append(response.status_code))

            invitation.connect("request-created", outgoing)
            request = await invitation.invite(extra_headers=["Subject: tea"])
            self.assertIsInstance(request, Sipgo.OutgoingRequest)
            self.assertEqual(request.message.get_header("Subject"), "tea")
            self.assertEqual((moments, call.state), (["INVITE", 200], State.ESTABLISHED))

    @asynchronous
    async def test_blind_transfer(self):
        async with pair() as (alice, bob), make_agent() as carol:
            carol.connect("invitation", lambda _agent, invitation: invitation.accept() and None)
            call, invitation = await establish(alice, bob)
            progress = []
            call.connect("refer-progress", lambda _session, status, _reason: progress.append(status))
            referrals = Sipgo.signals(invitation, "refer-received")
            referring = call.refer(address(carol, "carol"), extra_headers=["X-Test: 1"])
            referral = await next_item(referrals)
            self.assertIsInstance(referral, Sipgo.Referral)
            self.assertEqual(referral.refer_to.uri.user, "carol")
            self.assertEqual(referral.referred_by, f"<{call.local_identity.uri}>")
            self.assertEqual((referral.request.method, referral.request.message.get_header("X-Test")), ("REFER", "1"))
            referral.accept()
            inviter = referral.make_inviter()
            await inviter.invite()
            await referring
            self.assertEqual(progress[-1], 200)
            self.assertEqual(inviter.remote_identity.uri.user, "carol")
            await inviter.bye()

    @asynchronous
    async def test_transfer_refused(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            invitation.connect("refer-received", lambda _session, referral: referral.reject(status_code=603) and None)
            with self.refused(Sipgo.Status.DECLINE):
                await call.refer("sip:carol@example.com")

    @asynchronous
    async def test_attended_transfer(self):
        async with pair() as (alice, bob), make_agent() as carol:
            first, at_bob = await establish(alice, bob)
            second, at_carol = await establish(alice, carol)
            calls = Sipgo.signals(carol, "invitation")
            referrals = Sipgo.signals(at_bob, "refer-received")
            referring = first.refer_to_session(second)
            inviting = (await next_item(referrals)).make_inviter().invite()
            replacing = await next_item(calls)
            self.assertEqual(replacing.replacee, at_carol)
            await replacing.accept()
            await inviting
            await referring
            await at_carol.wait_for_state(State.TERMINATED)
            self.assertEqual(replacing.state, State.ESTABLISHED)
            self.assertIn(State.ESTABLISHED, [session.state for session in bob.sessions if session != at_bob])

    @asynchronous
    async def test_too_early(self):
        """The message of the error has the targets that were tried."""
        async with pair() as (alice, bob):
            call = Sipgo.Inviter.new(alice, address(bob))
            for operation, helps in ((call.bye, True), (call.info, False)):
                with self.fails(Sipgo.Error.STATE) as caught:
                    await operation()
                self.assertEqual("by cancel" in caught.exception.message, helps)

    @asynchronous
    async def test_session_properties(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            call.data = Gio.ListStore()
            self.assertIsInstance(call.data, Gio.ListStore)
            self.assertTrue(call.id)
            self.assertIsNone(call.asserted_identity)
            self.assertIsNone(call.failure)
            self.assertIsNone(invitation.replacee)
            self.assertIsInstance(call.session_description_handler, Sipgo.NullHandler)
            self.assertIsNone(call.session_description_handler_factory)          # the factory of the agent is used
            states = Gio.SimpleAction.new_stateful("shown", None, GLib.Variant("b", False))
            call.bind_property("held", states, "enabled", GObject.BindingFlags.SYNC_CREATE)
            self.assertFalse(states.get_enabled())


if __name__ == "__main__":
    unittest.main()
