#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Kamailio as registrar and proxy between two agents of ours."""
import asyncio

from rig import HOST, RigCase, main, needs
from measure import measure

needs("kamailio", "kamailio and kamailio-websocket-modules")

import gi

gi.require_version("Sipgo", "1.0")
from gi.repository import GLib, Sipgo

from asynchronous import asynchronous

PASSWORDS = {"alice": "wonderland", "bob": 's3cr3t "q" pw'}
TONES = {"alice": 440, "bob": 880}


class Kamailio(RigCase):
    nonce_expire = 300

    def setUp(self):
        super().setUp()
        self.port, _ws_port = self.kamailio(self.nonce_expire)

    def agent(self, user, password=None, media=True, transport="udp"):
        factory = Sipgo.RtpHandlerFactory(source=f"tone:{TONES[user]}", sink="null") if media else Sipgo.NullHandlerFactory()
        return Sipgo.UserAgent(uri=Sipgo.Uri.parse(f"sip:{user}@rig.test"), listen=[f"{transport}:{HOST}:0"],
                               credentials=Sipgo.Credentials.new(user, password or PASSWORDS[user]),
                               outbound_proxy=Sipgo.Uri.parse(f"sip:{HOST}:{self.port};transport={transport}"),
                               session_description_handler_factory=factory)

    async def register(self, agent):
        registerer = Sipgo.Registerer.new(agent)
        await registerer.register()
        return registerer

    async def establish(self, alice, bob):
        await self.register(alice)
        await self.register(bob)
        invitations = bob.invitations()
        call = Sipgo.Inviter.new(alice, "sip:bob@rig.test")
        inviting = call.invite()
        invitation = await invitations.__anext__()
        await invitation.accept()
        await inviting
        return call, invitation

    async def both_end(self, *calls):
        for call in calls:
            await call.wait_for_state(Sipgo.SessionState.TERMINATED)

    async def refused(self, doing):
        with self.assertRaises(GLib.Error) as caught:
            await doing
        return caught.exception


class Calls(Kamailio):
    async def talk(self, transport, ends):
        async with self.agent("alice", transport=transport) as alice, self.agent("bob", transport=transport) as bob:
            calls = await self.establish(alice, bob)
            for call, name in zip(calls, ("by-alice.wav", "by-bob.wav")):
                call.media.record_file(self.path(name))
            await asyncio.sleep(1.2)
            await calls[ends].bye()
            await self.both_end(*calls)
        for name, hz in (("by-alice.wav", TONES["bob"]), ("by-bob.wav", TONES["alice"])):
            heard = measure(self.path(name))
            self.assertGreater(heard["seconds"], 0.9)
            self.assertAlmostEqual(heard["hz"], hz, delta=10)
            self.assertGreater(heard["tone"], -30)

    @asynchronous
    async def test_caller_hangs_up(self):
        await self.talk("udp", 0)

    @asynchronous
    async def test_called_hangs_up(self):
        await self.talk("udp", 1)

    @asynchronous
    async def test_tcp(self):
        await self.talk("tcp", 1)

    @asynchronous
    async def test_hold(self):
        async with self.agent("alice", media=False) as alice, self.agent("bob", media=False) as bob:
            call, invitation = await self.establish(alice, bob)
            for side, other in ((call, invitation), (invitation, call)):
                await side.hold()
                await side.unhold()
            await call.bye()
            await self.both_end(call, invitation)

    @asynchronous
    async def test_cancel(self):
        async with self.agent("alice", media=False) as alice, self.agent("bob", media=False) as bob:
            await self.register(bob)
            invitations = bob.invitations()
            call = Sipgo.Inviter.new(alice, "sip:bob@rig.test")
            inviting = call.invite()
            invitation = await invitations.__anext__()
            await call.cancel()
            await self.refused(inviting)
            await self.both_end(call, invitation)

    @asynchronous
    async def test_nobody(self):
        async with self.agent("alice", media=False) as alice:
            for user, status in (("nobody", 404), ("carol", 480)):
                call = Sipgo.Inviter.new(alice, f"sip:{user}@rig.test")
                error = await self.refused(call.invite())
                self.assertTrue(error.matches(Sipgo.status_quark(), status), repr(error))
                self.assertEqual(call.failure.status, status)


class Gruus(Kamailio):
    """Kamailio gives GRUUs (RFC 5627), and the peer's requests come to them."""

    async def ends_by_peer(self, gruu, anonymous, pattern):
        async with self.agent("alice", media=False) as alice, self.agent("bob", media=False) as bob:
            alice.gruu = gruu
            registerer = Sipgo.Registerer.new(alice, reg_id=1)
            await registerer.register()
            self.assertRegex(str(registerer.pub_gruu), f"^sip:alice@rig.test;gr={alice.instance_id}$")
            self.assertRegex(str(registerer.temp_gruu), "^sip:.+@rig.test;gr$")
            await self.register(bob)
            invitations = bob.invitations()
            call = Sipgo.Inviter.new(alice, "sip:bob@rig.test", anonymous=anonymous)
            inviting = call.invite()
            invitation = await invitations.__anext__()
            self.assertRegex(invitation.request.message.get_header("Contact"), pattern)
            await invitation.accept()
            await inviting
            await invitation.hold()
            await invitation.bye()
            await self.both_end(call, invitation)

    @asynchronous
    async def test_public(self):
        await self.ends_by_peer(Sipgo.Gruu.PUBLIC, False, "^<sip:alice@rig.test;gr=urn:uuid:[^;]*>$")

    @asynchronous
    async def test_temporary(self):
        await self.ends_by_peer(Sipgo.Gruu.TEMPORARY, False, "^<sip:(?!alice).*@rig.test;gr>$")

    @asynchronous
    async def test_anonymous(self):
        await self.ends_by_peer(Sipgo.Gruu.PUBLIC, True, "^<sip:(?!alice).*@rig.test;gr>$")

    @asynchronous
    async def test_none(self):
        async with self.agent("alice", media=False) as alice:
            alice.gruu = Sipgo.Gruu.NONE
            registerer = Sipgo.Registerer.new(alice, reg_id=1)
            await registerer.register()
            self.assertIsNone(registerer.pub_gruu)


class Registrations(Kamailio):
    nonce_expire = 1

    @asynchronous
    async def test_wrong_password(self):
        """The error says what was rejected, and what to do."""
        async with self.agent("alice", password="wrong", media=False) as alice:
            error = await self.refused(self.register(alice))
            for word in ("alice", "rig.test", "password"):
                self.assertIn(word, error.message)

    @asynchronous
    async def test_stale_nonce(self):
        """A stale nonce is replaced by the new one; the user notices nothing."""
        async with self.agent("alice", media=False) as alice:
            registerer = await self.register(alice)
            await asyncio.sleep(2.1)          # nonces are valid for one second
            await registerer.register()
            self.assertEqual(registerer.state, Sipgo.RegistererState.REGISTERED)
            await registerer.unregister()
            self.assertEqual(registerer.state, Sipgo.RegistererState.UNREGISTERED)


if __name__ == "__main__":
    main()
