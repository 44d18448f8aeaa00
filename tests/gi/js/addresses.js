// SPDX-License-Identifier: LGPL-2.1-or-later
// addresses.js SURFACE: a string or an object wherever there is an address; one string or a list wherever there are strings.
//
// SURFACE is what surface.py made of the GIR. All of its entries must be in the tables below, or the first test fails.
import Gio from 'gi://Gio';
import Sipgo from 'gi://Sipgo?version=1.0';
import System from 'system';
import {address, assert, equal, failure, makeAgent, match, nextItem, refused, runTests, test, withAgents} from './harness.js';

const [, bytes] = Gio.File.new_for_path(System.programArgs[0]).load_contents(null);
const {addresses} = JSON.parse(new TextDecoder().decode(bytes));
const carol = 'sip:carol@example.com';

// Strings that are not SIP addresses.
const plain = ['DnsQuery.add_address(address)', 'DnsQuery.add_srv(target)', 'NullHandler.new(local_address)', 'SessionDescriptionHandlerFactory.create_handler(local_address)',
    'SessionDescriptionHandler.set_local_address(local_address)', 'UserAgent:local-address',
    'Transport:local-address', 'Account:contact-name', 'UserAgent:contact-name', 'UserAgent:stun-server'];

// Objects created with one property.
const owners = {
    Account: properties => Sipgo.Account.new(carol, properties),
    Authenticator: properties => Object.assign(new Sipgo.UserAgent().authenticator, properties),
    Client: properties => Sipgo.Messager.new(makeAgent(), carol, properties),
    Inviter: properties => Sipgo.Inviter.new(makeAgent(), carol, properties),
    Registerer: properties => Sipgo.Registerer.new(makeAgent(), properties),
    RequestOptions: properties => new Sipgo.RequestOptions(properties),
    ResponseOptions: properties => new Sipgo.ResponseOptions(properties),
    RtpHandlerFactory: properties => new Sipgo.RtpHandlerFactory(properties),
    SessionManager: properties => new Sipgo.SessionManager({userAgent: makeAgent(), ...properties}),
    UserAgent: properties => new Sipgo.UserAgent(properties),
    WebSocketTransport: properties => Sipgo.WebSocketTransport.new('ws://127.0.0.1:1/', properties),
};

// Lists that do not accept any string.
const texts = {
    'Authenticator:algorithms': 'MD5', 'RtpHandlerFactory:codecs': 'PCMU', 'UserAgent:allow-events': 'presence', 'UserAgent:listen': 'udp:127.0.0.1:0',
};

// A call of the manager.
async function establish({bob, manager}) {
    const invitations = bob.invitations();
    const calling = manager.call(address(bob));
    const invitation = await nextItem(invitations);
    invitations.close();
    await invitation.accept();
    return [await calling, invitation];
}

// The Request-URI of a call that is rejected.
async function called({bob}, call) {
    const invitations = bob.invitations();
    const calling = call();
    const invitation = await nextItem(invitations);
    invitations.close();
    invitation.reject();
    await failure(calling);
    return invitation.request.message.request_uri;
}

async function written({bob}, write) {
    const messages = Sipgo.signals(bob, 'message');
    const writing = write();
    const request = await nextItem(messages);
    request.accept();
    await writing;
    messages.close();
    return request.message.request_uri;
}

async function referred(world, refer) {
    const [call, invitation] = await establish(world);
    const referrals = Sipgo.signals(invitation, 'refer-received');
    const referring = refer(call);
    const referral = await nextItem(referrals);
    referral.reject();
    await failure(referring);
    referrals.close();
    await call.bye();
    return stripped(referral.refer_to.to_string());
}

const stripped = text => text.replace(/^<(.*)>$/, '$1');

async function redirected({alice, bob}, where) {
    const messages = Sipgo.signals(bob, 'message');
    const messager = Sipgo.Messager.new(alice, address(bob));
    const sending = messager.message('tea');
    const request = await nextItem(messages);
    request.redirect(where);
    await failure(sending);
    messages.close();
    return stripped(messager.failure.response.get_header('Contact'));
}

async function callRedirected({alice, bob}, where) {
    const invitations = bob.invitations();
    const call = Sipgo.Inviter.new(alice, address(bob));
    const calling = call.invite();
    const invitation = await nextItem(invitations);
    invitations.close();
    invitation.redirect(where);
    await failure(calling);
    return stripped(call.failure.response.get_header('Contact'));
}

function equals(value, where) {
    assert(value.equal(where));
    return carol;
}

// The address that a function has made of its argument.
const functions = {
    'Account.new(uri)': (_world, where) => Sipgo.Account.new(where).uri,
    'Account.new_for_uri(uri)': (_world, where) => Sipgo.Account.new_for_uri(where).uri,
    'Inviter.new(target)': ({alice}, where) => Sipgo.Inviter.new(alice, where).target,
    'Inviter.new_for_uri(target)': ({alice}, where) => Sipgo.Inviter.new_for_uri(alice, where).target,
    'Messager.new(target)': ({alice}, where) => Sipgo.Messager.new(alice, where).target,
    'Messager.new_for_uri(target)': ({alice}, where) => Sipgo.Messager.new_for_uri(alice, where).target,
    'Publisher.new(target)': ({alice}, where) => Sipgo.Publisher.new(alice, where, 'presence').target,
    'Publisher.new_for_uri(target)': ({alice}, where) => Sipgo.Publisher.new_for_uri(alice, where, 'presence').target,
    'Subscriber.new(target)': ({alice}, where) => Sipgo.Subscriber.new(alice, where, 'presence').target,
    'Subscriber.new_for_uri(target)': ({alice}, where) => Sipgo.Subscriber.new_for_uri(alice, where, 'presence').target,
    'NameAddr.new(uri)': (_world, where) => Sipgo.NameAddr.new('Carol', where).uri,
    'NameAddr.equal(other)': (_world, where) => equals(Sipgo.NameAddr.parse(`<${carol}>`), where),
    'NameAddr.with_uri(uri)': (_world, where) => Sipgo.NameAddr.parse('<sip:x@y>').with_uri(where).uri,
    'Uri.equal(other)': (_world, where) => equals(Sipgo.Uri.parse(carol), where),
    'UserAgentCore.request(uri)': ({alice}, where) => alice.core.request('OPTIONS', where).message.request_uri,
    'IncomingRequest.redirect(contacts)': redirected,
    'Invitation.redirect(contacts)': callRedirected,
    'Session.refer(target)': (world, where) => referred(world, call => call.refer(where)),
    'SessionManager.call(destination)': (world, where) => called(world, () => world.manager.call(where)),
    'SessionManager.message(destination)': (world, where) => written(world, () => world.manager.message(where, 'tea')),
    'SessionManager.transfer(target)': (world, where) => referred(world, call => world.manager.transfer(call, where)),
    'SimpleUser.call(destination)': (world, where) => called(world, () => world.user.call(where)),
    'SimpleUser.message(destination)': (world, where) => written(world, () => world.user.message(where, 'tea')),
};

// A URI as an application has it.
function forms(text) {
    const uri = Sipgo.Uri.parse(text);
    return [text, uri, Sipgo.NameAddr.new(null, uri)];
}

const camel = name => name.replace(/-([a-z])/g, (_match, letter) => letter.toUpperCase());

function* properties() {
    for (const [name, kind] of Object.entries(addresses)) {
        const [owner, property] = name.split(':');
        if (property && !plain.includes(name))
            yield {name, kind, make: owners[owner], property: camel(property), setter: `set_${property.replaceAll('-', '_')}`};
    }
}

test('everything is here', async () => {
    const setters = Object.keys(addresses).filter(name => name.includes(':')).map(name =>
        name.replaceAll('-', '_').replace(':', '.set_'));
    for (const name of Object.keys(addresses)) {
        if (name.includes(':'))
            assert(plain.includes(name) || name.split(':')[0] in owners, name);
        else
            assert(plain.includes(name) || name in functions || setters.includes(name.split('(')[0]), name);
    }
});

test('properties', async () => {
    for (const {name, kind, make, property, setter} of properties()) {
        const text = texts[name] ?? 'a=b';
        const values = kind === 'list' ? [[text, text], [[text], text]] : forms(carol).map(form => [form, carol]);
        if (kind === 'NameAddr')
            values.push([`"Carol" <${carol}>`, `"Carol" <${carol}>`]);
        for (const [given, expected] of values) {
            const read = made => `${made[property]}`.replace(/^<(.*)>$/, '$1');
            const made = make({[property]: given});
            equal(read(made), expected);
            if (!(setter in made))
                continue;
            made[property] = null;
            made[property] = given;
            equal(read(made), expected);
            made[setter](null);
            made[setter](given);
            equal(read(made), expected);
        }
    }
});

test('unreadable', async () => {
    const unreadable = /: “tea” is not a valid (URI|address): expected a scheme such as sip: .*; write one as .*sip:alice@example.com/;
    for (const {kind, make, property, setter} of properties()) {
        if (kind !== 'Uri' && kind !== 'NameAddr')
            continue;
        for (const use of [value => make({[property]: value}), value => { make({})[property] = value; },
            value => make({})[setter](value)]) {
            const error = await failure(() => use('tea'));
            match(error.message, unreadable);
            assert(error.matches(Sipgo.Error, Sipgo.Error.INVALID));
            match((await failure(() => use(5))).message, /takes a Sipgo.Uri, a Sipgo.NameAddr or a text such as .*sip:.*, not 5/);
        }
    }
    const agent = makeAgent();
    for (const use of [value => Sipgo.Inviter.new(agent, value), value => Sipgo.Inviter.new_for_uri(agent, value),
        value => Sipgo.NameAddr.new(null, value), value => agent.core.request('OPTIONS', value)]) {
        match((await failure(() => use('tea'))).message, /“tea” is not a valid URI: expected a scheme such as sip:/);
        match((await failure(() => use(5))).message, /takes a Sipgo.Uri, a Sipgo.NameAddr or a text such as sip:.*, not 5/);
    }
    match((await failure(new Sipgo.UserAgent({listen: 'tea'}).start())).message,
        /“tea” is not a listener: write it as udp:127.0.0.1:5060/);
});

test('functions', () => withAgents(async (alice, bob) => {
    const world = {alice, bob, manager: Sipgo.SessionManager.new(alice), user: Sipgo.SimpleUser.new(alice)};
    for (const [name, use] of Object.entries(functions)) {
        const text = name.includes('destination') ? address(bob) : carol;
        for (const form of forms(text))
            equal(`${name}: ${await use(world, form)}`, `${name}: ${text}`);
    }
}));

const named = '"Carol" <sip:carol@example.com>';
const nameOfTo = client => client.remoteIdentity.to_string();
const namedTargets = [
    ({alice}, where) => nameOfTo(Sipgo.Inviter.new(alice, where)),
    ({alice}, where) => nameOfTo(Sipgo.Messager.new(alice, where)),
    ({alice}, where) => nameOfTo(Sipgo.Publisher.new(alice, where, 'presence')),
    ({alice}, where) => nameOfTo(Sipgo.Subscriber.new(alice, where, 'presence')),
];
const namedHeaders = [
    redirected, callRedirected,
    (world, where) => referred(world, call => call.refer(where)),
    (world, where) => referred(world, call => world.manager.transfer(call, where)),
];

// A target's display name goes into To; where a header has a name-addr, all of it is kept.
test('names', () => withAgents(async (alice, bob) => {
    const world = {alice, bob, manager: Sipgo.SessionManager.new(alice)};
    for (const text of [named, `${named};a=b`]) {
        for (const form of [text, Sipgo.NameAddr.parse(text)]) {
            for (const use of namedTargets)
                equal(use(world, form), named);
            for (const use of namedHeaders)
                equal(await use(world, form), text);
        }
    }
    equal(new Sipgo.UserAgent({preloadedRouteSet: Sipgo.NameAddr.parse(`${named};a=b`)}).preloadedRouteSet, [`${named};a=b`]);
    equal(new Sipgo.SessionManager({userAgent: alice, aor: Sipgo.NameAddr.parse(named)}).aor, carol);
}));

// A list of plain texts takes no addresses; the lines of headers may be a literal.
test('plain lists', async () => {
    const uri = Sipgo.Uri.parse(carol);
    for (const {name, kind, make, property} of properties()) {
        if (kind !== 'list' || name.endsWith('outbound-proxies') || name.endsWith('preloaded-route-set'))
            continue;
        for (const wrong of [uri, [uri], 5, [5], [null], ...property === 'extraHeaders' ? [] : [{a: 'b'}]]) {
            const error = await failure(() => make({[property]: wrong}));
            match(error.message, new RegExp(`${property} takes `));
        }
    }
    const headers = {
        Subject: 'tea', 'Max-Breadth': 5, 'X-List': ['a', 'b'], 'X-Uri': uri, 'X-Name': Sipgo.NameAddr.parse(named), 'X-None': undefined,
    };
    equal(new Sipgo.RequestOptions({extraHeaders: headers}).extraHeaders,
        ['Subject: tea', 'Max-Breadth: 5', 'X-List: a', 'X-List: b', `X-Uri: ${carol}`, `X-Name: ${named}`]);
    match((await failure(() => new Sipgo.RequestOptions({extraHeaders: {Subject: null}}))).message,
        /extraHeaders: Subject takes a text, a number or an address, not null/);
});

// refer() takes a session, too: an attended transfer.
test('transfer to a session', () => withAgents(async (alice, bob) => {
    const world = {alice, bob, manager: Sipgo.SessionManager.new(alice)};
    const [first, invitation] = await establish(world);
    const [second, other] = await establish(world);
    const referrals = Sipgo.signals(invitation, 'refer-received');
    for (const refer of [() => first.refer(second), () => first.refer_to_session(second),
        () => world.manager.transfer(first, second)]) {
        const referring = refer();
        const referral = await nextItem(referrals);
        assert(referral.refer_to.uri.get_header('Replaces').includes(other.dialog.call_id));
        referral.reject();
        await refused(Sipgo.Status.DECLINE, referring);
    }
}));

await runTests();
