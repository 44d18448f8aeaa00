#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""addresses.py SURFACE: a string or an object wherever there is an address; one string or a list wherever there are strings.

SURFACE is what surface.py made of the GIR. All of its entries must be in the tables below, or the first test fails."""
import json
import re
import sys

from harness import Case, GLib, Sipgo, address, asynchronous, make_agent, next_item, pair, unittest

with open(sys.argv.pop(1), encoding="utf-8") as surface:
    ADDRESSES = json.load(surface)["addresses"]

CAROL = "sip:carol@example.com"

# Strings that are not SIP addresses.
PLAIN = {"DnsQuery.add_address(address)", "DnsQuery.add_srv(target)", "NullHandler.new(local_address)",
         "SessionDescriptionHandlerFactory.create_handler(local_address)",
         "SessionDescriptionHandler.set_local_address(local_address)", "UserAgent:local-address",
         "Transport:local-address", "Account:contact-name", "UserAgent:contact-name",
         "UserAgent:stun-server"}


def make_account(**properties):
    account = Sipgo.Account.new(CAROL)
    for name, value in properties.items():
        setattr(account, name, value)
    return account


def make_authenticator(**properties):
    authenticator = Sipgo.UserAgent().authenticator
    for name, value in properties.items():
        setattr(authenticator, name, value)
    return authenticator


# Objects created with one property.
OWNERS = {
    "Account": make_account,
    "Authenticator": make_authenticator,
    "Client": lambda **properties: Sipgo.Messager.new(make_agent(), CAROL, **properties),
    "Inviter": lambda **properties: Sipgo.Inviter.new(make_agent(), CAROL, **properties),
    "Registerer": lambda **properties: Sipgo.Registerer.new(make_agent(), **properties),
    "RequestOptions": Sipgo.RequestOptions,
    "ResponseOptions": Sipgo.ResponseOptions,
    "RtpHandlerFactory": Sipgo.RtpHandlerFactory,
    "SessionManager": lambda **properties: Sipgo.SessionManager(user_agent=make_agent(), **properties),
    "UserAgent": Sipgo.UserAgent,
    "WebSocketTransport": lambda **properties: Sipgo.WebSocketTransport.new("ws://127.0.0.1:1/", **properties),
}

# Lists that do not accept any string.
TEXTS = {"Authenticator:algorithms": "MD5", "RtpHandlerFactory:codecs": "PCMU", "UserAgent:allow-events": "presence",
         "UserAgent:listen": "udp:127.0.0.1:0"}


def stripped(address_text):
    return re.sub("^<(.*)>$", r"\1", address_text)


class World:
    """Alice calls Bob and sends him messages; the test chooses his responses."""

    def __init__(self, alice, bob):
        self.alice, self.bob = alice, bob
        self.manager = Sipgo.SessionManager.new(alice)
        self.user = Sipgo.SimpleUser.new(alice)

    async def fails(self, doing):
        try:
            await doing
        except GLib.Error as error:
            return error
        raise AssertionError("no error")

    async def called(self, call, where):
        """The Request-URI of a call that is rejected."""
        invitations = self.bob.invitations()
        calling = call(where)
        invitation = await next_item(invitations)
        invitation.reject()
        await self.fails(calling)
        return str(invitation.request.message.request_uri)

    async def written(self, message, where):
        messages = Sipgo.signals(self.bob, "message")
        writing = message(where, "tea")
        request = await next_item(messages)
        request.accept()
        await writing
        return str(request.message.request_uri)

    async def establish(self):
        """A call of the manager."""
        invitations = self.bob.invitations()
        calling = self.manager.call(address(self.bob))
        invitation = await next_item(invitations)
        await invitation.accept()
        return await calling, invitation

    async def referred(self, refer, where):
        call, invitation = await self.establish()
        referrals = Sipgo.signals(invitation, "refer-received")
        referring = refer(call, where)
        referral = await next_item(referrals)
        referral.reject()
        await self.fails(referring)
        await call.bye()
        return stripped(str(referral.refer_to))

    async def redirected(self, where):
        messages = Sipgo.signals(self.bob, "message")
        messager = Sipgo.Messager.new(self.alice, address(self.bob))
        sending = messager.message("tea")
        (await next_item(messages)).redirect(where)
        await self.fails(sending)
        return stripped(messager.failure.response.get_header("Contact"))

    async def call_redirected(self, where):
        invitations = self.bob.invitations()
        call = Sipgo.Inviter.new(self.alice, address(self.bob))
        calling = call.invite()
        (await next_item(invitations)).redirect(where)
        await self.fails(calling)
        return stripped(call.failure.response.get_header("Contact"))


async def target_of(made):
    return str(made.target)


async def uri_of(address):
    return address.uri.to_string()


async def equals(value, where):
    assert value.equal(where)
    return CAROL


# The address that a function has made of its argument.
FUNCTIONS = {
    "Account.new(uri)": lambda world, where: uri_of(Sipgo.Account.new(where)),
    "Account.new_for_uri(uri)": lambda world, where: uri_of(Sipgo.Account.new_for_uri(where)),
    "Inviter.new(target)": lambda world, where: target_of(Sipgo.Inviter.new(world.alice, where)),
    "Inviter.new_for_uri(target)": lambda world, where: target_of(Sipgo.Inviter.new_for_uri(world.alice, where)),
    "Messager.new(target)": lambda world, where: target_of(Sipgo.Messager.new(world.alice, target=where)),
    "Messager.new_for_uri(target)": lambda world, where: target_of(Sipgo.Messager.new_for_uri(world.alice, where)),
    "Publisher.new(target)": lambda world, where: target_of(Sipgo.Publisher.new(world.alice, where, "presence")),
    "Publisher.new_for_uri(target)":
        lambda world, where: target_of(Sipgo.Publisher.new_for_uri(world.alice, where, "presence")),
    "Subscriber.new(target)": lambda world, where: target_of(Sipgo.Subscriber.new(world.alice, where, "presence")),
    "Subscriber.new_for_uri(target)":
        lambda world, where: target_of(Sipgo.Subscriber.new_for_uri(world.alice, where, "presence")),
    "NameAddr.equal(other)": lambda world, where: equals(Sipgo.NameAddr.parse(f"<{CAROL}>"), where),
    "NameAddr.with_uri(uri)": lambda world, where: uri_of(Sipgo.NameAddr.parse("<sip:x@y>").with_uri(where)),
    "Uri.equal(other)": lambda world, where: equals(Sipgo.Uri.parse(CAROL), where),
    "IncomingRequest.redirect(contacts)": World.redirected,
    "Invitation.redirect(contacts)": World.call_redirected,
    "Session.refer(target)": lambda world, where: world.referred(Sipgo.Session.refer, where),
    "SessionManager.call(destination)": lambda world, where: world.called(world.manager.call, where),
    "SessionManager.message(destination)": lambda world, where: world.written(world.manager.message, where),
    "SessionManager.transfer(target)": lambda world, where: world.referred(world.manager.transfer, where),
    "SimpleUser.call(destination)": lambda world, where: world.called(world.user.call, where),
    "SimpleUser.message(destination)": lambda world, where: world.written(world.user.message, where),
}

# With their valid strings.
OTHERS = {"NameAddr.new(uri)", "UserAgentCore.request(uri)"}
REACHED = {"SessionManager.call(destination)", "SessionManager.message(destination)", "SimpleUser.call(destination)",
           "SimpleUser.message(destination)"}


def forms(text):
    """A URI as an application has it."""
    uri = Sipgo.Uri.parse(text)
    return [text, uri, Sipgo.NameAddr.new(None, uri)]


def name_of_to(client):
    return client.remote_identity.to_string()


NAMED = '"Carol" <sip:carol@example.com>'
NAMED_TARGETS = [
    lambda world, where: name_of_to(Sipgo.Inviter.new(world.alice, where)),
    lambda world, where: name_of_to(Sipgo.Messager.new(world.alice, where)),
    lambda world, where: name_of_to(Sipgo.Publisher.new(world.alice, where, "presence")),
    lambda world, where: name_of_to(Sipgo.Subscriber.new(world.alice, where, "presence")),
]
NAMED_HEADERS = [
    World.redirected, World.call_redirected,
    lambda world, where: world.referred(Sipgo.Session.refer, where),
    lambda world, where: world.referred(world.manager.transfer, where),
]


class AddressesTest(Case):
    def check_property(self, name, kind):
        owner, property_ = name.split(":")
        attribute = property_.replace("-", "_")
        if kind == "list":
            text = TEXTS.get(name, "a=b")
            values = {text: [text], (text,): [text]}
        else:
            values = {form: CAROL for form in forms(CAROL)}
        if kind == "NameAddr":
            values[f'"Carol" <{CAROL}>'] = f'"Carol" <{CAROL}>'
        for given, expected in values.items():
            made = OWNERS[owner](**{attribute: given})
            self.check_value(made, property_, expected)
            if f"set_{attribute}" in dir(made):
                made = OWNERS[owner]()
                getattr(made, f"set_{attribute}")(given)
                self.check_value(made, property_, expected)
                setattr(made, attribute, None)
                setattr(made, attribute, given)
                self.check_value(made, property_, expected)

    def check_value(self, made, property_, expected):
        value = made.get_property(property_)
        if expected == CAROL:
            value = str(value).strip("<>")
        self.assertEqual(value if isinstance(expected, list) else str(value), expected)

    def check_unreadable(self, name, kind):
        owner, property_ = name.split(":")
        attribute = property_.replace("-", "_")
        example = {"Uri": "sip:alice@example.com", "NameAddr": '"Alice" <sip:alice@example.com>'}[kind]
        for use in (lambda value: OWNERS[owner](**{attribute: value}),
                    lambda value: setattr(OWNERS[owner](), attribute, value),
                    lambda value: getattr(OWNERS[owner](), f"set_{attribute}")(value)):
            with self.assertRaisesRegex(GLib.Error, f"{attribute[:8]}.*: “tea” is not a valid .*: expected a scheme such as sip: .*; "
                                                    f"write one as {example}") as caught:
                use("tea")
            self.assertTrue(caught.exception.matches(Sipgo.Error, Sipgo.Error.INVALID))
            with self.assertRaisesRegex(TypeError, "takes a Sipgo.Uri, a Sipgo.NameAddr or a text such as .*sip:.*, not 5"):
                use(5)

    def test_everything_is_here(self):
        setters = {re.sub(r"^(\w+):(.*)$", lambda match: f"{match[1]}.set_{match[2].replace('-', '_')}", name)
                   for name in ADDRESSES if ":" in name}
        known = PLAIN | set(FUNCTIONS) | OTHERS
        for name in ADDRESSES:
            if ":" in name and name not in PLAIN:
                self.assertIn(name.split(":")[0], OWNERS)
            elif ":" not in name and name.split("(")[0] not in setters:
                self.assertIn(name, known)

    def test_properties(self):
        for name, kind in ADDRESSES.items():
            if ":" in name and name not in PLAIN:
                with self.subTest(name):
                    self.check_property(name, kind)

    def test_unreadable(self):
        for name, kind in ADDRESSES.items():
            if ":" in name and kind in ("Uri", "NameAddr"):
                with self.subTest(name):
                    self.check_unreadable(name, kind)
        agent = make_agent()
        for use in (lambda value: Sipgo.Inviter.new(agent, value), lambda value: Sipgo.Inviter.new_for_uri(agent, value),
                    lambda value: Sipgo.NameAddr.new(None, value), lambda value: agent.core.request("OPTIONS", value)):
            with self.assertRaisesRegex(GLib.Error, "“tea” is not a valid URI: expected a scheme such as sip:"):
                use("tea")
            with self.assertRaisesRegex(TypeError, "takes a Sipgo.Uri, a Sipgo.NameAddr or a text such as sip:.*, not 5"):
                use(5)

    @asynchronous
    async def test_unreadable_listener(self):
        with self.assertRaisesRegex(GLib.Error, "“tea” is not a listener: write it as udp:127.0.0.1:5060"):
            await Sipgo.UserAgent(listen="tea").start()

    @asynchronous
    async def test_functions(self):
        async with pair() as (alice, bob):
            world = World(alice, bob)
            for name, function in FUNCTIONS.items():
                text = address(bob) if name in REACHED else CAROL
                for form in forms(text):
                    with self.subTest(name, form=form):
                        self.assertEqual(await function(world, form), text)

    @asynchronous
    async def test_names(self):
        """A target's display name goes into To; where a header has a name-addr, all of it is kept."""
        async with pair() as (alice, bob):
            world = World(alice, bob)
            for text in (NAMED, f"{NAMED};a=b"):
                for form in (text, Sipgo.NameAddr.parse(text)):
                    for function in NAMED_TARGETS:
                        self.assertEqual(function(world, form), NAMED)
                    for function in NAMED_HEADERS:
                        self.assertEqual(await function(world, form), text)
            # What a peer's From says about its dialog goes nowhere else.
            for form in (f"{NAMED};tag=1", Sipgo.NameAddr.parse(f"{NAMED};tag=1")):
                for function in NAMED_TARGETS:
                    self.assertEqual(function(world, form), NAMED)
                for function in NAMED_HEADERS:
                    self.assertEqual(await function(world, form), NAMED)
            tagged = Sipgo.NameAddr.parse(f"{CAROL};tag=1")
            self.assertEqual(name_of_to(Sipgo.Inviter.new(alice, tagged)), f"<{CAROL}>")
            self.assertEqual(Sipgo.UserAgent(preloaded_route_set=Sipgo.NameAddr.parse(f"{NAMED};a=b")).preloaded_route_set,
                             [f"{NAMED};a=b"])
            self.assertEqual(Sipgo.SessionManager(user_agent=alice, aor=Sipgo.NameAddr.parse(NAMED)).aor, CAROL)

    def test_plain_lists(self):
        """A list of plain texts takes no addresses; the lines of headers may be a dictionary."""
        uri = Sipgo.Uri.parse(CAROL)
        for name, kind in ADDRESSES.items():
            owner, _, property_ = name.partition(":")
            if kind != "list" or not property_ or property_ in ("outbound-proxies", "preloaded-route-set"):
                continue
            for wrong in (uri, [uri], 5, [5], [None]) + (() if property_ == "extra-headers" else ({"a": "b"},)):
                with self.subTest(name, wrong=wrong), self.assertRaisesRegex(TypeError, f"{property_.replace('-', '_')} takes "):
                    OWNERS[owner](**{property_.replace("-", "_"): wrong})
        headers = {"Subject": "tea", "Max-Breadth": 5, "X-List": ["a", "b"], "X-Uri": uri, "X-Name": Sipgo.NameAddr.parse(NAMED)}
        self.assertEqual(Sipgo.RequestOptions(extra_headers=headers).extra_headers,
                         ["Subject: tea", "Max-Breadth: 5", "X-List: a", "X-List: b", f"X-Uri: {CAROL}", f"X-Name: {NAMED}"])
        with self.assertRaisesRegex(TypeError, "extra_headers: Subject takes a text, a number or an address, not None"):
            Sipgo.RequestOptions(extra_headers={"Subject": None})

    def test_core_and_name_addr(self):
        agent = make_agent()
        for form in forms(CAROL):
            self.assertEqual(str(Sipgo.NameAddr.new("Carol", form)), f'"Carol" <{CAROL}>')
            self.assertEqual(str(agent.core.request("OPTIONS", form).message.request_uri), CAROL)
        self.assertEqual(Sipgo.Messager.new(agent, CAROL, local_identity="sip:al@example.com").local_identity.uri.user, "al")

    def test_by_keyword(self):
        name = Sipgo.NameAddr.new(display_name="Bob", uri="sip:bob@example.com")
        self.assertEqual(name.to_string(), '"Bob" <sip:bob@example.com>')
        agent = Sipgo.UserAgent()
        agent.set_uri(uri="sip:alice@example.com")
        agent.set_listen(listen="udp:127.0.0.1:0")
        self.assertEqual((agent.uri.to_string(), agent.listen), ("sip:alice@example.com", ["udp:127.0.0.1:0"]))
        self.assertEqual(Sipgo.NameAddr.new.__name__, "new")

    @asynchronous
    async def test_transfer_to_a_session(self):
        """refer() takes a session, too: an attended transfer."""
        async with pair() as (alice, bob):
            world = World(alice, bob)
            manager = world.manager
            first, invitation = await world.establish()
            second, other = await world.establish()
            referrals = Sipgo.signals(invitation, "refer-received")
            for refer in (lambda: first.refer(second), lambda: first.refer(target=second), lambda: first.refer_to_session(second),
                          lambda: manager.transfer(first, second), lambda: manager.transfer(session=first, target=second)):
                referring = refer()
                referral = await next_item(referrals)
                self.assertIn(other.dialog.call_id, referral.refer_to.uri.get_header("Replaces"))
                referral.reject()
                with self.refused(Sipgo.Status.DECLINE):
                    await referring


if __name__ == "__main__":
    unittest.main()
