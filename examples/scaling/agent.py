#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""One of the agents over which Kamailio spreads calls: it answers each with a tone. After SIGTERM it takes no more calls, and ends
when the last one has ended. The argument is its address, as it stands in dispatcher.list: 192.0.2.11:5060"""
import signal
import sys

import gi

gi.require_version("Sipgo", "1.0")
from gi.repository import GLib, Sipgo

MAX_CALLS = 200


async def answer(call):
    try:
        async with call:
            await call.accept()
            print("answered", flush=True)
            await call.wait_for_state(Sipgo.SessionState.TERMINATED)
    except GLib.Error as error:
        print("failed:", error.message, flush=True)


async def serve(address):
    factory = Sipgo.RtpHandlerFactory(source="tone:440", sink="null")
    async with Sipgo.UserAgent(listen=f"udp:{address}", session_description_handler_factory=factory) as agent:
        limits = agent.limits
        limits.max_calls = MAX_CALLS

        def stop_when_empty(*_arguments):
            if not limits.accepting_calls and limits.calls == 0:
                Sipgo.spawn(agent.stop())

        def drain():
            limits.accepting_calls = False
            stop_when_empty()
            return GLib.SOURCE_REMOVE

        limits.connect("notify::calls", stop_when_empty)
        GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, drain)
        print("ready", flush=True)
        async for call in agent.invitations():          # until the agent is stopped
            Sipgo.spawn(answer(call))


Sipgo.run(serve(sys.argv[1]))
