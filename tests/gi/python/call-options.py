#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Options of agents, calls and registrations; signaling state and dialog state."""
import asyncio

from harness import Case, GLib, GObject, Sipgo, address, asynchronous, establish, make_agent, next_item, pair, unittest
from registrar import Registrar

Signaling = Sipgo.SignalingState


class CallOptionsTest(Case):
    @asynchronous
    async def test_agent(self):
        async with make_agent(graceful_shutdown=False, contact_params=["ob"], sip_extension_100rel=Sipgo.SipExtension.REQUIRED) as agent:
            self.assertTrue(agent.instance_id.startswith("urn:uuid:"))
            self.assertEqual(agent.contact_params, ["ob"])
            self.assertEqual((agent.graceful_shutdown, agent.send_initial_provisional_response), (False, True))
            self.assertEqual(agent.sip_extension_100rel, Sipgo.SipExtension.REQUIRED)
            self.assertIsNone(agent.contact)
            self.assertIn("replaces", Sipgo.UserAgent.get_registered_option_tags())

    @asynchronous
    async def test_text_is_checked(self):
        agent = Sipgo.UserAgent(sip_extension_extra_supported=["made-up"])
        with self.assertRaises(GLib.Error) as caught:
            await agent.start()
        self.assertTrue(caught.exception.matches(Sipgo.error_quark(), Sipgo.Error.INVALID))

    @asynchronous
    async def test_anonymous(self):
        async with pair() as (alice, bob):
            invitations = Sipgo.signals(bob, "invitation")
            call = Sipgo.Inviter.new(alice, address(bob))
            call.anonymous = True
            call.extra_headers = ["X-Test: 1"]
            calling = call.invite()
            invitation = await next_item(invitations)
            self.assertEqual(invitation.remote_identity.uri.host, "anonymous.invalid")
            self.assertEqual(invitation.request.message.get_header("X-Test"), "1")
            await invitation.accept()
            await calling
            self.assertEqual(call.signaling_state, Signaling.STABLE)
            self.assertTrue(call.offer.text and call.answer.text)

    @asynchronous
    async def test_change_refused(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            invitation.connect("invite-received", lambda _session, request: request.reject(status_code=488) and None)
            offer = call.offer.text
            with self.refused(Sipgo.Status.NOT_ACCEPTABLE_HERE):
                await call.invite()
            self.assertEqual((call.signaling_state, call.offer.text), (Signaling.STABLE, offer))
            self.assertEqual(call.state, Sipgo.SessionState.ESTABLISHED)

    @asynchronous
    async def test_change_deferred(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            changes = asyncio.Queue()

            def defer(_session, request):
                request.defer()
                changes.put_nowait(request)

            invitation.connect("invite-received", defer)
            holding = call.hold()
            request = await changes.get()
            self.assertFalse(call.held)
            request.proceed()
            await holding
            self.assertTrue(call.held)
            with self.assertRaises(GLib.Error):
                request.proceed()

    @asynchronous
    async def test_request_in_dialog(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            request = await call.request_in_dialog("OPTIONS", extra_headers=["X-Test: 1"])
            self.assertEqual(request.response.status_code, 200)
            self.assertIn(call.dialog_state, (Sipgo.DialogState.ACK_WAIT, Sipgo.DialogState.CONFIRMED))

    @asynchronous
    async def test_registration(self):
        async with Registrar("secret") as registrar, make_agent(
                uri=Sipgo.Uri.parse("sip:alice@example.com"), credentials=Sipgo.Credentials.new("alice", "secret")) as agent:
            registerer = Sipgo.Registerer.new(agent)
            registerer.registrar = registrar.uri
            registerer.refresh_frequency = 75
            registerer.reg_id = 1
            registerer.extra_contact_header_params = ["q=0.5"]
            await registerer.register()
            contact = registrar.requests[-1].get_header("Contact")
            self.assertIn(";reg-id=1", contact)
            self.assertIn(agent.instance_id, contact)
            self.assertIn(";q=0.5", contact)
            await registerer.unregister(all=True)
            self.assertEqual(registrar.requests[-1].get_header("Contact"), "*")
            await registerer.end()
            self.assertEqual(registerer.state, Sipgo.RegistererState.TERMINATED)
            with self.fails(Sipgo.Error.STATE):
                await registerer.register()


if __name__ == "__main__":
    unittest.main()
