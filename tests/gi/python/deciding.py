#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Decisions of handlers about incoming requests: one table of all signals, and one rule for them.

When the handlers have returned, the default answer is sent, unless one has called accept (), reject (), … or defer ().
References to the object do not count."""
import asyncio
import gc

from harness import Case, GLib, GObject, Sipgo, address, asynchronous, establish, pair, unittest

NOTIFY = ["Event: presence", "Subscription-State: active"]
CAROL = "Refer-To: <sip:carol@example.com>"

# Signal: method and headers of its request; the status without a handler, with one that only watches, when it is accepted
# and when it is rejected by itself, and when it was deferred and nobody decides. None is left out: the 481 to a NOTIFY inside
# a call ends the call, and an accepted REFER inside a call is done when the transfer is.
OF_AGENT = {
    "message": ("MESSAGE", [], 405, 200, 200, 480, 200),
    "notification": ("NOTIFY", NOTIFY, 481, 200, 200, 480, 200),
    "publication": ("PUBLISH", ["Event: presence", "Expires: 60"], 489, 489, 200, 480, 489),
    "referral": ("REFER", [CAROL], 603, 603, 202, 603, 603),
    "register-received": ("REGISTER", [], 405, 403, 200, 403, 403),
    "subscription": ("SUBSCRIBE", ["Event: presence"], 489, 489, 200, 403, 489),
    "options-received": ("OPTIONS", [], 200, 200, 200, 480, 200),
}
OF_SESSION = {
    "info-received": ("INFO", [], 200, 200, 200, 480, 200),
    "message-received": ("MESSAGE", [], 200, 200, 200, 480, 200),
    "notification-received": ("NOTIFY", NOTIFY, None, 200, 200, 480, 200),
    "refer-received": ("REFER", [CAROL], 603, 603, None, 603, 603),
    "invite-received": ("INVITE", [], 200, 200, None, 480, 488),
    "update-received": ("UPDATE", [], 200, 200, 200, 480, 504),
}
# The others that show a request: an invitation rings until it is answered, a BYE cannot be deferred (RFC 3261 15.1.2), and a
# register-guard shows a request of our own.
OTHERS = {"invitation", "bye-received", "ack-received", "cancel-received"}


async def status_of(sending):
    try:
        answer = await sending
        return answer.status_code if isinstance(answer, Sipgo.Message) else answer.response.status_code
    except GLib.Error as error:
        assert error.matches(Sipgo.Status, error.code), error
        return error.code


class DecidingTest(Case):
    def send(self, signal):
        if signal == "register-received":
            return status_of(self.register())
        method, headers, *_ = (OF_AGENT | OF_SESSION)[signal]
        if signal in OF_AGENT:
            headers = [*headers, f"Contact: <{address(self.alice, 'alice')}>"]
            return status_of(self.alice.core.request(method, address(self.bob), extra_headers=headers).send())
        if method == "INVITE":
            return status_of(self.call.invite())
        if method == "UPDATE":
            return status_of(self.call.update(without_description=True))
        if method == "REFER":
            return status_of(self.call.refer("sip:carol@example.com"))
        return status_of(self.call.request_in_dialog(method, extra_headers=headers))

    def register(self):
        registerer = Sipgo.Registerer.new(self.alice, registrar=address(self.bob))
        return registerer.register()

    async def answered(self, signal, handler=None):
        source = self.bob if signal in OF_AGENT else self.invitation
        connected = source.connect(signal, handler) if handler else 0
        try:
            return await self.send(signal)
        finally:
            if connected:
                source.disconnect(connected)

    async def check(self, signal):
        _method, _headers, unheard, watched, accepted, rejected, _late = (OF_AGENT | OF_SESSION)[signal]
        kept = []
        if unheard:
            self.assertEqual(await self.answered(signal), unheard)
        self.assertEqual(await self.answered(signal, lambda _source, _request: None), watched)
        self.assertEqual(await self.answered(signal, lambda _source, request: kept.append(request)), watched)
        with self.fails(Sipgo.Error.STATE):
            kept[0].defer()
        if accepted:
            self.assertEqual(await self.answered(signal, lambda _source, request: request.accept() and None), accepted)
        self.assertEqual(await self.answered(signal, lambda _source, request: request.reject() and None), rejected)
        self.assertEqual(await self.answered_later(signal, lambda request: request.reject()), rejected)
        self.assertEqual(await self.answered_later(signal, lambda request: request.proceed()), watched)

    async def answered_later(self, signal, decide):
        deferred = asyncio.Queue()

        def defer(_source, request):
            request.defer()
            deferred.put_nowait(request)

        answering = asyncio.ensure_future(self.answered(signal, defer))
        request = await deferred.get()
        await self.settle()
        self.assertFalse(answering.done())
        decide(request)
        return await answering

    async def settle(self):
        """Messages in flight arrive, and the garbage collector runs."""
        gc.collect()
        await self.bob.core.request("OPTIONS", address(self.alice, "alice")).send()

    async def set_up(self, alice, bob):
        self.alice, self.bob = alice, bob
        bob.allow_events = ["presence"]
        alice.uri = address(alice, "alice")
        self.call, self.invitation = await establish(alice, bob)

    def test_everything_is_here(self):
        shown = {Sipgo.IncomingRequest.__gtype__, Sipgo.IncomingInviteRequest.__gtype__, Sipgo.Notifier.__gtype__,
                 Sipgo.Referral.__gtype__, Sipgo.RegisteredContact.__gtype__, Sipgo.Invitation.__gtype__}
        for type_ in (Sipgo.UserAgent, Sipgo.Session, Sipgo.Invitation, Sipgo.Inviter):
            for name in GObject.signal_list_names(type_):
                query = GObject.signal_query(name, type_)
                if any(parameter in shown for parameter in query.param_types):
                    self.assertIn(name, OF_AGENT.keys() | OF_SESSION.keys() | OTHERS)

    @asynchronous
    async def test_decisions(self):
        async with pair() as (alice, bob):
            await self.set_up(alice, bob)
            for signal in [*OF_AGENT, *OF_SESSION]:
                with self.subTest(signal):
                    await self.check(signal)
            self.assertEqual(self.call.state, Sipgo.SessionState.ESTABLISHED)

    @asynchronous
    async def test_forgotten(self):
        """A deferred object waits even if it is dropped and collected; an agent that stops answers as after the time limit."""
        async with pair() as (alice, bob):
            await self.set_up(alice, bob)
            answers = {}
            # The UPDATE of a call cannot be sent while its re-INVITE is pending.
            for signal in [*OF_AGENT, *OF_SESSION.keys() - {"update-received"}]:
                source = bob if signal in OF_AGENT else self.invitation
                source.connect(signal, lambda _source, request: request.defer() and None)
                answers[signal] = asyncio.ensure_future(self.send(signal))
            await self.settle()
            await self.settle()
            self.assertFalse(any(answer.done() for answer in answers.values()))
            await bob.stop()
            for signal, answer in answers.items():
                with self.subTest(signal):
                    self.assertEqual(await answer, (OF_AGENT | OF_SESSION)[signal][-1])


if __name__ == "__main__":
    unittest.main()
