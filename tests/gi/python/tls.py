#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""SIP over TLS between two agents. The certificates are those of data/tls/make.sh."""
import os

from harness import Case, Gio, Sipgo, asynchronous, make_agent, next_item, unittest

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data", "tls")


def certificate(name):
    return Gio.TlsCertificate.new_from_file(os.path.join(DATA, f"{name}.pem"))


def authorities(name="authority"):
    return Gio.TlsFileDatabase.new(os.path.abspath(os.path.join(DATA, f"{name}.pem")))


def tls_agent(name="server", **properties):
    return make_agent("tls", tls_certificate=certificate(name), tls_database=authorities(), **properties)


def port(agent):
    return agent.listeners[0].rpartition(":")[2]


class TlsTest(Case):
    async def call(self, caller, called, target):
        """A call that the called side ends: its BYE goes to the caller's Contact."""
        invitations = called.invitations()
        call = Sipgo.Inviter.new(caller, target)
        inviting = call.invite()
        invitation = await next_item(invitations)
        await invitation.accept()
        await inviting
        await invitation.bye()
        message = invitation.request.message
        return message.get_header("Via"), message.get_header("Contact").partition("<")[2].partition(">")[0]

    @asynchronous
    async def test_call(self):
        async with tls_agent() as alice, tls_agent() as bob:
            self.assertTrue(bob.listeners[0].startswith("tls:127.0.0.1:"))
            via, contact = await self.call(alice, bob, f"sip:bob@127.0.0.1:{port(bob)};transport=tls")
            self.assertTrue(via.startswith(f"SIP/2.0/TLS 127.0.0.1:{port(alice)};"), via)
            self.assertRegex(contact, rf"^sip:\w+@127\.0\.0\.1:{port(alice)};transport=tls$")

    @asynchronous
    async def test_sips_call(self):
        """RFC 5630: the Contact is a SIPS URI, whose transport is TLS without a parameter."""
        async with tls_agent() as alice, tls_agent() as bob:
            via, contact = await self.call(alice, bob, f"sips:bob@localhost:{port(bob)}")
            self.assertTrue(via.startswith("SIP/2.0/TLS "), via)
            self.assertRegex(contact, rf"^sips:\w+@127\.0\.0\.1:{port(alice)}$")

    @asynchronous
    async def test_client_without_listener(self):
        """An agent that listens on UDP only sends requests over TLS, and needs no certificate."""
        async with make_agent("udp", tls_database=authorities()) as alice, tls_agent() as bob:
            response = await alice.core.request("OPTIONS", f"sips:bob@127.0.0.1:{port(bob)}").send()
            self.assertEqual(response.status_code, 200)
            self.assertTrue(response.get_header("Via").startswith("SIP/2.0/TLS "))

    @asynchronous
    async def test_refused(self):
        cases = [("server", "127.0.0.2", "it is for sip.example.com, localhost, 127.0.0.1, ::1, not for 127.0.0.2"),
                 ("domain", "127.0.0.1", "it is for example.com, node7.example.net, not for 127.0.0.1"),
                 ("expired", "127.0.0.1", "it has expired at "),
                 ("stranger", "127.0.0.1", "set tls-database")]
        for name, host, reason in cases:
            with self.subTest(name):
                bob = Sipgo.UserAgent(listen=["tls:0.0.0.0:0"], tls_certificate=certificate(name))
                async with bob, make_agent("udp", tls_database=authorities()) as alice:
                    with self.fails(Sipgo.Error.CERTIFICATE) as caught:
                        await alice.core.request("OPTIONS", f"sips:bob@{host}:{port(bob)}").send()
                    self.assertIn(reason, caught.exception.message)
                    with self.fails(Sipgo.Error.CERTIFICATE) as caught:
                        await Sipgo.Inviter.new(alice, f"sip:bob@{host}:{port(bob)};transport=tls").invite()
                    self.assertIn(reason, caught.exception.message)

    @asynchronous
    async def test_refused_web_socket(self):
        """The same errors over WSS."""
        cases = [("domain", "it is for example.com, node7.example.net, not for 127.0.0.1"),
                 ("expired", "it has expired at "), ("future", "it is not valid before "),
                 ("self-signed", "it is self-signed"), ("stranger", "the authority that has signed it is not known")]
        for name, reason in cases:
            with self.subTest(name):
                async with make_agent("wss", tls_certificate=certificate(name)) as bob, \
                        make_agent("udp", tls_database=authorities()) as alice:
                    transport = Sipgo.WebSocketTransport(url=f"wss://127.0.0.1:{port(bob)}/", tls_database=authorities())
                    with self.fails(Sipgo.Error.CERTIFICATE) as caught:
                        await Sipgo.UserAgent(transport=transport).start()
                    self.assertIn(reason, caught.exception.message)
                    with self.fails(Sipgo.Error.CERTIFICATE) as caught:
                        await alice.core.request("OPTIONS", f"sip:bob@127.0.0.1:{port(bob)};transport=wss").send()
                    self.assertIn(reason, caught.exception.message)

    @asynchronous
    async def test_callee_ends(self):
        """The caller has no listener: the BYE comes over its connection."""
        async with make_agent("udp", tls_database=authorities()) as alice, tls_agent() as bob:
            await self.call(alice, bob, f"sips:bob@localhost:{port(bob)}")

    @asynchronous
    async def test_client_certificate(self):
        """Over TLS and WSS alike, the request says whose certificate the client has."""
        required = Gio.TlsAuthenticationMode.REQUIRED
        for transport in ("tls", "wss"):
            bob = make_agent(transport, tls_certificate=certificate("server"), tls_database=authorities(),
                             tls_client_certificates=required)
            async with bob, make_agent("udp", tls_database=authorities(), tls_certificate=certificate("client")) as alice:
                self.assertEqual(bob.tls_client_certificates, required)
                invitations = bob.invitations()
                inviting = Sipgo.Inviter.new(alice, f"sip:bob@127.0.0.1:{port(bob)};transport={transport}").invite()
                invitation = await next_item(invitations)
                self.assertEqual(invitation.request.get_verified_names(), ["client.example.com"])
                await invitation.accept()
                await inviting
                await invitation.bye()

    @asynchronous
    async def test_no_client_certificate(self):
        bob = tls_agent(tls_client_certificates=Gio.TlsAuthenticationMode.REQUIRED)
        async with bob, make_agent("udp", tls_database=authorities()) as alice:
            with self.fails(Sipgo.Error.CERTIFICATE) as caught:
                await alice.core.request("OPTIONS", f"sips:bob@127.0.0.1:{port(bob)}").send()
            self.assertIn("requires a client certificate", caught.exception.message)
            bob.tls_client_certificates = Gio.TlsAuthenticationMode.REQUESTED
            invitations = bob.invitations()
            inviting = Sipgo.Inviter.new(alice, f"sips:bob@127.0.0.1:{port(bob)}").invite()
            invitation = await next_item(invitations)
            self.assertEqual(invitation.request.get_verified_names(), [])
            await invitation.accept()
            await inviting
            await invitation.bye()

    @asynchronous
    async def test_no_client_certificate_over_wss(self):
        bob = make_agent("wss", tls_certificate=certificate("server"), tls_database=authorities(),
                         tls_client_certificates=Gio.TlsAuthenticationMode.REQUIRED)
        async with bob:
            transport = Sipgo.WebSocketTransport(url=f"wss://127.0.0.1:{port(bob)}/", tls_database=authorities())
            with self.fails(Sipgo.Error.CERTIFICATE) as caught:
                await Sipgo.UserAgent(transport=transport).start()
            self.assertIn("requires a client certificate", caught.exception.message)

    @asynchronous
    async def test_accept_any_certificate(self):
        for transport in ("tls", "wss"):
            async with make_agent(transport, tls_certificate=certificate("stranger")) as bob, make_agent("udp") as alice:
                self.assertFalse(alice.accept_any_certificate)
                request = f"sip:bob@127.0.0.1:{port(bob)};transport={transport}"
                with self.fails(Sipgo.Error.CERTIFICATE):
                    await alice.core.request("OPTIONS", request).send()
                alice.accept_any_certificate = True
                response = await alice.core.request("OPTIONS", request).send()
                self.assertEqual(response.status_code, 200)

    @asynchronous
    async def test_authorities_of_the_system(self):
        async with tls_agent() as bob, make_agent("udp") as alice:
            self.assertIsNone(alice.tls_database)
            with self.fails(Sipgo.Error.CERTIFICATE) as caught:
                await alice.core.request("OPTIONS", f"sips:bob@127.0.0.1:{port(bob)}").send()
            self.assertIn("tls-database", caught.exception.message)
            alice.tls_database = authorities()
            response = await alice.core.request("OPTIONS", f"sips:bob@127.0.0.1:{port(bob)}").send()
            self.assertEqual(response.status_code, 200)

    @asynchronous
    async def test_no_certificate(self):
        agent = make_agent("tls")
        with self.fails(Sipgo.Error.INVALID) as caught:
            await agent.start()
        self.assertIn("tls-certificate", caught.exception.message)

    @asynchronous
    async def test_clear(self):
        """A SIPS URI never leads to a listener for TCP or UDP."""
        async with make_agent("tcp") as bob, make_agent("udp", tls_database=authorities()) as alice:
            for uri in (f"sips:bob@127.0.0.1:{port(bob)}", f"sips:bob@127.0.0.1:{port(bob)};transport=tcp"):
                with self.fails(Sipgo.Error.UNREACHABLE):
                    await alice.core.request("OPTIONS", uri).send()
            with self.fails(Sipgo.Error.UNSUPPORTED):
                await alice.core.request("OPTIONS", f"sips:bob@127.0.0.1:{port(bob)};transport=udp").send()


if __name__ == "__main__":
    unittest.main()
