#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A phone whose network changes in a call, in network namespaces of its own: the kernel gives it another address, or its link is
away for a while. Both sides are libsipgo; what is tested is that the messages of the kernel are noticed, and sockets follow."""
import asyncio
import os
import subprocess
import sys
import time

import gi

gi.require_version("Sipgo", "1.0")
from gi.repository import Sipgo

from rig import Process, RigCase, enter_namespaces, main, needs, until

PEER, OLD, NEW = "10.77.0.2", "10.77.0.10", "10.77.0.11"
PATIENCE = 3          # seconds until there is sound again
PACKETS = 20          # of 20 ms, more than may be on the way

SETUP = f"""
mkdir -p /run/netns && mount -t tmpfs none /run/netns
ip link set lo up
ip netns add peer
ip link add phone type veth peer name wire netns peer
ip -n peer addr add {PEER}/24 dev wire && ip -n peer link set wire up && ip -n peer link set lo up
ip link set phone up
"""


def run(script):
    return subprocess.run(["sh", "-e", "-c", script], capture_output=True, text=True, check=False)


# --- the programs on both sides ----------------------------------------------------------------------------------------

async def obey(call):
    """Waits for sound after each line "listen", and ends the call at "bye"."""
    loop = asyncio.get_running_loop()
    while line := (await loop.run_in_executor(None, sys.stdin.readline)).strip():
        if line == "bye":
            await call.bye()
            return
        before = call.media.get_statistics().packets_received
        while call.media.get_statistics().packets_received < before + PACKETS:
            await asyncio.sleep(0.02)
        print("heard", flush=True)


async def say_the_end(call):
    await call.wait_for_state(Sipgo.SessionState.TERMINATED)
    print("ended", flush=True)


def factory():
    return Sipgo.RtpHandlerFactory(source="tone:440", sink="null", codecs=["PCMU"])


def run_peer():
    """A registrar that answers calls."""
    def tell(agent, *_arguments):
        print("bound", *(contact.contact.uri.host for contact in agent.registered_contacts), flush=True)

    async def serve():
        async with Sipgo.UserAgent(listen=[f"udp:{PEER}:5060", f"tcp:{PEER}:5060"],
                                   session_description_handler_factory=factory()) as agent:
            agent.connect("register-received", lambda _agent, registration: registration.accept())
            agent.registered_contacts.connect("items-changed", lambda *_arguments: tell(agent))
            print("ready", flush=True)
            async for call in agent.invitations():
                await call.accept()
                asyncio.ensure_future(say_the_end(call))
                await obey(call)

    Sipgo.run(serve())


def run_phone(transport, listen):
    async def serve():
        async with Sipgo.UserAgent(uri=f"sip:alice@{PEER};transport={transport}", listen=listen,
                                   session_description_handler_factory=factory()) as agent:
            agent.connect("notify::local-address", lambda *_arguments: print("at", agent.local_address, flush=True))
            await Sipgo.Registerer.new(agent).register()
            call = Sipgo.Inviter.new(agent, f"sip:bob@{PEER};transport={transport}")
            await call.invite()
            asyncio.ensure_future(say_the_end(call))
            print("in a call", flush=True)
            await obey(call)
            await call.wait_for_state(Sipgo.SessionState.TERMINATED)

    Sipgo.run(serve())


class NetworkChange(RigCase):
    def start(self, *arguments, namespace=None):
        enter = ("ip", "netns", "exec", namespace) if namespace else ()
        return self.keep(Process(arguments[0], *enter, "/usr/bin/python3", os.path.abspath(__file__), *arguments))

    def said(self, process, words, seconds=15):
        return process.wait_for(lambda line: line if words in line else None, seconds, words)

    def ip(self, script):
        result = run(script)
        self.assertEqual(result.returncode, 0, result.stderr)

    def setUp(self):
        super().setUp()
        self.ip(f"ip addr flush dev phone && ip addr add {OLD}/24 dev phone && ip link set phone up")
        self.peer = self.start("peer", namespace="peer")
        self.said(self.peer, "ready")

    def call(self, transport="udp", *listen):
        self.phone = self.start("phone", transport, *listen)
        self.said(self.phone, "in a call")
        self.assert_heard(10)

    def assert_heard(self, seconds):
        """By both sides, at the latest in so many seconds."""
        start = time.monotonic()
        for process in (self.phone, self.peer):
            process.write("listen")
        for process in (self.phone, self.peer):
            self.said(process, "heard", max(seconds - (time.monotonic() - start), 0.1))

    def until_last(self, process, kind, line):
        until(lambda: [said for said in process.lines if said.startswith(kind)][-1:] == [line], 5, line)

    def assert_follows(self):
        self.ip(f"ip addr del {OLD}/24 dev phone && ip addr add {NEW}/24 dev phone")
        self.assert_heard(PATIENCE)
        self.until_last(self.phone, "at", f"at {NEW}")
        self.until_last(self.peer, "bound", f"bound {NEW}")
        self.peer.write("bye")          # reaches the new Contact
        self.said(self.phone, "ended")

    def test_another_address(self):
        self.call()
        self.assert_follows()

    def test_another_address_than_that_of_the_listener(self):
        self.call("udp", f"udp:{OLD}:5060")
        self.assert_follows()

    def test_another_address_over_tcp(self):
        self.call("tcp")
        self.assert_follows()

    def test_link_away(self):
        self.call()
        self.ip("ip link set phone down")
        self.said(self.phone, "at None")
        self.ip("ip link set phone up")
        self.assert_heard(PATIENCE)
        self.until_last(self.phone, "at", f"at {OLD}")
        self.phone.write("bye")
        self.said(self.peer, "ended")


if __name__ == "__main__":
    if sys.argv[1:2] == ["peer"]:
        run_peer()
    elif sys.argv[1:2] == ["phone"]:
        run_phone(sys.argv[2], sys.argv[3:])
    else:
        needs("ip", "iproute2")
        enter_namespaces(SETUP)
        main()
