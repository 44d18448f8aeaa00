#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls with SIPp: its own scenarios, and those here for what goes wrong or is rare."""
from rig import HOST, RigCase, main, needs
from scenarios import ack, answer, answered, bye, matches, pause, receive, request, response, scenario, sdp

needs("sipp", "sip-tester")


class BuiltIn(RigCase):
    def test_caller_without_media(self):
        echo = self.echo("--media", "null")
        sipp = self.sipp("-sn", "uac", echo.address)
        echo.event("established")
        echo.event("terminated")
        self.sipp_succeeds(sipp)

    def test_many_callers(self):
        echo = self.echo("--media", "null")
        self.sipp_succeeds(self.sipp("-sn", "uac", echo.address, "-t", "u1", "-m", "200", "-r", "100"))
        for _ in range(200):
            echo.event("terminated")

    def test_caller_with_media(self):
        echo = self.echo("--media", "tone")
        sipp = self.sipp("-sn", "uac", echo.address, "-d", "300")
        self.assertEqual(echo.event("established")["codec"], "PCMU")
        echo.event("terminated")
        self.sipp_succeeds(sipp)


if __name__ == "__main__":
    main()
