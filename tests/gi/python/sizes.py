#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""How large the INVITE of the examples is, with a password and an offer: it has to fit into one datagram on every path, with room for
the headers that proxies add. From 1300 bytes on it needs TCP (RFC 3261 18.1.1), which many providers do not have."""
import asyncio
import sys
import types
from pathlib import Path

from harness import Case, GLib, Sipgo, asynchronous, unittest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "examples" / "python"))
from common import make_agent

LIMIT = 1100
COMPACT = {"Via": "v", "From": "f", "To": "t", "Call-ID": "i", "Contact": "m", "Supported": "k", "Session-Expires": "x",
           "Content-Type": "c", "Content-Length": "l", "Subject": "s"}
NONCE = "ZW5vdWdoIGVudHJvcHkgZm9yIGFueSBub25jZSBpbiB1c2U"


class Proxy(asyncio.DatagramProtocol):
    """Asks each INVITE for a password, and refuses the second one."""

    def __init__(self):
        self.invites = []

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, sender):
        if not data.startswith(b"INVITE"):
            return
        self.invites.append(data)
        lines = data.decode().split("\r\n")
        kept = [line for line in lines[1:] if line.split(":")[0] in ("Via", "v", "From", "f", "To", "t", "Call-ID", "i", "CSeq")]
        kept = [line + ";tag=x" if line.startswith(("To:", "t:")) else line for line in kept]
        if b"Authorization" in data:
            kept.insert(0, "SIP/2.0 486 Busy Here")
        else:
            kept.insert(0, "SIP/2.0 407 Proxy Authentication Required")
            kept.append(f'Proxy-Authenticate: Digest realm="example.com", nonce="{NONCE}", algorithm=MD5, qop="auth"')
        self.transport.sendto("\r\n".join([*kept, "Content-Length: 0", "", ""]).encode(), sender)


async def invite(**properties):
    """The INVITE with the password: its bytes."""
    transport, proxy = await asyncio.get_running_loop().create_datagram_endpoint(Proxy, ("127.0.0.1", 0))
    options = types.SimpleNamespace(uri="sip:alice@example.com", password="secret", password_file=None, auth_user=None, transport=None, stun=None,
                                    proxy=f"sip:127.0.0.1:{transport.get_extra_info('sockname')[1]}", ca_file=None, listen=None)
    async with make_agent(options, **properties) as agent:
        call = Sipgo.Inviter.new(agent, "sip:bob@example.com", extra_headers=["Subject: "])
        try:
            await call.invite()
        except GLib.Error as error:
            assert error.matches(Sipgo.status_quark(), Sipgo.Status.BUSY_HERE), error
    transport.close()
    return proxy.invites[-1]


class SizesTest(Case):
    def names(self, data):
        return [line.split(":")[0] for line in data.decode().partition("\r\n\r\n")[0].split("\r\n")[1:]]

    @asynchronous
    async def test_full(self):
        data = await invite()
        self.assertIn(b"telephone-event", data)
        self.assertLess(len(data), LIMIT, data.decode())
        self.assertFalse(set(self.names(data)) & set(COMPACT.values()))
        self.assertLessEqual(set(COMPACT), set(self.names(data)))

    @asynchronous
    async def test_compact(self):
        data = await invite(compact_headers=True)
        self.assertLess(len(data), LIMIT - 60, data.decode())
        self.assertFalse(set(self.names(data)) & set(COMPACT))
        self.assertLessEqual(set(COMPACT.values()), set(self.names(data)))


if __name__ == "__main__":
    unittest.main()
