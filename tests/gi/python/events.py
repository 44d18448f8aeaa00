#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Messages, subscriptions and publications outside of calls, between two agents."""
import asyncio
import contextlib

from harness import Case, GLib, GObject, Sipgo, address, asynchronous, make_agent, pair, unittest
from registrar import Registrar

State = Sipgo.SubscriptionState


def text_of(request):
    body = request.message.body
    return body.text if body else None


def plain(text):
    return Sipgo.Body.new("text/plain", text)


class Notifiers(Registrar):
    """Two notifiers, as behind a proxy that has forked the SUBSCRIBE."""
    def datagram_received(self, data, sender):
        if data.startswith(b"SIP/2.0"):
            return
        subscribe = Sipgo.Message.parse(GLib.Bytes.new(data))
        ends = subscribe.get_header("Expires") == "0"
        contact = f"Contact: <{self.uri.to_string()}>"
        self.answer(subscribe, sender, "200 OK", [contact, f"Expires: {subscribe.get_header('Expires')}"])
        for tag in [subscribe.get_to_tag()] if ends else ["one", "two"]:
            self.transport.sendto("\r\n".join([
                f"NOTIFY {subscribe.contact.uri.to_string()} SIP/2.0", f"Via: SIP/2.0/UDP {self.uri.host}:{self.uri.port};branch=z9hG4bK{tag}{ends}",
                f"From: <sip:notifier@example.com>;tag={tag}", f"To: {subscribe.get_header('From')}",
                f"Call-ID: {subscribe.call_id}", f"CSeq: {2 if ends else 1} NOTIFY", contact, "Max-Forwards: 70", "Event: dialog",
                f"Subscription-State: {'terminated' if ends else 'active'}", "Content-Length: 0", "", ""]).encode(), sender)


class EventsTest(Case):
    @asynchronous
    async def test_messager(self):
        async with pair() as (alice, bob):
            texts = []
            bob.connect("message", lambda _agent, request: texts.append((text_of(request), request.message.get_header("X-A"))))
            messager = Sipgo.Messager.new(alice, address(bob))
            self.assertIsInstance(messager, Sipgo.Client)
            self.assertEqual((messager.user_agent, messager.target.user), (alice, "bob"))
            messager.local_identity = Sipgo.NameAddr.parse("Alice <sip:alice@example.com>")
            messager.connect("request-created", lambda _messager, request: request.set_header("Subject", "tea") and None)
            request = await messager.message(body=plain("tea?"), extra_headers=["X-A: 1"])
            self.assertEqual((request.message.method, request.response.status_code), ("MESSAGE", 200))
            self.assertEqual(request.message.get_from().display_name, "Alice")
            self.assertEqual(request.message.get_header("Subject"), "tea")
            self.assertEqual(texts, [("tea?", "1")])
            self.assertIsNone(messager.failure)

    @asynchronous
    async def test_nobody_reads(self):
        async with pair() as (alice, bob):
            messager = Sipgo.Messager.new_for_uri(alice, Sipgo.Uri.parse(address(bob)))
            with self.refused(405):
                await messager.message(body=plain("tea?"))
            self.assertEqual(messager.failure.status, 405)
            subscriber = Sipgo.Subscriber.new(alice, address(bob), "presence")
            with self.refused(489):
                await subscriber.subscribe()
            self.assertEqual(subscriber.state, State.TERMINATED)
            with self.refused(489):
                await Sipgo.Publisher.new(alice, address(bob), "presence").publish(plain("here"))
            with self.fails(Sipgo.Error.INVALID):
                Sipgo.Subscriber.new(alice, address(bob), "no event")

    @asynchronous
    async def test_subscription(self):
        async with pair() as (alice, bob):
            notifiers = []

            def subscribed(_agent, notifier):
                self.assertEqual((notifier.event, notifier.expires, notifier.state), ("presence", 600, State.INITIAL))
                notifier.body = plain("here")
                notifier.accept()
                notifiers.append(notifier)

            bob.allow_events = ["presence"]
            bob.connect("subscription", subscribed)
            subscriber = Sipgo.Subscriber.new(alice, address(bob), "presence")
            subscriber.expires = 600
            subscriber.data = GObject.Object()
            self.assertIsNotNone(subscriber.data)
            texts, states = [], []
            subscriber.connect("notification", lambda _subscriber, request: texts.append(text_of(request)))
            subscriber.connect("notify::state", lambda subscriber, _property: states.append(subscriber.state))

            request = await subscriber.subscribe(extra_headers=["Accept: text/plain"])
            self.assertEqual((request.message.method, request.response.status_code), ("SUBSCRIBE", 200))
            self.assertEqual((subscriber.state, texts), (State.ACTIVE, ["here"]))
            self.assertTrue(0 < subscriber.subscription_refresh < subscriber.subscription_expires <= 600)
            self.assertEqual((subscriber.expires, subscriber.granted_expires), (600, 600))
            notifier, = notifiers
            self.assertEqual(notifier.dialog.call_id, subscriber.dialog.call_id)

            request = await notifier.send_notification(body=plain("away"))
            self.assertEqual(request.response.status_code, 200)
            self.assertEqual(texts, ["here", "away"])

            await subscriber.subscribe()
            await subscriber.unsubscribe()
            self.assertEqual((texts[0], texts[-1]), ("here", "away"))
            self.assertEqual(states, [State.NOTIFY_WAIT, State.ACTIVE, State.TERMINATED])
            self.assertEqual(notifier.state, State.TERMINATED)

    @asynchronous
    async def test_decisions(self):
        async with pair() as (alice, bob):
            def subscribed(_agent, notifier):
                if notifier.event == "dialog":
                    notifier.reject(status_code=404)
                else:
                    notifier.min_expires = 60
                    notifier.pending = True
                    notifier.accept()
                    notifier.terminate("noresource", 7)

            bob.connect("subscription", subscribed)
            with self.refused(404):
                await Sipgo.Subscriber.new(alice, address(bob), "dialog").subscribe()
            subscriber = Sipgo.Subscriber.new(alice, address(bob), "presence")
            over = asyncio.Event()
            subscriber.connect("notify::state", lambda subscriber, _property: subscriber.state == State.TERMINATED and over.set())
            # The end may arrive before or after the first notification.
            with contextlib.suppress(GLib.Error):
                await subscriber.subscribe()
            await over.wait()
            self.assertEqual((subscriber.event_reason, subscriber.retry_after), ("noresource", 7))

    @asynchronous
    async def test_fetch(self):
        async with pair() as (alice, bob):
            def subscribed(_agent, notifier):
                notifier.body = plain("here")
                notifier.accept()

            bob.connect("subscription", subscribed)
            subscriber = Sipgo.Subscriber.new(alice, address(bob), "presence")
            subscriber.expires = 0
            texts = []
            subscriber.connect("notification", lambda _subscriber, request: texts.append(text_of(request)))
            await subscriber.subscribe()
            self.assertEqual((subscriber.state, texts), (State.TERMINATED, ["here"]))

    @asynchronous
    async def test_publication(self):
        async with pair() as (alice, bob):
            requests = []

            def published(_agent, request):
                requests.append((text_of(request), request.message.get_header("SIP-If-Match")))
                expires = request.message.get_header("Expires")
                request.accept(extra_headers=[f"SIP-ETag: t{len(requests)}", f"Expires: {expires}"])

            bob.connect("publication", published)
            publisher = Sipgo.Publisher.new(alice, address(bob), "presence")
            self.assertTrue(publisher.unpublish_on_close)
            publisher.expires = 120
            request = await publisher.publish(plain("here"))
            self.assertEqual((request.message.method, publisher.entity_tag), ("PUBLISH", "t1"))
            self.assertEqual((publisher.expires, publisher.granted_expires), (120, 120))
            self.assertEqual(publisher.state, Sipgo.PublisherState.PUBLISHED)
            await publisher.publish(plain("away"), extra_headers=["X-A: 1"])
            self.assertEqual(publisher.body.text, "away")
            await publisher.unpublish()
            self.assertEqual(publisher.state, Sipgo.PublisherState.UNPUBLISHED)
            self.assertEqual(requests, [("here", None), ("away", "t1"), (None, "t2")])

    @asynchronous
    async def test_forked(self):
        async with Notifiers() as notifiers, make_agent() as alice:
            subscriber = Sipgo.Subscriber.new_for_uri(alice, notifiers.uri, "dialog")
            forks, told = asyncio.Queue(), asyncio.Queue()

            def forked(_subscriber, fork):
                fork.connect("notification", lambda fork, _request: told.put_nowait(fork))
                forks.put_nowait(fork)

            subscriber.connect("fork", forked)
            await subscriber.subscribe()
            fork = await told.get()
            self.assertEqual(await forks.get(), fork)
            self.assertEqual((fork.event, fork.state, subscriber.state), ("dialog", State.ACTIVE, State.ACTIVE))
            self.assertEqual({fork.dialog.remote_tag, subscriber.dialog.remote_tag}, {"one", "two"})
            await fork.unsubscribe()
            self.assertEqual((fork.state, subscriber.state), (State.TERMINATED, State.ACTIVE))

    @asynchronous
    async def test_stop(self):
        states = []
        async with make_agent() as bob:
            async with make_agent() as alice:
                bob.connect("subscription", lambda _agent, notifier: (
                    notifier.accept(), notifier.connect("notify::state", lambda notifier, _property: states.append(notifier.state))))
                bob.allow_legacy_notifications = True
                subscriber = Sipgo.Subscriber.new(alice, address(bob), "presence")
                await subscriber.subscribe()
                response = await alice.core.request("NOTIFY", address(bob), extra_headers=["Event: presence"]).send()
                self.assertEqual(response.status_code, 200)
            self.assertEqual((subscriber.state, subscriber.user_agent), (State.TERMINATED, None))
        self.assertEqual(states, [State.TERMINATED])


if __name__ == "__main__":
    unittest.main()
