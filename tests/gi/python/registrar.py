# SPDX-License-Identifier: LGPL-2.1-or-later
"""A registrar for tests: a UDP socket that answers REGISTER, and challenges it if it has a password."""
import asyncio
import hashlib
import re

from harness import GLib, Sipgo


def digest(*parts):
    return hashlib.md5(":".join(parts).encode()).hexdigest()


class Registrar(asyncio.DatagramProtocol):
    def __init__(self, password=None):
        self.password = password
        self.requests = []

    async def __aenter__(self):
        loop = asyncio.get_running_loop()
        self.transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        self.uri = Sipgo.Uri.new("sip", None, "127.0.0.1", self.transport.get_extra_info("sockname")[1])
        return self

    async def __aexit__(self, *_exception):
        self.transport.close()

    def datagram_received(self, data, sender):
        request = Sipgo.Message.parse(GLib.Bytes.new(data))
        self.requests.append(request)
        if self.password and not self.is_authorized(request):
            self.answer(request, sender, "401 Unauthorized", ['WWW-Authenticate: Digest realm="test", nonce="abc", qop="auth"'])
        else:
            self.answer(request, sender, "200 OK", [f"Contact: {contact}" for contact in request.get_header_values("Contact")])

    def is_authorized(self, request):
        field = dict(re.findall(r'(\w+)="?([^",]*)"?', request.get_header("Authorization") or ""))
        return bool(field) and field["response"] == digest(
            digest(field["username"], "test", self.password), "abc", field["nc"], field["cnonce"], "auth",
            digest("REGISTER", field["uri"]))

    def answer(self, request, sender, status, headers):
        lines = [f"SIP/2.0 {status}"]
        lines += [f"Via: {via}" for via in request.get_header_values("Via")]
        lines += [f"From: {request.get_header('From')}", f"To: {request.get_header('To')};tag=1",
                  f"Call-ID: {request.call_id}", f"CSeq: {request.get_header('CSeq')}", *headers, "Content-Length: 0"]
        self.transport.sendto("\r\n".join([*lines, "", ""]).encode(), sender)
