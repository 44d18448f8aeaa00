# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the examples share: how they report, who they are, and how they end."""
import asyncio
import json
import signal
import sys
import time

import gi

gi.require_version("Sipgo", "1.0")
from gi.repository import GLib, Sipgo


class Reporter:
    """Tells what happens: in words, or for programs as one JSON object a line."""

    def __init__(self, as_json):
        self.as_json = as_json
        self.started = time.monotonic()
        self.clear = "\r\x1b[K" if sys.stdout.isatty() else ""      # a line of levels may stand there

    def __call__(self, event, words, **details):
        if self.as_json:
            seconds = round(time.monotonic() - self.started, 3)
            print(json.dumps({"event": event, "seconds": seconds, **details}), flush=True)
        elif words:
            print(self.clear + words, flush=True)


def add_account_options(parser, option, registrar="where to register, if it is not the account's domain"):
    group = parser.add_argument_group("account")
    group.add_argument(option, metavar="sip:USER@DOMAIN", dest="account", help="the address of the account")
    group.add_argument("--password-file", metavar="FILE", help="the first line of FILE is the account's password")
    group.add_argument("--registrar", metavar="URI", help=registrar)


def make_agent(options, **properties):
    """An agent for the account of the options, or one without an account."""
    if options.account:
        uri = Sipgo.Uri.parse(options.account)
        properties["uri"] = uri
        if options.password_file:
            with open(options.password_file, encoding="utf-8") as file:
                properties["credentials"] = Sipgo.Credentials.new(uri.user, file.readline().rstrip("\n"))
    return Sipgo.UserAgent(listen=options.listen, **properties)


async def register(agent, options, report):
    """Registers the agent's account; the registration is refreshed by itself from here on."""
    registerer = Sipgo.Registerer.new(agent, registrar=options.registrar)
    await registerer.register()
    report("registered", f"registered as {agent.uri} for {registerer.expires} s",
           uri=str(agent.uri), expires=registerer.expires)
    return registerer


async def first_of(*coroutines):
    """Waits until the first of them is done, and cancels the others."""
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return done.pop().result()


def run(main, report):
    """Runs a program to its end. An interrupt or SIGTERM cancels it, which ends its calls politely."""
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
