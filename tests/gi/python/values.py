#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Values: URIs, addresses, Via, bodies, credentials and messages."""
from harness import Case, GLib, Sipgo, unittest

INVITE = b"""INVITE sip:bob@example.com SIP/2.0\r
Via: SIP/2.0/UDP pc33.example.com:5066;branch=z9hG4bKnashds8;rport\r
Max-Forwards: 70\r
To: Bob <sip:bob@example.com>\r
From: Alice <sip:alice@example.com>;tag=1928301774\r
Call-ID: a84b4c76e66710@pc33.example.com\r
CSeq: 314159 INVITE\r
Contact: <sip:alice@pc33.example.com>\r
Supported: replaces, 100rel\r
Content-Type: text/plain\r
Content-Length: 5\r
\r
hello"""


class UriTest(Case):
    def test_parts(self):
        uri = Sipgo.Uri.parse("sips:alice:secret@example.com:5061;transport=tcp;lr?Subject=tea")
        self.assertEqual((uri.scheme, uri.user, uri.password, uri.host, uri.port), ("sips", "alice", "secret", "example.com", 5061))
        self.assertTrue(uri.is_secure())
        self.assertEqual(uri.get_parameter("transport"), "tcp")
        self.assertTrue(uri.has_parameter("lr"))
        self.assertIn("lr", uri.parameter_names)
        self.assertEqual(uri.get_header("Subject"), "tea")

    def test_text_and_equality(self):
        uri = Sipgo.Uri.parse("sip:alice@EXAMPLE.com")
        self.assertEqual(uri, Sipgo.Uri.parse("sip:alice@example.com"))
        self.assertNotEqual(uri, Sipgo.Uri.parse("sip:Alice@example.com"))
        self.assertNotEqual(uri, "sip:alice@example.com")
        self.assertEqual(str(uri), uri.to_string())

    def test_hash_goes_with_equality(self):
        same = [
            ("sip:alice@EXAMPLE.com", "SIP:alice@example.com"),
            ("sip:%61lice@example.com", "sip:alice@example.com"),
            ("sip:alice@example.com;lr", "sip:alice@example.com"),
            ("sip:alice@example.com;transport=TCP", "sip:alice@example.com;transport=tcp"),
            ("tel:+49-30-123", "tel:+4930123"),
            ("mailto:a@b", "MAILTO:a@b"),
        ]
        for one, other in same:
            one, other = Sipgo.Uri.parse(one), Sipgo.Uri.parse(other)
            self.assertEqual(one, other)
            self.assertEqual(hash(one), hash(other))
            self.assertEqual({one: "tea"}[other], "tea")
        different = ["sip:alice@example.com", "sip:bob@example.com", "sip:alice@example.org", "sip:alice@example.com:5060",
                     "sips:alice@example.com", "tel:+4930123", "tel:+4930124", "mailto:alice@example.com"]
        self.assertEqual(len({Sipgo.Uri.parse(text) for text in different}), len(different))
        self.assertEqual(len({hash(Sipgo.Uri.parse(text)) for text in different}), len(different))
        self.assertEqual(repr(Sipgo.Uri.parse("sip:alice@example.com")), "<Sipgo.Uri sip:alice@example.com>")

    def test_changed_copies(self):
        uri = Sipgo.Uri.new("sip", "alice", "example.com", 0)
        self.assertEqual(str(uri.with_user("bob")), "sip:bob@example.com")
        changed = uri.with_parameter("transport", "tcp").with_header("Subject", "tea")
        self.assertEqual(str(changed), "sip:alice@example.com;transport=tcp?Subject=tea")
        self.assertEqual(changed.without_parameter("transport").without_headers(), uri)
        self.assertEqual(str(uri), "sip:alice@example.com")

    def test_made_of_nothing(self):
        for parts in (("sip", "alice", "exa mple.com", 0), ("sip", "alice", None, 0), ("sip", "alice", "example.com", 65536),
                      ("tel", None, None, 0)):
            with self.subTest(parts), self.fails(Sipgo.Error.INVALID):
                Sipgo.Uri.new(*parts)

    def test_short_forms(self):
        uri = Sipgo.Uri.parse("sip:Alice@EXAMPLE.com:5070;transport=tcp?Subject=tea&X-A=1&subject=more")
        self.assertEqual(uri.get_aor(), "Alice@example.com")
        self.assertEqual(Sipgo.Uri.parse("sip:example.com").get_aor(), "example.com")
        self.assertEqual(Sipgo.Uri.parse("tel:+15551234").get_aor(), "+15551234")
        self.assertEqual(uri.without_header("SUBJECT").header_names, ["X-A"])
        self.assertEqual(uri.without_header("Nothing"), uri)
        self.assertEqual(Sipgo.NameAddr.new(None, uri).get_friendly_name(), "Alice@example.com")
        self.assertEqual(Sipgo.NameAddr.new("Alice A", uri).get_friendly_name(), "Alice A")

    def test_malformed(self):
        for text in ("", "alice", "sip:", "sip:alice@", "sip:alice@example.com:port"):
            with self.fails(Sipgo.Error.INVALID):
                Sipgo.Uri.parse(text)


class NameAddrTest(Case):
    def test_parts(self):
        name_addr = Sipgo.NameAddr.parse('"Alice \\"A\\" Liddell" <sip:alice@example.com>;tag=7')
        self.assertEqual(name_addr.display_name, 'Alice "A" Liddell')
        self.assertEqual(str(name_addr.uri), "sip:alice@example.com")
        self.assertEqual(name_addr.get_parameter("tag"), "7")
        self.assertEqual(name_addr.parameter_names, ["tag"])
        self.assertEqual(Sipgo.NameAddr.parse(str(name_addr)), name_addr)

    def test_made(self):
        name_addr = Sipgo.NameAddr.new("Bob", Sipgo.Uri.parse("sip:bob@example.com")).with_parameter("q", "0.5")
        self.assertIn("<sip:bob@example.com>;q=0.5", str(name_addr))
        self.assertTrue(name_addr.has_parameter("q"))
        self.assertFalse(name_addr.without_parameter("q").has_parameter("q"))
        with self.fails(Sipgo.Error.INVALID):
            Sipgo.NameAddr.parse("<sip:bob@example.com")


class ViaTest(Case):
    def test_parts(self):
        via = Sipgo.Via.parse("SIP/2.0/TCP [2001:db8::1]:5062;branch=z9hG4bK1;rport")
        self.assertEqual((via.transport, via.port, via.branch), ("TCP", 5062, "z9hG4bK1"))
        self.assertIn("2001:db8::1", via.host)
        self.assertTrue(via.has_parameter("rport"))
        self.assertEqual(Sipgo.Via.parse(str(via)), via)


class BodyTest(Case):
    def test_text(self):
        body = Sipgo.Body.new("text/plain", "tea")
        self.assertEqual((body.content_type, body.get_text(), body.bytes.get_data()), ("text/plain", "tea", b"tea"))
        self.assertTrue(body.is_type("TEXT/plain"))

    def test_bytes(self):
        body = Sipgo.Body.new_full("image/png", "icon", GLib.Bytes.new(b"\0\1"))
        self.assertEqual(body.content_disposition, "icon")
        self.assertEqual(body.bytes.get_data(), b"\0\1")

    def test_parts(self):
        text = "--b\r\nContent-Type: text/plain\r\n\r\none\r\n--b\r\nContent-Type: application/sdp\r\n\r\ntwo\r\n--b--\r\n"
        body = Sipgo.Body.new("multipart/mixed;boundary=b", text)
        self.assertEqual([part.get_text() for part in body.get_parts()], ["one", "two"])
        self.assertEqual(body.find("application/sdp").get_text(), "two")
        self.assertIsNone(body.find("image/png"))


class EnumerationTest(Case):
    def test_text(self):
        """What print() shows; the value is still a number."""
        state = Sipgo.Inviter.new(Sipgo.UserAgent(), "sip:alice@example.com").state
        for value, name in ((state, "initial"), (Sipgo.SessionState.ESTABLISHED, "established"),
                            (Sipgo.Status.BUSY_HERE, "busy-here")):
            self.assertEqual((str(value), f"{value}", f"{value:>12}", "%s" % value), (name, name, f"{name:>12}", name))
            self.assertEqual((f"{value:d}", f"{value:03d}", "%d" % value), (str(int(value)), f"{int(value):03d}", str(int(value))))


class MessageTest(Case):
    def test_request(self):
        message = Sipgo.Message.parse(GLib.Bytes.new(INVITE))
        self.assertTrue(message.is_request())
        self.assertEqual((message.method, str(message.request_uri)), ("INVITE", "sip:bob@example.com"))
        self.assertEqual((message.call_id, message.cseq, message.cseq_method),
                         ("a84b4c76e66710@pc33.example.com", 314159, "INVITE"))
        self.assertEqual(message.get_from().display_name, "Alice")
        self.assertEqual(message.from_, message.get_from())
        self.assertEqual((message.from_tag, message.to_tag), ("1928301774", None))
        self.assertEqual(message.via.branch, "z9hG4bKnashds8")
        self.assertEqual(message.get_header("max-forwards"), "70")
        self.assertEqual(message.get_header_values("Via"), [message.get_header("Via")])
        self.assertIsNone(message.get_header("Subject"))
        self.assertTrue(message.has_header("Contact"))
        self.assertTrue(message.has_option("Supported", "100rel"))
        self.assertEqual([str(contact.uri) for contact in message.get_name_addrs("Contact")], ["sip:alice@pc33.example.com"])
        self.assertEqual(message.body.get_text(), "hello")
        self.assertEqual(Sipgo.Message.parse(message.to_bytes()).to_string(), str(message))

    def test_response(self):
        message = Sipgo.Message.parse(GLib.Bytes.new(INVITE.replace(b"INVITE sip:bob@example.com SIP/2.0", b"SIP/2.0 486 No")))
        self.assertFalse(message.is_request())
        self.assertEqual((message.status_code, message.reason_phrase), (Sipgo.Status.BUSY_HERE, "No"))
        self.assertEqual(Sipgo.status_get_phrase(486), "Busy Here")

    def test_malformed(self):
        with self.fails(Sipgo.Error.MALFORMED):
            Sipgo.Message.parse(GLib.Bytes.new(b"nonsense\r\n\r\n"))


class CredentialsTest(Case):
    def test_made(self):
        credentials = Sipgo.Credentials.new("alice", "secret")
        self.assertEqual(credentials.username, "alice")
        office = Sipgo.Credentials.new_for_realm("anna", "secret", "office.example")
        both = Sipgo.Credentials.new_list([office, credentials])
        self.assertEqual((both.username, both.realm), ("anna", None))
        self.assertEqual(Sipgo.UserAgent(credentials=both).credentials.username, "anna")


class VersionTest(Case):
    def test_run_time(self):
        numbers = (Sipgo.get_major_version(), Sipgo.get_minor_version(), Sipgo.get_micro_version())
        self.assertEqual(numbers, (Sipgo.MAJOR_VERSION, Sipgo.MINOR_VERSION, Sipgo.MICRO_VERSION))
        self.assertTrue(Sipgo.check_version(*numbers))
        self.assertFalse(Sipgo.check_version(numbers[0] + 1, 0, 0))


if __name__ == "__main__":
    unittest.main()
