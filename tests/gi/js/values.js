// SPDX-License-Identifier: LGPL-2.1-or-later
// Values: URIs, addresses, Via, bodies, credentials and messages.
import GLib from 'gi://GLib';
import Sipgo from 'gi://Sipgo?version=1.0';
import {assert, equal, fails, runTests, test} from './harness.js';

const INVITE = [
    'INVITE sip:bob@example.com SIP/2.0',
    'Via: SIP/2.0/UDP pc33.example.com:5066;branch=z9hG4bKnashds8;rport',
    'Max-Forwards: 70',
    'To: Bob <sip:bob@example.com>',
    'From: Alice <sip:alice@example.com>;tag=1928301774',
    'Call-ID: a84b4c76e66710@pc33.example.com',
    'CSeq: 314159 INVITE',
    'Contact: <sip:alice@pc33.example.com>',
    'Supported: replaces, 100rel',
    'Content-Type: text/plain',
    'Content-Length: 5',
    '',
    'hello',
].join('\r\n');

const bytes = text => new GLib.Bytes(new TextEncoder().encode(text));

test('URI: parts', async () => {
    const uri = Sipgo.Uri.parse('sips:alice:secret@example.com:5061;transport=tcp;lr?Subject=tea');
    equal([uri.scheme, uri.user, uri.password, uri.host, uri.port], ['sips', 'alice', 'secret', 'example.com', 5061]);
    assert(uri.is_secure());
    equal(uri.get_parameter('transport'), 'tcp');
    assert(uri.has_parameter('lr'));
    assert(uri.parameterNames.includes('lr'));
    equal(uri.get_header('Subject'), 'tea');
});

test('enumerations have names', async () => {
    equal(Sipgo.SessionState.nick(Sipgo.SessionState.ESTABLISHED), 'established');
    equal(Sipgo.UserAgentState.nick(Sipgo.UserAgentState.STOPPED), 'stopped');
    equal(Sipgo.Status.nick(486), 'busy-here');
    equal(Sipgo.Status.nick(499), '499');
    equal(Object.keys(Sipgo.SessionState).includes('nick'), false);
});

test('URI: hash goes with equality', async () => {
    for (const [one, other] of [['sip:alice@EXAMPLE.com', 'SIP:alice@example.com'], ['sip:%61lice@example.com', 'sip:alice@example.com']])
        equal(Sipgo.Uri.parse(one).hash(), Sipgo.Uri.parse(other).hash());
    assert(Sipgo.Uri.parse('sip:alice@example.com').hash() !== Sipgo.Uri.parse('sip:bob@example.com').hash());
});

test('URI: text and equality', async () => {
    const uri = Sipgo.Uri.parse('sip:alice@EXAMPLE.com');
    assert(uri.equal(Sipgo.Uri.parse('sip:alice@example.com')));
    assert(!uri.equal(Sipgo.Uri.parse('sip:Alice@example.com')));
    equal(`${uri}`, uri.to_string());
});

test('URI: changed copies', async () => {
    const uri = Sipgo.Uri.new('sip', 'alice', 'example.com', 0);
    equal(`${uri.with_user('bob')}`, 'sip:bob@example.com');
    const changed = uri.with_parameter('transport', 'tcp').with_header('Subject', 'tea');
    equal(`${changed}`, 'sip:alice@example.com;transport=tcp?Subject=tea');
    assert(changed.without_parameter('transport').without_headers().equal(uri));
    equal(`${uri}`, 'sip:alice@example.com');
});

test('URI: made of nothing', async () => {
    for (const parts of [['sip', 'alice', 'exa mple.com', 0], ['sip', 'alice', null, 0], ['sip', 'alice', 'example.com', 65536],
        ['tel', null, null, 0]])
        await fails(Sipgo.Error.INVALID, () => Sipgo.Uri.new(...parts));
});

test('URI: short forms', async () => {
    const uri = Sipgo.Uri.parse('sip:Alice@EXAMPLE.com:5070;transport=tcp?Subject=tea&X-A=1&subject=more');
    equal(uri.get_aor(), 'Alice@example.com');
    equal(Sipgo.Uri.parse('sip:example.com').get_aor(), 'example.com');
    equal(Sipgo.Uri.parse('tel:+15551234').get_aor(), '+15551234');
    equal(uri.without_header('SUBJECT').get_header_names(), ['X-A']);
    assert(uri.without_header('Nothing').equal(uri));
    equal(Sipgo.NameAddr.new(null, uri).get_friendly_name(), 'Alice@example.com');
    equal(Sipgo.NameAddr.new('Alice A', uri).get_friendly_name(), 'Alice A');
});

test('URI: malformed', async () => {
    for (const text of ['', 'alice', 'sip:', 'sip:alice@', 'sip:alice@example.com:port'])
        await fails(Sipgo.Error.INVALID, () => Sipgo.Uri.parse(text));
});

test('name and address', async () => {
    const nameAddr = Sipgo.NameAddr.parse('"Alice \\"A\\" Liddell" <sip:alice@example.com>;tag=7');
    equal(nameAddr.displayName, 'Alice "A" Liddell');
    equal(`${nameAddr.uri}`, 'sip:alice@example.com');
    equal(nameAddr.get_parameter('tag'), '7');
    equal(nameAddr.parameterNames, ['tag']);
    assert(Sipgo.NameAddr.parse(`${nameAddr}`).equal(nameAddr));

    const made = Sipgo.NameAddr.new('Bob', Sipgo.Uri.parse('sip:bob@example.com')).with_parameter('q', '0.5');
    assert(`${made}`.includes('<sip:bob@example.com>;q=0.5'));
    assert(made.has_parameter('q'));
    assert(!made.without_parameter('q').has_parameter('q'));
    await fails(Sipgo.Error.INVALID, () => Sipgo.NameAddr.parse('<sip:bob@example.com'));
});

test('Via', async () => {
    const via = Sipgo.Via.parse('SIP/2.0/TCP [2001:db8::1]:5062;branch=z9hG4bK1;rport');
    equal([via.transport, via.port, via.branch], ['TCP', 5062, 'z9hG4bK1']);
    assert(via.host.includes('2001:db8::1'));
    assert(via.has_parameter('rport'));
    assert(Sipgo.Via.parse(`${via}`).equal(via));
});

test('body', async () => {
    const body = Sipgo.Body.new('text/plain', 'tea');
    equal([body.contentType, body.get_text()], ['text/plain', 'tea']);
    equal([...body.bytes.toArray()], [116, 101, 97]);
    assert(body.is_type('TEXT/plain'));

    const icon = Sipgo.Body.new_full('image/png', 'icon', bytes('\x00\x01'));
    equal(icon.contentDisposition, 'icon');
    equal([...icon.bytes.toArray()], [0, 1]);

    const text = '--b\r\nContent-Type: text/plain\r\n\r\none\r\n--b\r\nContent-Type: application/sdp\r\n\r\ntwo\r\n--b--\r\n';
    const parts = Sipgo.Body.new('multipart/mixed;boundary=b', text);
    equal(parts.get_parts().map(part => part.get_text()), ['one', 'two']);
    equal(parts.find('application/sdp').get_text(), 'two');
    equal(parts.find('image/png'), null);
});

test('message: a request', async () => {
    const message = Sipgo.Message.parse(bytes(INVITE));
    assert(message.is_request());
    equal([message.method, `${message.requestUri}`], ['INVITE', 'sip:bob@example.com']);
    equal([message.callId, message.cseq, message.cseqMethod], ['a84b4c76e66710@pc33.example.com', 314159, 'INVITE']);
    equal(message.from.displayName, 'Alice');
    equal([message.fromTag, message.toTag], ['1928301774', null]);
    equal(message.via.branch, 'z9hG4bKnashds8');
    equal(message.get_header('max-forwards'), '70');
    equal(message.get_header_values('Via'), [message.get_header('Via')]);
    equal(message.get_header('Subject'), null);
    assert(message.has_header('Contact'));
    assert(message.has_option('Supported', '100rel'));
    equal(message.get_name_addrs('Contact').map(contact => `${contact.uri}`), ['sip:alice@pc33.example.com']);
    equal(message.body.get_text(), 'hello');
    equal(Sipgo.Message.parse(message.to_bytes()).to_string(), `${message}`);
});

test('message: a response', async () => {
    const message = Sipgo.Message.parse(bytes(INVITE.replace('INVITE sip:bob@example.com SIP/2.0', 'SIP/2.0 486 No')));
    assert(!message.is_request());
    equal([message.statusCode, message.reasonPhrase], [Sipgo.Status.BUSY_HERE, 'No']);
    equal(Sipgo.status_get_phrase(486), 'Busy Here');
});

test('message: malformed', () => fails(Sipgo.Error.MALFORMED, () => Sipgo.Message.parse(bytes('nonsense\r\n\r\n'))));

test('credentials', async () => {
    const alice = Sipgo.Credentials.new('alice', 'secret');
    equal(alice.username, 'alice');
    const office = Sipgo.Credentials.new_for_realm('anna', 'secret', 'office.example');
    equal(Sipgo.Credentials.new_list([office, alice]).username, 'anna');
});

test('version', async () => {
    const numbers = [Sipgo.get_major_version(), Sipgo.get_minor_version(), Sipgo.get_micro_version()];
    equal(numbers, [Sipgo.MAJOR_VERSION, Sipgo.MINOR_VERSION, Sipgo.MICRO_VERSION]);
    assert(Sipgo.check_version(...numbers));
    assert(!Sipgo.check_version(numbers[0] + 1, 0, 0));
});

await runTests();
