#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""TLS with OpenSSL's server, Kamailio and baresip. The certificates are those of data/tls/make.sh."""
import asyncio
import glob
import os
import shutil
import socket
import unittest

from rig import HOST, TOP, Process, RigCase, free_port, is_bound, main, needs, until

needs("openssl", "openssl")

import gi

gi.require_version("Sipgo", "1.0")
from gi.repository import Gio, GLib, Sipgo

from asynchronous import asynchronous

DATA = os.path.join(TOP, "tests", "data", "tls")


def path_of(name):
    return os.path.join(DATA, f"{name}.pem")


def authorities(name="authority"):
    return Gio.TlsFileDatabase.new(path_of(name))


class TlsCase(RigCase):
    def agent(self, user="alice", certificate=None, listen=("udp",), **properties):
        properties.setdefault("tls_database", authorities())
        if certificate:
            properties["tls_certificate"] = Gio.TlsCertificate.new_from_file(path_of(certificate))
        return Sipgo.UserAgent(uri=Sipgo.Uri.parse(f"sip:{user}@rig.test"), listen=[f"{name}:{HOST}:0" for name in listen],
                               session_description_handler_factory=Sipgo.NullHandlerFactory(), **properties)

    async def refused(self, doing, *words):
        with self.assertRaises(GLib.Error) as caught:
            await doing
        self.assertTrue(caught.exception.matches(Sipgo.error_quark(), Sipgo.Error.CERTIFICATE), repr(caught.exception))
        for word in words:
            self.assertIn(word, caught.exception.message)


class OpenSsl(TlsCase):
    def server(self, certificate, *arguments):
        port = free_port()
        server = self.keep(Process("openssl", "openssl", "s_server", "-accept", f"{HOST}:{port}", "-cert", path_of(certificate),
                                   "-key", path_of(certificate), *arguments))
        until(lambda: is_bound(port, "tcp"), 10, "openssl listens")
        return server, port

    async def send(self, agent, server, port):
        """It reads the request, and cannot answer it."""
        request = agent.core.request("OPTIONS", f"sips:bob@{HOST}:{port}")
        cancellable = Gio.Cancellable()
        sending = asyncio.ensure_future(request.send(cancellable))
        lines = await asyncio.to_thread(self.read_request, server)
        cancellable.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        return lines

    def read_request(self, server):
        lines = []

        def found(line):
            lines.append(line)
            return True if line.startswith("Content-Length") else None

        server.wait_for(found, what="a request")
        return lines

    @asynchronous
    async def test_resumed_session(self):
        server, port = self.server("server", "-tls1_3")
        reused = []
        for _ in range(3):
            async with self.agent() as agent:
                lines = await self.send(agent, server, port)
                reused.append(any("Reused session-id" in line for line in lines))
        self.assertFalse(reused[0])
        self.assertTrue(reused[2], server.log())
        # A session that another agent has verified saves nobody the check.
        async with self.agent(tls_database=authorities("self-signed")) as other:
            await self.refused(other.core.request("OPTIONS", f"sips:bob@{HOST}:{port}").send(), "not known here")

    @asynchronous
    async def test_errors(self):
        cases = [("domain", "not for 127.0.0.1"), ("expired", "it has expired at 2021"), ("future", "it is not valid before 2100"),
                 ("self-signed", "it is self-signed"), ("stranger", "the authority that has signed it is not known here")]
        for name, reason in cases:
            with self.subTest(name):
                _server, port = self.server(name)
                async with self.agent() as agent:
                    await self.refused(agent.core.request("OPTIONS", f"sips:bob@{HOST}:{port}").send(), reason)

    @asynchronous
    async def test_no_client_certificate(self):
        server, port = self.server("server", "-Verify", "1", "-CAfile", path_of("authority"), "-verify_return_error")
        async with self.agent() as agent:
            await self.refused(agent.core.request("OPTIONS", f"sips:bob@{HOST}:{port}").send(), "requires a client certificate")
        async with self.agent(certificate="client") as agent:
            await self.send(agent, server, port)


@unittest.skipUnless(glob.glob("/usr/lib/*/kamailio/modules/tls.so"), "kamailio-tls-modules is not installed")
class Kamailio(TlsCase):
    def start(self, **parameters):
        tls = {"certificate": path_of("server"), "private_key": path_of("server"), "ca_list": path_of("authority"),
               "tls_method": "TLSv1.2+", **parameters}
        port, _ws_port = self.kamailio(tls=tls)
        self.proxy = Sipgo.Uri.parse(f"sip:{HOST}:{port + 2};transport=tls")

    def phone(self, user, password, **properties):
        return self.agent(user, outbound_proxy=self.proxy, credentials=Sipgo.Credentials.new(user, password), **properties)

    @asynchronous
    async def test_calls(self):
        """Phones without TLS listeners: Kamailio reaches them over their connections."""
        self.start()
        for ends in range(2):
            async with self.phone("alice", "wonderland") as alice, self.phone("bob", 's3cr3t "q" pw') as bob:
                for agent in (alice, bob):
                    await Sipgo.Registerer.new(agent).register()
                invitations = bob.invitations()
                call = Sipgo.Inviter.new(alice, "sip:bob@rig.test")
                inviting = call.invite()
                invitation = await invitations.__anext__()
                await invitation.accept()
                await inviting
                calls = (call, invitation)
                await calls[1 - ends].hold()
                await calls[ends].bye()
                for one in calls:
                    await one.wait_for_state(Sipgo.SessionState.TERMINATED)

    @asynchronous
    async def test_client_certificate(self):
        self.start(verify_certificate=1, require_certificate=1)
        async with self.phone("alice", "wonderland") as alice:
            await self.refused(Sipgo.Registerer.new(alice).register(), "requires a client certificate")
        async with self.phone("alice", "wonderland", certificate="client") as alice:
            await Sipgo.Registerer.new(alice).register()


BARESIP = """poll_method epoll
sip_listen {host}:{port}
sip_certificate {certificate}
sip_cafile {authority}
audio_player aubridge,nil
audio_source aubridge,nil
audio_alert aubridge,nil
dns_server 127.0.0.1:9
net_interface {host}
module_path {modules}
module g711.so
module aubridge.so
module uuid.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen {host}:{control}
"""


@unittest.skipUnless(shutil.which("baresip"), "baresip is not installed")
class Baresip(TlsCase):
    def start(self):
        """Its TLS listener is at the next port."""
        modules = (glob.glob("/usr/lib/*baresip/modules") + glob.glob("/usr/lib/*/baresip/modules"))[0]
        port, self.control = free_port(3), free_port()
        self.write_file("config", BARESIP.format(host=HOST, port=port, certificate=path_of("server"), authority=path_of("authority"),
                                                 modules=modules, control=self.control))
        self.write_file("accounts", f"<sip:bob@{HOST}:{port};transport=tls>;regint=0;answermode=auto\n")
        self.write_file("contacts", "")
        baresip = self.keep(Process("baresip", "baresip", "-4", "-f", self.folder, "-v", folder=self.folder))
        until(lambda: is_bound(port + 1, "tcp") and is_bound(self.control, "tcp"), 10, "baresip listens")
        return baresip, port + 1

    def command(self, name, parameter=""):
        control = socket.create_connection((HOST, self.control), 5)
        self.addCleanup(control.close)
        text = f'{{"command": "{name}", "params": "{parameter}"}}'
        control.sendall(f"{len(text)}:{text},".encode())

    def phone(self, **properties):
        agent = self.agent(**properties)
        agent.session_description_handler_factory = Sipgo.RtpHandlerFactory(source="silence", sink="null")
        return agent

    @asynchronous
    async def test_we_call(self):
        """Each side ends one call; we have no listener for TLS."""
        _baresip, port = self.start()
        for we_end in (True, False):
            async with self.phone() as agent:
                call = Sipgo.Inviter.new(agent, f"sip:bob@{HOST}:{port};transport=tls")
                await call.invite()
                if we_end:
                    await call.bye()
                else:
                    self.command("hangup")
                await call.wait_for_state(Sipgo.SessionState.TERMINATED)

    @asynchronous
    async def test_it_calls(self):
        self.start()
        for we_end in (True, False):
            async with self.phone(certificate="server", listen=["tls"]) as agent:
                invitations = agent.invitations()
                self.command("dial", f"sip:alice@{agent.listeners[0][4:]};transport=tls")
                invitation = await invitations.__anext__()
                await invitation.accept()
                if we_end:
                    await invitation.bye()
                else:
                    self.command("hangup")
                await invitation.wait_for_state(Sipgo.SessionState.TERMINATED)


if __name__ == "__main__":
    main()
