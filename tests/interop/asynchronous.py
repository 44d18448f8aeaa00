# SPDX-License-Identifier: LGPL-2.1-or-later
"""Tests of our own agents in this process: coroutines, with a time limit for each."""
import asyncio
import functools

import gi

gi.require_version("Sipgo", "1.0")
from gi.repository import Sipgo

TIME_LIMIT = 30


def asynchronous(test):
    @functools.wraps(test)
    def run(self):
        async def limited():
            async with asyncio.timeout(TIME_LIMIT):
                await test(self)

        Sipgo.run(limited())

    return run
