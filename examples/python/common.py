# SPDX-License-Identifier: LGPL-2.1-or-later
"""Shared by the examples: reports, accounts, and the end of the program."""
import asyncio
import contextlib
import json
import signal
import sys
import time

import gi

gi.require_version("Sipgo", "1.0")
from gi.repository import GLib, Sipgo


class Reporter:
    """Reports events: as text, or for other programs as one JSON object in each line."""

    def __init__(self, as_json):
        self.as_json = as_json
        self.started = time.monotonic()
        self.clear = "\r\x1b[K" if sys.stdout.isatty() else ""      # removes a line of levels

    def __call__(self, event, words, **details):
        if self.as_json:
            seconds = round(time.monotonic() - self.started, 3)
            print(json.dumps({"event": event, "seconds": seconds, **details}), flush=True)
        elif words:
            print(self.clear + words, flush=True)


def add_account_options(parser, option, registrar="the registrar, if it is not the domain of the account"):
    group = parser.add_argument_group("account")
    group.add_argument(option, metavar="sip:USER@DOMAIN", dest="account", help="the address-of-record of the account")
    group.add_argument("--password-file", metavar="FILE", help="the first line of FILE is the password of the account")
    group.add_argument("--registrar", metavar="URI", help=registrar)


def make_agent(options, **properties):
    """Creates an agent for the account in the options, or without an account."""
    if options.account:
        uri = Sipgo.Uri.parse(options.account)
        properties["uri"] = uri
        if options.password_file:
            with open(options.password_file, encoding="utf-8") as file:
                properties["credentials"] = Sipgo.Credentials.new(uri.user, file.readline().rstrip("\n"))
    return Sipgo.UserAgent(listen=options.listen, **properties)


def add_trace_option(parser):
    parser.add_argument("--trace", metavar="FILE", help="at the end, write what was sent, received and decided to FILE: as text (.txt), "
                        "as a page for a browser (.html) or for Wireshark (.pcapng)")


@contextlib.asynccontextmanager
async def traced(agent, path):
    """Runs the agent, and saves its trace when it has stopped."""
    try:
        async with agent:
            yield agent
    finally:
        if path:
            await agent.trace.save(path)


async def register(agent, options, report):
    """Registers the account of the agent; the registration is then refreshed automatically."""
    registerer = Sipgo.Registerer.new(agent, registrar=options.registrar)
    await registerer.register()
    report("registered", f"registered as {agent.uri} for {registerer.expires} s",
           uri=str(agent.uri), expires=registerer.expires)
    return registerer


async def first_of(*coroutines):
    """Waits until the first coroutine is done, and cancels the others."""
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return done.pop().result()


def run(main, report):
    """Runs a program to its end. SIGINT and SIGTERM cancel it, so that its calls are ended by BYE or CANCEL."""
    async def interruptible():
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, asyncio.current_task().cancel)
        return await main

    try:
        sys.exit(Sipgo.run(interruptible()))
    except asyncio.CancelledError:
        sys.exit(0)
    except (GLib.Error, OSError) as error:
        message = error.message if isinstance(error, GLib.Error) else str(error)
        report("error", None, message=message)
        sys.exit(message)
