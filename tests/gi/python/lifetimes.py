#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Objects without references are freed, and end their calls and subscriptions at the peer."""
import asyncio
import gc
import sys
import threading
import weakref

from harness import Case, GLib, Sipgo, address, asynchronous, establish, make_agent, next_item, pair, unittest

State = Sipgo.SessionState


# A program that ends in the midst of a call: it has called, was called, waits for an answer, or has not answered yet;
# or it was forked from one that had an agent before. It looks at its log.
LEAVING = """
import asyncio, os, sys, gi
gi.require_version("Sipgo", "1.0")
from gi.repository import Sipgo
stage, target = sys.argv[1:]

async def start_and_stop():
    async with Sipgo.UserAgent():
        pass

async def main():
    transport = "tcp" if "tcp" in target else "udp"
    agent = Sipgo.UserAgent(listen=[f"{transport}:127.0.0.1:0"], session_description_handler_factory=Sipgo.NullHandlerFactory())
    agent.logger_factory.level = Sipgo.LogLevel.DEBUG
    agent.logger_factory.connect("logged", lambda *_line: None)
    invitations = agent.invitations()
    await agent.start()
    print("sip:alice@" + agent.listeners[0].removeprefix(transport + ":"), flush=True)
    if stage in ("called", "forked"):
        await Sipgo.Inviter.new(agent, target).invite()
    elif stage == "ringing":
        call = Sipgo.Inviter.new(agent, target)
        ringing = Sipgo.signals(call, "notify::request")
        call.invite()
        await anext(Sipgo.signals(call.request or await anext(ringing), "progress"))
    else:
        invitation = await anext(invitations)
        if stage == "answered":
            async with asyncio.timeout(10):
                acknowledged = Sipgo.signals(invitation, "ack-received")
                await invitation.accept()
                await anext(acknowledged)

if stage == "forked":
    Sipgo.run(start_and_stop())
    if os.fork():
        os._exit(os.waitstatus_to_exitcode(os.wait()[1]))
Sipgo.run(main())
"""


async def settle():
    """Lets the main context finish its work."""
    for _ in range(20):
        await asyncio.sleep(0)
    gc.collect()


class LifetimesTest(Case):
    @asynchronous
    async def test_ended_call_goes_away(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            await call.bye()
            await invitation.wait_for_state(State.TERMINATED)
            gone = [call.weak_ref(), invitation.weak_ref()]
            del call, invitation
            await settle()
            self.assertEqual([ref() for ref in gone], [None, None])

    @asynchronous
    async def test_agent_goes_away_before_its_calls(self):
        kept = []
        async with make_agent() as alice:
            bob = make_agent()
            bob.connect("invitation", lambda _agent, invitation: (kept.append(invitation), invitation.accept()) and None)
            async with bob:
                call = Sipgo.Inviter.new(alice, address(bob))
                await call.invite()
                await call.bye()
                await kept[0].wait_for_state(State.TERMINATED)
                self.assertEqual(kept[0].user_agent, bob)
            gone = bob.weak_ref()
            del bob
            await settle()
            self.assertIsNone(gone())
            self.assertIsNone(kept[0].user_agent)
            self.assertFalse(kept[0].auto_send_an_initial_provisional_response)
        gone = alice.weak_ref()
        del alice
        await settle()
        self.assertIsNone(gone())
        call.local_identity = None
        call.anonymous = True
        self.assertIsNotNone(call.local_identity)

    @asynchronous
    async def test_live_call_stays(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            over = Sipgo.signals(invitation, "notify::state")
            del call
            await settle()
            self.assertEqual(len(alice.sessions), 1)
            await alice.stop()
            self.assertEqual(await next_item(over), State.TERMINATED)

    @asynchronous
    async def test_started_agent_lives_until_stop(self):
        async def start():
            agent = make_agent()
            agent.connect("invitation", lambda _agent, invitation: invitation.reject(Sipgo.Status.DECLINE))
            await agent.start()
            return agent.weak_ref(), address(agent)

        forgotten, where = await start()
        await settle()
        async with make_agent() as alice:
            with self.refused(Sipgo.Status.DECLINE):
                await Sipgo.Inviter.new(alice, where).invite()
        await forgotten().stop()
        await settle()
        self.assertIsNone(forgotten())

    def test_program_that_ends_hangs_up(self):
        """A program that ends without stop() ends its calls at the peers."""
        for stage, transport in (("called", "udp"), ("answered", "udp"), ("called", "tcp"), ("forked", "udp"), ("ringing", "udp"), ("rung", "udp")):
            with self.subTest(stage=stage, transport=transport):
                self.leave(stage, transport)

    @asynchronous
    async def leave(self, stage, transport):
        async with make_agent(transport) as bob:
            invitations = bob.invitations()
            process = await asyncio.create_subprocess_exec(sys.executable, "-c", LEAVING, stage, address(bob),
                                                           stdout=asyncio.subprocess.PIPE)
            where = (await process.stdout.readline()).decode().strip()
            if stage in ("answered", "rung"):
                call = Sipgo.Inviter.new(bob, where)
                inviting = call.invite()
                if stage == "rung":
                    with self.refused(Sipgo.Status.TEMPORARILY_UNAVAILABLE):
                        await inviting
                else:
                    await inviting
            else:
                call = await next_item(invitations)
                if stage == "ringing":
                    call.progress()
                else:
                    await call.accept()
            await call.wait_for_state(State.TERMINATED)
            self.assertEqual(await process.wait(), 0)

    @asynchronous
    async def test_another_thread_is_refused(self):
        async with pair() as (alice, bob):
            call, _invitation = await establish(alice, bob)
            verbs = [lambda: call.bye(), lambda: call.info(), lambda: Sipgo.Inviter.new(alice, address(bob)).invite(),
                     lambda: alice.stop(), lambda: alice.core.request("OPTIONS", address(bob)).send(),
                     lambda: Sipgo.Messager.new(alice, address(bob)).message("tea")]
            errors = []

            async def call_verb(verb):
                try:
                    await verb()
                except GLib.Error as error:
                    errors.append(error)

            def work():
                context = GLib.MainContext.new()
                context.push_thread_default()
                for verb in verbs:
                    Sipgo.run(call_verb(verb))
                context.pop_thread_default()

            thread = threading.Thread(target=work)
            thread.start()
            await asyncio.to_thread(thread.join)
            self.assertEqual(len(errors), len(verbs))
            for error in errors:
                self.assertTrue(error.matches(Sipgo.Error, Sipgo.Error.STATE))
                self.assertIn("another thread", error.message)
            self.assertEqual(call.state, State.ESTABLISHED)

    @asynchronous
    async def test_agent_goes_away(self):
        agent = make_agent()
        gone = agent.weak_ref()
        async with agent:
            pass
        del agent
        await settle()
        self.assertIsNone(gone())

    @asynchronous
    async def test_dropped_manager_stops_its_agent(self):
        for make in (Sipgo.SessionManager.new, Sipgo.SimpleUser.new):
            agent = make_agent()
            states = Sipgo.signals(agent, "notify::state")
            holder = make(agent)
            await holder.start()
            self.assertEqual(await next_item(states), Sipgo.UserAgentState.STARTED)
            gone = holder.weak_ref()
            del holder
            await settle()
            self.assertIsNone(gone())
            self.assertEqual(await next_item(states), Sipgo.UserAgentState.STOPPED)

    @asynchronous
    async def test_requests_go_away(self):
        async with pair() as (alice, bob):
            request = alice.core.request("OPTIONS", address(bob))
            await request.send()
            unsent = alice.core.request("OPTIONS", address(bob))
            gone = [request.weak_ref(), unsent.weak_ref()]
            del request, unsent
            await settle()
            self.assertEqual([ref() for ref in gone], [None, None])

    @asynchronous
    async def test_dropped_iterator_stops_listening(self):
        async with pair() as (alice, bob):
            iterator = bob.invitations()
            dropped = weakref.ref(iterator)
            del iterator
            await settle()
            self.assertIsNone(dropped())
            with self.refused(Sipgo.Status.BUSY_HERE):     # as with no handler connected
                await Sipgo.Inviter.new(alice, address(bob)).invite()

    @asynchronous
    async def test_undecided_invitation(self):
        async with pair(no_answer_timeout=1) as (alice, bob):
            bob.connect("invitation", lambda _agent, _invitation: None)
            with self.refused(Sipgo.Status.TEMPORARILY_UNAVAILABLE):
                await Sipgo.Inviter.new(alice, address(bob)).invite()

    @asynchronous
    async def test_iterators_close(self):
        agent = make_agent()
        invitations = agent.invitations()
        states = Sipgo.signals(agent, "notify::state")
        async with agent:
            self.assertEqual(await next_item(states), Sipgo.UserAgentState.STARTED)
        async for _invitation in invitations:
            self.fail("nobody called")
        states.close()
        self.assertEqual([state async for state in states], [Sipgo.UserAgentState.STOPPED])

    @asynchronous
    async def test_iterators_end_with_their_source(self):
        async def collect(iterator):
            return [item async for item in iterator]

        async with pair(session_description_handler_factory=Sipgo.RtpHandlerFactory(source="silence", sink="null")) as (alice, bob):
            call, invitation = await establish(alice, bob)
            request = alice.core.request("OPTIONS", address(bob))
            loops = [asyncio.ensure_future(collect(Sipgo.signals(source, name))) for source, name in (
                (call, "info-received"), (call, "notify::state"), (call.media, "dtmf"), (invitation.media, "notify::codec"),
                (request, "progress"), (call.request, "progress"), (alice, "invitation"))]
            await request.send()
            await call.bye()
            await invitation.wait_for_state(State.TERMINATED)
            collected = await asyncio.gather(*loops[:-1])
            self.assertEqual(collected[1], [State.TERMINATING, State.TERMINATED])
            self.assertEqual([items for items in collected if items and items is not collected[1]], [])
            # Objects that have ended before need no wait.
            self.assertEqual(await collect(Sipgo.signals(call, "info-received")), [])
            self.assertEqual(await collect(Sipgo.signals(call.media, "dtmf")), [])
            self.assertFalse(loops[-1].done())
        self.assertEqual(await loops[-1], [])

    @asynchronous
    async def test_watching_decides_nothing(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            kept = []
            watchers = [lambda _session, _referral: None, lambda _session, referral: kept.append(referral)]
            for watch in watchers:
                invitation.connect("refer-received", watch)
                with self.refused(Sipgo.Status.DECLINE):
                    await call.refer("sip:carol@example.com")
            with self.fails(Sipgo.Error.STATE):
                kept[0].defer()
            invitation.connect("invite-received", lambda _session, request: kept.append(request))
            await call.hold()
            bob.connect("message", lambda _agent, _request: None)
            self.assertEqual((await Sipgo.Messager.new(alice, address(bob)).message(body="hi")).response.status_code, 200)

    @asynchronous
    async def test_iterator_lets_proceed(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            received = Sipgo.signals(invitation, "message-received")
            sending = [call.message(body=text) for text in ("first", "second")]
            first = await next_item(received)
            self.assertFalse(first.is_answered())
            second = await next_item(received)
            self.assertTrue(first.is_answered())
            second.reject(status_code=603)
            await sending[0]
            with self.refused(Sipgo.Status.DECLINE):
                await sending[1]
            # After the loop is left, closed or dropped, deferred items proceed, whether they were returned or not.
            async with received:
                sending = call.message(body="third")
                self.assertFalse((await next_item(received)).is_answered())
            await sending
            dropped = Sipgo.signals(invitation, "message-received")
            sending = [call.message(body=text) for text in ("fourth", "fifth")]
            await next_item(dropped)
            del dropped
            await settle()
            for each in sending:
                await each


if __name__ == "__main__":
    unittest.main()
