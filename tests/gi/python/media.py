#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The media of a call over RTP: playing, recording, tones, levels and statistics."""
import array
import math
import os
import tempfile
import wave

import gi

from harness import Case, GLib, Sipgo, asynchronous, establish, next_item, pair, unittest

gi.require_version("Gst", "1.0")
from gi.repository import Gst


def write_tone(path, seconds=0.6, frequency=440, rate=8000):
    samples = array.array("h", (int(8000 * math.sin(2 * math.pi * frequency * i / rate)) for i in range(int(rate * seconds))))
    with wave.open(path, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", "NONE"))
        file.writeframes(samples.tobytes())


def rtp(source="silence"):
    return Sipgo.RtpHandlerFactory(source=source, sink="null")


class MediaTest(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.said = os.path.join(folder.name, "said.wav")
        self.heard = os.path.join(folder.name, "heard.wav")

    @asynchronous
    async def test_play_and_record(self):
        write_tone(self.said)
        async with pair(session_description_handler_factory=rtp()) as (alice, bob):
            call, invitation = await establish(alice, bob)
            self.assertIsInstance(call.media, Sipgo.Media)
            self.assertEqual(call.media.codec, invitation.media.codec)
            self.assertTrue(call.media.sending and call.media.receiving)
            self.assertEqual((call.media.stalled, call.media.stall_timeout), (False, 30))
            call.media.stall_timeout = 5
            self.assertLess(call.media.get_statistics().quiet_ms, 5000)
            invitation.media.record_file(self.heard)
            heard = Sipgo.signals(invitation.media, "notify::output-level")
            invitation.media.measure_levels = True
            playing = call.media.play_file(self.said)
            while await next_item(heard) < -30:
                pass
            await playing
            invitation.media.stop_recording()
            await call.bye()
            statistics = call.media.get_statistics() if call.media else None
            if statistics:
                self.assertGreater(statistics.packets_sent, 20)
        with wave.open(self.heard) as file:
            self.assertGreater(file.getnframes() / file.getframerate(), 0.3)

    @asynchronous
    async def test_elements(self):
        """Source and sink may be elements; other values are rejected when they are set."""
        async with pair(session_description_handler_factory=rtp()) as (alice, bob):
            call, _invitation = await establish(alice, bob)
            for name in ("source-element", "sink-element"):
                self.assertEqual(Sipgo.Media.find_property(name).value_type, Gst.Element.__gtype__)
            source, sink = (Gst.ElementFactory.make(name) for name in ("audiotestsrc", "fakesink"))
            call.media.source_element, call.media.sink_element = source, sink
            self.assertEqual((call.media.source_element, call.media.get_sink_element()), (source, sink))
            for stranger in (Sipgo.NullHandlerFactory(), "audiotestsrc"):
                with self.assertRaises(TypeError):
                    call.media.set_source_element(stranger)
                with self.assertRaises(TypeError):
                    call.media.set_sink_element(stranger)
            call.media.source_element = call.media.sink_element = None
            self.assertIsNone(call.media.source_element)
            await call.bye()

    @asynchronous
    async def test_missing_file(self):
        async with pair(session_description_handler_factory=rtp()) as (alice, bob):
            call, _invitation = await establish(alice, bob)
            with self.fails(Sipgo.Error.FILE) as caught:
                await call.media.play_file("/nowhere/said.wav")
            self.assertRegex(caught.exception.message, "/nowhere/said.wav")
            with self.fails(Sipgo.Error.FILE):
                call.media.record_file("/nowhere/heard.wav")

    @asynchronous
    async def test_dtmf(self):
        async with pair(session_description_handler_factory=rtp()) as (alice, bob):
            call, invitation = await establish(alice, bob)
            pressed = Sipgo.signals(invitation.media, "dtmf")
            await call.media.send_dtmf("1#")
            self.assertEqual([(await next_item(pressed))[0], (await next_item(pressed))[0]], ["1", "#"])
            with self.fails(Sipgo.Error.INVALID):
                await call.media.send_dtmf("x")

    @asynchronous
    async def test_properties(self):
        async with pair(session_description_handler_factory=rtp("tone:440")) as (alice, bob):
            call, _invitation = await establish(alice, bob)
            media = call.media
            self.assertEqual((media.source, media.sink), ("tone:440", "null"))
            media.muted = True
            media.volume = 0.5
            self.assertEqual((media.muted, media.volume), (True, 0.5))
            changes = []
            media.connect("notify::source", lambda media, _property: changes.append(media.source))
            media.source = "silence"
            self.assertEqual(changes, ["silence"])
            errors = Sipgo.signals(media, "error")
            media.source = "nonsense"
            self.assertIsInstance(await next_item(errors), GLib.Error)

    @asynchronous
    async def test_streams(self):
        async with pair(session_description_handler_factory=rtp("tone:440")) as (alice, bob):
            call, invitation = await establish(alice, bob)
            self.assertEqual(call.media.streams.get_n_items(), 1)
            [stream] = call.media.streams
            self.assertIsInstance(stream, Sipgo.MediaStream)
            self.assertEqual((stream.kind, stream.index, stream.mid), (Sipgo.MediaKind.AUDIO, 0, None))
            self.assertEqual(stream.direction, Sipgo.MediaDirection.SENDRECV)
            self.assertEqual(stream.protection, Sipgo.MediaProtection.NONE)
            self.assertEqual(stream.codec, call.media.codec)
            self.assertGreaterEqual(stream.get_statistics().packets_sent, 0)
            changes = Sipgo.signals(stream, "notify::direction")
            await invitation.bye()
            self.assertEqual(await next_item(changes), Sipgo.MediaDirection.INACTIVE)


if __name__ == "__main__":
    unittest.main()
