#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The flight recorder: traces of calls, registrations and agents, and their files."""
import json
import os
import shutil
import subprocess
import tempfile

from harness import Case, Sipgo, address, asynchronous, establish, make_agent, pair, unittest
from registrar import Registrar

Kind = Sipgo.TraceKind


def messages(trace):
    return [record for record in trace if record.kind in (Kind.SENT, Kind.RECEIVED)]


def words(trace):
    return [record.summary.split()[0] for record in messages(trace)]


def states(trace):
    return [record.summary for record in trace if record.kind == Kind.STATE]


class TraceTest(Case):
    @asynchronous
    async def test_call(self):
        async with pair() as (alice, bob):
            unused = Sipgo.Inviter.new(alice, "sip:nobody@127.0.0.1:9")
            self.assertEqual(len(unused.trace), 0)
            call, invitation = await establish(alice, bob)
            other, _invitation = await establish(alice, bob)
            await call.bye()
            await other.bye()
            await invitation.wait_for_state(Sipgo.SessionState.TERMINATED)
            self.assertEqual(call.trace, call.get_trace())
            self.assertEqual([word for word in words(call.trace) if word != "180"], ["INVITE", "200", "ACK", "BYE", "200"])
            self.assertEqual(words(invitation.trace)[0], "INVITE")
            self.assertEqual(states(call.trace)[0], "session: establishing")
            self.assertEqual(states(call.trace)[-1], "session: terminated")
            self.assertEqual(len(unused.trace), 0)
            self.assertGreater(len(alice.trace), len(call.trace) + len(other.trace) - 1)
            self.assertIn("agent: started", states(alice.trace))
            invite = call.trace[1]
            self.assertEqual((invite.kind, invite.protocol, invite.destination), (Kind.SENT, "UDP", bob.listeners[0][4:]))
            self.assertEqual(invite.source, alice.listeners[0][4:])
            self.assertTrue(invite.text.startswith("INVITE sip:bob@"))
            self.assertIn(f"udp:{invite.destination}", call.trace.ladder())
            self.assertIn("[session: established]", call.trace.ladder())

    @asynchronous
    async def test_grows(self):
        """A trace that is shown grows with its call."""
        async with pair() as (alice, bob):
            call = Sipgo.Inviter.new(alice, address(bob))
            bob.connect("invitation", lambda _agent, invitation: invitation.reject(Sipgo.Status.BUSY_HERE))
            trace = call.trace
            self.assertEqual(len(trace), 0)
            added = []
            trace.connect("items-changed", lambda _trace, _position, _removed, n: added.append(n))
            with self.refused(Sipgo.Status.BUSY_HERE) as caught:
                await call.invite()
            trace.ladder()
            self.assertEqual(sum(added), len(trace))
            self.assertEqual([word for word in words(trace) if word != "180"], ["INVITE", "486", "ACK"])
            notes = [record.text for record in trace if record.kind == Kind.NOTE]
            self.assertEqual(notes, [f"INVITE failed: {caught.exception.message}"])

    @asynchronous
    async def test_registration(self):
        async with Registrar("secret") as registrar:
            agent = make_agent(uri=Sipgo.Uri.parse("sip:alice@example.com"), credentials=Sipgo.Credentials.new("alice", "secret"))
            async with agent:
                registerer = Sipgo.Registerer.new(agent)
                registerer.registrar = registrar.uri
                await registerer.register()
                self.assertEqual(words(registerer.trace), ["REGISTER", "401", "REGISTER", "200"])
                self.assertIn("registration: registered", states(registerer.trace))
                answer = messages(registerer.trace)[2].text
                self.assertIn('response="***"', answer)
                self.assertIn("nonce=", answer)
                for text in (registerer.trace.ladder(), registerer.trace.to_html()):
                    self.assertNotIn(registrar.requests[1].get_header("Authorization").partition('response="')[2][:32], text)

    @asynchronous
    async def test_limits(self):
        async with pair() as (alice, bob):
            self.assertEqual((alice.limits.max_trace_records, alice.limits.max_trace_bytes), (1024, 1048576))
            alice.limits.max_trace_records = 3
            call, _invitation = await establish(alice, bob)
            await call.bye()
            self.assertEqual(len(alice.trace), 3)
            alice.limits.max_trace_records = 0
            call, _invitation = await establish(alice, bob)
            await call.bye()
            self.assertEqual(len(call.trace), 0)

    @asynchronous
    async def test_files(self):
        async with pair() as (alice, bob):
            call, _invitation = await establish(alice, bob)
            await call.bye()
            with tempfile.TemporaryDirectory() as folder:
                for name, beginning in (("a.txt", b"  "), ("a.HTML", b"<!DOCTYPE html>"), ("a.pcapng", b"\x0a\x0d\x0d\x0a")):
                    path = os.path.join(folder, name)
                    await call.trace.save(path)
                    with open(path, "rb") as file:
                        self.assertEqual(file.read(len(beginning)), beginning)
                    self.assertEqual(os.stat(path).st_mode & 0o077, 0)
                with self.fails(Sipgo.Error.INVALID):
                    await call.trace.save(os.path.join(folder, "a.doc"))
                with self.fails(Sipgo.Error.FILE):
                    await call.trace.save(os.path.join(folder, "missing", "a.txt"))

    @asynchronous
    async def save_calls(self, path):
        """Saves calls over UDP, TCP and IPv6; returns what tshark has to find."""
        listen = ["udp:127.0.0.1:0", "tcp:127.0.0.1:0"] + (["udp:[::1]:0"] if os.path.exists("/proc/net/if_inet6") else [])
        alice, bob = (Sipgo.UserAgent(listen=listen, session_description_handler_factory=Sipgo.NullHandlerFactory()) for _ in range(2))
        async with alice, bob:
            bob.connect("invitation", lambda _agent, invitation: Sipgo.spawn(invitation.accept()) and None)
            for listener in bob.listeners:
                transport, _, host_and_port = listener.partition(":")
                call = Sipgo.Inviter.new(alice, f"sip:bob@{host_and_port};transport={transport}")
                await call.invite()
                await call.bye()
        await alice.trace.save(path)
        self.expected = words(alice.trace)

    @unittest.skipUnless(shutil.which("tshark"), "tshark is not installed")
    def test_tshark(self):
        """Wireshark reads calls over UDP, TCP and IPv6 as SIP, without faults, with states as comments."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "calls.pcapng")
            self.save_calls(path)
            text = subprocess.run(["tshark", "-r", path, "-T", "json", "-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"],
                                  capture_output=True, text=True, check=True).stdout
        layers = [packet["_source"]["layers"] for packet in json.loads(text)]
        self.assertTrue(all("sip" in layer for layer in layers), layers)
        lines = [layer["sip"].get("sip.Request-Line") or layer["sip"]["sip.Status-Line"] for layer in layers]
        self.assertEqual([line.removeprefix("SIP/2.0 ").split()[0] for line in lines], self.expected)
        for name in ("udp", "ip"):
            states = {layer[name][f"{name}.checksum.status"] for layer in layers if name in layer}
            self.assertEqual(states, {"1"}, "a checksum is wrong")
        self.assertNotIn("_ws.malformed", text)
        self.assertIn("session: establishing", text)
        self.assertIn("session: terminated", text)
        self.assertIn("agent: stopped", text)


if __name__ == "__main__":
    unittest.main()
