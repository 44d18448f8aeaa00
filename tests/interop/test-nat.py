#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A phone behind a NAT of the kernel, in network namespaces of its own: masquerading with random ports, and flows that are
forgotten after three seconds without packets. The provider outside never helps: it calls the Contact as it was registered."""
import asyncio
import os
import socket
import struct
import sys
import time

import gi

gi.require_version("Sipgo", "1.0")
from gi.repository import GLib, Sipgo

from rig import Process, RigCase, enter_namespaces, main, needs

FORGET = 3            # seconds
IDLE = 8
PROVIDER = "203.0.113.9"

NFT = """
table ip nat {
  chain post {
    type nat hook postrouting priority 100;
    oifname "outside" masquerade random
  }
}
table ip guard {
  chain pass {
    type filter hook forward priority 0;
    ct state established,related accept
    iifname "outside" drop
  }
}
"""

SETUP = f"""
mkdir -p /run/netns && mount -t tmpfs none /run/netns
ip link set lo up
ip netns add nat && ip netns add provider
ip link add phone type veth peer name inside netns nat
ip -n nat link add outside type veth peer name wan netns provider
ip addr add 192.168.77.10/24 dev phone && ip link set phone up && ip route add default via 192.168.77.1
ip -n nat addr add 192.168.77.1/24 dev inside && ip -n nat link set inside up
ip -n nat addr add 203.0.113.1/24 dev outside && ip -n nat link set outside up
ip -n provider addr add {PROVIDER}/24 dev wan && ip -n provider link set wan up && ip -n provider link set lo up
ip netns exec nat sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
ip netns exec nat nft -f - <<END
{NFT}
END
ip netns exec nat sh -c 'echo {FORGET} > /proc/sys/net/netfilter/nf_conntrack_udp_timeout'
ip netns exec nat sh -c 'echo {FORGET} > /proc/sys/net/netfilter/nf_conntrack_udp_timeout_stream'
"""


# --- the programs on both sides ----------------------------------------------------------------------------------------

def run_provider():
    """A registrar that calls the phone for each line of its standard input."""
    async def call(agent):
        contact = agent.registered_contacts[0]
        try:
            async with asyncio.timeout(4):
                call = Sipgo.Inviter.new(agent, contact.contact.uri)
                await call.invite()
            connection = next(line for line in call.answer.text.splitlines() if line.startswith("c="))
            print(f"media at {connection.split()[-1]}", flush=True)
            await asyncio.sleep(1.5)
            statistics = call.media.get_statistics()
            print(f"answered at {contact.contact.uri.host}, heard {statistics.packets_received > 20}", flush=True)
            await call.bye()
            print("ended", flush=True)
        except (GLib.Error, TimeoutError) as error:
            print(f"not reached: {error}", flush=True)

    class StunServer(asyncio.DatagramProtocol):
        """Answers binding requests with the address of their sender (RFC 8489)."""

        def connection_made(self, transport):
            self.transport = transport

        def datagram_received(self, data, sender):
            seen = struct.pack("!H4s", sender[1], socket.inet_aton(sender[0]))
            mapped = bytes(a ^ b for a, b in zip(seen, data[4:6] + data[4:8]))
            self.transport.sendto(struct.pack("!HH", 0x101, 12) + data[4:20] + struct.pack("!HHBB", 0x20, 8, 0, 1) + mapped, sender)

    async def serve():
        await asyncio.get_running_loop().create_datagram_endpoint(StunServer, (PROVIDER, 3478))
        factory = Sipgo.RtpHandlerFactory(source="tone:440", sink="null", codecs=["PCMU"])
        async with Sipgo.UserAgent(listen=[f"udp:{PROVIDER}:5060", f"tcp:{PROVIDER}:5060"],
                                   session_description_handler_factory=factory) as agent:
            agent.connect("register-received", lambda _agent, registration: registration.accept())
            print("ready", flush=True)
            loop = asyncio.get_running_loop()
            while await loop.run_in_executor(None, sys.stdin.readline):
                await call(agent)

    Sipgo.run(serve())


def run_phone(keep_alive, transport, stun):
    """Registers, answers calls and says whether it has heard the provider."""
    async def run():
        factory = Sipgo.RtpHandlerFactory(source="tone:440", sink="null", codecs=["PCMU"])
        async with Sipgo.UserAgent(uri=f"sip:alice@{PROVIDER};transport={transport}", keep_alive_interval=keep_alive, stun_server=stun or None,
                                   session_description_handler_factory=factory) as agent:
            await Sipgo.Registerer.new(agent).register()
            print(f"registered {agent.contact.uri.host}", flush=True)
            async for call in agent.invitations():
                await call.accept()
                await call.wait_for_state(Sipgo.SessionState.TERMINATED)
                print(f"hung up, heard {call.media.get_statistics().packets_received > 20}", flush=True)

    Sipgo.run(run())


class Nat(RigCase):
    def phone(self, keep_alive=1, transport="udp", stun=""):
        return self.keep(Process("phone", "/usr/bin/python3", os.path.abspath(__file__), "phone", str(keep_alive), transport, stun))

    def setUp(self):
        super().setUp()
        self.provider = self.keep(Process("provider", "ip", "netns", "exec", "provider", "/usr/bin/python3",
                                          os.path.abspath(__file__), "provider"))
        self.provider.wait_for(lambda line: line == "ready" or None, what="ready")

    def said(self, process, words, seconds=15):
        return process.wait_for(lambda line: line if words in line else None, seconds, words)

    def idle(self):
        """Longer than the NAT remembers a flow; that time passes is what is tested."""
        time.sleep(IDLE)

    def test_reached_after_idling(self):
        phone = self.phone()
        self.said(phone, "registered")
        self.idle()
        self.provider.write("call")
        self.said(self.provider, "media at 192.168.77.10")
        self.assertEqual(self.said(self.provider, "answered"), "answered at 203.0.113.1, heard True")
        self.said(self.provider, "ended")
        self.assertEqual(self.said(phone, "hung up"), "hung up, heard True")

    def test_not_reached_without_keep_alives(self):
        """The NAT of this test is one."""
        phone = self.phone(keep_alive=0)
        self.said(phone, "registered")
        self.idle()
        self.provider.write("call")
        self.said(self.provider, "not reached")

    def test_stun(self):
        """The session description has the address of the NAT; its port is another one for each destination here."""
        phone = self.phone(stun=PROVIDER)
        self.said(phone, "registered 203.0.113.1")
        self.provider.write("call")
        self.said(self.provider, "media at 203.0.113.1")
        self.assertEqual(self.said(self.provider, "answered"), "answered at 203.0.113.1, heard True")
        self.said(self.provider, "ended")
        self.assertEqual(self.said(phone, "hung up"), "hung up, heard True")

    def test_reached_over_tcp(self):
        phone = self.phone(transport="tcp")
        self.said(phone, "registered")
        self.provider.write("call")
        self.assertEqual(self.said(self.provider, "answered"), "answered at 203.0.113.1, heard True")
        self.said(self.provider, "ended")
        self.assertEqual(self.said(phone, "hung up"), "hung up, heard True")


if __name__ == "__main__":
    if sys.argv[1:2] == ["provider"]:
        run_provider()
    elif sys.argv[1:2] == ["phone"]:
        run_phone(int(sys.argv[2]), sys.argv[3], sys.argv[4])
    else:
        needs("nft", "nftables")
        needs("ip", "iproute2")
        enter_namespaces(SETUP)
        main()
