#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""WebSockets, from an agent with a transport to one with a listener; and a transport in Python."""
import contextlib
import socket
import ssl
import subprocess
import tempfile

from harness import Case, Gio, GLib, Sipgo, asynchronous, make_agent, next_item, unittest
from rawsocket import RawSocket, memory


def url_of(agent):
    scheme, _, rest = agent.listeners[0].partition(":")
    return f"{scheme}://{rest}/"


def make_caller(transport, **properties):
    return Sipgo.UserAgent(transport=transport, session_description_handler_factory=Sipgo.NullHandlerFactory(), **properties)


class Line(Sipgo.Transport):
    """One end of a connection in memory."""

    def __init__(self, **properties):
        super().__init__(protocol="WSS", **properties)
        self.other = None
        self.refusing = False
        self.log = []

    def do_start(self):
        self.log.append("start")
        self.report_connected()

    def do_stop(self):
        self.log.append("stop")
        self.report_disconnected(None)
        self.log.append("stopped")

    def do_transmit(self, data):
        if self.refusing:
            raise GLib.Error.new_literal(Sipgo.error_quark(), "the line is cut", Sipgo.Error.UNREACHABLE)
        GLib.idle_add(self.other.receive, data)


def make_line():
    ends = Line(), Line()
    ends[0].other, ends[1].other = ends[1], ends[0]
    return ends


def handshake(agent, headers):
    """The status that a handshake with these headers gets."""
    host, _, port = agent.listeners[0].partition(":")[2].rpartition(":")
    client = Gio.SocketClient().connect_to_host(f"{host}:{port}", 0, None)
    text = f"GET / HTTP/1.1\r\nHost: {host}:{port}\r\n" + "".join(f"{line}\r\n" for line in headers) + "\r\n"
    client.get_output_stream().write_all(text.encode(), None)
    return client


UPGRADE = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg=="]


async def status(agent, headers):
    connection = handshake(agent, headers)
    context = GLib.MainContext.default()
    while not connection.get_socket().condition_check(GLib.IOCondition.IN):
        context.iteration(False)
    answer = connection.get_input_stream().read_bytes(4096, None).get_data().decode()
    connection.close(None)
    return int(answer.split()[1])


class WebSocketTest(Case):
    async def call(self, caller, called):
        """A call in each direction."""
        invitations = called.invitations()
        call = Sipgo.Inviter.new(caller, "sip:bob@example.com")
        inviting = call.invite()
        invitation = await next_item(invitations)
        contact = invitation.request.message.get_header("Contact").partition("<")[2].partition(">")[0]
        await invitation.accept()
        await inviting
        await invitation.bye()
        self.assertTrue(contact.endswith(".invalid;transport=ws"), contact)
        incoming = caller.invitations()
        back = Sipgo.Inviter.new(called, contact)
        inviting = back.invite()
        invitation = await next_item(incoming)
        await invitation.accept()
        await inviting
        await back.bye()

    @asynchronous
    async def test_ws(self):
        async with make_agent("ws") as bob:
            transport = Sipgo.WebSocketTransport(url=url_of(bob), connection_timeout=3)
            self.assertEqual(transport.get_protocol(), "WS")
            async with make_caller(transport) as alice:
                self.assertTrue(alice.is_connected())
                await self.call(alice, bob)
            self.assertEqual(transport.get_state(), Sipgo.TransportState.DISCONNECTED)

    @asynchronous
    async def test_uri(self):
        async with make_agent("ws") as bob, make_agent("udp") as alice:
            request = alice.core.request("OPTIONS", f"sip:bob@{bob.listeners[0][3:]};transport=ws")
            response = await request.send()
            self.assertRegex(response.get_header("Via"), r"^SIP/2\.0/WS \w+\.invalid;")

    def make_certificate(self):
        """Files with a key and its certificate."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        key, cert = f"{folder.name}/key.pem", f"{folder.name}/cert.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
                       check=True, capture_output=True)
        return key, cert

    @asynchronous
    async def test_wss(self):
        key, cert = self.make_certificate()
        database = Gio.TlsFileDatabase.new(cert)
        async with make_agent("wss", tls_certificate=Gio.TlsCertificate.new_from_files(cert, key)) as bob:
            with self.fails(Sipgo.Error.CERTIFICATE) as caught:
                await make_caller(Sipgo.WebSocketTransport(url=url_of(bob))).start()
            self.assertIn("it is self-signed", caught.exception.message)
            self.assertIn("tls-database", caught.exception.message)
            transport = Sipgo.WebSocketTransport(url=url_of(bob), tls_database=database)
            async with make_caller(transport) as alice:
                await self.call(alice, bob)

    @asynchronous
    async def test_wss_costs(self):
        """The certificate authorities are not loaded again for each connection of a client."""
        key, cert = self.make_certificate()
        tls = ssl.create_default_context(cafile=cert)
        async with make_agent("wss", tls_certificate=Gio.TlsCertificate.new_from_files(cert, key)) as bob, contextlib.AsyncExitStack() as stack:
            await stack.enter_async_context(RawSocket(bob, tls=tls))
            before = memory()
            for _ in range(16):
                await stack.enter_async_context(RawSocket(bob, tls=tls))
            self.assertLess(memory() - before, 16 << 20)

    @asynchronous
    async def test_no_certificate(self):
        with self.fails(Sipgo.Error.INVALID):
            await make_agent("wss").start()

    @asynchronous
    async def test_refusals(self):
        async with make_agent("ws") as bob:
            self.assertEqual(await status(bob, []), 426)
            self.assertEqual(await status(bob, UPGRADE), 400)
            self.assertEqual(await status(bob, UPGRADE + ["Sec-WebSocket-Protocol: xmpp"]), 400)
            sip = UPGRADE + ["Sec-WebSocket-Protocol: xmpp, sip"]
            self.assertEqual(await status(bob, sip), 101)
            self.assertEqual(await status(bob, sip + ["Origin: http://127.0.0.1"]), 101)
            self.assertEqual(await status(bob, sip + ["Origin: https://evil.example"]), 403)
            bob.websocket_origins = ["https://good.example"]
            self.assertEqual(await status(bob, sip + ["Origin: https://good.example"]), 101)
            self.assertEqual(await status(bob, sip + ["Origin: http://127.0.0.1"]), 403)
            bob.websocket_origins = ["*"]
            self.assertEqual(await status(bob, sip + ["Origin: https://evil.example"]), 101)

    @asynchronous
    async def test_unreachable(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            url = "ws://127.0.0.1:%d/" % taken.getsockname()[1]
            agent = make_caller(Sipgo.WebSocketTransport(url=url))
            with self.fails(Sipgo.Error.UNREACHABLE):
                await agent.start()
            self.assertFalse(agent.is_connected())
        with self.fails(Sipgo.Error.INVALID):
            await make_caller(Sipgo.WebSocketTransport(url="http://example.com")).start()

    @asynchronous
    async def test_lost_and_again(self):
        bob = make_agent("ws")
        await bob.start()
        listen = bob.listeners
        alice = make_caller(Sipgo.WebSocketTransport(url=url_of(bob)))
        log = []
        alice.connect("connected", lambda agent: log.append("connected"))
        alice.connect("disconnected", lambda agent, error: log.append(error))
        async with alice:
            await bob.stop()
            context = GLib.MainContext.default()
            while alice.is_connected():
                context.iteration(True)
            self.assertEqual(log[0], "connected")
            self.assertIsInstance(log[1], GLib.Error)
            bob.listen = listen
            await bob.start()
            await alice.reconnect()
            self.assertEqual(log[2:], ["connected"])
        await bob.stop()
        self.assertEqual(log[3:], [None])

    @asynchronous
    async def test_transport_in_python(self):
        near, far = make_line()
        async with make_caller(near) as alice, make_caller(far) as bob:
            self.assertTrue(alice.is_connected())
            await self.call(alice, bob)
            near.refusing = True
            with self.fails(Sipgo.Error.UNREACHABLE) as caught:
                await alice.core.request("OPTIONS", "sip:bob@example.com").send()
            self.assertIn("the line is cut", caught.exception.message)
        self.assertEqual(near.log, ["start", "stop", "stopped"])


if __name__ == "__main__":
    unittest.main()
