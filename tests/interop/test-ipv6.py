#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Phones and servers in a network without IPv4, and in one where the route of IPv6 is dead; in network namespaces."""
import asyncio
import contextlib
import glob
import os
import shutil
import tempfile
import time
import unittest

import gi

gi.require_version("Sipgo", "1.0")
from gi.repository import Gio, Sipgo

from asynchronous import asynchronous
from rig import TOP, main
from servers import ServersCase, enter, run
from measure import measure

PHONE, NAMES, SERVER, PEER, NOWHERE = "fd00:77::10", "fd00:77::1", "fd00:77::2", "fd00:77::3", "fd00:77::99"
PHONE_4, SERVER_4 = "10.77.0.10", "10.77.0.2"
PORT, TLS_PORT, PEER_PORT = 5062, 5063, 5066
TONES = {"alice": 440, "bob": 880}
CERTIFICATES = os.path.join(TOP, "tests", "data", "tls")

# sip.example.com is what the certificate proves.
RECORDS = [f"host-record=sip.example.com,{SERVER}", f"host-record=both.example.com,{SERVER_4},{NOWHERE}"]

BARESIP = """poll_method epoll
sip_listen [{address}]:{port}
audio_source aubridge,nil
audio_player aubridge,nil
audio_alert aubridge,nil
dns_server [{names}]:53
net_interface {address}
module_path {modules}
module g711.so
module aubridge.so
module uuid.so
module_tmp account.so
module_app menu.so
"""


class Ipv6(ServersCase):
    addresses = (SERVER,)

    def setUp(self):
        super().setUp()
        self.dnsmasq(NAMES, RECORDS)
        certificate = os.path.join(CERTIFICATES, "server.pem")
        hosts = [f"[{address}]" if ":" in address else address for address in self.addresses]
        listeners = [f"-l{listener}" for host in hosts
                     for listener in (f"udp:{host}:{PORT}", f"tcp:{host}:{PORT}", f"tls:{host}:{TLS_PORT}")]
        self.proxy("kamailio", PORT, *listeners, "-A", f'CERTIFICATE="{certificate}"')

    @contextlib.asynccontextmanager
    async def agent(self, user, proxy=None):
        """Registered at the proxy, if there is one. At the end, no message of it may have had an address that is good on one link
        only, or a zone (RFC 4007)."""
        factory = Sipgo.RtpHandlerFactory(source=f"tone:{TONES[user]}", sink="null", codecs=["PCMU"])
        authorities = Gio.TlsFileDatabase.new(os.path.join(CERTIFICATES, "authority.pem"))
        trace = self.path(f"{user}.txt")
        async with Sipgo.UserAgent(uri=f"sip:{user}@example.com", outbound_proxy=proxy, tls_database=authorities,
                                   session_description_handler_factory=factory) as agent:
            if proxy:
                await Sipgo.Registerer.new(agent).register()
            yield agent
            await agent.trace.save(trace)
        with open(trace, encoding="utf-8") as file:
            messages = file.read()
        self.assertIn("\nContact: <sip:", messages)
        self.assertNotIn("fe80:", messages)
        self.assertNotIn("%", messages)

    async def assert_heard(self, tones):
        """tones: calls, and what each hears."""
        for number, call in enumerate(tones):
            call.media.record_file(self.path(f"{number}.wav"))
        await asyncio.sleep(1.2)
        await next(iter(tones)).bye()
        for number, (call, hz) in enumerate(tones.items()):
            await call.wait_for_state(Sipgo.SessionState.TERMINATED)
            heard = measure(self.path(f"{number}.wav"))
            self.assertGreater(heard["seconds"], 0.9)
            self.assertAlmostEqual(heard["hz"], hz, delta=10)

    async def talk(self, alice, bob):
        """Returns the INVITE, as alice has sent it, and as bob has received it."""
        invitations = bob.invitations()
        call = Sipgo.Inviter.new(alice, "sip:bob@example.com")
        inviting = call.invite()
        invitation = await invitations.__anext__()
        await invitation.accept()
        await inviting
        await self.assert_heard({call: TONES["bob"], invitation: TONES["alice"]})
        return call.request.message, invitation.request.message


class Ipv6Only(Ipv6):
    async def through_kamailio(self, proxy):
        async with self.agent("alice", proxy) as alice, self.agent("bob", proxy) as bob:
            sent, received = await self.talk(alice, bob)
            for message in (sent, received):
                self.assertIn(f"c=IN IP6 {PHONE}", message.body.text)
                self.assertEqual(message.contact.uri.host, PHONE)

    @asynchronous
    async def test_udp(self):
        await self.through_kamailio(f"sip:[{SERVER}]:{PORT};lr")

    @asynchronous
    async def test_tcp(self):
        await self.through_kamailio(f"sip:[{SERVER}]:{PORT};transport=tcp;lr")

    @asynchronous
    async def test_tls(self):
        await self.through_kamailio(f"sip:sip.example.com:{TLS_PORT};transport=tls;lr")


    def baresip(self):
        """Sends back what it hears."""
        modules = (glob.glob("/usr/lib/*baresip/modules") + glob.glob("/usr/lib/*/baresip/modules"))[0]
        self.write_file("config", BARESIP.format(address=PEER, names=NAMES, port=PEER_PORT, modules=modules))
        self.write_file("accounts", f"<sip:bob@[{PEER}]:{PEER_PORT}>;regint=0;answermode=auto;audio_codecs=PCMU\n")
        self.write_file("contacts", "")
        self.in_servers("baresip", "baresip", "-6", "-f", self.folder, "-v", port=PEER_PORT)

    @unittest.skipUnless(shutil.which("baresip"), "baresip is not installed")
    @asynchronous
    async def test_baresip(self):
        self.baresip()
        for transport in ("udp", "tcp"):
            async with self.agent("alice") as alice:
                call = Sipgo.Inviter.new(alice, f"sip:bob@[{PEER}]:{PEER_PORT};transport={transport}")
                await call.invite()
                await self.assert_heard({call: TONES["alice"]})


class DualStack(Ipv6):
    """The name of the server has addresses of both families, and what is sent to that of IPv6 vanishes."""
    addresses = (SERVER, SERVER_4)

    def setUp(self):
        run(f"ip addr add {PHONE_4}/24 dev phone && ip -n servers addr add {SERVER_4}/24 dev wire && "
            f"ip neigh replace {NOWHERE} lladdr 02:00:00:00:00:09 dev phone")
        self.addCleanup(run, "ip -4 addr flush dev phone; ip -n servers -4 addr flush dev wire")
        super().setUp()

    async def other_family(self, transport, seconds):
        """Registers and calls within so many seconds."""
        async with self.agent("bob", f"sip:{SERVER_4}:{PORT};transport={transport};lr") as bob:
            start = time.monotonic()
            async with self.agent("alice", f"sip:both.example.com:{PORT};transport={transport};lr") as alice:
                self.assertLess(time.monotonic() - start, seconds)
                sent, _received = await self.talk(alice, bob)
                self.assertIn(f"c=IN IP4 {PHONE_4}", sent.body.text)
                self.assertEqual(sent.contact.uri.host, PHONE_4)

    @asynchronous
    async def test_udp(self):
        """A silent server is passed over after 4 s."""
        await self.other_family("udp", 8)

    @asynchronous
    async def test_tcp(self):
        """Both families are connected to, the second a quarter of a second later (RFC 8305)."""
        await self.other_family("tcp", 4)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="sipgo-ipv6.") as scratch:
        enter(scratch, [f"{PHONE}/64"], [f"{address}/64" for address in (NAMES, SERVER, PEER)], "ip -4 addr flush dev lo")
        main()
