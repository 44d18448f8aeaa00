# SPDX-License-Identifier: LGPL-2.1-or-later
"""A WebSocket client for tests that sends whatever bytes it is told to."""
import asyncio
import os
import resource
import struct

UPGRADE = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==")
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


def memory():
    """Of this process, in bytes; 0 where a sanitizer keeps what was freed, which tells nothing."""
    if "asan" in os.environ.get("LD_PRELOAD", ""):
        return 0
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


class RawSocket:
    """async with RawSocket(agent) as raw: ..."""

    def __init__(self, agent, *headers, tls=None):
        self.place = agent.listeners[0].partition(":")[2]
        self.tls = tls
        self.headers = headers or ("Sec-WebSocket-Protocol: sip",)

    async def __aenter__(self):
        host, _, port = self.place.rpartition(":")
        self.reader, self.writer = await asyncio.open_connection(host, int(port), ssl=self.tls)
        lines = ["GET / HTTP/1.1", f"Host: {self.place}", *UPGRADE, *self.headers, "", ""]
        self.writer.write("\r\n".join(lines).encode())
        answer = await self.reader.readuntil(b"\r\n\r\n")
        self.status = int(answer.split()[1])
        return self

    async def __aexit__(self, *_exception):
        self.writer.close()

    def send(self, kind, payload=b"", *, final=True, masked=True, reserved=0, length=None):
        """A frame; length is what it claims to have."""
        payload = payload.encode() if isinstance(payload, str) else payload
        length = len(payload) if length is None else length
        first, mask_bit = final << 7 | reserved << 4 | kind, masked << 7
        if length < 126:
            head = struct.pack("!BB", first, mask_bit | length)
        elif length < 1 << 16:
            head = struct.pack("!BBH", first, mask_bit | 126, length)
        else:
            head = struct.pack("!BBQ", first, mask_bit | 127, length)
        mask = os.urandom(4)
        if masked:
            stream = (mask * (len(payload) // 4 + 1))[:len(payload)]
            payload = mask + (int.from_bytes(payload, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(payload), "big")
        self.writer.write(head + payload)

    async def receive(self):
        """(kind, payload) of the next frame; None at the end."""
        try:
            kind, length = await self.reader.readexactly(2)
            assert not length & 0x80, "a server masks nothing"
            if length == 126:
                length, = struct.unpack("!H", await self.reader.readexactly(2))
            elif length == 127:
                length, = struct.unpack("!Q", await self.reader.readexactly(8))
            return kind & 15, await self.reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
