// SPDX-License-Identifier: LGPL-2.1-or-later
// The flight recorder: traces of calls, registrations and agents, and their files.
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Sipgo from 'gi://Sipgo?version=1.0';
import {address, assert, equal, establish, fails, refused, runTests, test, withAgents} from './harness.js';

const Kind = Sipgo.TraceKind;

function records(trace) {
    return Array.from({length: trace.get_n_items()}, (_, i) => trace.get_item(i));
}

function words(trace) {
    return records(trace).filter(({kind}) => kind === Kind.SENT || kind === Kind.RECEIVED)
        .map(({summary}) => summary.split(' ')[0]).filter(word => word !== '180');
}

test('call', () => withAgents(async (alice, bob) => {
    const [call, invitation] = await establish(alice, bob);
    await call.bye();
    equal(words(call.trace), ['INVITE', '200', 'ACK', 'BYE', '200']);
    equal(words(invitation.trace)[0], 'INVITE');
    equal(records(call.trace)[0].summary, 'session: establishing');
    const invite = records(call.trace)[1];
    equal([invite.kind, invite.protocol, invite.destination], [Kind.SENT, 'UDP', bob.listeners[0].slice(4)]);
    equal(invite.source, alice.listeners[0].slice(4));
    assert(invite.time > 0);
    assert(invite.text.startsWith('INVITE sip:bob@'));
    assert(call.trace.ladder().includes('[session: established]'));
    assert(call.trace.to_html().includes('<svg'));
    assert(call.trace.to_pcapng().get_size() > 1000);
    assert(records(alice.trace).some(({summary}) => summary === 'agent: started'));
    equal([alice.limits.maxTraceRecords, alice.limits.maxTraceBytes], [1024, 1048576]);
}));

test('failure', () => withAgents(async (alice, bob) => {
    bob.connect('invitation', (_agent, invitation) => invitation.reject({statusCode: 486}));
    const call = Sipgo.Inviter.new(alice, address(bob));
    const {trace} = call;
    equal(trace.get_n_items(), 0);
    let added = 0;
    trace.connect('items-changed', (_trace, _position, _removed, n) => (added += n));
    await refused(Sipgo.Status.BUSY_HERE, call.invite());
    trace.ladder();
    equal(added, trace.get_n_items());
    const notes = records(trace).filter(({kind}) => kind === Kind.NOTE).map(({text}) => text);
    equal(notes, [`INVITE failed: ${call.failure.error.message}`]);
}));

test('registration', () => withAgents(async (alice, bob) => {
    const registerer = Sipgo.Registerer.new(alice, {registrar: address(bob)});
    await registerer.register().catch(() => {});                 // bob is no registrar
    equal(words(registerer.trace)[0], 'REGISTER');
}, {uri: Sipgo.Uri.parse('sip:alice@example.com')}));

test('files', () => withAgents(async (alice, bob) => {
    const [call] = await establish(alice, bob);
    await call.bye();
    const folder = GLib.Dir.make_tmp('sipgo-XXXXXX');
    for (const name of ['call.txt', 'call.html', 'call.pcapng']) {
        const file = Gio.File.new_for_path(`${folder}/${name}`);
        await call.trace.save(file.get_path());
        assert(file.query_info('standard::size', Gio.FileQueryInfoFlags.NONE, null).get_size() > 500);
        file.delete(null);
    }
    await fails(Sipgo.Error.INVALID, call.trace.save(`${folder}/call.doc`));
    await fails(Sipgo.Error.FILE, call.trace.save(`${folder}/missing/call.txt`));
    Gio.File.new_for_path(folder).delete(null);
}));

await runTests();
