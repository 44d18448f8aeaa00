// SPDX-License-Identifier: LGPL-2.1-or-later
// A phone with one line: SimpleUser.
import Sipgo from 'gi://Sipgo?version=1.0';
import {address, assert, equal, fails, makeAgent, nextItem, refused, runTests, test} from './harness.js';
import {Registrar} from './registrar.js';

async function withUsers(body) {
    const sessionDescriptionHandlerFactory = new Sipgo.RtpHandlerFactory({source: 'silence', sink: 'null'});
    const users = [0, 1].map(() => Sipgo.SimpleUser.new(makeAgent('udp', {sessionDescriptionHandlerFactory})));
    await Promise.all(users.map(user => user.start()));
    try {
        await body(...users);
    } finally {
        await Promise.all(users.map(user => user.stop()));
    }
}

const at = user => address(user.manager.userAgent);

function logOf(user) {
    const log = [];
    for (const name of ['created', 'received', 'answered', 'hangup'])
        user.connect(`call-${name}`, () => log.push(name));
    user.connect('call-hold', (_user, held) => log.push(`hold ${held}`));
    user.connect('call-dtmf-received', (_user, tone) => log.push(`tone ${tone}`));
    return log;
}

async function talk(alice, bob) {
    bob.connect('call-received', user => {
        user.answer().catch(logError);
    });
    const answered = Sipgo.signals(bob, 'call-answered');
    await alice.call(at(bob));
    await nextItem(answered);
}

test('call', () => withUsers(async (alice, bob) => {
    const logs = [logOf(alice), logOf(bob)];
    equal(alice.session, null);
    await talk(alice, bob);
    assert(alice.session instanceof Sipgo.Inviter);
    await alice.hold();
    assert(alice.is_held());
    await alice.unhold();
    alice.mute();
    assert(alice.is_muted() && alice.session.media.muted);
    alice.unmute();
    assert(!alice.is_muted() && !alice.is_held());
    await alice.send_dtmf('5');
    const {session} = bob;
    await alice.hangup();
    await session.wait_for_state(Sipgo.SessionState.TERMINATED);
    assert(alice.session === null && bob.session === null);
    equal(logs[0], ['created', 'answered', 'hold true', 'hold false', 'hangup']);
    equal(logs[1], ['created', 'received', 'answered', 'tone 5', 'hangup']);
}));

test('decline', () => withUsers(async (alice, bob) => {
    await refused(Sipgo.Status.TEMPORARILY_UNAVAILABLE, alice.call(at(bob)));
    bob.connect('call-received', user => {
        user.decline({statusCode: 603}).catch(logError);
    });
    await refused(Sipgo.Status.DECLINE, alice.call(at(bob), {extraHeaders: ['X-Test: 1']}));
    for (const operation of ['hangup', 'answer', 'decline', 'hold', 'unhold'])
        await fails(Sipgo.Error.STATE, alice[operation]());
}));

test('message', () => withUsers(async (alice, bob) => {
    const received = Sipgo.signals(bob, 'message-received');
    await alice.message(at(bob), 'tea?');
    equal(await nextItem(received), 'tea?');
}));

test('server', async () => {
    const registrar = new Registrar('secret');
    const userAgent = makeAgent('tcp', {credentials: Sipgo.Credentials.new('alice', 'secret')});
    const user = new Sipgo.SimpleUser({manager: new Sipgo.SessionManager({userAgent, aor: 'sip:alice@example.com'})});
    const log = [];
    for (const name of ['server-connected', 'server-disconnected', 'registered', 'unregistered'])
        user.connect(name, () => log.push(name));
    await user.start();
    assert(user.is_connected());
    equal(user.manager.maxSimultaneousSessions, 1);
    user.manager.registerer.registrar = registrar.uri;
    await user.register();
    await user.unregister();
    await user.stop();
    equal(log, ['server-connected', 'registered', 'unregistered', 'server-disconnected']);
    registrar.close();
});

await runTests();
