#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""everything.py SURFACE: every public name exists, and works on an object of its type.

SURFACE is what surface.py made of the GIR. The scene below has an object of every type; a new type must be added to it."""
import json
import sys

from harness import Case, GLib, GObject, Sipgo, address, asynchronous, make_agent, next_item, unittest

with open(sys.argv.pop(1), encoding="utf-8") as surface:
    SURFACE = json.load(surface)
TYPES = SURFACE["types"]


class Handler(GObject.Object, Sipgo.SessionDescriptionHandler):
    requests = []

    def do_has_description(self, content_type):
        return True

    def do_get_description(self, request):
        self.requests.append(request)
        request.complete("application/sdp", "v=0\r\n")

    def do_set_description(self, request):
        request.complete(None, None)

    def do_rollback_description(self):
        pass

    def do_send_dtmf(self, tones, duration_ms, gap_ms):
        return False

    def do_set_local_address(self, local_address):
        pass

    def do_get_media(self):
        return None

    def do_close(self):
        pass


class Factory(GObject.Object, Sipgo.SessionDescriptionHandlerFactory):
    def do_create_handler(self, session, local_address):
        return Handler()

    def do_get_load(self, n_more):
        return 0.0


class Modifier(GObject.Object, Sipgo.SdpModifier):
    def do_modify(self, sdp):
        return sdp


class Resolver(GObject.Object, Sipgo.Resolver):
    queries = []

    def do_look_up(self, query):
        self.queries.append(query)
        query.complete()


# Classes written in a script; they must have all virtual functions of their interfaces.
SCRIPTED = {"SessionDescriptionHandler": Handler, "SessionDescriptionHandlerFactory": Factory, "SdpModifier": Modifier,
            "Resolver": Resolver}


async def failure(doing):
    try:
        await doing
    except GLib.Error as error:
        return error
    raise AssertionError("no error")


def find_default(type_, name):
    """PyGObject has GLib's own specifications since 3.50. They show no list of strings as an empty one."""
    specification = type_.find_property(name)
    if not hasattr(specification, "get_default_value"):
        return specification.default_value
    value = specification.get_default_value()
    return None if value == [] else value


def write(value):
    """A value as the documentation writes it."""
    if value is None or isinstance(value, bool):
        return {None: "%NULL", True: "%TRUE", False: "%FALSE"}[value]
    if isinstance(value, GObject.GEnum):
        return f"%{value.value_name}"
    return f"`{value}`" if isinstance(value, str) else str(value)


class Scene:
    """Objects of all types, in use."""

    def __init__(self):
        self.objects = {}

    def add(self, *objects):
        for thing in objects:
            assert thing is not None
            for name in self.types_of(thing):
                self.objects.setdefault(name, thing)

    def types_of(self, thing):
        return [name for name, type_ in TYPES.items() if type_["kind"] in ("class", "interface", "record")
                and isinstance(thing, getattr(Sipgo, name))]

    async def set_up(self):
        self.values()
        self.options()
        self.alice = make_agent(credentials=Sipgo.Credentials.new("alice", "secret"))
        self.bob = make_agent(session_description_handler_factory=Sipgo.RtpHandlerFactory())
        self.bob.allow_events = ["presence"]
        for agent in (self.alice, self.bob):
            await agent.start()
        self.manager = Sipgo.SessionManager.new(make_agent(uri=Sipgo.Uri.parse(address(self.bob, "carol")),
                                                           credentials=Sipgo.Credentials.new("carol", "secret")))
        await self.manager.start()
        self.add(self.alice, self.alice.core, self.alice.limits, self.alice.authenticator, self.alice.logger_factory,
                 self.alice.get_logger("scene"), self.manager)
        await self.calls()
        await self.events()
        await self.registrations()

    async def tear_down(self):
        await self.manager.stop()
        for agent in (self.alice, self.bob):
            await agent.stop()

    def values(self):
        uri = Sipgo.Uri.parse("sip:alice:pw@example.com:5070;transport=tcp?Subject=tea")
        self.add(uri, Sipgo.NameAddr.new("Alice", uri), Sipgo.Via.parse("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKx"),
                 Sipgo.Body.new("text/plain", "tea?"), Sipgo.Credentials.new("alice", "secret"),
                 Sipgo.Account.new("sip:anna@office.example"))

    def options(self):
        self.add(*(getattr(Sipgo, name)() for name in TYPES if name.endswith("Options")), Modifier(), Handler(), Factory(),
                 Sipgo.NullHandler.new("127.0.0.1", 4000), Sipgo.NullHandlerFactory(), Sipgo.RtpHandlerFactory(),
                 Sipgo.WebSocketTransport.new("ws://127.0.0.1:1/"), Sipgo.SimpleUser.new(make_agent()))

    async def calls(self):
        invitations = self.bob.invitations()
        call = Sipgo.Inviter.new(self.alice, address(self.bob))
        call.session_description_handler_factory = Factory()
        calling = call.invite()
        invitation = await next_item(invitations)
        self.add(call, invitation, invitation.request, invitation.request.message, call.request, call.request.transaction,
                 *call.request.transaction.get_timers(), call.dialog or invitation.dialog, *Handler.requests)
        await invitation.reject(Sipgo.Status.BUSY_HERE)
        await failure(calling)
        self.add(call.failure, call.failure.steps[0], call.trace, call.trace[0])
        self.alice.resolver = Resolver()
        await failure(self.alice.core.request("OPTIONS", "sip:nobody.example.com").send())
        self.add(self.alice.resolver, Resolver.queries[0], Sipgo.SystemResolver())

        self.call = Sipgo.Inviter.new(self.bob, address(self.manager.user_agent))
        received = Sipgo.signals(self.manager, "call-received")
        calling = self.call.invite()
        invitation = await next_item(received)
        await self.manager.answer(invitation)
        await calling
        self.add(self.manager.find(invitation), self.call.media, self.call.media.streams[0], self.call.media.get_statistics(),
                 self.call.session_description_handler, invitation.session_description_handler)
        referrals = Sipgo.signals(invitation, "refer-received")
        referring = self.call.refer(address(self.alice))
        referral = await next_item(referrals)
        self.add(referral)
        referral.reject()
        await failure(referring)

    async def events(self):
        subscriptions = Sipgo.signals(self.bob, "subscription")
        subscriber = Sipgo.Subscriber.new(self.alice, address(self.bob), "presence")
        subscribing = subscriber.subscribe()
        notifier = await next_item(subscriptions)
        notifier.body = Sipgo.Body.new("text/plain", "open")
        notifier.accept()
        await subscribing
        self.add(subscriber, notifier, Sipgo.Publisher.new(self.alice, address(self.bob), "presence"))
        messages = Sipgo.signals(self.bob, "message")
        messager = Sipgo.Messager.new(self.alice, address(self.bob))
        messaging = messager.message(body=Sipgo.Body.new("text/plain", "tea?"))
        message = await next_item(messages)
        self.add(messager, message)
        message.accept()
        self.add(await messaging)

    async def registrations(self):
        guards = Sipgo.signals(self.manager, "register-guard")
        registering = self.manager.register()
        guard = await next_item(guards)
        self.add(guard, self.manager.registerer, self.manager.registerer.registrations[0])
        registers = Sipgo.signals(self.bob, "register-received")
        questions = Sipgo.signals(self.bob.authenticator, "credentials-needed")
        self.bob.authenticator.challenges = Sipgo.Challenges.REGISTER
        guard.permit()
        question = await next_item(questions)
        self.add(question)
        question.provide(Sipgo.Credentials.new("carol", "secret"))
        contact = await next_item(registers)
        contact.accept()
        await registering
        self.add(contact)
        self.bob.authenticator.challenges = Sipgo.Challenges.ALL
        self.alice.credentials = None
        passwords = Sipgo.signals(self.alice, "password-needed")
        sending = self.alice.core.request("OPTIONS", address(self.bob)).send()
        password = await next_item(passwords)
        self.add(password)
        password.refuse()
        await failure(sending)


class EverythingTest(Case):
    def test_enumerations(self):
        for name, type_ in TYPES.items():
            for member, value in type_["members"].items():
                with self.subTest(f"{name}.{member}"):
                    self.assertEqual(int(getattr(getattr(Sipgo, name), member.upper())), value)

    def test_callables(self):
        for function in SURFACE["functions"]:
            self.assertTrue(callable(getattr(Sipgo, function)), function)
        for name, type_ in TYPES.items():
            for member in type_["callables"]:
                with self.subTest(f"{name}.{member}"):
                    self.assertTrue(callable(getattr(getattr(Sipgo, name), member)))
            for member in type_["virtual"]:
                with self.subTest(f"{name}.do_{member}"):
                    self.assertTrue(hasattr(SCRIPTED.get(name) or getattr(Sipgo, name), "do_" + member))

    def test_defaults(self):
        for name, type_ in TYPES.items():
            for property_, said in type_["defaults"].items():
                with self.subTest(f"{name}:{property_}"):
                    self.assertEqual(said, write(find_default(getattr(Sipgo, name), property_)))

    @asynchronous
    async def test_objects(self):
        scene = Scene()
        await scene.set_up()
        for name, type_ in TYPES.items():
            if type_["kind"] not in ("class", "interface", "record"):
                continue
            with self.subTest(name):
                self.assertIn(name, scene.objects, "no object of this type is in the scene")
                self.touch(scene.objects[name], type_)
        await scene.tear_down()

    def touch(self, thing, type_):
        for name in type_["properties"]:
            thing.get_property(name)
        for name in type_["fields"]:
            getattr(thing, name)
        for name in type_["getters"]:
            getattr(thing, name)()
        for name in type_["signals"]:
            thing.disconnect(thing.connect(name, lambda *_arguments: None))


if __name__ == "__main__":
    unittest.main()
