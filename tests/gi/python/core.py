#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The core: requests of any method, dialogs, transactions; and the log."""
from harness import Case, Sipgo, address, asynchronous, establish, make_agent, next_item, pair, unittest

Kind = Sipgo.TransactionKind
Level = Sipgo.LogLevel
State = Sipgo.TransactionState


class CoreTest(Case):
    @asynchronous
    async def test_transactions(self):
        async with pair() as (alice, bob):
            request = alice.core.request("OPTIONS", address(bob))
            states = []
            request.connect("notify::transaction", lambda request, _property: request.transaction.connect(
                "notify::state", lambda transaction, _property: states.append(transaction.state)))
            sending = request.send()
            transaction = request.transaction
            self.assertEqual(transaction.kind, Kind.NON_INVITE_CLIENT)
            self.assertEqual(transaction.state, State.TRYING)
            self.assertEqual([timer.name for timer in transaction.get_timers()], ["E", "F"])
            self.assertLessEqual(transaction.get_timers()[0].remaining_ms, 500)
            self.assertEqual(transaction.request.get_header("CSeq"), "1 OPTIONS")
            self.assertEqual(transaction.remote, bob.listeners[0])
            self.assertIn(transaction, alice.core.get_transactions())
            await sending
            self.assertEqual(states, [State.COMPLETED])
            self.assertEqual([timer.name for timer in transaction.get_timers()], ["K"])

    @asynchronous
    async def test_dialogs(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            dialog, = alice.core.get_dialogs()
            self.assertEqual(dialog.get_id(), call.dialog.get_id())
            before = dialog.get_local_sequence_number()
            received = Sipgo.signals(invitation, "info-received")
            sending = alice.core.request_in_dialog(dialog, "INFO", Sipgo.RequestOptions(extra_headers=["X-Test: 1"])).send()
            info = await next_item(received)
            self.assertEqual(info.message.get_header("X-Test"), "1")
            self.assertEqual(info.transaction.kind, Kind.NON_INVITE_SERVER)
            info.accept()
            self.assertEqual((await sending).status_code, 200)
            self.assertEqual(dialog.get_local_sequence_number(), before + 1)
            self.assertEqual(invitation.dialog.get_remote_sequence_number(), before + 1)
            with self.fails(Sipgo.Error.INVALID):
                alice.core.request_in_dialog(dialog, "BYE")
            await call.bye()
            with self.fails(Sipgo.Error.TERMINATED):
                alice.core.request_in_dialog(dialog, "INFO")

    @asynchronous
    async def test_header_of_an_outgoing_request(self):
        async with pair() as (alice, bob):
            call, invitation = await establish(alice, bob)
            call.connect("request-created", lambda _call, request: request.set_header("X-Late", "yes") and None)
            received = Sipgo.signals(invitation, "message-received")
            sending = call.message(body=Sipgo.Body.new("text/plain", "tea?"))
            message = await next_item(received)
            self.assertEqual(message.message.get_header("X-Late"), "yes")
            message.accept()
            await sending

    @asynchronous
    async def test_who_a_request_is_from(self):
        async with pair() as (alice, bob):
            received = Sipgo.signals(bob, "options-received")
            request = alice.core.request("OPTIONS", address(bob))
            request.set_header("From", "Carol <sip:carol@example.com>")
            request.set_header("Call-ID", "mine")
            sending = request.send()
            options = await next_item(received)
            message = options.message
            self.assertEqual((message.get_from().uri.user, message.call_id), ("carol", "mine"))
            options.proceed()
            self.assertTrue(message.from_tag)
            await sending

    @asynchronous
    async def test_loggers(self):
        lines = []
        agent = make_agent()
        factory = agent.logger_factory
        factory.builtin_enabled = False
        factory.connect("logged", lambda _factory, level, category, label, content: lines.append((level, category, label, content)))
        logger = agent.get_logger("app", "one")
        logger.debug("too much")
        logger.log("hello")
        self.assertEqual(lines.pop(), (Level.LOG, "app", "one", "hello"))
        self.assertEqual((logger.get_factory(), logger.get_category(), logger.get_label()), (factory, "app", "one"))
        factory.level = Level.WARN
        logger.log("not now")
        logger.warn("careful")
        logger.error("broken")
        factory.generic_log(Level.ERROR, "app", None, "plain")
        self.assertEqual(lines, [(Level.WARN, "app", "one", "careful"), (Level.ERROR, "app", "one", "broken"),
                                 (Level.ERROR, "app", None, "plain")])

    @asynchronous
    async def test_what_the_agent_logs(self):
        lines = []
        alice = make_agent(credentials=Sipgo.Credentials.new("alice", "secret"))
        factory = alice.logger_factory
        factory.level = Level.DEBUG
        factory.connect("logged", lambda _factory, level, category, label, content: lines.append((level, category, content)))
        async with alice, make_agent() as bob:
            call, _invitation = await establish(alice, bob)
            await call.bye()
        told = [(level, category) for level, category, _content in lines]
        self.assertEqual(told[:4], [(Level.LOG, "state"), (Level.LOG, "configuration"), (Level.LOG, "state"), (Level.DEBUG, "wire")])
        contents = [content for _level, _category, content in lines]
        self.assertEqual(contents[0], "agent: started")
        self.assertIn("with credentials", contents[1])
        self.assertIn("INVITE sip:", contents[3])
        states = [content.rpartition(" ")[2] for content in contents if content.startswith("session")]
        self.assertEqual(states, ["establishing", "established", "terminating", "terminated"])
        self.assertNotIn("secret", str(lines))


if __name__ == "__main__":
    unittest.main()
