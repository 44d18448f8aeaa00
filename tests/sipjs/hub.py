# SPDX-License-Identifier: LGPL-2.1-or-later
"""Starts users of SIP.js or JsSIP, in node or in a browser, and commands them: each is told what to do over a WebSocket that it
opens to a server here, which also serves the browser its page."""
import asyncio
import glob
import json
import mimetypes
import os
import shutil
import signal
import subprocess
import tempfile

import gi

gi.require_version("Soup", "3.0")
from gi.repository import Soup

HERE = os.path.dirname(os.path.abspath(__file__))
TIME_LIMIT = 20

CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage")


class Failure(Exception):
    """The result of a command."""


class User:
    """A user of SIP.js."""

    def __init__(self, connection):
        self.connection = connection
        self.events = []
        self.news = asyncio.Event()
        self.outcomes = {}
        self.last_id = 0
        connection.connect("message", self.receive)
        connection.connect("closed", self.closed)

    def receive(self, _connection, _kind, message):
        what = json.loads(message.get_data())
        if "id" not in what:
            self.events.append(what)
            self.news.set()
            return
        outcome = self.outcomes.pop(what["id"])
        if outcome.done():
            return
        if "error" in what:
            outcome.set_exception(Failure(what["error"]))
        else:
            outcome.set_result(what["result"])

    def closed(self, _connection):
        for outcome in self.outcomes.values():
            outcome.set_exception(Failure("the user has gone"))
        self.outcomes.clear()

    def tell(self, verb, /, **arguments):
        """Sends a command; its result can be awaited."""
        self.last_id += 1
        outcome = asyncio.get_running_loop().create_future()
        self.outcomes[self.last_id] = outcome
        self.connection.send_text(json.dumps({"id": self.last_id, "verb": verb, **arguments}))
        return outcome

    async def event(self, what, /, **wanted):
        """The first event that matches, after those taken before."""
        def fits(event):
            return event["event"] == what and all(event.get(key) == value for key, value in wanted.items())

        try:
            async with asyncio.timeout(TIME_LIMIT):
                while True:
                    for event in self.events:
                        if fits(event):
                            self.events.remove(event)
                            return event
                    self.news.clear()
                    await self.news.wait()
        except TimeoutError:
            raise AssertionError(f"{what} {wanted} did not come; what came: {self.events}") from None

    def leave(self):
        self.connection.close(1000, None)

    async def state(self, name, state):
        await self.event("state", name=name, state=state)


PROGRAMS = {"node": "node.mjs", "jssip": "jssip.mjs"}


class Hub:
    """Serves the users of one kind: "node" or "chromium" for SIP.js, "jssip" for JsSIP in node."""

    def __init__(self, kind, modules):
        self.kind = kind
        self.modules = modules
        self.arrived = []                               # users that wait for a test
        self.processes = []
        self.news = None
        self.server = Soup.Server()
        self.server.add_handler("/", self.serve)
        self.server.add_websocket_handler("/control", None, ["control"], self.arrive)
        self.server.listen_local(0, Soup.ServerListenOptions.IPV4_ONLY)
        self.port = self.server.get_uris()[0].get_port()

    def serve(self, _server, message, path, _query):
        if path.startswith("/sip.js/"):
            file = os.path.join(self.modules, path[1:])
        else:
            file = os.path.join(HERE, os.path.basename(path))
        if not os.path.isfile(file):
            message.set_status(404, None)
            return
        kind = "text/javascript" if file.endswith((".js", ".mjs")) else mimetypes.guess_type(file)[0]
        with open(file, "rb") as content:
            message.set_status(200, None)
            message.set_response(kind, Soup.MemoryUse.COPY, content.read())

    def arrive(self, _server, _message, _path, connection):
        self.arrived.append(User(connection))
        if self.news and not self.news.done():
            self.news.set_result(None)

    def command(self, folder):
        if self.kind in PROGRAMS:
            return ["node", os.path.join(folder, PROGRAMS[self.kind]), f"ws://127.0.0.1:{self.port}/control"]
        return ["chromium", *CHROMIUM, f"--user-data-dir={folder}", f"http://127.0.0.1:{self.port}/page.html"]

    def start(self):
        folder = tempfile.mkdtemp(prefix="sipgo-sipjs.")
        if self.kind in PROGRAMS:
            for path in glob.glob(os.path.join(HERE, "*.mjs")):
                shutil.copy(path, folder)
            os.symlink(self.modules, os.path.join(folder, "node_modules"))
        with open(os.path.join(folder, "log"), "w", encoding="utf-8") as log:
            process = subprocess.Popen(self.command(folder), stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        self.processes.append((process, folder))

    async def user(self):
        """Another user of SIP.js. In node each is a program of its own; a browser loads its page anew for each."""
        if self.kind in PROGRAMS or not self.processes:
            self.start()
        self.news = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(30):
                if not self.arrived:
                    await self.news
        except TimeoutError:
            with open(os.path.join(self.processes[-1][1], "log"), encoding="utf-8", errors="replace") as log:
                raise AssertionError(f"{self.kind} did not come: {log.read()[-2000:]}") from None
        user = self.arrived.pop(0)
        await user.event("ready")
        return user

    def close(self):
        self.server.disconnect()
        for process, folder in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
            shutil.rmtree(folder, ignore_errors=True)
