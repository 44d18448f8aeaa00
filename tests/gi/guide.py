#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the two programs of doc/from-sipjs.md against an agent that is registrar, peer and publication server:
guide.py [--no-js]"""
import asyncio
import re
import sys
import tempfile
import textwrap
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "python"))
from harness import Sipgo

TOP = Path(__file__).resolve().parents[2]
PROGRAMS = {"python": ["/usr/bin/python3"], "js": ["gjs", "-m"]}
TIME_LIMIT = 60


class Peer:
    """All users at example.com except alice."""

    def __init__(self):
        self.agent = Sipgo.UserAgent(listen=["ws:127.0.0.1:0"], allow_events=["presence"],
                                     session_description_handler_factory=Sipgo.RtpHandlerFactory(source="silence", sink="null"))
        self.seen = []
        for name in ("invitation", "message", "publication", "register-received", "subscription"):
            self.agent.connect(name, getattr(self, name.replace("-", "_")))

    @property
    def place(self):
        return self.agent.listeners[0].removeprefix("ws:")

    def invitation(self, _agent, invitation):
        called = invitation.request.message.request_uri.user
        self.seen.append(f"call to {called}")
        if called == "busy":
            invitation.reject(Sipgo.Status.BUSY_HERE)
            return
        invitation.connect("info-received", lambda _invitation, info: self.seen.append("info"))
        invitation.connect("refer-received", lambda _invitation, referral: Sipgo.spawn(referral.make_inviter().invite()) and None)
        Sipgo.spawn(invitation.accept())

    def message(self, _agent, message):
        self.seen.append(message.message.body.text)
        message.accept()
        Sipgo.spawn(self.call_back())

    async def call_back(self):
        contact = self.agent.registered_contacts[0]
        call = Sipgo.Inviter.new_for_uri(self.agent, contact.contact.uri)
        await call.invite()
        self.seen.append("called back")
        await call.bye()

    def publication(self, _agent, request):
        self.seen.append("publication")
        request.accept(extra_headers=["SIP-ETag: one", "Expires: 3600"])

    def register_received(self, _agent, contact):
        self.seen.append("registration")
        contact.accept()

    def subscription(self, _agent, notifier):
        self.seen.append("subscription")
        notifier.body = Sipgo.Body.new("text/plain", "open")
        notifier.accept()


def write_program(language, place):
    guide = (TOP / "doc" / "from-sipjs.md").read_text(encoding="utf-8")
    text = "\n".join(re.findall(rf"^```{language}\n(.*?)^```", guide, re.DOTALL | re.MULTILINE))
    if language == "python":
        head, _, body = text.partition("# The following lines")
        text = f"{head}\nasync def main():\n{textwrap.indent('#' + body, '    ')}\n\nSipgo.run(main())\n"
    return (text.replace("wss://edge.example.com", f"ws://{place}")
            .replace("@example.com", f"@{place};transport=ws"))


async def run(language, folder):
    peer = Peer()
    async with peer.agent:
        program = Path(folder) / f"program.{language}"
        program.write_text(write_program(language, peer.place), encoding="utf-8")
        process = await asyncio.create_subprocess_exec(*PROGRAMS[language], program, stdout=asyncio.subprocess.PIPE)
        async with asyncio.timeout(TIME_LIMIT):
            output, _ = await process.communicate()
        output = output.decode()
        assert process.returncode == 0, f"the {language} program ended with {process.returncode}: {output}, {peer.seen}"
        for expected in ("call to bob", "call to busy", "info", "call to carol", "subscription", "publication", "call me",
                         "called back", "registration"):
            assert expected in peer.seen, f"no {expected} from the {language} program: {peer.seen}"
        for expected in ("connected", "answered", "486 Busy Here", "the transfer: 200", "open", "theirs: v=0"):
            assert expected in output, f"the {language} program did not say {expected}: {output}"


def main():
    if "--no-js" in sys.argv:
        del PROGRAMS["js"]
    with tempfile.TemporaryDirectory() as folder:
        for language in PROGRAMS:
            Sipgo.run(run(language, folder))


if __name__ == "__main__":
    main()
