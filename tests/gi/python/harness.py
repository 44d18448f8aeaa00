# SPDX-License-Identifier: LGPL-2.1-or-later
"""Shared by the tests: agents on this machine that call each other, and a time limit for each test."""
import asyncio
import contextlib
import functools
import unittest

import gi

gi.require_version("Sipgo", "1.0")
from gi.repository import Gio, GLib, GObject, Sipgo

__all__ = ["Gio", "GLib", "GObject", "Sipgo", "Case", "address", "asynchronous", "establish", "make_agent", "next_item", "pair",
           "unittest"]

TIME_LIMIT = 20


def asynchronous(test):
    @functools.wraps(test)
    def run(*arguments):
        async def limited():
            async with asyncio.timeout(TIME_LIMIT):
                await test(*arguments)

        Sipgo.run(limited())

    return run


def make_agent(transport="udp", **properties):
    properties.setdefault("session_description_handler_factory", Sipgo.NullHandlerFactory())
    return Sipgo.UserAgent(listen=[f"{transport}:127.0.0.1:0"], **properties)


@contextlib.asynccontextmanager
async def pair(transport="udp", **properties):
    async with make_agent(transport, **properties) as alice, make_agent(transport, **properties) as bob:
        yield alice, bob


def address(agent, user="bob"):
    """The URI of an agent."""
    transport, _, host_and_port = agent.listeners[0].partition(":")
    return f"sip:{user}@{host_and_port};transport={transport}"


async def next_item(iterator):
    return await iterator.__anext__()


async def establish(alice, bob, accept=None):
    """An answered call from alice to bob: both of its sessions."""
    invitations = bob.invitations()
    call = Sipgo.Inviter.new(alice, address(bob))
    inviting = call.invite()
    invitation = await next_item(invitations)
    await (accept or Sipgo.Invitation.accept)(invitation)
    await inviting
    return call, invitation


class Case(unittest.TestCase):
    @contextlib.contextmanager
    def refused(self, status):
        """Expects an error from a response of the peer."""
        with self.assertRaises(GLib.Error) as caught:
            yield caught
        self.assertTrue(caught.exception.matches(Sipgo.status_quark(), status), repr(caught.exception))

    @contextlib.contextmanager
    def fails(self, code):
        """Expects an error of the library."""
        with self.assertRaises(GLib.Error) as caught:
            yield caught
        self.assertTrue(caught.exception.matches(Sipgo.error_quark(), code), repr(caught.exception))
