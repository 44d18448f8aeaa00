# SPDX-License-Identifier: LGPL-2.1-or-later
"""Shared by the tests with other programs: processes that end with their test, free ports, our two agents.

Nothing here sleeps in the hope that something will have happened: tests wait for lines, events and ports, each with a
time limit, and a test that fails prints what every process wrote.
"""
import atexit
import contextlib
import ctypes
import glob
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
EXAMPLES = os.path.join(TOP, "examples", "python")
HOST = "127.0.0.1"
SKIP = 77
LOG_LINES = 400
CLONE_NEWNS, CLONE_NEWNET = 0x20000, 0x40000000

sys.path.insert(0, os.path.join(TOP, "tests", "util"))
running = set()


def skip(why):
    print(f"{why}; skipped")
    sys.exit(SKIP)


def needs(program, package):
    """Skips the whole test when a program is missing."""
    if not shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin"):
        skip(f"{program} is not installed (package {package})")


def enter_namespaces(setup):
    """A network of our own, and mounts of our own, which the shell script makes; nothing of it is left when the test ends."""
    if os.geteuid() != 0:
        skip("network namespaces need root")
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS | CLONE_NEWNET) != 0:
        skip(f"the kernel makes no network namespace: {os.strerror(ctypes.get_errno())}")
    script = "mount --make-rprivate /\n" + setup
    result = subprocess.run(["sh", "-e", "-c", script], capture_output=True, text=True, check=False)
    if result.returncode:
        skip(f"the kernel makes no such network: {result.stderr.strip()}")


def is_free(port):
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                return False
    return True


def free_port(count=1):
    """The first of several consecutive free ports, below the ephemeral ports of the system."""
    while True:
        port = random.randrange(12000, 28000, 10)
        if all(is_free(port + i) for i in range(count)):
            return port


def is_bound(port, protocol, pid="self"):
    """Whether a process listens there, in the network of the process pid; nothing is sent to it."""
    state = {"udp": "07", "tcp": "0A"}[protocol]        # not connected, or listening
    rows = []
    for family in ("", "6"):
        with contextlib.suppress(FileNotFoundError), open(f"/proc/{pid}/net/{protocol}{family}", encoding="ascii") as table:
            rows += [line.split() for line in table]
    return any(row[1].endswith(f":{port:04X}") and row[3] == state for row in rows)


def until(happened, seconds, what):
    end = time.monotonic() + seconds
    while not (result := happened()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)
    return result


class Process:
    """A program whose lines can be waited for. What it has started itself ends with it: all of them are one process group."""

    def __init__(self, name, *command, folder=None, is_killed=False):
        self.name = name
        self.lines = []
        self.seen = 0
        self.is_killed = is_killed
        self.news = threading.Condition()
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        cwd=folder, text=True, errors="replace", process_group=0)
        running.add(self)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        with self.process.stdout:
            for line in self.process.stdout:
                with self.news:
                    self.lines.append(line.rstrip("\n"))
                    self.news.notify_all()

    def wait_for(self, found, seconds=10, what="a line"):
        """The first line that matches, after the last one waited for; found() gets a line and returns the result, or None."""
        result = None

        def look():
            nonlocal result
            while result is None and self.seen < len(self.lines):
                result = found(self.lines[self.seen])
                self.seen += 1
            return result is not None

        with self.news:
            if not self.news.wait_for(look, seconds):
                raise AssertionError(f"{self.name}: {what} did not come within {seconds} s")
        return result

    def write(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def wait(self, seconds=10):
        """Waits until the program ends, and returns its exit status."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{self.name} did not end within {seconds} s") from None

    def stop(self):
        """Ends the program; the status says whether it ended normally."""
        if self.process.poll() is None and not self.is_killed:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.reader.join(1)
        self.process.stdin.close()
        running.discard(self)
        return self.process.returncode

    def log(self):
        return "\n".join(self.lines[-LOG_LINES:])


class Agent(Process):
    """One of our examples; tests wait for its events by name."""

    def __init__(self, program, *arguments):
        super().__init__(program, "/usr/bin/python3", os.path.join(EXAMPLES, program), "--json", *arguments)

    def event(self, name, seconds=10, **wanted):
        def found(line):
            try:
                event = json.loads(line)
            except ValueError:
                return None
            fits = event.get("event") == name and all(event.get(key) == value for key, value in wanted.items())
            return event if fits else None

        return self.wait_for(found, seconds, f"the event {name} {wanted or ''}")


class Sipp(Process):
    """SIPp runs one scenario, and its exit status tells how that went. Its screen is not kept; its messages are."""

    def __init__(self, folder, *arguments, port, host=HOST, seconds=20):
        self.port = port
        self.path = os.path.join(folder, f"sipp-{port}")
        super().__init__("sipp", "sipp", "-i", host, "-mi", host, "-p", str(port), "-nostdin",
                         "-timeout", str(seconds), "-timeout_error", "-trace_msg", "-message_file", self.path + ".msg",
                         "-trace_err", "-error_file", self.path + ".err", *arguments, folder=folder)

    def messages(self):
        return self.file(".msg")

    def file(self, ending):
        try:
            with open(self.path + ending, encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def log(self):
        return "\n".join((super().log()[-2000:], self.file(".err")[-4000:], self.messages()[-16000:]))


class RigCase(unittest.TestCase):
    """A test whose processes end with it; when it fails, it prints their output."""

    def setUp(self):
        self.processes = []
        self.folder = tempfile.mkdtemp(prefix="sipgo-interop.")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def run(self, result=None):
        result = super().run(result)
        bad = result.failures + result.errors if result else []
        if any(self is getattr(test, "test_case", test) for test, _ in bad):      # of a subtest: its test case
            for process in self.processes:
                print(f"--- {process.name}, status {process.process.returncode} ---\n{process.logged}", file=sys.stderr)
        return result

    def keep(self, process):
        def end():
            process.stop()
            process.logged = process.log()

        self.processes.append(process)
        self.addCleanup(end)
        return process

    def path(self, name):
        return os.path.join(self.folder, name)

    def echo(self, *arguments, transport="udp"):
        """Our agent that answers calls, and its address."""
        agent = self.keep(Agent("echo.py", "--listen", f"{transport}:{HOST}:0", *arguments))
        listener = agent.event("listening")["listener"]
        agent.address = listener.split(":", 1)[1]
        return agent

    def call(self, target, *arguments, source="silence"):
        return self.keep(Agent("call.py", target, "--source", source, "--sink", "null", *arguments))

    def kamailio(self, nonce_expire=300, tls=None):
        """Registrar, proxy and WebSocket edge of rig.test; returns its ports for UDP and TCP, and for WebSocket. tls: the
        parameters of its TLS module, for a listener at the next port."""
        port = free_port(3)
        parameters = [f'modparam("tls", "{name}", {json.dumps(value)})' for name, value in (tls or {}).items()]
        values = {"DIR": self.folder, "PORT": port, "WS_PORT": port + 1, "NONCE_EXPIRE": nonce_expire,
                  "TLS_LISTEN": f"enable_tls=yes\nlisten=tls:{HOST}:{port + 2}" if tls else "",
                  "TLS_MODULE": "\n".join(['loadmodule "tls.so"', *parameters]) if tls else "",
                  "MODULES": glob.glob("/usr/lib/*/kamailio/modules/")[0]}
        with open(os.path.join(HERE, "kamailio.cfg.in"), encoding="utf-8") as file:
            text = file.read()
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        # If it is told to end while its children start, it waits for them forever.
        kamailio = self.keep(Process("kamailio", "/usr/sbin/kamailio", "-f", self.write_file("kamailio.cfg", text), "-DD", "-E",
                                     "-m", "32", "-M", "8", "-Y", self.folder, "-P", self.path("pid"), is_killed=True))
        last = port + (2 if tls else 1)
        until(lambda: is_bound(last, "tcp") and is_bound(port, "udp") or kamailio.process.poll() is not None, 10,
              "kamailio listens")
        self.assertIsNone(kamailio.process.poll(), "kamailio has ended")
        return port, port + 1

    def sipp(self, *arguments, transport="udp", listens=False, **options):
        arguments += ("-t", {"udp": "u1", "tcp": "t1"}[transport], "-m", "1") if "-m" not in arguments else ()
        sipp = self.keep(Sipp(self.folder, *arguments, port=free_port(), **options))
        if listens:
            until(lambda: is_bound(sipp.port, transport), 5, f"sipp listens on port {sipp.port}")
        return sipp

    def sipp_succeeds(self, sipp, seconds=20):
        self.assertEqual(sipp.wait(seconds), 0, "sipp's scenario failed")

    def write_file(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)


@atexit.register
def stop_all():
    for process in list(running):
        process.stop()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    unittest.main(verbosity=2)
