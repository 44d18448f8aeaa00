#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Our agent is a registrar that checks passwords: baresip and SIPp register with it, and call it."""
import asyncio
import functools
import glob
import shutil
import unittest

from rig import HOST, Process, RigCase, free_port, is_bound, main, skip, until
from scenarios import ack, bye, matches, pause, request, response, scenario, sdp

import gi

gi.require_version("Sipgo", "1.0")
from gi.repository import Sipgo

from asynchronous import asynchronous

if not shutil.which("baresip") and not shutil.which("sipp"):
    skip("Neither baresip nor SIPp is installed")

USERS = ("alice", "sipp")
PASSWORD = "wonderland"
CONFIG = """poll_method epoll
sip_listen {host}:{port}
audio_player aubridge,nil
audio_source aubridge,nil
audio_alert aubridge,nil
dns_server 127.0.0.1:9
net_interface {host}
module_path {modules}
module g711.so
module aubridge.so
module uuid.so
module_tmp account.so
module_app menu.so
"""


class RegistrarCase(RigCase):
    def registrar(self, **settings):
        agent = Sipgo.UserAgent(listen=[f"udp:{HOST}:0"], session_description_handler_factory=Sipgo.NullHandlerFactory())
        agent.authenticator.challenges = Sipgo.Challenges.ALL
        agent.authenticator.realm = "rig.test"
        for name, value in settings.items():
            setattr(agent.authenticator, name, value)
        agent.authenticator.connect("credentials-needed", self.provide)
        self.accepted = asyncio.Queue()
        agent.connect("register-received", self.accept)
        return agent

    @staticmethod
    def place(agent):
        return agent.listeners[0].removeprefix("udp:")

    @staticmethod
    def provide(_authenticator, needed):
        if needed.username in USERS:
            needed.provide(Sipgo.Credentials.new(needed.username, PASSWORD))

    def accept(self, _agent, contact):
        contact.accept()
        self.accepted.put_nowait(contact.request.get_authenticated_username())

    @staticmethod
    async def failures(agent, count):
        """Waits until that many passwords were wrong."""
        changes = Sipgo.signals(agent.limits, "notify::failed-authentications")
        while agent.limits.failed_authentications < count:
            await anext(changes)


@unittest.skipUnless(shutil.which("baresip"), "baresip is not installed")
class Baresip(RegistrarCase):
    def start(self, agent, password=PASSWORD, interval=60):
        modules = (glob.glob("/usr/lib/*baresip/modules") + glob.glob("/usr/lib/*/baresip/modules"))[0]
        self.write_file("config", CONFIG.format(host=HOST, port=free_port(3), modules=modules))
        self.write_file("accounts", f"<sip:alice@{self.place(agent)}>;auth_user=alice;auth_pass={password};regint={interval};"
                                    "answermode=auto;audio_codecs=PCMU/8000/1\n")
        self.write_file("contacts", "")
        # It would wait for an answer to its last REGISTER.
        return self.keep(Process("baresip", "baresip", "-4", "-f", self.folder, "-v", folder=self.folder, is_killed=True))

    @asynchronous
    async def test_registers(self):
        """… and is called; nobody asks us for a password."""
        async with self.registrar() as agent:
            self.start(agent)
            self.assertEqual(await self.accepted.get(), "alice")
            call = Sipgo.Inviter.new_for_uri(agent, agent.registered_contacts[0].contact.uri)
            await call.invite()
            await call.bye()
            self.assertEqual(agent.limits.failed_authentications, 0)

    @asynchronous
    async def test_refreshes(self):
        async with self.registrar() as agent:
            self.start(agent, interval=2)
            self.assertEqual(await self.accepted.get(), "alice")
            await anext(Sipgo.signals(agent.registered_contacts[0], "notify::request"))
            self.assertEqual(agent.limits.failed_authentications, 0)

    @asynchronous
    async def test_wrong_password(self):
        async with self.registrar() as agent:
            self.start(agent, password="guess")
            await self.failures(agent, 1)
            self.assertEqual(len(agent.registered_contacts), 0)


@unittest.skipUnless(shutil.which("sipp"), "SIPp is not installed")
class Sipp(RegistrarCase):
    """It answers challenges with the user name of the From, which is "sipp"."""

    def run_scenario(self, agent, *steps, user=""):
        """Without auth_uri, the digest would be for a URI without user."""
        file = self.write_file("scenario.xml", scenario("client", *steps))
        return self.sipp("-sf", file, "-s", "sipp", "-au", "sipp", "-ap", PASSWORD, "-auth_uri", user + self.place(agent),
                         self.place(agent))

    async def succeeds(self, sipp):
        self.assertEqual(await asyncio.to_thread(sipp.wait, 20), 0, "sipp's scenario failed")

    @asynchronous
    async def test_registers(self):
        async with self.registrar() as agent:
            sipp = self.run_scenario(agent, request("REGISTER", 1), response(401, auth=True),
                                     request("REGISTER", 2, "[authentication]", is_again=True), response(200))
            await self.succeeds(sipp)
            self.assertEqual(await self.accepted.get(), "sipp")

    @asynchronous
    async def test_nonce_expires(self):
        """It uses the nonce again, with a higher count, until we say that it is stale."""
        again = functools.partial(request, "REGISTER", is_again=True)
        async with self.registrar(nonce_lifetime=1) as agent:
            sipp = self.run_scenario(agent, again(1), response(401, auth=True), again(2, "[authentication]"), response(200),
                                     again(3, "[authentication]"), response(200), pause(1200),
                                     again(4, "[authentication]"), response(401, auth=True, action=matches("stale=true")),
                                     again(5, "[authentication]"), response(200))
            await self.succeeds(sipp)
            self.assertEqual(agent.limits.failed_authentications, 0)

    @asynchronous
    async def test_calls(self):
        async with self.registrar() as agent:
            agent.connect("invitation", lambda _agent, invitation: Sipgo.spawn(invitation.accept()) and None)
            sipp = self.run_scenario(agent, request("INVITE", 1, body=sdp()), response(100, optional=True),
                                     response(401, auth=True), request("ACK", 1, via="[last_Via:]"),
                                     request("INVITE", 2, "[authentication]", body=sdp(), is_again=True), response(100, optional=True),
                                     response(180, optional=True), response(200), ack(2), bye(3), user="sipp@")
            await self.succeeds(sipp)
            self.assertEqual(agent.limits.failed_authentications, 0)


if __name__ == "__main__":
    main()
