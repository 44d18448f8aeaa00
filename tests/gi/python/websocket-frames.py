#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Frames of a hostile or faulty WebSocket client, and the reaction of the listener."""
import asyncio
import itertools
import struct
import time

from harness import Case, GLib, Sipgo, asynchronous, make_agent, unittest
from rawsocket import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, RawSocket, memory

NORMAL, PROTOCOL_ERROR, BAD_DATA = 1000, 1002, 1007
MAX_MESSAGE = (1024 + 64) * 1024
numbers = itertools.count(1)


def options(body="", length=None):
    text = f"""OPTIONS sip:bob@rig.test SIP/2.0
Via: SIP/2.0/WS frames.invalid;branch=z9hG4bK{next(numbers)}
Max-Forwards: 70
From: <sip:eve@rig.test>;tag=1
To: <sip:bob@rig.test>
Call-ID: {next(numbers)}@frames
CSeq: 1 OPTIONS
Contact: <sip:eve@frames.invalid;transport=ws>
Content-Type: text/plain
Content-Length: {len(body) if length is None else length}

"""
    return text.replace("\n", "\r\n").encode() + body.encode()


class FramesTest(Case):
    async def answered(self, raw, status=200):
        kind, payload = await raw.receive()
        self.assertEqual(kind, TEXT)
        self.assertEqual(Sipgo.Message.parse(GLib.Bytes.new(payload)).status_code, status)

    async def works(self, raw):
        raw.send(TEXT, options())
        await self.answered(raw)

    async def ended(self, raw, code=None):
        """The server closes the connection, with this code if it sends one."""
        codes = []
        while (frame := await raw.receive()) is not None:
            if frame[0] == CLOSE:
                codes.append(struct.unpack("!H", frame[1][:2])[0] if frame[1] else None)
        if code is not None:
            self.assertEqual(codes, [code])

    @asynchronous
    async def test_frames(self):
        async with make_agent("ws") as agent, RawSocket(agent) as raw:
            self.assertEqual(raw.status, 101)
            for kind in (TEXT, BINARY):
                raw.send(kind, options())
                await self.answered(raw)
            raw.send(TEXT, "\r\n\r\n")
            self.assertEqual(await raw.receive(), (TEXT, b"\r\n"))
            for silent in ("", "\r\n"):
                raw.send(TEXT, silent)
            raw.send(PONG, "nobody asked")
            raw.send(TEXT, options("x" * 60000))
            await self.answered(raw)

    @asynchronous
    async def test_kinds(self):
        """A message that is not UTF-8 is sent as a binary frame, wherever the byte stands."""
        async with make_agent("ws") as agent, RawSocket(agent) as raw:
            agent.connect("options-received", lambda _agent, request: request.accept(body=answer))
            for end, wanted in ((b"", TEXT), ("ü".encode(), TEXT), (b"\xff", BINARY)):
                for count in range(9):
                    body = b"a" * count + end
                    answer = Sipgo.Body.new_bytes("text/plain", GLib.Bytes.new(body))
                    raw.send(TEXT, options())
                    kind, payload = await raw.receive()
                    self.assertEqual((kind, payload.partition(b"\r\n\r\n")[2]), (wanted, body))

    @asynchronous
    async def test_fragments(self):
        async with make_agent("ws") as agent, RawSocket(agent) as raw:
            message = options("ünï")
            for at in range(0, len(message), 40):
                last = at + 40 >= len(message)
                raw.send(TEXT if at == 0 else CONTINUATION, message[at:at + 40], final=last)
                if not last:
                    raw.send(PING, str(at))
            pings = [await raw.receive() for _ in range((len(message) - 1) // 40)]
            self.assertEqual(pings, [(PONG, str(40 * i).encode()) for i in range(len(pings))])
            await self.answered(raw)

    @asynchronous
    async def test_no_message(self):
        """One frame is one message (RFC 7118, section 5.3): a message that is too short is rejected, one that is too long is truncated."""
        async with make_agent("ws") as agent, RawSocket(agent) as raw:
            raw.send(TEXT, options("half", length=100))
            await self.answered(raw, 400)
            raw.send(TEXT, options() + options())
            await self.answered(raw)
            raw.send(TEXT, "no SIP at all")
            raw.send(BINARY, bytes(range(256)))
            await self.works(raw)

    @asynchronous
    async def test_violations(self):
        violations = [
            (PROTOCOL_ERROR, {"kind": TEXT, "payload": options(), "masked": False}),
            (PROTOCOL_ERROR, {"kind": TEXT, "payload": options(), "reserved": 4}),
            (PROTOCOL_ERROR, {"kind": 3, "payload": "a"}),
            (PROTOCOL_ERROR, {"kind": 11, "payload": "a"}),
            (PROTOCOL_ERROR, {"kind": CONTINUATION, "payload": "a"}),
            (PROTOCOL_ERROR, {"kind": PING, "payload": "a", "final": False}),
            (PROTOCOL_ERROR, {"kind": PING, "payload": "a" * 126}),
            (PROTOCOL_ERROR, {"kind": CLOSE, "payload": "\0"}),
            (BAD_DATA, {"kind": TEXT, "payload": b"OPTIONS \xff\xfe"}),
            (None, {"kind": TEXT, "payload": "a", "length": MAX_MESSAGE + 1}),
            (None, {"kind": BINARY, "payload": "a", "length": 1 << 40}),
            (None, {"kind": BINARY, "payload": "a", "length": (1 << 64) - 1}),
        ]
        async with make_agent("ws") as agent, RawSocket(agent) as witness:
            for code, frame in violations:
                with self.subTest(frame):
                    async with RawSocket(agent) as raw:
                        raw.send(**frame)
                        await self.ended(raw, code)
            await self.works(witness)

    @asynchronous
    async def test_bytes_in_flight(self):
        """Halves of messages count, and the client that has sent most of them loses its connection."""
        async with make_agent("ws") as agent, RawSocket(agent) as greedy, RawSocket(agent) as honest:
            message = options("x" * 60000)
            greedy.send(TEXT, message[:50000], final=False)
            greedy.send(PING, "inside")
            self.assertEqual(await greedy.receive(), (PONG, b"inside"))
            self.assertEqual(agent.limits.bytes_in_flight, 50000)
            greedy.send(CONTINUATION, message[50000:])
            await self.answered(greedy)
            self.assertEqual(agent.limits.bytes_in_flight, 0)
            greedy.send(TEXT, message, final=False)
            greedy.send(CONTINUATION, b"")
            await self.answered(greedy)
            self.assertEqual(agent.limits.bytes_in_flight, 0)
            agent.limits.max_bytes_in_flight = 70000
            greedy.send(TEXT, message[:50000], final=False)
            honest.send(TEXT, message[:30000], final=False)
            await self.ended(greedy)
            self.assertEqual(agent.limits.refused_connections, 1)
            honest.send(CONTINUATION, message[30000:])
            await self.answered(honest)
            self.assertEqual(agent.limits.bytes_in_flight, 0)

    @asynchronous
    async def test_endless_fragments(self):
        async with make_agent("ws") as agent, RawSocket(agent) as raw:
            before = memory()
            try:
                for i in range(1000):
                    raw.send(TEXT if i == 0 else CONTINUATION, "x" * 65536, final=False)
                    await raw.writer.drain()
            except ConnectionError:
                pass
            await self.ended(raw)
            self.assertLess(i, 100)
            self.assertLess(memory() - before, 32 << 20)

    @asynchronous
    async def test_ping_flood(self):
        """The queue for a client that does not read is limited."""
        async with make_agent("ws") as agent, RawSocket(agent) as raw:
            before = memory()
            try:
                for _ in range(3000):
                    raw.writer.write(struct.pack("!BB4x125s", 0x80 | PING, 0x80 | 125, b"x" * 125) * 200)
                    await raw.writer.drain()
            except ConnectionError:
                pass
            self.assertLess(memory() - before, 48 << 20)
            async with RawSocket(agent) as other:
                await self.works(other)

    @asynchronous
    async def test_closing(self):
        """The server closes the connection when both have sent a close frame (RFC 6455, section 7.1.1), or after a time limit."""
        async with make_agent("ws") as agent:
            for payload, code in ((b"", None), (struct.pack("!H", 1000) + b"bye", NORMAL), (struct.pack("!H", 4321), 4321)):
                async with RawSocket(agent) as raw:
                    await self.works(raw)
                    start = time.monotonic()
                    raw.send(CLOSE, payload)
                    await self.ended(raw, code)
                    self.assertLess(time.monotonic() - start, 1)
            async with RawSocket(agent) as raw:
                await self.works(raw)
                start = time.monotonic()
                await agent.stop()
                kind, payload = await raw.receive()
                self.assertEqual((kind, struct.unpack("!H", payload)[0]), (CLOSE, NORMAL))
                raw.send(CLOSE, payload)
                self.assertIsNone(await raw.receive())
                self.assertLess(time.monotonic() - start, 1)

    @asynchronous
    async def test_handshakes(self):
        async with make_agent("ws") as agent:
            for headers, status in ((["Sec-WebSocket-Protocol: xmpp"], 400), (["X: y"], 400),
                                    (["Sec-WebSocket-Protocol: sip", "Origin: https://evil.example"], 403),
                                    (["Sec-WebSocket-Protocol: sip", "Sec-WebSocket-Version: 12"], 400),
                                    (["Sec-WebSocket-Protocol: sip", "X: " + "y" * 200000], None)):
                with self.subTest(headers[-1][:40]):
                    try:
                        async with RawSocket(agent, *headers) as raw:
                            self.assertEqual(raw.status, status)
                            await self.ended(raw)
                    except (asyncio.IncompleteReadError, ConnectionError):
                        self.assertIsNone(status)


if __name__ == "__main__":
    unittest.main()
