#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""asyncio on the main context of GLib: both loops run, whichever is the outer one."""
import asyncio
import gc
import os
import signal
import threading
import time

import gi

from harness import Case, Gio, GLib, Sipgo, address, asynchronous, make_agent, pair, unittest


async def answered_options():
    async with pair() as (alice, bob):
        return (await alice.core.request("OPTIONS", address(bob)).send()).status_code


class RunTest(Case):
    def test_result_and_error(self):
        self.assertEqual(Sipgo.run(answered_options()), 200)

        async def fail():
            await asyncio.sleep(0)
            raise ValueError("tea")

        with self.assertRaisesRegex(ValueError, "tea"):
            Sipgo.run(fail())

    def test_another_context(self):
        results = []

        def work():
            context = GLib.MainContext.new()
            context.push_thread_default()
            results.append(Sipgo.run(answered_options()))
            context.pop_thread_default()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join(20)
        self.assertEqual(results, [200])

    def test_interrupt_cancels(self):
        ended = []

        async def wait():
            GLib.idle_add(lambda: os.kill(os.getpid(), signal.SIGINT))
            try:
                await asyncio.sleep(20)
            finally:
                ended.append(True)

        with self.assertRaises(KeyboardInterrupt):
            Sipgo.run(wait())
        self.assertEqual(ended, [True])

    def test_asyncio_run_is_refused(self):
        with self.assertRaisesRegex(RuntimeError, "use Sipgo.run"):
            asyncio.run(answered_options())

    def test_foreign_loops_are_refused(self):
        """Any loop (of uvloop or trio too) must iterate the main context, or no signal is ever emitted."""
        class Foreign(asyncio.SelectorEventLoop):
            pass

        async def listen():
            async for _state in Sipgo.signals(make_agent(), "notify::state"):
                pass

        for coroutine in (answered_options, listen):
            with asyncio.Runner(loop_factory=Foreign) as runner:
                with self.assertRaisesRegex(RuntimeError, "Foreign.* use Sipgo.run"):
                    runner.run(coroutine())

    def test_inside_a_running_loop(self):
        """An error at once, and other tasks of the loop continue."""
        async def nothing():
            pass

        async def try_it():
            other = asyncio.ensure_future(asyncio.sleep(0.01, "went on"))
            with self.assertRaisesRegex(RuntimeError, "await the coroutine"):
                Sipgo.run(nothing())
            return await other

        self.assertEqual(asyncio.run(try_it()), "went on")
        self.assertEqual(Sipgo.run(try_it()), "went on")

    def test_takes_coroutines_only(self):
        for thing in (None, answered_options, 486):
            with self.assertRaisesRegex(ValueError, "takes a coroutine"):
                Sipgo.run(thing)


class LoopTest(Case):
    @asynchronous
    async def test_timers_and_sources(self):
        began = time.monotonic()
        fired = asyncio.get_running_loop().create_future()
        GLib.timeout_add(20, lambda: fired.set_result("GLib") and False)
        self.assertEqual(await fired, "GLib")
        await asyncio.sleep(0.02)
        self.assertGreaterEqual(time.monotonic() - began, 0.038)

        later = asyncio.get_running_loop().create_future()      # a timer that a GLib callback starts wakes the loop
        GLib.idle_add(lambda: asyncio.get_running_loop().call_later(0.01, later.set_result, "asyncio") and False)
        self.assertEqual(await later, "asyncio")

    @asynchronous
    async def test_sockets_processes_and_threads(self):
        server = await asyncio.start_server(lambda _reader, writer: (writer.write(b"tea"), writer.close()), "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        self.assertEqual(await reader.read(), b"tea")
        writer.close()
        server.close()
        process = await asyncio.create_subprocess_exec("echo", "tea", stdout=asyncio.subprocess.PIPE)
        self.assertEqual((await process.communicate())[0], b"tea\n")
        self.assertEqual(await asyncio.to_thread(lambda: threading.current_thread() is threading.main_thread()), False)

    @asynchronous
    async def test_many_operations(self):
        async with pair() as (alice, bob):
            requests = [alice.core.request("OPTIONS", address(bob)) for _ in range(200)]
            responses = await asyncio.gather(*(request.send() for request in requests))
            self.assertEqual({response.status_code for response in responses}, {200})

    @asynchronous
    async def test_callbacks_as_in_c(self):
        async with pair() as (alice, bob):
            done = asyncio.get_running_loop().create_future()
            request = alice.core.request("OPTIONS", address(bob))
            self.assertIsNone(request.send(None, lambda source, result: done.set_result(source.send_finish(result))))
            self.assertEqual((await done).status_code, 200)


class OuterGLibTest(Case):
    """GLib.MainLoop, or run() of an application, is the outer loop."""

    def run_main_loop(self, start):
        loop = GLib.MainLoop()
        results = []

        def finish(result):
            results.append(result)
            loop.quit()

        GLib.idle_add(lambda: start(finish) and False)
        GLib.timeout_add_seconds(20, loop.quit)
        loop.run()
        return results

    def test_spawn(self):
        async def work(finish):
            status = await answered_options()
            await asyncio.sleep(0.01)
            process = await asyncio.create_subprocess_exec("true")
            finish((status, await process.wait()))

        self.assertEqual(self.run_main_loop(lambda finish: Sipgo.spawn(work(finish))), [(200, 0)])

    def test_left_alone(self):
        def start(finish):
            agent = make_agent()
            agent.connect("notify::state", lambda agent, _property: finish(agent.state))
            agent.start()                                       # without await, and without a running asyncio loop

        self.assertEqual(self.run_main_loop(start), [Sipgo.UserAgentState.STARTED])

    def test_application(self):
        application = Gio.Application(flags=Gio.ApplicationFlags.NON_UNIQUE)
        results = []

        async def work():
            results.append(await answered_options())
            application.release()

        def activate(_application):
            application.hold()
            Sipgo.spawn(work())

        application.connect("activate", activate)
        application.run([])
        self.assertEqual(results, [200])


@unittest.skipIf(gi.version_info < (3, 50), "this PyGObject has neither awaitable methods nor a loop")
class NativeTest(Case):
    """The asyncio support of PyGObject since 3.50, together with ours."""

    @asynchronous
    async def test_its_methods_in_our_loop(self):
        contents = await Gio.File.new_for_path(__file__).load_contents_async()
        self.assertIn(b"load_contents_async", contents.contents)

    def test_our_methods_in_its_loop(self):
        from gi.events import GLibEventLoopPolicy
        loop = GLibEventLoopPolicy().get_event_loop()
        self.assertEqual(loop.run_until_complete(answered_options()), 200)
        loop.close()


class SpawnTest(Case):
    @asynchronous
    async def test_failure_is_logged(self):
        logged = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: logged.append(context))

        async def fail():
            raise ValueError("tea")

        Sipgo.spawn(fail())
        while not logged:
            await asyncio.sleep(0)
        self.assertRegex(logged[0]["message"], r"fail\(\) failed")
        self.assertIsInstance(logged[0]["exception"], ValueError)

    @asynchronous
    async def test_failure_that_nobody_awaited_is_logged(self):
        logged = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: logged.append(context))
        Sipgo.UserAgent(listen=["carrier-pigeon:127.0.0.1:0"]).start()
        while not logged:
            await asyncio.sleep(0)
            gc.collect()
        self.assertIsInstance(logged[0]["exception"], GLib.Error)

    @asynchronous
    async def test_operation_under_way(self):
        agent = make_agent()
        await Sipgo.spawn(agent.start())
        self.assertEqual(agent.state, Sipgo.UserAgentState.STARTED)
        await agent.stop()
        logged = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: logged.append(context))
        Sipgo.spawn(Sipgo.UserAgent(listen=["carrier-pigeon:127.0.0.1:0"]).start())
        while not logged:
            await asyncio.sleep(0)
        self.assertIsInstance(logged[0]["exception"], GLib.Error)

    @asynchronous
    async def test_task_is_kept(self):
        done = []

        async def work():
            await asyncio.sleep(0.01)
            done.append(True)

        Sipgo.spawn(work())
        gc.collect()
        while not done:
            await asyncio.sleep(0.001)


if __name__ == "__main__":
    unittest.main()
