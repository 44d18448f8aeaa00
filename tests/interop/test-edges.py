#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A line behind two edge proxies, one of which dies. Both are Kamailio; SRV records of one name list them (RFC 3263), and one
registrar is behind them. The phone has one flow to one edge. In network namespaces of its own, with dnsmasq."""
import asyncio
import contextlib
import os
import signal
import tempfile
import time

import gi

gi.require_version("Sipgo", "1.0")
from gi.repository import GLib, Sipgo

from asynchronous import asynchronous
from rig import is_bound, main, until
from servers import ServersCase, enter

PHONE, NAMES, CORE = "10.77.0.10", "10.77.0.1", "10.77.0.4"
EDGES = {"one": ("10.77.0.2", 5062), "two": ("10.77.0.3", 5063)}
CORE_PORT = 5064
KEEP_ALIVE = 1        # seconds
# Seconds after which a call must get through again. An edge that is killed is noticed by the next keep-alive over UDP, at once
# over TCP; then the registration is sent anew within a second; the last call in vain takes two. The rest is for slow machines.
REACHED = 8
PATIENCE = 2

RECORDS = [record for number, (name, (address, port)) in enumerate(EDGES.items())
           for record in (f"host-record={name}.example.com,{address}",
                          f"srv-host=_sip._udp.edges.example.com,{name}.example.com,{port},{number},1",
                          f"srv-host=_sip._tcp.edges.example.com,{name}.example.com,{port},{number},1")]


def listeners(address, port):
    return "-l", f"udp:{address}:{port}", "-l", f"tcp:{address}:{port}"


class Edges(ServersCase):
    def setUp(self):
        super().setUp()
        self.dnsmasq(NAMES, RECORDS)
        self.proxy("core", CORE_PORT, *listeners(CORE, CORE_PORT))
        self.edges = {name: self.proxy(name, port, *listeners(address, port), "-A", "EDGE", "-A", f'CORE="sip:{CORE}:{CORE_PORT}"')
                      for name, (address, port) in EDGES.items()}

    def agent(self, user, proxy, **properties):
        return Sipgo.UserAgent(uri=f"sip:{user}@example.com", outbound_proxy=proxy, keep_alive_interval=KEEP_ALIVE,
                               session_description_handler_factory=Sipgo.NullHandlerFactory(), **properties)

    @contextlib.asynccontextmanager
    async def line(self, transport):
        """The phone of alice behind the edges, and that of bob at the registrar itself; both are registered."""
        async with self.agent("alice", f"sip:edges.example.com;transport={transport};lr") as alice, \
                self.agent("bob", f"sip:{CORE}:{CORE_PORT};transport={transport};lr") as bob:
            for agent in (alice, bob):
                await Sipgo.Registerer.new(agent).register()
            yield alice, bob

    async def talk(self, caller, called, user):
        invitations = called.invitations()
        call = Sipgo.Inviter.new(caller, f"sip:{user}@example.com")
        inviting = call.invite()
        invitation = await invitations.__anext__()
        acknowledgements = Sipgo.signals(invitation, "ack-received")
        await invitation.accept()
        await inviting
        await acknowledgements.__anext__()
        return call, invitation

    async def is_reached(self, bob):
        """Whether a call to alice gets through."""
        call = Sipgo.Inviter.new(bob, "sip:alice@example.com")
        try:
            async with asyncio.timeout(PATIENCE):
                await call.invite()
        except (GLib.Error, TimeoutError):
            return False
        await call.bye()
        return True

    async def assert_reached(self, alice, bob, seconds):
        async def answer():
            async for invitation in alice.invitations():
                with contextlib.suppress(GLib.Error):        # of a caller who has given up
                    await invitation.accept()

        answering = asyncio.ensure_future(answer())
        start = time.monotonic()
        while not await self.is_reached(bob):
            self.assertLess(time.monotonic() - start, seconds, "nobody can call alice")
            await asyncio.sleep(0.1)
        print(f"reached after {time.monotonic() - start:.1f} s")
        self.assertLess(time.monotonic() - start, seconds)
        answering.cancel()

    def end(self, how=signal.SIGKILL):
        """The first edge, all its processes."""
        os.killpg(self.edges["one"].process.pid, how)
        if how == signal.SIGKILL:
            port, other = EDGES["one"][1], self.edges["two"].process.pid
            until(lambda: not is_bound(port, "udp", other) and not is_bound(port, "tcp", other), 5, "the edge has died")

    async def edge_dies(self, transport):
        async with self.line(transport) as (alice, bob):
            await self.assert_reached(alice, bob, PATIENCE)
            self.end()
            await self.assert_reached(alice, bob, REACHED)

    async def call_survives(self, transport, calls_out, how=signal.SIGKILL):
        async with self.line(transport) as (alice, bob):
            ours, theirs = await self.talk(alice, bob, "bob") if calls_out else reversed(await self.talk(bob, alice, "alice"))
            self.end(how)
            await ours.hold()               # through the other edge, which the name of the route gives
            await theirs.bye()
            await ours.wait_for_state(Sipgo.SessionState.TERMINATED)

    @asynchronous
    async def test_killed(self):
        await self.edge_dies("udp")

    @asynchronous
    async def test_killed_tcp(self):
        await self.edge_dies("tcp")

    @asynchronous
    async def test_call_survives(self):
        await self.call_survives("udp", calls_out=True)

    @asynchronous
    async def test_call_survives_tcp(self):
        await self.call_survives("tcp", calls_out=True)

    @asynchronous
    async def test_call_in_survives(self):
        await self.call_survives("udp", calls_out=False)

    @asynchronous
    async def test_call_in_survives_tcp(self):
        await self.call_survives("tcp", calls_out=False)

    @asynchronous
    async def test_call_survives_hang(self):
        """The edge is there, and says nothing: the re-INVITE goes on to the next one after 4 s."""
        await self.call_survives("udp", calls_out=True, how=signal.SIGSTOP)

    @asynchronous
    async def test_call_survives_hang_tcp(self):
        await self.call_survives("tcp", calls_out=True, how=signal.SIGSTOP)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="sipgo-edges.") as scratch:
        enter(scratch, [f"{PHONE}/24"], [f"{address}/24" for address in (NAMES, CORE, *(address for address, _port in EDGES.values()))])
        main()
