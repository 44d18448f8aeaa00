#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls with baresip, in both directions: the audio and the DTMF that each side receives."""
import array
import glob
import json
import math
import os
import socket
import time
import wave

from rig import HOST, Process, RigCase, free_port, is_bound, main, needs, until
from measure import measure

needs("baresip", "baresip-core")

HIS_TONE = 880
OUR_TONE = 440
MODULES = glob.glob("/usr/lib/*baresip/modules") + glob.glob("/usr/lib/*/baresip/modules")

CONFIG = """poll_method epoll
sip_listen {host}:{port}
audio_source aufile,{tone}
audio_player aubridge,nil
audio_alert aubridge,nil
ausrc_srate {rate}
auplay_srate {rate}
ausrc_channels 1
auplay_channels 1
audio_level no
rtp_ports {rtp}-{last_rtp}
jitter_buffer_delay 5-10
dns_server 127.0.0.1:9
net_interface {host}
module_path {modules}
module g711.so
module g722.so
module opus.so
module aubridge.so
module aufile.so
module sndfile.so
module uuid.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen {host}:{control}
snd_path {folder}
"""


def write_tone(path, rate, hz, seconds=30):
    samples = array.array("h", (int(12000 * math.sin(2 * math.pi * hz * i / rate)) for i in range(rate * seconds)))
    with wave.open(path, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", "NONE"))
        file.writeframes(samples.tobytes())


class Baresip(Process):
    """Controlled over its ctrl_tcp: JSON in netstrings."""

    def __init__(self, folder, codec, rate):
        self.folder = folder
        self.port, self.control = free_port(3), free_port()       # it takes port + 1 for TLS
        rtp = free_port(10)
        write_tone(os.path.join(folder, "tone.wav"), rate, HIS_TONE)
        self.put("config", CONFIG.format(host=HOST, port=self.port, rate=rate, rtp=rtp, last_rtp=rtp + 9, folder=folder,
                                         control=self.control, modules=MODULES[0], tone=os.path.join(folder, "tone.wav")))
        self.put("accounts", f"<sip:bob@{HOST}:{self.port}>;regint=0;answermode=auto;audio_codecs={codec}\n")
        self.put("contacts", "")
        super().__init__("baresip", "baresip", "-4", "-f", folder, "-v", folder=folder)
        until(lambda: is_bound(self.control, "tcp") and is_bound(self.port, "udp"), 10, "baresip listens")
        self.socket = socket.create_connection((HOST, self.control), 5)
        self.buffer = b""

    def put(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def command(self, command, params=None):
        text = json.dumps({"command": command, "params": params or ""}).encode()
        self.socket.sendall(b"%d:%s," % (len(text), text))

    def next_object(self, seconds):
        end = time.monotonic() + seconds
        while True:
            length, colon, rest = self.buffer.partition(b":")
            if colon and len(rest) > int(length):
                self.buffer = rest[int(length) + 1:]
                found = json.loads(rest[:int(length)].decode(errors="replace"))
                self.lines.append(f"control: {found}")
                return found
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            try:
                data = self.socket.recv(65536)
            except TimeoutError:
                data = b""
            if not data:
                raise AssertionError("baresip reported nothing more")
            self.buffer += data

    def event(self, name, seconds=10):
        end = time.monotonic() + seconds
        while True:
            found = self.next_object(end - time.monotonic())
            if found.get("event") and found["type"] == name:
                return found

    def heard(self):
        """Its recording. It writes wrong sizes into the header, so the header is written again."""
        path = glob.glob(os.path.join(self.folder, "dump-*-dec.wav"))[0]
        with open(path, "rb") as file:
            data = file.read()
        start, place = data.index(b"fmt "), data.index(b"data")
        mended = path + ".mended.wav"
        with wave.open(mended, "wb") as file:
            file.setparams((data[start + 10], 2, int.from_bytes(data[start + 12:start + 16], "little"), 0, "NONE", "NONE"))
            file.writeframes(data[place + 8:])
        return measure(mended)

    def stop(self):
        if hasattr(self, "socket"):
            self.socket.close()
        return super().stop()


class Calls(RigCase):
    def baresip(self, codec, rate):
        return self.keep(Baresip(self.folder, codec, rate))

    def check_tone(self, heard, hz):
        self.assertGreater(heard["seconds"], 1.0)
        self.assertAlmostEqual(heard["hz"], hz, delta=10)
        self.assertGreater(heard["tone"], -30)

    def we_call(self, codec, rate, name):
        baresip = self.baresip(codec, rate)
        call = self.call(f"sip:bob@{HOST}:{baresip.port}", "--duration", "2", "--dtmf", "1590",
                         "--record", self.path("ours.wav"), source=f"tone:{OUR_TONE}")
        self.assertEqual(call.event("established")["codec"].lower(), name.lower())
        baresip.event("CALL_ESTABLISHED")
        digits = ""
        while len(digits) < 4:
            digits += baresip.event("CALL_DTMF_START")["param"]
        self.assertEqual(digits, "1590")
        self.assertTrue(call.event("ended")["answered"])
        baresip.event("CALL_CLOSED")
        self.check_tone(measure(self.path("ours.wav"), start=0.3), HIS_TONE)
        self.check_tone(baresip.heard(), OUR_TONE)

    def it_calls(self, codec, rate, name):
        baresip = self.baresip(codec, rate)
        echo = self.echo("--media", "tone")
        baresip.command("dial", f"sip:echo@{echo.address}")
        self.assertEqual(echo.event("established")["codec"].lower(), name.lower())
        baresip.event("CALL_ESTABLISHED")
        for digit in "25":
            baresip.command("sndcode", digit)
            self.assertEqual(echo.event("dtmf")["digit"], digit)
            baresip.command("sndcode", "\x04")
        time.sleep(1.5)          # of sound
        baresip.command("hangup")
        echo.event("terminated")
        baresip.event("CALL_CLOSED")
        self.check_tone(baresip.heard(), OUR_TONE)

    def test_we_call(self):
        self.we_call("PCMU/8000/1", 8000, "PCMU")

    def test_we_call_g722(self):
        self.we_call("G722/16000/1", 16000, "G722")

    def test_we_call_opus(self):
        self.we_call("opus/48000/2", 48000, "opus")

    def test_it_calls(self):
        self.it_calls("PCMU/8000/1", 8000, "PCMU")

    def test_it_calls_with_g722(self):
        self.it_calls("G722/16000/1", 16000, "G722")

    def test_it_calls_with_opus(self):
        self.it_calls("opus/48000/2", 48000, "opus")


if __name__ == "__main__":
    main()
