#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A softphone with one line, which reads commands from standard input:

  call URI            call this URI
  answer, decline     answer or decline an incoming call
  hangup              end the call
  hold, unhold        put the call on hold, or resume it
  mute, unmute        mute the call, or unmute it
  transfer URI        transfer the peer to this URI
  0-9 * # A-D         send DTMF
  message URI TEXT    send a MESSAGE
  quit                end the program

With an account it registers, so that others can call it.
"""
import argparse
import asyncio
import os
import sys

from common import GLib, Reporter, Sipgo, add_account_options, make_agent, parse_options, run

TONES = "0123456789*#ABCDabcd"


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", default="microphone", help="the source of our audio: microphone (default), silence, tone:440, ...")
    parser.add_argument("--sink", default="speaker", help="the sink for the audio of the peer: speaker (default), null")
    parser.add_argument("--listen", action="append", metavar="TRANSPORT:ADDRESS:PORT", help="the address to listen on; may be repeated")
    parser.add_argument("--follow-transfers", action="store_true", help="follow a REFER of the peer, which makes a call in our name")
    parser.add_argument("--json", action="store_true", help="print one JSON object in each line")
    add_account_options(parser, "--user")
    return parse_options(parser)


class Phone:
    def __init__(self, options, report):
        factory = Sipgo.RtpHandlerFactory(source=options.source, sink=options.sink)
        self.report = report
        self.user = user = Sipgo.SimpleUser.new(make_agent(options, session_description_handler_factory=factory))
        self.leaving = asyncio.Event()
        self.pending = b""
        user.manager.send_dtmf_using_session_description_handler = True
        user.manager.follow_referrals = options.follow_transfers
        if options.registrar:
            user.manager.registerer.registrar = options.registrar

        user.connect("call-received", lambda _user: report("ringing", f"{self.peer} calls: answer or decline", peer=self.peer))
        user.connect("call-answered", lambda _user: report("established", f"talking to {self.peer}", peer=self.peer))
        user.connect("call-hangup", lambda _user: report("terminated", "the call has ended"))
        user.connect("call-hold", lambda _user, held: report("hold", "on hold" if held else "no longer on hold", held=held))
        user.connect("call-dtmf-received", lambda _user, tone, _duration: report("dtmf", f"the peer pressed {tone}", tone=tone))
        user.connect("message-received", lambda _user, text: report("message", f"message: {text}", text=text))
        user.connect("registered", lambda _user: report("registered", "registered"))
        user.connect("unregistered", lambda _user: report("unregistered", "not registered"))

    @property
    def peer(self):
        return str(self.user.session.remote_identity.uri)

    async def run(self, options):
        async with self.user:
            for listener in self.user.manager.user_agent.listeners:
                self.report("listening", f"listening on {listener}", listener=listener)
            if options.uri:
                await self.user.register()
            self.read_commands()
            await self.leaving.wait()
            if options.uri:
                await self.user.unregister()

    def read_commands(self):
        try:
            asyncio.get_running_loop().add_reader(sys.stdin, self.readable)
        except PermissionError:             # a file, or /dev/null, which cannot be polled
            for line in sys.stdin:
                Sipgo.spawn(self.obey(line))

    def readable(self):
        data = os.read(sys.stdin.fileno(), 4096)
        if not data:
            asyncio.get_running_loop().remove_reader(sys.stdin)
        *lines, self.pending = (self.pending + data).split(b"\n")
        for line in lines:
            Sipgo.spawn(self.obey(line.decode(errors="replace")))

    async def obey(self, line):
        try:
            await self.do(*line.split(maxsplit=2))
            self.report("done", None, command=line)
        except GLib.Error as error:
            self.report("failed", error.message, command=line, message=error.message)

    async def do(self, verb="", target=None, text=None):
        match verb:
            case "answer" | "decline" | "hangup" | "hold" | "unhold":
                await getattr(self.user, verb)()
            case "mute" | "unmute":
                getattr(self.user, verb)()
            case "call" if target:
                await self.user.call(target)
            case "transfer" if target and self.user.session:
                await self.user.manager.transfer(self.user.session, target)
            case "message" if text:
                await self.user.message(target, text)
            case "quit":
                self.leaving.set()
            case _ if verb and not verb.strip(TONES):
                await self.user.send_dtmf(verb)
            case _ if verb:
                self.report("unknown-command", f"'{verb}' is not a command in this state; see --help", command=verb)


async def main(options, report):
    await Phone(options, report).run(options)


if __name__ == "__main__":
    arguments = parse_arguments()
    reporter = Reporter(arguments.json)
    run(main(arguments, reporter), reporter)
