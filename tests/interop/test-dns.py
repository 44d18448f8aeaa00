#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""How servers are found (RFC 3263) with the resolver of the system and dnsmasq as its name server, in a network namespace of
its own."""
import contextlib
import os
import tempfile
import time

import gi

gi.require_version("Sipgo", "1.0")
from gi.repository import Gio, GLib, Sipgo

from asynchronous import asynchronous
from rig import TOP, Process, RigCase, enter_namespaces, is_bound, main, needs, until

PORT = 5080
ONE, TWO, DEAD, SILENT = "127.0.0.2", "127.0.0.3", "127.0.0.4", "192.0.2.9"

# Packets to the silent server go to a network where nobody is.
SETUP = """
ip link set lo up
ip link add empty type veth peer name nobody && ip link set empty up && ip link set nobody up && ip addr add 192.0.2.1/24 dev empty
ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev empty
printf 'nameserver 127.0.0.1\\noptions timeout:1 attempts:1\\n' > {0}/resolv.conf
printf 'hosts: files dns\\n' > {0}/nsswitch.conf
for name in resolv.conf nsswitch.conf; do mount --bind {0}/$name "$(readlink -f /etc/$name)"; done
"""

RECORDS = f"""
host-record=one.example.com,{ONE}
host-record=two.example.com,{TWO}
host-record=dead.example.com,{DEAD}
host-record=silent.example.com,{SILENT}
naptr-record=example.com,20,1,s,SIP+D2U,,_sip._udp.example.com
naptr-record=example.com,10,1,s,SIP+D2T,,_sip._tcp.example.com
naptr-record=example.com,30,1,s,SIPS+D2T,,_sips._tcp.example.com
srv-host=_sip._tcp.example.com,one.example.com,{PORT},1,1
srv-host=_sip._tcp.example.com,two.example.com,{PORT},2,1
srv-host=_sip._udp.example.com,two.example.com,{PORT},1,1
srv-host=_sips._tcp.example.com,one.example.com,{PORT + 1},1,1
srv-host=_sip._udp.plain.example.com,two.example.com,{PORT},1,1
srv-host=_sip._tcp.down.example.com,dead.example.com,{PORT},1,1
srv-host=_sip._tcp.down.example.com,two.example.com,{PORT},2,1
srv-host=_sip._udp.slow.example.com,silent.example.com,{PORT},1,1
srv-host=_sip._udp.slow.example.com,two.example.com,{PORT},2,1
srv-host=_sip._udp.shared.example.com,one.example.com,{PORT},1,1
srv-host=_sip._udp.shared.example.com,two.example.com,{PORT},1,1
srv-host=_sip._udp.none.example.com
srv-host=_sip._tcp.none.example.com
"""


def path_of(certificate):
    return os.path.join(TOP, "tests", "data", "tls", f"{certificate}.pem")


class Dns(RigCase):
    def setUp(self):
        super().setUp()
        options = [f"--{line}" for line in RECORDS.split("\n") if line]
        self.dnsmasq = self.keep(Process("dnsmasq", "/usr/sbin/dnsmasq", "--no-daemon", "--user=root", "--conf-file=/dev/null",
                                         "--no-resolv", "--no-hosts", "--pid-file", "--listen-address=127.0.0.1",
                                         "--bind-interfaces", "--local=/example.com/", "--local-ttl=60", *options))
        until(lambda: is_bound(53, "udp") or self.dnsmasq.process.poll() is not None, 10, "dnsmasq listens")
        self.assertIsNone(self.dnsmasq.process.poll(), "dnsmasq has ended")

    @contextlib.asynccontextmanager
    async def network(self):
        """Two servers that answer OPTIONS, and an agent that looks for them."""
        identity = Gio.TlsCertificate.new_from_file(path_of("domain"))
        async with contextlib.AsyncExitStack() as stack:
            for host in (ONE, TWO):
                listen = [f"udp:{host}:{PORT}", f"tcp:{host}:{PORT}", f"tls:{host}:{PORT + 1}"]
                await stack.enter_async_context(Sipgo.UserAgent(listen=listen, tls_certificate=identity, product=f"at/{host}"))
            authorities = Gio.TlsFileDatabase.new(path_of("authority"))
            yield await stack.enter_async_context(Sipgo.UserAgent(tls_database=authorities))

    async def find(self, agent, uri):
        """The transport that was used, and the server that answered."""
        request = agent.core.request("OPTIONS", uri)
        response = await request.send()
        return response.get_header("Via").split()[0].rpartition("/")[2], response.get_header("Server").partition("/")[2]

    @asynchronous
    async def test_servers(self):
        rows = [("sip:bob@example.com", "TCP", ONE),                       # the NAPTR record of the lowest order
                ("sips:bob@example.com", "TLS", ONE),                      # the only one with TLS
                ("sip:bob@example.com;transport=udp", "UDP", TWO),
                ("sip:bob@plain.example.com", "UDP", TWO),                 # without NAPTR
                (f"sip:bob@one.example.com:{PORT}", "UDP", ONE),
                (f"sip:bob@two.example.com:{PORT};transport=tcp", "TCP", TWO),
                ("sip:bob@down.example.com;transport=tcp", "TCP", TWO)]    # the first server refuses
        async with self.network() as agent:
            for uri, transport, server in rows:
                with self.subTest(uri):
                    self.assertEqual(await self.find(agent, uri), (transport, server))

    @asynchronous
    async def test_silent_server(self):
        async with self.network() as agent:
            start = time.monotonic()
            self.assertEqual(await self.find(agent, "sip:bob@slow.example.com"), ("UDP", TWO))
            self.assertLess(time.monotonic() - start, 10)
            self.assertGreater(time.monotonic() - start, 3)
            # It is remembered.
            start = time.monotonic()
            self.assertEqual(await self.find(agent, "sip:bob@slow.example.com"), ("UDP", TWO))
            self.assertLess(time.monotonic() - start, 3)

    @asynchronous
    async def test_weights(self):
        """Two servers of the same priority share the requests."""
        async with self.network() as agent:
            found = {(await self.find(agent, "sip:bob@shared.example.com"))[1] for _ in range(64)}
            self.assertEqual(found, {ONE, TWO})

    @asynchronous
    async def test_failures(self):
        rows = [("nowhere.example.com", "nowhere.example.com has no address"),
                ("none.example.com", "does not offer SIP")]
        async with self.network() as agent:
            for name, words in rows:
                with self.subTest(name), self.assertRaises(GLib.Error) as caught:
                    await self.find(agent, f"sip:bob@{name}")
                self.assertIn(words, caught.exception.message)

    @asynchronous
    async def test_answers_are_kept(self):
        """For as long as their TTL allows, the name server is not needed any more."""
        async with self.network() as agent:
            await self.find(agent, "sip:bob@example.com")
            self.dnsmasq.stop()
            self.assertEqual(await self.find(agent, "sip:bob@example.com"), ("TCP", ONE))
            with self.assertRaises(GLib.Error) as caught:
                await self.find(agent, "sip:bob@plain.example.com")
            self.assertIn("name server", caught.exception.message)


if __name__ == "__main__":
    needs("dnsmasq", "dnsmasq-base")
    needs("ip", "iproute2")
    with tempfile.TemporaryDirectory(prefix="sipgo-dns.") as folder:
        enter_namespaces(SETUP.format(folder))
        main()
