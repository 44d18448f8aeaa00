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
from gi.repository import Gio, GLib, Sipgo


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
    group = parser.add_argument_group("account", "An account at a provider. --account reads all of it from a file: a section [account] "
                                      "with the names of the other options and a password, such as uri = sip:alice@example.com")
    group.add_argument("--account", metavar="FILE", help="read the account from this file; the options below change it")
    group.add_argument("--uri", option, metavar="sip:USER@DOMAIN", dest="uri", help="the address-of-record of the account")
    group.add_argument("--auth-user", metavar="NAME", help="the user name for the password, if it is not the user of the address")
    group.add_argument("--password-file", metavar="FILE", help="the first line of FILE is the password of the account")
    group.add_argument("--proxy", metavar="URI", help="the outbound proxy")
    group.add_argument("--transport", choices=["udp", "tcp", "tls"], help="the transport to the proxy, or to the domain of the account")
    group.add_argument("--stun", metavar="HOST[:PORT]", help="the STUN server that says under which address a NAT shows us")
    group.add_argument("--ca-file", metavar="FILE", help="trust the certificate authorities in this PEM file, for TLS")
    group.add_argument("--registrar", metavar="URI", help=registrar)


def parse_options(parser):
    """Parses the command line, and the file of --account."""
    options = parser.parse_args()
    options.password = None
    if options.account:
        file = GLib.KeyFile()
        file.load_from_file(options.account, GLib.KeyFileFlags.NONE)
        for key in file.get_keys("account")[0]:
            name = key.replace("-", "_")
            if not hasattr(options, name):
                parser.error(f"{options.account} has an unknown name: {key}")
            if getattr(options, name) is None:
                setattr(options, name, file.get_string("account", key))
    return options


def read_password(options):
    if options.password_file:
        with open(options.password_file, encoding="utf-8") as file:
            return file.readline().rstrip("\n")
    return options.password


def make_agent(options, **properties):
    """Creates an agent for the account in the options, or without an account."""
    if options.uri:
        uri = Sipgo.Uri.parse(options.uri)
        properties["uri"] = uri
        password = read_password(options)
        if password is not None:
            properties["credentials"] = Sipgo.Credentials.new(options.auth_user or uri.user, password)
        proxy = options.proxy or (options.transport and f"{uri.scheme}:{uri.host}")
        if proxy:
            proxy = Sipgo.Uri.parse(proxy)
            properties["outbound_proxy"] = proxy.with_parameter("transport", options.transport) if options.transport else proxy
    if options.stun:
        properties["stun_server"] = options.stun
    if options.ca_file:
        properties["tls_database"] = Gio.TlsFileDatabase.new(options.ca_file)
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
    registerer.connect("notify::state", lambda *_: tell_state(registerer, report))
    await registerer.register()
    return registerer


def tell_state(registerer, report):
    """Says whether the line can be reached, and why not."""
    if registerer.state == Sipgo.RegistererState.REGISTERED:
        uri = str(registerer.user_agent.uri)
        report("registered", f"registered as {uri} for {registerer.granted_expires} s", uri=uri, expires=registerer.granted_expires)
    elif registerer.state == Sipgo.RegistererState.UNREGISTERED and registerer.failure:
        message = registerer.failure.error.message
        report("not-registered", f"not registered: {message}", message=message)


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
