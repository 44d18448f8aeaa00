// SPDX-License-Identifier: LGPL-2.1-or-later
// A resolver that is written in JavaScript: the agent finds a domain's server by its records (RFC 3263).
import GObject from 'gi://GObject';
import Sipgo from 'gi://Sipgo?version=1.0';
import {assert, equal, fails, makeAgent, match, runTests, test} from './harness.js';

const {ADDRESS, SRV, NAPTR} = Sipgo.DnsRecordType;

// The records of example.com, whose only server is bob.
const Table = GObject.registerClass({
    Implements: [Sipgo.Resolver],
}, class Table extends GObject.Object {
    asked = [];
    port = 0;

    vfunc_look_up(query) {
        const [name, kind] = [query.get_name(), query.get_record_type()];
        this.asked.push(name);
        if (kind === NAPTR && name === 'example.com')
            query.add_naptr(10, 1, 's', 'SIP+D2T', '_sip._tcp.example.com', 60);
        else if (kind === SRV && name === '_sip._tcp.example.com')
            query.add_srv(1, 1, this.port, 'sip1.example.com', 60);
        else if (kind === ADDRESS && name === 'sip1.example.com')
            query.add_address('127.0.0.1', 60);
        query.complete();
    }
});

test('naptr', async () => {
    const table = new Table();
    const [alice, bob] = [makeAgent('udp', {resolver: table}), makeAgent('tcp')];
    await alice.start();
    await bob.start();
    table.port = Number(bob.listeners[0].split(':').pop());
    const response = await alice.core.request('OPTIONS', 'sip:bob@example.com', null).send();
    match(response.get_header('Via'), /^SIP\/2\.0\/TCP /);
    equal(table.asked.join(' '), 'example.com _sip._tcp.example.com sip1.example.com');
    const error = await fails(Sipgo.Error.UNREACHABLE, alice.core.request('OPTIONS', 'sip:unknown.example.com', null).send());
    match(error.message, /unknown\.example\.com has no address/);
    assert(alice.resolver === table);
    await alice.stop();
    await bob.stop();
});

await runTests();
