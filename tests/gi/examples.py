#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the examples with each other, in all combinations of the languages, and checks their reports and recordings.

examples.py CALL.EXTENSION ECHO.EXTENSION, such as: examples.py py js"""
import array
import json
import math
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import unittest
import wave
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "util"))
from measure import measure

TIME_LIMIT = 30
SILENT = ["--source", "silence", "--sink", "null"]


def command(name, language):
    if language == "js":
        return ["gjs", "-m", TOP / "examples" / "js" / f"{name}.js"]
    return ["/usr/bin/python3", TOP / "examples" / "python" / f"{name}.py"]


class Program:
    """A running example, and its events."""

    def __init__(self, name, language, *arguments):
        self.process = subprocess.Popen([*command(name, language), *arguments, "--json"], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.events = []
        self.limit = threading.Timer(TIME_LIMIT, self.process.kill)       # ends its output, and so every wait
        self.limit.start()

    def wait_for(self, name):
        for line in self.process.stdout:
            self.events.append(json.loads(line))
            if self.events[-1]["event"] == name:
                return self.events[-1]
        raise AssertionError(f"no {name} in {self.events}")

    def names(self):
        return [event["event"] for event in self.events]

    def processor_time(self):
        """The CPU time that it has used, in seconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def finish(self, number=None):
        """The exit status, and the last event."""
        if number:
            self.process.send_signal(number)
        self.events += [json.loads(line) for line in self.process.stdout]
        self.process.stdin.close()
        self.process.stdout.close()
        self.limit.cancel()
        return self.process.wait(), self.events[-1]

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.finish()


class DatagramServer:
    """Gives each datagram to answer(), in a thread of its own."""

    def __enter__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()
        return self

    def __exit__(self, *_exception):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.sendto(b"", self.socket.getsockname())
        self.thread.join()
        self.socket.close()

    def serve(self):
        while True:
            data, sender = self.socket.recvfrom(65536)
            if not data:
                return
            self.answer(data, sender)


class Registrar(DatagramServer):
    """Accepts every REGISTER over UDP."""

    @property
    def uri(self):
        return f"sip:{self.address}"

    def answer(self, data, sender):
        kept = [line for line in data.decode().split("\r\n")[1:] if line.startswith(("Via:", "From:", "To:", "Call-ID:", "CSeq:", "Contact:"))]
        self.socket.sendto("\r\n".join(["SIP/2.0 200 OK", *kept, "Content-Length: 0", "", ""]).encode(), sender)


class StunServer(DatagramServer):
    """Answers binding requests (RFC 8489) with the address of their sender."""

    asked = 0

    def answer(self, data, sender):
        self.asked += 1
        mapped = bytes(a ^ b for a, b in zip(struct.pack("!H4s", sender[1], socket.inet_aton(sender[0])),
                                             data[4:6] + data[4:8]))
        self.socket.sendto(struct.pack("!HH", 0x101, 12) + data[4:20] + struct.pack("!HHBB", 0x20, 8, 0, 1) + mapped, sender)


def write_sound(path, seconds=2.0, rate=8000):
    """A rising, pulsed tone, so that each part of it is unique."""
    samples = array.array("h", (int(9000 * math.sin(2 * math.pi * (300 + 200 * i / rate) * i / rate)
                                    * (0.3 + 0.7 * (i * 3 // rate % 2))) for i in range(int(seconds * rate))))
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", "NONE"))
        file.writeframes(samples.tobytes())


class ExamplesTest(unittest.TestCase):
    caller, echoer = "py", "py"

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def start(self, name, language, *arguments):
        program = Program(name, language, *arguments)
        self.addCleanup(program.kill)
        return program

    def start_echo(self, *arguments, transport="udp"):
        echo = self.start("echo", self.echoer, "--listen", f"{transport}:127.0.0.1:0", *arguments)
        self.address = echo.wait_for("listening")["listener"].removeprefix(f"{transport}:")
        self.transport = transport
        return echo

    def call(self, user, *arguments):
        return self.start("call", self.caller, f"sip:{user}@{self.address};transport={self.transport}", *arguments)

    def test_echo(self):
        said, heard = self.folder / "said.wav", self.folder / "heard.wav"
        write_sound(said)
        traces = [self.folder / "echo.html", self.folder / "call.txt"]
        echo = self.start_echo("--once", "--trace", traces[0])
        call = self.call("anybody", "--play", said, "--record", heard, "--trace", traces[1])
        status, end = call.finish()
        self.assertEqual((status, end["event"], end["answered"]), (0, "ended", True))
        self.assertGreater(end["received"], 0)
        self.assertEqual(echo.finish()[0], 0)
        self.assertIn("<svg", traces[0].read_text(encoding="utf-8"))
        self.assertIn("BYE sip:", traces[1].read_text(encoding="utf-8"))
        self.assertEqual([name for name in echo.names() if name != "listening"],
                         ["invitation", "established", "terminated", "stopped"])
        compared = subprocess.run(["/usr/bin/python3", TOP / "tests" / "util" / "compare.py", said, heard],
                                  capture_output=True, text=True, check=False)
        self.assertEqual(compared.returncode, 0, compared.stdout + compared.stderr)

    def test_tone_over_tcp(self):
        heard = self.folder / "heard.wav"
        self.start_echo("--media", "tone", transport="tcp")
        status, _ = self.call("anybody", "--source", "silence", "--record", heard, "--duration", "1").finish()
        self.assertEqual(status, 0)
        self.assertAlmostEqual(measure(str(heard))["hz"], 440, delta=5)

    def test_refused(self):
        self.start_echo()
        for user, code in (("busy", "486 Busy Here"), ("decline", "603 Decline")):
            status, end = self.call(user, *SILENT).finish()
            self.assertNotEqual(status, 0)
            self.assertFalse(end["answered"])
            self.assertIn(code, end["reason"])

    def test_redirected(self):
        self.start_echo()
        call = self.call("redirect", *SILENT, "--duration", "0.2")
        status, _ = call.finish()
        self.assertEqual(status, 0)
        self.assertEqual([name for name in call.names() if name != "ringing"],
                         ["calling", "redirected", "calling", "established", "ended"])

    def test_interrupted_while_it_rings(self):
        echo = self.start_echo()
        call = self.call("silent", *SILENT)
        call.wait_for("ringing")
        status, end = call.finish(signal.SIGINT)
        self.assertNotEqual(status, 0)
        self.assertEqual(end["reason"], "interrupted")
        echo.wait_for("terminated")

    def test_interrupted_while_it_talks(self):
        echo = self.start_echo()
        call = self.call("echo", *SILENT)
        call.wait_for("established")
        self.assertEqual(call.finish(signal.SIGTERM)[0], 0)
        echo.wait_for("terminated")

    def test_echo_interrupted(self):
        echo = self.start_echo()
        call = self.call("echo", *SILENT)
        call.wait_for("established")
        self.assertEqual(echo.finish(signal.SIGINT)[0], 0)
        status, end = call.finish()
        self.assertEqual((status, end["reason"]), (0, "the peer hung up"))

    def test_commands(self):
        echo = self.start_echo()
        call = self.call("echo", *SILENT, "--dtmf", "1")
        call.wait_for("established")
        for line, event in (("hold", "hold"), ("unhold", "hold"), ("mute", "mute"), ("5#", "dtmf-sent"),
                            ("dance", "unknown-command"), ("transfer nonsense", "command-failed")):
            call.tell(line)
            call.wait_for(event)
        call.tell("hangup")
        self.assertEqual(call.finish()[0], 0)
        self.assertEqual([event["hold"] for event in call.events if event["event"] == "hold"], [True, False])
        echo.wait_for("terminated")
        self.assertEqual([event["digit"] for event in echo.events if event["event"] == "dtmf"], ["1", "5", "#"])

    def test_no_media(self):
        self.start_echo("--media", "null")
        status, end = self.call("echo", *SILENT, "--duration", "0.1").finish()
        self.assertEqual((status, end["received"]), (0, 0))

    def test_idle(self):
        # What a process has used of a processor does not depend on what others leave of it. One that never sleeps uses
        # all that it is given in each half second, at least an eighth of a core under sixteen times the load; one that
        # sleeps has a quiet half second once its start is over.
        for program in (self.start_echo(), self.start_phone(self.caller)):
            used = []
            for _window in range(4):
                before = program.processor_time()
                with self.assertRaises(subprocess.TimeoutExpired):
                    program.process.wait(0.5)
                used.append(program.processor_time() - before)
            self.assertLess(min(used), 0.04)

    def test_ringing(self):
        echo = self.start_echo("--ring", "0.2")
        call = self.call("echo", *SILENT, "--duration", "0.1")
        self.assertEqual(call.finish()[0], 0)
        echo.wait_for("terminated")
        self.assertIn("ringing", echo.names())

    # --- the softphone ---

    def start_phone(self, language, *arguments):
        phone = self.start("phone", language, "--listen", "udp:127.0.0.1:0", *SILENT, *arguments)
        phone.address = "sip:phone@" + phone.wait_for("listening")["listener"].removeprefix("udp:")
        return phone

    def order(self, phone, line):
        """Sends a command to a phone, and waits until it is done."""
        phone.tell(line)
        while phone.wait_for("done")["command"] != line:
            pass

    def talk(self):
        """Two phones with a call between them."""
        first, second = self.start_phone(self.caller), self.start_phone(self.echoer, "--follow-transfers")
        first.tell(f"call {second.address}")
        second.wait_for("ringing")
        self.order(second, "answer")
        first.wait_for("established")
        return first, second

    def test_phones(self):
        first, second = self.talk()
        for line in ("hold", "unhold", "mute", "unmute", "5#"):
            self.order(first, line)
        self.assertEqual([event["held"] for event in first.events if event["event"] == "hold"], [True, False])
        self.assertEqual([second.wait_for("dtmf")["tone"], second.wait_for("dtmf")["tone"]], ["5", "#"])
        self.order(second, f"message {first.address} tea, or coffee?")
        self.assertEqual(first.wait_for("message")["text"], "tea, or coffee?")
        self.order(second, "hangup")
        first.wait_for("terminated")
        first.tell("answer")
        self.assertIn("no call", first.wait_for("failed")["message"])
        first.tell("dance")
        first.wait_for("unknown-command")
        first.tell("quit")
        self.assertEqual(first.finish()[0], 0)
        self.assertEqual(second.finish(signal.SIGTERM)[0], 0)

    def test_phone_declines(self):
        first, second = self.start_phone(self.caller), self.start_phone(self.echoer)
        first.tell(f"call {second.address}")
        second.wait_for("ringing")
        self.order(second, "decline")
        self.assertIn("480", first.wait_for("failed")["message"])

    def test_phone_transfers(self):
        echo = self.start_echo()
        first, second = self.talk()
        self.order(first, f"transfer sip:echo@{self.address}")
        echo.wait_for("established")
        self.order(first, "hangup")
        second.wait_for("terminated")
        self.order(second, "hangup")
        echo.wait_for("terminated")

    def test_phone_registers(self):
        with Registrar() as registrar:
            phone = self.start_phone(self.caller, "--user", "sip:alice@example.com", "--registrar", registrar.uri)
            phone.wait_for("registered")
            phone.tell("quit")
            self.assertEqual((phone.finish()[0], phone.names()[-1]), (0, "unregistered"))

    def test_stun(self):
        with StunServer() as stun, Registrar() as registrar:
            phone = self.start_phone(self.caller, "--user", "sip:alice@example.com", "--registrar", registrar.uri, "--stun", stun.address)
            phone.wait_for("registered")
            self.assertGreater(stun.asked, 0)
            phone.tell("quit")
            self.assertEqual(phone.finish()[0], 0)

    def test_account_file(self):
        with Registrar() as registrar:
            account = self.folder / "account"
            account.write_text("[account]\nuri = sip:alice@example.com\nauth-user = al\npassword = secret\n"
                               f"registrar = {registrar.uri}\n", encoding="utf-8")
            echo = self.start("echo", self.echoer, "--listen", "udp:127.0.0.1:0", "--media", "null", "--account", str(account))
            event = echo.wait_for("registered")
            self.assertEqual(event["uri"], "sip:alice@example.com")
            self.assertEqual(echo.finish(signal.SIGTERM)[0], 0)
            account.write_text("[account]\nuser = sip:alice@example.com\nsecret = tea\n", encoding="utf-8")
            result = subprocess.run([*command("call", self.caller), "sip:a@b", "--account", str(account)], capture_output=True,
                                    text=True, check=False, stdin=subprocess.DEVNULL, timeout=20)
            self.assertIn("unknown name", result.stderr)

    # --- all ---

    def test_wrong_use(self):
        for arguments in (["sip:"], ["sip:nobody@127.0.0.1:1;transport=tcp", *SILENT], ["--nonsense", "sip:a@b"]):
            result = subprocess.run([*command("call", self.caller), *arguments], capture_output=True, text=True, check=False,
                                    stdin=subprocess.DEVNULL, timeout=20)
            self.assertNotEqual(result.returncode, 0)
            self.assertTrue(result.stdout + result.stderr)
            self.assertNotIn("Traceback", result.stderr)

    def test_help(self):
        for name, language in (("call", self.caller), ("echo", self.echoer), ("phone", self.caller)):
            result = subprocess.run([*command(name, language), "--help"], capture_output=True, text=True, check=True)
            self.assertIn("--listen", result.stdout)


if __name__ == "__main__":
    os.environ["PYTHONUNBUFFERED"] = "1"
    ExamplesTest.caller, ExamplesTest.echoer = sys.argv[1:3]
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
