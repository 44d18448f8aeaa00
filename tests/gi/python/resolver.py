#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A resolver that is written in Python: the agent finds a domain's server by its records (RFC 3263)."""
from harness import Case, GLib, GObject, Sipgo, asynchronous, make_agent, unittest

ADDRESS, SRV, NAPTR = Sipgo.DnsRecordType.ADDRESS, Sipgo.DnsRecordType.SRV, Sipgo.DnsRecordType.NAPTR


class Table(GObject.Object, Sipgo.Resolver):
    """The records of example.com, whose only server is bob."""

    def __init__(self, bob=None):
        super().__init__()
        self.port = int(bob.listeners[0].rpartition(":")[2]) if bob else 0
        self.asked = []

    def do_look_up(self, query):
        name, kind = query.get_name(), query.get_record_type()
        self.asked.append(name)
        if name == "broken.example.com":
            query.fail(GLib.Error("the table is broken", "table", 1))
        elif name == "dropped.example.com":
            return
        elif kind == NAPTR and name == "example.com":
            query.add_naptr(10, 1, "s", "SIP+D2T", "_sip._tcp.example.com", 60)
            GLib.idle_add(query.complete)
        else:
            if kind == SRV and name == "_sip._tcp.example.com":
                query.add_srv(1, 1, self.port, "sip1.example.com", 60)
            elif kind == ADDRESS and name == "sip1.example.com":
                query.add_address("127.0.0.1", 60)
            query.complete()


class ResolverTest(Case):
    @asynchronous
    async def test_naptr(self):
        async with make_agent("tcp") as bob:
            table = Table(bob)
            async with make_agent("udp", resolver=table) as alice:
                self.assertIs(alice.resolver, table)
                response = await alice.core.request("OPTIONS", "sip:bob@example.com").send()
                self.assertTrue(response.get_header("Via").startswith("SIP/2.0/TCP "))
                self.assertEqual(table.asked, ["example.com", "_sip._tcp.example.com", "sip1.example.com"])
                # The answers are kept for a minute.
                await alice.core.request("OPTIONS", "sip:bob@example.com").send()
                self.assertEqual(len(table.asked), 3)

    @asynchronous
    async def test_failures(self):
        async with make_agent("udp", resolver=Table()) as alice:
            for name, text in (("broken", "the table is broken"), ("dropped", "dropped the query"),
                               ("unknown", "has no address")):
                request = alice.core.request("OPTIONS", f"sip:bob@{name}.example.com:5060")
                with self.assertRaises(GLib.Error) as caught:
                    await request.send()
                self.assertEqual(caught.exception.code, Sipgo.Error.UNREACHABLE)
                self.assertIn(text, caught.exception.message)

    @asynchronous
    async def test_system(self):
        """A resolver may hand queries to that of the system, which also knows /etc/hosts."""
        system = Sipgo.SystemResolver()

        class Forward(GObject.Object, Sipgo.Resolver):
            def do_look_up(self, query):
                system.look_up(query)

        async with make_agent("udp") as bob, make_agent("udp", resolver=Forward()) as alice:
            port = bob.listeners[0].rpartition(":")[2]
            response = await alice.core.request("OPTIONS", f"sip:bob@localhost:{port}").send()
            self.assertEqual(response.get_status_code(), 200)
            alice.resolver = None
            response = await alice.core.request("OPTIONS", f"sip:bob@localhost:{port}").send()
            self.assertEqual(response.get_status_code(), 200)


if __name__ == "__main__":
    unittest.main()
