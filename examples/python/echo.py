#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""An agent that answers every call and sends the received audio back.

It accepts calls for any user at any domain. Some users have a special meaning:
  busy      rejects with 486 Busy Here
  decline   rejects with 603 Decline
  redirect  redirects to the user echo at the same address (302)
  ring      rings for five seconds before it answers
  silent    never answers
"""
import argparse
import asyncio

from common import Reporter, Sipgo, add_account_options, add_trace_option, make_agent, parse_options, register, run, traced
from gi.repository import GLib


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listen", action="append", metavar="TRANSPORT:ADDRESS:PORT",
                        help="the address to listen on (default udp:127.0.0.1:5070); may be repeated")
    parser.add_argument("--media", choices=["echo", "tone", "silence", "null"], default="echo",
                        help="the audio for the caller; null: no packets are sent")
    parser.add_argument("--ring", type=float, default=0, metavar="SECONDS", help="ring for this time before answering")
    parser.add_argument("--once", action="store_true", help="stop after the first call")
    add_trace_option(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object in each line")
    add_account_options(parser, "--register")
    options = parse_options(parser)
    options.listen = options.listen or ["udp:127.0.0.1:5070"]
    return options


def make_factory(media):
    if media == "null":
        return Sipgo.NullHandlerFactory()
    return Sipgo.RtpHandlerFactory(source={"tone": "tone:440"}.get(media, media), sink="null")


async def ring(call, seconds):
    """Rings for this time; False when the caller has cancelled meanwhile."""
    await call.progress()
    try:
        async with asyncio.timeout(seconds):
            await call.wait_for_state(Sipgo.SessionState.TERMINATED)
        return False
    except TimeoutError:
        return True


class Echo:
    def __init__(self, options, report):
        self.options = options
        self.report = report

    async def run(self):
        factory = make_factory(self.options.media)
        try:
            agent = make_agent(self.options, session_description_handler_factory=factory)
            async with traced(agent, self.options.trace):
                await self.serve(agent)
        finally:
            self.report("stopped", "stopped")

    async def serve(self, agent):
        for listener in agent.listeners:
            self.report("listening", f"listening on {listener}", listener=listener)
        invitations = agent.invitations()
        registerer = await register(agent, self.options, self.report) if self.options.uri else None

        async for call in invitations:
            answering = Sipgo.spawn(self.take(call))
            if self.options.once:
                await answering
                break
        if registerer:
            await registerer.unregister()

    async def take(self, call):
        """Handles one call, to its end. In any case the caller gets a final response or a BYE."""
        who = {"call": call.id, "from": str(call.remote_identity.uri)}
        self.report("invitation", f"{who['from']} calls", **who, to=str(call.request.message.request_uri))
        try:
            async with call:
                await self.answer(call, who)
        except GLib.Error as error:
            self.report("failed", f"{who['from']}: {error.message}", **who, message=error.message)
        finally:
            self.report("terminated", f"{who['from']}: over", **who)

    async def answer(self, call, who):
        target = call.request.message.request_uri
        seconds = self.options.ring
        match target.user:
            case "busy":
                return await call.reject(Sipgo.Status.BUSY_HERE)
            case "decline":
                return await call.reject(Sipgo.Status.DECLINE)
            case "redirect":
                return call.redirect(target.with_user("echo"))
            case "silent":
                return await call.wait_for_state(Sipgo.SessionState.TERMINATED)
            case "ring":
                seconds = 5

        if seconds:
            self.report("ringing", f"{who['from']}: ringing", **who)
            if not await ring(call, seconds):
                return
        await call.accept()
        self.report("established", f"{who['from']}: talking", **who, codec=call.media.codec if call.media else None)
        if call.media:
            call.media.connect("dtmf", self.dtmf, who)
        await call.wait_for_state(Sipgo.SessionState.TERMINATED)

    def dtmf(self, _media, digit, duration, who):
        self.report("dtmf", f"{who['from']}: pressed {digit}", **who, digit=digit, duration=duration)


if __name__ == "__main__":
    arguments = parse_arguments()
    reporter = Reporter(arguments.json)
    run(Echo(arguments, reporter).run(), reporter)
