#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Several agents behind Kamailio's dispatcher, with the files of examples/scaling as they are: SIPp's calls are spread over them, one
is killed, one is drained. In a network namespace of its own, which has their addresses."""
import os
import re
import signal
import subprocess

from rig import TOP, Process, RigCase, Sipp, enter_namespaces, is_bound, main, needs, until
from scenarios import matches, pause, request, response, scenario, sdp

SCALING = os.path.join(TOP, "examples", "scaling")
KAMAILIO, CALLER = "192.0.2.1", "192.0.2.100"
with open(os.path.join(SCALING, "dispatcher.list"), encoding="utf-8") as dispatcher_list:
    AGENTS = re.findall(r"^1 sip:(\S+)$", dispatcher_list.read(), re.MULTILINE)
CALLS = 12

SETUP = f"""
mkdir -p /etc/kamailio && mount --bind {SCALING} /etc/kamailio
ip link set lo up
ip link add lan type veth peer name others && ip link set lan up && ip link set others up
for address in {KAMAILIO} {CALLER} {" ".join(agent.split(":")[0] for agent in AGENTS)}; do ip addr add $address/24 dev lan; done
until ip link show lan | grep -q "state UP"; do sleep 0.05; done
"""


REFUSED = scenario("no agent", request("INVITE", 1, body=sdp()), response(100, optional=True),
                   response(503, action=matches("Retry-After: 10")), request("ACK", 1))


def call_for(seconds):
    return scenario("a call", request("INVITE", 1, body=sdp()), response(100, optional=True), response(180, optional=True),
                    response(200), request("ACK", 1, "[routes]", in_dialog=True), pause(seconds * 1000),
                    request("BYE", 2, "[routes]", in_dialog=True), response(200))


class Scaling(RigCase):
    def setUp(self):
        super().setUp()
        self.agents = {address: self.agent(address) for address in AGENTS}
        kamailio = self.keep(Process("kamailio", "/usr/sbin/kamailio", "-f", "/etc/kamailio/kamailio.cfg", "-DD", "-E", "-m", "32",
                                     "-M", "8", "-Y", self.folder, "-P", self.path("pid"), is_killed=True))
        until(lambda: is_bound(5060, "tcp") or kamailio.process.poll() is not None, 10, "kamailio listens")
        self.assertIsNone(kamailio.process.poll(), "kamailio has ended")

    def agent(self, address):
        agent = self.keep(Process(address, "/usr/bin/python3", os.path.join(SCALING, "agent.py"), address))
        agent.wait_for(lambda line: line == "ready" or None, what="ready")
        return agent

    def answered(self):
        return {address: agent.lines.count("answered") for address, agent in self.agents.items()}

    def caller(self, count, seconds=0):
        """Calls of so many seconds, twenty each second. One of Kamailio's processes may pass the 200 on before another one has passed
        on the 180, which ends no call."""
        return self.start(call_for(seconds), count)

    def start(self, text, count):
        path = self.write_file(f"caller-{len(self.processes)}.xml", text)
        return self.keep(Sipp(self.folder, "-sf", path, f"{KAMAILIO}:5060", "-m", str(count), "-r", "20",
                              "-default_behaviors", "all,-abortunexp", port=5060 + len(self.processes),
                              host=CALLER, seconds=30))

    def call(self, count):
        self.assertEqual(self.caller(count).wait(30), 0, "all calls succeed")

    def is_active(self, address):
        """What the dispatcher thinks of this agent."""
        rows = subprocess.check_output(["kamcmd", "-s", f"unix:{self.folder}/kamailio_ctl", "dispatcher.list"], text=True)
        flags = dict(re.findall(r"URI: sip:(\S+)\s+FLAGS: (\w+)", rows))[address]
        return flags.startswith("A")

    def test_spread(self):
        self.call(CALLS)
        self.assertEqual(sum(self.answered().values()), CALLS)
        self.assertGreaterEqual(min(self.answered().values()), CALLS // len(AGENTS) - 1)

    def test_killed(self):
        """Its calls go to the others, at first after 2 s each, then at once. When it is back, it gets its share."""
        first = AGENTS[0]
        self.agents[first].process.kill()
        self.call(CALLS)
        until(lambda: not self.is_active(first), 15, "the agent is taken out")
        self.call(CALLS)
        self.assertEqual(sum(self.answered().values()), 2 * CALLS)
        self.agents[first] = self.agent(first)
        until(lambda: self.is_active(first), 15, "the agent is taken back")
        self.call(CALLS)
        self.assertGreaterEqual(self.answered()[first], CALLS // len(AGENTS) - 1)

    def test_drained(self):
        """It keeps the call that it has, and ends with it."""
        first = AGENTS[0]
        callers = self.caller(len(AGENTS), seconds=8)
        for agent in self.agents.values():
            agent.wait_for(lambda line: line == "answered" or None, what="a call")
        self.agents[first].process.send_signal(signal.SIGTERM)
        self.call(CALLS)
        until(lambda: not self.is_active(first), 15, "the agent is taken out")
        self.assertIsNone(self.agents[first].process.poll(), "its call goes on")
        self.assertEqual(callers.wait(30), 0, "the call was not disturbed")
        self.assertEqual(self.agents[first].wait(), 0)
        self.assertEqual(self.answered()[first], 1)

    def test_no_agent(self):
        """Each has a call, and accepts no more."""
        callers = self.caller(len(AGENTS), seconds=4)
        for agent in self.agents.values():
            agent.wait_for(lambda line: line == "answered" or None, what="a call")
            agent.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.start(REFUSED, 1).wait(30), 0, "the call is refused")
        self.assertEqual(callers.wait(30), 0, "the calls were not disturbed")


if __name__ == "__main__":
    needs("kamailio", "kamailio")
    needs("kamcmd", "kamailio")
    needs("sipp", "sip-tester")
    needs("ip", "iproute2")
    enter_namespaces(SETUP)
    main()
