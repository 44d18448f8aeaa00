#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls with SIPp: its own scenarios, and scenarios of ours for errors and rare cases."""
import json

from rig import HOST, Agent, RigCase, free_port, main, needs
from scenarios import (ack, answer, answered, bye, called_bye, called_request, challenged, matches, pause, receive, remember, request,
                       response, scenario, sdp)
from measure import measure

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

    def test_caller_over_tcp(self):
        echo = self.echo("--media", "null", transport="tcp")
        sipp = self.sipp("-sn", "uac", echo.address, transport="tcp")
        echo.event("terminated")
        self.sipp_succeeds(sipp)

    def called(self, transport):
        """It sends the received packets back."""
        sipp = self.sipp("-sn", "uas", "-rtp_echo", "-mp", str(free_port(3)), "-reconnect_close", "false", transport=transport, listens=True)
        call = self.call(f"sip:sipp@{HOST}:{sipp.port};transport={transport}", "--duration", "1.5",
                         "--record", self.path("heard.wav"), source="tone:440")
        self.assertEqual(call.event("established")["codec"], "PCMU")
        self.assertTrue(call.event("ended")["answered"])
        self.assertEqual(call.wait(), 0)
        self.sipp_succeeds(sipp)
        heard = measure(self.path("heard.wav"))
        self.assertAlmostEqual(heard["hz"], 440, delta=5)
        self.assertEqual(heard["gaps"], 0)

    def test_called(self):
        self.called("udp")

    def test_called_over_tcp(self):
        self.called("tcp")


class OwnScenarios(RigCase):
    def scenario(self, name, *steps, target=None, user="echo", **options):
        """Runs a scenario with our agent, or waits for a call."""
        file = self.write_file(name + ".xml", scenario(name, *steps))
        if target:
            return self.sipp("-sf", file, "-s", user, target, **options)
        return self.sipp("-sf", file, listens=True, **options)

    def calls(self, sipp, *arguments, user="sipp", seconds=10):
        """We call it, and the call succeeds."""
        call = self.call(f"sip:{user}@{HOST}:{sipp.port}", "--duration", "0.3", *arguments)
        call.event("established")
        self.assertEqual(call.wait(seconds), 0)
        self.sipp_succeeds(sipp)
        return call

    # --- SIPp calls ---

    def test_cancel(self):
        echo = self.echo("--media", "null")
        sipp = self.scenario("cancel",
                             request("INVITE", 1, body=sdp()), response(100, optional=True), response(180), pause(200),
                             request("CANCEL", 1, via="[last_Via:]"), response(200), response(487),
                             request("ACK", 1, via="[last_Via:]"), target=echo.address, user="ring")
        echo.event("ringing")
        echo.event("terminated")
        self.sipp_succeeds(sipp)

    def test_refused(self):
        echo = self.echo("--media", "null")
        for user, status in (("busy", 486), ("decline", 603)):
            sipp = self.scenario(user, request("INVITE", 1, body=sdp()), response(100, optional=True),
                                 response(180, optional=True), response(status), request("ACK", 1, via="[last_Via:]"), target=echo.address, user=user)
            self.sipp_succeeds(sipp)

    def test_lost_ack(self):
        """Until the ACK the 200 is retransmitted: after 0.5, 1.5, 3.5 seconds."""
        echo = self.echo("--media", "null")
        sipp = self.scenario("lost-ack",
                             request("INVITE", 1, body=sdp()), response(100, optional=True),
                             response(180, optional=True), response(200), pause(1900), ack(1), pause(2500), bye(2),
                             target=echo.address)
        echo.event("terminated")
        self.sipp_succeeds(sipp)
        answers = [m for m in sipp.messages().split("-" * 47) if "received" in m and "CSeq: 1 INVITE" in m and " 200 " in m]
        self.assertEqual(len(answers), 3)

    def test_no_offer(self):
        """The offer is in our 200, the answer in its ACK: until then the codec is unknown."""
        echo = self.echo("--media", "tone")
        sipp = self.scenario("no-offer", request("INVITE", 1), response(100, optional=True),
                             response(180, optional=True), response(200, action=matches("m=audio [0-9]+ RTP/AVP [0-9 ]*")),
                             ack(1, body=sdp()), pause(300), bye(2), target=echo.address)
        self.assertIn(echo.event("established")["codec"], (None, "PCMU"))
        echo.event("terminated")
        self.sipp_succeeds(sipp)

    def test_hold(self):
        echo = self.echo("--media", "tone")
        sipp = self.scenario("hold",
                             request("INVITE", 1, body=sdp()), response(100, optional=True),
                             response(180, optional=True), response(200, action=matches("a=sendrecv")), ack(1), pause(200),
                             request("INVITE", 2, body=sdp("sendonly", 2), in_dialog=True), response(100, optional=True),
                             response(200, action=matches("a=recvonly")), ack(2), pause(200),
                             request("INVITE", 3, body=sdp("sendrecv", 3), in_dialog=True), response(100, optional=True),
                             response(200, action=matches("a=sendrecv")), ack(3), bye(4), target=echo.address)
        echo.event("terminated")
        self.sipp_succeeds(sipp)

    def test_too_small_interval(self):
        echo = self.echo("--media", "null")
        sipp = self.scenario("too-small-interval",
                             request("INVITE", 1, "Supported: timer", "Session-Expires: 60", body=sdp()),
                             response(100, optional=True), response(422, action=matches("Min-SE: *90")),
                             request("ACK", 1, via="[last_Via:]"), target=echo.address)
        self.sipp_succeeds(sipp)

    def test_session_timer(self):
        """The caller refreshes, with its description unchanged (RFC 4028)."""
        echo = self.echo("--media", "null")
        sipp = self.scenario("session-timer",
                             request("INVITE", 1, "Supported: timer", "Session-Expires: 90", body=sdp()),
                             response(100, optional=True), response(180, optional=True),
                             response(200, action=matches("Session-Expires: *90;refresher=uac") + matches("Require: *timer")),
                             ack(1), pause(200),
                             request("INVITE", 2, "Supported: timer", "Session-Expires: 90;refresher=uac", body=sdp(), in_dialog=True),
                             response(100, optional=True), response(200, action=matches("Session-Expires: *90;refresher=uac")),
                             ack(2), bye(3), target=echo.address)
        echo.event("terminated")
        self.sipp_succeeds(sipp)

    def test_updates(self):
        """The caller refreshes by UPDATE, and holds by another one (RFC 3311)."""
        echo = self.echo("--media", "null")
        sipp = self.scenario("updates",
                             request("INVITE", 1, "Supported: timer", "Allow: UPDATE", "Session-Expires: 90", body=sdp()),
                             response(100, optional=True), response(180, optional=True), response(200, action=matches("Allow:[^\r\n]*UPDATE")),
                             ack(1), pause(200),
                             request("UPDATE", 2, "Supported: timer", "Session-Expires: 90;refresher=uac", in_dialog=True),
                             response(200, action=matches("Session-Expires: *90;refresher=uac")),
                             request("UPDATE", 3, "Supported: timer", "Session-Expires: 30", in_dialog=True),
                             response(422, action=matches("Min-SE: *90")),
                             request("UPDATE", 4, body=sdp("sendonly", 2), in_dialog=True), response(200, action=matches("a=recvonly")),
                             bye(5), target=echo.address)
        echo.event("terminated")
        self.sipp_succeeds(sipp)

    def test_updates_early(self):
        """The caller has got our answer in a reliable 183, and changes its offer before we answer the call."""
        echo = self.echo("--media", "null", "--ring", "1")
        sipp = self.scenario("updates-early",
                             request("INVITE", 1, "Require: 100rel", body=sdp()), response(100, optional=True),
                             response(180, optional=True), response(183, action=matches("RSeq: *([0-9]+)", "rseq")),
                             request("PRACK", 2, "RAck: [$rseq] 1 INVITE", in_dialog=True), response(200),
                             request("UPDATE", 3, body=sdp("sendonly", 2), in_dialog=True), response(200, action=matches("a=recvonly")),
                             response(200), ack(1), bye(4), target=echo.address)
        echo.event("terminated")
        self.sipp_succeeds(sipp)

    def test_reliable_ringing(self):
        """It requires 100rel: our answer is in a 183 with an RSeq, which is not retransmitted after the PRACK."""
        echo = self.echo("--media", "null", "--ring", "1")
        sipp = self.scenario("reliable-ringing",
                             request("INVITE", 1, "Require: 100rel", body=sdp()), response(100, optional=True),
                             response(180, optional=True), response(183, action=matches("RSeq: *([0-9]+)", "rseq")),
                             request("PRACK", 2, "RAck: [$rseq] 1 INVITE", in_dialog=True), response(200),
                             response(200), ack(1), bye(3), target=echo.address)
        echo.event("terminated")
        self.sipp_succeeds(sipp)

    # --- SIPp is called ---

    def test_wants_a_longer_interval(self):
        """422 with Min-SE (RFC 4028): the call comes once more, with this interval."""
        sipp = self.scenario("wants-longer-interval",
                             receive("INVITE", matches("Session-Expires: *1800") + matches("Supported:[^\r\n]*timer")),
                             answer("422 Session Interval Too Small", "Min-SE: 3600", contact=False, retransmit=True),
                             receive("ACK"),
                             receive("INVITE", matches("Session-Expires: *3600") + matches("Min-SE: *3600")),
                             answer("200 OK", "Require: timer", "Session-Expires: 3600;refresher=uac", body=sdp(), retransmit=True),
                             receive("ACK"), receive("BYE"), answer("200 OK", tag=False))
        self.calls(sipp)

    def test_is_refreshed(self):
        """We refresh by UPDATE, since it is allowed, and without an offer."""
        sipp = self.scenario("is-refreshed", receive("INVITE"),
                             answer("200 OK", "Allow: INVITE, ACK, BYE, UPDATE", "Require: timer", "Session-Expires: 20;refresher=uac",
                                    body=sdp(), retransmit=True),
                             receive("ACK"), receive("UPDATE", matches("Session-Expires: *90;refresher=uac") + matches("Content-Length: *0")),
                             answer("200 OK", "Require: timer", "Session-Expires: 90;refresher=uac", tag=False),
                             receive("BYE"), answer("200 OK", tag=False))
        self.calls(sipp, "--duration", "11", seconds=20)

    def test_updates_us_early(self):
        """It answers by a reliable 183, and then makes another offer while it rings."""
        sipp = self.scenario("updates-us-early", receive("INVITE", remember("Via", "CSeq", "From", "To")),
                             answer("183 Session Progress", "Require: 100rel", "RSeq: 4711", body=sdp(), retransmit=True),
                             receive("PRACK"), answer("200 OK", tag=False),
                             called_request("UPDATE", 1, body=sdp("sendonly", 2)), response(200, action=matches("a=recvonly")),
                             answered(remembered=("Via", "CSeq", "From", "To")))
        self.calls(sipp)

    def test_answers_reliably(self):
        """Its answer is in a 183 that needs a PRACK."""
        sipp = self.scenario("answers-reliably", receive("INVITE", remember("Via", "CSeq") + matches("Supported:[^\r\n]*100rel")),
                             answer("183 Session Progress", "Require: 100rel", "RSeq: 4711", body=sdp(), retransmit=True),
                             receive("PRACK", matches("RAck: *4711 +[0-9]+ +INVITE")), answer("200 OK", tag=False),
                             answered(remembered=True))
        self.calls(sipp)

    def test_challenges_a_call(self):
        sipp = self.scenario("challenges-call", challenged("INVITE", answered()))
        self.calls(sipp, "--user", "sip:alice@rig.test", "--password-file", self.write_file("password", "wonderland\n"))

    def test_challenges_a_registration(self):
        sipp = self.scenario("challenges-registration",
                             challenged("REGISTER", answer("200 OK", "[last_Contact:];expires=60", contact=False)))
        echo = self.keep(Agent("echo.py", "--listen", f"udp:{HOST}:0", "--media", "null",
                               "--register", "sip:alice@rig.test", "--registrar", f"sip:{HOST}:{sipp.port}",
                               "--password-file", self.write_file("password", "wonderland\n")))
        echo.event("registered")
        self.sipp_succeeds(sipp)

    def test_redirects(self):
        echo = self.echo("--media", "null")
        sipp = self.scenario("redirects", receive("INVITE"),
                             answer("302 Moved Temporarily", f"Contact: <sip:moved@{echo.address}>", contact=False,
                                    retransmit=True),
                             receive("ACK"))
        call = self.calls(sipp)
        self.assertTrue(any(json.loads(line).get("target") == f"sip:moved@{echo.address}" for line in call.lines))

    def test_refuses(self):
        sipp = self.scenario("refuses", receive("INVITE"), answer("486 Busy Here", retransmit=True), receive("ACK"))
        call = self.call(f"sip:sipp@{HOST}:{sipp.port}")
        ended = call.event("ended")
        self.assertEqual((ended["answered"], ended["reason"].count("486")), (False, 1))
        self.assertEqual(call.wait(), 1)
        self.sipp_succeeds(sipp)

    def test_hangs_up(self):
        sipp = self.scenario("hangs-up", receive("INVITE", remember("From")), answer("200 OK", body=sdp(), retransmit=True),
                             receive("ACK"), pause(200), called_bye(), response(200))
        call = self.call(f"sip:sipp@{HOST}:{sipp.port}")
        call.event("established")
        self.assertIn("hung up", call.event("ended")["reason"])
        self.sipp_succeeds(sipp)


if __name__ == "__main__":
    main()
