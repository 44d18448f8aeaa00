#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A session description handler, its factory and a modifier that are written in Python."""
import asyncio

from harness import Case, Gio, GLib, GObject, Sipgo, address, asynchronous, establish, make_agent, next_item, pair, unittest

SDP = "\r\n".join(["v=0", "o=- 1 {version} IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0", "m=audio 9 RTP/AVP 0",
                   "a={direction}", ""])


class Handler(GObject.Object, Sipgo.SessionDescriptionHandler):
    def __init__(self, later=False, failing=None):
        super().__init__()
        self.later = later
        self.failing = failing
        self.log = []
        self.version = 0

    def do_has_description(self, content_type):
        return content_type == "application/sdp"

    def do_get_description(self, request):
        self.log.append(("get", request.get_description_type(), request.get_options() is not None))
        if self.failing == "get":
            request.fail(GLib.Error.new_literal(Sipgo.error_quark(), "no microphone", Sipgo.Error.MEDIA))
            return
        if self.failing == "drop":
            return
        self.version += 1
        held = request.get_options() and request.get_options().hold
        text = SDP.format(version=self.version, direction="sendonly" if held else "sendrecv")
        if self.later:
            asyncio.get_running_loop().call_soon(request.complete, "application/sdp", text)
        else:
            request.complete("application/sdp", text)

    def do_set_description(self, request):
        self.log.append(("set", request.get_description_type(), request.get_content_type()))
        self.content = request.get_content()
        request.complete(None, None)

    def do_rollback_description(self):
        self.log.append(("rollback",))

    def do_send_dtmf(self, tones, duration_ms, gap_ms):
        self.log.append(("dtmf", tones))
        return True

    def do_set_local_address(self, local_address):
        self.log.append(("moved", local_address))

    def do_get_media(self):
        return None

    def do_close(self):
        self.log.append(("close",))


class Factory(GObject.Object, Sipgo.SessionDescriptionHandlerFactory):
    def __init__(self, **arguments):
        super().__init__()
        self.arguments = arguments
        self.handlers = []

    def do_create_handler(self, session, local_address):
        assert isinstance(session, Sipgo.Session), session
        assert local_address == "127.0.0.1", local_address
        self.handlers.append(Handler(**self.arguments))
        return self.handlers[-1]


class Modifier(GObject.Object, Sipgo.SdpModifier):
    def __init__(self, fails=False):
        super().__init__()
        self.fails = fails

    def do_modify(self, sdp):
        if self.fails:
            raise GLib.Error.new_literal(Sipgo.error_quark(), "no such line", Sipgo.Error.MEDIA)
        return sdp.replace("s=-", "s=changed by a script")


def kinds(handler):
    return [entry[0] for entry in handler.log]


class HandlerTest(Case):
    @asynchronous
    async def test_call(self):
        for later in (False, True):
            factory = Factory(later=later)
            async with pair(session_description_handler_factory=factory) as (alice, bob):
                call, invitation = await establish(alice, bob)
                ours, theirs = factory.handlers
                self.assertEqual(call.session_description_handler, ours)
                self.assertEqual(alice.session_description_handler_factory, factory)
                self.assertIsNone(call.media)
                offer, answer = Sipgo.DescriptionType.OFFER, Sipgo.DescriptionType.ANSWER
                self.assertEqual([entry[:2] for entry in ours.log], [("get", offer), ("set", answer)])
                self.assertEqual([entry[:2] for entry in theirs.log], [("set", offer), ("get", answer)])
                await call.hold()
                self.assertIn("a=sendonly", theirs.content)
                await call.bye()
                await invitation.wait_for_state(Sipgo.SessionState.TERMINATED)
                self.assertEqual((kinds(ours)[-1], kinds(theirs)[-1]), ("close", "close"))

    @asynchronous
    async def test_handler_fails(self):
        for failing in ("get", "drop"):
            async with pair() as (alice, bob):
                alice.session_description_handler_factory = Factory(failing=failing)
                call = Sipgo.Inviter.new(alice, address(bob))
                with self.assertRaises(GLib.Error) as caught:
                    await call.invite()
                if failing == "get":
                    self.assertRegex(caught.exception.message, "no microphone")
                self.assertEqual(call.state, Sipgo.SessionState.TERMINATED)

    @asynchronous
    async def test_modifier(self):
        async with pair() as (alice, bob):
            invitations = bob.invitations()
            call = Sipgo.Inviter.new(alice, address(bob))
            inviting = call.invite(session_description_handler_modifiers=[Modifier()])
            invitation = await next_item(invitations)
            self.assertIn("s=changed by a script", invitation.request.message.body.text)
            await invitation.accept(session_description_handler_modifiers=[Modifier()])
            request = await inviting
            self.assertIn("s=changed by a script", request.response.body.text)

            store = Gio.ListStore()
            store.append(Modifier())
            call.session_description_handler_modifiers_re_invite = store
            received = Sipgo.signals(invitation, "invite-received")
            holding = call.hold()
            request = await next_item(received)
            self.assertIn("s=changed by a script", request.message.body.text)
            request.proceed()
            await holding

    @asynchronous
    async def test_short_name_of_modifiers(self):
        """The options of an INVITE, of its answer and of a re-INVITE have the same names."""
        async with pair() as (alice, bob):
            invitations = bob.invitations()
            call = Sipgo.Inviter.new(alice, address(bob))
            inviting = call.invite(modifiers=[Modifier()])
            invitation = await next_item(invitations)
            self.assertIn("s=changed by a script", invitation.request.message.body.text)
            await invitation.accept(modifiers=[Modifier()])
            self.assertIn("s=changed by a script", (await inviting).response.body.text)
            received = Sipgo.signals(invitation, "invite-received")
            changing = call.invite(modifiers=[Modifier()])
            request = await next_item(received)
            self.assertIn("s=changed by a script", request.message.body.text)
            request.proceed()
            await changing
            for options in (Sipgo.InviteOptions(modifiers=[Modifier()]), Sipgo.AnswerOptions(modifiers=[Modifier()])):
                self.assertEqual(options.modifiers, options.session_description_handler_modifiers)
                options.session_description_handler_modifiers = None
                self.assertIsNone(options.modifiers)

    @asynchronous
    async def test_invite_of_an_inviter(self):
        """The first invite () makes the call, the next sends a re-INVITE; that of Session never makes the call."""
        async with pair() as (alice, bob):
            fresh = Sipgo.Inviter.new(alice, address(bob))
            with self.fails(Sipgo.Error.STATE):
                await Sipgo.Session.invite(fresh)
            self.assertEqual(fresh.state, Sipgo.SessionState.INITIAL)
            call, invitation = await establish(alice, bob)
            received = []
            invitation.connect("invite-received", lambda _session, request: received.append(request))
            for invite in (call.invite, lambda: Sipgo.Session.invite(call), invitation.invite):
                request = await invite()
                self.assertIsInstance(request, Sipgo.OutgoingInviteRequest)
                self.assertEqual(request.response.status_code, 200)
            self.assertEqual(len(received), 2)
            self.assertTrue(all(request.message.to_tag for request in received))
            self.assertEqual(call.state, Sipgo.SessionState.ESTABLISHED)

    @asynchronous
    async def test_modifiers_of_ours(self):
        def shout(sdp):
            return sdp.replace("s=-", "s=LOUD")

        def fail(_sdp):
            raise GLib.Error.new_literal(Sipgo.error_quark(), "hoarse", Sipgo.Error.MEDIA)

        async with pair() as (alice, bob):
            invitations = bob.invitations()
            call = Sipgo.Inviter.new(alice, address(bob))
            modifiers = [Sipgo.SdpModifier.strip_codec("PCMA"), Sipgo.SdpModifier.strip_media("video"), Sipgo.SdpModifier.hold(),
                         Sipgo.SdpModifier.add_mids(), Sipgo.SdpModifier.strip_tcp_candidates(), Sipgo.SdpModifier.from_func(shout)]
            inviting = call.invite(session_description_handler_modifiers=modifiers)
            invitation = await next_item(invitations)
            offer = invitation.request.message.body.text
            self.assertRegex(offer, "(?s)s=LOUD.*a=sendonly.*a=mid:0")
            self.assertNotIn("PCMA", offer)
            await invitation.accept()
            await inviting
            with self.assertRaisesRegex(GLib.Error, "hoarse"):
                await call.invite(session_description_handler_modifiers=[Sipgo.SdpModifier.from_func(fail)])

    @asynchronous
    async def test_modifier_fails(self):
        async with pair() as (alice, bob):
            call = Sipgo.Inviter.new(alice, address(bob))
            with self.assertRaisesRegex(GLib.Error, "no such line"):
                await call.invite(session_description_handler_modifiers=[Modifier(fails=True)])

    @asynchronous
    async def test_re_invite_refused(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            store = Gio.ListStore()
            store.append(Modifier(fails=True))
            invitation.session_description_handler_modifiers_re_invite = store
            with self.refused(Sipgo.Status.NOT_ACCEPTABLE_HERE):
                await call.hold()
            self.assertEqual((call.held, call.state), (False, Sipgo.SessionState.ESTABLISHED))

    @asynchronous
    async def test_null_handler(self):
        factory = Sipgo.NullHandlerFactory(port=4000)
        self.assertEqual(factory.port, 4000)
        handler = Sipgo.NullHandler.new("127.0.0.1", 4000)
        self.assertTrue(handler.has_description("application/sdp"))
        self.assertFalse(handler.has_description("text/plain"))
        async with make_agent(session_description_handler_factory=factory) as alice, make_agent() as bob:
            call, invitation = await establish(alice, bob)
            self.assertIn("m=audio 4000", invitation.request.message.body.text)
            await call.bye()


if __name__ == "__main__":
    unittest.main()
