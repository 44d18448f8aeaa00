#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Options: as objects, as keywords, omitted, and with unknown names."""
import inspect
import pydoc

from harness import Case, Gio, GLib, Sipgo, address, asynchronous, establish, next_item, pair, unittest


class MannersTest(Case):
    def test_signature(self):
        """The signatures that an editor and help() show."""
        expected = {
            Sipgo.Inviter.invite: "(self, options=None, cancellable=None, *, extra_headers=None",
            Sipgo.Media.send_dtmf: "(self, tones, duration_ms=0, gap_ms=0, cancellable=None)",
            Sipgo.Session.bye: "(self, options=None, cancellable=None",
            Sipgo.Inviter.new: "(agent, target, *, ",
        }
        for method, text in expected.items():
            signature = str(inspect.signature(method))
            self.assertTrue(signature.replace("body=None, ", "").startswith(text), signature)
            self.assertNotIn("callback", signature + method.__doc__)
            self.assertTrue(method.__doc__)
            self.assertIn(method.__name__, pydoc.render_doc(method))
        self.assertIn("Fails when the session is not established", Sipgo.Session.bye.__doc__)

    @asynchronous
    async def test_error_matches_classes(self):
        async with pair() as (alice, bob):
            with self.assertRaises(GLib.Error) as caught:
                await Sipgo.Inviter.new(alice, address(bob)).invite()
            self.assertTrue(caught.exception.matches(Sipgo.Status, 486))
            self.assertTrue(caught.exception.matches(Sipgo.Status, Sipgo.Status.BUSY_HERE))
            self.assertTrue(caught.exception.matches(Sipgo.status_quark(), 486))
            self.assertFalse(caught.exception.matches(Sipgo.Status, 487))
            self.assertFalse(caught.exception.matches(Sipgo.Error, 486))
            with self.assertRaises(GLib.Error) as caught:
                Sipgo.Uri.parse("tea")
            self.assertTrue(caught.exception.matches(Sipgo.Error, caught.exception.code))

    @asynchronous
    async def test_texts_of_sessions_and_agents(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            self.assertRegex(repr(call), r"^<Sipgo\.Inviter to .*sip:bob@.*, established>$")
            self.assertRegex(str(invitation), r"^<Sipgo\.Invitation from .*, established>$")
            self.assertRegex(repr(alice), r"^<Sipgo\.UserAgent udp:127.0.0.1:\d+, started>$")
            with self.assertRaisesRegex(GLib.Error, "established"):
                await invitation.accept()


class OptionsTest(Case):
    def test_objects(self):
        body = Sipgo.Body.new("text/plain", "tea")
        request = Sipgo.RequestOptions(extra_headers=["Subject: tea"], body=body)
        self.assertEqual(request.extra_headers, ["Subject: tea"])
        self.assertEqual(request.body.text, "tea")
        response = Sipgo.ResponseOptions(status_code=486, reason_phrase="No", extra_headers=["Retry-After: 5"])
        self.assertEqual((response.status_code, response.reason_phrase), (486, "No"))

        hold = Sipgo.SessionDescriptionHandlerOptions(hold=True)
        modifiers = Gio.ListStore()
        invite = Sipgo.InviteOptions(without_description=True, session_description_handler_options=hold,
                                     session_description_handler_modifiers=modifiers, extra_headers=["A: b"])
        self.assertTrue(invite.without_description)
        self.assertTrue(invite.session_description_handler_options.hold)
        self.assertEqual(invite.session_description_handler_modifiers, modifiers)
        self.assertEqual(invite.extra_headers, ["A: b"])
        answer = Sipgo.AnswerOptions(reliable=True, status_code=183)
        self.assertTrue(answer.reliable)
        self.assertEqual(answer.status_code, 183)

    @asynchronous
    async def test_text_and_dictionary(self):
        """A string is accepted for a body, a dictionary for the options."""
        async with pair() as (alice, bob):
            messages = Sipgo.signals(bob, "message")
            for given in ("tea", {"body": "tea", "extra_headers": ["Subject: tea"]}):
                sending = Sipgo.Messager.new(alice, address(bob)).message(given)
                request = await next_item(messages)
                self.assertEqual(request.message.body.text, "tea")
                self.assertEqual(request.message.has_header("Subject"), isinstance(given, dict))
                request.accept()
                await sending
            with self.assertRaisesRegex(TypeError, "it takes tones, duration_ms, gap_ms, cancellable"):
                Sipgo.Media.send_dtmf(None, "1", duration=100)

    @asynchronous
    async def test_keywords(self):
        async with pair() as (alice, bob):
            invitations = bob.invitations()
            call = Sipgo.Inviter.new(alice, address(bob))
            inviting = call.invite(extra_headers=["Subject: tea"], session_description_handler_options={"hold": True},
                                   session_description_handler_modifiers=[])
            invitation = await next_item(invitations)
            self.assertEqual(invitation.request.message.get_header("Subject"), "tea")
            self.assertIn("a=sendonly", invitation.request.message.body.text)
            invitation.reject(Sipgo.Status.BUSY_HERE, extra_headers=["Retry-After: 5"], reason_phrase="At tea")
            with self.refused(Sipgo.Status.BUSY_HERE):
                await inviting
            self.assertEqual(call.failure.response.get_header("Retry-After"), "5")
            self.assertEqual(call.failure.response.reason_phrase, "At tea")

    @asynchronous
    async def test_left_out_and_as_in_c(self):
        async with pair() as (alice, bob):
            invitations = bob.invitations()
            first = Sipgo.Inviter.new(alice, address(bob)).invite(None, None)
            (await next_item(invitations)).reject()
            with self.assertRaises(GLib.Error) as caught:
                await first
            self.assertTrue(400 <= caught.exception.code < 700)

            second = Sipgo.Inviter.new(alice, address(bob)).invite(Sipgo.InviteOptions(extra_headers=["Subject: tea"]))
            invitation = await next_item(invitations)
            self.assertEqual(invitation.request.message.get_header("Subject"), "tea")
            invitation.reject(status_code=Sipgo.Status.DECLINE)
            with self.refused(Sipgo.Status.DECLINE):
                await second

    @asynchronous
    async def test_misspelt(self):
        async with pair() as (alice, bob):
            call = Sipgo.Inviter.new(alice, address(bob))
            with self.assertRaisesRegex(TypeError, r"invite\(\) has no option 'extra_header'; it has .*extra_headers"):
                call.invite(extra_header=["Subject: tea"])
            with self.assertRaisesRegex(TypeError, "has no option 'held'; it has hold"):
                call.invite(session_description_handler_options={"held": True})
            with self.assertRaisesRegex(TypeError, "not both"):
                call.invite(Sipgo.InviteOptions(), extra_headers=[])
            with self.assertRaisesRegex(TypeError, r"refer\(\) needs 'target'"):
                call.refer()
            with self.assertRaisesRegex(TypeError, "start.. takes no argument 'port'"):
                alice.start(port=5060)
            with self.assertRaisesRegex(TypeError, "has no option 'header'"):
                alice.core.request("OPTIONS", address(bob), header=[])
            self.assertEqual(call.state, Sipgo.SessionState.INITIAL)

    def test_made_wrongly(self):
        with self.assertRaisesRegex(TypeError, r"Sipgo.Inviter is made by Sipgo.Inviter.new\(agent, target\)"):
            Sipgo.Inviter(Sipgo.UserAgent(), "sip:bob@127.0.0.1")
        with self.assertRaisesRegex(TypeError, "Sipgo.Notifier is made by the library"):
            Sipgo.Notifier()
        self.assertIsNotNone(Sipgo.Inviter.new(Sipgo.UserAgent(), "sip:bob@127.0.0.1"))

    def test_of_what_is_made(self):
        agent = Sipgo.UserAgent()
        call = Sipgo.Inviter.new(agent, "sip:bob@127.0.0.1", early_media=True, extra_headers=["Subject: tea"],
                                 session_description_handler_modifiers=[Sipgo.SdpModifier.hold()],
                                 session_description_handler_options_re_invite={"hold": True})
        self.assertTrue(call.early_media)
        self.assertEqual(call.extra_headers, ["Subject: tea"])
        self.assertEqual(call.session_description_handler_modifiers.get_n_items(), 1)
        self.assertTrue(call.session_description_handler_options_re_invite.hold)
        self.assertEqual(Sipgo.Registerer.new(agent=agent, expires=60).expires, 60)
        self.assertEqual(Sipgo.Subscriber.new(agent, "sip:bob@127.0.0.1", "presence", body="who?").body.content_type, "text/plain")
        with self.assertRaisesRegex(TypeError, r"Sipgo.Inviter.new\(\) has no option 'early'; it has .*early_media"):
            Sipgo.Inviter.new(agent, "sip:bob@127.0.0.1", early=True)

    def test_modifiers(self):
        """A single modifier or function stands for a list of one."""
        hold = Sipgo.SdpModifier.hold()
        for given, length in ((hold, 1), ([hold, hold], 2), (str.upper, 1), ([hold, str.upper], 2), ([], 0)):
            options = Sipgo.InviteOptions(modifiers=given)
            self.assertEqual(options.modifiers.get_n_items(), length)
        self.assertEqual(Sipgo.InviteOptions(modifiers=str.upper).modifiers.get_item(0).modify("s=tea"), "S=TEA")
        for wrong in ("hold", [hold, "hold"], 5):
            with self.assertRaisesRegex(TypeError, "modifiers takes Sipgo.SdpModifiers and functions, not"):
                Sipgo.InviteOptions(modifiers=wrong)

    def test_of_properties(self):
        call = Sipgo.Inviter.new(Sipgo.UserAgent(), "sip:bob@127.0.0.1")
        call.session_description_handler_options_re_invite = {"hold": True}
        call.session_description_handler_modifiers = [Sipgo.SdpModifier.hold()]
        self.assertTrue(call.session_description_handler_options_re_invite.hold)
        self.assertEqual(call.session_description_handler_modifiers.get_n_items(), 1)
        call.session_description_handler_options_re_invite = None
        self.assertIsNone(call.session_description_handler_options_re_invite)
        with self.assertRaisesRegex(TypeError, "has no option 'held'"):
            call.session_description_handler_options_re_invite = {"held": True}
        subscriber = Sipgo.Subscriber.new(Sipgo.UserAgent(), "sip:bob@127.0.0.1", "presence")
        subscriber.body = "who?"
        self.assertEqual(subscriber.body.content_type, "text/plain")

    @asynchronous
    async def test_text_as_body(self):
        async with pair() as (alice, bob):
            messages = Sipgo.signals(bob, "message")
            sending = Sipgo.Messager.new(alice, address(bob)).message(body="tea?")
            message = await next_item(messages)
            self.assertEqual((message.message.body.content_type, message.message.body.text), ("text/plain", "tea?"))
            message.accept()
            await sending
            bob.connect("publication", lambda _agent, request: request.accept(extra_headers=["SIP-ETag: a"]) and None)
            bob.allow_events = ["presence"]
            publisher = Sipgo.Publisher.new(alice, address(bob), "presence")
            await publisher.publish("here")
            self.assertEqual(publisher.body.text, "here")
            await publisher.unpublish()


if __name__ == "__main__":
    unittest.main()
