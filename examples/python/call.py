#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls a URI.

During the call it reads commands from standard input: single keys on a terminal, otherwise lines:
  0-9 * # A-D          send DTMF
  h  hold, unhold      put the call on hold, or resume it
  m  mute              mute the call, or unmute it
  t  transfer URI      transfer the peer to this URI
  q  hangup            end the call

Without a time limit the call lasts until one side hangs up, or until the file of --play was played.
The exit status is 0 when the call was answered.
"""
import argparse
import asyncio
import os
import sys
import termios
import time
import tty

from common import Reporter, Sipgo, add_account_options, add_trace_option, first_of, make_agent, parse_options, register, run, traced
from gi.repository import GLib

MAX_REDIRECTS = 5
LINGER = 1.0          # seconds after a file was played, to receive the rest of its echo
KEYS = {"h": "hold", "m": "mute", "q": "hangup", "\x03": "hangup", "\x04": "hangup"}
TONES = "0123456789*#ABCDabcd"


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", help="the URI to call, such as sip:echo@127.0.0.1:5070")
    parser.add_argument("--play", metavar="FILE", help="play this WAV file to the peer")
    parser.add_argument("--record", metavar="FILE", help="record the audio of the peer in this WAV file")
    parser.add_argument("--dtmf", metavar="DIGITS", help="DTMF to send when the call is answered")
    parser.add_argument("--duration", type=float, metavar="SECONDS", help="hang up after this time")
    parser.add_argument("--source", help="the source of our audio: microphone (default), silence, tone:440, ...")
    parser.add_argument("--sink", help="the sink for the audio of the peer: speaker (default), null")
    parser.add_argument("--listen", action="append", metavar="TRANSPORT:ADDRESS:PORT", help="the address to listen on; may be repeated")
    add_trace_option(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object in each line")
    add_account_options(parser, "--user", registrar="register at this URI before the call; without it the account is not registered")
    options = parse_options(parser)
    options.source = options.source or ("silence" if options.play else "microphone")
    options.sink = options.sink or ("null" if options.record else "speaker")
    return options


def next_target(response, tried):
    """The target of a redirection: the Contact with the highest q that was not tried yet."""
    contacts = [contact for contact in response.get_name_addrs("Contact") if str(contact.uri) not in tried]
    contacts.sort(key=lambda contact: float(contact.get_parameter("q") or 1), reverse=True)
    return str(contacts[0].uri) if contacts else None


class Keyboard:
    """Reads commands from standard input."""

    def __init__(self, handle):
        self.handle = handle
        self.is_terminal = sys.stdin.isatty()
        self.pending = ""
        self.saved = None

    def __enter__(self):
        if self.is_terminal:
            self.saved = termios.tcgetattr(sys.stdin)
            tty.setcbreak(sys.stdin)
        try:
            asyncio.get_running_loop().add_reader(sys.stdin, self.readable)
        except PermissionError:             # a file, or /dev/null, which cannot be polled
            for line in sys.stdin:
                self.handle(line.strip())
        return self

    def __exit__(self, *_exception):
        asyncio.get_running_loop().remove_reader(sys.stdin)
        if self.saved:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self.saved)

    def readable(self):
        text = os.read(sys.stdin.fileno(), 4096).decode(errors="replace")
        if not text:
            asyncio.get_running_loop().remove_reader(sys.stdin)
        elif self.is_terminal:
            for key in text:
                self.pressed(key)
        else:
            *lines, self.pending = (self.pending + text).split("\n")
            for line in lines:
                self.handle(line.strip())

    def pressed(self, key):
        """Each key is a command, except t, which starts a line; Enter ends it."""
        if not self.pending and key != "t":
            return self.handle(KEYS.get(key, key))
        if key == "t" and not self.pending:
            print("\rtransfer to: ", end="", flush=True)
            self.pending = "transfer "
        elif key == "\n":
            print()
            line, self.pending = self.pending, ""
            self.handle(line)
        else:
            print(key, end="", flush=True)
            self.pending = self.pending[:-1] if key == "\x7f" else self.pending + key


class Caller:
    def __init__(self, options, report):
        self.options = options
        self.report = report
        self.call = None
        self.media = None
        self.invited_at = self.answered_at = None
        self.hanging_up = asyncio.Event()
        self.reason = "hung up here"

    async def run(self):
        factory = Sipgo.RtpHandlerFactory(source=self.options.source, sink=self.options.sink)
        properties = {"session_description_handler_factory": factory}
        try:
            async with traced(make_agent(self.options, **properties), self.options.trace) as agent:
                if self.options.registrar:
                    await register(agent, self.options, self.report)
                await self.follow(agent)
                async with self.call:
                    await self.talk()
        except GLib.Error as error:
            self.reason = error.message
        except asyncio.CancelledError:
            self.reason = "interrupted"
        finally:
            self.summarize()
        return 0 if self.answered_at else 1

    # --- making the call ---

    async def follow(self, agent):
        """Calls the target, and follows its redirections (3xx)."""
        tried = []
        target = self.options.target
        while True:
            tried.append(target)
            try:
                return await self.invite(agent, target)
            except GLib.Error:
                response = self.call.failure.response if self.call and self.call.failure else None
                if not response or response.status_code // 100 != 3 or len(tried) > MAX_REDIRECTS:
                    raise
                target = next_target(response, tried)
                if not target:
                    raise
                self.report("redirected", f"redirected to {target}", target=target)

    async def invite(self, agent, target):
        self.call = Sipgo.Inviter.new(agent, target)
        self.call.connect("request-created", self.requested)
        self.call.connect("bye-received", self.bye_received)
        self.report("calling", f"calling {target}", target=target)
        self.invited_at = time.monotonic()
        await self.call.invite()
        self.answered_at = time.monotonic()

    def requested(self, _call, request):
        if request.message.method == "INVITE":
            request.connect("progress", self.progress)

    def progress(self, _request, response):
        self.report("ringing", f"{response.status_code} {response.reason_phrase}", status=response.status_code)

    def bye_received(self, _call, request):
        self.reason = request.message.get_header("Reason") or "the peer hung up"

    # --- during the call ---

    async def talk(self):
        self.media = self.call.media
        self.media.connect("dtmf", lambda _media, digit, duration: self.report(
            "dtmf", f"the peer pressed {digit}", digit=digit, duration=duration))
        self.media.connect("error", lambda _media, error: self.report(
            "media-error", error.message, message=error.message))
        self.report("established", f"connected, {self.media.codec}", codec=self.media.codec,
                    setup=round(self.answered_at - self.invited_at, 3))
        if self.options.record:
            self.media.record_file(self.options.record)
        with Keyboard(lambda command: Sipgo.spawn(self.obey(command))):
            await first_of(self.call.wait_for_state(Sipgo.SessionState.TERMINATED), self.hanging_up.wait(),
                           self.perform(), self.show_levels())

    async def perform(self):
        """Does what the command line says; returns when it is time to hang up."""
        try:
            async with asyncio.timeout(self.options.duration):
                if self.options.dtmf:
                    await self.media.send_dtmf(self.options.dtmf)
                if self.options.play:
                    await self.media.play_file(self.options.play)
                if self.options.duration is None and self.options.play:
                    await asyncio.sleep(LINGER)
                else:
                    await asyncio.Event().wait()
        except TimeoutError:
            pass

    async def show_levels(self):
        shown = sys.stdout.isatty() and not self.options.json
        self.media.measure_levels = shown
        while shown:
            levels = [max(0, int(level / 3 + 20)) for level in (self.media.input_level, self.media.output_level)]
            print(f"\rsent {'#' * levels[0]:20} heard {'#' * levels[1]:20}", end="\r", flush=True)
            await asyncio.sleep(0.1)
        await asyncio.Event().wait()

    async def obey(self, command):
        try:
            await self.do(*command.split())
        except GLib.Error as error:
            self.report("command-failed", error.message, command=command, message=error.message)

    async def do(self, verb="", argument=None):
        match verb:
            case "":
                return
            case "hold" | "unhold":
                hold = verb == "hold" and not (self.call.held and sys.stdin.isatty())
                await (self.call.hold() if hold else self.call.unhold())
                self.report("hold", "on hold" if hold else "resumed", hold=hold)
            case "mute":
                self.media.muted = not self.media.muted
                self.report("mute", "muted" if self.media.muted else "no longer muted", muted=self.media.muted)
            case "transfer" if argument:
                await self.call.refer(argument)
                self.report("transferred", f"transferred to {argument}", target=argument)
                self.reason = f"transferred to {argument}"
                self.hanging_up.set()
            case "hangup":
                self.hanging_up.set()
            case _ if not verb.strip(TONES):
                await self.media.send_dtmf(verb)
                self.report("dtmf-sent", f"sent {verb}", digits=verb)
            case _:
                self.report("unknown-command", f"'{verb}' is not a command; see --help", command=verb)

    # --- the end ---

    def summarize(self):
        details = {"answered": bool(self.answered_at), "reason": self.reason}
        lines = [f"ended: {self.reason}"]
        if self.answered_at:
            details["setup"] = round(self.answered_at - self.invited_at, 3)
            details["duration"] = round(time.monotonic() - self.answered_at, 3)
            lines.append(f"set up in {details['setup']:.3f} s, lasted {details['duration']:.1f} s")
        if self.media:
            statistics = self.media.get_statistics()
            details.update(sent=statistics.packets_sent, received=statistics.packets_received,
                           lost=statistics.packets_lost, jitter_ms=round(statistics.jitter_ms, 2))
            lines.append(f"{details['sent']} packets sent, {details['received']} received, {details['lost']} lost, "
                         f"jitter {details['jitter_ms']} ms")
        self.report("ended", "\n".join(lines), **details)


async def main(options, report):
    return await Caller(options, report).run()


if __name__ == "__main__":
    arguments = parse_arguments()
    reporter = Reporter(arguments.json)
    run(main(arguments, reporter), reporter)
