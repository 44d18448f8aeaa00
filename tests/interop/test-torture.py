#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The messages of RFC 4475 and RFC 5118 sent to a running agent: its responses, and that it continues to run."""
import os
import random
import re
import select
import socket
import time

from rig import HOST, TOP, RigCase, main

MESSAGES = os.path.join(TOP, "tests", "data", "torture")
SENDER = "127.0.0.9"          # a separate address, on which the ports in the messages are free
QUIET = 1.5                   # seconds to wait for a response
MALFORMED = (400, 505, 513)


def status(message):
    found = re.match(rb"SIP/2\.0 (\d{3})", message)
    return int(found[1]) if found else 0


def header(message, names):
    found = re.search(rb"(?im)^(?:%s)[ \t]*:[ \t]*((?:.*\r?\n[ \t]+)*.*?)\r?$" % names, message)
    return found[1] if found else b""


def is_final(message):
    return status(message) >= 200


def fits(expected, got):
    """An alternative is a status, "drop" for no answer, "wf" for any answer that a well-formed request may get, or
    "wf!" and the one status that would be wrong."""
    for word in expected.split("|"):
        if word == "drop" and not got or word.isdigit() and got == int(word):
            return True
        if word.startswith("wf") and got and got not in MALFORMED and word[3:] != str(got):
            return True
    return False


class Sender:
    """Sockets for responses that follow RFC 3261: to port 5060, or to the port of the topmost Via."""

    def __init__(self, target):
        self.target = target
        self.sockets = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for sender in self.sockets.values():
            sender.close()

    def at(self, port):
        if port not in self.sockets:
            sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            sender.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sender.bind((SENDER, port))
            self.sockets[port] = sender
        return self.sockets[port]

    def send(self, message, port=5060):
        self.at(port).sendto(message, self.target)

    def wait_for(self, wanted, seconds):
        """The first message that matches, or None."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            for ready in select.select(list(self.sockets.values()), [], [], left)[0]:
                message = ready.recv(65535)
                if wanted(message):
                    return message
        return b""

    def request(self, method, uri, call, number, sender, recipient):
        branch = random.getrandbits(60)
        self.send(f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {SENDER}:5060;branch=z9hG4bK{branch};rport\r\n"
                  f"Max-Forwards: 70\r\nFrom: {sender}\r\nTo: {recipient}\r\nCall-ID: {call}\r\n"
                  f"CSeq: {number} {method}\r\nContent-Length: 0\r\n\r\n".encode("latin-1"))

    def is_answered(self):
        """Whether our own OPTIONS is answered."""
        call = f"alive{random.getrandbits(60)}"
        for seconds in (0.5, 1, 2, 4):
            self.request("OPTIONS", f"sip:echo@{HOST}", call, 1, f"<sip:t@{SENDER}>;tag=1", f"<sip:echo@{HOST}>")
            if self.wait_for(lambda message: call.encode() in message and is_final(message), seconds):
                return True
        return False

    def try_message(self, message):
        """The status of the final response; an accepted call is ended."""
        via = header(message, rb"Via|v").split(b",")[0].split(b";")[0]
        if (port := re.search(rb":\s*(\d{4,5})", re.sub(rb"\[[^\]]*\]", b"", via))) and 1024 <= int(port[1]) < 65536:
            self.at(int(port[1]))
        call = header(message, rb"Call-ID|i").strip()
        self.send(with_own_branch(over_udp(message)))
        answer = self.wait_for(lambda m: is_final(m) and (not call or header(m, rb"Call-ID|i").strip() == call), QUIET)
        if 200 <= status(answer) < 300 and message.startswith(b"INVITE"):
            self.end_call(answer)
        return status(answer)

    def end_call(self, answer):
        contact = re.search(rb"<([^>]*)>", header(answer, rb"Contact|m"))[1].decode()
        names = (rb"Call-ID|i", rb"CSeq", rb"From|f", rb"To|t")
        call, number, sender, recipient = (header(answer, name).decode("latin-1") for name in names)
        number = int(number.split()[0])
        self.request("ACK", contact, call, number, sender, recipient)
        self.request("BYE", contact, call, number + 1, sender, recipient)
        self.wait_for(lambda message: is_final(message) and b"BYE" in header(message, rb"CSeq"), QUIET)


def over_udp(message):
    """Many have TCP in the topmost Via, and their responses would be sent there."""
    return re.sub(rb"(?im)^((?:Via|v)[ \t]*:\s*SIP\s*/\s*[0-9.]+\s*/\s*)(TCP|TLS|SCTP)", rb"\1UDP", message, count=1)


def with_own_branch(message):
    """Some have the same branch, and would count as retransmissions of each other."""
    return re.sub(rb"(?i)(branch=z9hG4bK[^\s;,]+)", rb"\g<1>%x" % random.getrandbits(32), message, count=1)


class Torture(RigCase):
    def test_messages(self):
        echo = self.echo("--media", "null")
        host, port = echo.address.split(":")
        with open(os.path.join(MESSAGES, "expected.tsv"), encoding="utf-8") as file:
            rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith(("#", "file\t"))]
        self.assertGreaterEqual(len(rows), 61)
        with Sender((host, int(port))) as sender:
            for name, _section, title, _kind, expected, *_ in rows:
                with self.subTest(name=name, title=title, expected=expected), \
                        open(os.path.join(MESSAGES, name), "rb") as file:
                    got = sender.try_message(file.read())
                    self.assertTrue(sender.is_answered(), "it is dead")
                    self.assertTrue(fits(expected, got), f"got {got or 'no answer'}")


if __name__ == "__main__":
    main()
